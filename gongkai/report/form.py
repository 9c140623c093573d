"""The statutory form of the annual report, both editions, as data.

Everything that knows the form (reading, checking, writing, merging) reads it from here. The cell names it yields are
the public contract `gongkai.annual-report/1`: `table.row.column`.

Sources: 国办公开办函〔2019〕60号 (reports for 2019 and 2020) and 国办公开办函〔2021〕30号 (reports for 2021 on).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

FORMAT = "gongkai.annual-report/1"


class Column(NamedTuple):
    """A column of one of the form's tables. `variants` are other headings that mean the same column."""

    key: str
    label: str
    variants: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row of one of the form's tables.

    `number` is the enumerator that the form prints before the label, `group` the key of the label cell to its left that
    spans several rows (see `GROUPS`), `variants` other wordings that mean the same row.
    """

    key: str
    number: str
    label: str
    group: str = ""
    variants: tuple[str, ...] = ()


class Block(NamedTuple):
    """A block of table two: its heading row (第二十条第（×）项), its columns and its rows."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Section(NamedTuple):
    """One of the six sections. `words` tell its heading from the other five, whatever else was changed in it."""

    key: str
    title: str
    words: tuple[str, ...]


SECTIONS = (
    Section("overview", "总体情况", ("总体情况", "概述", "总体概况", "基本情况")),
    Section(
        "proactive", "主动公开政府信息情况", ("主动公开政府信息", "主动公开信息情况", "主动公开情况", "信息主动公开")
    ),
    Section(
        "requests",
        "收到和处理政府信息公开申请情况",
        (
            "收到和处理",
            "处理政府信息公开申请",
            "收到的处理",
            "依申请公开政府信息",
            "政府信息公开申请情况",
            "依申请公开情况",
        ),
    ),
    Section(
        "remedies",
        "政府信息公开行政复议、行政诉讼情况",
        ("行政复议", "行政诉讼", "复议诉讼", "被申请复议", "复议和诉讼"),
    ),
    Section(
        "problems",
        "存在的主要问题及改进情况",
        (
            "主要问题",
            "存在问题",
            "存在的问题",
            "改进情况",
            "改进措施",
            "问题和改进",
            "问题及改进",
            "不足及改进",
            "困难和不足",
        ),
    ),
    Section(
        "other",
        "其他需要报告的事项",
        ("其他需要报告", "其他事项", "需要说明的其他", "需要说明的事项", "需要报告的其他", "其它需要报告", "其它事项"),
    ),
)
SECTION_NUMBERS = ("一、", "二、", "三、", "四、", "五、", "六、")
SECTION_TITLES = {section.key: section.title for section in SECTIONS}

# --- table three: who asked -----------------------------------------------------------------------------------------

APPLICANTS_LABEL = "申请人情况"
ORGANISATIONS_LABEL = "法人或其他组织"
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

APPLICANTS = (
    Column("natural_person", "自然人", ("公民", "个人")),
    Column("business", "商业企业", ("企业", "商业企业单位")),
    Column("research", "科研机构", ("科研单位", "科研院所")),
    Column("public_interest", "社会公益组织", ("社会组织", "公益组织", "社会公益性组织", "社会公益团体")),
    Column("legal_service", "法律服务机构", ("法律服务", "法律服务组织", "法律机构")),
    Column("other", "其他", ("其它",)),
    Column("total", "总计", ("合计", "总数", "总量", "小计")),
)
ORGANISATIONS = ("business", "research", "public_interest", "legal_service", "other")

# --- table three: what became of it ---------------------------------------------------------------------------------

GROUPS = {
    "results": "三、本年度办理结果",
    "refused": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}

