"""How a request may end, and the letters on the way: one table each.

`OUTCOMES` says of every outcome on what article it stands, in which letter it goes out and what that letter must say,
into which row of the annual report it is counted, and what may be done against it. `LETTERS` has the letters of a case
that stays open. What was not read in a law is `Unsure`, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import FEES, REGULATIONS, REGULATIONS_2007, Article, Unsure
from gongkai.law.errors import LawError, UnknownOutcome


class Recourse(StrEnum):
    """What may be done against a letter. When, how long and before whom: `gongkai.law.remedy`."""

    REFUSAL = "refusal"
    """A refusal under arts. 14 to 16: reconsideration first, then suit, if it was decided in 2024 or later."""
    PARTS = "parts"
    """The same for the parts so refused, the rest as `EITHER`."""
    EITHER = "either"
    """Reconsideration or suit."""
    NONE = "none"
    """Nothing by itself: a step on the way to the decision."""

    @property
    def label(self) -> str:
        return _RECOURSE[self]


_RECOURSE: Final = {
    Recourse.REFUSAL: "先复议后起诉",
    Recourse.PARTS: "不予公开的部分先复议",
    Recourse.EITHER: "复议或者起诉",
    Recourse.NONE: "不单独救济",
}


class Outcome(NamedTuple):
    """An end that a request may come to.

    Attributes:
        key: never reused: data, letters and tests quote it.
        when: when it is the right outcome, for the officer who chooses.
        articles: what it stands on by the Regulations in force; empty where no article is its own.
        letter: the letter in which it goes out.
        says: what the letter must say, beside `EVERY_LETTER`.
        row_2021, row_2019: the row of the annual report, by edition; None if it is no request.
        earlier: what it stood on by Order 492, for requests received before 2019-05-15; from memory.
    """

    key: str
    label: str
    when: str
    articles: tuple[Article, ...]
    letter: str
    says: tuple[str, ...]
    row_2021: str | None
    row_2019: str | None
    recourse: Recourse
    earlier: tuple[Article, ...] = ()
    unsure: tuple[Unsure, ...] = ()

    @property
    def noun(self) -> str:
        """What the letter calls itself: 答复书, 告知书."""
        return self.letter[-3:]

    def grounds(self, received: date) -> tuple[Article, ...]:
        """What it stands on for a request received on a day."""
        return self.articles if received >= REGULATIONS.since else self.earlier


class Effect(StrEnum):
    """What a letter does to the time for answering."""

    STARTS = "starts"
    RESTARTS = "restarts"
    EXTENDS = "extends"
    REPLACES = "replaces"
    EXCLUDES = "excludes"
    NONE = "none"


class Letter(NamedTuple):
    """A letter of a case that stays open: it has no row in the annual report.

    Attributes:
        when: on what occasion it is sent.
        says: what it must contain.
        clock: what it does to the time for answering, in words.
    """

    key: str
    label: str
    when: str
    articles: tuple[Article, ...]
    says: tuple[str, ...]
    effect: Effect
    clock: str
    recourse: Recourse = Recourse.NONE
    unsure: tuple[Unsure, ...] = ()

    @property
    def noun(self) -> str:
        """What the letter calls itself."""
        return self.label[-3:] if self.label.endswith("书") else self.label


def _now(number: int, paragraph: int = 0, item: int = 0) -> Article:
    return Article(REGULATIONS, number, paragraph, item)


def _then(number: int, paragraph: int = 0, item: int = 0) -> Article:
    return Article(REGULATIONS_2007, number, paragraph, item)


# --- what is not certain --------------------------------------------------------------------------------------------

ROW_BY_WORDING: Final = Unsure(
    "该答复类型与年度报告栏目的对应关系按栏目名称的字面确定",
    "凭记忆",
    "the filling instructions of both notices were not found; published practice and SPC commentary agree",
)
LETTER_NAMES: Final = Unsure(
    "文书名称按通行做法确定",
    "凭记忆",
    "the national form letters were not found; headings as in published local sets",
)
EARLIER_ARTICLES: Final = Unsure(
    "2019年5月15日以前收到的申请适用2007年公布的条例，所引条款未与原文核对",
    "凭记忆",
    "Order 492 was not at hand",
)
NO_ARTICLE: Final = Unsure(
    "条例没有专门条款，依据年度报告格式中的栏目",
    "推断",
    "the row exists in both editions of the form; the text of no article names the case",
)
FEE_ARTICLE: Final = Unsure(
    "信息处理费办法第6条以后的条款未与原文核对",
    "凭记忆",
    "only arts. 1 to 5 were read; the consequence of not paying is confirmed by the form's own row",
)
WITHDRAWAL: Final = Unsure(
    "申请人撤回申请的，计入“其他处理”，并照常告知救济途径",
    "凭记忆",
    "counting from memory; that a closing note carries the paragraph is cautious practice",
)
CORRECTION_NOT_COUNTED: Final = Unsure(
    "更正政府信息的申请不是政府信息公开申请，不计入年度报告第三部分",
    "推断",
    "art. 41 speaks of correcting, the form of requests for disclosure",
)
NO_SEPARATE_REMEDY: Final = Unsure(
    "补正、收费、延期等通知是办理过程中的行为，不能单独申请行政复议或者提起行政诉讼",
    "凭记忆",
    "preparatory acts by the general doctrine; for the fee, art. 7 of the fee measures",
)

# --- decisions ------------------------------------------------------------------------------------------------------

REPLY: Final = "政府信息公开申请答复书"
NOTICE: Final = "政府信息公开申请告知书"
CLOSING: Final = "政府信息公开申请结案告知书"
CORRECTION: Final = "政府信息更正申请答复书"

EVERY_LETTER: Final = (
    "标题、文号（每年单独编号）、与申请一致的收件人",
    "收到申请的日期和途径、登记编号、申请内容原文；补正、征求意见、延期、收费的日期",
    "逐项写明认定：所依据的条、款、项和理由",
    "处理结果、附件、提供的形式和途径",
    "救济途径",
    "落款、日期、印章、联系方式",
)
"""What every decision letter has, whatever the outcome."""

_REASONED: Final = "不予公开的理由（条例第36条第3项）"

OUTCOMES: Final = (
    Outcome(
        "already_public",
        "已经主动公开",
        "申请的信息已经主动公开的",
        (_now(36, 0, 1),),
        REPLY,
        ("准确的获取方式和途径：网址、公报期号或者查阅场所",),
        "requests.granted",
        "requests.granted",
        Recourse.EITHER,
        (_then(21, 0, 1),),
        unsure=(ROW_BY_WORDING,),
    ),
    Outcome(
        "disclosed",
        "予以公开",
        "申请的信息可以公开的",
        (_now(36, 0, 2),),
        REPLY,
        ("所提供的政府信息，或者获取的方式、途径和时间", "提供的形式；不能按申请的形式提供的，说明原因（条例第40条）"),
        "requests.granted",
        "requests.granted",
        Recourse.EITHER,
        (_then(21, 0, 1),),
    ),
    Outcome(
        "partial",
        "部分公开",
        "申请的信息中有不应当公开的内容或者不属于政府信息的内容，能够区分处理的",
        (_now(37),),
        REPLY,
        ("所提供内容的清单", "不予公开的每一部分及其依据和理由", "区分处理的方法（遮盖、摘录等）"),
        "requests.partial",
        "requests.partial",
        Recourse.PARTS,
        (_then(22),),
    ),
    Outcome(
        "state_secret",
        "属于国家秘密",
        "申请的信息依法确定为国家秘密的",
        (_now(14), _now(36, 0, 3)),
        REPLY,
        ("该信息已依法定密及其密级，不写内容", _REASONED),
        "requests.refused.state_secret",
        "requests.refused.state_secret",
        Recourse.REFUSAL,
        (_then(14, 4), _then(21, 0, 2)),
    ),
    Outcome(
        "prohibited_by_law",
        "法律、行政法规禁止公开",
        "法律、行政法规明文禁止公开的；部门规章和规范性文件不能作为依据",
        (_now(14), _now(36, 0, 3)),
        REPLY,
        ("禁止公开的法律、行政法规名称和条款", _REASONED),
        "requests.refused.prohibited_by_law",
        "requests.refused.prohibited_by_law",
        Recourse.REFUSAL,
        (_then(21, 0, 2),),
    ),
    Outcome(
        "security_and_stability",
        "危及三安全一稳定",
        "公开后可能危及国家安全、公共安全、经济安全、社会稳定的",
        (_now(14), _now(36, 0, 3)),
        REPLY,
        ("公开后可能造成的具体危害", _REASONED),
        "requests.refused.security_and_stability",
        "requests.refused.security_and_stability",
        Recourse.REFUSAL,
        (_then(8), _then(21, 0, 2)),
    ),
    Outcome(
        "third_party_rights",
        "保护第三方合法权益",
        "涉及商业秘密、个人隐私等，公开会损害第三方合法权益，第三方不同意公开且有合理理由的",
        (_now(15), _now(32), _now(36, 0, 3)),
        REPLY,
        (
            "涉及商业秘密还是个人隐私",
            "征求第三方意见的经过和第三方的意见",
            "不公开是否会对公共利益造成重大影响",
            _REASONED,
        ),
        "requests.refused.third_party_rights",
        "requests.refused.third_party_rights",
        Recourse.REFUSAL,
        (_then(14, 4), _then(23), _then(21, 0, 2)),
    ),
    Outcome(
        "internal_affairs",
        "属于内部事务信息",
        "属于人事管理、后勤管理、内部工作流程三类信息的",
        (_now(16, 1), _now(36, 0, 3)),
        REPLY,
        ("属于三类中的哪一类", _REASONED),
        "requests.refused.internal_affairs",
        "requests.refused.internal_affairs",
        Recourse.REFUSAL,
        (_then(21, 0, 2),),
    ),
    Outcome(
        "deliberative_process",
        "属于过程性信息",
        "属于讨论记录、过程稿、磋商信函、请示报告四类信息，且法律、法规、规章没有规定应当公开的",
        (_now(16, 2), _now(36, 0, 3)),
        REPLY,
        ("属于四类中的哪一类", _REASONED),
        "requests.refused.deliberative_process",
        "requests.refused.deliberative_process",
        Recourse.REFUSAL,
        (_then(21, 0, 2),),
    ),
    Outcome(
        "enforcement_files",
        "属于行政执法案卷",
        "申请的信息是行政执法案卷信息，且法律、法规、规章没有规定应当公开的",
        (_now(16, 2), _now(36, 0, 3)),
        REPLY,
        ("所属的案件", "当事人可以依照有关程序法查阅案卷", _REASONED),
        "requests.refused.enforcement_files",
        "requests.refused.enforcement_files",
        Recourse.REFUSAL,
        (_then(21, 0, 2),),
    ),
    Outcome(
        "administrative_query",
        "属于行政查询事项",
        "工商、不动产登记资料等信息，有关法律、行政法规对获取有特别规定的",
        (_now(36, 0, 7),),
        REPLY,
        ("适用的特别规定", "办理查询的机关、地点和方式"),
        "requests.refused.administrative_query",
        "requests.refused.administrative_query",
        Recourse.EITHER,
        unsure=(ROW_BY_WORDING,),
    ),
    Outcome(
        "not_held",
        "信息不存在",
        "经检索没有所申请公开的信息的",
        (_now(36, 0, 4),),
        REPLY,
        ("检索的范围、方法和经办部门", "该政府信息不存在"),
        "requests.unavailable.not_held",
        "requests.unavailable.not_held",
        Recourse.EITHER,
        (_then(21, 0, 3),),
        unsure=(ROW_BY_WORDING,),
    ),
    Outcome(
        "not_ours",
        "不属于本机关负责公开",
        "申请的信息不属于本机关负责公开的",
        (_now(36, 0, 5), _now(10)),
        REPLY,
        ("不属于本机关负责公开的理由", "能够确定负责公开的机关的，其名称和联系方式"),
        "requests.unavailable.not_held",
        "requests.unavailable.not_held",
        Recourse.EITHER,
        (_then(21, 0, 3),),
        unsure=(ROW_BY_WORDING,),
    ),
    Outcome(
        "needs_creation",
        "需要另行制作",
        "没有现成信息，需要对现有信息进行加工、分析的",
        (_now(38),),
        REPLY,
        ("没有现成的信息", "需要加工、分析的内容"),
        "requests.unavailable.needs_creation",
        "requests.unavailable.needs_creation",
        Recourse.EITHER,
    ),
    Outcome(
        "still_unclear",
        "补正后仍不明确",
        "申请人按期补正，申请内容仍然不明确的",
        (_now(30),),
        REPLY,
        ("补正的经过", "仍不明确之处"),
        "requests.unavailable.still_unclear",
        "requests.unavailable.still_unclear",
        Recourse.EITHER,
        (_then(21, 0, 4),),
    ),
    Outcome(
        "petition",
        "信访、投诉、举报",
        "以政府信息公开申请的形式进行信访、投诉、举报等活动的",
        (_now(39, 1),),
        NOTICE,
        ("不作为政府信息公开申请处理", "可以通过的相应渠道（可以写明，不是必须）"),
        "requests.not_processed.petition",
        "requests.not_processed.petition",
        Recourse.EITHER,
    ),
    Outcome(
        "repeated",
        "重复申请",
        "已经就该申请作出答复，同一申请人重复申请公开相同信息的",
        (_now(36, 0, 6),),
        NOTICE,
        ("上次答复的文号和日期", "不予重复处理"),
        "requests.not_processed.repeated",
        "requests.not_processed.repeated",
        Recourse.EITHER,
    ),
    Outcome(
        "published_material",
        "要求提供公开出版物",
        "要求提供政府公报、报刊、书籍等公开出版物的",
        (_now(39, 2),),
        NOTICE,
        ("获取该出版物的途径",),
        "requests.not_processed.published_material",
        "requests.not_processed.published_material",
        Recourse.EITHER,
    ),
    Outcome(
        "excessive",
        "无正当理由大量、反复申请",
        "申请的数量、频次明显超过合理范围，说明的理由不合理的",
        (_now(35),),
        NOTICE,
        ("要求说明理由的经过和申请人的说明", "理由不合理之处", "不予处理"),
        "requests.not_processed.excessive",
        "requests.not_processed.excessive",
        Recourse.EITHER,
    ),
    Outcome(
        "reconfirmation",
        "要求确认或者重新出具已获取的信息",
        "要求行政机关确认或者重新出具申请人已经获取的信息的",
        (),
        NOTICE,
        ("申请人已经获取该信息的情况", "不予处理"),
        "requests.not_processed.reconfirmation",
        "requests.not_processed.reconfirmation",
        Recourse.EITHER,
        unsure=(NO_ARTICLE,),
    ),
    Outcome(
        "not_supplemented",
        "逾期不补正",
        "申请人无正当理由逾期不补正，视为放弃申请的",
        (_now(30),),
        NOTICE,
        ("补正告知书的日期、送达情况和补正期限", "视为放弃申请，不再处理"),
        "requests.other.not_supplemented",
        "requests.other",
        Recourse.EITHER,
    ),
    Outcome(
        "fee_unpaid",
        "逾期不缴纳信息处理费",
        "申请人逾期未按收费通知缴纳费用的",
        (_now(42), Article(FEES, 6)),
        NOTICE,
        ("收费通知的日期、送达情况、金额和缴纳期限", "视为放弃申请，不再处理"),
        "requests.other.fee_unpaid",
        "requests.other",
        Recourse.EITHER,
        unsure=(FEE_ARTICLE,),
    ),
    Outcome(
        "enquiry",
        "咨询",
        "要求解答问题、说明依据或者提供法律意见，不是申请现有政府信息的",
        (_now(2),),
        NOTICE,
        ("所提事项不是申请公开现有的政府信息", "可以咨询的渠道"),
        "requests.other.other",
        "requests.other",
        Recourse.EITHER,
        (_then(2),),
        unsure=(ROW_BY_WORDING,),
    ),
    Outcome(
        "not_government_information",
        "不属于政府信息",
        "申请的内容不是行政机关在履行行政管理职能过程中制作或者获取的信息的",
        (_now(2),),
        NOTICE,
        ("所申请的内容不属于政府信息的理由", "可以办理的渠道"),
        "requests.other.other",
        "requests.other",
        Recourse.EITHER,
        (_then(2),),
        unsure=(ROW_BY_WORDING,),
    ),
    Outcome(
        "withdrawn",
        "申请人撤回申请",
        "申请人在答复以前撤回申请的",
        (),
        CLOSING,
        ("撤回申请的日期和方式", "办理终结"),
        "requests.other.other",
        "requests.other",
        Recourse.EITHER,
        unsure=(WITHDRAWAL,),
    ),
    Outcome(
        "correction_made",
        "更正：已经更正",
        "申请人有证据证明与其自身相关的信息记录不准确，本机关有权更正并经审核属实的",
        (_now(41),),
        CORRECTION,
        ("更正的内容", "更正的日期"),
        None,
        None,
        Recourse.EITHER,
        (_then(25, 2),),
        unsure=(CORRECTION_NOT_COUNTED,),
    ),
    Outcome(
        "correction_forwarded",
        "更正：转送有权机关",
        "不属于本机关职能范围的，转送有权更正的机关处理并告知申请人，或者告知申请人向其提出",
        (_now(41),),
        CORRECTION,
        ("有权更正的机关", "转送的日期，或者告知申请人向该机关提出"),
        None,
        None,
        Recourse.EITHER,
        (_then(25, 2),),
        unsure=(CORRECTION_NOT_COUNTED,),
    ),
    Outcome(
        "correction_refused",
        "更正：不予更正",
        "证据不足或者经审核记录准确的",
        (_now(41),),
        CORRECTION,
        ("审核的经过", "不予更正的理由"),
        None,
        None,
        Recourse.EITHER,
        (_then(25, 2),),
        unsure=(CORRECTION_NOT_COUNTED,),
    ),
)

# --- letters on the way ---------------------------------------------------------------------------------------------

LETTERS: Final = (
    Letter(
        "acknowledgement",
        "登记回执",
        "收到申请时；平常信函和互联网申请在双方确认以后",
        (_now(31),),
        ("登记编号", "收到申请的日期", "答复期限的最后一日", "联系方式"),
        Effect.STARTS,
        "答复期限自收到申请之日的次日起算",
    ),
    Letter(
        "supplement_notice",
        "补正告知书",
        "申请内容不明确的，自收到申请之日起7个工作日内",
        (_now(30),),
        ("一次性告知全部需要补正的事项", "指导和释明", "合理的补正期限", "逾期不补正视为放弃申请"),
        Effect.RESTARTS,
        "自收到补正之日起重新计算20个工作日",
        unsure=(NO_SEPARATE_REMEDY,),
    ),
    Letter(
        "reasons_notice",
        "说明理由告知书",
        "申请的数量、频次明显超过合理范围的",
        (_now(35),),
        ("需要说明的内容", "说明的期限"),
        Effect.NONE,
        "条例没有规定对答复期限的影响",
        unsure=(NO_SEPARATE_REMEDY,),
    ),
    Letter(
        "extension_notice",
        "延期答复告知书",
        "20个工作日内不能答复的，在期限届满以前",
        (_now(33, 2),),
        ("延期的理由", "新的期限，延长不超过20个工作日", "经政府信息公开工作机构负责人同意"),
        Effect.EXTENDS,
        "答复期限最多延长20个工作日",
        unsure=(NO_SEPARATE_REMEDY,),
    ),
    Letter(
        "delay_notice",
        "延迟答复告知书",
        "数量、频次超过合理范围，理由合理但不能在规定期限内答复的",
        (_now(35),),
        ("延迟答复的合理期限",),
        Effect.REPLACES,
        "以告知的合理期限代替原期限",
        unsure=(NO_SEPARATE_REMEDY,),
    ),
    Letter(
        "third_party_consultation",
        "征求第三方意见书",
        "公开会损害第三方合法权益的",
        (_now(32),),
        (
            "拟公开的内容，不写申请人的身份",
            "征求意见的事项",
            "自收到征求意见书之日起15个工作日内答复",
            "逾期不答复的，由行政机关决定是否公开",
        ),
        Effect.EXCLUDES,
        "征求意见所需时间不计算在答复期限内",
        unsure=(Unsure("征求意见时不写明申请人的身份", "推断", "data protection; the text of art. 32 is silent"),),
    ),
    Letter(
        "co_maker_consultation",
        "征求共同制作机关意见书",
        "申请的信息由两个以上行政机关共同制作，牵头制作机关征求意见的",
        (_now(34),),
        ("征求意见的事项", "自收到征求意见书之日起15个工作日内提出意见", "逾期未提出意见的，视为同意公开"),
        Effect.EXCLUDES,
        "征求意见所需时间不计算在答复期限内",
    ),
    Letter(
        "organ_consultation",
        "征求其他机关意见函",
        "申请的信息与其他机关的职责有关，答复以前需要征求该机关意见的",
        (_now(33, 3),),
        ("涉及的信息，不写申请人的身份", "征求意见的事项", "请其书面函复；条例没有规定期限和逾期的后果"),
        Effect.EXCLUDES,
        "征求意见所需时间不计算在答复期限内",
        unsure=(Unsure("征求其他机关意见时不写明申请人的身份", "推断", "as of third parties; art. 33 is silent"),),
    ),
    Letter(
        "consultation_notice",
        "征求意见告知书",
        "开始征求第三方或者其他机关意见时，告知申请人",
        (_now(33, 3),),
        ("正在征求意见", "开始不计算期限的日期"),
        Effect.NONE,
        "条例没有要求，宜告知",
        unsure=(Unsure("征求意见时告知申请人，是地方通行做法", "推断", "local set of form letters, Suqian no. 8"),),
    ),
    Letter(
        "third_party_disclosure",
        "公开告知书",
        "第三方不同意公开，因公共利益决定公开的",
        (_now(32),),
        ("决定公开的内容", "决定公开的理由", "救济途径"),
        Effect.NONE,
        "不影响答复期限",
        Recourse.EITHER,
    ),
    Letter(
        "fee_notice",
        "收费通知",
        "申请的数量、频次明显超过合理范围，决定收取信息处理费的，在答复期限内",
        (_now(42), Article(FEES, 6)),
        (
            "收费依据",
            "收费标准",
            "金额和计算过程",
            "缴纳方式",
            "自收到通知次日起20个工作日内缴纳",
            "逾期不缴纳视为放弃申请",
        ),
        Effect.RESTARTS,
        "自缴清费用的次日起重新计算20个工作日",
        unsure=(FEE_ARTICLE, NO_SEPARATE_REMEDY),
    ),
    Letter(
        "forwarding",
        "内部转办单",
        "申请送到本机关其他内设机构的，转交政府信息公开工作机构",
        (_now(4),),
        ("机关收到申请的日期", "转交的日期"),
        Effect.NONE,
        "不影响收到申请的日期",
        unsure=(Unsure("内部转交不改变收到申请的日期", "推断", "art. 31 fixes the day by the organ's receipt"),),
    ),
)

_BY_KEY: Final = {each.key: each for each in OUTCOMES}
_BY_ROW: Final = {
    row.removeprefix("requests."): each
    for each in reversed(OUTCOMES)
    for row in (each.row_2019, each.row_2021)
    if row is not None
}
_LETTERS: Final = {each.key: each for each in LETTERS}


def outcome(key: str) -> Outcome:
    """The outcome of that key; or the first that is counted into that row of the report ("refused.state_secret").

    Raises:
        UnknownOutcome: there is none; the message lists near ones.
    """
    found = _BY_KEY.get(key) or _BY_ROW.get(key.removeprefix("requests."))
    if found is None:
        raise UnknownOutcome(key, _near(key, OUTCOMES))
    return found


def letter(key: str) -> Letter:
    """The letter of that key, of a case that stays open.

    Raises:
        UnknownOutcome: there is none; the message lists near ones.
    """
    try:
        return _LETTERS[key]
    except KeyError:
        raise UnknownOutcome(key, _near(key, LETTERS), "文书") from None


def row(key: str, edition: str) -> str | None:
    """The row into which an outcome is counted: its cells are `{row}.natural_person`, `{row}.total` and so on.

    None for a correction, which is no request for disclosure.

    Raises:
        UnknownOutcome: there is no such outcome.
        LawError: the form has no such edition.
    """
    found = outcome(key)
    match edition:
        case "2021":
            return found.row_2021
        case "2019":
            return found.row_2019
    raise LawError(f"年度报告格式没有“{edition}”版，只有2019、2021")


def _near(key: str, table: Iterable[Outcome] | Iterable[Letter]) -> list[str]:
    """Keys that look alike, and those whose Chinese name shares the words."""
    named = {each.key: each.label for each in table}
    near = get_close_matches(key, named, n=3, cutoff=0.5)
    near += [each for each, label in named.items() if key and (key in label or label in key or key in each)]
    return [f"{each}（{named[each]}）" for each in dict.fromkeys(near)][:4]
