"""What may be done on a page: a row of buttons, each offered while the thing at hand allows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from gongkai.access.enums import Right

T = TypeVar("T")


class Action(NamedTuple, Generic[T]):
    """Something that may be done to a thing: `name` names its address, which takes the thing's number; `at_once` says
    that it takes no form. `right` is whose it is. `office/actions.html` shows them, as pairs with their addresses."""

    name: str
    label: str
    when: Callable[[T], bool]
    at_once: bool = False
    tone: str = "button-secondary"
    right: Right = Right.REGISTER
