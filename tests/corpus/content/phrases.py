"""How offices say what the tables say: the patterns P01 to P94 of the catalogue, each in several wordings of our own.

`{new}` and its like are facts (`facts.py`), `{u}` the report's unit for requests, `{y}` the reporting year, `{p}` the year
before, `{q}` the year after, `{we}` the body's word for itself.
"""

# ruff: noqa: E501

from __future__ import annotations

Phrases = tuple[tuple[str, str], ...]

RECEIVED: Phrases = (
    ("P01", "全年共收到政府信息公开申请{new}{u}"),
    ("P01", "{y}年，{we}累计收到信息公开申请{new}{u}"),
    ("P01", "{y}年度总共收到依申请公开申请{new}{u}"),
    ("P01", "合计收到各类政府信息公开申请{new}{u}"),
    ("P01", "共收到政府信息公开申请的数量为{new}{u}"),
    ("P02", "新收到政府信息公开申请{new}{u}"),
    ("P02", "本年新收政府信息公开申请数量{new}{u}"),
    ("P02", "年内新收申请{new}{u}"),
    ("P02", "{y}年度新收政府信息公开申请数量为{new}{u}"),
    ("P03", "新受理政府信息公开申请{new}{u}"),
    ("P03", "全年新增依申请公开申请{new}{u}"),
    ("P03", "{we}新接收政府信息公开申请{new}{u}"),
    ("P04", "{y}年共受理政府信息公开申请{new}{u}"),
    ("P04", "受理社会公众政府信息公开申请事项{new}{u}"),
    ("P05", "收到依申请公开件{new}{u}"),
    ("P05", "{y}年收到依申请公开事项{new}{u}"),
    ("P05", "全年收到依申请公开申请书{new}{u}"),
    ("P05", "收到依申请公开案件{new}{u}"),
    ("P06", "全年登记政府信息公开申请{new}{u}"),
    ("P06", "接到群众提交的政府信息公开申请{new}{u}"),
    ("P06", "{we}接收政府信息公开申请{new}{u}"),
    ("P06", "依法接受公众信息公开申请{new}{u}"),
    ("P07", "共收到{new}{u}政府信息公开申请"),
    ("P07", "{y}年收到{new}{u}由群众递交的信息公开申请"),
    ("P08", "依申请公开{new}{u}"),
    ("P09", "公民、法人或者其他组织向{we}提出政府信息公开申请{new}{u}"),
    ("P09", "公民、法人和其他组织{y}年提交政府信息公开申请{new}{u}"),
    ("P10", "政府信息公开申请总量为{new}{u}"),
    ("P10", "{y}年申请总数{new}{u}"),
    ("P10", "政府信息公开申请量{new}{u}"),
)
NONE_RECEIVED: Phrases = (
    ("P13", "{y}年，{we}未收到政府信息公开申请"),
    ("P13", "全年没有收到公民、法人和其他组织的政府信息公开申请"),
    ("P13", "{y}年度尚未接到要求公开政府信息的申请"),
    ("P13", "本年度未接获政府信息公开申请"),
    ("P14", "{y}年未受理依申请公开事项"),
    ("P14", "{we}本年度无依申请公开事项"),
    ("P14", "全年没有公众要求公开政府信息的申请"),
    ("P14", "{y}年无依申请公开办理情况"),
    ("P15", "{y}年度政府信息依申请公开数量为零"),
    ("P15", "全年收到政府信息公开申请0件"),
    ("P15", "{y}年依申请公开数量为0"),
    ("P15", "{y}年，{we}政府信息公开零申请"),
    ("P16", "{y}年收到申请数0件，办结0件"),
    ("P16", "收到政府信息公开申请数量0件，办结0件"),
    ("P17", "{y}年{we}未收到任何形式的依申请公开"),
)
CARRIED: Phrases = (
    ("P18", "上年结转{carried}{u}"),
    ("P18", "上年度结转政府信息公开申请{carried}{u}"),
    ("P18", "上年结转至本年办理的申请为{carried}{u}"),
    ("P19", "{p}年度结转{carried}{u}"),
    ("P19", "{p}年结转的申请{carried}{u}"),
    ("P20", "结转上年度申请{carried}{u}"),
    ("P20", "结转上年{carried}{u}"),
    ("P22", "另有上年度结转申请{carried}{u}"),
    ("P22", "加上上年结转的{carried}{u}"),
    ("P22", "承接上年结转申请{carried}{u}"),
    ("P24", "办理上年度结转申请{carried}{u}"),
)
NONE_CARRIED: Phrases = (
    ("P23", "无上年结转申请"),
    ("P23", "无上年度结转件"),
    ("P23", "没有上年结转的申请"),
    ("P18", "上年结转0{u}"),
)
DONE: Phrases = (
    ("P25", "共办结{done}{u}"),
    ("P25", "年内办结申请{done}{u}"),
    ("P25", "已办结{done}{u}"),
    ("P25", "截至{y}年12月31日，已办结{done}{u}"),
    ("P25", "全年办结政府信息公开申请{done}{u}"),
    ("P26", "共答复{done}{u}"),
    ("P26", "已答复{done}{u}"),
    ("P26", "{y}年共答复申请人{done}{u}"),
    ("P27", "办理完毕{done}{u}"),
    ("P27", "处理完毕{done}{u}"),
    ("P28", "本年度办理结果总计{done}{u}"),
    ("P28", "本年度办理结果为{done}{u}"),
    ("P29", "作出处理决定{done}{u}"),
    ("P29", "出具答复{done}{u}"),
    ("P31", "{done}{u}已按规定期限答复"),
    ("P31", "{done}{u}已按期书面回复申请人"),
    ("P11", "办理政府信息公开申请{done}{u}"),
    ("P11", "处理答复政府信息公开申请{done}{u}"),
)
FORWARD: Phrases = (
    ("P33", "结转下年度继续办理{forward}{u}"),
    ("P33", "结转下一年度{forward}{u}"),
    ("P33", "结转下年继续办理的{forward}{u}"),
    ("P34", "结转至{q}年办理{forward}{u}"),
    ("P34", "结转到{q}年度继续办理{forward}{u}"),
    ("P35", "{forward}{u}结转下年度继续办理"),
    ("P35", "其余{forward}{u}结转{q}年"),
    ("P36", "顺延至下年度答复{forward}{u}"),
    ("P37", "仍在办理{forward}{u}"),
    ("P37", "尚在法定期限内办理的{forward}{u}"),
    ("P37", "年底有{forward}{u}正在办理中"),
)
NONE_FORWARD: Phrases = (
    ("P38", "无结转下年度办理的申请"),
    ("P38", "无结转下年度事项"),
    ("P33", "结转下年度0{u}"),
    ("P30", "均已按期办结"),
    ("P30", "全部在法定期限内答复"),
)
IN_ONE: Phrases = (
    ("P12", "依申请公开件{new}{u}，上年度结转{carried}{u}，共办结{done}{u}，结转下年度{forward}{u}"),
    ("P12", "收到政府信息公开申请{new}{u}，上年结转{carried}{u}，办结{done}{u}，结转{q}年{forward}{u}"),
    ("P32", "共处理政府信息公开申请{inflow}{u}（包含上年结转{carried}{u}），年内办结{done}{u}，结转下年度{forward}{u}"),
    ("P21", "收到政府信息公开申请{new}{u}，办理{inflow}{u}（含上年度结转{carried}{u}），共答复{done}{u}，结转下年度{forward}{u}"),
)  # fmt: skip

