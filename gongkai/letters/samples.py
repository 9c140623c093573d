"""Facts from which every letter can be made whole: what templates are tried with. Bodies and people are fictional."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from gongkai.law.events import Event, Kind
from gongkai.law.fees import Method, propose
from gongkai.law.limits import Channel, Consulted
from gongkai.law.outcomes import LETTERS, OUTCOMES
from gongkai.letters.facts import Facts, Finding, Issuer

ISSUER: Final = Issuer(
    name="云溪市教育局",
    reviewers=("云溪市人民政府",),
    address="云溪市学府路12号",
    phone="0000-6655443",
    person="局办公室",
)
ON: Final = date(2024, 3, 29)
"""The date of the letters."""
REASONS: Final = "该内容一经公开将使正在进行的核查失去对照"

FINDINGS: Final[dict[str, dict[str, Any]]] = {
    "already_public": {"where": "云溪市教育局网站“政策文件”栏目，网址为https://jyj.example.gov.cn/zc/12.html"},
    "disclosed": {"given": ("《云溪市2023年学位供给表》", "《云溪市2024年招生计划》")},
    "partial": {
        "given": ("《学校食堂采购合同》第1页至第6页",),
        "method": "遮盖后复制",
        "parts": (
            Finding(outcome="third_party_rights", asked="合同第7页的单价清单", reasons="属于供货企业未公开的经营信息"),
            Finding(outcome="internal_affairs", asked="合同附页的内部流转意见", reasons="仅供机关内部办理时使用"),
        ),
    },
    "state_secret": {"level": "机密级", "reasons": REASONS},
    "prohibited_by_law": {"provision": "《中华人民共和国统计法》第二十八条", "reasons": REASONS},
    "security_and_stability": {"harm": "暴露校园安全设施的布置情况", "reasons": REASONS},
    "third_party_rights": {
        "interest": "商业秘密",
        "opinion": "2024年3月20日收到该企业的书面意见，该企业不同意公开",
        "public_interest": "不公开不会对公共利益造成重大影响",
        "reasons": REASONS,
    },
    "internal_affairs": {"category": "后勤管理", "reasons": REASONS},
    "deliberative_process": {"category": "过程稿", "reasons": REASONS},
    "enforcement_files": {"case_file": "云教罚字2023年第8号行政处罚案", "reasons": REASONS},
    "administrative_query": {
        "special_rule": "《不动产登记暂行条例》第二十七条",
        "where": "云溪市不动产登记中心查询窗口，凭身份证明现场查询",
    },
    "not_held": {
        "search_where": "综合档案室2015年至2023年的文书档案和电子公文系统",
        "search_how": "以校名和文号为关键词逐年查找",
        "search_by": "局办公室会同基础教育科",
    },
    "not_ours": {
        "reasons": "该事项由住房和城乡建设部门办理并保存材料",
        "organ": "云溪市住房和城乡建设局",
        "organ_contact": "云溪市建设路8号，电话0000-6655001",
    },
    "needs_creation": {"work_needed": "按学校逐年汇总十年间的维修支出并计算平均值"},
    "still_unclear": {"unclear": "没有说明所指的学校和年份"},
    "petition": {"channel_hint": "云溪市信访接待大厅"},
    "repeated": {"earlier_number": "云教公复〔2023〕15号", "earlier_on": date(2023, 9, 4)},
    "published_material": {"where": "云溪市图书馆地方文献室可以借阅该年鉴"},
    "excessive": {"explained": "希望尽可能多地了解教育工作", "reasons": "所述用途与所申请的三百余件信息没有关联"},
    "reconfirmation": {"obtained": "2023年6月1日已经收到本机关提供的该文件复印件"},
    "not_supplemented": {
        "notice_on": date(2024, 3, 11),
        "notice_served": "2024年3月13日由本人签收",
        "notice_term": "2024年3月25日",
    },
    "fee_unpaid": {
        "notice_on": date(2024, 3, 11),
        "notice_served": "2024年3月13日由本人签收",
        "notice_amount": "2200元",
        "notice_term": "2024年4月12日",
    },
    "enquiry": {"channel_hint": "云溪市教育局咨询电话0000-6655440"},
    "not_government_information": {
        "reasons": "所述材料是某公司内部的会议资料，并非本机关制作或者获取",
        "channel_hint": "直接与该公司联系",
    },
    "withdrawn": {"withdrawn_on": date(2024, 3, 18), "withdrawn_how": "书面"},
    "correction_made": {"correction": "学籍表中的出生日期改为2010年5月3日", "corrected_on": date(2024, 3, 26)},
    "correction_forwarded": {"organ": "云溪市公安局", "forwarded_on": date(2024, 3, 26)},
    "correction_refused": {
        "checked": "核对了原始入学登记表和学籍系统的记录",
        "reasons": "现有记录与原始材料一致，所附材料不足以证明有误",
    },
}
PARTICULARS: Final[dict[str, dict[str, Any]]] = {
    "still_unclear": {
        "events": (
            Event(Kind.SUPPLEMENT_NOTIFIED, date(2024, 3, 11), until=date(2024, 3, 25)),
            Event(Kind.SUPPLEMENT_RECEIVED, date(2024, 3, 20)),
        )
    },
    "excessive": {"events": (Event(Kind.REASONS_ASKED, date(2024, 3, 11)),)},
    "third_party_rights": {
        "events": (
            Event(Kind.CONSULTATION_SENT, date(2024, 3, 12), to=Consulted.THIRD_PARTY),
            Event(Kind.CONSULTATION_ANSWERED, date(2024, 3, 20), to=Consulted.THIRD_PARTY),
            Event(Kind.EXTENDED, date(2024, 3, 27), days=10),
        )
    },
    "disclosed": {"attachments": ("云溪市2023年学位供给表", "云溪市2024年招生计划")},
    "partial": {"attachments": ("学校食堂采购合同（已遮盖）",)},
    # --- letters on the way ---
    "acknowledgement": {"due": date(2024, 4, 1), "number": ""},
    "supplement_notice": {
        "points": ("写明所指学校的名称", "写明所需信息的年份"),
        "guidance": "可以参照本机关信息公开目录中的名称填写",
        "reply_by": date(2024, 4, 25),
    },
    "reasons_notice": {"points": ("所申请信息的用途", "三百余件申请之间的关系"), "reply_by": date(2024, 4, 25)},
    "extension_notice": {
        "due": date(2024, 4, 1),
        "new_due": date(2024, 4, 29),
        "reason": "申请的信息分散保存在多所学校，需要逐一调取",
        "consent_by": "李某",
        "consent_on": date(2024, 3, 28),
    },
    "delay_notice": {"new_due": date(2024, 6, 28), "reason": "申请的信息数量较多，需要分批核对"},
    "third_party_consultation": {
        "recipient": "云溪市禾穗食品有限公司",
        "content": "学校食堂采购合同第7页的单价清单",
        "question": "是否同意公开上述单价清单",
    },
    "co_maker_consultation": {
        "recipient": "云溪市财政局",
        "content": "《学前教育经费管理细则》",
        "question": "是否同意公开该细则",
    },
    "organ_consultation": {
        "recipient": "云溪市档案馆",
        "content": "《云溪市2003年撤并学校名册》",
        "question": "该名册移交后能否公开",
    },
    "consultation_notice": {"consulted": "第三方的合法权益", "since": date(2024, 3, 12)},
    "third_party_disclosure": {
        "recipient": "云溪市禾穗食品有限公司",
        "content": "学校食堂采购合同第7页的单价清单",
        "reason": "该清单关系学生就餐费用的监督，公开的公共利益大于保密的利益",
    },
    "fee_notice": {
        "charge": propose(on=date(2024, 3, 4), before=30).charge(Method.BY_ITEM),
        "pay_how": "凭本通知所附缴款码通过非税收入系统缴纳",
    },
    "forwarding": {
        "recipient": "局办公室",
        "from_office": "基础教育科",
        "to_office": "局办公室",
        "received_by": "2024年3月4日由邮政部门送达并签收",
        "forwarded_on": date(2024, 3, 5),
        "number": "",
    },
}
KEYS: Final = tuple(each.key for each in (*OUTCOMES, *LETTERS))


def facts(key: str, **more: Any) -> Facts:
    """Facts for which a letter lacks nothing, with some of them otherwise."""
    findings = (Finding(outcome=key, **FINDINGS[key]),) if key in FINDINGS else ()
    whole = Facts(
        issuer=ISSUER,
        applicant="周晓棠",
        number="云教公复〔2024〕7号",
        on=ON,
        registration="202403040001",
        received=date(2024, 3, 4),
        channel=Channel.REGISTERED_POST,
        asked="云溪市各小学“学位供给”的统计数据",
        findings=findings,
        form="纸质",
        route="邮政特快专递",
    )
    return replace(whole, **{**PARTICULARS.get(key, {}), **more})
