"""A sealed field never shows its text, whichever way it is looked at, and the database never holds it."""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.forms import model_to_dict, modelform_factory
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter

from gongkai.access.models import User
from gongkai.persons import masks
from gongkai.persons.fields import EMPTY, Sealed, SealedTextField, sealed_fields, text_of
from gongkai.persons.models import SEALED, Applicant
from gongkai.persons.sealing import SealBroken
from gongkai.persons.services import register_applicant, update_applicant
from tests.persons.conftest import LIN, SECRETS

pytestmark = pytest.mark.django_db

CHANGED = {"phone": "13950009999", "address": "福建省海州市西街9号"}
MASKED = {
    "number": "1101**********002X",
    "phone": "138****1234",
    "email": "l***@example.com",
    "address": "福建省海州市****",
    "postcode": "******",
}


def logged(applicant: Applicant) -> str:
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("tests.persons")
    logger.addHandler(handler)
    logger.error("%s %r %s %r", applicant, applicant, applicant.number, [applicant.phone, vars(applicant)])
    logger.removeHandler(handler)
    return records[0]


WAYS: dict[str, Callable[[Applicant], object]] = {
    "str": lambda a: " ".join(str(getattr(a, name)) for name in SEALED),
    "format": lambda a: f"{a.number} {a.phone!s} {a.email!r} {[a.address]} " + "%s" % a.postcode,  # noqa: UP031
    "repr": lambda a: [a, *(getattr(a, name) for name in SEALED)],
    "the object's dictionary": lambda a: vars(a),
    "a log": logged,
    "a template": lambda a: Template(
        "{{ a }} {{ a.number }} {{ a.phone|safe }} {{ a.email|default:1 }} {% for x in all %}{{ x }}{% endfor %}"
    ).render(Context({"a": a, "all": [a.address, a.postcode]})),
    "a form's start": lambda a: model_to_dict(a),
    "a dump": lambda a: serializers.serialize("json", [a]),
    "xml": lambda a: serializers.serialize("xml", [a]),
    "values": lambda a: list(Applicant.objects.values()),
    "lists of values": lambda a: list(Applicant.objects.values_list(*SEALED)),
    "a pickle": lambda a: pickle.dumps([a, a.number, vars(a)]),
    "a copy": lambda a: vars(copy.deepcopy(a)),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_looking_shows_the_text(applicant: Applicant, way: str):
    for seen in (WAYS[way](applicant), WAYS[way](Applicant.objects.get())):
        for secret in SECRETS:
            assert secret not in repr(seen)
            assert secret.encode() not in (seen if isinstance(seen, bytes) else b"")


def test_the_database_holds_no_text_and_no_query_carries_it(lin: User):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        applicant = register_applicant(LIN, by=lin, user=lin)
        update_applicant(applicant, {"phone": "13950009999"}, by=lin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM persons_applicant")
        kept = repr(cursor.fetchall()) + repr(queries.captured_queries)
        cursor.execute("SELECT * FROM audit_deed")
        kept += repr(cursor.fetchall())
    assert "gk:k1:" in kept
    for secret in (*SECRETS, "13950009999"):
        assert secret not in kept


@pytest.mark.parametrize("encoder", [json.JSONEncoder, DjangoJSONEncoder])
def test_json_refuses_it(applicant: Applicant, encoder: type[json.JSONEncoder]):
    with pytest.raises(TypeError):
        json.dumps({"number": applicant.number}, cls=encoder)


def test_it_shows_masked(applicant: Applicant):
    for one in (applicant, Applicant.objects.get(), pickle.loads(pickle.dumps(applicant))):
        assert {name: str(getattr(one, name)) for name in SEALED} == MASKED
    assert str(applicant) == "林**"
    assert str(Applicant.objects.values_list("number", flat=True).get()) == "******"
    assert (str(EMPTY), bool(EMPTY), bool(applicant.number)) == ("", False, True)


@pytest.mark.parametrize(
    ("mask", "text", "seen"),
    [
        (masks.number, "E12345678", "E1*****78"),
        (masks.number, "X1", "**"),
        (masks.phone, "0595-22110000", "059******0000"),
        (masks.phone, "22110000", "2*****00"),
        (masks.phone, "+85212345678", "+85*****5678"),
        (masks.email, "x", "***"),
        (masks.address, "东街1号", "东****"),
        (masks.address, "", "****"),
        (masks.name, "欧阳一", "欧**"),
    ],
)
def test_a_mask_hides_a_third_at_least(mask: Callable[[str], str], text: str, seen: str):
    assert mask(text) == seen


def failing(applicant: Applicant, what: Callable[[Applicant], object]) -> str:
    """The report that Django would send about an error, with the variables of each frame."""
    try:
        what(applicant)
    except Exception:
        reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
        return reporter.get_traceback_text() + reporter.get_traceback_html()
    raise AssertionError("nothing failed")


FAILURES: dict[str, Callable[[Applicant], Any]] = {
    "a wrong member": lambda a: update_applicant(a, {**CHANGED, "postcode": "x"}, by=a.user),
    "the log cannot be written": lambda a: update_applicant(a, CHANGED, by=a.user),
    "an altered value": lambda a: str(a.number),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_the_report_of_an_error_does_not_show_the_text(
    applicant: Applicant, failure: str, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError("磁盘已满")

    if failure == "the log cannot be written":
        monkeypatch.setattr("gongkai.persons.services.record", refuse)
    if failure == "an altered value":
        applicant.number = Sealed(applicant.number.sealed[:-4] + "AAA=")
    report = failing(applicant, FAILURES[failure])
    assert "Traceback" in report
    for secret in (*SECRETS, *CHANGED.values()):
        assert secret not in report


def test_a_sealed_value_opens_in_its_row_and_column_only(applicant: Applicant):
    other = Applicant.objects.get()
    other.pk = Applicant().pk
    for moved in (other, Applicant(phone=applicant.number), Applicant(pk=applicant.pk, phone=applicant.number)):
        with pytest.raises(SealBroken):
            str(moved.phone)
        with pytest.raises(SealBroken):
            text_of(moved, "phone")


def test_rows_of_the_database_that_changed_places_are_found_out(applicant: Applicant, on_paper: Applicant):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE persons_applicant SET phone = (SELECT MAX(phone) FROM persons_applicant)")
    shown = 0
    for each in Applicant.objects.all():
        with contextlib.suppress(SealBroken):
            shown += str(each.phone) == MASKED["phone"]
    assert shown == 1


@pytest.mark.parametrize("column", SEALED)
def test_the_database_refuses_plain_text(applicant: Applicant, column: str):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE persons_applicant SET {column} = '13850001234'")


@pytest.mark.parametrize(
    "query",
    [
        lambda: Applicant.objects.update(phone="13850001234"),
        lambda: Applicant.objects.filter(phone="13850001234"),
        lambda: Applicant.objects.filter(phone__startswith="138"),
        lambda: Applicant.objects.filter(phone__in=["13850001234"]),
        lambda: Applicant(phone=13850001234),
        lambda: modelform_factory(Applicant, fields=["phone"]),
    ],
)
def test_the_text_is_set_by_services_and_asked_of_no_query(applicant: Applicant, query: Callable[[], object]):
    with pytest.raises((TypeError, FieldError)):
        query()


def test_a_dump_is_read_back_and_a_plain_one_is_refused(applicant: Applicant):
    dumped = serializers.serialize("json", [applicant])
    number = applicant.number
    Applicant.objects.all().delete()
    for each in serializers.deserialize("json", dumped):
        each.save()
    assert Applicant.objects.get().number == number
    with pytest.raises(serializers.base.DeserializationError):
        list(serializers.deserialize("json", dumped.replace(number.sealed, LIN["number"])))
    with pytest.raises(ValidationError):
        SealedTextField().to_python("13850001234")


def test_what_is_taken_away_is_empty_and_not_sealed(applicant: Applicant):
    update_applicant(applicant, {"number": "", "phone": ""}, by=applicant.user)
    kept = Applicant.objects.get()
    assert (kept.number.sealed, kept.number_index, kept.phone.sealed) == ("", "", "")
    assert (str(kept.number), text_of(kept, "number")) == ("", "")


def test_the_index_stands_before_its_field_so_that_making_an_object_keeps_it():
    names = [field.name for field in Applicant._meta.fields]
    for field in sealed_fields(Applicant):
        assert not field.index or names.index(field.index) < names.index(field.name)
        assert field.check() == []
