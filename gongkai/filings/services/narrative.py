"""What a report says in words: drafted from the figures, worked over section by section, beside last year's text.

A draft states what the records tell and nothing else. What they do not tell is named beside the editor (`Draft.hints`),
not written into the text: somebody writes it who knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.models import User
from gongkai.filings.enums import Origin
from gongkai.filings.models import Filing, Section
from gongkai.filings.services.earlier import former_report
from gongkai.filings.services.reports import report_of
from gongkai.filings.services.work import tell, to_change, touch
from gongkai.filings.services.year import Year
from gongkai.report import Report
from gongkai.report.form import RESULTS, SECTION_TITLES
from gongkai.report.likeness import Overlap, overlap
from gongkai.report.values import Number

LONGEST: Final = 20_000
FEES_SINCE: Final = 2021
"""The information-processing fee is charged by the measures of 国办函〔2020〕109号 since then."""


class Draft(NamedTuple):
    """A section as the records would write it, and what they could not."""

    text: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """What a draft is made of: the report's figures, those of the year before, and the records of the year."""

    report: Report
    former: Report | None
    year: Year

    def n(self, cell: str) -> Number:
        return self.report.number(cell) or 0

    def total(self, row: str) -> Number:
        return self.n(f"requests.{row}.total")

    def sum(self, *rows: str) -> Number:
        return sum(self.total(row) for row in rows)

    def group(self, group: str) -> Number:
        form = self.report.form
        assert form is not None
        return self.sum(*(row.key for row in form.rows if row.group == group or row.key == group))

    def against_former(self, cell: str, unit: str) -> str:
        """How a figure stands to last year's, as a clause: ，比上年增加3件; nothing where there is none to compare."""
        before = self.former.number(cell) if self.former is not None else None
        if before is None or (not before and not self.n(cell)):
            return ""
        more = self.n(cell) - before
        return f"，比上年{'增加' if more > 0 else '减少'}{abs(more)}{unit}" if more else "，与上年持平"


def material_of(filing: Filing) -> Material:
    return Material(report_of(filing), former_report(filing), Year(filing.body, filing.year))


# --- section one ----------------------------------------------------------------------------------------------------


def _disclosed(at: Material) -> Iterator[str]:
    register = at.year.register
    if register.total:
        yield (
            f"登记本机关制作、获取的政府信息{register.total}条，经审查，主动公开类信息{register.proactive}条、"
            f"依申请公开类信息{register.on_request}条、不予公开类信息{register.withheld}条。"
        )
    if at.year.published:
        yield f"通过政府网站新公开信息{at.year.published}条"
        yield f"，其中政策解读材料{at.year.interpretations}篇。" if at.year.interpretations else "。"
    if at.year.outlets:
        yield f"通过公报、政务新媒体等其他渠道发布{at.year.outlets}条次。"


_ANSWERS: Final = (
    ("予以公开", "granted"),
    ("部分公开", "partial"),
    ("不予公开", "refused"),
    ("无法提供", "unavailable"),
    ("不予处理", "not_processed"),
    ("其他处理", "other"),
)


def _asked(at: Material) -> Iterator[str]:
    new, carried = at.total("new"), at.total("carried_over")
    if not new and not carried:
        yield "没有收到政府信息公开申请，也没有上年结转的申请。"
        return
    yield f"新收政府信息公开申请{new}件{at.against_former('requests.new.total', '件')}"
    yield f"；上年结转{carried}件。" if carried else "。"
    if (done := at.total("total")) > 0:
        counted = [(label, at.group(key)) for label, key in _ANSWERS]
        parts = "、".join(f"{label}{number}件" for label, number in counted if number)
        yield f"共办结申请{done}件，其中{parts}。"
    if at.total("carried_forward"):
        yield f"结转下年度继续办理{at.total('carried_forward')}件。"
    if at.year.late:
        yield f"办结的申请中，{at.year.late}件超过期限答复。"


_BLOCKS: Final = (
    ("行政复议案件", "reconsideration"),
    ("未经复议直接起诉的行政诉讼案件", "litigation_direct"),
    ("复议后起诉的行政诉讼案件", "litigation_after_reconsideration"),
)


def _challenged(at: Material) -> Iterator[str]:
    found = [(label, key) for label, key in _BLOCKS if at.n(f"remedies.{key}.total")]
    if not found:
        yield "没有发生政府信息公开行政复议、行政诉讼。"
    for label, key in found:
        results = [(each.label, at.n(f"remedies.{key}.{each.key}")) for each in RESULTS[:-1]]
        parts = "、".join(f"{result}{number}件" for result, number in results if number)
        yield f"政府信息公开{label}{at.n(f'remedies.{key}.total')}件，其中{parts}。"


