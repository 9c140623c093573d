"""What is done in the background: old reports are read, each in a process of its own."""

from __future__ import annotations

from gongkai.access.enums import Right
from gongkai.documents import store
from gongkai.filings.models import UploadedReport
from gongkai.filings.reading import read_file
from gongkai.filings.services.uploads import note_read, throw_away
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work


@job("filings.read", "读取上传的历史报告", Right.REGISTER)
def read(work: Work, uploads: list[int]) -> Result:
    """Read what was uploaded; a file that cannot be read costs itself only."""
    found = UploadedReport.objects.select_related("body", "uploaded_by").in_bulk(uploads)
    for number, key in enumerate(uploads[work.done :], work.done + 1):
        upload = found.get(key)
        outcome = read_file(store.read(upload.file_id), upload.name) if upload is not None else None
        with work.unit():
            still = UploadedReport.objects.filter(pk=key, filing=None).select_related("body", "file").first()
            if still is not None and outcome is not None:
                throw_away(still) if outcome.secret else note_read(still, outcome)
            work.checkpoint(number, number, len(uploads))
    kept = UploadedReport.objects.filter(pk__in=uploads)
    refused = kept.exclude(refused="").count()
    told = {"读出": kept.count() - refused, "没有读出": refused, "标有密级，没有保存": len(uploads) - kept.count()}
    return {heading: number for heading, number in told.items() if number}
