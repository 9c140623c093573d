"""The archive package of a case: everything in order, an index, digests; checked anywhere, tampering told."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
import time_machine
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.cases import archive
from gongkai.cases.enums import PaperKind, Procedure, Side
from gongkai.cases.models import Case, Message
from gongkai.cases.packing import MANIFEST, SUMS, NotAPackage, check, plain
from gongkai.cases.services import corrections, course, letters, papers, remedies, searching, voiding
from gongkai.cli import group
from gongkai.jobs.models import Job
from gongkai.jobs.services import fetch
from gongkai.jobs.work import Failed, Work
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from gongkai.persons import vault
from tests.cases.people import Office, at
from tests.cases.serving import approved, ready, served

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 10)
REASONS = "经检索没有所申请的信息"


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    """A request with papers, a search, a letter, a message, and a reconsideration."""
    ready(office)
    case = office.case(date(2025, 3, 3), description="项目名称#*[“投资额”]$x$、完成时间")
    papers.add(
        case,
        PaperKind.APPLICATION,
        "申请书:扫描/1.pdf",
        b"%PDF-1.7 application",
        by=office.officer,
        side=Side.APPLICANT,
    )
    gone = papers.add(case, PaperKind.OTHER, "传错的.txt", "别人的材料".encode(), by=office.officer)
    papers.remove(gone, "传错案件", by=office.officer)
    searching.record_search(
        case,
        on=TODAY,
        where="档案室2018至2023年文书档案",
        how="以项目名称查目录",
        who="赵档",
        found=False,
        by=office.officer,
    )
    case = office.happen(case, Kind.EXTENDED, TODAY, days=5)
    course.take_out(case.happenings.get(number=2), "登记错了", by=office.officer, seen=2)
    given = {"findings": [{"outcome": "not_held", "reasons": REASONS}]}
    case = served(office, letters.draft(case, "not_held", given, by=office.officer))
    Message.objects.create(case=case, side=Side.APPLICANT, text="请问什么时候答复？")
    filed = {"procedure": Procedure.RECONSIDERATION, "authority": "海州市人民政府", "filed_on": TODAY}
    remedy = remedies.file(case, filed, by=office.officer)
    remedies.attach(remedy, "行政复议申请书.pdf", b"%PDF-1.7 remedy", by=office.officer)
    return case


def built(case: Case, path: Path) -> archive.Built:
    with path.open("wb") as out:
        return archive.build(case, out)


@pytest.fixture
def package(case: Case, tmp_path: Path) -> Path:
    built(case, tmp_path / "归档包.zip")
    return tmp_path / "归档包.zip"


def text_of(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join("".join(page.extract_text().split()) for page in pdf.pages)


# --- what is in it --------------------------------------------------------------------------------------------------


def test_papers_and_letters_stand_in_order_under_plain_names(case: Case, package: Path):
    with zipfile.ZipFile(package) as opened:
        names = opened.namelist()
        number = case.letters.get().number
        assert names == [
            "材料/001-申请书-1.pdf",
            f"材料/002-文书-政府信息公开申请答复书（{number}）.docx",
            f"材料/003-文书-政府信息公开申请答复书（{number}）.pdf",
            "材料/004-复议诉讼材料-行政复议申请书.pdf",
            "办理过程.pdf",
            "办理过程.json",
            "目录.pdf",
            MANIFEST,
            SUMS,
        ]
        assert opened.read(names[0]) == b"%PDF-1.7 application"


def test_the_index_names_each_file_with_its_digest_and_what_was_left_out(case: Case, package: Path):
    with zipfile.ZipFile(package) as opened:
        text = text_of(opened.read("目录.pdf")).replace("\u200b", "")
    for said in (
        "政府信息公开申请案卷目录",
        "登记编号2025-0001",
        "陈敬（自然人）",
        "001-申请书-1.pdf",
        "已移除、未装入的材料",
        "传错案件",
    ):
        assert said in text
    assert hashlib.sha256(b"%PDF-1.7 application").hexdigest() in text


def test_the_course_tells_what_happened_and_what_was_taken_out(package: Path):
    with zipfile.ZipFile(package) as opened:
        text = text_of(opened.read("办理过程.pdf")).replace("\u200b", "")
        told = json.loads(opened.read("办理过程.json"))
    for said in (
        "延期（已更正）",
        "更正：去掉2",
        "登记错了",
        "检索记录",
        "赵档",
        "留言",
        "什么时候答复",
        "复议诉讼",
        "#*[“投资额”]$x$",
    ):
        assert said in text
    assert [each["kind"] for each in told["events"]] == ["received", "extended", "", "replied"]
    assert told["events"][2]["takes_out"] == 2
    assert told["案件"]["答复类型"] == "信息不存在"
    assert told["tables"]["留言"][0]["内容"] == "请问什么时候答复？"


def test_names_are_such_on_any_computer():
    assert plain('a/b\\c:d*e?f"g<h>i|j\x00.pdf') == "a_b_c_d_e_f_g_h_i_j_.pdf"
    assert plain(" . ") == ""
    long = plain("长" * 200 + ".pdf")
    assert (len(long), long[-4:]) == (120, ".pdf")


# --- checked --------------------------------------------------------------------------------------------------------


def test_it_proves_itself_and_sha256sum_agrees(package: Path, tmp_path: Path):
    found = check(package)
    assert (found.faults, found.files, found.manifest["number"]) == ((), 8, "2025-0001")
    with zipfile.ZipFile(package) as opened:
        opened.extractall(tmp_path / "out")
    command = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    subprocess.run(command, cwd=tmp_path / "out", check=True)


def changed(package: Path, change: Any) -> Path:
    """The package with its files as `change` leaves them: a dict by name."""
    with zipfile.ZipFile(package) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    other = package.with_name("改.zip")
    with zipfile.ZipFile(other, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    return other


FIRST = "材料/001-申请书-1.pdf"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda files: files.update({FIRST: files[FIRST] + b" "}), f"“{FIRST}”与校验值不符"),
        (lambda files: files.pop(FIRST), f"缺少“{FIRST}”"),
        (lambda files: files.update({"材料/999.txt": b"x"}), "多出“材料/999.txt”"),
        (lambda files: files.update({"办理过程.json": b"{}"}), "“办理过程.json”与校验值不符"),
        (lambda files: files.update({MANIFEST: files[MANIFEST].replace(b"0001", b"0002")}), "“manifest.json”与校验值"),
        (lambda files: files.update({SUMS: files[SUMS].replace(b"001-", b"009-")}), "缺少“材料/009-"),
    ],
)  # fmt: skip
def test_whatever_was_changed_is_told(package: Path, change: Any, fault: str):
    assert any(each.startswith(fault) for each in check(changed(package, change)).faults)


def test_nothing_that_a_package_says_moves_the_cursor(package: Path):
    other = changed(package, lambda files: files.update({"\x1b[2J\n好.txt": b"x"}))
    assert check(other).faults == ("多出“[2J好.txt”，不在校验清单里",)


def test_who_writes_the_sums_anew_is_found_by_the_digest_on_record(package: Path):
    def change(files: dict[str, bytes]) -> None:
        files[FIRST] = b"another"
        was = hashlib.sha256(b"%PDF-1.7 application").hexdigest().encode()
        now = hashlib.sha256(b"another").hexdigest().encode()
        files[MANIFEST] = files[MANIFEST].replace(was, now)
        manifest = hashlib.sha256(files[MANIFEST]).hexdigest().encode()
        lines = files[SUMS].replace(was, now).splitlines()
        files[SUMS] = (
            b"\n".join(manifest + line[64:] if line.endswith(b"manifest.json") else line for line in lines) + b"\n"
        )

    other = check(changed(package, change))
    assert other.faults == ()
    assert other.digest != check(package).digest


def test_a_damaged_file_is_no_package(package: Path, tmp_path: Path):
    for content in (package.read_bytes()[:-200], b"PK", b"", "不是".encode()):
        (broken := tmp_path / "坏.zip").write_bytes(content)
        with pytest.raises(NotAPackage, match="不是归档包"):
            check(broken)
    with zipfile.ZipFile(other := tmp_path / "别的.zip", "w") as written:
        written.writestr("a.txt", "a")
    with pytest.raises(NotAPackage):
        check(other)


def test_a_list_that_cannot_be_unpacked_is_told(package: Path, tmp_path: Path):
    for name in (SUMS, MANIFEST):
        with zipfile.ZipFile(package) as opened:
            begins = opened.getinfo(name).header_offset + 30 + len(name)
        stored = bytearray(package.read_bytes())
        stored[begins] = 0xFF
        (broken := tmp_path / "坏.zip").write_bytes(stored)
        with pytest.raises(NotAPackage, match="已经损坏"):
            check(broken)


def test_a_flipped_bit_inside_is_told_and_never_a_crash(package: Path, tmp_path: Path):
    whole = package.read_bytes()
    for place in range(40, len(whole), max(1, len(whole) // 150)):
        stored = bytearray(whole)
        stored[place] ^= 0x10
        (broken := tmp_path / "坏.zip").write_bytes(stored)
        try:
            check(broken)
        except NotAPackage:
            continue


def test_the_command_says_so_and_needs_no_platform(package: Path, tmp_path: Path):
    run = CliRunner()
    good = run.invoke(group, ["cases", "verify-archive", str(package)])
    assert (good.exit_code, good.output.splitlines()[-1]) == (0, "没有发现改动")
    assert "海州市教育局2025-0001" in good.output
    assert check(package).digest in good.output
    bad = run.invoke(group, ["cases", "verify-archive", str(changed(package, lambda files: files.pop(FIRST)))])
    assert bad.exit_code == 1
    assert f"缺少“{FIRST}”" in bad.output
    (tmp_path / "a.zip").write_bytes(b"x")
    assert run.invoke(group, ["cases", "verify-archive", str(tmp_path / "a.zip")]).exit_code == 1


def test_a_correction_is_packed_by_the_same_rules(office: Office, tmp_path: Path):
    ready(office)
    given = {"record": "参保缴费记录", "wrong": "缺2019年4月至6月", "right": "补记2019年4月至6月"}
    correction = corrections.enter(
        office.bureau, office.applicant, given, channel=Channel.IN_PERSON, submitted_at=at(TODAY, 9), by=office.officer
    )
    papers.add(correction, PaperKind.RECORD_PROOF, "参保证明.pdf", b"%PDF proof", by=office.officer)
    with pytest.raises(ValidationError, match="办结以后才能归档"):
        archive.order(correction, by=office.officer)
    finding = {"outcome": "correction_made", "correction": "补记2019年4月至6月", "corrected_on": "2025-03-10"}
    letter = approved(office, letters.draft(correction, "correction_made", {"findings": [finding]}, by=office.officer))
    letters.serve(letter, by=office.officer, on=TODAY, route=ServedBy.DIRECT, seen=0)
    correction.refresh_from_db()
    job = archive.order(correction, by=office.officer)
    run(job)
    assert job.file_name == f"海州市教育局{correction.number}归档包.zip"
    with fetch(job, by=office.officer) as file:
        (package := tmp_path / "a.zip").write_bytes(file.read())
    found = check(package)
    assert (found.faults, found.manifest["number"]) == ((), correction.number)
    with zipfile.ZipFile(package) as opened:
        assert opened.namelist()[0] == "材料/001-更正的证明材料-参保证明.pdf"
        told = json.loads(opened.read("办理过程.json"))
        index = text_of(opened.read("目录.pdf")).replace("\u200b", "")
    assert told["events"] == []
    assert (told["案件"]["更正为"], told["案件"]["处理结果"]) == ("补记2019年4月至6月", "更正：已经更正")
    assert told["tables"]["文书"][0]["文号"] == letter.number
    assert "政府信息更正申请案卷目录" in index


# --- made on record, by whom it may -----------------------------------------------------------------------------------


def run(job: Job) -> Work:
    """The job as a worker does it."""
    Job.objects.filter(pk=job.pk).update(state="running")
    work = Work(job)
    job.result = dict(archive.make(work, **job.arguments) or {})
    Job.objects.filter(pk=job.pk).update(file=work.file, file_name=work.file_name, result=job.result)
    job.refresh_from_db()
    return work


def test_it_is_made_in_the_background_and_fetched_on_record(office: Office, case: Case, tmp_path: Path):
    job = archive.order(case, by=office.officer)
    run(job)
    assert job.file_name == "海州市教育局2025-0001归档包.zip"
    with fetch(job, by=office.officer) as file:
        (tmp_path / "a.zip").write_bytes(file.read())
    found = check(tmp_path / "a.zip")
    made = Deed.objects.get(deed="制作案卷归档包")
    assert made.detail == {"编号": "2025-0001", "材料": 4, "校验清单的摘要值": found.digest}
    assert Deed.objects.filter(deed="下载后台任务的结果").count() == 1
    assert "陈敬" not in str(list(Deed.objects.values_list("detail", flat=True)))


def test_only_who_may_see_who_asks_makes_one(office: Office, case: Case):
    for who in (office.leader, office.counsel, office.holder(Role.SUPERVISOR, office.city)):
        with pytest.raises(PermissionDenied):
            archive.order(case, by=who)


def test_an_open_or_voided_case_has_none(office: Office):
    case = office.case(date(2025, 3, 3))
    with pytest.raises(ValidationError, match="办结以后才能归档"):
        archive.order(case, by=office.officer)
    case = voiding.void(case, "重复登记", by=office.officer)
    with pytest.raises(ValidationError, match="已经作废"):
        archive.order(case, by=office.officer)


def test_a_case_that_was_opened_again_meanwhile_is_not_archived(office: Office, case: Case):
    job = archive.order(case, by=office.officer)
    remedies.reopen_by_self(case, TODAY, "漏查", by=office.officer, seen=case.last_event)
    with pytest.raises(Failed, match="办结以后才能归档"):
        run(job)


def test_a_paper_that_was_tampered_with_stops_it_with_a_sentence(office: Office, case: Case):
    paper = case.papers.get(kind=PaperKind.APPLICATION)
    path = vault.folder() / vault.path_of(paper.vault)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1])
    with pytest.raises(Failed, match="被改动、截断"):
        run(archive.order(case, by=office.officer))
    path.unlink()
    with pytest.raises(Failed, match="有材料文件不在了"):
        run(archive.order(case, by=office.officer))
    other = vault.keep(b"something else")
    shutil.copy(vault.folder() / vault.path_of(other), path)
    with pytest.raises(Failed, match="调换"):
        run(archive.order(case, by=office.officer))
