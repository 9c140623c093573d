"""By which days and which outcome the annual report counts a case."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("cases", "0005_withheld"),
        ("persons", "0001_applicants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="came_on",
            field=models.DateField(editable=False, null=True, verbose_name="计入年报的收到日期"),
        ),
        migrations.AddField(
            model_name="case",
            name="settled_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("already_public", "已经主动公开"),
                    ("disclosed", "予以公开"),
                    ("partial", "部分公开"),
                    ("state_secret", "属于国家秘密"),
                    ("prohibited_by_law", "法律、行政法规禁止公开"),
                    ("security_and_stability", "危及三安全一稳定"),
                    ("third_party_rights", "保护第三方合法权益"),
                    ("internal_affairs", "属于内部事务信息"),
                    ("deliberative_process", "属于过程性信息"),
                    ("enforcement_files", "属于行政执法案卷"),
                    ("administrative_query", "属于行政查询事项"),
                    ("not_held", "信息不存在"),
                    ("not_ours", "不属于本机关负责公开"),
                    ("needs_creation", "需要另行制作"),
                    ("still_unclear", "补正后仍不明确"),
                    ("petition", "信访、投诉、举报"),
                    ("repeated", "重复申请"),
                    ("published_material", "要求提供公开出版物"),
                    ("excessive", "无正当理由大量、反复申请"),
                    ("reconfirmation", "要求确认或者重新出具已获取的信息"),
                    ("not_supplemented", "逾期不补正"),
                    ("fee_unpaid", "逾期不缴纳信息处理费"),
                    ("enquiry", "咨询"),
                    ("not_government_information", "不属于政府信息"),
                    ("withdrawn", "申请人撤回申请"),
                    ("correction_made", "更正：已经更正"),
                    ("correction_forwarded", "更正：转送有权机关"),
                    ("correction_refused", "更正：不予更正"),
                ],
                editable=False,
                max_length=40,
                verbose_name="计入年报的答复类型",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="settled_on",
            field=models.DateField(editable=False, null=True, verbose_name="计入年报的办结日期"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["body", "came_on"], name="case_came"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["body", "settled_on", "came_on"], name="case_settled"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("settled_as", ""), ("settled_on", None)),
                    models.Q(
                        ("came_on__isnull", False),
                        ("settled_on__gte", models.F("came_on")),
                        ("settled_on__isnull", False),
                        models.Q(("settled_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_closed_is_settled",
            ),
        ),
    ]
