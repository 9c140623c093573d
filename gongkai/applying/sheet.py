"""A form as somebody fills it in: its steps, what was answered, the files beside it, and what is still wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.forms import BoundField

from gongkai.applying.forms import BodyForm, CorrectForm, HelpForm, HowForm, ReachForm, StepForm, WhatForm, WhoForm
from gongkai.applying.models import Form
from gongkai.bodies.models import Body
from gongkai.cases.enums import Delivery, PaperKind
from gongkai.persons.models import Applicant

MOST: Final = 10 * 2**20
"""Bytes of a file."""
SUFFIXES: Final = ("jpg", "jpeg", "png", "pdf")


class Kept(NamedTuple):
    """A file that is in the draft already."""

    id: int
    kind: str
    name: str
    size: int


class Ask(NamedTuple):
    """Files that are asked for: `least` how many there must be, `most` how many may."""

    kind: PaperKind
    label: str
    help: str
    least: int
    most: int


IDENTITY: Final = Ask(
    PaperKind.IDENTITY, "身份证明", "身份证正反面、护照资料页或者营业执照的照片、扫描件", least=1, most=4
)
PROXY: Final = Ask(PaperKind.PROXY, "授权委托书和代理人的身份证明", "申请人签名或者盖章的授权委托书", least=1, most=4)
PROOF: Final = Ask(PaperKind.RECORD_PROOF, "证据材料", "证明记录不准确的材料", least=1, most=6)


class Wrong(NamedTuple):
    """Something to put right: where, and a sentence."""

    target: str
    text: str
    step: str


@dataclass
class Files:
    """Files asked for on a step, those that are there, and what is wrong."""

    ask: Ask
    there: list[Kept]
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_file_{self.ask.kind}"

    @property
    def full(self) -> bool:
        return len(self.there) >= self.ask.most


@dataclass
class Step:
    """A step as it is shown: `slug` names it in the page, `template` its questions."""

    slug: str
    title: str
    template: str
    forms: tuple[StepForm, ...]
    files: tuple[Files, ...] = ()
    others: list[Wrong] = field(default_factory=list)

    @property
    def form(self) -> StepForm:
        return self.forms[0]

    def facts(self) -> list[tuple[str, str]]:
        """What was answered, heading and text."""
        return [fact for form in self.forms for fact in form.facts()]

    def wrong(self) -> Iterable[Wrong]:
        for form in self.forms:
            for name, errors in form.errors.items():
                target = _target(form[name]) if name in form.fields else f"step-{self.slug}"
                yield from (Wrong(target, str(error), self.slug) for error in errors)
        for files in self.files:
            yield from (Wrong(files.id, error, self.slug) for error in files.errors)
        yield from self.others


def _target(bound: BoundField) -> str:
    """The id of what is to be focused: of radio buttons, the first."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id