def _managed(at: Material) -> Iterator[str]:
    documents = "proactive.normative_documents"
    if at.report.edition == "2021":
        counts = [at.n(f"{documents}.{column}") for column in ("issued", "repealed", "in_force")]
        if any(counts):
            yield f"制发行政规范性文件{counts[0]}件，废止{counts[1]}件，现行有效{counts[2]}件。"
    elif at.n(f"{documents}.produced"):
        yield f"新制作规范性文件{at.n(f'{documents}.produced')}件。"
    if at.year.register.reviews:
        yield f"公开前逐件开展保密审查，完成审查{at.year.register.reviews}件次。"


def _platforms(at: Material) -> Iterator[str]:
    if at.year.register.deposits:
        yield f"向国家档案馆、公共图书馆等查阅场所移送公开的信息{at.year.register.deposits}条。"
    if at.year.answers_shown:
        yield f"在网站公布隐去申请人信息的答复{at.year.answers_shown}篇。"


class Head(NamedTuple):
    """A head of section one (国办公开办函〔2021〕30号): what the records say of it, and what somebody adds."""

    title: str
    say: Callable[[Material], Iterable[str]]
    hint: str


HEADS: Final = (
    Head("主动公开情况", _disclosed, "重点领域信息公开、政策解读和回应的情况"),
    Head("依申请公开情况", lambda at: (*_asked(at), *_challenged(at)), "答复规范、受理渠道方面的做法"),
    Head("政府信息管理情况", _managed, "信息分类、动态调整、规范性文件清理的做法"),
    Head("政府信息公开平台建设情况", _platforms, "网站专栏、公报、政务新媒体、查阅点的建设情况"),
    Head("监督保障情况", lambda at: (), "机构和人员、培训、考核、社会评议、责任追究的情况"),
)
_NUMERALS: Final = "一二三四五"


def _overview(at: Material) -> Draft:
    told = [(head, "".join(head.say(at))) for head in HEADS]
    with_text = [(head, text) for head, text in told if text]
    lines = [
        f"（{_NUMERALS[at_]}）{head.title}。{at.report.year}年{text}" for at_, (head, text) in enumerate(with_text)
    ]
    missing = [f"“{head.title}”：记录里没有，请补写{head.hint}" for head, text in told if not text]
    short = [f"“{head.title}”：可补写{head.hint}" for head, text in with_text]
    return Draft("\n".join(lines), (*missing, *short))


# --- section five ---------------------------------------------------------------------------------------------------


class Problem(NamedTuple):
    """A shortcoming that the records show, in words, with what is to be done about it; nothing where it is none."""

    shows: Callable[[Material], str]
    measure: str


def _if(count: Callable[[Material], Number], said: str) -> Callable[[Material], str]:
    return lambda at: said.format(n=number) if (number := count(at)) else ""


def _corrected(at: Material) -> str:
    """The decisions that were corrected, each procedure by itself, as the table has them."""
    found = [(label, at.n(f"remedies.{key}.corrected")) for label, key in _BLOCKS]
    told = "、".join(f"{label}结果纠正{number}件" for label, number in found if number)
    return f"答复的事实和依据不够扎实，{told}" if told else ""


def _share(of: Callable[[Material], tuple[Number, Number, float]], said: str) -> Callable[[Material], str]:
    """Where a part reaches a share of a whole that is not too small."""

    def shows(at: Material) -> str:
        part, whole, share = of(at)
        return said if whole >= ENOUGH and part >= share * float(whole) else ""

    return shows


ENOUGH: Final = 5
"""Of fewer, a share says nothing."""

PROBLEMS: Final = (
    Problem(
        _if(lambda at: at.year.late, "答复时限把握不严，{n}件申请的答复超过了法定期限"),
        "收到申请当日明确经办人和答复期限，临近期限逐件提醒，超期的查明原因并通报",
    ),
    Problem(
        _corrected,
        "逐案分析被纠正的原因，完善答复前的合法性审查，同类申请按复议机关和法院的意见办理",
    ),
    Problem(
        _if(lambda at: at.year.unexplained, "解读不够及时，{n}份已公开的政策文件没有配套解读"),
        "解读与文件同步起草、同步审签、同步发布，没有解读材料的不予发文",
    ),
    Problem(
        _share(
            lambda at: (at.year.supplemented, at.total("new"), 0.3),
            "申请指引不够清楚，需要补正的申请占比偏高",
        ),
        "修改公开指南和申请表的填写说明，对常见的不明确情形给出示例，主动与申请人沟通",
    ),
    Problem(
        _share(
            lambda at: (at.total("unavailable.not_held"), at.total("total"), 0.4),
            "公众对信息由哪个机关掌握了解不多，申请对象不准的情况较多",
        ),
        "在公开指南中列明职责范围和相关机关的联系方式，答复时一并告知信息由哪个机关掌握",
    ),
    Problem(
        _share(
            lambda at: (at.year.register.withheld, at.year.register.total, 0.5),
            "公开属性认定偏紧，不主动公开的信息占比较高",
        ),
        "对不公开的信息逐条说明依据，每年评估一次，可以公开的及时转为公开",
    ),
    Problem(
        _share(
            lambda at: (at.year.extended, at.total("total"), 0.3),
            "办理效率有待提高，延长答复期限的申请较多",
        ),
        "压缩内部流转环节，能当场答复的当场答复，延期的逐件说明理由",
    ),
)
_COUNTED: Final = ("一是", "二是", "三是", "四是", "五是", "六是", "七是")


