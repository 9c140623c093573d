"""Another system asks what is wanted of it and states it: as by form and by table, or not at all with a sentence."""

from __future__ import annotations

import json
import logging
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pytest_django import Settings

from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.services import viruses
from gongkai.documents.services.register import keep_file
from gongkai.filings.api import views
from gongkai.filings.api.description import CELLS, EXAMPLE, REFUSALS, description
from gongkai.filings.api.reading import NotRead, read
from gongkai.filings.definitions import definition_of
from gongkai.filings.models import Credential, Declaration, Filing
from gongkai.filings.services import declaring, reviewing, systems
from gongkai.filings.services.reports import report_of
from gongkai.report import Mark, Value
from gongkai.report.form import EDITION_2019, EDITION_2021, EDITIONS
from tests.filings.api.conftest import Give, System
from tests.filings.people import ZONE, Desk
from tests.filings.test_declaring import filled
from tests.office.conftest import deeds

PERMITS = "proactive.permits.decisions"
PENALTIES = "proactive.penalties.decisions"
FEES = "proactive.fees.amount"
GRANTED = "requests.granted.natural_person"
SOURCE = "行政审批系统2024年统计表"


def sent(source: str = SOURCE, **figures: Any) -> dict[str, Any]:
    return {
        "figures": {f"proactive.{name.replace('__', '.')}": each for name, each in figures.items()},
        "source": source,
    }


# --- what is wanted -------------------------------------------------------------------------------------------------


def test_a_system_finds_out_what_is_wanted_of_it_and_states_it(desk: Desk, system: System):
    filing = desk.begun()
    asked = system.get()
    assert asked.status_code == 200
    wanted = asked.json()
    assert (wanted["body"], wanted["year"], wanted["edition"], wanted["open"]) == (desk.bureau.name, 2024, "2021", True)
    assert wanted["missing"] == [each.cell for each in declaring.to_declare(filing)]
    assert wanted["figures"][0] | {"meaning": ""} == {
        "name": PERMITS, "title": "行政许可 | 本年处理决定数量", "meaning": "", "unit": "", "value": None,
        "source": None, "stated_at": None,
    }  # fmt: skip
    assert [each["unit"] for each in wanted["figures"]] == ["", "", "", "万元"]

    answer = system.post(sent(permits__decisions=15, fees__amount="437880元"))
    assert answer.status_code == 200
    assert answer.json() == {
        "body": desk.bureau.name, "year": 2024, "edition": "2021", "dry_run": False,
        "taken": {PERMITS: "15", FEES: "43.788"}, "unchanged": {},
        "missing": [PENALTIES, "proactive.coercions.decisions"],
    }  # fmt: skip
    report = report_of(desk.now(filing))
    assert (report.number(PERMITS), report.number(FEES)) == (15, Decimal("43.788"))

    figures = {each["name"]: each for each in system.get().json()["figures"]}
    assert (figures[PERMITS]["value"], figures[FEES]["value"], figures[PENALTIES]["value"]) == ("15", "43.788", None)
    assert figures[PERMITS]["source"] == SOURCE
    assert datetime.fromisoformat(figures[PERMITS]["stated_at"]).tzinfo is not None


def test_what_it_was_told_it_may_state_again(desk: Desk, system: System):
    desk.begun(2019)
    figures = {each.cell: "3" for each in declaring.to_declare(Filing.objects.get())} | {
        "proactive.permits.change": "-2", "proactive.procurement.amount": "251000元", PENALTIES: "/"
    }  # fmt: skip
    assert system.post({"figures": figures, "source": SOURCE}, 2019).status_code == 200
    told = {each["name"]: each["value"] for each in system.get(2019).json()["figures"]}
    assert told == figures
    again = system.post({"figures": told, "source": SOURCE}, 2019).json()
    assert (again["taken"], again["unchanged"], again["missing"]) == ({}, figures, [])