RESULT: dict[str, Phrases] = {
    "granted": (
        ("P39", "予以公开{granted}{u}"), ("P39", "“予以公开”的{granted}{u}"), ("P39", "同意公开{granted}{u}"),
        ("P39", "全部公开{granted}{u}"), ("P39", "予以公开的有{granted}{u}"),
    ),
    "partial": (
        ("P40", "部分公开{partial}{u}"), ("P40", "同意部分公开{partial}{u}"), ("P40", "“部分公开”的{partial}{u}"),
        ("P40", "区分处理后部分公开{partial}{u}"),
    ),
    "opened": (
        ("P41", "予以公开及部分公开{opened}{u}"), ("P41", "予以公开或部分公开的{opened}{u}"),
        ("P41", "予以公开、部分公开{opened}{u}"),
    ),
    "refused": (("P42", "不予公开{refused}{u}"), ("P42", "“不予公开”的{refused}{u}"), ("P42", "不予公开的有{refused}{u}")),
    "refused_state_secret": (("P43", "属于国家秘密{refused_state_secret}{u}"), ("P43", "涉及国家秘密的{refused_state_secret}{u}")),
    "refused_prohibited_by_law": (
        ("P44", "其他法律行政法规禁止公开{refused_prohibited_by_law}{u}"),
        ("P44", "法律、行政法规禁止公开的{refused_prohibited_by_law}{u}"),
    ),
    "refused_security_and_stability": (
        ("P45", "危及“三安全一稳定”{refused_security_and_stability}{u}"),
        ("P45", "可能危及国家安全、公共安全的{refused_security_and_stability}{u}"),
    ),
    "refused_third_party_rights": (
        ("P46", "保护第三方合法权益{refused_third_party_rights}{u}"),
        ("P46", "涉及第三方商业秘密、个人隐私的{refused_third_party_rights}{u}"),
    ),
    "refused_internal_affairs": (
        ("P47", "属于三类内部事务信息{refused_internal_affairs}{u}"), ("P47", "内部事务信息{refused_internal_affairs}{u}"),
    ),
    "refused_deliberative_process": (
        ("P48", "属于四类过程性信息{refused_deliberative_process}{u}"), ("P48", "过程性信息{refused_deliberative_process}{u}"),
    ),
    "refused_enforcement_files": (
        ("P49", "属于行政执法案卷{refused_enforcement_files}{u}"), ("P49", "行政执法案卷信息{refused_enforcement_files}{u}"),
    ),
    "refused_administrative_query": (
        ("P50", "属于行政查询事项{refused_administrative_query}{u}"), ("P50", "行政查询{refused_administrative_query}{u}"),
    ),
    "unavailable": (("P51", "无法提供{unavailable}{u}"), ("P51", "因不掌握、无现成信息等原因无法提供{unavailable}{u}")),
    "unavailable_not_held": (
        ("P52", "本机关不掌握相关政府信息{unavailable_not_held}{u}"), ("P52", "非本机关掌握{unavailable_not_held}{u}"),
        ("P52", "不属于{we}职责、不掌握的{unavailable_not_held}{u}"), ("P52", "信息不存在{unavailable_not_held}{u}"),
    ),
    "unavailable_needs_creation": (
        ("P53", "没有现成信息需要另行制作{unavailable_needs_creation}{u}"),
        ("P53", "需要另行制作的{unavailable_needs_creation}{u}"),
    ),
    "unavailable_still_unclear": (
        ("P54", "补正后申请内容仍不明确{unavailable_still_unclear}{u}"), ("P54", "申请内容不明确的{unavailable_still_unclear}{u}"),
    ),
    "not_processed": (("P55", "不予处理{not_processed}{u}"), ("P55", "“不予处理”的{not_processed}{u}")),
    "not_processed_petition": (
        ("P56", "信访举报投诉类申请{not_processed_petition}{u}"), ("P56", "属于信访、举报、投诉类的{not_processed_petition}{u}"),
    ),
    "not_processed_repeated": (("P57", "重复申请{not_processed_repeated}{u}"), ("P57", "属重复申请的{not_processed_repeated}{u}")),
    "not_processed_published_material": (
        ("P58", "要求提供公开出版物{not_processed_published_material}{u}"),
        ("P58", "公开出版物类{not_processed_published_material}{u}"),
    ),
    "not_processed_excessive": (
        ("P59", "无正当理由大量反复申请{not_processed_excessive}{u}"), ("P59", "大量、反复申请{not_processed_excessive}{u}"),
    ),
    "not_processed_reconfirmation": (
        ("P60", "要求确认或重新出具已获取信息{not_processed_reconfirmation}{u}"),
        ("P60", "要求行政机关确认或者重新出具的{not_processed_reconfirmation}{u}"),
    ),
    "other": (("P61", "其他处理{other}{u}"), ("P61", "其他情形{other}{u}"), ("P61", "作其他处理的{other}{u}")),
    "other_not_supplemented": (
        ("P62", "申请人逾期不补正{other_not_supplemented}{u}"), ("P62", "逾期未补正的{other_not_supplemented}{u}"),
    ),
    "other_fee_unpaid": (
        ("P63", "申请人逾期未按收费通知要求缴纳费用{other_fee_unpaid}{u}"), ("P63", "逾期未缴费{other_fee_unpaid}{u}"),
    ),
    "other_other": (("P61", "其他{other_other}{u}"),),
}  # fmt: skip
LIST_INTRO = (
    "其中，",
    "其中：",
    "从办理结果看，",
    "按办理结果分，",
    "答复结果为：",
    "办理结果具体为：",
    "具体办理情况：",
)

