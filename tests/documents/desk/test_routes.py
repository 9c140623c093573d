"""By which steps a body reviews, as the page says it; proposing, agreeing, ending."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.documents.desk.routes import held
from gongkai.documents.enums import Attribute, Kind, Step
from gongkai.documents.models import Route
from gongkai.documents.services import routes
from tests.documents.desk.conftest import Desk, text_of
from tests.documents.people import Office, holder

pytestmark = pytest.mark.django_db
At = Callable[[User], Desk]


def test_the_default_holds_where_nobody_decided_otherwise(office: Office, officer: Desk):
    rows = [(each.attribute, each.kind, each.steps, each.why) for each in held(office.bureau)]
    assert rows == [
        (Attribute.PROACTIVE, "", ["公开属性确认", "保密审查", "审签"], "系统默认"),
        (Attribute.PROACTIVE, "规章", ["公开属性确认", "保密审查", "合法性审查", "审签"], "系统默认"),
        (Attribute.PROACTIVE, "行政规范性文件", ["公开属性确认", "保密审查", "合法性审查", "审签"], "系统默认"),
        (Attribute.ON_REQUEST, "", ["公开属性确认", "审签"], "系统默认"),
        (Attribute.WITHHELD, "", ["公开属性确认", "审签"], "系统默认"),
    ]
    assert "系统默认" in text_of(officer.get("documents_routes"))


def test_proposed_by_an_officer_agreed_by_a_leader(office: Office, officer: Desk, desk: At):
    data = {"body": "海州市教育局", "attribute": "proactive", "kind": "notice", "days": "2", "reason": "通知从简"}
    assert "缺少“保密审查”" in text_of(officer.do("documents_route_propose", **data, steps=["sign"]))
    officer.do("documents_route_propose", **data, steps=["secrecy"])
    route = Route.objects.get()
    assert "等待" not in text_of(officer.get("documents_routes"))
    assert "通知从简" in text_of(officer.get("documents_routes"))
    assert officer.do("documents_route_agree", route.pk).status_code == 403
    leader = desk(office.leader)
    assert leader.said(leader.do("documents_route_agree", route.pk)) == "已同意，即时生效"
    row = next(each for each in held(office.bureau) if each.kind == "通知公告")
    assert (row.steps, row.days, row.why) == (["保密审查"], 2, "本机关自定")
    leader.do("documents_route_end", route.pk)
    assert "通知公告" not in [each.kind for each in held(office.bureau)]


def test_nobody_agrees_to_what_they_proposed(office: Office, desk: At):
    both = holder(Role.OFFICER, office.bureau)
    both.appointments.create(role=Role.LEADER, body=office.bureau)
    route = routes.propose(office.bureau, Attribute.WITHHELD, None, [Step.SIGN], days=3, reason="从简", by=both)
    one = desk(both)
    assert "同意</button>" in one.get("documents_routes").content.decode()
    assert one.said(one.do("documents_route_agree", route.pk)) == "审查流程应由提出人以外的人同意"


def test_what_holds_above_is_named(office: Office, officer: Desk):
    above, leader = holder(Role.OFFICER, office.city), holder(Role.LEADER, office.city)
    route = routes.propose(office.city, Attribute.WITHHELD, None, [Step.SIGN], days=5, reason="全市统一", by=above)
    routes.agree(route, by=leader)
    assert "沿用“海州市人民政府”：全市统一" in text_of(officer.get("documents_routes"))


def test_a_rule_for_one_kind_does_not_speak_for_all_kinds(office: Office):
    for kind in (Kind.OTHER, Kind.MEETING):
        route = routes.propose(
            office.bureau, Attribute.WITHHELD, kind, [Step.SIGN], days=1, reason="从简", by=office.officer
        )
        routes.agree(route, by=office.leader)
    row = next(each for each in held(office.bureau) if (each.attribute, each.kind) == (Attribute.WITHHELD, ""))
    assert (row.steps, row.why) == (["公开属性确认", "审签"], "系统默认")


def test_another_body_is_looked_at_by_whoever_may(office: Office, desk: At):
    supervisor = desk(holder(Role.SUPERVISOR, office.city))
    assert "海州市教育局的信息送审以后" in text_of(supervisor.get("documents_routes", body=office.bureau.pk))
    officer = desk(office.officer)
    assert "海州市教育局的信息送审以后" in text_of(officer.get("documents_routes", body=office.city.pk))
