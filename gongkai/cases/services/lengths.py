"""How long the texts of a record may be: the database does not say, and not everybody comes by a form."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Model, TextField


def require_lengths(record: Model) -> None:
    """
    Raises:
        ValidationError: a text is longer than its field allows.
    """
    wrong = {}
    for field in record._meta.fields:
        text = getattr(record, field.attname)
        if isinstance(field, TextField) and field.max_length is not None and len(text) > field.max_length:
            wrong[field.name] = f"{field.verbose_name}不能超过{field.max_length}字，现有{len(text)}字"
    if wrong:
        raise ValidationError(wrong)
