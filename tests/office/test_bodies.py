"""The directory of bodies: who changes what, what becomes of a body, and a table that is taken in."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.services import verify
from gongkai.bodies.enums import BodyKind, Change
from gongkai.bodies.exchange import plan, read_table
from gongkai.bodies.models import Body, Succession
from gongkai.jobs.models import Job
from gongkai.office.bodies import services, views
from gongkai.office.fields import BodyField
from gongkai.office.models import Notice, Upload
from tests.office.conftest import Holder, SignIn, deeds

pytestmark = pytest.mark.django_db

ON = date(2024, 3, 1)


@pytest.fixture
def system(holder: Holder) -> User:
    return holder(Role.SYSTEM_ADMIN)


@pytest.fixture
def officer(holder: Holder) -> User:
    return holder(Role.OFFICER)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


# --- members --------------------------------------------------------------------------------------------------------


def test_an_officer_changes_the_contacts_and_the_log_says_what_they_were(bureau: Body, officer: User, sign_in: SignIn):
    url = reverse("office_body_edit", args=[bureau.pk])
    assert "由系统管理员维护" in text(sign_in(officer), url)
    contacts = dict.fromkeys(services.CONTACTS, "") | {"phone": "0595-7654321", "office": "办公室"}
    assert sign_in(officer).post(url, contacts).status_code == 302
    bureau.refresh_from_db()
    assert (bureau.phone, bureau.office) == ("0595-7654321", "办公室")
    deed = deeds().get(deed="修改机关")
    assert deed.actor == officer
    assert deed.body == bureau
    assert deed.detail == {"联系电话": ["0595-1234567", "0595-7654321"], "政府信息公开工作机构": ["", "办公室"]}


def test_what_an_officer_sends_beyond_the_contacts_changes_nothing(bureau: Body, officer: User, sign_in: SignIn):
    sent = dict.fromkeys(services.CONTACTS, "") | {"name": "海州市大教育局", "kind": "government", "parent": ""}
    sign_in(officer).post(reverse("office_body_edit", args=[bureau.pk]), sent)
    bureau.refresh_from_db()
    assert (bureau.name, bureau.kind) == ("海州市教育局", BodyKind.DEPARTMENT)


@pytest.mark.parametrize("name", services.STRUCTURE)
def test_the_service_itself_refuses_an_officer_the_structure(name: str, bureau: Body, officer: User):
    with pytest.raises(PermissionDenied, match="由系统管理员维护"):
        services.change(bureau, {name: None}, by=officer)


def test_the_system_administrator_changes_the_structure(bureau: Body, other: Body, system: User, sign_in: SignIn):
    members = {
        "name": "海州市教育和体育局",
        "kind": "department",
        "order": "5",
        "parent": "海州市财政局（海州市人民政府）",
    }
    answer = sign_in(system).post(reverse("office_body_edit", args=[bureau.pk]), members)
    assert answer.status_code == 302
    bureau.refresh_from_db()
    assert (bureau.name, bureau.parent, bureau.order) == ("海州市教育和体育局", other, 5)
    assert bureau in Body.objects.under(other)


def test_saving_without_a_change_leaves_no_row_in_the_log(bureau: Body, officer: User, sign_in: SignIn):
    same = {name: getattr(bureau, name) for name in services.CONTACTS}
    assert sign_in(officer).post(reverse("office_body_edit", args=[bureau.pk]), same).status_code == 302
    assert not deeds().exists()


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"credit_code": "123"}, "应为18位"),
        ({"parent": "没有的局"}, "没有叫“没有的局”的机关"),
        ({"parent": "海州市教育局"}, "不能作为它的上级机关"),
        ({"valid_from": "2024-03-01", "valid_until": "2024-03-01"}, "撤销日期应在设立日期之后"),
        ({"name": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form_and_nothing_is_saved(
    members: dict[str, str], why: str, city: Body, bureau: Body, system: User, sign_in: SignIn
):
    sent = {"name": city.name, "kind": "government", "order": "100"} | members
    answer = sign_in(system).post(reverse("office_body_edit", args=[city.pk]), sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not deeds().exists()


def test_a_body_is_added(city: Body, system: User, sign_in: SignIn):
    sent = {"name": "海州市数据局", "kind": "department", "order": "100", "parent": "海州市人民政府"}
    assert sign_in(system).post(reverse("office_body_add"), sent).status_code == 302
    assert Body.objects.get(name="海州市数据局").parent == city
    assert deeds().get().deed == "新增机关"


def test_two_towns_of_one_name_are_told_apart_by_what_stands_above_them(city: Body, bureau: Body, system: User):
    counties = [
        Body.objects.create(name=name, kind="government", parent=city) for name in ("清河县人民政府", "石桥县人民政府")
    ]
    towns = [Body.objects.create(name="城关镇人民政府", kind="township", parent=county) for county in counties]
    field = views.MergeForm.base_fields["successor"]
    assert field.clean("城关镇人民政府（石桥县人民政府）") == towns[1]
    with pytest.raises(ValidationError, match="不止一个"):
        field.clean("城关镇人民政府")


# --- what becomes of a body -----------------------------------------------------------------------------------------


def test_a_renamed_body_stays_itself_and_its_former_name_is_kept(
    bureau: Body, system: User, holder: Holder, sign_in: SignIn
):
    security, officer = holder(Role.SECURITY_ADMIN), holder(Role.OFFICER)
    sent = {"name": "海州市教育和体育局", "on": "2024-03-01", "basis": "海编〔2024〕1号"}
    assert sign_in(system).post(reverse("office_body_rename", args=[bureau.pk]), sent).status_code == 302
    bureau.refresh_from_db()
    assert bureau.name == "海州市教育和体育局"
    made = Succession.objects.get()
    assert (made.successor, made.predecessor.name, made.change) == (bureau, "海州市教育局", Change.RENAMED)
    assert made.predecessor.valid_until == bureau.valid_from == ON
    assert officer.held[0].body == bureau
    assert deeds().get().detail["名称"] == ["海州市教育局", "海州市教育和体育局"]
    assert security.notices.get().title == "“海州市教育局”更名为“海州市教育和体育局”"
    assert verify() == []


def test_a_body_that_was_renamed_twice_has_both_names_in_their_order(bureau: Body, system: User):
    services.rename(bureau, name="海州市教育委员会", on=date(2010, 1, 1), basis="", by=system)
    services.rename(bureau, name="海州市教育和体育局", on=ON, basis="", by=system)
    told = [(each.predecessor.name, each.successor.name) for each in Succession.objects.all()]
    assert told == [("海州市教育局", "海州市教育委员会"), ("海州市教育委员会", "海州市教育和体育局")]


def test_who_takes_over_takes_over_what_stood_below_too(city: Body, bureau: Body, other: Body, system: User):
    office = Body.objects.create(name="海州市学生资助中心", kind="dispatched", parent=bureau)
    city.supervisor = bureau
    city.save()
    services.merge_into(bureau, other, on=ON, basis="海编〔2024〕1号", by=system)
    for body in (office, city, bureau):
        body.refresh_from_db()
    assert (office.parent, city.supervisor, bureau.valid_until) == (other, other, ON)
    assert office in Body.objects.under(other)
    assert deeds().get(deed="机关合并").detail["随之调整"] == [
        "海州市学生资助中心的上级机关",
        "海州市人民政府的主管部门",
    ]
    assert deeds().filter(deed="修改机关").count() == 2


def test_a_merger_entered_by_mistake_is_taken_back_on_the_same_day(
    city: Body, bureau: Body, other: Body, system: User, holder: Holder, sign_in: SignIn
):
    office, led, moved_on = (
        Body.objects.create(name=name, kind=BodyKind.DEPARTMENT, **members)
        for name, members in (
            ("海州市招生办公室", {"parent": bureau}),
            ("海州市体育局", {"parent": city, "supervisor": bureau}),
            ("海州市电教馆", {"parent": bureau}),
        )
    )
    before = {body.pk: (body.parent_id, body.supervisor_id, body.path) for body in (bureau, office, led)}
    client = sign_in(system)
    services.merge_into(bureau, other, on=ON, basis="", by=system)
    services.change(Body.objects.get(pk=moved_on.pk), {"parent": city}, by=system)
    page = reverse("office_body", args=[bureau.pk])
    assert "撤回并入" in client.get(page).content.decode()
    assert client.post(reverse("office_body_merge_undo", args=[bureau.pk])).status_code == 302
    found = Body.objects.in_bulk()
    assert {pk: (found[pk].parent_id, found[pk].supervisor_id, found[pk].path) for pk in before} == before
    assert (found[bureau.pk].valid_until, found[moved_on.pk].parent_id) == (None, city.pk)
    assert not Succession.objects.exists()
    merged, undone = deeds().get(deed="机关合并"), deeds().get(deed="撤回机关合并")
    assert (undone.actor, undone.detail) == (
        system,
        {
            "原并入": "海州市财政局",
            "日期": "2024-03-01",
            "撤回的记录": merged.number,
            "随之调整": ["海州市招生办公室的上级机关", "海州市体育局的主管部门"],
        },
    )
    assert verify() == []
    assert "撤回并入" not in client.get(page).content.decode()


def test_a_merger_is_not_taken_back_on_another_day_nor_once_the_other_body_changed(
    bureau: Body, other: Body, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(ValidationError, match="没有今天登记的并入"):
        services.undo_merger(bureau, by=None)
    services.merge_into(bureau, other, on=ON, basis="", by=None)
    tomorrow = timezone.localdate() + timedelta(1)
    with monkeypatch.context() as patch:
        patch.setattr(services.timezone, "localdate", lambda at=None: timezone.localtime(at).date() if at else tomorrow)
        with pytest.raises(ValidationError, match="没有今天登记的并入"):
            services.undo_merger(bureau, by=None)
    services.rename(other, name="海州市财政和教育局", on=timezone.localdate(), basis="", by=None)
    with pytest.raises(ValidationError, match="已经更名或者撤销"):
        services.undo_merger(bureau, by=None)
    assert Body.objects.get(pk=bureau.pk).valid_until == ON


def test_the_history_of_a_body_tells_of_what_it_came_from(bureau: Body, other: Body, system: User, sign_in: SignIn):
    services.merge_into(other, bureau, on=ON, basis="海编〔2024〕1号", by=system)
    said = text(sign_in(system), reverse("office_body", args=[bureau.pk]))
    assert "海州市财政局" in said
    assert "海编〔2024〕1号" in said
    assert "已撤销" in text(sign_in(system), reverse("office_body", args=[other.pk]))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda at: services.rename(at["bureau"], name=" ", on=ON, basis="", by=None), "请写新的名称"),
        (lambda at: services.rename(at["bureau"], name="甲", on=at["tomorrow"], basis="", by=None), "不能晚于今天"),
        (lambda at: services.rename(at["new"], name="甲", on=ON, basis="", by=None), "才设立"),
        (lambda at: services.merge_into(at["bureau"], at["new"], on=date(2020, 1, 1), basis="", by=None), "才设立"),
        (lambda at: services.merge_into(at["old"], at["bureau"], on=ON, basis="", by=None), "已于2020-01-01撤销"),
        (lambda at: services.merge_into(at["bureau"], at["old"], on=ON, basis="", by=None), "已于2020-01-01撤销"),
        (lambda at: services.merge_into(at["city"], at["bureau"], on=ON, basis="", by=None), "不能由它承接"),
        (lambda at: services.merge_into(at["bureau"], at["bureau"], on=ON, basis="", by=None), "不能由它承接"),
    ],
)
def test_what_cannot_have_happened_is_refused(change, why: str, city: Body, bureau: Body):
    at = {
        "city": city,
        "bureau": bureau,
        "new": Body.objects.create(name="新局", kind="department", valid_from=ON),
        "old": Body.objects.create(name="旧局", kind="department", valid_until=date(2020, 1, 1)),
        "tomorrow": timezone.localdate() + timedelta(1),
    }
    with pytest.raises(ValidationError, match=why):
        change(at)
    assert not Succession.objects.exists()
    assert not deeds().exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.SECURITY_ADMIN])
def test_nobody_but_the_system_administrator_adds_renames_or_merges(
    role: Role, bureau: Body, other: Body, holder: Holder
):
    user = holder(role)
    for deed in (
        lambda: services.add({"name": "甲局", "kind": "department"}, by=user),
        lambda: services.rename(bureau, name="甲局", on=ON, basis="", by=user),
        lambda: services.merge_into(bureau, other, on=ON, basis="", by=user),
        lambda: services.undo_merger(bureau, by=user),
        lambda: services.take_in(plan([["名称", "类别"], ["甲局", "政府部门"]]), by=user),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert not deeds().exists()


# --- a table --------------------------------------------------------------------------------------------------------

TABLE = """名称,类别,上级机关,联系电话
海州市数据局,政府部门,海州市人民政府,
海州市教育局,政府部门,海州市人民政府,0595-7654321
"""


def upload(client: Client, table: str | bytes, name: str = "机关.csv") -> str:
    data = table.encode() if isinstance(table, str) else table
    answer = client.post(reverse("office_bodies_import"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def confirm(client: Client, url: str) -> tuple[int, str]:
    seal = client.get(url).context["seal"]
    answer = client.post(url, {"seal": seal})
    return answer.status_code, answer.content.decode()


def test_a_table_is_looked_over_before_anything_changes(bureau: Body, system: User, sign_in: SignIn):
    client = sign_in(system)
    url = upload(client, TABLE)
    said = text(client, url)
    assert "新增1个，改动1个，不变0个，有误0处" in said
    assert "海州市数据局" in said
    assert "0595-1234567" in said
    assert "0595-7654321" in said
    assert Body.objects.count() == 2
    assert confirm(client, url)[0] == 302
    assert Body.objects.get(name="海州市教育局").phone == "0595-7654321"
    assert sorted(deeds().values_list("deed", flat=True)) == ["修改机关", "新增机关"]
    assert not Upload.objects.exists()


def test_errors_are_listed_with_their_lines_and_cannot_be_confirmed(bureau: Body, system: User, sign_in: SignIn):
    client = sign_in(system)
    url = upload(client, "名称,类别,电子邮箱\n甲局,局,\n乙局,政府部门,乙\n")
    said = text(client, url)
    assert "第2行“甲局”：类别：类别只能是" in said
    assert "第3行“乙局”：电子邮箱" in said
    assert "确认导入" not in said
    status, said = confirm(client, url)
    assert status == 422
    assert "没有导入" in said
    assert Body.objects.count() == 2
    assert Upload.objects.exists()


def test_a_file_that_is_no_table_is_refused_in_one_sentence(system: User, sign_in: SignIn):
    data = SimpleUploadedFile("a.csv", "局名\n甲\n".encode())
    answer = sign_in(system).post(reverse("office_bodies_import"), {"file": data})
    assert answer.status_code == 422
    assert "不认识的列“局名”" in answer.content.decode()


def test_what_changed_meanwhile_has_to_be_looked_over_again(bureau: Body, system: User, sign_in: SignIn):
    client = sign_in(system)
    url = upload(client, TABLE)
    seal = client.get(url).context["seal"]
    Body.objects.filter(pk=bureau.pk).update(phone="0595-0000000")
    answer = client.post(url, {"seal": seal})
    assert answer.status_code == 422
    assert "请重新核对" in answer.content.decode()
    assert "0595-0000000" in answer.content.decode()
    assert not deeds().exists()


def test_a_table_that_is_given_up_is_gone(bureau: Body, system: User, sign_in: SignIn):
    client = sign_in(system)
    number = upload(client, TABLE).rstrip("/").rpartition("/")[2]
    assert client.post(reverse("office_bodies_import_give_up", args=[number])).status_code == 302
    assert not Upload.objects.exists()
    assert Body.objects.count() == 2


def test_somebody_else_s_table_is_not_to_be_found(bureau: Body, system: User, holder: Holder, sign_in: SignIn):
    url = upload(sign_in(system), TABLE)
    assert sign_in(holder(Role.SYSTEM_ADMIN)).get(url).status_code == 404


def test_a_long_table_becomes_a_job(
    bureau: Body, system: User, sign_in: SignIn, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    settings.STORAGES = settings.STORAGES | {
        "jobs": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    monkeypatch.setattr(views, "AT_ONCE", 1)
    client = sign_in(system)
    status, _ = confirm(client, upload(client, TABLE))
    job = Job.objects.get()
    assert (status, job.kind, job.started_by) == (302, "bodies.import", system)
    assert Body.objects.count() == 2
    assert not Upload.objects.exists()


def test_the_table_that_one_gets_is_one_that_can_be_given_back(city: Body, bureau: Body, system: User, sign_in: SignIn):
    Body.objects.filter(pk=bureau.pk).update(office="=HYPERLINK(1)")
    data = sign_in(system).get(reverse("office_bodies_table")).content
    made = plan(read_table(data))
    assert (made.errors, len(made.unchanged)) == ([], 2)
    assert load_workbook(io.BytesIO(data)).active.cell(3, 11).data_type == "s"


# --- the list -------------------------------------------------------------------------------------------------------


def names_of(client: Client, query: str = "") -> list[str]:
    return [body.name for body in client.get(f"{reverse('office_bodies')}?{query}").context["object_list"]]


def test_everybody_sees_the_bodies_of_their_own_roles(
    city: Body, bureau: Body, other: Body, holder: Holder, sign_in: SignIn
):
    assert names_of(sign_in(holder(Role.OFFICER))) == ["海州市教育局"]
    assert names_of(sign_in(holder(Role.SUPERVISOR, city))) == ["海州市人民政府", "海州市教育局", "海州市财政局"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=财政", ["海州市财政局"]),
        ("q=91350100M000100Y43", ["旧局"]),
        ("kind=government", ["海州市人民政府"]),
        ("kind=government&kind=department", ["海州市人民政府", "海州市教育局", "海州市财政局"]),
        ("standing=ended", ["旧局"]),
        ("standing=all&q=局", ["海州市教育局", "海州市财政局", "旧局"]),
        ("under=市教育局", ["海州市教育局"]),
        ("under=没有", []),
        ("ordering=-name", ["海州市财政局", "海州市教育局", "海州市人民政府"]),
        ("lacking=true&q=教育", ["海州市教育局"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(
    query: str, found: list[str], city: Body, bureau: Body, other: Body, system: User, sign_in: SignIn
):
    code = "91350100M000100Y43"
    Body.objects.create(name="旧局", kind="department", credit_code=code, valid_until=ON)
    if code in query:
        query += "&standing=all"
    expected = found if "ordering" not in query else sorted(found, reverse=True)
    assert names_of(sign_in(system), query) == expected


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_has_the_rows_that_are_shown_and_no_formulas(
    form: str, bureau: Body, other: Body, holder: Holder, sign_in: SignIn
):
    Body.objects.filter(pk=bureau.pk).update(office="=1+1")
    answer = sign_in(holder(Role.OFFICER)).get(f"{reverse('office_bodies')}?export={form}")
    data = answer.getvalue()
    assert "filename*=utf-8''%E6%9C%BA%E5%85%B3" in answer["Content-Disposition"]
    if form == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        rows = [line.split(",") for line in data.decode("utf-8-sig").splitlines()]
    else:
        rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active]
    assert [row[0] for row in rows] == ["名称", "海州市教育局"]
    assert rows[1][4] == "'=1+1"


def make_bodies(city: Body, count: int) -> None:
    made = Body.objects.bulk_create(
        Body(name=f"第{n}局", kind="department", parent=city, path="", credit_code="") for n in range(count)
    )
    for body in made:
        body.path = f"{city.path}{body.pk}/"
    Body.objects.bulk_update(made, ["path"], batch_size=500)


def test_a_page_of_fifty_of_two_thousand_bodies_takes_a_handful_of_queries(city: Body, system: User, sign_in: SignIn):
    client, url = sign_in(system), f"{reverse('office_bodies_results')}?size=50"
    client.get(url)
    make_bodies(city, 40)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    make_bodies(city, 1960)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(url)
    assert len(answer.context["object_list"]) == 50
    assert answer.context["paginator"].count == 2002
    about_bodies = [
        each for each in many if ("bodies_body" in each["sql"] and "JOIN" in each["sql"]) or "COUNT" in each["sql"]
    ]
    assert len(many) == len(few) <= 8, "\n".join(each["sql"] for each in many)
    assert len(about_bodies) <= 3


def test_the_tree_takes_one_query_for_the_bodies(city: Body, bureau: Body, system: User, sign_in: SignIn):
    make_bodies(city, 30)
    with CaptureQueriesContext(connection) as asked:
        said = text(sign_in(system), reverse("office_body_tree"))
    assert "第29局" in said
    assert sum('FROM "bodies_body"' in each["sql"] for each in asked) == 1


def test_the_tree_of_somebody_begins_with_their_own_body(city: Body, bureau: Body, holder: Holder, sign_in: SignIn):
    said = text(sign_in(holder(Role.OFFICER)), reverse("office_body_tree"))
    assert "海州市教育局" in said
    assert "海州市人民政府" not in said


def test_names_are_offered_of_the_bodies_that_one_sees(
    city: Body, bureau: Body, other: Body, holder: Holder, sign_in: SignIn
):
    url = f"{reverse('office_body_names')}?q=海州"
    assert sign_in(holder(Role.OFFICER)).get(url).json() == {"bodies": ["海州市教育局（海州市人民政府）"]}
    assert len(sign_in(holder(Role.SYSTEM_ADMIN)).get(url).json()["bodies"]) == 3


def test_who_is_told_of_a_merger_is_the_security_administrator(bureau: Body, other: Body, holder: Holder):
    security = holder(Role.SECURITY_ADMIN)
    services.merge_into(bureau, other, on=ON, basis="", by=None)
    assert [notice.to for notice in Notice.objects.all()] == [security]


def test_a_body_is_understood_whatever_brackets_its_name_has():
    city = Body.objects.create(name="云溪市人民政府（试点）", kind="government")
    union = Body.objects.create(name="云溪市供销合作社（集团）", kind="organisation", parent=city)
    field = BodyField(source="office_body_names")
    for body in (city, union):
        assert field.clean(field.prepare_value(body)) == body
        assert field.clean(body.name) == body
    with pytest.raises(ValidationError, match="没有叫"):
        field.clean("云溪市供销合作社（集团）（别的市）")