def test_the_same_figures_sent_again_change_nothing(desk: Desk, system: System):
    filing = desk.begun()
    first = sent(permits__decisions=15) | {"evidence": "2025年1月6日按办结日期汇总"}
    assert system.post(first).json()["taken"] == {PERMITS: "15"}
    edition, told = desk.now(filing).edition_number, Deed.objects.count()
    again = system.post(first)
    assert (again.status_code, again.json()["taken"], again.json()["unchanged"]) == (200, {}, {PERMITS: "15"})
    assert (Declaration.objects.count(), Deed.objects.count()) == (1, told)
    assert desk.now(filing).edition_number == edition
    assert system.post(sent(permits__decisions=16)).json()["taken"] == {PERMITS: "16"}
    assert list(Declaration.objects.values_list("value", flat=True)) == ["15", "16"]


def test_other_evidence_for_the_same_figure_is_kept_with_it(desk: Desk, system: System):
    desk.begun()
    for evidence in ("第一次汇总", "第一次汇总", "复核后汇总"):
        system.post(sent(permits__decisions=15) | {"evidence": evidence})
    kept = [declaring.evidence_of(each).decode() for each in Declaration.objects.all()]
    assert kept == ["第一次汇总", "复核后汇总"]
    assert set(Declaration.objects.values_list("evidence_name", flat=True)) == {systems.EVIDENCE}


def test_a_dry_run_says_the_same_and_keeps_nothing(desk: Desk, system: System):
    filing = desk.begun()
    told = Deed.objects.count()
    tried = system.post(sent(permits__decisions=15) | {"evidence": "汇总"}, query="?dry_run=true").json()
    assert (Declaration.objects.count(), Deed.objects.count()) == (0, told)
    assert desk.now(filing).edition_number == filing.edition_number
    done = system.post(sent(permits__decisions=15) | {"evidence": "汇总"}, query="?dry_run=false").json()
    assert tried == done | {"dry_run": True}
    assert system.post(sent(permits__decisions="许多"), query="?dry_run=true").status_code == 422
    assert system.post(sent(permits__decisions=1), query="?dryrun=true").status_code == 422
    assert system.post(sent(permits__decisions=1), query="?dry_run=1").status_code == 422


def test_it_is_on_record_which_system_stated_what(desk: Desk, system: System):
    filing = desk.begun()
    system.post(sent(permits__decisions=15))
    made = Declaration.objects.get()
    assert (made.by, made.credential, made.stated_by) == (None, Credential.objects.get(), "行政审批系统（接口）")
    deed = deeds().get(deed="填报年度报告数据")
    assert (deed.actor_name, deed.body, deed.subject) == ("系统", desk.bureau, f"filings.filing:{filing.pk}")
    assert deed.detail["接口"] == f"行政审批系统（接口凭据{made.credential_id}）"
    assert (deed.detail["数据"], deed.detail["来源"]) == (["行政许可 | 本年处理决定数量：15"], SOURCE)


def test_what_it_asks_takes_few_questions_to_the_database(desk: Desk, system: System):
    desk.begun()
    system.get()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        system.get()
    assert len(asked) <= 3


# --- by whatever way, the same --------------------------------------------------------------------------------------

