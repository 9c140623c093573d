"""Letters from facts: the template filled, the paragraph on remedies from the law, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongkai.law.articles import REGULATIONS
from gongkai.law.errors import CalendarNotPublished
from gongkai.law.outcomes import LETTERS, OUTCOMES, REPLY, Outcome, Recourse, letter, outcome
from gongkai.law.remedy import Body, Remedies, remedies
from gongkai.law.workdays import WorkCalendar, calendar
from gongkai.letters.elements import TO_OTHERS, of_decision, of_letter, of_remedy
from gongkai.letters.errors import NotFitting
from gongkai.letters.facts import Facts, Finding
from gongkai.letters.letter import Block, Kind, Letter, Must, gap
from gongkai.letters.slots import SLOTS, Scope
from gongkai.letters.template import Paragraph, Template, Templates, Text, read_templates
from gongkai.letters.text import day, plain

DECISIONS: Final = tuple(each.key for each in OUTCOMES)
ON_THE_WAY: Final = tuple(each.key for each in LETTERS)

_COUNTED: Final = {"acknowledgement": ("due",), "extension_notice": ("new_due",), "delay_notice": ("new_due",)}
"""The days in working days that a letter states as the law's."""
_SET: Final = {"supplement_notice": ("reply_by",), "reasons_notice": ("reply_by",)}
"""And those that the body sets."""
_MOST: Final = 20
"""Working days by which an answer may be put off (Regulations, art. 33)."""


def compose(
    letter_key: str, facts: Facts, *, work: WorkCalendar | None = None, templates: Templates | None = None
) -> Letter:
    """The letter of an outcome (`not_held`) or on the way (`supplement_notice`), from what is known.

    What is not known stands in it as 〔待填：…〕, and `missing` names it. Where several items were asked the key is the
    outcome by which the request is counted, and each finding is told by its own outcome's template.

    Raises:
        UnknownOutcome: there is no such letter, or a finding has no such outcome.
        NotFitting: the facts do not go with the letter.
        CalendarNotPublished: the letter would state a day in a year without a holiday notice.
        LawError: the remedies cannot be told: more reviewers than there are, a day before the law.
    """
    templates = templates or read_templates()
    work = work or calendar()
    if letter_key in ON_THE_WAY:
        return _on_the_way(letter_key, facts, work, templates)
    return _decision(outcome(letter_key), facts, work, templates)


def missing(
    letter_key: str,
    facts_or_letter: Facts | Letter,
    *,
    work: WorkCalendar | None = None,
    templates: Templates | None = None,
) -> list[str]:
    """What the law wants in the letter and the facts, or an edited text, do not have: Chinese sentences.

    An empty list means that it may be approved.

    Raises:
        NotFitting: the letter is another one.
        And what `compose` raises.
    """
    if isinstance(facts_or_letter, Letter):
        if facts_or_letter.key != letter_key:
            raise NotFitting(f"这份文书是{label(facts_or_letter.key)}，不是{label(letter_key)}")
        return list(dict.fromkeys(facts_or_letter.missing()))
    composed = compose(letter_key, facts_or_letter, work=work, templates=templates)
    return list(dict.fromkeys(composed.missing(facts=True)))


def number_of(letter_key: str, *, short: str, year: int, serial: int, templates: Templates | None = None) -> str:
    """The number of a letter in its yearly series: 海教公复〔2024〕1号; empty for one that has none.

    `short` is the body's abbreviation (机关代字), `serial` counts from one each year.

    Raises:
        UnknownOutcome: there is no such letter.
        NotFitting: no abbreviation, or a serial below one.
    """
    if not plain(short) or serial < 1:
        raise NotFitting("文号要有机关代字，序号从1起每年单独编")
    return _numbered(letter_key, short, year, str(serial), templates)


def series_of(letter_key: str, *, short: str, year: int, templates: Templates | None = None) -> str:
    """In which series a letter is numbered: its number without the serial, 海教公复〔2024〕号; empty for one without.

    Raises:
        UnknownOutcome: there is no such letter.
    """
    return _numbered(letter_key, short, year, "", templates)


def _numbered(letter_key: str, short: str, year: int, serial: str, templates: Templates | None) -> str:
    templates = templates or read_templates()
    key = letter_key if letter_key in ON_THE_WAY else outcome(letter_key).key
    own = templates.by_key[key].number or (templates.decision.number if key in DECISIONS else None)
    if own is None:
        return ""
    values = {"short": plain(short), "year": str(year), "serial": serial}
    return own.fill(lambda name: values[name], lambda name: "")


def label(letter_key: str) -> str:
    """What a letter is called, for sentences about it."""
    return letter(letter_key).label if letter_key in ON_THE_WAY else f"“{outcome(letter_key).label}”的答复"


# --- letters on the way ---------------------------------------------------------------------------------------------


