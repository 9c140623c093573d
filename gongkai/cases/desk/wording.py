"""The form of a letter: of all that may be stated, what the text of this letter takes; for each item and each withheld
part of one. What the case tells stands in it already, and is not kept as stated unless somebody changed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as members_of
from datetime import date
from typing import Any, Final, NamedTuple, get_origin, get_type_hints

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from gongkai.cases.enums import CORRECTIONS, LETTERS
from gongkai.cases.models import CaseLetter
from gongkai.cases.models.giving import GROUNDS
from gongkai.cases.services.facts import DAYS, STATED, facts_for
from gongkai.cases.services.letters import NOT_ASKED, templates
from gongkai.law.outcomes import OUTCOMES, Recourse, letter, outcome
from gongkai.letters import DECISIONS, Facts, Finding, LetterError
from gongkai.letters.elements import PART, SAYS
from gongkai.letters.interchange import finding_as_dict, members_from
from gongkai.letters.slots import SLOTS, grounds
from gongkai.letters.template import Node, Slot, Template, When
from gongkai.office.fields import DayField

MOST: Final = 20
"""Items of a letter, and parts of an item."""
LONG: Final = frozenset(
    {
        *("reasons", "reason", "where", "harm", "opinion", "public_interest", "work_needed", "unclear", "explained"),
        *("obtained", "checked", "correction", "guidance", "content", "question", "special_rule", "search_where"),
    }
)
"""What takes more than a line."""
CHOICES: Final[Mapping[tuple[str, str], Sequence[str]]] = {
    ("third_party_rights", "interest"): ("商业秘密", "个人隐私"),
    ("internal_affairs", "category"): ("人事管理", "后勤管理", "内部工作流程"),
    ("deliberative_process", "category"): ("讨论记录", "过程稿", "磋商信函", "请示报告"),
    ("state_secret", "level"): ("绝密级", "机密级", "秘密级"),
}
"""What the law has only so many of."""
NOT_TYPED: Final = frozenset({"since", "forwarded_on", "received_by", "consent_by", "consent_on", "recipient"})
"""Of letters on the way, what follows from the case or from the signature."""
GIVEN: Final = ("form", "route", "form_reason", "attachments")
"""How information is given; asked once for a letter."""
_FACTS, _FINDING = get_type_hints(Facts), get_type_hints(Finding)
_HINTS: Final = {
    "attachments": "每行一件",
    "given": "每行一件，如“《某某表》第1页至第3页”",
    "points": "每行一项，一次写全",
}
_ITEM: Final = re.compile(r"item-(\d{1,2})-outcome")
_PART: Final = re.compile(r"item-(\d{1,2})-part-(\d{1,2})-outcome")


class Shape(NamedTuple):
    """An item: its outcome, and those on which its parts are withheld."""

    outcome: str
    parts: tuple[str, ...] = ()


# --- which fields ---------------------------------------------------------------------------------------------------


def slots_of(template: Template) -> list[str]:
    """The slots of a template's text, in their order, but for what it says of each withheld part."""
    found: list[str] = []
    for paragraph in (each for each in template.paragraphs if not each.each):
        found += [*_named(paragraph.text.nodes), *filter(None, [paragraph.when])]
    return list(dict.fromkeys(found))


