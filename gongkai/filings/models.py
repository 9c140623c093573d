"""Filings: the working copy of a report, what was declared and said in it, its review, and what was published of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.documents.models import StoredFile
from gongkai.filings.enums import (
    EDITION_CHOICES,
    OPEN_TO_CHANGE,
    RIGHTS,
    SECTIONS,
    Decision,
    Origin,
    QuarterState,
    Scope,
    State,
    Step,
)
from gongkai.jobs.models import Job


class FilingQuerySet(models.QuerySet["Filing"]):
    def seen_by(self, user: User) -> FilingQuerySet:
        return self.filter(body__in=bodies_where(user, Right.SEE_BODY))


class Filing(models.Model):
    """The annual report of a body for a year (政府信息公开工作年度报告), as it is worked on.

    `counted` is what was counted from the records when it was last compiled, by cell; for an uploaded report what was
    read, as `gongkai.report.interchange` writes it, is in `read`. The report itself is these with the declarations over
    them (`services.reports.report_of`).
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="filings", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    scope = models.CharField("范围", max_length=10, choices=Scope, default=Scope.OWN)
    edition = models.CharField("格式", max_length=10, choices=EDITION_CHOICES)
    origin = models.CharField("来源", max_length=10, choices=Origin, default=Origin.COMPILED)
    body_name = models.CharField("当时的机关名称", max_length=100)
    """As the report calls the body: it may have had another name then."""
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField("公开期限")
    counted: models.JSONField[Any, Any] = models.JSONField(default=dict)
    counted_before: models.JSONField[Any, Any] = models.JSONField(null=True)
    """What had been counted the time before: compiling again shows what moved."""
    compiled_at = models.DateTimeField("编制时间", null=True)
    checked: models.JSONField[Any, Any] = models.JSONField(null=True)
    """What was found when it was last checked, as numbers for lists: `edition`, `errors`, `warnings`, `notices`, and
    `open`, what still hinders it. `services.checking` writes it; it holds while `edition` is `edition_number`."""
    title = models.CharField("标题", max_length=200, blank=True)
    preamble = models.TextField("导语", blank=True)
    signed_by = models.CharField("落款", max_length=100, blank=True)
    signed_on = models.DateField("落款日期", null=True, blank=True)
    edition_number = models.PositiveIntegerField(default=1)
    """Counts the changes: two who change it at once do not overwrite each other."""
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="上传的文件")
    source_name = models.CharField("文件名", max_length=200, blank=True)
    read: models.JSONField[Any, Any] = models.JSONField(default=dict)
    correcting = models.CharField("更正说明", max_length=500, blank=True)
    """What is corrected of what is public, as the public will read it; empty while nothing is."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("开始时间", default=timezone.now)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        default_permissions = ()
        ordering = ("-year", "body", "scope")
        constraints = (
            models.UniqueConstraint(
                fields=("body", "year", "scope"),
                name="filing_once",
                violation_error_message="这个机关这一年的报告已经有了",
            ),
            models.CheckConstraint(
                condition=~Q(origin="uploaded") | Q(source__isnull=False), name="filing_uploaded_has_its_file"
            ),
        )
        indexes = (models.Index(fields=["year", "state"], name="filing_year_state"),)

    def __str__(self) -> str:
        of = "" if self.scope == Scope.OWN else "（本地区）"
        return f"{self.body_name}{self.year}年度报告{of}"

    @property
    def may_change(self) -> bool:
        return self.state in OPEN_TO_CHANGE


class CredentialQuerySet(models.QuerySet["Credential"]):
    def seen_by(self, user: User) -> CredentialQuerySet:
        return self.filter(body__in=bodies_where(user, Right.CONNECT))


class Credential(models.Model):
    """What lets one other system state figures of one body by itself (接口凭据): of the secret only its hash is kept.

    `rows` are the rows of table two that the system has (`gongkai.filings.definitions.DECLARED`).
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="credentials", verbose_name="机关")
    system = models.CharField("系统名称", max_length=50)
    rows: models.JSONField[Any, Any] = models.JSONField("可以填报", default=list)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret, which is random and long."""
    valid_until = models.DateField("有效期至")
    """The last day on which it holds."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发给人")
    made_at = models.DateTimeField("发给时间", default=timezone.now)
    last_used_at = models.DateTimeField("最近使用", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="停用人"
    )
    revoked_at = models.DateTimeField("停用时间", null=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口凭据"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(revoked_by=None, revoked_at=None) | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="credential_revoked_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.system}（接口凭据{self.pk}）"

    @property
    def is_over(self) -> bool:
        return self.valid_until < timezone.localdate()


