"""A report as a sequence of paragraphs and tables: what every layout prints in its own way."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from gongkai.report.form import SECTIONS
from tests.corpus.content.facts import facts_of, spell
from tests.corpus.content.prose import FLAT
from tests.corpus.model import Case, Number, Sentence
from tests.corpus.tables import TABLES, Table

NUMERALS = "一二三四五六七八九"


@dataclass
class Para:
    """`kind` is leading, title, text, heading, subheading, sign, date or trailing.

    The first `strong` characters are bold.
    """

    text: str
    kind: str = "text"
    strong: int = 0


@dataclass
class Picture:
    """A table published as a picture."""

    name: str


Block = Para | Table | Picture


@dataclass
class Document:
    case: Case
    blocks: list[Block] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]


class Speller:
    """Fills the figures into sentences, the same way each time it is made for a case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.facts = facts_of(case)
        self.rng = Random(case.seed ^ 0x5EED)

    def words(self, text: str) -> str:
        case, space = self.case, " " if self.case.digits == "spaced" else ""
        for mark, year in (("{y}", case.year), ("{p}", case.year - 1), ("{q}", case.year + 1)):
            text = text.replace(mark, f"{space if not text.startswith(mark) else ''}{year}{space}")
        return text.replace("{we}", case.body.we).replace("{u}", case.units.get("request", "件"))

    def number(self, number: Number | str) -> str:
        return number if isinstance(number, str) else spell(number, self.case.digits, self.rng)

    def __call__(self, sentence: Sentence) -> str:
        text = self.words(sentence.template)
        for name, number in {**self.facts, **sentence.given, **sentence.wrong}.items():
            if "{" + name + "}" in text:
                text = text.replace("{" + name + "}", self.number(number))
        return text if text[-1] in "，；：。、" else text + "。"

    def paragraph(self, sentences: list[Sentence]) -> str:
        text = "".join(self(sentence) for sentence in sentences)
        return text[:-1] + "。" if text and text[-1] in "，；、" else text


def document(case: Case) -> Document:
    """The blocks of a report in printed order."""
    text, say = case.narrative, Speller(case)
    made = Document(case, [Para(line, "leading") for line in text.leading])
    made.blocks += [Para(line, "title") for line in text.title]
    if text.raw is not None:
        made.blocks += [Para(say.words(line), kind) for kind, line in text.raw]
    else:
        made.blocks += [Para(say.words(line)) for line in text.preamble]
        for section in SECTIONS:
            if section.key in text.headings:
                number, title = text.headings[section.key]
                made.blocks.append(Para(say.words(f"{number}{title}"), "heading"))
                made.blocks += _section(case, section.key, say)
    if text.signer:
        made.blocks.append(Para(text.signer, "sign"))
    if text.signed:
        made.blocks.append(Para(text.signed, "date"))
    made.blocks += [Para(line, "trailing") for line in text.trailing]
    return made


def _section(case: Case, key: str, say: Speller) -> list[Block]:
    text = case.narrative
    blocks: list[Block] = [Para(say.words(line)) for line in text.before.get(key, [])]
    match key:
        case "overview":
            blocks += _overview(case, say)
        case "problems":
            blocks += _problems(case, say)
        case "other":
            blocks += [Para(say.words(line)) for line in text.other]
        case _ if key in case.quirks.picture_tables:
            blocks.append(Picture(key))
        case _ if key not in case.quirks.drop_tables:
            blocks.append(TABLES[key](case))
    return blocks + [Para(say.words(line)) for line in text.remarks.get(key, [])]


def _overview(case: Case, say: Speller) -> list[Block]:
    text = case.narrative
    blocks: list[Block] = [Para(say.paragraph(text.lead))] if text.lead else []
    for number, part in zip(NUMERALS, text.parts, strict=False):
        body = say.paragraph(part.sentences)
        match text.parts_style:
            case "own_line":
                blocks += [Para(f"（{number}）{part.heading}", "subheading"), Para(body)]
            case "numbered":
                head = f"{NUMERALS.index(number) + 1}.{part.heading}。"
                blocks.append(Para(head + body, strong=len(head)))
            case "flat":
                blocks.append(Para(FLAT[part.key] + body))
            case style:
                head = f"（{number}）{part.heading}。"
                blocks.append(Para(head + body, strong=len(head) if style == "bold" else 0))
    return blocks


def _listed(items: list[str], style: str) -> list[str]:
    if style == "flat":
        return ["；".join(f"{NUMERALS[index]}是{item}" for index, item in enumerate(items)) + "。"]
    return [f"{index}.{item}。" for index, item in enumerate(items, 1)]


def _problems(case: Case, say: Speller) -> list[Block]:
    text = case.narrative
    style = "flat" if text.parts_style in ("flat", "inline", "bold") else "list"
    blocks: list[Block] = []
    for intro, items in ((text.problems_intro, text.problems), (text.measures_intro, text.measures)):
        if not items:
            if intro:
                blocks.append(Para(say.words(intro)))
            continue
        lines = [say.words(line) for line in _listed(items, style)]
        if style == "flat":
            blocks.append(Para(say.words(intro) + lines[0]))
        else:
            blocks += [Para(say.words(intro)), *(Para(line) for line in lines)]
    return blocks
