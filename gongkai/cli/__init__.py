"""`gongkai …`: the kernel from a shell, no database needed."""

from __future__ import annotations

import io
import signal
import sys
from types import FrameType
from typing import ClassVar, NoReturn

import click

from gongkai import __version__
from gongkai.cli.chinese import Lazy, run


class _Commands(Lazy):
    COMMANDS: ClassVar = {
        "serve": ("gongkai.cli.platform.serve", "启动平台：网页和后台任务"),
        "worker": ("gongkai.cli.platform.worker", "执行后台任务和定时任务"),
        "migrate": ("gongkai.cli.platform.migrate", "建立或者升级平台的数据库"),
        "backup": ("gongkai.cli.platform.backup", "备份数据库和文件"),
        "restore": ("gongkai.cli.platform.restore", "用备份恢复"),
        "backup-keys": ("gongkai.cli.platform.backup_keys", "把密钥加密备份"),
        "restore-keys": ("gongkai.cli.platform.restore_keys", "放回密钥"),
        "check-deploy": ("gongkai.cli.platform.check_deploy", "检查能不能正式上线"),
        "bodies": ("gongkai.cli.platform.bodies", "机关名录：导出、导入"),
        "people": ("gongkai.cli.platform.people", "人员：建立账号、授予角色、重置密码"),
        "keys": ("gongkai.cli.platform.keys", "数据密钥：新增、轮换、停用"),
        "sites": ("gongkai.cli.platform.sites", "网站：开通、关停、一览"),
        "cases": ("gongkai.cli.cases", "依申请公开：校验归档包"),
        "documents": ("gongkai.cli.platform.documents", "登记簿：批量导入、导出"),
        "search": ("gongkai.cli.platform.search", "检索：重建索引、查看状况"),
        "audit": ("gongkai.cli.platform.audit", "操作日志：校验有没有被改动"),
        "demo": ("gongkai.cli.platform.demo", "装入演示数据"),
        "law": ("gongkai.cli.law", "条例：工作日、期限、答复类型、救济、收费"),
        "letters": ("gongkai.cli.letters", "文书模板：取出、检查"),
        "privacy": ("gongkai.cli.privacy", "隐私检查：查找个人信息、涂黑、验证"),
        "report": ("gongkai.cli.report", "年度报告：读取、检查、对比、合并、排版"),
    }


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="公开 Gongkai %(version)s", help="显示版本")
def group() -> None:
    """公开（Gongkai）：政府信息公开平台的命令行。"""


def main() -> NoReturn:
    """The program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows ? for it
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    sys.exit(run(group))


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
