"""What must be in order before an installation goes into service: our own checks, and Django's said in Chinese."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, WARNING, CheckMessage, run_checks
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from config.environment import value
from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import Appointment
from gongkai.jobs.models import Worker
from gongkai.operate import prepare, state

LEAST_DISK: Final = 2 * 2**30
LONGEST_UNVERIFIED: Final = timedelta(days=7)
LONGEST_SKEW: Final = timedelta(seconds=30)
SHORTEST_WORD: Final = 16
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


class Finding(NamedTuple):
    """Something that is not in order, and what to do. Only a grave one keeps from going into service."""

    code: str
    grave: bool
    text: str


Says = Iterator[str]


class Check(NamedTuple):
    """`look` says what is wrong, a sentence each; nothing where all is well. Codes are never reused."""

    code: str
    grave: bool
    look: Callable[[], Says]


# --- settings -------------------------------------------------------------------------------------------------------


def _secret_key() -> Says:
    key = settings.SECRET_KEY
    if key == settings.UNSAFE_SECRET_KEY:
        yield f"没有签名密钥：请运行gongkai migrate，生成在{settings.KEYS}"
    elif len(key) < 50 or len(set(key)) < 10:
        yield "签名密钥太短或者太简单：请去掉GONGKAI_SECRET_KEY，运行gongkai migrate生成一个"


def _https() -> Says:
    if not settings.HTTPS:
        yield f"对外的地址是{settings.ORIGIN}，会话和口令不加密传送：请在nginx上配证书，GONGKAI_ORIGIN改为https开头"


def _hosts() -> Says:
    if any(host == "*" or host in (".cn", ".gov.cn", ".com") for host in settings.ALLOWED_HOSTS):
        yield "GONGKAI_HOSTS允许任何主机名：请逐个写明各网站的域名"
    elif set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield "GONGKAI_HOSTS只有本机：请写上平台和各网站的域名"
    elif (host := urlsplit(settings.ORIGIN).hostname or "") not in settings.ALLOWED_HOSTS:
        yield f"GONGKAI_ORIGIN的域名{host}不在GONGKAI_HOSTS里：请补上"


def _second_factor() -> Says:
    if settings.SECOND_FACTOR == "optional":
        yield "工作人员可以不用第二因素登录：建议GONGKAI_SECOND_FACTOR改为required"


def _proxies() -> Says:
    if settings.HTTPS and not settings.PROXIES:
        yield "以https对外的前面必有代理，现在来源地址都记成代理的地址：请把GONGKAI_PROXIES写成代理的层数，如1"


def _email() -> Says:
    if not value("GONGKAI_EMAIL"):
        yield "没有设置发信服务器，找回口令、到期提醒都发不出：请设置GONGKAI_EMAIL"
    elif settings.EMAIL_FROM.endswith("@localhost"):
        yield "发信人地址是本机的，多半会被拒收：请设置GONGKAI_EMAIL_FROM"


def _metrics_word() -> Says:
    word = value("GONGKAI_METRICS")
    if word and len(word) < SHORTEST_WORD:
        yield f"读取/metrics的口令太短：请把GONGKAI_METRICS改为{SHORTEST_WORD}个字符以上的随机串"


def _demo() -> Says:
    if settings.DEMO:
        yield "这是演示环境：正式环境请去掉GONGKAI_DEMO"
    if apps.get_model("demo", "Mark").objects.exists():
        yield "数据库里是演示数据，登录名和口令人人知道：请换一个空的数据库"


def _time_zone() -> Says:
    if settings.TIME_ZONE != "Asia/Shanghai":
        yield f"时区是{settings.TIME_ZONE}：期限按北京时间计算，请改为Asia/Shanghai"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            skew = abs(cursor.fetchone()[0] - timezone.now())
        if skew > LONGEST_SKEW:
            yield f"本机与数据库服务器的时钟相差{skew.total_seconds():.0f}秒：请都与时间服务器同步"


# --- keys, files, disk ----------------------------------------------------------------------------------------------


def _keys() -> Says:
    folder = Path(settings.KEYS)
    if not folder.is_dir():
        yield f"没有密钥目录{folder}：请运行gongkai migrate，或者从备份放回密钥"
        return
    for path in (folder, *folder.iterdir()):
        if path.stat().st_mode & 0o077:
            yield f"{path}可以被其他用户读写：请运行chmod go= {path}"
    for inside in (settings.DATA, settings.MEDIA_ROOT, settings.STATIC_ROOT):
        if folder.resolve().is_relative_to(Path(inside).resolve()):
            yield f"密钥目录在{inside}之内，会随数据一起复制：请把密钥移到别处，如/etc/gongkai/keys，用GONGKAI_KEYS指定"
            break


def _static() -> Says:
    if not prepare.is_collected():
        yield "静态文件没有收集，或者不是当前版本的：请运行gongkai migrate --static"


def _media() -> Says:
    for place in (Path(settings.DATA), Path(settings.MEDIA_ROOT)):
        if place.exists() and not os.access(place, os.W_OK):
            yield f"{place}不能写：请用运行平台的用户执行本检查，或者修正目录的权限"


def _disk() -> Says:
    free = state.free_disk()
    if free < LEAST_DISK:
        yield f"磁盘只剩{free / 2**30:.1f}GB：请清理或者扩容，保持在{LEAST_DISK / 2**30:.0f}GB以上"


# --- database and processes -----------------------------------------------------------------------------------------


def _migrations() -> Says:
    if missing := state.unapplied():
        yield f"数据库结构还差{len(missing)}步：请运行gongkai migrate"


def _database_user() -> Says:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                yield "平台用的是PostgreSQL的超级用户，可以绕过对操作日志的保护：请另建只拥有本库的用户"


def _sqlite() -> Says:
    if connection.vendor == "sqlite" and Worker.objects.alive().count() > 1:
        yield "SQLite同一时刻只有一个进程能写，后台任务进程有几个：请改用PostgreSQL，或者只留一个"


def _cache() -> Says:
    hosts = Worker.objects.alive().values("host").distinct().count()
    if not value("GONGKAI_CACHE") and (hosts > 1 or connection.vendor == "postgresql"):
        yield "没有设置共用的缓存，多台主机或者多个网页进程时，登录限制和页面缓存各算各的：请设置GONGKAI_CACHE"


def _worker() -> Says:
    if not Worker.objects.alive().exists():
        yield "没有在运行的后台任务进程，导入导出、定时任务不会执行：请启动gongkai-worker服务"


def _audit() -> Says:
    checked = state.last_verification()
    if checked is None or timezone.now() - checked.at > LONGEST_UNVERIFIED:
        yield f"操作日志{LONGEST_UNVERIFIED.days}天以上没有校验：请检查后台任务，它每天校验一次"


def _audit_whole() -> Says:
    checked = state.last_verification()
    if checked is not None and checked.faults:
        yield f"{state.moment(checked.at)}校验操作日志，发现{checked.faults}处被改动：请立即查明"


def _administrators() -> Says:
    today = timezone.localdate()
    held = set(
        Appointment.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today, user__is_active=True)
        .filter(role__in=ADMINISTRATORS)
        .values_list("role", flat=True)
    )
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        if role not in held:
            yield f"没有{role.label}：三员分立，系统管理员、安全管理员、审计管理员各要有人担任"


CHECKS: Final = (
    Check("D01", True, _secret_key),
    Check("D02", True, _https),
    Check("D03", True, _hosts),
    Check("D04", False, _second_factor),
    Check("D05", True, _demo),
    Check("D06", True, _keys),
    Check("D07", False, _email),
    Check("D08", False, _cache),
    Check("D09", True, _proxies),
    Check("D10", False, _sqlite),
    Check("D11", True, _time_zone),
    Check("D12", False, _disk),
    Check("D13", True, _static),
    Check("D14", True, _worker),
    Check("D15", False, _audit),
    Check("D16", True, _audit_whole),
    Check("D17", True, _administrators),
    Check("D18", True, _migrations),
    Check("D19", False, _database_user),
    Check("D20", False, _metrics_word),
    Check("D21", True, _media),
)

# --- Django's -------------------------------------------------------------------------------------------------------

DJANGO: Final[Mapping[str, str]] = {
    "security.W001": "缺少SecurityMiddleware，请恢复config/settings.py",
    "security.W002": "缺少防点击劫持的中间件，请恢复config/settings.py",
    "security.W003": "缺少防跨站请求伪造的中间件，请恢复config/settings.py",
    "security.W006": "没有禁止浏览器猜测文件类型，请恢复config/settings.py",
    "security.W018": "调试模式开着，出错时会显示内部信息：请恢复config/settings.py",
    "security.W022": "没有设置Referrer-Policy，请恢复config/settings.py",
    "security.W024": "Cross-Origin-Opener-Policy的值不对，请恢复config/settings.py",
    "security.W025": "旧的签名密钥太短或者太简单，请更换",
}
"""What Django says and no check of ours does, in Chinese."""

OTHERWISE: Final[Mapping[str, str]] = {
    "security.W004": "D02: with https the settings send HSTS",
    "security.W005": "HSTS for subdomains is for whoever runs the domain: other systems live there",
    "security.W008": "the proxy redirects http to https (deploy/nginx.conf)",
    "security.W009": "D01",
    "security.W012": "D02: with https the cookie is secure",
    "security.W016": "D02: with https the cookie is secure",
    "security.W019": "SAMEORIGIN: Wagtail shows previews in a frame",
    "security.W020": "D03",
    "security.W021": "HSTS preload is for whoever runs the domain",
}
"""What Django says and we know better, or say ourselves; and why."""


def findings() -> Iterator[Finding]:
    """Everything that is not in order, our own checks first."""
    for check in CHECKS:
        try:
            yield from (Finding(check.code, check.grave, text) for text in check.look())
        except DatabaseError as error:
            yield Finding(
                check.code, True, f"不能检查，数据库没有应答（{type(error).__name__}）：请检查GONGKAI_DATABASE"
            )
    for message in run_checks(include_deployment_checks=True):
        if message.id not in OTHERWISE and message.level >= WARNING:
            yield _of_django(message)


def _of_django(message: CheckMessage) -> Finding:
    name = message.id or "django"
    text = DJANGO.get(name, message.msg)
    return Finding(
        name, message.level >= ERROR or name in DJANGO, f"{text}{f'（{message.hint}）' if message.hint else ''}"
    )