_BEFORE = (
    Row(
        "new",
        "一、",
        "本年新收政府信息公开申请数量",
        variants=("本年新收申请数量", "本年新收政府信息公开申请", "本年新收"),
    ),
    Row(
        "carried_over",
        "二、",
        "上年结转政府信息公开申请数量",
        variants=("上年结转申请数量", "上年度结转政府信息公开申请数量", "上年结转"),
    ),
    Row("granted", "（一）", "予以公开", "results", ("同意公开",)),
    Row(
        "partial",
        "（二）",
        "部分公开（区分处理的，只计这一情形，不计其他情形）",
        "results",
        ("部分公开", "部分公开（区分的，只计这一情形，不计其他情形）", "部分公开（区分处理的，只计这一情形）"),
    ),
    Row("refused.state_secret", "1.", "属于国家秘密", "refused", ("国家秘密", "涉及国家秘密")),
    Row(
        "refused.prohibited_by_law",
        "2.",
        "其他法律行政法规禁止公开",
        "refused",
        ("其他法律法规禁止公开", "法律行政法规禁止公开", "其它法律行政法规禁止公开", "其他法律、行政法规规定禁止公开"),
    ),
    Row(
        "refused.security_and_stability", "3.", "危及“三安全一稳定”", "refused", ("三安全一稳定", "危及三安全一稳定的")
    ),
    Row(
        "refused.third_party_rights",
        "4.",
        "保护第三方合法权益",
        "refused",
        ("第三方合法权益", "损害第三方合法权益", "保护第三方权益"),
    ),
    Row(
        "refused.internal_affairs",
        "5.",
        "属于三类内部事务信息",
        "refused",
        ("三类内部事务信息", "属于内部事务信息", "内部事务信息", "属于三类内部管理信息"),
    ),
    Row(
        "refused.deliberative_process",
        "6.",
        "属于四类过程性信息",
        "refused",
        ("四类过程性信息", "属于过程性信息", "过程性信息"),
    ),
    Row("refused.enforcement_files", "7.", "属于行政执法案卷", "refused", ("行政执法案卷", "属于行政执法案卷信息")),
    Row("refused.administrative_query", "8.", "属于行政查询事项", "refused", ("行政查询事项", "行政查询")),
    Row(
        "unavailable.not_held",
        "1.",
        "本机关不掌握相关政府信息",
        "unavailable",
        ("不掌握相关政府信息", "本机关不掌握", "本单位不掌握相关政府信息", "本机关不掌握相关信息"),
    ),
    Row(
        "unavailable.needs_creation",
        "2.",
        "没有现成信息需要另行制作",
        "unavailable",
        ("需要另行制作", "没有现成信息", "没有现成信息需要另外制作"),
    ),
    Row(
        "unavailable.still_unclear",
        "3.",
        "补正后申请内容仍不明确",
        "unavailable",
        ("补正后仍不明确", "申请内容仍不明确", "补正后申请内容不明确"),
    ),
    Row(
        "not_processed.petition",
        "1.",
        "信访举报投诉类申请",
        "not_processed",
        ("信访举报投诉", "信访投诉举报类申请", "信访、举报、投诉类"),
    ),
    Row("not_processed.repeated", "2.", "重复申请", "not_processed", ("重复申请的",)),
    Row(
        "not_processed.published_material",
        "3.",
        "要求提供公开出版物",
        "not_processed",
        ("公开出版物", "提供公开出版物"),
    ),
    Row(
        "not_processed.excessive",
        "4.",
        "无正当理由大量反复申请",
        "not_processed",
        ("大量反复申请", "无正当理由大量、反复申请"),
    ),
    Row(
        "not_processed.reconfirmation",
        "5.",
        "要求行政机关确认或重新出具已获取信息",
        "not_processed",
        ("要求确认或重新出具已获取信息", "确认或重新出具已获取信息", "要求行政机关确认或者重新出具已获取信息"),
    ),
)
_AFTER = (
    Row("total", "（七）", "总计", "results", ("合计", "总数")),
    Row(
        "carried_forward",
        "四、",
        "结转下年度继续办理",
        variants=("结转下年度", "结转下一年度继续办理", "结转下年继续办理"),
    ),
)
_OTHER_2019 = (Row("other", "（六）", "其他处理", "results", ("其它处理",)),)
_OTHER_2021 = (
    Row(
        "other.not_supplemented",
        "1.",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "other",
        ("申请人无正当理由逾期不补正", "逾期不补正", "无正当理由逾期不补正"),
    ),
    Row(
        "other.fee_unpaid",
        "2.",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "other",
        ("申请人逾期未按收费通知要求缴纳费用", "逾期未按收费通知要求缴纳费用", "逾期未缴费"),
    ),
    Row("other.other", "3.", "其他", "other", ("其它",)),
)

INFLOW = ("new", "carried_over")
OUTFLOW = ("total", "carried_forward")

# --- table two ------------------------------------------------------------------------------------------------------

CONTENT_LABEL = "信息内容"