COUNT = st.one_of(
    st.integers(0, 10**9),
    st.integers(0, 10**9).map(lambda number: f"{number:,}"),
    st.integers(0, 10**6).map(lambda number: f"{number}件"),
    st.sampled_from(["/", "不适用", "无", "—", "零", "１２", "很多", "-1", "1.5", "3万元", "1e3"]),
)
AMOUNT = st.one_of(
    st.integers(0, 10**9),
    st.decimals(0, 10**6, places=6).map(lambda number: f"{number:f}"),
    st.decimals(0, 10**6, places=2).map(lambda number: f"{number}元"),
    st.sampled_from(["/", "0", "0.01元", "0.0000001", "-3", "3件", "一点", "20万元"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    figures=st.fixed_dictionaries({}, optional={PERMITS: COUNT, PENALTIES: COUNT, FEES: AMOUNT}).filter(bool),
    source=st.sampled_from([SOURCE, "台账"]),
)
def test_by_form_by_table_and_by_itself_the_same_figures_make_the_same_report(
    figures: dict[str, Any], source: str, desk_of_the_city: Desk, give: Give
):
    desk = desk_of_the_city
    by_form, by_table, by_itself = (_report_of_a_bureau(desk) for _ in range(3))
    system = System(give(body=by_itself.body).secret)
    cache.clear()
    answer = system.post({"figures": figures, "source": source})
    browser = Client()
    browser.force_login(desk.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {cell: str(value) for cell, value in figures.items()}
    found = declaring.read_table(by_table, filled(by_table, dict(figures)))
    for filing, values in ((by_form, typed), (by_table, found.typed)):
        shown = browser.post(reverse("filings_declare", args=[filing.pk]), values | {"source": source})
        assert (shown.status_code == 302) is (answer.status_code == 200)
    reports = [report_of(desk.now(filing)).cells for filing in (by_form, by_table, by_itself)]
    assert reports[0] == reports[1] == reports[2]
    stated = [_stated(filing) for filing in (by_form, by_table, by_itself)]
    assert stated[0] == stated[1] == stated[2]
    if answer.status_code == 422:
        assert found.errors
        said = " ".join(found.errors)
        assert all(why in said for why in answer.json()["refused"].values())


def _report_of_a_bureau(desk: Desk) -> Filing:
    name = f"海州市第{Body.objects.count()}局"
    return desk.begun(body=Body.objects.create(name=name, kind="department", parent=desk.city))


def _stated(filing: Filing) -> list[tuple[Any, ...]]:
    return list(filing.declarations.order_by("cell").values_list("cell", "value", "mark", "unit", "source"))


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("12.0", Value(12)),
        ("1.2E3", Value(1200)),
        ("0", Value(0)),
        ("-0", Value(0)),
        ('"/"', Value(None, Mark.NOT_APPLICABLE)),
    ],
)
def test_a_number_may_be_written_as_programs_write_it(number: str, value: Value, desk: Desk, system: System):
    filing = desk.begun()
    answer = system.post(f'{{"figures": {{"{PERMITS}": {number}}}, "source": "台账"}}'.encode())
    assert answer.status_code == 200
    assert report_of(desk.now(filing)).cells[PERMITS] == value


def test_no_figure_is_rounded_on_the_way(desk: Desk, system: System):
    filing = desk.begun()
    system.post(b'{"figures": {"%s": 123456789.123456}, "source": "x"}' % FEES.encode())
    assert report_of(desk.now(filing)).number(FEES) == Decimal("123456789.123456")


# --- what is refused ------------------------------------------------------------------------------------------------


def problem(answer: Any, status: int) -> dict[str, Any]:
    """A refusal: JSON in Chinese, kept by nobody."""
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["status"]) == (status, status), said
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    assert said["title"]
    assert re.search("[一-鿿]", said["detail"])
    Draft202012Validator(_schema("Problem")).validate(said)
    return said


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": description()["components"]}


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer gk_x", "Basic abc", f"Bearer gk_{'A' * 43}", "Bearer é", f"gk_{'A' * 43}"],
)
def test_without_a_credential_that_holds_nothing_is_told(header: str, desk: Desk):
    desk.begun()
    for ask in (Client().get, Client(enforce_csrf_checks=True).post):
        answer = ask("/api/figures/2024", headers={"authorization": header} if header else {})
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_credential(desk: Desk):
    filing = desk.begun()
    browser = Client()
    browser.force_login(desk.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    problem(browser.post("/api/figures/2024", sent(permits__decisions=1), content_type="application/json"), 401)
    assert not filing.declarations.exists()


def test_a_credential_holds_to_its_last_day(desk: Desk, give: Give):
    desk.begun()
    system = System(give(until=date(2025, 1, 20)).secret)
    with time_machine.travel(datetime(2025, 1, 20, 23, 50, tzinfo=ZONE)):
        assert system.get().status_code == 200
    with time_machine.travel(datetime(2025, 1, 21, 0, 10, tzinfo=ZONE)):
        assert "有效期到2025-01-20为止" in problem(system.get(), 401)["detail"]


def test_a_system_states_what_it_has_and_nothing_else(desk: Desk, give: Give):
    filing = desk.begun()
    system = System(give(rows=["permits"]).secret)
    assert [each["name"] for each in system.get().json()["figures"]] == [PERMITS]
    said = problem(system.post(sent(permits__decisions=1, penalties__decisions=2)), 403)
    assert said["refused"] == {PENALTIES: "这个凭据只能填报行政许可"}
    assert not filing.declarations.exists()
    assert system.post(sent(permits__decisions=1)).json()["missing"] == []


def test_a_credential_is_for_one_body_and_for_none_under_it(desk_of_the_city: Desk, give: Give):
    filing = desk_of_the_city.begun()
    of_the_city = System(give(body=desk_of_the_city.city).secret)
    assert "海州市人民政府还没有开始编制2024年度报告" in problem(of_the_city.get(), 404)["detail"]
    problem(of_the_city.post(sent(permits__decisions=1)), 404)
    assert not filing.declarations.exists()


def test_a_year_without_a_report_has_nothing_to_state(desk: Desk, system: System):
    problem(system.get(), 404)
    problem(system.post(sent(permits__decisions=1)), 404)
    problem(system.get(3024), 404)
    assert not Filing.objects.exists()


def test_an_old_report_that_was_read_has_nothing_to_state(desk: Desk, system: System):
    Filing.objects.create(
        body=desk.bureau, year=2022, edition="2021", origin="uploaded", body_name="海州市教育局",
        due_on=date(2023, 1, 31), source=keep_file(b"x", "x.txt"),
    )  # fmt: skip
    assert "导入的历史报告" in problem(system.get(2022), 404)["detail"]


def test_a_report_that_was_sent_in_or_published_is_as_it_is(desk: Desk, system: System):
    filing = desk.ready()
    reviewing.send_in(filing, by=desk.officer)
    assert problem(system.post(sent(permits__decisions=1)), 409)["detail"] == (
        "报告审批中，不能改动；公开后要改的，先办理更正"
    )
    assert system.get().json()["open"] is False
    reviewing.take_back(filing, by=desk.officer)
    assert system.post(sent(permits__decisions=1)).status_code == 200
    desk.public(desk.now(filing))
    assert "已公开" in problem(system.post(sent(permits__decisions=2)), 409)["detail"]
    assert problem(system.post(sent(permits__decisions=2), query="?dry_run=true"), 409)


def test_each_figure_that_cannot_be_taken_is_named_and_none_is_taken(desk: Desk, system: System):
    filing = desk.begun()
    figures = {
        PERMITS: "很多", PENALTIES: -1, FEES: 1.5, GRANTED: 3, "requests.new.total": 3, "proactive.permits.change": 1,
        "proactive.x": 1,
    }  # fmt: skip
    said = problem(system.post({"figures": figures, "source": SOURCE}), 422)
    assert said["refused"] == {
        PERMITS: "“很多”不是数字",
        PENALTIES: "不能是负数",
        GRANTED: "由记录统计，不在这里填报",
        "requests.new.total": "由记录统计，不在这里填报",
        "proactive.permits.change": "2021年版格式里没有这一格",
        "proactive.x": "2021年版格式里没有这一格",
    }
    assert said["detail"] == "有6项不能采用，全部没有填报"
    assert not filing.declarations.exists()


@pytest.mark.parametrize(
    "value",
    [
        *("null", '""', '" "', "true", "[1]", "{}", f'"{"1" * 41}"', "1" * 41, "9" * 16),
        *("1e999", "1e-999", "1e999999999999999999999"),
    ],
)
def test_what_is_no_figure_is_refused_at_its_cell(value: str, desk: Desk, system: System):
    filing = desk.begun()
    said = problem(system.post(f'{{"figures": {{"{PERMITS}": {value}}}, "source": "台账"}}'.encode()), 422)
    assert set(said["refused"]) == {PERMITS}
    assert not filing.declarations.exists()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"figures": {PERMITS: 1}}, "source"),
        ({"figures": {PERMITS: 1}, "source": "  "}, "source"),
        ({"figures": {PERMITS: 1}, "source": 7}, "source"),
        ({"figures": {PERMITS: 1}, "source": None}, "source"),
        ({"figures": {PERMITS: 1}, "source": "源" * 201}, "source"),
        ({"figures": {PERMITS: 1}, "source": "台\0账"}, "source"),
        ({"figures": {PERMITS: 1}, "source": "台账", "evidence": []}, "evidence"),
        ({"figures": {PERMITS: 1}, "source": "台账", "evidence": "据" * 5001}, "evidence"),
        ({"figures": {}, "source": "台账"}, "figures"),
        ({"figures": [1], "source": "台账"}, "figures"),
        ({"source": "台账"}, "figures"),
        ({"figures": {PERMITS: 1}, "source": "台账", "sources": "x"}, ""),
    ],
)
def test_a_member_that_is_missing_or_wrong_is_named(given: dict[str, Any], name: str, desk: Desk, system: System):
    filing = desk.begun()
    said = problem(system.post(given), 422)
    assert set(said.get("refused", {"": ""})) == {name}
    assert not filing.declarations.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "不是JSON"),
        (b"[]", "一个JSON对象"),
        (b'{"figures": {"a": NaN}}', "不是JSON"),
        (b'{"source": "\xc4\xe3"}', "UTF-8"),
        (b'{"source": "\\ud800"}', "UTF-8"),
        (b'{"source": "a", "source": "b"}', "写了两次"),
        (b'{"figures": {"a": 1, "a": 2}}', "写了两次"),
        (b"[" * 60_000, "不是JSON"),
        (b"<x/>", "不是JSON"),
    ],
)
def test_what_is_no_json_object_is_refused(content: bytes, why: str, desk: Desk, system: System):
    desk.begun()
    assert why in problem(system.post(content), 400)["detail"]


