"""Another organ is asked by a letter of the case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_counted_by_an_index_alone"),
    ]

    operations = [
        migrations.AlterField(
            model_name="caseletter",
            name="key",
            field=models.CharField(
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
                    ("acknowledgement", "登记回执"),
                    ("supplement_notice", "补正告知书"),
                    ("reasons_notice", "说明理由告知书"),
                    ("extension_notice", "延期答复告知书"),
                    ("delay_notice", "延迟答复告知书"),
                    ("third_party_consultation", "征求第三方意见书"),
                    ("co_maker_consultation", "征求共同制作机关意见书"),
                    ("organ_consultation", "征求其他机关意见函"),
                    ("consultation_notice", "征求意见告知书"),
                    ("third_party_disclosure", "公开告知书"),
                    ("fee_notice", "收费通知"),
                    ("forwarding", "内部转办单"),
                ],
                max_length=40,
                verbose_name="文书",
            ),
        ),
    ]
