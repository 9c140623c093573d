"""`make translations`: keep our catalogues of Chinese in step with the packages whose screens and messages a user sees.

Ours holds what they lack, and what they say otherwise than we do. Exits 1 while texts are without their Chinese.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
import polib  # noqa: E402
from django.apps import apps  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils.translation.trans_real import DjangoTranslation  # noqa: E402

FOLDER: Final = ROOT / "config/locale/zh_Hans/LC_MESSAGES"
DOMAINS: Final = ("django", "djangojs")
HEADER: Final = {
    "Project-Id-Version": "gongkai",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
TERMS: Final = {
    "Email地址": "电子邮箱",
    "email地址": "电子邮箱",
    "电子邮件地址": "电子邮箱",
    "恢复代码": "恢复码",
    "两步验证": "双因素认证",
    "双因素身份认证": "双因素认证",
    "双因素验证": "双因素认证",
    "登出": "退出登录",
    "注销": "退出",
    "帐号": "账号",
    "帐户": "账号",
    "账户": "账号",
    "工作流": "审核流程",
    "集合": "文件夹",
    "缩略名": "网址名",
    "过滤器": "筛选",
    "过滤": "筛选",
    "动作": "操作",
    "评论": "批注",
    "子页面": "下级页面",
    "父页面": "上级页面",
    "你": "您",
}
"""A word that packages use, and ours."""

CALLS: Final = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "ngettext": ("msgid", "msgid_plural"),
    "ngettext_lazy": ("msgid", "msgid_plural"),
    "pgettext": ("msgctxt", "msgid"),
    "pgettext_lazy": ("msgctxt", "msgid"),
}
"""How code asks for a text, and what it gives."""

ENGLISH: Final = ("msgctxt", "msgid", "msgid_plural")
Key = tuple[str | None, str]


def packages() -> dict[str, Path]:
    """Django and the installed packages that are not ours, with their folders."""
    others = {app.name: Path(app.path) for app in apps.get_app_configs() if not app.name.startswith("gongkai.")}
    return {"django": Path(django.__file__).parent / "conf", **others}


def texts(domain: str) -> dict[Key, polib.POEntry]:
    """What the packages say in English; the comment of each is the package which says it first."""
    found: dict[Key, polib.POEntry] = {}
    for name, folder in packages().items():
        source = folder / "locale/en/LC_MESSAGES" / f"{domain}.po"
        entries = polib.pofile(str(source)) if source.exists() else in_code(folder) if domain == "django" else ()
        for entry in entries:
            blank = polib.POEntry(comment=name, **{each: getattr(entry, each) for each in ENGLISH})
            if not entry.obsolete:
                found.setdefault((entry.msgctxt, entry.msgid), blank)
    return found


def in_code(folder: Path) -> Iterator[polib.POEntry]:
    """The texts of a package that has no catalogue of its own, as its code asks for them."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=called), args=given) if called in CALLS:
                    said = [part.value for part in given if isinstance(part, ast.Constant)]
                    if len(said) >= len(CALLS[called]):
                        yield polib.POEntry(**dict(zip(CALLS[called], said, strict=False)))


def their_chinese(domain: str) -> DjangoTranslation:
    with override_settings(LOCALE_PATHS=()):
        return DjangoTranslation("zh-hans", domain=domain)


def said(translation: DjangoTranslation, entry: polib.POEntry) -> str | None:
    """What a user reads for a text; None if that is the English."""
    key = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}\x04{entry.msgid}"
    return translation._catalog.get((key, 0) if entry.msgid_plural else key) or None


def in_our_words(text: str) -> str:
    for word, ours in TERMS.items():
        text = text.replace(word, ours)
    return text


def chinese(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def catalogue(domain: str) -> polib.POFile:
    """Ours as it should be: what was translated stays, what is no longer asked for or no longer differs goes."""
    file = FOLDER / f"{domain}.po"
    before = {(each.msgctxt, each.msgid): chinese(each) for each in (polib.pofile(str(file)) if file.exists() else ())}
    theirs = their_chinese(domain)
    made = polib.POFile(wrapwidth=0)
    made.metadata = dict(HEADER)
    for key, entry in sorted(texts(domain).items(), key=lambda item: (item[0][1], item[0][0] or "")):
        given = said(theirs, entry)
        ours = before.get(key) or in_our_words(given or "")
        if given is None or ours != given:
            entry.comment += f"\ninstead of: {given}" if given else ""
            if entry.msgid_plural:
                entry.msgstr_plural = {0: ours}
            else:
                entry.msgstr = ours
            made.append(entry)
    return made


def main() -> int:
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    lacking = 0
    for domain in DOMAINS:
        made = catalogue(domain)
        made.save(str(FOLDER / f"{domain}.po"))
        made.save_as_mofile(str(FOLDER / f"{domain}.mo"))
        without = [entry.msgid for entry in made if not chinese(entry)]
        lacking += len(without)
        print(f"{domain}.po: {len(made)} texts, {len(without)} without Chinese", *without, sep="\n  ")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
