"""Old reports that were uploaded: what was read of them, whose they are, what was accepted."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("documents", "0006_no_back_dating"),
        ("filings", "0003_frozen_when_sent_in"),
        ("jobs", "0001_jobs_workers_and_occurrences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UploadedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="上传时间")),
                ("read", models.JSONField(default=dict)),
                ("refused", models.CharField(blank=True, max_length=500, verbose_name="没有读出的原因")),
                ("read_at", models.DateTimeField(null=True, verbose_name="读取时间")),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="年度")),
                (
                    "scope",
                    models.CharField(
                        choices=[("own", "本机关"), ("region", "本地区（政府）")],
                        default="own",
                        max_length=10,
                        verbose_name="范围",
                    ),
                ),
                ("first_published_on", models.DateField(null=True, verbose_name="首次公开日期")),
                ("published_where", models.CharField(blank=True, max_length=200, verbose_name="原公开网站")),
                ("shows_original", models.BooleanField(default=False, verbose_name="公开原文件")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="采信时间")),
                ("accepted_digest", models.CharField(blank=True, max_length=64)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="采信人",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploaded_reports",
                        to="bodies.body",
                        verbose_name="机关",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "filing",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploaded",
                        to="filings.filing",
                        verbose_name="年度报告",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "whose",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                        verbose_name="报告机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的历史报告",
                "verbose_name_plural": "导入的历史报告",
                "ordering": ("-pk",),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("body", "file"), name="uploaded_report_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None), ("accepted_digest", "")),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("filing__isnull", False),
                                ("first_published_on__isnull", False),
                                models.Q(("accepted_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="uploaded_report_accepted_by_somebody",
                    ),
                ],
            },
        ),
    ]
