"""The tick list of an entry (公开渠道和载体): ■ is chosen, □ is not; kept as printed, beside the channel it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from gongkai.report.text import fold

CHANNELS: Final[Mapping[str, tuple[str, ...]]] = {
    "website": ("政府网站", "门户网站", "网站"),
    "gazette": ("政府公报",),
    "new_media": ("两微一端", "微信", "微博", "新媒体", "客户端"),
    "conference": ("发布会", "听证会"),
    "broadcast": ("广播", "电视"),
    "paper": ("纸质媒体", "报刊", "报纸"),
    "reading_place": ("公开查阅点", "查阅点"),
    "service_hall": ("政务服务中心", "政务服务大厅", "服务大厅"),
    "service_station": ("便民服务站", "便民服务点"),
    "on_site": ("入户", "现场"),
    "notice_board": ("公示栏", "公告栏", "电子屏", "宣传栏"),
    "targeted": ("精准推送",),
    "other": ("其他",),
}
"""Words by which a printed channel is known; the first that fits counts."""
TICKED: Final = "■☑√✓✔▇●☒█⊠"
UNTICKED: Final = "□○☐◻◯"
_MARKED: Final = re.compile(f"([{TICKED}{UNTICKED}])\\s*([^{TICKED}{UNTICKED}]*)")
_SEPARATE: Final = re.compile(r"[、，,；;\n]+")


def key_of(name: str) -> str:
    folded = fold(name)
    return next((key for key, words in CHANNELS.items() if any(word in folded for word in words)), "")


def read_channels(text: str) -> list[dict[str, Any]]:
    """The list of a cell. Without marks, all that is named is chosen."""
    if found := _MARKED.findall(text):
        pairs = [(_name(name), mark in TICKED) for mark, name in found]
    else:
        pairs = [(_name(name), True) for name in _SEPARATE.split(text)]
    return [{"name": name, "ticked": ticked, "key": key_of(name)} for name, ticked in pairs if name]


def _name(text: str) -> str:
    return re.sub(r"[\s_＿]+", "", text).strip("、，,；;。:：")


def spelled(channels: list[dict[str, Any]]) -> str:
    """The list as it is printed."""
    return " ".join(f"{'■' if each['ticked'] else '□'}{each['name']}" for each in channels)
