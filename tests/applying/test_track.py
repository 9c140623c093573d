"""Following a request: who may, what is shown of it, what its applicant does there."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongkai.access.models import User
from gongkai.applying import standing
from gongkai.applying.standing import Standing, spans
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body, Succession
from gongkai.cases.enums import PaperKind, Side
from gongkai.cases.models import Case, CaseLetter, FeeDecision, Practice
from gongkai.cases.services import course, messages, papers
from gongkai.cases.services.access import new_code
from gongkai.cases.services.intake import split
from gongkai.law import calendar, clock, event_from
from gongkai.law.events import KINDS, Kind
from gongkai.law.limits import ServedBy
from gongkai.law.terms import Due, State
from gongkai.office.models import Notice
from gongkai.pages.models import SiteHome
from gongkai.pages.services import open_site
from tests.applying.conftest import BASE, NAME, SOUGHT, Citizen, SignIn

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2025, 3, 3)


def on(day: date) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=ZONE), tick=False)


class Followed:
    """A request made on a day of 2025, and what happens to it."""

    def __init__(self, citizen: Citizen, officer: User) -> None:
        self.citizen, self.officer = citizen, officer
        with on(DAY):
            self.case, self.code = citizen.applied()

    def happen(self, kind: Kind, day: date, **members: object) -> None:
        case = Case.objects.get(pk=self.case.pk)
        with on(day):
            self.case = course.happen(case, kind, day, by=self.officer, seen=case.last_event, **members)

    def page(self, day: date) -> str:
        """The page as it is on a day, opened by the code."""
        with on(day):
            browser = Citizen()
            opened = browser.post("cx/", {"number": self.case.number, "code": self.code})
            assert opened.status_code == 302
            return str(browser.client.get(opened.url).text)

    def standing(self, day: date) -> Standing:
        with on(day):
            found = Standing(Case.objects.get(pk=self.case.pk))
            _ = found.clock, found.label, found.sentence
            return found


@pytest.fixture
def followed(citizen: Citizen, officer: User) -> Followed:
    return Followed(citizen, officer)


# --- who may --------------------------------------------------------------------------------------------------------


def test_number_and_code_open_a_case_for_this_browser_however_they_are_typed(citizen: Citizen):
    case, code = citizen.applied()
    other = Citizen()
    assert other.case_page(case).status_code == 404
    answer = other.post("cx/", {"number": f" {case.number}", "code": code.lower().replace("-", "")})
    assert answer.url == f"{BASE}cx/{case.key}/"
    assert SOUGHT in other.client.get(answer.url).text
    assert Citizen().case_page(case).status_code == 404


@pytest.mark.parametrize(("number", "code"), [("", ""), ("2026-9999", None), (None, "AAAA-AAAA"), (None, "")])
def test_what_opens_nothing_is_said_and_the_number_stays(citizen: Citizen, number: str | None, code: str | None):
    case, right = citizen.applied()
    given = {"number": case.number if number is None else number, "code": right if code is None else code}
    answer = Citizen().post("cx/", given)
    assert answer.status_code == 422
    assert "编号或者查询码不对" in answer.text
    assert f'name="number" value="{given["number"]}"' in answer.text
    assert right not in answer.text


def test_after_five_wrong_codes_a_number_is_closed_for_that_place_and_on_record(citizen: Citizen):
    case, code = citizen.applied()
    guessing = Citizen()
    for _ in range(5):
        assert guessing.post("cx/", {"number": case.number, "code": "AAAA-AAAA"}).status_code == 422
    answer = guessing.post("cx/", {"number": case.number, "code": code})
    assert (answer.status_code, "输错太多次" in answer.text) == (429, True)
    assert Deed.objects.get(deed="锁定查询").detail == {"原因": "查询码多次输错"}
    assert Citizen().post("cx/", {"number": "2026-0002", "code": code}).status_code == 422  # another number
    elsewhere = Citizen()
    elsewhere.client.defaults["REMOTE_ADDR"] = "10.1.2.3"
    assert elsewhere.post("cx/", {"number": case.number, "code": code}).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert guessing.post("cx/", {"number": case.number, "code": code}).status_code == 302


def test_many_wrong_codes_for_many_numbers_close_the_place(citizen: Citizen):
    case, code = citizen.applied()
    guessing = Citizen()
    for number in range(30):
        guessing.post("cx/", {"number": f"2026-1{number:03}", "code": "AAAA-AAAA"})
    assert guessing.post("cx/", {"number": case.number, "code": code}).status_code == 429


def test_the_portal_finds_what_a_bureau_under_it_was_asked(citizen: Citizen):
    case, code = citizen.applied()
    at_portal = Citizen("/zfxxgk/ysqgk/")
    answer = at_portal.post("cx/", {"number": case.number, "code": code})
    assert answer.url == f"/zfxxgk/ysqgk/cx/{case.key}/"
    assert at_portal.client.get(answer.url).status_code == 200


def test_another_bureau_s_site_shows_nothing(citizen: Citizen, portal: SiteHome, city: Body):
    finance = Body.objects.create(name="海州市财政局", kind="department", parent=city)
    open_site(finance, slug="czj", parent=portal, by=None)
    case, code = citizen.applied()
    there = Citizen("/czj/zfxxgk/ysqgk/")
    there.client = citizen.client
    assert there.post("cx/", {"number": case.number, "code": code}).status_code == 422
    assert there.case_page(case).status_code == 404


def test_an_account_sees_its_own_and_nobody_else_s(
    citizen: Citizen, signed_in: SignIn, account: User, officer: User, portal: SiteHome
):
    case, _ = signed_in(account).applied()
    fresh = signed_in(account)
    assert SOUGHT in fresh.case_page(case).text
    page = fresh.client.get("/me/requests/")
    assert f'href="{BASE}cx/{case.key}/"' in page.text
    other = signed_in(User.objects.create(username="wu", name="吴"))
    assert other.case_page(case).status_code == 404
    assert case.number not in other.client.get("/me/requests/").text
    assert signed_in(officer).client.get("/me/requests/").status_code == 403
    assert Citizen().client.get("/me/requests/").url.startswith("/account/login/")


def test_a_case_of_a_body_that_ended_is_followed_where_its_successor_is(citizen: Citizen, bureau: Body, city: Body):
    case, code = citizen.applied()
    Body.objects.filter(pk=bureau.pk).update(valid_until=date(2026, 1, 1), parent=None, path=f"/{bureau.pk}/")
    new = Body.objects.create(name="海州市教育和体育局", kind="department", parent=city)
    assert Citizen("/zfxxgk/ysqgk/").post("cx/", {"number": case.number, "code": code}).status_code == 422
    Succession.objects.create(predecessor=bureau, successor=new, on=date(2026, 1, 1), change="merged")
    assert Citizen("/zfxxgk/ysqgk/").post("cx/", {"number": case.number, "code": code}).status_code == 302


@pytest.mark.parametrize("sign", ["\0", "\ud800", "１", "'", "%"])
def test_whatever_is_typed_is_an_answer(citizen: Citizen, sign: str):
    given = {"number": f"2026-0001{sign}", "code": sign, "do": f"found:{sign}-1", "sought": sign, "title": sign}
    for path in ("cx/", "sq/", "sq/jx/", "sq/ts/", "sq/zn/", "gz/"):
        data = urlencode(given, errors="surrogatepass")
        answer = citizen.client.post(f"{BASE}{path}", data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 422)


def test_a_new_code_takes_the_place_of_the_old_one(citizen: Citizen, officer: User):
    case, code = citizen.applied()
    new = new_code(case, by=officer)
    assert Citizen().post("cx/", {"number": case.number, "code": code}).status_code == 422
    assert Citizen().post("cx/", {"number": case.number, "code": new}).status_code == 302


def test_one_leaves_and_sees_it_no_more(citizen: Citizen):
    case, code = citizen.applied()
    citizen.post("cx/", {"number": case.number, "code": code})
    assert citizen.case_page(case).status_code == 200
    assert citizen.post(f"cx/{case.key}/", {"do": "leave"}).url == f"{BASE}cx/"
    assert citizen.case_page(case).status_code == 404


# --- what is shown --------------------------------------------------------------------------------------------------


def test_one_that_waits_says_for_what(followed: Followed):
    page = followed.page(DAY)
    assert "受理机关会与您确认收到" in page
    assert "答复期限：" not in page


def test_one_that_runs_says_until_when_and_how_that_was_counted(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    page = followed.page(date(2025, 3, 10))
    assert "正在办理，最迟2025-04-01答复" in page
    assert "双方确认收到" in page
    text = re.sub(r"<[^>]+>", " ", page)
    assert re.search(r"2025-03-05\s+至\s+03-07\s+计入\s+工作日，计为第1至3个工作日", text)
    assert re.search(r"2025-03-08\s+至\s+03-09\s+不计入\s+周末，不是工作日", text)
    assert re.search(r"计为第20个工作日，答复期限届满\s+条例第33条第2款", text)


def test_days_that_do_not_count_are_told_with_their_reason(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    followed.happen(Kind.CONSULTATION_SENT, date(2025, 3, 6), to="third_party", ref="1")
    followed.happen(Kind.CONSULTATION_DELIVERED, date(2025, 3, 7), ref="1")
    followed.happen(Kind.CONSULTATION_ANSWERED, date(2025, 3, 12), ref="1")
    page = followed.page(date(2025, 3, 13))
    assert "征求第三方意见所需时间不计入期限" in page
    assert "发函征求第三方的意见" in page
    assert "第三方答复了意见" in page
    assert "（1）" not in page
    assert f"答复期限：<strong>{followed.case.reply_due_on}</strong>" in page


def test_the_dates_on_the_page_are_the_kernel_s(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    followed.happen(Kind.EXTENDED, date(2025, 3, 28), days=10)
    at = followed.standing(date(2025, 4, 1))
    assert at.due == followed.case.reply_due_on == course.clock_of(followed.case).due[Due.REPLY]
    assert sum((span.last - span.first).days + 1 for span in at.ledger) == len(at.clock.ledger)
    assert at.shifts[-1].after == at.due


def test_a_date_that_may_still_move_says_so(citizen: Citizen, officer: User):
    case, code = citizen.applied()
    with time_machine.travel("2026-12-10 10:00+08:00", tick=False):
        course.happen(case, Kind.CONFIRMED, date(2026, 12, 10), by=officer, seen=1)
        browser = Citizen()
        browser.post("cx/", {"number": case.number, "code": code})
        assert "（暂定：下一年的放假安排公布后可能变动）" in browser.case_page(case).text


def test_what_the_office_notes_for_itself_is_not_shown(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4), evidence="电话13900009999确认，陈经办", note="申请人语气不好")
    page = followed.page(date(2025, 3, 5))
    for hidden in ("13900009999", "陈经办", "语气不好", "海州市教育局的"):
        assert hidden not in page


def test_every_kind_of_event_has_its_sentence():
    assert set(standing._TOLD) == set(Kind) == set(KINDS)
    assert set(standing._LABELS) == set(standing._SENTENCES) == set(State)


def test_the_silence_of_the_body_is_said_with_what_may_be_done(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    page = followed.page(date(2025, 4, 2))
    assert "答复期限2025-04-01已过，还没有作出答复" in page
    assert "行政复议</strong>：最迟2025-06-03" in page  # the 60th day is a rest day
    assert "行政诉讼</strong>：最迟2025-10-09" in page


def test_a_case_entered_by_mistake_says_so(followed: Followed):
    Case.objects.filter(pk=followed.case.pk).update(
        voided_at=timezone.now(), voided_by=followed.officer, voided_why="重复登记，陈经办"
    )
    at = followed.standing(DAY)
    assert (at.label, "登记有误" in at.sentence) == ("已作废", True)
    assert Citizen().post("cx/", {"number": followed.case.number, "code": followed.code}).status_code == 302


def served(case: Case, key: str, **members: Any) -> CaseLetter:
    """A letter as it is after service, with its file."""
    pdf = papers.add(case, PaperKind.LETTER, "答复书.pdf", b"%PDF answer", by=None, shown=True)
    values = {
        "body": case.body,
        "state": "served",
        "number": f"海教公复〔2025〕{CaseLetter.objects.count() + 1}号",
        "on": date(2025, 3, 20),
        "approved_at": timezone.now(),
        "served_on": date(2025, 3, 20),
        "route": str(ServedBy.ELECTRONIC),
        "pdf": pdf,
    }
    return CaseLetter.objects.create(case=case, key=key, **values | members)


@pytest.mark.parametrize(
    ("outcome", "facts", "ways"),
    [
        ("disclosed", {}, ["最迟2025-05-19，向海州市人民政府提出", "最迟2025-09-22，向有管辖权的人民法院提出"]),
        ("state_secret", {}, ["向海州市人民政府提出。应当先申请行政复议", "自收到决定书之日起15日内起诉"]),
        (
            "partial",
            {"findings": [{"outcome": "partial", "parts": [{"outcome": "third_party_rights"}]}]},
            ["向海州市人民政府提出。应当先申请行政复议", "不予公开的部分，应当先申请行政复议"],
        ),
    ],
)
def test_a_reply_is_read_there_with_its_remedies(
    followed: Followed, outcome: str, facts: dict[str, Any], ways: list[str]
):
    reviewed_by = {"reviewers": ["海州市人民政府"], "portal": "https://fy.example.invalid/"}
    Practice.objects.create(body=followed.case.body, channels=["internet"], **reviewed_by)
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    followed.happen(Kind.REPLIED, date(2025, 3, 20), outcome=outcome, route="electronic")
    with on(date(2025, 3, 20)):
        letter = served(followed.case, outcome, facts=facts)
    page = followed.page(date(2025, 3, 21))
    for way in ways:
        assert way in re.sub(r"</?\w+>", "", page)
    assert '<a href="https://fy.example.invalid/" rel="noreferrer">网上申请行政复议</a>' in page
    assert letter.number in page
    assert "政府信息公开申请答复书（" in page
    assert f"wj/{letter.pdf.key}/" in page
    due = course.clock_of(followed.case).due
    assert str(due["reconsideration"]) in page
    assert ("suit" in due) is (outcome != "state_secret")


def test_a_letter_that_was_not_served_after_all_is_said_and_downloaded_no_more(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    followed.happen(Kind.REPLIED, date(2025, 3, 20), outcome="disclosed", route="electronic")
    case, officer = followed.case, followed.officer
    with on(date(2025, 3, 20)):
        letter = served(case, "disclosed", happening=case.happenings.get(kind="replied"))
    assert f"wj/{letter.pdf.key}/" in followed.page(date(2025, 3, 20))
    with on(date(2025, 3, 21)):
        course.take_out(letter.happening, "发给了别的申请人", by=officer, seen=case.last_event)
    page = followed.page(date(2025, 3, 21))
    assert f"wj/{letter.pdf.key}/" not in page
    assert "政府信息公开申请答复书（予以公开）的送达登记有误，已经更正，不再提供下载" in page
    assert "发给了别的申请人" not in page
    assert "正在办理" in page


def test_letters_to_others_and_drafts_are_not_shown(followed: Followed):
    case = followed.case
    with on(DAY):
        served(case, "third_party_disclosure")
        served(case, "acknowledgement")
        CaseLetter.objects.create(case=case, body=case.body, key="disclosed", text="草稿里的话")
    page = followed.page(DAY)
    assert "登记回执" in page
    assert "公开告知书" not in page
    assert "草稿里的话" not in page


def test_a_file_is_downloaded_by_whom_it_is_for_and_runs_nothing(followed: Followed):
    case = followed.case
    shown = papers.add(case, PaperKind.OTHER, "批复.html", b"<script>", by=None, shown=True)
    hidden = papers.add(case, PaperKind.SEARCH, "内部.pdf", b"%PDF", by=None)
    browser = Citizen()
    browser.post("cx/", {"number": case.number, "code": followed.code})
    answer = browser.get(f"cx/{case.key}/wj/{shown.key}/")
    assert b"".join(answer.streaming_content) == b"<script>"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert browser.get(f"cx/{case.key}/wj/{hidden.key}/").status_code == 404
    assert Citizen().get(f"cx/{case.key}/wj/{shown.key}/").status_code == 404
    deed = Deed.objects.get(deed="申请人下载材料")
    assert deed.detail == {"编号": case.number, "种类": "其他", "摘要值": shown.digest}
    papers.remove(shown, "误传", by=followed.officer)
    assert browser.get(f"cx/{case.key}/wj/{shown.key}/").status_code == 404


# --- what is done there ---------------------------------------------------------------------------------------------


class Browser(Citizen):
    """A browser in which a case is open."""

    def __init__(self, followed: Followed) -> None:
        super().__init__()
        self.case = followed.case
        assert self.post("cx/", {"number": followed.case.number, "code": followed.code}).status_code == 302

    def do(self, what: str, **given: Any) -> Any:
        return self.post(f"cx/{self.case.key}/", {"do": what} | given)


def test_words_go_both_ways_and_are_read(followed: Followed):
    browser = Browser(followed)
    answer = browser.do("write", text="请问什么时候能答复？")
    assert answer.url.endswith("?done=write#messages")
    assert "留言已经发给受理机关" in browser.client.get(answer.url).text
    message = followed.case.messages.get()
    assert (message.side, message.by) == (Side.APPLICANT, None)
    assert Notice.objects.filter(kind="case_message", to=followed.officer).count() == 1
    messages.say(followed.case, "下周", side=Side.BODY, by=followed.officer)
    page = browser.case_page(followed.case).text
    assert "下周" in page
    assert "陈经办" not in page
    assert followed.case.messages.filter(side=Side.BODY, read_at=None).count() == 0
    assert followed.case.messages.get(side=Side.APPLICANT).read_at is None


def test_an_empty_message_is_said_to_be_and_a_long_one_comes_back(followed: Followed):
    browser = Browser(followed)
    answer = browser.do("write", text="  ")
    assert (answer.status_code, "请写下要说的话" in answer.text) == (422, True)
    answer = browser.do("write", text="长" * 2001)
    assert (answer.status_code, "长" * 2001 in answer.text) == (422, True)


def test_a_supplement_starts_the_term_anew(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    followed.happen(Kind.SUPPLEMENT_NOTIFIED, date(2025, 3, 6), until=date(2025, 3, 27))
    page = followed.page(date(2025, 3, 7))
    assert "请在2025-03-27以前补正" in page
    assert "提交补正" in page
    with on(date(2025, 3, 10)):
        browser = Browser(followed)
        assert browser.do("supplement", text="").status_code == 422
        file = SimpleUploadedFile("说明.docx", b"PK\x03\x04")
        answer = browser.do("supplement", text="是2023年的项目", files=[file])
        assert answer.status_code == 302
        page = browser.client.get(answer.url).text
        assert "收到您的补正，答复期限重新起算" in page
        assert "提交补正" not in page
    case = Case.objects.get(pk=followed.case.pk)
    assert (case.state, case.reply_due_on) == ("restarted", date(2025, 4, 8))
    kept = case.papers.filter(kind=PaperKind.SUPPLEMENT)
    assert {paper.side for paper in kept} == {Side.APPLICANT}
    assert "说明.docx" in {paper.name for paper in kept}
    assert Notice.objects.filter(kind="case_online", title__endswith="申请人提交了补正").count() == 1


def test_a_file_too_large_is_not_taken_and_what_was_written_comes_back(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    followed.happen(Kind.SUPPLEMENT_NOTIFIED, date(2025, 3, 6), until=date(2025, 3, 27))
    with on(date(2025, 3, 10)):
        large = SimpleUploadedFile("大.pdf", b"0" * (10 * 2**20 + 1))
        answer = Browser(followed).do("supplement", text="见附件里的说明", files=[large])
        assert answer.status_code == 422
        assert "“大.pdf”超过10 MB" in answer.text
        assert "见附件里的说明" in answer.text


def test_reasons_are_given_where_they_were_asked_for(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    assert "说明理由" not in followed.page(date(2025, 3, 5))
    followed.happen(Kind.REASONS_ASKED, date(2025, 3, 6))
    with on(date(2025, 3, 7)):
        browser = Browser(followed)
        assert "申请数量、频次较多的理由" in browser.case_page(followed.case).text
        assert browser.do("explain", text="做研究用").status_code == 302


def test_a_fee_says_how_much_until_when_and_how_it_is_paid(followed: Followed):
    Practice.objects.create(body=followed.case.body, pay_how="凭缴款书到任一代收银行缴纳", channels=["internet"])
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    FeeDecision.objects.create(case=followed.case, method="by_item", before=11, amount=100, by=followed.officer)
    followed.happen(Kind.FEE_NOTIFIED, date(2025, 3, 10))
    page = followed.page(date(2025, 3, 11))
    assert "<strong>100元</strong>" in page
    assert "凭缴款书到任一代收银行缴纳" in page
    assert "请在2025-04-08以前缴纳" in page


def test_who_is_sure_withdraws(followed: Followed):
    followed.happen(Kind.CONFIRMED, date(2025, 3, 4))
    with on(date(2025, 3, 5)):
        browser = Browser(followed)
        answer = browser.do("withdraw")
        assert (answer.status_code, "请勾选“确认撤回”" in answer.text) == (422, True)
        assert browser.do("withdraw", sure="on").status_code == 302
        page = browser.case_page(followed.case).text
        assert "您撤回申请，办理终结" in page
        assert "撤回申请</summary>" not in page
    assert Case.objects.get(pk=followed.case.pk).outcome == "withdrawn"
    assert Notice.objects.filter(title__endswith="申请人撤回了申请").exists()


def test_what_is_not_to_be_done_is_nothing(followed: Followed):
    assert Browser(followed).do("decide").status_code == 404
    assert Citizen().post(f"cx/{followed.case.key}/", {"do": "withdraw", "sure": "on"}).status_code == 404
    assert Case.objects.get(pk=followed.case.pk).is_open


def test_one_that_was_split_leads_to_its_parts(followed: Followed):
    with on(DAY):
        first, second = split(
            followed.case, [{"description": each} for each in ("教学楼", "操场")], by=followed.officer
        )
        browser = Citizen()
        browser.post("cx/", {"number": first.number, "code": followed.code})
        assert f"cx/{second.key}/" not in browser.case_page(first).text  # not opened by this browser
        browser.post("cx/", {"number": second.number, "code": followed.code})
        assert f"cx/{second.key}/" in browser.case_page(first).text


# --- a request that comes in ----------------------------------------------------------------------------------------


def test_the_office_hears_of_what_came_in_without_who_asked_what(citizen: Citizen, officer: User):
    case, _ = citizen.applied()
    notice = Notice.objects.get(to=officer)
    assert notice.title == f"{case.number}：收到政府信息公开申请"
    assert not any(secret in notice.title + notice.text + notice.url for secret in (NAME, SOUGHT))


def test_days_are_grouped_without_losing_one():
    events = [event_from({"kind": "received", "on": "2025-01-20", "channel": "in_person"})]
    counted = clock(events, calendar())
    found = list(spans(counted.ledger))
    days = [(span.last - span.first).days + 1 for span in found]
    assert sum(days) == len(counted.ledger)
    assert sum(day for day, span in zip(days, found, strict=True) if span.counts) == 20
    assert found[0].why.endswith("次日起算")
    assert any("春节放假" in span.why and span.last > span.first for span in found)
