"""`gongkai sites …`: open the sites of bodies, close them, see which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.chinese import Group
from gongkai.cli.platform import with_platform

if TYPE_CHECKING:
    from gongkai.access.models import User
    from gongkai.pages.models import SiteHome

BY = click.option("--by", "username", metavar="用户名", help="操作人，须是系统管理员；不写的，记为系统")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """网站：开通、关停、一览。"""


@main.command("open")
@click.argument("name", metavar="机关")
@click.option("--slug", required=True, metavar="简称", help="英文简称，设在别的网站之下时就是网址")
@click.option("--host", metavar="域名", help="网站自己的域名；第一个网站不写的，用GONGKAI_ORIGIN的")
@click.option("--under", metavar="机关", help="设在哪个机关的网站之下")
@BY
@with_platform
def open_(name: str, slug: str, host: str | None, under: str | None, username: str | None) -> None:
    """为一个机关开通网站，含政府信息公开的全部法定栏目。已经开通的不变，关停的重新开通。"""
    from django.core.exceptions import PermissionDenied

    from gongkai.bodies.models import Body
    from gongkai.pages.services import SiteRefused, open_site

    body = Body.objects.on().filter(name=name).first()
    if body is None:
        raise click.ClickException(f"没有机关“{name}”，请先用gongkai bodies import导入")
    parent = _home_of(under) if under else None
    try:
        home = open_site(body, slug=slug, host=host, parent=parent, by=_user(username))
    except (SiteRefused, PermissionDenied) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{home.title}：{home.full_url}")


@main.command("close")
@click.argument("name", metavar="机关")
@BY
@with_platform
def close(name: str, username: str | None) -> None:
    """关停一个机关的网站：内容都留着，各网址改为说明网站已经关停。"""
    from django.core.exceptions import PermissionDenied

    from gongkai.pages.services import close_site

    home = _home_of(name)
    try:
        close_site(home, by=_user(username))
    except PermissionDenied as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{home.title}：已经关停")


@main.command("list")
@with_platform
def list_() -> None:
    """列出各网站的网址，以及页脚上还缺什么。"""
    from gongkai.pages.sites import sites

    for site in sites():
        missing = "、".join(site.duties.missing())
        state = "已经关停" if site.closed else f"缺{missing}" if missing else "齐全"
        click.echo(f"{site.body.name}  {site.address}  {state}")


def _home_of(name: str) -> SiteHome:
    from gongkai.pages.models import SiteHome

    home: SiteHome | None = SiteHome.objects.filter(body__name=name).order_by("body__valid_until").last()
    if home is None:
        raise click.ClickException(f"“{name}”没有网站")
    return home


def _user(username: str | None) -> User | None:
    from gongkai.access.models import User

    user = User.objects.filter(username=username).first() if username else None
    if username and user is None:
        raise click.ClickException(f"没有用户“{username}”")
    return user