def test_what_arrives_empty_is_told_how_to_be_sent():
    with pytest.raises(NotRead, match="Content-Length"):
        read(b"")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=GBK", ""]
)
def test_another_format_is_refused(kind: str, desk: Desk, system: System):
    desk.begun()
    problem(system.post(b"{}", content_type=kind), 415)


def test_more_than_there_could_be_is_refused_unread(desk: Desk, system: System):
    desk.begun()
    problem(system.post(b" " * (views.LARGEST + 1)), 413)


def test_another_method_is_told_which_there_are(desk: Desk, system: System):
    for method in ("put", "delete", "patch"):
        answer = getattr(system.client, method)("/api/figures/2024")
        problem(answer, 405)
        assert answer["Allow"] == "GET, HEAD, POST"
    problem(system.client.post("/api/openapi.json"), 405)


@pytest.mark.parametrize("path", ["", "figures", "figures/", "figures/24", "figures/2024/x", "x"])
def test_an_address_that_is_none_is_answered_in_json_too(path: str, db: None):
    assert "openapi.json" in problem(Client().get(f"/api/{path}"), 404)["detail"]


def test_floods_are_held_off_and_who_asks_is_told_when_to_come_again(desk: Desk, system: System, settings: Settings):
    desk.begun()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"figures": "2/m/ip"}
    assert [system.post(sent(permits__decisions=1)).status_code for _ in range(2)] == [200, 200]
    answer = system.post(sent(permits__decisions=1))
    problem(answer, 429)
    assert answer["Retry-After"] == "60"
    assert system.get().status_code == 200