def _problems(at: Material) -> Draft:
    found = [(text, each.measure) for each in PROBLEMS if (text := each.shows(at))]
    if not found:
        return Draft("", ("记录里没有看出问题：请写明实际存在的问题，每个问题写一条改进措施",))
    problems, measures = (
        "；".join(f"{_COUNTED[number]}{pair[part]}" for number, pair in enumerate(found)) for part in (0, 1)
    )
    text = f"存在的主要问题：{problems}。\n改进措施：{measures}。"
    return Draft(text, ("请核对是否符合实际，补上本机关特有的问题和上年问题的改进情况",))


# --- section six ----------------------------------------------------------------------------------------------------


def _other(at: Material) -> Draft:
    if at.year.year < FEES_SINCE:
        return Draft("没有其他需要报告的事项。")
    fees = at.year.fees
    if not fees.notices and not fees.received:
        return Draft("本年未收取信息处理费。没有其他需要报告的事项。")
    told = f"本年发出收费通知{fees.notices}件，总金额{fees.total}元，实际收取{fees.received}元。"
    return Draft(f"{told}没有其他需要报告的事项。")


DRAFTS: Final[Mapping[str, Callable[[Material], Draft]]] = {
    "overview": _overview,
    "problems": _problems,
    "other": _other,
}
"""The sections that are drafted. The others are tables, to which a body may add a text."""


def drafts(filing: Filing) -> dict[str, Draft]:
    """What the records would write, by section."""
    at = material_of(filing)
    return {key: write(at) for key, write in DRAFTS.items()}


# --- writing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def write(filing: Filing, key: str, text: str, *, title: str = "", edition: int, by: User | None) -> Section:
    """Put a text into a section. `edition` is that of the section as the author saw it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: somebody wrote in it meanwhile, the report may not be changed, or the text is too long.
    """
    filing = to_change(filing, by=by)
    if filing.origin == Origin.UPLOADED:
        raise ValidationError("历史报告的正文以原文为准，不能改写")
    section, _ = Section.objects.select_for_update().get_or_create(filing=filing, key=key, defaults={"by": by})
    if section.edition != edition:
        who = section.by.name if section.by is not None else "系统"
        at = timezone.localtime(section.at)
        raise ValidationError(f"{who}在{at:%H:%M}改过这一部分，您的修改没有保存；请对照后再保存一次")
    if len(text) > LONGEST:
        raise ValidationError({"text": f"正文超过{LONGEST}字"})
    text, title = _tidied(text), title.strip()
    if title == SECTION_TITLES[key]:
        title = ""
    if (section.text, section.title) != (text, title):
        section.text, section.title, section.by, section.at = text, title, by, timezone.now()
        section.edition += 1
        section.full_clean(exclude=["by", "filing"], validate_unique=False, validate_constraints=False)
        section.save()
        touch(filing)
        tell("撰写年度报告", filing, by=by, 部分=SECTION_TITLES[key])
    return section


def _tidied(text: str) -> str:
    lines = (line.strip(" \t\u3000") for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


@transaction.atomic
def put_drafts(filing: Filing, *, by: User | None) -> list[str]:
    """Write the drafts into the sections that are still empty. Returns which."""
    written = []
    found = drafts(filing)
    for section in filing.sections.filter(text="", key__in=DRAFTS).select_related("by"):
        if text := found[section.key].text:
            write(filing, section.key, text, edition=section.edition, by=by)
            written.append(section.key)
    return written


# --- last year's text -----------------------------------------------------------------------------------------------


class Former(NamedTuple):
    """What the report before says in a section, and how much of this one's text is found in it."""

    title: str
    text: str
    likeness: Overlap


ALIKE: Final = 0.8
"""From here on the checks warn (G01, G02)."""


def former_texts(filing: Filing) -> dict[str, Former]:
    """By section; nothing where there was no report before."""
    before = former_report(filing)
    if before is None:
        return {}
    names = [filing.body_name, before.body or ""]
    now = {section.key: section.text for section in filing.sections.all()}
    return {
        key: Former(before.title, before.text(key), overlap(now.get(key, ""), before.text(key), filter(None, names)))
        for key in SECTION_TITLES
        if before.text(key)
    }