def _on_the_way(key: str, facts: Facts, work: WorkCalendar, templates: Templates) -> Letter:
    if facts.received is not None and facts.received < REGULATIONS.since:
        raise NotFitting(f"{day(REGULATIONS.since)}以前收到的申请适用2007年公布的条例，没有该条例的{letter(key).label}")
    _require_published(key, facts, work)
    template, scope = templates.by_key[key], Scope(key, facts)
    remedy = _remedies_of_letter(key, facts, work)
    blocks = tuple(_blocks(template, scope, template.title, _remedy_text(facts, remedy), iter(())))
    musts = (*of_letter(key, scope, template.to), *(of_remedy(remedy) if remedy else _no_remedy(key)))
    return Letter(
        key=key,
        issuer=plain(facts.issuer.name),
        on=facts.on,
        blocks=_framed(blocks, facts, template),
        musts=musts,
        template=template.named,
        secret=(facts.applicant,) if key in TO_OTHERS else (),
        wrong=(*_wrong(key, facts, work), *(remedy.lacking if remedy else ())),
    )


def _remedies_of_letter(key: str, facts: Facts, work: WorkCalendar) -> Remedies | None:
    about = letter(key)
    if about.recourse is Recourse.NONE or facts.on is None:
        return None
    return remedies(
        about, decided=facts.on, body=_body(facts), online=facts.online, portal=plain(facts.portal), work=work
    )


def _no_remedy(key: str) -> tuple[Must, ...]:
    return (
        () if key in ON_THE_WAY and letter(key).recourse is Recourse.NONE else (Must("救济途径", False, strict=True),)
    )


def _require_published(key: str, facts: Facts, work: WorkCalendar) -> None:
    stated = [getattr(facts, member) for member in (*_COUNTED.get(key, ()), *_SET.get(key, ()))]
    if key in DECISIONS:
        stated += [event.until for event in facts.events]
    for each in stated:
        if each is not None and work.is_provisional(each):
            raise CalendarNotPublished(each.year, first=work.first, last=work.last)


def _wrong(key: str, facts: Facts, work: WorkCalendar) -> Iterator[str]:
    """What contradicts itself or the law."""
    if facts.number and facts.on and "〔" in facts.number and f"〔{facts.on.year}〕" not in facts.number:
        yield f"文号{plain(facts.number)}的年份与成文日期{day(facts.on)}不一致"
    if facts.on and facts.received and facts.on < facts.received:
        yield f"成文日期{day(facts.on)}早于收到申请的日期{day(facts.received)}"
    if key == "extension_notice" and facts.due and facts.new_due:
        if facts.new_due <= facts.due:
            yield f"新的答复期限{day(facts.new_due)}不晚于原定期限{day(facts.due)}"
        elif facts.new_due > (latest := work.after(facts.due, _MOST)):
            yield f"延长的期限不得超过{_MOST}个工作日，最晚到{day(latest)}（条例第33条第2款）"
        if facts.on and facts.on > facts.due:
            yield f"延期应在原定期限{day(facts.due)}届满以前告知（条例第33条第2款）"


# --- decisions ------------------------------------------------------------------------------------------------------


def _decision(about: Outcome, facts: Facts, work: WorkCalendar, templates: Templates) -> Letter:
    found = tuple(outcome(each.outcome) for each in facts.findings)
    if found and about not in found and about.recourse is not Recourse.PARTS:
        raise NotFitting(f"各项认定中没有“{about.label}”，请核对答复类型")
    if found and len({each.row_2021 is None for each in found}) > 1:
        raise NotFitting("更正申请不是政府信息公开申请，应当另行答复")
    _require_published(about.key, facts, work)
    scope, frame = Scope(about.key, facts), templates.decision
    headed = about if len(found) < 2 else _headed(about, found)
    remedy = _remedies_of_decision(headed, facts, work)
    findings = _findings(scope, templates)
    title = templates.by_key[about.key].title or headed.letter
    blocks = tuple(_blocks(frame, scope, title, _remedy_text(facts, remedy), findings))
    used = dict.fromkeys((frame.key, about.key, *(each.key for each in found)))
    return Letter(
        key=about.key,
        issuer=plain(facts.issuer.name),
        on=facts.on,
        blocks=_framed(blocks, facts, frame),
        musts=(
            *of_decision(scope, frame.to),
            *(of_remedy(remedy) if remedy else (Must("救济途径", False, strict=True),)),
        ),
        template="，".join(templates.by_key[key].named for key in used),
        wrong=(*_wrong(about.key, facts, work), *(remedy.lacking if remedy else ())),
    )


def _headed(about: Outcome, found: tuple[Outcome, ...]) -> Outcome:
    """By which of several outcomes the letter is called: a reply, if one of them is."""
    return next((each for each in (about, *found) if each.letter == REPLY), about)


