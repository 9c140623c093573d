"""What Wagtail calls by the names of its fields and tables."""

from __future__ import annotations

import re

import pytest
from django.forms import Form
from wagtail.models import Collection, Page

from gongkai.office.labels import LABELS


@pytest.mark.parametrize("form", [form for form, _ in LABELS], ids=lambda form: form.__name__)
def test_every_field_has_a_chinese_label(form: type[Form]):
    labels = {name: str(field.label) for name, field in form.base_fields.items() if not field.widget.is_hidden}
    assert {name: label for name, label in labels.items() if not re.search("[一-鿿]", label)} == {}


@pytest.mark.django_db
def test_what_is_above_all_sites_and_all_folders_has_a_chinese_name():
    assert Page.get_first_root_node().title == "根页面"
    assert Collection.get_first_root_node().name == "全部"