WHO: Phrases = (
    ("P67", "其中自然人申请{natural}{u}，法人或其他组织申请{legal}{u}"),
    ("P67", "其中，自然人{natural}{u}、法人或者其他组织{legal}{u}"),
    ("P67", "申请人为自然人的{natural}{u}、为法人及其他组织的{legal}{u}"),
    ("P67", "按申请人分，自然人申请{natural}{u}，单位申请{legal}{u}"),
)
WHICH: dict[str, tuple[str, ...]] = {
    "business": ("商业企业{business}{u}", "企业申请{business}{u}"),
    "research": ("科研机构{research}{u}",),
    "public_interest": ("社会公益组织{public_interest}{u}", "社会组织{public_interest}{u}"),
    "legal_service": ("法律服务机构{legal_service}{u}", "律师事务所{legal_service}{u}"),
    "other_organisation": ("其他组织{other_organisation}{u}",),
}
CHANNELS = (
    ("网络申请{a}{u}、信函申请{b}{u}、当面申请{c}{u}", ("a", "b", "c")),
    ("通过在线平台提交{a}{u}、邮寄{b}{u}、现场递交{c}{u}", ("a", "b", "c")),
    ("从申请渠道看，网络平台{a}{u}，快递邮寄{b}{u}，来局当面提交{c}{u}", ("a", "b", "c")),
    ("按渠道分，在线申请{a}{u}、书面邮寄{b}{u}", ("a", "b")),
)

