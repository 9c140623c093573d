import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_letters_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Withheld",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        help_text="写是什么，不写内容本身，如“第三人的身份证号码”",
                        max_length=200,
                        verbose_name="不予公开的内容",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("state_secret", "属于国家秘密"),
                            ("prohibited_by_law", "法律、行政法规禁止公开"),
                            ("security_and_stability", "危及三安全一稳定"),
                            ("third_party_rights", "保护第三方合法权益"),
                            ("internal_affairs", "属于内部事务信息"),
                            ("deliberative_process", "属于过程性信息"),
                            ("enforcement_files", "属于行政执法案卷"),
                            ("not_government_information", "不属于政府信息"),
                        ],
                        max_length=40,
                        verbose_name="依据",
                    ),
                ),
                ("reasons", models.CharField(max_length=1000, verbose_name="理由")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="登记时间")),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="取消时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withheld",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "given",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="left_out",
                        to="cases.paper",
                        verbose_name="提供的文件",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withheld",
                        to="cases.paper",
                        verbose_name="原件",
                    ),
                ),
            ],
            options={
                "verbose_name": "不予公开的部分",
                "verbose_name_plural": "不予公开的部分",
                "ordering": ("pk",),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", ""), _negated=True), models.Q(("reasons", ""), _negated=True)
                        ),
                        name="withheld_for_reasons",
                        violation_error_message="请写明不予公开的内容和理由",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given", None),
                            models.Q(("given", models.F("paper")), _negated=True),
                            _connector="OR",
                        ),
                        name="withheld_from_a_copy",
                    ),
                ],
            },
        ),
    ]