_ITEMS_2019 = (
    Column("prior_items", "上一年项目数量", ("上年项目数量", "上一年度项目数量", "上一年项目数")),
    Column("change", "本年增/减", ("本年增减", "本年增减数", "本年度增/减", "本年增（减）")),
    Column("decisions", "处理决定数量", ("处理决定数", "本年处理决定数量")),
)
_DECISIONS_2021 = (Column("decisions", "本年处理决定数量", ("处理决定数量", "本年度处理决定数量", "本年处理决定数")),)
_REGULATIONS = Row("regulations", "", "规章", variants=("政府规章", "部门规章", "地方政府规章"))
_PERMITS = Row("permits", "", "行政许可", variants=("行政许可事项",))
_PENALTIES = Row("penalties", "", "行政处罚", variants=("行政处罚事项",))
_COERCIONS = Row("coercions", "", "行政强制", variants=("行政强制措施", "行政强制事项"))
_FEES = Row("fees", "", "行政事业性收费", variants=("行政事业性收费项目", "行政事业收费"))

_PROACTIVE_2019 = (
    Block(
        "第二十条第（一）项",
        (
            Column("produced", "本年新制作数量", ("本年制作数量", "本年度新制作数量", "本年新制作")),
            Column("disclosed", "本年新公开数量", ("本年公开数量", "本年度新公开数量", "本年新公开")),
            Column("total", "对外公开总数量", ("对外公开数量", "对外公开总数", "公开总数量")),
        ),
        (
            _REGULATIONS,
            Row("normative_documents", "", "规范性文件", variants=("行政规范性文件",)),
        ),
    ),
    Block(
        "第二十条第（五）项",
        _ITEMS_2019,
        (
            _PERMITS,
            Row(
                "other_services",
                "",
                "其他对外管理服务事项",
                variants=("其它对外管理服务事项", "对外管理服务事项", "其他对外管理和服务事项"),
            ),
        ),
    ),
    Block("第二十条第（六）项", _ITEMS_2019, (_PENALTIES, _COERCIONS)),
    Block("第二十条第（八）项", _ITEMS_2019[:2], (_FEES,)),
    Block(
        "第二十条第（九）项",
        (
            Column("items", "采购项目数量", ("采购项目数", "项目数量")),
            Column("amount", "采购总金额", ("采购金额", "采购总额")),
        ),
        (Row("procurement", "", "政府集中采购", variants=("政府采购", "集中采购")),),
    ),
)
_PROACTIVE_2021 = (
    Block(
        "第二十条第（一）项",
        (
            Column(
                "issued", "本年制发件数", ("本年制发数", "本年制发数量", "本年新制发件数", "本年度制发件数", "制发件数")
            ),
            Column("repealed", "本年废止件数", ("本年废止数", "本年废止数量", "本年度废止件数", "废止件数")),
            Column("in_force", "现行有效件数", ("现行有效数", "现行有效数量", "有效件数")),
        ),
        (
            _REGULATIONS,
            Row("normative_documents", "", "行政规范性文件", variants=("规范性文件",)),
        ),
    ),
    Block("第二十条第（五）项", _DECISIONS_2021, (_PERMITS,)),
    Block("第二十条第（六）项", _DECISIONS_2021, (_PENALTIES, _COERCIONS)),
    Block(
        "第二十条第（八）项",
        (
            Column(
                "amount",
                "本年收费金额（单位：万元）",
                ("本年收费金额", "本年收费金额（万元）", "收费金额（单位：万元）", "收费金额"),
            ),
        ),
        (_FEES,),
    ),
)

# --- table four -----------------------------------------------------------------------------------------------------

RECONSIDERATION_LABEL = "行政复议"
LITIGATION_LABEL = "行政诉讼"

REMEDIES = (
    Column("reconsideration", RECONSIDERATION_LABEL),
    Column("litigation_direct", "未经复议直接起诉", ("未经复议直接诉讼", "直接起诉")),
    Column("litigation_after_reconsideration", "复议后起诉", ("复议后诉讼", "经复议后起诉")),
)
RESULTS = (
    Column("upheld", "结果维持", ("维持",)),
    Column("corrected", "结果纠正", ("纠正",)),
    Column("other", "其他结果", ("其它结果",)),
    Column("pending", "尚未审结", ("未审结", "尚未审理")),
    Column("total", "总计", ("合计", "总数")),
)
PENDING_AND_DECIDED = ("upheld", "corrected", "other", "pending")

