"""Standard directories: what is to be published, by whom, when; who adopted them, what is under them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("documents", "0003_taken_over_from_elsewhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Directory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("field", models.CharField(max_length=60, verbose_name="领域")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省级"),
                            ("city", "市级"),
                            ("county", "县级"),
                            ("township", "乡级"),
                            ("village", "村级"),
                        ],
                        help_text="由哪一级编制",
                        max_length=20,
                        verbose_name="级别",
                    ),
                ),
                ("version", models.CharField(blank=True, help_text="如2020年版", max_length=40, verbose_name="版本")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "source",
                    models.CharField(blank=True, help_text="文号，或者公布的网址", max_length=300, verbose_name="来源"),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("unread", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="导入时间")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                        verbose_name="编制机关",
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
            ],
            options={
                "verbose_name": "标准目录",
                "verbose_name_plural": "标准目录",
                "ordering": ("field", "-pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("adopted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="采用时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "adopted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="bodies.body",
                        verbose_name="机关",
                    ),
                ),
                (
                    "directory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="documents.directory",
                        verbose_name="标准目录",
                    ),
                ),
            ],
            options={
                "verbose_name": "采用的目录",
                "verbose_name_plural": "采用的目录",
                "ordering": ("directory__field", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="序号")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="一级事项")),
                ("part", models.CharField(blank=True, max_length=300, verbose_name="二级事项")),
                ("content", models.TextField(blank=True, verbose_name="公开内容（要素）")),
                ("basis", models.TextField(blank=True, verbose_name="公开依据")),
                ("term", models.TextField(blank=True, verbose_name="公开时限")),
                (
                    "limit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("working_days", "工作日内"),
                            ("days", "日内"),
                            ("hours", "小时内"),
                            ("months", "个月内"),
                            ("yearly", "每年"),
                            ("quarterly", "每季度"),
                            ("monthly", "每月"),
                            ("weekly", "每周"),
                            ("at_once", "实时"),
                            ("promptly", "及时"),
                            ("permanent", "长期"),
                        ],
                        max_length=20,
                        verbose_name="时限种类",
                    ),
                ),
                ("span", models.PositiveSmallIntegerField(null=True, verbose_name="时限")),
                ("publisher", models.TextField(blank=True, verbose_name="公开主体")),
                ("channels", models.JSONField(default=list, verbose_name="公开渠道和载体")),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="公开对象")),
                ("proactive", models.BooleanField(default=True, verbose_name="主动公开")),
                ("on_request", models.BooleanField(default=False, verbose_name="依申请公开")),
                ("levels", models.JSONField(default=list, verbose_name="公开层级")),
                (
                    "directory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="documents.directory",
                        verbose_name="标准目录",
                    ),
                ),
            ],
            options={
                "verbose_name": "目录事项",
                "verbose_name_plural": "目录事项",
                "ordering": ("directory", "order"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="documents.adoption"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="documents.entry",
                        verbose_name="目录事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "应公开事项",
                "verbose_name_plural": "应公开事项",
                "ordering": ("entry__order",),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="adoption",
            name="entries",
            field=models.ManyToManyField(related_name="adoptions", through="documents.Duty", to="documents.entry"),
        ),
        migrations.CreateModel(
            name="Fulfilment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilments",
                        to="documents.entry",
                        verbose_name="目录事项",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilments",
                        to="documents.item",
                        verbose_name="政府信息",
                    ),
                ),
            ],
            options={
                "verbose_name": "对应的信息",
                "verbose_name_plural": "对应的信息",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="directory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from", None),
                    ("valid_until", None),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="directory_ends_after_it_begins",
                violation_error_message="有效期应在施行日期之后",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("directory", "order"), name="entry_order"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("adoption", "entry"), name="duty_once"),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("body", "directory"), name="adoption_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="fulfilment",
            constraint=models.UniqueConstraint(fields=("entry", "item"), name="fulfilment_once"),
        ),
    ]
