"""`gongkai law outcome`: all outcomes of a request, or one: its law, letter, row of the annual report and remedies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from gongkai.cli.chinese import Command
from gongkai.cli.law.options import DATE, NOTICES, work_calendar
from gongkai.law.articles import REGULATIONS, Article
from gongkai.law.errors import LawError, UnknownOutcome
from gongkai.law.outcomes import (
    EARLIER_ARTICLES,
    EVERY_LETTER,
    LETTER_NAMES,
    LETTERS,
    OUTCOMES,
    Letter,
    Outcome,
    Recourse,
    letter,
    outcome,
    row,
)
from gongkai.law.remedy import Body, BodyKind, Remedies, Term, remedies
from gongkai.report.form import EDITIONS, GROUPS
from gongkai.report.text import half_widths


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", required=False, metavar="类型")
@click.option("--decided", type=DATE, metavar="日期", help="作出答复的日期，默认同送达日期，都没有时为今天")
@click.option("--received", type=DATE, metavar="日期", help="收到申请的日期，默认同作出日期；决定适用哪一部条例")
@click.option("--served", type=DATE, metavar="日期", help="送达日期；给出后计算各期限的最后一日")
@click.option(
    "--body",
    "kind",
    type=click.Choice([str(kind) for kind in BodyKind]),
    default=str(BodyKind.DEPARTMENT),
    show_default=True,
    help="机关类别：" + "；".join(f"{kind} {kind.label}" for kind in BodyKind),
)
@click.option("--body-name", default="", metavar="名称", help="作出答复的机关名称")
@click.option("--reviewer", "reviewers", multiple=True, metavar="名称", help="行政复议机关名称，有两个的重复给出")
@click.option("--refused", multiple=True, metavar="类型", help="部分公开时，不予公开部分的答复类型，可以重复给出")
@click.option("--online", is_flag=True, help="答复通过互联网送达")
@click.option("--portal", default="", metavar="网址", help="提交行政复议申请书的互联网渠道")
@click.option("--not-informed", is_flag=True, help="答复没有告知救济途径")
@click.option("--learnt", type=DATE, metavar="日期", help="没有告知的，后来知道救济途径的日期")
@NOTICES
@click.option("--json", "as_json", is_flag=True, help="输出JSON")
def main(
    key: str | None,
    decided: datetime | None,
    received: datetime | None,
    served: datetime | None,
    kind: str,
    body_name: str,
    reviewers: Sequence[str],
    refused: Sequence[str],
    online: bool,
    portal: str,
    not_informed: bool,
    learnt: datetime | None,
    notices: Path | None,
    as_json: bool,
) -> None:
    """列出全部答复类型；给出类型时，列出它的依据、文书、年度报告栏目和救济途径。

    类型是列表第一栏的英文名，也可以是过程文书的英文名。例如：

    \b
    gongkai law outcome state_secret --served 2024-10-30 --reviewer 云溪市人民政府
    gongkai law outcome partial --refused third_party_rights
    """
    if key is None:
        if any((decided, received, served, body_name, reviewers, refused, online, portal, not_informed, learnt)):
            raise click.UsageError("请给出答复类型，例如 state_secret；不带选项时列出全部类型")
        click.echo(json.dumps(_all_as_dict(), ensure_ascii=False) if as_json else "\n".join(_all_lines()))
        return
    if learnt and not not_informed:
        raise click.UsageError("--learnt 只在没有告知救济途径时用，请同时给出 --not-informed")
    if portal and not online:
        raise click.UsageError("--portal 只在答复通过互联网送达时用，请同时给出 --online")
    day = decided or served or datetime.now()
    if received and received > day:
        raise click.UsageError(f"收到申请的日期{received.date()}晚于作出日期{day.date()}，请核对")
    try:
        asked = _Asked(
            _named(key),
            decided=day.date(),
            received=(received or day).date(),
            served=served.date() if served else None,
            body=Body(BodyKind(kind), body_name, tuple(reviewers)),
            refused=tuple(refused),
        )
        found = asked.remedies(
            online=online,
            portal=portal,
            informed=not not_informed,
            learnt=learnt.date() if learnt else None,
            work=work_calendar(notices, provisional=True),
        )
    except LawError as error:
        raise click.ClickException(str(error)) from error
    except OverflowError as error:
        raise click.ClickException("算出的日期超出了9999年，请核对日期") from error
    text = json.dumps(asked.as_dict(found), ensure_ascii=False) if as_json else "\n".join(asked.lines(found))
    click.echo(text)


def _named(key: str) -> Outcome | Letter:
    """An outcome, or else a letter on the way."""
    try:
        return outcome(key)
    except UnknownOutcome:
        if key in {each.key for each in LETTERS}:
            return letter(key)
        raise


# --- all of them ----------------------------------------------------------------------------------------------------


def _all_as_dict() -> dict[str, Any]:
    return {"outcomes": [_as_dict(each) for each in OUTCOMES], "letters": [_as_dict(each) for each in LETTERS]}


def _all_lines() -> Iterator[str]:
    head = ["类型", "名称", "依据", "2021年版", "2019年版", "救济（2024年起）"]
    rows = [
        [each.key, each.label, _cited(each.articles), _number(each.key, "2021"), _number(each.key, "2019"),
         each.recourse.label]
        for each in OUTCOMES
    ]  # fmt: skip
    yield "答复类型"
    yield from _table([head, *rows])
    yield ""
    yield "过程文书（不计入年度报告）"
    yield from _table(
        [["类型", "名称", "依据", "对答复期限的影响"]]
        + [[each.key, each.label, _cited(each.articles), each.clock] for each in LETTERS]
    )
    yield ""
    yield "2021年版、2019年版：年度报告第三部分的栏目。详情：gongkai law outcome 类型"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns; a Han character takes two places."""
    widths = [max(map(half_widths, column)) for column in zip(*rows, strict=True)]
    for each in rows:
        cells = [text + " " * (width - half_widths(text)) for text, width in zip(each, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def _cited(articles: Sequence[Article]) -> str:
    return "、".join(article.short for article in articles) or "—"


def _number(key: str, edition: str) -> str:
    """Where the row stands in the form: （三）1."""
    return _place(key, edition)[0]


def _place(key: str, edition: str) -> tuple[str, str]:
    """Where a row stands in the form, and what it is called there."""
    name = row(key, edition)
    if name is None:
        return "—", "不计入"
    found = next(each for each in EDITIONS[edition].rows if f"requests.{each.key}" == name)
    if found.group == "results":
        return found.number, found.number + found.label.split("（")[0]
    group = GROUPS[found.group]
    return f"{group.partition('）')[0]}）{found.number.rstrip('.')}", f"{group} {found.number}{found.label}"


# --- one of them ----------------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    what: Outcome | Letter
    decided: date
    received: date
    served: date | None
    body: Body
    refused: tuple[str, ...]

    def remedies(self, **more: Any) -> Remedies | None:
        """None for a partial disclosure of which nobody says why parts are withheld."""
        if self.what.recourse is Recourse.PARTS and not self.refused:
            return None
        return remedies(
            self.what, decided=self.decided, served=self.served, body=self.body, refused_parts=self.refused, **more
        )

    @property
    def grounds(self) -> tuple[Article, ...]:
        return self.what.grounds(self.received) if isinstance(self.what, Outcome) else self.what.articles

    @property
    def early(self) -> bool:
        return isinstance(self.what, Outcome) and self.received < REGULATIONS.since

    def unsure(self, found: Remedies | None) -> list[str]:
        facts = (*self.what.unsure, *(found.unsure if found else ()), *((EARLIER_ARTICLES,) if self.early else ()))
        return list(dict.fromkeys(map(str, (*facts, LETTER_NAMES))))

    def as_dict(self, found: Remedies | None) -> dict[str, Any]:
        return {
            **_as_dict(self.what),
            "received": str(self.received),
            "decided": str(self.decided),
            "served": str(self.served) if self.served else None,
            "body": {"kind": str(self.body.kind), "name": self.body.name},
            "grounds": [article.full for article in self.grounds],
            "remedies": _remedies_as_dict(found) if found else None,
            "unsure": self.unsure(found),
        }

    def lines(self, found: Remedies | None) -> Iterator[str]:
        yield f"{self.what.label}（{self.what.key}）"
        yield f"适用情形：{self.what.when}"
        yield "依据："
        yield from (f"  {article.full}" for article in self.grounds)
        if not self.grounds:
            yield "  没有专门条款"
        yield f"文书：{self.what.letter if isinstance(self.what, Outcome) else self.what.label}"
        yield "应当写明："
        yield from (f"  · {said}" for said in self.what.says)
        if isinstance(self.what, Outcome):
            yield "各类答复都应当写明："
            yield from (f"  · {said}" for said in EVERY_LETTER)
            yield "年度报告第三部分："
            for edition in sorted(EDITIONS, reverse=True):
                name = row(self.what.key, edition)
                yield f"  {edition}年版：{_place(self.what.key, edition)[1]}" + (f"（{name}）" if name else "")
        else:
            yield f"对答复期限的影响：{self.what.clock}"
        yield from self._remedies(found)
        yield "未经原文核实的事项："
        yield from (f"  · {fact}" for fact in self.unsure(found))

    def _remedies(self, found: Remedies | None) -> Iterator[str]:
        when = f"{self.body.name}{self.decided}作出" + (f"，{self.served}送达" if self.served else "")
        if found is None:
            yield f"救济（{when}）：取决于不予公开部分的依据，请用 --refused 给出，例如 --refused state_secret"
            return
        yield f"救济（{when}）：{found.route.label}"
        if not found.reconsideration:
            return
        yield f"  行政复议机关：{'或者'.join(map(str, found.reviewers))}"
        yield f"  申请行政复议：{_term(found.reconsideration)}"
        if found.suit:
            yield f"  直接起诉：{_term(found.suit)}"
        if found.suit_after:
            yield f"  复议后起诉：{_term(found.suit_after)}，自收到行政复议决定书之日起"
        yield f"  依据：{'、'.join(article.short for article in found.basis)}"
        yield "救济告知段："
        yield f"  {found.paragraph}"
        if found.lacking:
            yield "发出以前："
            yield from (f"  · {lack}" for lack in found.lacking)


def _term(term: Term) -> str:
    last = ""
    if term.last:
        weekday = "一二三四五六日"[term.last.day.weekday()]
        moved = f"，{term.last.counted}是休息日，顺延" if term.last.day != term.last.counted else ""
        guess = "，放假安排未公布，暂定" if term.last.provisional else ""
        last = f"，最后一日{term.last.day}（星期{weekday}{moved}{guess}）"
    return f"{term.span}{last}（{'、'.join(article.short for article in term.articles)}）"


# --- JSON -----------------------------------------------------------------------------------------------------------


def _as_dict(each: Outcome | Letter) -> dict[str, Any]:
    common = {
        "key": each.key,
        "label": each.label,
        "when": each.when,
        "articles": [article.full for article in each.articles],
        "says": list(each.says),
        "recourse": str(each.recourse),
        "unsure": [str(fact) for fact in each.unsure],
    }
    if isinstance(each, Letter):
        return {**common, "effect": str(each.effect), "clock": each.clock, "ends_case": False}
    return {
        **common,
        "earlier_articles": [article.full for article in each.earlier],
        "letter": each.letter,
        "rows": {"2021": each.row_2021, "2019": each.row_2019},
        "ends_case": True,
    }


def _remedies_as_dict(found: Remedies) -> dict[str, Any]:
    return {
        "route": str(found.route),
        "reconsideration_first": found.first,
        "basis": [article.full for article in found.basis],
        "reviewers": [{"who": reviewer.who, "name": reviewer.name} for reviewer in found.reviewers],
        "reconsideration": _term_as_dict(found.reconsideration),
        "suit": _term_as_dict(found.suit),
        "suit_after_reconsideration": _term_as_dict(found.suit_after),
        "paragraph": found.paragraph,
        "lacking": list(found.lacking),
    }


def _term_as_dict(term: Term | None) -> dict[str, Any] | None:
    if term is None:
        return None
    return {
        "span": term.span,
        "last_day": str(term.last.day) if term.last else None,
        "counted": str(term.last.counted) if term.last else None,
        "provisional": term.last.provisional if term.last else None,
        "articles": [article.full for article in term.articles],
    }