# --- the editions ---------------------------------------------------------------------------------------------------

SIGNED = frozenset({"proactive.permits.change", "proactive.other_services.change", "proactive.penalties.change",
                    "proactive.coercions.change", "proactive.fees.change"})  # fmt: skip
MONEY = frozenset({"proactive.fees.amount", "proactive.procurement.amount"})
"""Cells that hold money. The unit of `fees.amount` is fixed by the form (万元); `procurement.amount` has none."""


class Edition:
    """One edition of the form.

    Attributes:
        name: its name in the contract, "2019" or "2021".
        citation: the notice that publishes it.
        years: reporting years it is for; the last is None while it is in force.
        blocks: table two. rows: table three, from 一 to 四. The columns of table three are `APPLICANTS`.
    """

    def __init__(
        self,
        name: str,
        citation: str,
        years: tuple[int, int | None],
        blocks: tuple[Block, ...],
        rows: tuple[Row, ...],
    ) -> None:
        self.name = name
        self.citation = citation
        self.years = years
        self.blocks = blocks
        self.rows = rows

    def __repr__(self) -> str:
        return f"Edition({self.name!r})"

    def covers(self, year: int) -> bool:
        """Whether a report for `year` must use this edition."""
        first, last = self.years
        return first <= year and (last is None or year <= last)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Keys of the result rows that （七）总计 adds up: 19 in edition 2019, 21 in edition 2021."""
        return tuple(row.key for row in self.rows if row.key not in (*INFLOW, *OUTFLOW))

    @cached_property
    def proactive_keys(self) -> tuple[str, ...]:
        return tuple(
            f"proactive.{row.key}.{column.key}"
            for block in self.blocks
            for row in block.rows
            for column in block.columns
        )

    @cached_property
    def requests_keys(self) -> tuple[str, ...]:
        return tuple(f"requests.{row.key}.{column.key}" for row in self.rows for column in APPLICANTS)

    @cached_property
    def remedies_keys(self) -> tuple[str, ...]:
        return REMEDIES_KEYS

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All cells in the order of the form: 198 in edition 2019, 200 in edition 2021."""
        return (*self.proactive_keys, *self.requests_keys, *self.remedies_keys)

    @cached_property
    def key_set(self) -> frozenset[str]:
        return frozenset(self.keys)

    def proactive_rows(self) -> Iterator[tuple[Block, Row]]:
        for block in self.blocks:
            for row in block.rows:
                yield block, row

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each cell is called in Chinese, row and column: `requests.new.total` → 一、本年新收…数量 | 总计."""
        names: dict[str, str] = {}
        for block, row in self.proactive_rows():
            for column in block.columns:
                names[f"proactive.{row.key}.{column.key}"] = f"{row.label} | {column.label}"
        for row in self.rows:
            for column in APPLICANTS:
                names[f"requests.{row.key}.{column.key}"] = f"{row_name(row)} | {column.label}"
        names.update(REMEDIES_LABELS)
        return names


REMEDIES_KEYS = tuple(f"remedies.{block.key}.{result.key}" for block in REMEDIES for result in RESULTS)
REMEDIES_LABELS = {
    f"remedies.{block.key}.{result.key}": f"{block.label} | {result.label}" for block in REMEDIES for result in RESULTS
}


def row_name(row: Row) -> str:
    """What a row of table three is called in a sentence: its group's number where its own restarts, then its label."""
    label = row.label.split("（")[0]
    if row.group in ("", "results"):
        return f"{row.number}{label}"
    return f"{GROUPS[row.group]} {row.number}{label}"


EDITION_2019 = Edition(
    "2019", "国办公开办函〔2019〕60号", (2019, 2020), _PROACTIVE_2019, (*_BEFORE, *_OTHER_2019, *_AFTER)
)
EDITION_2021 = Edition(
    "2021", "国办公开办函〔2021〕30号", (2021, None), _PROACTIVE_2021, (*_BEFORE, *_OTHER_2021, *_AFTER)
)
EDITIONS = {edition.name: edition for edition in (EDITION_2019, EDITION_2021)}


def edition_for(year: int) -> Edition:
    """The edition that a report for `year` must use: the reporting year decides, not the date of writing.

    Reports for years before 2019 had no statutory table; they are held against the edition of 2019.
    """
    return EDITION_2021 if EDITION_2021.covers(year) else EDITION_2019
