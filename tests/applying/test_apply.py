"""Somebody asks a body for information, without an account: what is asked, what is refused, what becomes of it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import timezone

from gongkai.access.models import User
from gongkai.applying import holding
from gongkai.applying.models import Draft, DraftFile
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, Paper
from gongkai.cases.services.access import fits
from gongkai.cases.services.papers import content_of
from gongkai.pages.models import SiteHome
from gongkai.persons import vault
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from tests.applying.conftest import BASE, EMAIL, NAME, PNG, SOUGHT, WANTED, Citizen, SignIn, done, png, wrong
from tests.persons.conftest import LIN

pytestmark = pytest.mark.django_db


def test_the_column_leads_to_all_that_one_may_do(citizen: Citizen):
    page = citizen.get().text
    for rest, title in (("sq/", "申请公开"), ("cx/", "查询进度"), ("gz/", "更正本人信息"), ("dfml/", "答复目录")):
        assert f'<a href="{BASE}{rest}">{title}</a>' in page
        assert citizen.get(rest).status_code == 200


def test_an_application_becomes_a_case_of_the_body_that_was_asked(citizen: Citizen, bureau: Body):
    case, code = citizen.applied({"title": "立项批复", "needs_help": "请用大字打印"})
    assert (case.body, case.channel, case.column, case.state) == (bureau, "internet", "natural_person", "waiting")
    assert (case.title, case.description, case.form, case.delivery) == ("立项批复", SOUGHT, "electronic", "online")
    assert (case.needs_help, case.handler, case.entered_by, case.agent) == ("请用大字打印", None, None, None)
    assert (case.applicant.name, case.applicant.body, case.applicant.user) == (NAME, bureau, None)
    assert fits(case, code)
    [paper] = Paper.objects.filter(case=case)
    assert (paper.kind, paper.name, paper.side, paper.shown) == ("identity", "身份证.png", "applicant", False)
    assert content_of(paper) == PNG
    assert {deed.actor for deed in Deed.objects.filter(deed__in=["登记申请人", "登记依申请公开"])} == {None}


def test_what_was_typed_is_nowhere_once_it_was_sent(citizen: Citizen):
    citizen.applied()
    draft = Draft.objects.get()
    assert (draft.sealed, draft.code_digest, DraftFile.objects.count()) == ("", "", 0)
    assert Paper.objects.count() == 1


def test_sent_twice_it_is_one_case_and_the_receipt_is_the_same(citizen: Citizen):
    look = citizen.looked()
    given = done(citizen.client.get(look).text)
    first, again = (citizen.client.post(look, given) for _ in range(2))
    assert (first.status_code, again.status_code, first.url) == (302, 302, again.url)
    assert Case.objects.count() == Applicant.objects.count() == Paper.objects.count() == 1
    assert citizen.client.get(again.url).text.count('class="big code"') == 1
    assert citizen.client.get(look).status_code == 302


def test_the_receipt_shows_the_code_until_it_is_closed(citizen: Citizen):
    answer = citizen.send(citizen.looked())
    page = citizen.client.get(answer.url).text
    code = re.search(r'<dd class="big code">([^<]+)<', page)[1]
    assert page.count(code) == 1  # the picture has it, and nothing that leads anywhere
    assert 'src="data:image/svg+xml,' in page
    assert "自收到申请之日起20个工作日内答复" in page
    assert citizen.client.get(answer.url).text.count(code) == 1
    assert citizen.client.post(answer.url).url == f"{BASE}cx/"
    assert citizen.client.get(answer.url).status_code == 404
    assert Draft.objects.get().receipt == ""


def test_a_receipt_is_for_the_browser_that_sent_alone(citizen: Citizen):
    answer = citizen.send(citizen.looked())
    assert Citizen().client.get(answer.url).status_code == 404


@pytest.mark.parametrize(
    ("member", "value", "sentence"),
    [
        ("description", " ", "请填写所需信息的内容"),
        ("description", "长" * 2001, "所需信息的内容不能超过2000字"),
        ("name", "", "请填写姓名或者名称"),
        ("number", "", "请填写证件号码"),
        ("number", "110105194912310021", "身份证号码的校验位不对，请核对各位"),
        ("document", "credit_code", "证件类型与申请人类别不符，请重新选择"),
        ("phone", "12", "电话应是11位手机号码，或者区号加固定电话，如0595-22110000；境外的以+和国家代码开头"),
        ("email", "lin", "电子邮箱的格式不对，应形如name@example.com"),
        ("form", "", "请选择希望以什么形式得到"),
        ("delivery", "fax", "请从列出的选项里选择希望怎样得到答复和信息"),
    ],
)
def test_what_is_missing_or_not_well_formed_is_said_at_its_field_and_nothing_is_lost(
    citizen: Citizen, member: str, value: str, sentence: str
):
    answer = citizen.fill(given={member: value}, file_identity=png())
    assert answer.status_code == 422
    assert wrong(answer) == [sentence]
    target = re.search(r'<div class="summary".*?href="#(\w+)"', answer.text, re.S)[1]
    assert re.search(rf'<(?:input|select|textarea)[^>]*id="{target}"[^>]*>', answer.text)
    assert "身份证.png" in answer.text  # the file was kept
    for other, text in WANTED.items():
        if other != member and text and other not in ("kind", "document", "form", "delivery"):
            assert text in answer.text
    assert not Case.objects.exists()


def test_who_cannot_be_reached_and_who_proves_nothing_is_asked_to(citizen: Citizen):
    nowhere = dict.fromkeys(("phone", "email", "address"), "")
    assert wrong(citizen.fill(given=nowhere)) == [
        "电话、邮箱、通信地址至少填写一项，好与您联系",
        "请上传身份证明",
    ]


@pytest.mark.parametrize(("route", "member", "word"), [("email", "email", "电子邮箱"), ("post", "address", "通信地址")])
def test_a_route_needs_what_it_leads_to(citizen: Citizen, route: str, member: str, word: str):
    answer = citizen.fill(given={"delivery": route, member: ""}, file_identity=png())
    assert [word in sentence for sentence in wrong(answer)] == [True]


def test_nobody_is_asked_what_for(citizen: Citizen):
    page = citizen.get("sq/").text
    assert "不用说明理由和用途" in page
    assert not re.search(r'name="[^"]*(purpose|reason|use)', page)


def test_an_organisation_applies_with_its_credit_code(citizen: Citizen):
    given = {"kind": "business", "name": "海州实业有限公司", "document": "credit_code", "number": "91350100M000100Y43"}
    case, _ = citizen.applied(given)
    assert (case.column, case.applicant.name) == ("business", "海州实业有限公司")


def test_an_agent_applies_with_papers(citizen: Citizen):
    agent = {
        "by_agent": "on",
        "agent_name": "周代理",
        "agent_document": "passport",
        "agent_number": "E12345678",
        "agent_phone": "13900001111",
    }
    answer = citizen.fill(given=agent | {"agent_number": ""}, file_identity=png())
    assert wrong(answer) == ["请填写代理人证件号码", "请上传授权委托书和代理人的身份证明"]
    case, _ = citizen.applied(agent, file_proxy=png("委托书.png", PNG + b"1"))
    assert case.agent is not None
    assert (case.agent.name, case.agent.body) == ("周代理", case.body)
    assert sorted(case.papers.values_list("kind", flat=True)) == ["identity", "proxy"]


def test_what_is_said_of_an_agent_that_is_none_is_forgotten(citizen: Citizen):
    case, _ = citizen.applied({"agent_name": "周代理"})
    assert case.agent is None


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("证件.png", b"", "“证件.png”是空文件"),
        ("证件.exe", PNG, "“证件.exe”不是JPG、PNG图片或者PDF文件，请转换以后再传"),
        ("证件.pdf", PNG, "“证件.pdf”不是JPG、PNG图片或者PDF文件，请转换以后再传"),
        ("证件.png", PNG + b"0" * 10 * 2**20, "“证件.png”超过10 MB，请压缩以后再传"),
    ],
)
def test_a_file_that_is_not_taken_is_said_to_be_and_the_rest_stays(
    citizen: Citizen, name: str, content: bytes, sentence: str
):
    answer = citizen.fill(file_identity=[png("正面.png"), png(name, content)])
    assert wrong(answer) == [sentence]
    assert "正面.png" in answer.text
    assert SOUGHT in answer.text


def test_no_more_files_than_are_asked_for_and_each_once(citizen: Citizen):
    answer = citizen.fill("keep", file_identity=[png(f"{n}.png", PNG + bytes([n])) for n in range(5)])
    assert wrong(answer) == ["身份证明最多4个文件，请合并成一个PDF，或者先移除不要的"]
    assert DraftFile.objects.count() == 4
    again = Citizen()
    again.fill("keep", file_identity=[png(), png("同一张.png")])
    assert DraftFile.objects.count() == 5


def test_a_file_is_taken_out_again(citizen: Citizen):
    answer = citizen.fill("keep", file_identity=[png("正面.png"), png("反面.png", PNG + b"1")])
    first = re.search(r'value="(remove:\d+)"', answer.text)[1]
    path = re.search(r'<form class="steps" method="post" action="([^"]+)"', answer.text)[1]
    answer = citizen.client.post(path, WANTED | {"do": first})
    assert ("正面.png" in answer.text, "反面.png" in answer.text) == (False, True)


def test_a_request_too_large_is_refused_before_it_is_read(citizen: Citizen):
    answer = citizen.client.post(
        f"{BASE}sq/", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(61 * 2**20)
    )
    assert answer.status_code == 413
    assert "每个文件不超过10 MB" in answer.text


# --- saved and taken up again ---------------------------------------------------------------------------------------


def saved(citizen: Citizen, **files: object) -> str:
    page = citizen.fill("save", {"name": ""}, **files)
    return str(re.search(r'<p class="big code">([^<]+)</p>', page.text)[1])


def test_what_is_not_finished_is_taken_up_again_by_a_code_in_another_browser(citizen: Citizen):
    code = saved(citizen, file_identity=png())
    other = Citizen()
    assert other.post("sq/jx/", {"code": "AAAA-AAAA"}).status_code == 422
    answer = other.post("sq/jx/", {"code": code.lower().replace("-", " ")})
    page = other.client.get(answer.url)
    assert SOUGHT in page.text
    assert "身份证.png" in page.text
    assert other.client.post(answer.url, WANTED | {"do": "look"}).url == f"{answer.url}hd/"


def test_a_draft_is_sealed_and_its_code_no_more_than_a_hash(citizen: Citizen):
    code = saved(citizen)
    draft = Draft.objects.get()
    stored = (vault.folder() / vault.path_of(draft.sealed)).read_bytes()
    assert stored.startswith(b"gk:")
    assert not any(secret.encode() in stored for secret in (SOUGHT, EMAIL))
    assert code not in str(Draft.objects.values())
    assert (draft.until - timezone.now()).days == 29


def test_a_code_opens_no_draft_of_another_site_or_form(citizen: Citizen, portal: SiteHome):
    code = saved(citizen)
    assert Citizen("/zfxxgk/ysqgk/").post("sq/jx/", {"code": code}).status_code == 422
    assert Citizen().post("gz/jx/", {"code": code}).status_code == 422
    assert Citizen().post("sq/jx/", {"code": code}).status_code == 302


def test_a_draft_is_for_the_browser_that_made_it(citizen: Citizen):
    look = citizen.looked()
    for path in (look, look.removesuffix("hd/")):
        assert Citizen().client.get(path).status_code == 404
        assert citizen.client.get(path).status_code == 200


def test_a_draft_that_nobody_looked_at_is_closed(citizen: Citizen, monkeypatch: pytest.MonkeyPatch):
    look = citizen.looked()
    monkeypatch.setattr(holding, "IDLE", -1)
    assert citizen.client.get(look).status_code == 404


def test_on_a_computer_of_everybody_s_one_leaves_nothing(citizen: Citizen):
    look = citizen.looked()
    answer = citizen.client.post(look.removesuffix("hd/"), WANTED | {"do": "leave"})
    assert answer.url == f"{BASE}sq/"
    assert citizen.client.get(look).status_code == 404
    assert not Draft.objects.exists()


def test_a_session_that_somebody_else_set_does_not_come_along(citizen: Citizen):
    session = citizen.client.session
    session["x"] = 1
    session.save()
    citizen.client.cookies[settings.SESSION_COOKIE_NAME] = set_before = session.session_key
    citizen.fill("keep")
    assert citizen.client.cookies[settings.SESSION_COOKIE_NAME].value != set_before


# --- with an account ------------------------------------------------------------------------------------------------


def test_who_works_for_a_body_applies_as_anybody_does(site: SiteHome, officer: User, signed_in: SignIn):
    case, _ = signed_in(officer).applied()
    assert case.applicant.user is None


def test_an_account_without_data_gets_them_by_applying(account: User, signed_in: SignIn, site: SiteHome):
    case, _ = signed_in(account).applied()
    assert (case.applicant.user, case.applicant.body, case.applicant.verified_at) == (account, None, None)


def test_who_is_known_is_not_asked_again_and_shown_masked(account: User, signed_in: SignIn, site: SiteHome):
    register_applicant(LIN, by=account, user=account)
    citizen = signed_in(account)
    page = citizen.get("sq/").text
    assert 'name="number"' not in page
    assert LIN["number"] not in page
    assert "1101**********002X" in page
    case, _ = citizen.applied()
    assert case.applicant.user == account
    Applicant.objects.update(verified_at=timezone.now())
    answer = citizen.fill()
    assert answer.status_code == 302  # the unified identity proved who it is: no papers are wanted
    assert LIN["number"] not in citizen.client.get(answer.url).text


def test_an_account_that_lacks_a_number_is_told_to_complete_it(account: User, signed_in: SignIn, site: SiteHome):
    register_applicant({"kind": "natural_person", "name": NAME, "document": "passport"}, by=account, user=account)
    answer = signed_in(account).fill(file_identity=png())
    assert wrong(answer) == ["您账号里的申请人资料还缺证件号码或者联系方式，请先补全"]
