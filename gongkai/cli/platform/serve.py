"""`gongkai serve`: the platform on this machine, with nothing else needed."""

from __future__ import annotations

import logging.config
import os
import subprocess
import sys
import tempfile
from typing import Final

import click

from config.environment import value
from gongkai.cli.chinese import Command
from gongkai.operate import serve
from gongkai.operate.logs import logging_config

PROGRAM: Final = [sys.executable, "-c", "from gongkai.cli import main; main()"]


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听的地址；“::”是IPv6和IPv4都听")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar="端口", help="监听的端口"
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(min=1), metavar="N", help="处理网页请求的进程数"
)
@click.option("--no-worker", is_flag=True, help="不带后台任务；另用gongkai worker运行")
@click.option("--demo", is_flag=True, help="作为演示环境：装入虚构的城市，印出登录名和口令")
def main(host: str, port: int, workers: int, no_worker: bool, demo: bool) -> int:
    """启动平台：没有密钥的生成密钥，建立或者升级数据库，收集静态文件，然后提供网页并执行后台任务。

    Ctrl+C停止。网页服务或者后台任务意外退出的，自动重新启动。
    """
    logging.config.dictConfig(logging_config(value("GONGKAI_LOG")))
    try:
        place = serve.free_place(host, port)
    except serve.NotServed as error:
        raise click.ClickException(str(error)) from error
    environment = {"GONGKAI_ORIGIN": place.url} | os.environ | ({"GONGKAI_DEMO": "1"} if demo else {})
    for command in (["migrate", "--static"], *([["demo"]] if demo else [])):
        if (code := subprocess.run([*PROGRAM, *command], env=environment, check=False).returncode) != 0:
            return code
    with tempfile.TemporaryDirectory(prefix="gongkai-", dir=os.environ.get("RUNTIME_DIRECTORY")) as counts:
        environment["PROMETHEUS_MULTIPROC_DIR"] = counts
        children = [serve.web(place, workers, environment)]
        if not no_worker:
            children.append(serve.background([*PROGRAM, "worker"], environment))
        serve.keep_running(
            children,
            until_ready=lambda: serve.answers(place),
            ready=lambda: click.echo(f"公开已启动：{place.url}/　按Ctrl+C停止"),
        )
    return 0
