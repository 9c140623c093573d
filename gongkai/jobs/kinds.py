"""The kinds of jobs: each a function with a name, a Chinese label and the right that starting it needs.

An application registers its own in a module `background`, which is imported when the platform starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, Final, NamedTuple, ParamSpec

from gongkai.access.enums import Right, Role

if TYPE_CHECKING:
    from gongkai.jobs.work import Work

P = ParamSpec("P")
Result = Mapping[str, Any] | None
"""What a job has to say when it is done, as JSON: headings and what stands under them, as users read it."""


class Kind(NamedTuple):
    name: str
    label: str
    right: Right
    function: Callable[..., Result]
    alarm: Role | None
    """Who is told when a job of this kind that nobody started fails; whatever the schedule runs has somebody."""


KINDS: Final[dict[str, Kind]] = {}


def job(
    name: str, label: str, right: Right, *, alarm: Role | None = None
) -> Callable[[Callable[Concatenate[Work, P], Result]], Callable[Concatenate[Work, P], Result]]:
    """Register a function as a kind of job.

    It is called with the `Work` at hand and the arguments that `services.start` was given, which have been through
    JSON. It may be called again for the same job when a worker was killed, or told to end: what it does in
    `Work.steps` or `Work.unit` takes effect once, what it does outside of them may be repeated.
    """

    def register(function: Callable[Concatenate[Work, P], Result]) -> Callable[Concatenate[Work, P], Result]:
        if name in KINDS:
            raise ValueError(f"two kinds of jobs are named {name}")
        KINDS[name] = Kind(name, label, right, function, alarm)
        return function

    return register
