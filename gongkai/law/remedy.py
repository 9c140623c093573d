"""What may be done against a letter: before whom, until when, in which order, and the paragraph that says so.

Reconsideration comes first only for refusals under arts. 14 to 16 decided since 2024-01-01 (Reconsideration Law, art.
23, para. 1, item 4, as the Supreme Court reads it). It follows from the article applied, not from the group of the
annual report. Terms run from receipt of the letter; the day of receipt is not counted, and a term that ends on a rest
day ends on the next working day. A day that lies beyond the published calendar is provisional.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import (
    CIVIL_PROCEDURE,
    LITIGATION,
    RECONSIDERATION,
    RECONSIDERATION_1999,
    REGULATIONS,
    REGULATIONS_2007,
    SUPREME_COURT_2018,
    SUPREME_COURT_2025,
    Article,
    Unsure,
)
from gongkai.law.dated import Dated
from gongkai.law.errors import CalendarNotPublished, LawError
from gongkai.law.outcomes import NO_SEPARATE_REMEDY, Letter, Outcome, Recourse, outcome
from gongkai.law.workdays import WorkCalendar, calendar

_OLD: Final = RECONSIDERATION_1999.since
_NEW: Final = RECONSIDERATION.since
_SUITS: Final = LITIGATION.since

RECONSIDERATION_DAYS: Final = Dated({_OLD: 60})
"""Calendar days: Reconsideration Law of 1999, art. 9; of 2023, art. 20."""
SUIT_MONTHS: Final = Dated({_SUITS: 6})
"""Litigation Law, art. 46."""
SUIT_AFTER_DAYS: Final = Dated({_SUITS: 15})
"""Calendar days: Litigation Law, art. 45; Reconsideration Law, art. 34."""
NOT_TOLD_MONTHS: Final = Dated({_OLD: 12})
"""At most, from knowing of the act, where the letter did not tell of the remedy."""
RECONSIDERATION_FIRST: Final = Dated({_OLD: False, _NEW: True})
"""Whether a refusal must go to reconsideration before a court."""

# --- what is not certain --------------------------------------------------------------------------------------------

ONLY_14_TO_16: Final = Unsure(
    "复议前置所称“不予公开”主要指依据条例第14、15、16条作出的不予公开",
    "推断",
    "SPC press account of 2025 and 法释〔2025〕8号 art. 1(2); the Reconsideration Law itself only says 不予公开",
)
PARTS_FIRST: Final = Unsure(
    "部分公开中依据条例第14、15、16条不予公开的部分，先申请行政复议",
    "推断",
    "no text at hand; others cite art. 31 of revised Implementing Regulations of the Reconsideration Law for it",
)
QUERY_EITHER: Final = Unsure(
    "行政查询事项虽计入“不予公开”，但不是依据条例第14、15、16条作出的，不适用复议前置",
    "推断",
    "follows from the Supreme Court's reading",
)
REST_DAY: Final = Unsure(
    "期限的最后一日是休息日的，顺延至其后第一个工作日",
    "推断",
    "Civil Procedure Law art. 85, by Reconsideration Law art. 88 (before 2024: 40) and Litigation Law art. 101",
)
NOT_TOLD_OLD: Final = Unsure(
    "2024年以前没有告知复议权利的，申请期限自知道之日起计算，最长不超过1年",
    "凭记忆",
    "the law of 1999 has no such rule; taken over from the rule on suits",
)
NOT_TOLD_SUIT: Final = Unsure(
    "没有告知起诉期限的，起诉期限自知道之日起计算，最长不超过1年",
    "凭记忆",
    "法释〔2018〕1号, art. 64, not read",
)
SILENCE: Final = Unsure(
    "逾期不予答复的，可以申请行政复议，也可以直接起诉；也有意见认为属于未履行法定职责，应当先申请行政复议",
    "推断",
    "法释〔2025〕8号 art. 2 para. 2 against Reconsideration Law art. 23 para. 1 item 3; revised Implementing "
    "Regulations (art. 30, as others cite it) may settle it the other way: find their text",
)
SILENCE_TERMS: Final = Unsure(
    "逾期不予答复的，复议和起诉期限自答复期限届满之日起计算",
    "凭记忆",
    "Implementing Regulations of 2007, art. 16, and 法释〔2018〕1号, art. 66; neither read",
)
STATUTORY_CELLS: Final = Unsure(
    "复议、诉讼结果与年度报告第四部分栏目的对应关系按通行做法确定",
    "凭记忆",
    "only `ordered to answer` = 结果纠正 was seen in a published report",
)

# --- before whom ----------------------------------------------------------------------------------------------------


class BodyKind(StrEnum):
    """What kind of body decided: it settles who reconsiders."""

    DEPARTMENT = "department"
    GOVERNMENT = "government"
    PROVINCE = "province"
    VERTICAL = "vertical"
    CENTRAL = "central"
    JUSTICE = "justice"
    DISPATCHED = "dispatched"

    @property
    def label(self) -> str:
        return _KINDS[self]


_KINDS: Final = {
    BodyKind.DEPARTMENT: "地方人民政府工作部门",
    BodyKind.GOVERNMENT: "地方人民政府（省级以下）",
    BodyKind.PROVINCE: "省、自治区、直辖市人民政府",
    BodyKind.VERTICAL: "海关、金融、外汇管理、税务、国家安全等垂直领导机关",
    BodyKind.CENTRAL: "国务院部门",
    BodyKind.JUSTICE: "地方人民政府司法行政部门",
    BodyKind.DISPATCHED: "地方人民政府的派出机关（街道办事处等）",
}


class Body(NamedTuple):
    """The body that decides. `reviewers` are the names of those who reconsider, in the order of `REVIEW`."""

    kind: BodyKind
    name: str = ""
    reviewers: tuple[str, ...] = ()


class Review(NamedTuple):
    """Who reconsiders, in words that hold for any body of the kind (the applicant chooses where there are several)."""

    who: tuple[str, ...]
    article: Article
    ruling: Article | None = None
    """Where the decision may also be taken to the State Council."""


SELF: Final = "本机关"
_SAME_LEVEL: Final = "本机关的本级人民政府"
_SUPERIOR: Final = "本机关的上一级主管部门"
_ABOVE: Final = "上一级人民政府"
_FOUNDER: Final = "设立本机关的人民政府"


def _old(number: int, paragraph: int = 0, item: int = 0) -> Article:
    return Article(RECONSIDERATION_1999, number, paragraph, item)


def _new(number: int, paragraph: int = 0, item: int = 0) -> Article:
    return Article(RECONSIDERATION, number, paragraph, item)


REVIEW: Final = {
    BodyKind.DEPARTMENT: Dated(
        {_OLD: Review((_SAME_LEVEL, _SUPERIOR), _old(12, 1)), _NEW: Review((_SAME_LEVEL,), _new(24, 1, 1))}
    ),
    BodyKind.GOVERNMENT: Dated({_OLD: Review((_ABOVE,), _old(13, 1)), _NEW: Review((_ABOVE,), _new(24, 1, 2))}),
    BodyKind.PROVINCE: Dated({_OLD: Review((SELF,), _old(14), _old(14)), _NEW: Review((SELF,), _new(24, 2), _new(26))}),
    BodyKind.VERTICAL: Dated({_OLD: Review((_SUPERIOR,), _old(12, 2)), _NEW: Review((_SUPERIOR,), _new(27))}),
    BodyKind.CENTRAL: Dated(
        {_OLD: Review((SELF,), _old(14), _old(14)), _NEW: Review((SELF,), _new(25, 0, 1), _new(26))}
    ),
    BodyKind.JUSTICE: Dated(
        {
            _OLD: Review((_SAME_LEVEL, _SUPERIOR), _old(12, 1)),
            _NEW: Review((_SAME_LEVEL, "本机关的上一级司法行政部门"), _new(28)),
        }
    ),
    BodyKind.DISPATCHED: Dated({_OLD: Review((_FOUNDER,), _old(15, 1, 1)), _NEW: Review((_FOUNDER,), _new(24, 1, 3))}),
}
"""Reconsideration Law of 1999, arts. 12 to 15; of 2023, arts. 24 to 28."""


class Reviewer(NamedTuple):
    """Who reconsiders: as the law describes it, and by name where that is known."""

    who: str
    name: str

    def __str__(self) -> str:
        return self.name or self.who


# --- until when -----------------------------------------------------------------------------------------------------


class LastDay(NamedTuple):
    """The last day of a term.

    Attributes:
        counted: the day on which the term ends by the calendar.
        provisional: whether the holidays of that time are not published, so that the day may still move.
    """

    day: date
    counted: date
    provisional: bool

    def __str__(self) -> str:
        return f"{self.day.isoformat()}（暂定）" if self.provisional else self.day.isoformat()


def last_day(counted: date, work: WorkCalendar) -> LastDay:
    """The day itself, or the next working day if it is a rest day; itself and provisional if nobody knows yet."""
    try:
        day = work.next_working(counted)
    except CalendarNotPublished:
        return LastDay(counted, counted, provisional=True)
    return LastDay(day, counted, work.is_provisional(day))


class Term(NamedTuple):
    """A term: how long it is in words, its last day where service is known, and the articles that set it."""

    span: str
    last: LastDay | None
    articles: tuple[Article, ...]


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day if it has none (Civil Code, art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError("date value out of range")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def suit_after(received: date, *, first: bool = False, work: WorkCalendar | None = None) -> Term:
    """The term for a suit after reconsideration, from the day on which the decision was received or its time was over.

    `first` is whether reconsideration had to come first.
    """
    last = last_day(received + timedelta(days=SUIT_AFTER_DAYS.on(received)), work or calendar())
    return _suit_after(received, first)._replace(last=last)


def _suit_after(day: date, first: bool) -> Term:
    articles = (Article(LITIGATION, 45), *((_new(34),) if first else ()))
    return Term(f"{SUIT_AFTER_DAYS.on(day)}日", None, articles)


# --- the whole ------------------------------------------------------------------------------------------------------


class Route(StrEnum):
    FIRST = "reconsideration_first"
    PARTS_FIRST = "reconsideration_first_for_parts"
    EITHER = "either"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            "reconsideration_first": "先申请行政复议，对复议决定不服再起诉",
            "reconsideration_first_for_parts": "不予公开的部分先申请行政复议，其他部分可以复议也可以起诉",
            "either": "可以申请行政复议，也可以直接起诉",
            "none": "不单独申请行政复议或者提起行政诉讼",
        }[self]


class Remedies(NamedTuple):
    """What may be done against a letter.

    Attributes:
        basis: the articles that open the routes and order them.
        reconsideration: the term for reconsideration.
        suit: the term for a direct suit; None where reconsideration comes first for everything.
        suit_after: the term for a suit after reconsideration; its last day depends on that decision.
        paragraph: what the letter says (救济告知段); empty where there is nothing to tell.
        lacking: what must be known before the paragraph may go out.
    """

    route: Route
    basis: tuple[Article, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    reconsideration: Term | None = None
    suit: Term | None = None
    suit_after: Term | None = None
    paragraph: str = ""
    lacking: tuple[str, ...] = ()
    unsure: tuple[Unsure, ...] = ()

    @property
    def first(self) -> bool:
        """Whether reconsideration comes first, for all of it or for the parts refused."""
        return self.route in (Route.FIRST, Route.PARTS_FIRST)


class ServedTooEarly(LawError):
    """A letter that arrived, or was known of, before it was made."""


class WrongParts(LawError):
    """A partial disclosure of which nobody says why parts were withheld, or parts of what is not one."""


class TooManyReviewers(LawError):
    """More names of reconsidering bodies than there are such bodies."""


def remedies(
    letter: Outcome | Letter,
    *,
    decided: date,
    body: Body,
    served: date | None = None,
    refused_parts: Iterable[str] = (),
    informed: bool = True,
    learnt: date | None = None,
    online: bool = False,
    portal: str = "",
    work: WorkCalendar | None = None,
) -> Remedies:
    """What may be done against a decision letter, or against a letter on the way.

    Args:
        served: the day of receipt, from which terms run; without it terms have no last day.
        refused_parts: of a partial disclosure, the keys of the outcomes on which its parts were withheld.
        informed: whether the letter told of the remedy, the reviewer and the term. If not, terms run from the day on
            which they were `learnt`, and end at the latest a year after service.
        online: whether the letter is served online, and `portal` the address at which to apply for reconsideration.
        work: the calendar that knows rest days; by default the one of the package.

    Raises:
        ServedTooEarly: served before it was decided, or learnt of before it was served.
        WrongParts: a partial disclosure without `refused_parts`, or what is none with them, or one that is no refusal.
        UnknownOutcome: one of `refused_parts` is no outcome.
        TooManyReviewers: `body` names more reviewers than it has.
        NotYetLaw: it was decided before the terms of the Litigation Law of 2015.
    """
    if served is not None and served < decided:
        raise ServedTooEarly(f"送达日期{served.isoformat()}早于作出日期{decided.isoformat()}，请核对")
    if learnt is not None and served is not None and learnt < served:
        raise ServedTooEarly(f"知道救济途径的日期{learnt.isoformat()}早于送达日期{served.isoformat()}，请核对")
    parts = _parts(letter, refused_parts)
    route = _route(letter, decided, parts)
    if route is Route.NONE:
        return Remedies(route, unsure=(NO_SEPARATE_REMEDY,))
    review = REVIEW[body.kind].on(decided)
    reviewers = _reviewers(body, review)
    terms = _Terms(decided, served, informed, learnt, work or calendar())
    return Remedies(
        route=route,
        basis=_basis(route, decided),
        reviewers=reviewers,
        reconsideration=terms.reconsideration(review.article),
        suit=None if route is Route.FIRST else terms.suit(),
        suit_after=_suit_after(decided, route in (Route.FIRST, Route.PARTS_FIRST)),
        paragraph=_paragraph(letter, route, decided, reviewers, parts, review.ruling, online, portal),
        lacking=tuple(_lacking(reviewers, decided, online, portal)),
        unsure=tuple(_unsure(letter, route, decided, served, informed)),
    )


class LastDays(NamedTuple):
    """Until when a reply may be challenged: `suit` directly, None where reconsideration comes first for all of it."""

    reconsideration: LastDay
    suit: LastDay | None


def last_days(letter: Outcome | None, *, decided: date, served: date, work: WorkCalendar) -> LastDays | None:
    """The last days alone, for a clock: nothing of who reviews or what the letter says. None where there is no remedy.

    An unknown outcome is taken as one against which either way is open. Of a partial disclosure both days are given;
    the refused parts go to reconsideration first.

    Raises:
        NotYetLaw: it was decided before the terms of the Litigation Law of 2015.
    """
    recourse = letter.recourse if letter is not None else Recourse.EITHER
    if recourse is Recourse.NONE:
        return None
    first = recourse is Recourse.REFUSAL and RECONSIDERATION_FIRST.on(decided)
    days = timedelta(days=RECONSIDERATION_DAYS.on(decided))
    months = SUIT_MONTHS.on(decided)
    return LastDays(last_day(served + days, work), None if first else last_day(months_after(served, months), work))


def remedies_for_silence(due: date, *, body: Body, work: WorkCalendar | None = None) -> Remedies:
    """What may be done where no answer came by the day it was due: reconsideration or suit, from that day on.

    Raises:
        TooManyReviewers: `body` names more reviewers than it has.
        NotYetLaw: it was due before the terms of the Litigation Law of 2015.
    """
    review = REVIEW[body.kind].on(due)
    terms = _Terms(due, due, True, None, work or calendar())
    court = (Article(SUPREME_COURT_2025, 2, 2),) if due >= SUPREME_COURT_2025.since else ()
    return Remedies(
        route=Route.EITHER,
        basis=(*_opening(Route.EITHER, due), *court),
        reviewers=_reviewers(body, review),
        reconsideration=terms.reconsideration(review.article),
        suit=terms.suit(),
        suit_after=_suit_after(due, False),
        unsure=(SILENCE, SILENCE_TERMS, REST_DAY),
    )


def _route(letter: Outcome | Letter, decided: date, parts: tuple[Outcome, ...]) -> Route:
    first = RECONSIDERATION_FIRST.on(decided)
    match letter.recourse:
        case Recourse.NONE:
            return Route.NONE
        case Recourse.EITHER:
            return Route.EITHER
        case Recourse.REFUSAL:
            return Route.FIRST if first else Route.EITHER
        case Recourse.PARTS:
            refused = any(part.recourse is Recourse.REFUSAL for part in parts)
            return Route.PARTS_FIRST if first and refused else Route.EITHER


def _parts(letter: Outcome | Letter, keys: Iterable[str]) -> tuple[Outcome, ...]:
    parts = tuple(outcome(key) for key in keys)
    if letter.recourse is not Recourse.PARTS:
        if parts:
            raise WrongParts(f"只有部分公开才写明不予公开部分的类型，而答复类型是“{letter.label}”")
        return ()
    if not parts:
        raise WrongParts("部分公开的救济途径取决于不予公开部分的依据，请写明各部分的答复类型")
    for part in parts:
        if part.row_2021 in (None, "requests.granted", "requests.partial"):
            raise WrongParts(f"“{part.label}”不是不予公开的依据，请写明不予公开部分的答复类型")
    return parts


def _opening(route: Route, decided: date) -> tuple[Article, ...]:
    general = Article(REGULATIONS, 51) if decided >= REGULATIONS.since else Article(REGULATIONS_2007, 33, 2)
    scope = _new(11, 0, 14) if decided >= _NEW else _old(6, 0, 11)
    return (general, scope, Article(LITIGATION, 44, 2 if route is Route.FIRST else 1))


def _basis(route: Route, decided: date) -> tuple[Article, ...]:
    first = (_new(23, 1, 4), _new(23, 2)) if route in (Route.FIRST, Route.PARTS_FIRST) else ()
    court = (Article(SUPREME_COURT_2025, 1),) if decided >= SUPREME_COURT_2025.since else ()
    return (*_opening(route, decided), *first, *court)


def _reviewers(body: Body, review: Review) -> tuple[Reviewer, ...]:
    if len(body.reviewers) > len(review.who):
        raise TooManyReviewers(
            f"{body.kind.label}的行政复议机关只有{len(review.who)}个（{'、'.join(review.who)}），"
            f"而给出了{len(body.reviewers)}个：{'、'.join(body.reviewers)}"
        )
    names = (*body.reviewers, *[""] * (len(review.who) - len(body.reviewers)))
    return tuple(
        Reviewer(who, name or (body.name if who == SELF else "")) for who, name in zip(review.who, names, strict=True)
    )


class _Terms(NamedTuple):
    decided: date
    served: date | None
    informed: bool
    learnt: date | None
    work: WorkCalendar

    def reconsideration(self, reviewing: Article) -> Term:
        days = RECONSIDERATION_DAYS.on(self.decided)
        new = self.decided >= _NEW
        articles = [_new(20, 1) if new else _old(9, 1), reviewing]
        if not self.informed and new:
            articles.append(_new(20, 3))
        return Term(f"{days}日", self._last(timedelta(days=days)), (*articles, *self._counting(new)))

    def suit(self) -> Term:
        months = SUIT_MONTHS.on(self.decided)
        articles = [Article(LITIGATION, 46, 1)]
        if not self.informed and self.decided >= SUPREME_COURT_2018.since:
            articles.append(Article(SUPREME_COURT_2018, 64, 1))
        return Term(f"{months}个月", self._last(months), (*articles, Article(LITIGATION, 101)))

    def _last(self, length: timedelta | int) -> LastDay | None:
        """Months are an int, days a timedelta."""
        if self.served is None:
            return None
        end = self._end(self.served, length)
        if not self.informed:
            latest = months_after(self.served, NOT_TOLD_MONTHS.on(self.decided))
            end = latest if self.learnt is None else min(self._end(self.learnt, length), latest)
        return last_day(end, self.work)

    def _counting(self, new: bool) -> tuple[Article, ...]:
        by_civil = (Article(CIVIL_PROCEDURE, 85, 3),) if self.decided >= CIVIL_PROCEDURE.since else ()
        return (_new(88, 1) if new else _old(40, 1), *by_civil)

    @staticmethod
    def _end(start: date, length: timedelta | int) -> date:
        return months_after(start, length) if isinstance(length, int) else start + length


# --- what the letter says -------------------------------------------------------------------------------------------

COURT: Final = "有管辖权的人民法院"


def _paragraph(
    letter: Outcome | Letter,
    route: Route,
    decided: date,
    reviewers: tuple[Reviewer, ...],
    parts: tuple[Outcome, ...],
    ruling: Article | None,
    online: bool,
    portal: str,
) -> str:
    this = f"本{letter.noun}"
    whom = "或者".join(map(str, reviewers))
    days, months, after = (rule.on(decided) for rule in (RECONSIDERATION_DAYS, SUIT_MONTHS, SUIT_AFTER_DAYS))
    council = "，也可以向国务院申请裁决" if ruling else ""
    first = (
        f"应当自收到{this}之日起{days}日内先向{whom}申请行政复议；"
        f"对行政复议决定不服的，可以自收到行政复议决定书之日起{after}日内向{COURT}提起行政诉讼{council}。"
    )
    either = (
        f"可以自收到{this}之日起{days}日内向{whom}申请行政复议，"
        f"或者自收到{this}之日起{months}个月内向{COURT}提起行政诉讼。"
    )
    match route:
        case Route.FIRST:
            text = f"如对{this}不服，{first}"
        case Route.PARTS_FIRST:
            refused = "、".join(dict.fromkeys(part.label for part in parts if part.recourse is Recourse.REFUSAL))
            text = f"如对{this}中不予公开的部分（{refused}）不服，{first}如对{this}的其他内容不服，{either}"
        case _:
            text = f"如对{this}不服，{either}"
    if online and decided >= _NEW:
        where = f"（{portal}）" if portal else ""
        text += f"{this}通过互联网送达，申请行政复议的，可以通过行政复议机关指定的互联网渠道{where}提交行政复议申请书。"
    return text


def _lacking(reviewers: tuple[Reviewer, ...], decided: date, online: bool, portal: str) -> Iterable[str]:
    for reviewer in reviewers:
        if not reviewer.name and reviewer.who != SELF:
            yield f"应写明行政复议机关的名称：{reviewer.who}"
    if online and not portal and decided >= _NEW:
        yield f"应写明提交行政复议申请书的互联网渠道（{_new(22, 2).short}）"


def _unsure(
    letter: Outcome | Letter, route: Route, decided: date, served: date | None, informed: bool
) -> Iterable[Unsure]:
    new = decided >= _NEW
    if route is Route.FIRST:
        yield ONLY_14_TO_16
    if route is Route.PARTS_FIRST:
        yield PARTS_FIRST
    if letter.key == "administrative_query" and new:
        yield QUERY_EITHER
    if not informed:
        if not new:
            yield NOT_TOLD_OLD
        if route is not Route.FIRST:
            yield NOT_TOLD_SUIT
    if served is not None:
        yield REST_DAY


# --- section four of the annual report ------------------------------------------------------------------------------


class Procedure(StrEnum):
    RECONSIDERATION = "reconsideration"
    LITIGATION_DIRECT = "litigation_direct"
    LITIGATION_AFTER = "litigation_after_reconsideration"


class Result(NamedTuple):
    """What became of a reconsideration or a suit, and the cell of section four that counts it."""

    key: str
    label: str
    column: str
    unsure: tuple[Unsure, ...] = (STATUTORY_CELLS,)


RESULTS: Final = (
    Result("upheld", "维持原行政行为", "upheld"),
    Result("claim_dismissed", "驳回行政复议请求，或者判决驳回诉讼请求", "upheld"),
    Result("changed", "变更", "corrected"),
    Result("annulled", "撤销或者部分撤销", "corrected"),
    Result("found_unlawful", "确认违法或者无效", "corrected"),
    Result("ordered", "责令或者判决答复、公开、重新作出", "corrected", ()),
    Result("rejected", "不予受理、驳回申请，或者不予立案、裁定驳回起诉", "other"),
    Result("withdrawn", "撤回申请、撤诉", "other"),
    Result("mediated", "调解结案", "other"),
    Result("ended", "终止", "other"),
    Result("pending", "尚未审结", "pending"),
)


def cell(result: str, procedure: Procedure) -> str:
    """The cell of the annual report into which a result is counted: remedies.reconsideration.upheld.

    Raises:
        LawError: there is no such result.
    """
    for each in RESULTS:
        if each.key == result:
            return f"remedies.{procedure}.{each.column}"
    raise LawError(f"没有复议、诉讼结果“{result}”，只有 {'、'.join(each.key for each in RESULTS)}")
