"""`gongkai check-deploy`: what is missing before the platform goes into service."""

from __future__ import annotations

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@with_platform
def main() -> int:
    """检查能不能正式上线：密钥、加密传送、主机名、代理、邮件、缓存、后台任务、操作日志、三员等，说明怎么改。

    请在运行平台的主机上，用同样的环境变量和用户运行。有“错误”的以1退出；“提醒”由单位自行决定。
    """
    from gongkai.operate.deployment import findings

    found = sorted(findings(), key=lambda each: not each.grave)
    for each in found:
        click.echo(f"{'错误' if each.grave else '提醒'} {each.code} {each.text}")
    grave = sum(each.grave for each in found)
    click.echo(f"错误{grave}处，提醒{len(found) - grave}处" if found else "可以上线，没有发现问题")
    return 1 if grave else 0