class Declaration(models.Model):
    """A cell that somebody stated, with where it comes from: a figure of another system, or one accepted from what was
    read. It is never changed; a later one of the same cell takes its place.

    Stated by a person (`by`), or by another system itself (`credential`); by neither in an import.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="declarations")
    cell = models.CharField("栏目", max_length=80)
    value = models.CharField("数值", max_length=40, blank=True)
    """The number in its own digits; empty for a blank."""
    mark = models.CharField(max_length=10, blank=True)
    """Of `gongkai.report.Mark`: what stands where there is no number."""
    unit = models.CharField("单位", max_length=10, blank=True)
    source = models.CharField("数据来源", max_length=200)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="凭证")
    evidence_name = models.CharField("凭证文件名", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填报人")
    credential = models.ForeignKey(
        Credential, models.PROTECT, null=True, related_name="declarations", verbose_name="接口凭据"
    )
    at = models.DateTimeField("填报时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "填报数"
        default_permissions = ()
        ordering = ("pk",)
        indexes = (models.Index(fields=["filing", "cell", "-id"], name="declaration_last"),)

    @property
    def stated_by(self) -> str:
        """Who stated it, as lists name them."""
        if self.credential is not None:
            return f"{self.credential.system}（接口）"
        return self.by.name if self.by is not None else ""


class Section(models.Model):
    """A section of the narrative, as it stands."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="sections")
    key = models.CharField("部分", max_length=20, choices=SECTIONS)
    title = models.CharField("标题", max_length=100, blank=True)
    text = models.TextField("正文", blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "报告正文"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("filing", "key"), name="section_once"),)


