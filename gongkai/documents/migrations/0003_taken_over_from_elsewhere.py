"""Items that come from elsewhere. Where and when an item was public before is not changed once it is public here."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from gongkai.audit.guards import Guard, guarding

RELEASED = "EXISTS (SELECT 1 FROM documents_release r WHERE r.item_id = OLD.item_id)"
GUARDS = (
    Guard(
        "documents_origin_kept", "documents_origin", "UPDATE", RELEASED, "where a public item comes from is not changed"
    ),
    Guard(
        "documents_origin_stays",
        "documents_origin",
        "DELETE",
        RELEASED,
        "where a public item comes from is not deleted",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("documents", "0002_review_first"),
        ("jobs", "0001_jobs_workers_and_occurrences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("table", models.CharField(editable=False, max_length=100)),
                ("archive", models.CharField(blank=True, editable=False, max_length=100)),
                ("defaults", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="上传时间")),
                ("looked", models.JSONField(null=True)),
                ("imported_at", models.DateTimeField(null=True, verbose_name="导入时间")),
                (
                    "where",
                    models.CharField(
                        blank=True, help_text="网站的名称，有网址的写上网址", max_length=100, verbose_name="原公开网站"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True, help_text="如：已于原网站公开，移交时逐项复核", max_length=200, verbose_name="依据"
                    ),
                ),
                ("stated_at", models.DateTimeField(null=True, verbose_name="说明时间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                        verbose_name="机关",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量导入",
                "verbose_name_plural": "批量导入",
                "ordering": ("-pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IntakeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="行")),
                ("key", models.CharField(max_length=200, verbose_name="导入编号")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="名称")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("added", "新增"),
                            ("changed", "更新"),
                            ("unchanged", "不变"),
                            ("kept", "不改动"),
                            ("refused", "有误"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("problems", models.JSONField(default=list, verbose_name="问题")),
                ("published_at", models.DateTimeField(null=True, verbose_name="原公开时间")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="原网址")),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="documents.intake"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.item"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的行",
                "verbose_name_plural": "导入的行",
                "ordering": ("number",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField(verbose_name="原公开时间")),
                ("where", models.CharField(max_length=100, verbose_name="原公开网站")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="原网址")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("stated_at", models.DateTimeField(verbose_name="说明时间")),
                ("left_out", models.CharField(blank=True, max_length=500, verbose_name="没有送审的原因")),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="documents.intake"
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origin", to="documents.item"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
            ],
            options={
                "verbose_name": "原公开情况",
                "verbose_name_plural": "原公开情况",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("edition", models.PositiveIntegerField()),
                (
                    "body",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bodies.body"),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="documents.item"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", ""), ("stated_at", None), ("where", "")),
                    models.Q(
                        ("stated_at__isnull", False),
                        models.Q(("where", ""), _negated=True),
                        models.Q(("basis", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="intake_stated_in_full",
            ),
        ),
        migrations.AddIndex(
            model_name="intakerow",
            index=models.Index(fields=["intake", "outcome", "number"], name="intake_row_outcome"),
        ),
        migrations.AddConstraint(
            model_name="intakerow",
            constraint=models.UniqueConstraint(fields=("intake", "number"), name="intake_row_once"),
        ),
        migrations.AddConstraint(
            model_name="origin",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_at__lte", models.F("stated_at"))),
                name="origin_published_before_it_was_stated",
            ),
        ),
        migrations.AddConstraint(
            model_name="taken",
            constraint=models.UniqueConstraint(fields=("body", "key"), name="taken_once"),
        ),
        guarding(*GUARDS),
    ]
