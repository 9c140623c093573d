"""A model field whose value is sealed from the moment it is set: in memory, in the database, in a dump."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, overload

from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

from gongkai.persons.keys import Key, Ring, ring
from gongkai.persons.masks import MASKS
from gongkai.persons.sealing import Place, index_of, key_of, seal, unseal

M = TypeVar("M", bound=Model)


def current_ring() -> Ring:
    """The key ring of this installation. Raises KeysError."""
    return ring(settings.KEYS)


class Sealed:
    """A sealed value. It shows masked, and never anything else: `services.reveal` gives the text to who may have it.

    `sealed` is what the database holds; `place` is None for a value that no row gave (`.values()`).
    """

    __slots__ = ("place", "sealed", "shows")

    def __init__(self, sealed: str, place: Place | None = None, shows: str = "whole") -> None:
        self.sealed = sealed
        self.place = place
        self.shows = shows

    @sensitive_variables()
    def __str__(self) -> str:
        if not self.sealed or self.place is None:
            return "******" if self.sealed else ""
        return MASKS[self.shows](unseal(self.sealed, self.place, current_ring()))

    def __repr__(self) -> str:
        return f"<Sealed {'.'.join(self.place) if self.place else ''}>"

    def __bool__(self) -> bool:
        return bool(self.sealed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and (self.sealed, self.place) == (other.sealed, other.place)

    def __hash__(self) -> int:
        return hash((self.sealed, self.place))

    def __getstate__(self) -> tuple[str, Place | None, str]:
        return self.sealed, self.place, self.shows

    def __setstate__(self, state: tuple[str, Place | None, str]) -> None:
        self.sealed, self.place, self.shows = state


EMPTY: Final = Sealed("")


class _Sealing(DeferredAttribute):
    """Seals a text when it is set on an object, with the object's key, and puts the index beside it."""

    field: SealedTextField

    @overload
    def __get__(self, instance: None, owner: type[Model] | None = None) -> _Sealing: ...

    @overload
    def __get__(self, instance: Model, owner: type[Model] | None = None) -> Sealed: ...

    def __get__(self, instance: Model | None, owner: type[Model] | None = None) -> Sealed | _Sealing:
        if instance is None:
            return self
        found: Sealed = super().__get__(instance, owner)
        return Sealed(found.sealed, self.field.place_in(instance), self.field.shows)

    @sensitive_variables()
    def __set__(self, instance: Model, value: object) -> None:
        if isinstance(value, Sealed):
            instance.__dict__[self.field.attname] = value
        elif isinstance(value, str):
            self.field.seal_in(instance, value, current_ring().current if value else None)
        else:
            raise TypeError(f"{self.field} takes text")


if TYPE_CHECKING:
    _Text = models.TextField[str | Sealed, Sealed]
else:
    _Text = models.TextField


class SealedTextField(_Text):
    """Text that the database holds sealed (`sealing`), bound to this table, this column and the row's key.

    The row's primary key is therefore a UUID, known before the row is saved. `shows` names the mask in `masks.MASKS`.
    `index` names a CharField that stands for the text where equal ones are looked for (`looked_up`): nothing else about
    the text can be asked of the database. A text that nobody gave is empty, and not sealed.
    """

    descriptor_class = _Sealing

    def __init__(self, *args: Any, shows: str = "whole", index: str = "", **kwargs: Any) -> None:
        self.shows, self.index = shows, index
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"shows": self.shows, "index": self.index}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = list(super().check(**kwargs))
        if not isinstance(self.model._meta.pk, models.UUIDField):
            found.append(checks.Error("a model with sealed fields has a UUID for its key", obj=self, id="persons.E002"))
        return found

    # Sealing

    def place_in(self, instance: Model) -> Place:
        return Place(self.model._meta.db_table, self.attname, str(instance.pk))

    @sensitive_variables()
    def seal_in(self, instance: Model, text: str, key: Key | None) -> None:
        """Set a text on an object, sealed with a key; None for an empty text."""
        sealed = seal(text, self.place_in(instance), key) if key is not None else ""
        instance.__dict__[self.attname] = Sealed(sealed)
        if self.index:
            setattr(instance, self.index, self.index_for(text, key) if key is not None else "")

    @sensitive_variables()
    def index_for(self, text: str, key: Key) -> str:
        return index_of(text, self.model._meta.db_table, self.attname, key)

    # To and from the database, a form, a dump

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> Sealed:
        return Sealed(value) if value else EMPTY

    def to_python(self, value: object) -> Sealed:
        if isinstance(value, Sealed):
            return value
        if value is None or value == "":
            return EMPTY
        if isinstance(value, str) and key_of(value):  # a dump
            return Sealed(value)
        raise ValidationError("加密的内容只能由服务写入")

    def get_prep_value(self, value: object) -> str:
        if isinstance(value, Sealed):
            return value.sealed
        if value == "":
            return ""
        raise TypeError(
            f"{self} is set on an object and saved, and found by `looked_up`; no query takes the plain text"
        )

    def value_to_string(self, obj: Model) -> str:
        sealed: Sealed = self.value_from_object(obj)
        return sealed.sealed

    def formfield(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self} has no form field: a form asks for plain text and hands it to a service")


def sealed_fields(model: type[Model]) -> list[SealedTextField]:
    return [field for field in model._meta.get_fields() if isinstance(field, SealedTextField)]


@sensitive_variables()
def text_of(instance: Model, name: str) -> str:
    """The plain text of a sealed field, for services that hand it to who may have it.

    Raises:
        KeyIsMissing: the ring lacks the key.
        SealBroken: the value was altered or moved.
    """
    found: Sealed = getattr(instance, name)
    return unseal(found.sealed, found.place, current_ring()) if found.place and found else ""


@sensitive_variables()
def looked_up(model: type[Model], name: str, text: str) -> models.Q:
    """The rows in which a sealed field with an index has exactly this text, whichever key sealed it; none for ""."""
    field = next(each for each in sealed_fields(model) if each.name == name)
    under = [field.index_for(text, key) for key in current_ring().keys] if text else []
    return models.Q((f"{field.index}__in", under))