def _named(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Slot(name):
                yield name
            case When(name, _, inner):
                yield name
                yield from _named(inner)


def of_finding(key: str) -> list[str]:
    """What is stated of an item with this outcome."""
    wanted = [slot for elements in SAYS[key] for element in elements for slot in element.slots]
    known = {each.name for each in members_of(Finding)} - {"outcome", "asked", "articles", "parts"}
    return [slot for slot in dict.fromkeys([*slots_of(templates().by_key[key]), *wanted]) if slot in known]


def of_letter(key: str) -> list[str]:
    """What is stated of a letter on the way."""
    if key == "extension_notice":
        return [DAYS, "reason"]
    wanted = [slot for elements in SAYS[key] for element in elements for slot in element.slots]
    found = dict.fromkeys([*slots_of(templates().by_key[key]), *wanted])
    return [slot for slot in found if slot in STATED - NOT_TYPED]


def _labels(key: str) -> dict[str, str]:
    """What a letter calls its slots, where it has a word of its own."""
    return {
        element.slots[0]: element.label
        for elements in SAYS[key]
        for element in elements
        if len(element.slots) == 1 and element.label
    }


_OTHERS: Final = {"attachments": "附件"}
"""What no text of a template names."""


def _field(slot: str, hint: Any, key: str) -> forms.Field:
    label = _labels(key).get(slot) or SLOTS.get(slot) or _OTHERS[slot]
    if chosen := CHOICES.get((key, slot)):
        return forms.ChoiceField(
            label=label, choices=[("", "请选择"), *((each, each) for each in chosen)], required=False
        )
    if hint is bool:
        return forms.BooleanField(label=label, required=False)
    if hint == date | None:
        return DayField(label=label, required=False)
    if get_origin(hint) is tuple:
        area = forms.Textarea({"rows": 3})
        return forms.CharField(
            label=label, required=False, max_length=5000, widget=area, help_text=_HINTS.get(slot, "每行一项")
        )
    if slot in LONG:
        return forms.CharField(label=label, required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    return forms.CharField(label=label, required=False, max_length=300)


# --- the form -------------------------------------------------------------------------------------------------------


class Box(NamedTuple):
    """The fields of an item or of a part, as the page shows them."""

    title: str
    says: Sequence[str]
    fields: list[BoundField]
    further: list[BoundField]
    drop: str
    add: str = ""
    new: str = ""
    """What the choice is called that goes with `add`."""
    parts: list[Any] = []  # noqa: RUF012


class LetterForm(forms.Form):
    """All that an officer states for a letter. `shape` is of which items, with which parts."""

    def __init__(self, *args: Any, of: CaseLetter, shape: Sequence[Shape], **kwargs: Any) -> None:
        self.of, self.shape = of, tuple(shape)
        self.told = facts_for(_bare(of, self.shape))
        self.asks_why_nobody = of.case is not None and not of.case.consultations.filter(to="third_party").exists()
        current = facts_for(_bare(of, self.shape, stated=of.given)) if of.given else self.told
        kwargs["initial"] = {**self._initial(current), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._build()

    def _build(self) -> None:
        if self.of.key not in DECISIONS:
            for slot in of_letter(self.of.key):
                self.fields[slot] = _days() if slot == DAYS else _field(slot, _FACTS[slot], self.of.key)
            return
        for at, item in enumerate(self.shape):
            self._add_finding(f"item-{at}-", item.outcome, several=len(self.shape) > 1)
            for number, part in enumerate(item.parts):
                self._add_part(f"item-{at}-part-{number}-", part)
        if any(item.outcome in ("disclosed", "partial") for item in self.shape):
            for slot in GIVEN:
                self.fields[slot] = _field(slot, _FACTS[slot], self.of.key)

    def _name(self, prefix: str, key: str) -> None:
        self.fields[f"{prefix}outcome"] = forms.CharField(widget=forms.HiddenInput)
        self.initial[f"{prefix}outcome"] = key

    def _add_finding(self, prefix: str, key: str, *, several: bool) -> None:
        self._name(prefix, key)
        if several:
            self.fields[f"{prefix}asked"] = _asked("所答复的申请内容")
        for slot in of_finding(key):
            self.fields[f"{prefix}{slot}"] = _field(slot, _FINDING[slot], key)
        self._ask_why_nobody(prefix, key)
        self.fields[f"{prefix}articles"] = _articles()

    def _add_part(self, prefix: str, key: str) -> None:
        self._name(prefix, key)
        self.fields[f"{prefix}asked"] = _asked(PART[0].label)
        self.fields[f"{prefix}reasons"] = _field("reasons", str, key)
        self.fields[f"{prefix}reasons"].label = PART[1].label
        self._ask_why_nobody(prefix, key)
        self.fields[f"{prefix}articles"] = _articles()

    def _ask_why_nobody(self, prefix: str, key: str) -> None:
        """Where third parties' rights are the ground and nobody was asked, the reason why takes the opinion's place."""
        if key == "third_party_rights" and self.asks_why_nobody:
            why = forms.CharField(
                label=f"{NOT_ASKED}的原因",
                required=False,
                max_length=300,
                help_text="应当先书面征求意见；无法联系等确实不能征求的，才写",
            )
            self.fields[f"{prefix}opinion"] = why

    # --- what stands in it ---

    def _initial(self, facts: Facts) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for at, finding in enumerate(facts.findings):
            found |= self._of_finding(f"item-{at}-", finding, facts)
            for number, part in enumerate(finding.parts):
                found |= self._of_finding(f"item-{at}-part-{number}-", part, facts)
        for slot in STATED:
            found[slot] = _shown(getattr(facts, slot)) if slot not in ("findings", DAYS) and slot in _FACTS else None
        found[DAYS] = self.of.given.get(DAYS, 20)
        return found

    def _of_finding(self, prefix: str, finding: Finding, facts: Facts) -> dict[str, Any]:
        found = {f"{prefix}{name}": _shown(getattr(finding, name)) for name in _FINDING if name not in ("parts",)}
        found[f"{prefix}articles"] = "\n".join(each.short for each in finding.articles or grounds(finding, facts))
        if self.asks_why_nobody:
            found[f"{prefix}opinion"] = finding.opinion.removeprefix(_NOBODY)
        return found

    def boxes(self) -> list[Box]:
        """The items with their parts."""
        return [self._box(f"item-{at}-", item.outcome, at) for at, item in enumerate(self.shape)]

    def _box(self, prefix: str, key: str, at: int) -> Box:
        about = outcome(key)
        parts = [
            self._part_box(f"{prefix}part-{number}-", part, number) for number, part in enumerate(self.shape[at].parts)
        ]
        own = [name for name in self.fields if name.startswith(prefix) and "-part-" not in name]
        title = f"第{at + 1}项：{about.label}" if len(self.shape) > 1 else about.label
        return Box(
            title,
            about.says,
            [self[name] for name in own if not name.endswith(("-outcome", "-articles"))],
            [self[f"{prefix}articles"]],
            f"drop-{prefix}" if len(self.shape) > 1 else "",
            f"add-{prefix}" if about.recourse is Recourse.PARTS and len(parts) < MOST else "",
            f"new-{prefix}",
            parts,
        )

    def _part_box(self, prefix: str, key: str, number: int) -> Box:
        own = [name for name in self.fields if name.startswith(prefix)]
        shown = [self[name] for name in own if not name.endswith(("-outcome", "-articles"))]
        title = f"不予公开的第{number + 1}部分：{outcome(key).label}"
        return Box(title, (), shown, [self[f"{prefix}articles"]], f"drop-{prefix}")

    def plain(self) -> list[BoundField]:
        """What is asked once for the letter."""
        return [field for field in self.visible_fields() if not field.name.startswith("item-")]

    @property
    def says(self) -> Sequence[str]:
        """What a letter on the way must say."""
        return () if self.of.key in DECISIONS else letter(self.of.key).says

    # --- what is stated ---

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        try:
            members_from({name: value for name, value in self.given(values).items() if name != DAYS})
        except LetterError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return values

    def given(self, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What is stated otherwise than the case tells it, as `letters.draft` takes it."""
        values = self.cleaned_data if values is None else values
        found: dict[str, Any] = {}
        for name in self.fields:
            if name.startswith("item-"):
                continue
            value = _kept(values.get(name))
            if name == DAYS or value != _kept(_shown(getattr(self.told, name))):
                found[name] = _listed(value) if get_origin(_FACTS.get(name)) is tuple else value
        if self.of.key in DECISIONS:
            findings = [self._finding(f"item-{at}-", item, values) for at, item in enumerate(self.shape)]
            if findings != [{"outcome": each.outcome} for each in facts_for(_bare(self.of, ())).findings]:
                found["findings"] = findings
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def _finding(self, prefix: str, item: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
        at = int(prefix.split("-")[1])
        told = self.told.findings[at] if at < len(self.told.findings) else Finding(outcome=item.outcome)
        said = self._said(prefix, item.outcome, told, values)
        parts = [
            self._said(f"{prefix}part-{number}-", part, Finding(outcome=part), values)
            for number, part in enumerate(item.parts)
        ]
        if parts != [finding_as_dict(part) for part in told.parts]:
            said["parts"] = parts
        return said

    def _said(self, prefix: str, key: str, told: Finding, values: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"outcome": key}
        before = self._of_finding(prefix, told, self.told)
        for name in (
            each for each in self.fields if each.startswith(prefix) and "-part-" not in each.removeprefix(prefix)
        ):
            slot = name.removeprefix(prefix)
            if "-" in slot or slot == "outcome" or (value := _kept(values.get(name))) == _kept(before[name]):
                continue
            if slot == "opinion" and self.asks_why_nobody and value:
                value = f"{_NOBODY}{value}"
            found[slot] = _listed(value) if get_origin(_FINDING[slot]) is tuple else value
        return {name: value for name, value in found.items() if value not in (None, "", [])}


_NOBODY: Final = f"{NOT_ASKED}，原因是："


def _bare(of: CaseLetter, shape: Sequence[Shape], *, stated: Mapping[str, Any] | None = None) -> CaseLetter:
    """The letter, not saved, with nothing stated but its items, or with what was stated of those still there."""
    given = {name: value for name, value in (stated or {}).items() if name != "findings"}
    if of.key in DECISIONS and shape:
        said = list((stated or {}).get("findings", ()))
        given["findings"] = [
            said[at] if at < len(said) and said[at]["outcome"] == item.outcome else {"outcome": item.outcome}
            for at, item in enumerate(shape)
        ]
    return CaseLetter(
        case=of.case, correction=of.correction, body=of.body, consultation=of.consultation, key=of.key, given=given
    )


def _asked(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=500)


def _articles() -> forms.CharField:
    return forms.CharField(
        label="所依据的条款",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="每行一条，如“条例第36条第3项”；一般不用改",
    )


def _days() -> forms.IntegerField:
    return forms.IntegerField(label="延长的工作日数", min_value=1, max_value=20)


def _shown(value: Any) -> Any:
    """A member as its field shows it."""
    return "\n".join(map(str, value)) if isinstance(value, tuple) else value


def _kept(value: Any) -> Any:
    """A value of the form as JSON has it."""
    match value:
        case date():
            return value.isoformat()
        case str():
            return "\n".join(line for each in value.splitlines() if (line := each.strip().rstrip("。；"))).strip()
        case _:
            return value


def _listed(value: Any) -> list[str]:
    return value.splitlines() if isinstance(value, str) else []


# --- the shape ------------------------------------------------------------------------------------------------------


def shape_of(facts: Facts) -> tuple[Shape, ...]:
    """The items of a letter as it stands."""
    return tuple(Shape(each.outcome, tuple(part.outcome for part in each.parts)) for each in facts.findings)


def shape_from(data: QueryDict) -> tuple[Shape, ...]:
    """The items of a form that was sent."""
    items: dict[int, str] = {}
    parts: dict[int, dict[int, str]] = {}
    for name, value in data.items():
        if (found := _ITEM.fullmatch(name)) and value in _OUTCOMES:
            items[int(found[1])] = str(value)
        elif (found := _PART.fullmatch(name)) and value in _GROUNDS:
            parts.setdefault(int(found[1]), {})[int(found[2])] = str(value)
    return tuple(
        Shape(items[at], tuple(parts.get(at, {})[number] for number in sorted(parts.get(at, {}))))
        for at in sorted(items)
    )


class Changed(NamedTuple):
    """A form that was sent with an item or a part more, or less: the new shape, and what was typed."""

    shape: tuple[Shape, ...]
    typed: dict[str, Any]


def changed(data: QueryDict) -> Changed | None:
    """What a button of the form asks for beside saving; None where it asks for that."""
    shape = shape_from(data)
    typed = {name: value for name, value in data.items() if name not in ("csrfmiddlewaretoken",)}
    for name in data:
        if name == "add-item" and (key := data.get("new-item", "")) in _OUTCOMES and len(shape) < MOST:
            return Changed((*shape, Shape(key)), typed)
        if found := re.fullmatch(r"add-item-(\d{1,2})-", name):
            at, key = int(found[1]), data.get(f"new-item-{found[1]}-", "")
            if at < len(shape) and key in _GROUNDS and len(shape[at].parts) < MOST:
                parts = (*shape[at].parts, key)
                return Changed((*shape[:at], Shape(shape[at].outcome, parts), *shape[at + 1 :]), typed)
            return Changed(shape, typed)
        if found := re.fullmatch(r"drop-item-(\d{1,2})-(?:part-(\d{1,2})-)?", name):
            return _without(shape, typed, int(found[1]), None if found[2] is None else int(found[2]))
    return None


def _without(shape: tuple[Shape, ...], typed: dict[str, Any], at: int, number: int | None) -> Changed:
    """The form without an item or a part; those after it move up with what was typed in them."""
    if at >= len(shape):
        return Changed(shape, typed)
    if number is None:
        return Changed((*shape[:at], *shape[at + 1 :]), _moved(typed, "item-", at))
    parts = (*shape[at].parts[:number], *shape[at].parts[number + 1 :])
    return Changed(
        (*shape[:at], Shape(shape[at].outcome, parts), *shape[at + 1 :]), _moved(typed, f"item-{at}-part-", number)
    )


def _moved(typed: dict[str, Any], prefix: str, gone: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in typed.items():
        rest = name.removeprefix(prefix)
        number, _, end = rest.partition("-")
        if rest == name or not number.isdigit() or int(number) < gone:
            found[name] = value
        elif int(number) > gone:
            found[f"{prefix}{int(number) - 1}-{end}"] = value
    return found


_OUTCOMES: Final = {each.key for each in OUTCOMES} & set(dict(LETTERS))
_GROUNDS: Final = dict(GROUNDS)


def items_to_add(of: CaseLetter) -> list[tuple[str, str]]:
    """Outcomes that another item of the letter may have."""
    corrections = {key for key, _ in CORRECTIONS}
    same = of.key in corrections
    ended = {"withdrawn", "not_supplemented", "fee_unpaid"}
    return [(each.key, each.label) for each in OUTCOMES if (each.key in corrections) == same and each.key not in ended]


PARTS: Final = GROUNDS
"""On what a part may be withheld."""