class Sheet:
    """A form of a site. `person` is the applicant whose account is signed in; then nothing is asked about them.

    `said` is what was answered; None shows an empty form. What is wrong is told once `check` was called.
    """

    def __init__(
        self,
        form: Form,
        bodies: list[Body],
        said: Mapping[str, str] | None = None,
        files: Iterable[Kept] = (),
        person: Applicant | None = None,
    ) -> None:
        self.form = form
        self.bodies = bodies
        self.said = said
        self.there = list(files)
        self.person = person
        self.checked = False
        self.file_errors: dict[str, list[str]] = {}

    @cached_property
    def steps(self) -> list[Step]:
        return [step for make in STEPS[self.form] if (step := make(self)) is not None]

    @property
    def names(self) -> list[str]:
        """What may be answered."""
        return [name for step in self.steps for form in step.forms for name in form.fields]

    @property
    def body(self) -> Body | None:
        """Whom it is for, where that is known."""
        if len(self.bodies) == 1:
            return self.bodies[0]
        chosen = (self.said or {}).get("body", "")
        return next((body for body in self.bodies if str(body.pk) == chosen), None)

    def answer(self, name: str) -> str:
        return (self.said or {}).get(name, "")

    # Filling in

    def of(self, make: Callable[..., StepForm], **members: Any) -> StepForm:
        """The questions of a step, with what was answered."""
        if self.checked:
            return make(self.said or {}, **members)
        return make(None, initial=dict(self.said or {}), **members)

    def asked(self, *asks: Ask) -> tuple[Files, ...]:
        found = []
        for ask in asks:
            there = [kept for kept in self.there if kept.kind == ask.kind]
            errors = list(self.file_errors.get(ask.kind, ()))
            if self.checked and not errors and len(there) < ask.least and self._must_be(ask):
                errors.append(f"请上传{ask.label}")
            found.append(Files(ask, there, errors))
        return tuple(found)

    def _must_be(self, ask: Ask) -> bool:
        return ask is not PROXY or self.answer("by_agent") == "on"

    # Looking over

    def check(self) -> list[Wrong]:
        """What is wrong or missing, in the order of the steps."""
        self.checked = True
        self.__dict__.pop("steps", None)
        for step in self.steps:
            for form in step.forms:
                form.is_valid()
        self._hold_together()
        return self.wrong

    @property
    def wrong(self) -> list[Wrong]:
        return [each for step in self.steps for each in step.wrong()]

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, tidied; of a form that was checked and is right."""
        return {name: value for step in self.steps for form in step.forms for name, value in form.cleaned_data.items()}

    def _hold_together(self) -> None:
        """What one step's answers want of another's."""
        for step in self.steps:
            if step.slug == "how" and (route := step.form.cleaned_data.get("delivery")) in _NEEDS:
                member, sentence = _NEEDS[Delivery(route)]
                known = bool(getattr(self.person, member)) if self.person is not None else bool(self.answer(member))
                if not known:
                    step.form.add_error("delivery", sentence)
            if step.slug == "who" and self.person is not None and not _is_complete(self.person):
                step.others.append(Wrong("step-who", "您账号里的申请人资料还缺证件号码或者联系方式，请先补全", "who"))


_NEEDS: Final = {
    Delivery.EMAIL: ("email", "选电子邮件的，请在前面填写电子邮箱"),
    Delivery.POST: ("address", "选邮寄的，请在前面填写通信地址"),
}
"""What has to be known of the applicant for a route."""


def _is_complete(person: Applicant) -> bool:
    return bool(person.number) and any((person.phone, person.email, person.address))


# --- the steps ------------------------------------------------------------------------------------------------------


def _body(sheet: Sheet) -> Step | None:
    if len(sheet.bodies) < 2:
        return None
    return Step("body", "选择机关", "applying/steps/body.html", (sheet.of(BodyForm, bodies=sheet.bodies),))


def _what(sheet: Sheet) -> Step:
    return Step("what", "要什么信息", "applying/steps/what.html", (sheet.of(WhatForm),))


def _correct(sheet: Sheet) -> Step:
    return Step("what", "要更正什么", "applying/steps/correct.html", (sheet.of(CorrectForm),), sheet.asked(PROOF))


def _who(sheet: Sheet) -> Step:
    if sheet.person is None:
        return Step("who", "申请人", "applying/steps/who.html", (sheet.of(WhoForm),))
    proof = (IDENTITY,) if sheet.person.verified_at is None else ()
    return Step("who", "申请人", "applying/steps/person.html", (), sheet.asked(*proof))


def _reach(sheet: Sheet) -> Step | None:
    if sheet.person is not None:
        return None
    forms = (sheet.of(ReachForm),)
    return Step("reach", "联系方式和身份证明", "applying/steps/reach.html", forms, sheet.asked(IDENTITY))


def _help(sheet: Sheet) -> Step:
    return Step("help", "代理和协助", "applying/steps/help.html", (sheet.of(HelpForm),), sheet.asked(PROXY))


def _how(sheet: Sheet) -> Step:
    return Step("how", "怎样得到", "applying/steps/how.html", (sheet.of(HowForm),))


STEPS: Final[dict[Form, tuple[Callable[[Sheet], Step | None], ...]]] = {
    Form.REQUEST: (_body, _what, _who, _reach, _help, _how),
    Form.CORRECTION: (_body, _correct, _who, _reach),
}