def test_evidence_that_cannot_be_scanned_now_is_asked_for_again(
    desk: Desk, system: System, monkeypatch: pytest.MonkeyPatch
):
    filing = desk.begun()

    def away(*_: object, **__: object) -> None:
        raise viruses.NotScanned("文件暂时不能检查病毒，请稍后再试")

    monkeypatch.setattr(viruses, "refuse", away)
    answer = system.post(sent(permits__decisions=1) | {"evidence": "汇总"})
    problem(answer, 503)
    assert not filing.declarations.exists()


# --- what nobody keeps ----------------------------------------------------------------------------------------------


def test_no_answer_is_kept_and_no_session_is_begun(desk: Desk, system: System):
    desk.begun()
    for answer in (system.get(), system.post(sent(permits__decisions=1)), system.client.get("/api/openapi.json")):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
    assert system.get().json()["missing"] != [PERMITS]


@pytest.mark.parametrize("debug", [False, True])
def test_the_secret_is_in_no_log_and_on_no_page_of_an_error(
    debug: bool, desk: Desk, system: System, settings: Settings, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):  # fmt: skip
    desk.begun()
    settings.DEBUG = debug
    caplog.set_level(logging.DEBUG)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(systems, "figures", broken)
    system.client.raise_request_exception = False
    answers = [system.get(), system.post(sent(permits__decisions=1)), System(system.secret + "x").get()]
    assert [each.status_code for each in answers] == [500, 500, 401]
    said = "".join(each.content.decode() for each in answers) + caplog.text
    said += "".join(f"{record.__dict__}" for record in caplog.records if not hasattr(record, "request"))
    said += "".join(json.dumps(each) for each in Deed.objects.values_list("detail", flat=True))
    assert "broken on purpose" in caplog.text
    assert system.secret not in said
    assert system.secret[3:20] not in said


