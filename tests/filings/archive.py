"""Old reports of an invented city, and what tests of the archive start from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.enums import BodyKind, Change
from gongkai.bodies.models import Body, Succession
from gongkai.filings.enums import Decision, Scope
from gongkai.filings.models import Filing, FilingRelease, FilingStep, UploadedReport
from gongkai.filings.services import history, publishing, reviewing, uploads
from gongkai.jobs.models import Job
from gongkai.jobs.tasks import perform
from gongkai.report import dumps
from tests.documents.people import holder
from tests.report.builders import full_report

LOST_CELLS = """云溪市教育局2019年政府信息公开工作年度报告

本报告所列数据的统计期限自2019年1月1日起至2019年12月31日止。

一、总体情况
2019年，我局收到政府信息公开申请3件。
二、主动公开政府信息情况
第二十条第（一）项
信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量
规章\t0\t0\t0
规范性文件\t1\t1\t4
第二十条第（五）项
信息内容\t上一年项目数量\t本年增/减\t处理决定数量
行政许可\t3\t0\t12
其他对外管理服务事项\t0\t0\t0
第二十条第（六）项
信息内容\t上一年项目数量\t本年增/减\t处理决定数量
行政处罚\t0\t0\t0
行政强制\t0\t0\t0
第二十条第（八）项
信息内容\t上一年项目数量\t本年增/减
行政事业性收费\t0\t0
第二十条第（九）项
信息内容\t采购项目数量\t采购总金额
政府集中采购\t2\t251000元
三、收到和处理政府信息公开申请情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况
\t自然人\t法人或其他组织\t\t\t\t\t总计
\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t
{rows}
四、政府信息公开行政复议、行政诉讼情况
行政复议\t\t\t\t\t行政诉讼
结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t\t\t\t\t复议后起诉
\t\t\t\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计
\t\t\t\t\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0
五、存在的主要问题及改进情况
存在公开渠道不多的问题，下一步增加公开渠道。
六、其他需要报告的事项
没有其他需要报告的事项。
云溪市教育局
2020年1月20日
"""
"""A report whose table three lost a cell of one row, and whose 行政复议 is blank. Invented."""


def lost_cells() -> bytes:
    """The report: 予以公开 has six cells in place of seven, which the sums settle."""
    from gongkai.report.form import EDITION_2019, row_name

    figures = {"new": "2\t1\t0\t0\t0\t0\t3", "granted": "2\t1\t0\t0\t0\t3", "total": "2\t1\t0\t0\t0\t0\t3"}
    rows = (f"{row_name(row)}\t{figures.get(row.key, chr(9).join('0' * 7))}" for row in EDITION_2019.rows)
    return LOST_CELLS.format(rows="\n".join(rows)).encode()


class Archive:
    """A city with two bureaus, one of which had another name until 2021, a town, and their people."""

    def __init__(self) -> None:
        self.city = Body.objects.create(name="云溪市人民政府", kind=BodyKind.GOVERNMENT)
        self.education = self.body("云溪市教育局")
        self.centre = self.body("云溪市大数据中心", valid_until=date(2021, 3, 1))
        self.data = self.body("云溪市数据局", valid_from=date(2021, 3, 1))
        Succession.objects.create(
            predecessor=self.centre, successor=self.data, on=date(2021, 3, 1), change=Change.RENAMED
        )
        self.officer = holder(Role.OFFICER, self.city, "何一")
        self.leader = holder(Role.LEADER, self.city, "张二")

    def body(self, name: str, **members: Any) -> Body:
        return Body.objects.create(**({"name": name, "kind": BodyKind.DEPARTMENT, "parent": self.city} | members))

    def upload(
        self, *files: tuple[str, bytes], body: Body | None = None, by: User | None = None
    ) -> list[UploadedReport]:
        """Files received and read."""
        given = [SimpleUploadedFile(name, content) for name, content in files]
        found = uploads.receive(body or self.city, given, by=by or self.officer)
        work_off()
        return list(UploadedReport.objects.filter(pk__in=[each.pk for each in found.uploads]).order_by("pk"))

    def taken(self, name: str, content: bytes) -> Filing:
        """A report, uploaded and taken as it is proposed."""
        [upload] = self.upload((name, content))
        assert upload.whose is not None
        assert upload.year is not None
        return uploads.take(upload, by=self.officer, whose=upload.whose, year=upload.year, scope=Scope(upload.scope))

    def accepted(self, name: str, content: bytes, **more: Any) -> Filing:
        """A report, taken and accepted as it was read."""
        filing = self.taken(name, content)
        given = {"first_published_on": date(filing.year + 1, 1, 20)} | more
        return history.accept(filing, by=self.officer, edition=filing.edition_number, **given)

    def published(self, name: str, content: bytes, **more: Any) -> FilingRelease:
        """A report in the archive."""
        return self.publish(self.accepted(name, content, **more))

    def publish(self, filing: Filing) -> FilingRelease:
        """Send a report in, have it signed and published."""
        reviewing.send_in(filing, by=self.officer)
        step = FilingStep.objects.waiting().get(filing=filing)
        reviewing.decide(step, Decision.PASSED, by=self.leader)
        return publishing.publish(Filing.objects.get(pk=filing.pk), by=self.officer)


def work_off() -> None:
    """Do the jobs that wait."""
    for job in Job.objects.open():
        perform(job.ticket)


def of(body: str, year: int, form: str = "docx") -> tuple[str, bytes]:
    """A file with a whole report of a body."""
    return f"{body}{year}.{form}", dumps(full_report(year=year, body=body), form)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()
