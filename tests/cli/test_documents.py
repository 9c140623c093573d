"""`gongkai documents …`: items in bulk, as somebody at the server runs it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from gongkai.audit.models import Deed
from gongkai.cli.platform.documents import main
from gongkai.documents.models import Intake, Item
from tests.documents.bulk.conftest import _jobs_of_its_own  # noqa: F401  (a fixture)
from tests.documents.bulk.tables import NOTICE, ROWS, as_csv, as_zip
from tests.documents.conftest import _shelf_of_its_own, office  # noqa: F401  (fixtures)
from tests.documents.people import Office

pytestmark = pytest.mark.django_db
BODY = ("--body", "海州市教育局")


@pytest.fixture(autouse=True)
def _django_is_set_up_already() -> Iterator[None]:
    with patch("django.setup"):
        yield


def run(*args: Any) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], standalone_mode=False)


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    table, files = tmp_path / "原网站.csv", tmp_path / "附件.zip"
    table.write_bytes(as_csv(ROWS))
    files.write_bytes(as_zip())
    return table, files


def test_without_yes_a_table_is_only_looked_over(given: tuple[Path, Path], office: Office):  # noqa: F811
    table, files = given
    done = run("import", table, *BODY, "--files", files)
    assert (done.return_value, done.output) == (0, "新增3条\n以上只是核对，加 --yes 导入\n")
    assert not Item.objects.exists()
    assert not Intake.objects.exists()


def test_what_is_wrong_is_said_and_ends_with_one(given: tuple[Path, Path], office: Office):  # noqa: F811
    table, _ = given
    table.write_bytes(as_csv([NOTICE, NOTICE | {"编号": "9", "体裁": "打油诗", "点击": "1"}]))
    done = run("import", table, *BODY)
    assert done.return_value == 1
    assert "第3行“关于做好春季开学工作的通知”，种类：“打油诗”不是信息种类" in done.output
    assert "没有导入的列：点击（不认识的列）" in done.output


def test_with_yes_it_is_taken_in_once(given: tuple[Path, Path], office: Office):  # noqa: F811
    table, files = given
    by = ("--by", office.officer.username)
    assert "新增3条" in run("import", table, *BODY, "--files", files, "--yes", *by).output
    assert "不变3条" in run("import", table, *BODY, "--files", files, "--yes", *by).output
    assert Item.objects.count() == 3
    assert Deed.objects.filter(deed="登记政府信息", actor=office.officer).count() == 3


def test_a_register_is_taken_out_whole(given: tuple[Path, Path], office: Office, tmp_path: Path):  # noqa: F811
    run("import", given[0], *BODY, "--files", given[1], "--yes")
    out = tmp_path / "全部.zip"
    assert run("export", "海州市教育局", out).output == f"{out}：写出3条信息、1个文件\n"
    with zipfile.ZipFile(out) as made:
        assert "政府信息登记簿.xlsx" in made.namelist()
    assert "不变3条" in run("import", out, *BODY).output
    assert Deed.objects.filter(deed="导出登记簿").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--body", "没有的局"), "没有机关“没有的局”"),
        ((*BODY, "--yes", "--by", "nobody"), "没有用户“nobody”"),
        ((*BODY, "--yes", "--by", "u1"), "登记信息和申请权限"),
    ],
)
def test_what_was_wrong_is_one_sentence(
    args: tuple[str, ...],
    said: str,
    given: tuple[Path, Path],
    office: Office,  # noqa: F811
):
    done = run("import", given[0], *args)
    assert said in str(done.exception)
    assert not Item.objects.exists()