def _remedies_of_decision(about: Outcome, facts: Facts, work: WorkCalendar) -> Remedies | None:
    """The remedies of all findings together: refusals apart from the rest, as in a partial disclosure."""
    if facts.on is None or not facts.findings:
        return None
    refused, others = _sides(facts.findings)
    parts: tuple[str, ...] = ()
    if refused and others:
        about, parts = outcome("partial"), refused
    elif about.recourse is Recourse.PARTS:
        parts = _withheld(facts.findings)
        if not parts:
            return None
    elif refused:
        about = outcome(refused[0])
    return remedies(
        about,
        decided=facts.on,
        body=_body(facts),
        refused_parts=parts,
        online=facts.online,
        portal=plain(facts.portal),
        work=work,
    )


def _sides(findings: tuple[Finding, ...]) -> tuple[tuple[str, ...], bool]:
    """The refusals under arts. 14 to 16 among findings and parts, and whether there is anything beside them."""
    refused: list[str] = []
    others = False
    for finding in findings:
        known = outcome(finding.outcome)
        for each in finding.parts if known.recourse is Recourse.PARTS else (finding,):
            ends = outcome(each.outcome)
            if ends.recourse is Recourse.REFUSAL:
                refused.append(ends.key)
            else:
                others = True
        others = others or known.recourse is Recourse.PARTS
    return tuple(dict.fromkeys(refused)), others


def _withheld(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.outcome for finding in findings for part in finding.parts))


def _body(facts: Facts) -> Body:
    issuer = facts.issuer
    return Body(issuer.kind, plain(issuer.name), tuple(map(plain, issuer.reviewers)))


def _findings(scope: Scope, templates: Templates) -> Iterator[Block]:
    findings = scope.facts.findings
    if not findings:
        yield Block(Kind.PARAGRAPH, gap("认定：所依据的条、款、项和理由"))
    for at, finding in enumerate(findings, 1):
        within = scope.within(finding, at)
        if len(findings) > 1 and templates.decision.item:
            yield Block(Kind.HEADING, _fill(templates.decision.item, within), at)
        for paragraph in templates.by_key[outcome(finding.outcome).key].paragraphs:
            yield from _paragraphs(paragraph, within, at)


def _paragraphs(paragraph: Paragraph, scope: Scope, item: int = 0) -> Iterator[Block]:
    if paragraph.when and not scope.value(paragraph.when):
        return
    if not paragraph.each:
        yield Block(Kind.PARAGRAPH, _fill(paragraph.text, scope), item)
        return
    parts = scope.finding.parts if scope.finding else ()
    for number, part in enumerate(parts, 1):
        yield Block(Kind.PARAGRAPH, _fill(paragraph.text, scope.of_part(part, number)), item, number)
    if not parts:
        yield Block(Kind.PARAGRAPH, gap("不予公开的每一部分及其依据和理由"), item)


def _history(scope: Scope, template: Template) -> Iterator[str]:
    for event in scope.facts.events:
        if text := (template.history or {}).get(str(event.kind)):
            yield _fill(text, scope.of(event))


# --- both -----------------------------------------------------------------------------------------------------------


def _fill(text: Text, scope: Scope) -> str:
    return text.fill(scope.value, lambda name: gap(SLOTS[name]))


def _remedy_text(facts: Facts, remedy: Remedies | None) -> str:
    if remedy is not None:
        return remedy.paragraph
    return gap("救济途径" if facts.on else "救济途径（先填写成文日期）")


def _blocks(template: Template, scope: Scope, title: str, remedy: str, findings: Iterator[Block]) -> Iterator[Block]:
    """From the title to the last paragraph."""
    to = scope.value(template.to) or gap("收件人")
    yield Block(Kind.TITLE, title)
    yield Block(Kind.ADDRESSEE, f"{to}：")
    for paragraph in template.paragraphs:
        match paragraph.use:
            case "history":
                if told := "".join(_history(scope, template)):
                    yield Block(Kind.PARAGRAPH, told)
            case "findings":
                yield from findings
            case "remedy":
                yield Block(Kind.PARAGRAPH, remedy)
            case _:
                yield from _paragraphs(paragraph, scope)


def _framed(blocks: tuple[Block, ...], facts: Facts, template: Template) -> tuple[Block, ...]:
    """With the number in front, and attachments, signature, date and contact behind."""
    scope = Scope(template.key, facts)
    number = plain(facts.number) or (gap("文号") if template.number else "")
    attachments = [text for each in facts.attachments if (text := plain(each))]
    listed = (f"{at}．{each}" for at, each in enumerate(attachments, 1)) if len(attachments) > 1 else attachments
    return (
        *([Block(Kind.NUMBER, number)] if number else []),
        *blocks,
        *(Block(Kind.ATTACHMENT, f"{'附件：' if not at else ''}{each}") for at, each in enumerate(listed)),
        Block(Kind.SIGNATURE, plain(facts.issuer.name)),
        Block(Kind.DATE, day(facts.on) if facts.on else gap("成文日期")),
        Block(Kind.CONTACT, f"（{scope.value('contact') or gap('联系方式')}）"),
    )