# --- how it is described --------------------------------------------------------------------------------------------


def test_the_description_is_open_to_everybody_and_names_each_cell_and_refusal(db: None):
    told = Client().get("/api/openapi.json").json()
    assert told == json.loads(json.dumps(description()))
    posted = told["paths"]["/figures/{year}"]["post"]
    assert set(posted["responses"]) == {"200", *REFUSALS}
    assert {int(status) for status in REFUSALS} | {405} == {int(status) for status in views.TITLES}
    cells = {cell for form in EDITIONS.values() for cell in form.keys if definition_of(cell, form).how == "declared"}
    assert set(CELLS) == cells == set(told["components"]["schemas"]["Sent"]["properties"]["figures"]["properties"])
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    Draft202012Validator(_schema("Sent")).validate(EXAMPLE)


def test_what_is_sent_and_answered_is_as_described(desk: Desk, system: System):
    desk.begun()
    Draft202012Validator(_schema("Wanted")).validate(system.get().json())
    Draft202012Validator(_schema("Stated")).validate(system.post(EXAMPLE).json())
    Draft202012Validator(_schema("Wanted")).validate(system.get().json())


MANUAL = Path(__file__).resolve().parents[3] / "docs/manual/filing.md"


def test_the_example_of_the_manual_works(desk: Desk, system: System):
    desk.begun()
    shown = re.findall(r"^curl .*?(?=\n\n|\n```)", MANUAL.read_text("utf-8"), re.M | re.S)
    assert len(shown) == 2
    asked, posted = (each.replace("\\\n", " ") for each in shown)
    assert "/api/figures/2024" in asked
    content = re.search(r"-d '(.*?)'", posted, re.S)
    path = re.search(r"https://[^/]+(/api/[^\s'\"]+)", posted)
    assert content is not None
    assert path is not None
    answer = system.client.post(
        path[1], content[1], content_type="application/json", headers={"authorization": f"Bearer {system.secret}"}
    )
    assert answer.status_code == 200
    assert set(answer.json()["taken"]) == set(json.loads(content[1])["figures"])


def test_both_editions_have_their_cells(desk: Desk, system: System):
    for year, form in ((2019, EDITION_2019), (2024, EDITION_2021)):
        filing = desk.begun(year)
        told = [each["name"] for each in system.get(year).json()["figures"]]
        assert told == [each.cell for each in declaring.to_declare(filing)]
        assert set(told) <= set(form.keys)