class Reason(models.Model):
    """Why what a check warns of stands: given by somebody by name, kept over later runs as long as the check says the
    same of the same cells or words (`mark`)."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="reasons")
    code = models.CharField("检查", max_length=4)
    mark = models.CharField(max_length=64)
    sentence = models.CharField("检查意见", max_length=1000)
    reason = models.CharField("理由", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="说明人")
    at = models.DateTimeField("说明时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "检查意见的说明"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("filing", "code", "mark"), name="reason_once"),)


class SentIn(models.Model):
    """A report as it was sent in to be reviewed, frozen: what is published is this, whatever was entered since.

    `data` is the report, `trace` and `behind` as `FilingRelease` will have them.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="sent_in")
    round = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    data: models.JSONField[Any, Any] = models.JSONField()
    trace: models.JSONField[Any, Any] = models.JSONField(default=dict)
    behind: models.JSONField[Any, Any] = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="送审人")
    at = models.DateTimeField("送审时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "送审的年度报告"
        default_permissions = ()
        ordering = ("filing", "round")
        constraints = (models.UniqueConstraint(fields=("filing", "round"), name="sent_in_round"),)


class FilingStepQuerySet(models.QuerySet["FilingStep"]):
    def waiting(self) -> FilingStepQuerySet:
        return self.filter(decision="", begun_at__isnull=False, filing__state=State.IN_REVIEW)

    def waiting_for(self, user: User) -> FilingStepQuerySet:
        """What somebody may decide now: by right and body, and not on what they sent in."""
        mine = Q(pk__in=())
        for step, right in RIGHTS.items():
            mine |= Q(step=step, filing__body__in=bodies_where(user, right))
        return self.waiting().filter(mine).exclude(sent_in_by=user)


class FilingStep(models.Model):
    """A step of the review of a report. What was returned begins a new round."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    step = models.CharField("步骤", max_length=10, choices=Step)
    digest = models.CharField(max_length=64)
    """Of the report as it was sent in: nothing else is published."""
    sent_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="送审人")
    begun_at = models.DateTimeField("开始时间", null=True)
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    opinion = models.CharField("意见", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审查人"
    )
    decided_at = models.DateTimeField("审查时间", null=True)

    objects = FilingStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告审查"
        default_permissions = ()
        ordering = ("filing", "round", "order")
        constraints = (
            models.UniqueConstraint(fields=("filing", "round", "order"), name="filing_step_order"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="filing_step_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("sent_in_by")), name="filing_step_by_another"
            ),
        )


class FilingReleaseQuerySet(models.QuerySet["FilingRelease"]):
    def current(self) -> FilingReleaseQuerySet:
        """Of each filing the version that holds."""
        return self.filter(replaced_at=None)


class FilingRelease(models.Model):
    """A version of a report as it was published, frozen: the database does not let it be changed.

    `data` is the report as `gongkai.annual-report/1`, `cells` its numbers for lists and charts, `trace` how each cell
    came about: the definition, and the figure of each part; `behind` the numbers of the cases behind it, for the
    office alone.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="releases", verbose_name="年度报告")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    scope = models.CharField("范围", max_length=10, choices=Scope)
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("标题", max_length=200)
    data: models.JSONField[Any, Any] = models.JSONField()
    cells: models.JSONField[Any, Any] = models.JSONField()
    trace: models.JSONField[Any, Any] = models.JSONField(default=dict)
    behind: models.JSONField[Any, Any] = models.JSONField(default=dict)
    digest = models.CharField("摘要值", max_length=64)
    """SHA-256 of the canonical JSON of `data`."""
    signature = models.TextField("签名")
    key_id = models.CharField("签名密钥", max_length=40)
    json = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    html = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    note = models.CharField("更正说明", max_length=500, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("公开时间", default=timezone.now)
    first_published_on = models.DateField("首次公开日期")
    """Of an uploaded report the day on which it had been published elsewhere."""
    replaced_at = models.DateTimeField("被更正时间", null=True)

    objects = FilingReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开的年度报告"
        default_permissions = ()
        ordering = ("-year", "body", "-version")
        constraints = (
            models.UniqueConstraint(fields=("filing", "version"), name="filing_release_version"),
            models.UniqueConstraint(fields=("filing",), condition=Q(replaced_at=None), name="filing_release_one_holds"),
            models.CheckConstraint(
                condition=Q(version=1, note="") | (Q(version__gt=1) & ~Q(note="")), name="filing_release_corrected_why"
            ),
        )
        indexes = (models.Index(fields=["year", "body"], name="filing_release_year"),)

    def __str__(self) -> str:
        return self.title


class UploadedReportQuerySet(models.QuerySet["UploadedReport"]):
    def seen_by(self, user: User) -> UploadedReportQuerySet:
        return self.filter(body__in=bodies_where(user, Right.SEE_BODY))

    def waiting(self) -> UploadedReportQuerySet:
        """What was not taken for anybody's report yet."""
        return self.filter(filing=None)


class UploadedReport(models.Model):
    """An old report as somebody uploaded it: what was read of it, whose it is proposed to be, and, once it was taken
    for a filing, what was accepted of it.

    `read` is `gongkai.filings.reading.Read.data`, numbers as `services.reports.stored` keeps them.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="uploaded_reports", verbose_name="机关")
    """For whom it was uploaded: the report is this body's, a predecessor's, or that of one under it."""
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    read: models.JSONField[Any, Any] = models.JSONField(default=dict)
    refused = models.CharField("没有读出的原因", max_length=500, blank=True)
    read_at = models.DateTimeField("读取时间", null=True)

    whose = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="报告机关")
    year = models.PositiveSmallIntegerField("年度", null=True)
    scope = models.CharField("范围", max_length=10, choices=Scope, default=Scope.OWN)
    filing = models.OneToOneField(Filing, models.PROTECT, null=True, related_name="uploaded", verbose_name="年度报告")

    first_published_on = models.DateField("首次公开日期", null=True)
    published_where = models.CharField("原公开网站", max_length=200, blank=True)
    shows_original = models.BooleanField("公开原文件", default=False)
    """Whether the file itself is offered to the public beside the report."""
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="采信人"
    )
    accepted_at = models.DateTimeField("采信时间", null=True)
    accepted_digest = models.CharField(max_length=64, blank=True)
    """Of the report as it was accepted: what was changed since is not."""

    objects = UploadedReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入的历史报告"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("body", "file"), name="uploaded_report_once"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, accepted_digest="")
                | (
                    Q(accepted_at__isnull=False, accepted_by__isnull=False, filing__isnull=False)
                    & Q(first_published_on__isnull=False)
                    & ~Q(accepted_digest="")
                ),
                name="uploaded_report_accepted_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Quarter(models.Model):
    """The quarterly table of a body (季度统计): filled from the records and by the body, collected by its supervisor.

    `counted` and `declared` are by the key of a figure (`gongkai.filings.quarterly.FIGURES`); both are frozen when it
    is submitted.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="quarters", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    state = models.CharField("状态", max_length=10, choices=QuarterState, default=QuarterState.OPEN)
    due_on = models.DateField("报送期限")
    counted: models.JSONField[Any, Any] = models.JSONField(default=dict)
    declared: models.JSONField[Any, Any] = models.JSONField(default=dict)
    note = models.CharField("说明", max_length=500, blank=True)
    edition = models.PositiveIntegerField(default=1)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报送人"
    )
    submitted_at = models.DateTimeField("报送时间", null=True)
    returned_why = models.CharField("退回原因", max_length=300, blank=True)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="汇总人"
    )
    collected_at = models.DateTimeField("汇总时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "季度统计"
        default_permissions = ()
        ordering = ("-year", "-quarter", "body")
        constraints = (
            models.UniqueConstraint(fields=("body", "year", "quarter"), name="quarter_once"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="quarter_of_four"),
        )

    def __str__(self) -> str:
        return f"{self.body}{self.year}年第{self.quarter}季度"