REMEDIES_NONE: Phrases = (
    ("P78", "{y}年，{we}未发生因政府信息公开引起的行政复议、行政诉讼"),
    ("P78", "没有因政府信息公开被申请行政复议和提起行政诉讼的情况"),
    ("P78", "全年无政府信息公开行政复议和行政诉讼案件"),
    ("P78", "{y}年政府信息公开工作实现零复议、零诉讼"),
    ("P78", "因政府信息公开申请行政复议0起，行政诉讼0起"),
)
RECONSIDERED: Phrases = (
    ("P71", "因政府信息公开被申请行政复议{recon_total}件"),
    ("P71", "收到涉政府信息公开行政复议案件{recon_total}件"),
    ("P71", "发生政府信息公开行政复议{recon_total}起"),
    ("P71", "因政府信息公开引起的行政复议{recon_total}宗"),
    ("P71", "政府信息公开类行政复议案{recon_total}件"),
)
RECONSIDERED_HOW = (
    ("P72", "其中结果维持{recon_upheld}件、结果纠正{recon_corrected}件、其他结果{recon_other}件、尚未审结{recon_pending}件"),
    ("P72", "复议维持{recon_upheld}件，被纠正{recon_corrected}件，其他结果{recon_other}件，正在审理{recon_pending}件"),
    ("P72", "复议结果为维持{recon_upheld}件、纠正{recon_corrected}件、其他{recon_other}件，未审结{recon_pending}件"),
)  # fmt: skip
SUED: Phrases = (
    ("P73", "被提起政府信息公开行政诉讼{suits_total}件"),
    ("P73", "因政府信息公开发生行政诉讼案件{suits_total}起"),
    ("P73", "涉政府信息公开行政诉讼{suits_total}件"),
)
SUED_HOW: Phrases = (
    ("P74", "其中未经复议直接起诉{direct_total}件、复议后起诉{after_total}件"),
    ("P75", "其中经复议后起诉{after_total}件，未经复议直接诉讼{direct_total}件"),
)
REMEDIES_SUM: Phrases = (
    ("P76", "因政府信息公开产生的行政复议、行政诉讼共{remedies}件"),
    ("P76", "涉政府信息公开行政复议和行政诉讼案件共{remedies}起"),
)
ALL_UPHELD: Phrases = (("P77", "均获维持"), ("P77", "全部维持"), ("P77", "结果均为维持"))
CORRECTED: Phrases = (
    ("P79", "行政复议被撤销或确认违法{recon_corrected}件"),
    ("P79", "政府信息公开行政复议中被责令限期重新答复{recon_corrected}件"),
)

