"""A standard directory in the demo city: read in by the supervisor, adopted by the schools, with duties that stand
empty; and how often people found what they were about to ask for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from gongkai.access.models import User
from gongkai.applying.models import Deflection
from gongkai.applying.services import deflection
from gongkai.bodies.models import Body
from gongkai.demo.city import DATA, GOVERNMENT, MARKET, SCHOOLS, staff_of
from gongkai.demo.clock import at
from gongkai.documents.enums import Level
from gongkai.documents.models import Directory
from gongkai.documents.standards import services

SUPERVISOR: Final = "zhengwu"
TITLE: Final = "云溪市教育领域政务公开标准目录"
SOURCE: Final = "云演公开〔2019〕8号（虚构）"
HEADINGS: Final = ("序号", "公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象")
LAW: Final = "《中华人民共和国政府信息公开条例》"
WITHIN: Final = "自信息形成或者变更之日起20个工作日内"
DUTIES: Final = (
    ("机构职能", "职责、内设机构、办公地址和电话", WITHIN),
    ("政务服务事项管理办法", "行政规范性文件全文", WITHIN),
    ("政务服务事项管理办法解读", "背景、要点、流程图", WITHIN),
    ("年度工作要点", "目标、任务和分工", "每年公开"),
    ("部门预算", "收支总表和项目说明", "每年公开"),
    ("部门决算", "收支总表和绩效", "每年公开"),
    ("主要业务统计", "学校、学生和教师的数量", "每年公开"),
    ("突发事件应急预案", "分级、职责和处置", WITHIN),
    ("义务教育招生范围", "各校招生范围和程序", "每年公开"),
    ("校外培训机构名单", "许可、检查和变更情况", "每季度公开"),
)
ROW: Final = "<tr>{}</tr>"
FOUND: Final = {SCHOOLS: (41, 23, 14), DATA: (12, 7, 3), MARKET: (18, 6, 5)}
"""Of whose forms: how often something was shown, opened, and was what they wanted, in the last weeks."""


def directories() -> str:
    """Read a directory in, adopt it, and put what is public under it."""
    if not Directory.objects.exists():
        people = {user.username: user for user in User.objects.filter(is_staff=True)}
        with at(timezone.localdate() - timedelta(days=60)):
            _adopt(_read_in(people[SUPERVISOR]), people[staff_of(SCHOOLS).officer])
    if not Deflection.objects.exists():
        _deflect()
    return f"{Directory.objects.count()}个标准目录"


def _read_in(by: User) -> Directory:
    about = {
        "level": Level.CITY,
        "version": "演示版",
        "valid_from": date(2020, 1, 1),
        "source": "云演公开〔2019〕8号（虚构）",
    }
    [made] = services.take_in(Body.objects.get(name=GOVERNMENT), _table(), f"{TITLE}.html", about, by=by)
    return services.confirm(made, by=by)


def _table() -> bytes:
    """The directory as it would have been published."""
    rows = [ROW.format("".join(f"<th>{heading}</th>" for heading in HEADINGS))]
    for number, (subject, content, term) in enumerate(DUTIES, 1):
        cells = (str(number), subject, content, LAW, term, "市教育局", "■政府网站 ■公开查阅点 □纸质媒体", "全社会")
        rows.append(ROW.format("".join(f"<td>{cell}</td>" for cell in cells)))
    return f"<html><body><p>{TITLE}</p><table>{''.join(rows)}</table></body></html>".encode()


def _adopt(directory: Directory, by: User) -> None:
    """Whatever is called much the same belongs there."""
    body = Body.objects.get(name=SCHOOLS)
    adoption = services.adopt(body, directory, services.suited(directory, body), by=by)
    entries = {entry.pk: entry for entry in directory.entries.all()}
    for number, proposals in services.proposed(adoption).items():
        services.put_under(entries[number], [each.item for each in proposals if each.share >= 0.8], by=by)


def _deflect() -> None:
    """What was public already was shown to those who were about to ask for it."""
    for name, numbers in FOUND.items():
        body = Body.objects.get(name=name)
        for deed, number in zip(deflection.Deed, numbers, strict=True):
            for turn in range(number):
                with at(timezone.localdate() - timedelta(days=turn % 28 + 1)):
                    deflection.count(deed, body, f"demo-{name}-{turn}")
