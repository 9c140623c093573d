"""`gongkai people …`: accounts for staff, above all the first one, and what only the server's own shell may reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.chinese import Group
from gongkai.cli.platform import with_platform

if TYPE_CHECKING:
    from gongkai.access.enums import Role
    from gongkai.access.models import User
    from gongkai.bodies.models import Body


class _Role(click.ParamType["Role"]):
    """A role by its name in the code, or as people call it."""

    name = "角色"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Role:
        from gongkai.access.enums import Role

        role = next((role for role in Role if value in (role, role.value, role.label)), None)
        if role is None:
            names = "、".join(f"{role.value}（{role.label}）" for role in Role)
            self.fail(f"没有角色“{value}”，可用的是{names}", param, ctx)
        return role


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """人员：建立账号、授予角色、重置密码。

    平时由安全管理员在工作台办理；这里用来建立第一个安全管理员，以及重置管理员的第二因素。都记入操作日志。
    """


@main.command()
@click.argument("name", metavar="姓名")
@click.option("--username", required=True, metavar="用户名", help="登录用的名字")
@click.option("--role", type=_Role(), metavar="角色", help="如security_admin或者安全管理员；不写的只建账号")
@click.option("--body", "body_name", metavar="机关", help="机关的名称；三类管理员不写")
@click.option("--email", default="", metavar="邮箱", help="接收重设密码的邮件")
@with_platform
def add(name: str, username: str, role: Role | None, body_name: str | None, email: str) -> None:
    """建立一个工作人员账号并授予角色，印出一次性密码，第一次登录时必须更换。"""
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import timezone

    from gongkai.access.services import add_user
    from gongkai.office.people.services import appoint

    try:
        with transaction.atomic():
            opened = add_user(username=username, name=name, email=email, by=None)
            if role is not None:
                since = timezone.localdate()
                appoint(opened.user, role=role, body=_body(body_name), since=since, until=None, by=None)
    except ValidationError as error:
        raise click.ClickException("；".join(error.messages)) from error
    click.echo(f"已建立账号“{opened.user.username}”（{name}）{f'，角色：{role.label}' if role is not None else ''}")
    _hand_over(opened.password)


@main.command("list")
@with_platform
def show() -> None:
    """列出工作人员账号和现在的角色。"""
    from gongkai.access.models import User

    for user in User.objects.filter(is_staff=True).order_by("username"):
        roles = "、".join(f"{held.body or ''}{held.get_role_display()}" for held in user.held) or "没有角色"
        click.echo(f"{user.username}  {user.name}  {roles}{'' if user.is_active else '  已停用'}")


@main.command()
@click.argument("username", metavar="用户名")
@click.option("--second-factor", is_flag=True, help="同时去掉第二因素：手机或者密钥丢失的")
@with_platform
def reset(username: str, second_factor: bool) -> None:
    """换成一次性密码，下次登录时必须更换；已有的登录都退出。"""
    from django.db import transaction

    from gongkai.access.services import reset_password
    from gongkai.signin.services import remove_factors

    user = _user(username)
    with transaction.atomic():
        password = reset_password(user, by=None)
        removed = remove_factors(user, by=None) if second_factor else 0
    click.echo(f"已重置“{username}”（{user.name}）的密码{f'，去掉第二因素{removed}个' if second_factor else ''}")
    _hand_over(password)


def _hand_over(password: str) -> None:
    click.echo(f"一次性密码：{password}")
    click.echo("请当面交给本人，它不再显示；第一次登录时必须更换。")


def _body(name: str | None) -> Body | None:
    from gongkai.bodies.models import Body

    if name is None:
        return None
    if (found := Body.objects.on().filter(name=name).first()) is None:
        raise click.ClickException(f"没有机关“{name}”，请写全称；机关名录用gongkai bodies export查看")
    return found


def _user(username: str) -> User:
    from gongkai.access.models import User

    if (found := User.objects.filter(username=username, is_staff=True).first()) is None:
        raise click.ClickException(f"没有工作人员账号“{username}”，请用gongkai people list查看")
    return found
