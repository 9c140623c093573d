"""What was uploaded and left is thrown away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.jobs.schedule import SCHEDULE
from gongkai.office.background import clear_uploads
from gongkai.office.models import Upload
from tests.office.conftest import Holder

pytestmark = pytest.mark.django_db


def test_an_upload_waits_a_day_to_be_confirmed(holder: Holder):
    owner = holder(Role.OFFICER)
    for hours in (1, 25):
        at = timezone.now() - timedelta(hours=hours)
        Upload.objects.create(owner=owner, name=f"{hours}.docx", data=b"x", at=at)
    assert clear_uploads(None) == {"上传文件": 1}
    assert Upload.objects.get().name == "1.docx"
    assert "office.uploads" in {entry.kind for entry in SCHEDULE}