DOCUMENTS_2021: dict[str, Phrases] = {
    "doc_issued": (
        ("P81", "全年制发行政规范性文件{doc_issued}件"), ("P81", "{y}年出台行政规范性文件{doc_issued}件"),
        ("P81", "印发规范性文件{doc_issued}件"), ("P81", "本年新增行政规范性文件{doc_issued}件"),
        ("P81", "{we}制定规范性文件{doc_issued}件"),
    ),
    "doc_repealed": (
        ("P82", "废止行政规范性文件{doc_repealed}件"), ("P82", "废止失效规范性文件{doc_repealed}件"),
    ),
    "doc_in_force": (
        ("P83", "现行有效行政规范性文件{doc_in_force}件"), ("P83", "继续有效的行政规范性文件{doc_in_force}件"),
        ("P83", "截至年底，现行有效的规范性文件{doc_in_force}件"),
    ),
}  # fmt: skip
REGULATIONS_2021: Phrases = (
    ("P84", "制定政府规章{reg_issued}件、废止规章{reg_repealed}件、现行有效规章{reg_in_force}件"),
    ("P84", "全年制定规章{reg_issued}件，现行有效规章{reg_in_force}件"),
)
DOCUMENTS_2019: Phrases = (
    ("P81", "全年新制定规范性文件{doc_issued}件，主动公开规范性文件{doc_disclosed}件"),
    ("P81", "{y}年制发规范性文件{doc_issued}件"),
    ("P85", "主动公开规范性文件{doc_disclosed}件"),
)
ACTS: dict[str, Phrases] = {
    "permits": (
        ("P86", "作出行政许可决定{permits}件"), ("P86", "作出行政许可处理决定{permits}件"),
        ("P86", "全年办结行政许可{permits}件"),
    ),
    "penalties": (
        ("P87", "作出行政处罚决定{penalties}件"), ("P87", "作出行政处罚处理决定{penalties}件"),
        ("P87", "全年作出行政处罚{penalties}宗"),
    ),
    "coercions": (
        ("P88", "实施行政强制措施{coercions}件"), ("P88", "采取行政强制{coercions}起"),
        ("P88", "作出行政强制决定{coercions}件"),
    ),
}  # fmt: skip
FEES: Phrases = (
    ("P89", "全年行政事业性收费总额{fees}万元"),
    ("P89", "行政事业性收费金额为{fees}万元"),
    ("P89", "{y}年依法收取行政事业性收费{fees}万元"),
)
BUYS: Phrases = (
    ("P90", "政府集中采购{buys}项"),
    ("P90", "实施政府集中采购{buys}项"),
)
