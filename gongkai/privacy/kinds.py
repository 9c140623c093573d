"""The kinds of findings, P01–P27. A code is never reused: messages, tests and the manual quote it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Weight(StrEnum):
    """What a finding does to publication."""

    BLOCKS = "blocks"
    """It must be masked, removed or justified first."""
    WARNS = "warns"
    """Somebody should look at it."""

    @property
    def label(self) -> str:
        return {"blocks": "阻止发布", "warns": "提醒"}[self.value]


class Kind(NamedTuple):
    """`weight` is the usual one; a finding may have the other, where its surroundings say so. `why`: a Chinese sentence
    for the person who is about to publish."""

    code: str
    name: str
    weight: Weight
    why: str


_BLOCKS, _WARNS = Weight.BLOCKS, Weight.WARNS

KINDS: Final = {
    kind.code: kind
    for kind in (
        Kind("P01", "身份证号码", _BLOCKS, "身份证号码能直接指明个人，公开前应删去或者遮盖"),
        Kind("P02", "护照、通行证等证件号码", _BLOCKS, "出入境证件号码能直接指明个人，公开前应删去或者遮盖"),
        Kind("P03", "手机号码", _BLOCKS, "手机号码是个人的联系方式，公开前应删去或者遮盖"),
        Kind("P04", "银行卡号", _BLOCKS, "银行卡号关系个人财产安全，公开前应删去或者遮盖"),
        Kind("P05", "个人的固定电话", _WARNS, "姓名旁的固定电话可能是个人的联系方式，请核对"),
        Kind("P06", "个人的电子邮箱", _WARNS, "公共邮箱的地址可能属于个人，请核对"),
        Kind("P07", "个人的住址", _BLOCKS, "写到门牌号的住址能找到个人，公开前应删去或者只写到县（市、区）"),
        Kind("P08", "车牌号码", _WARNS, "车牌号码可能指明车主，请核对"),
        Kind("P09", "个人的出生日期", _BLOCKS, "姓名与完整的出生日期一起能指明个人，公开前应删去日期"),
        Kind("P10", "个人的健康状况", _BLOCKS, "健康状况是敏感个人信息，不得与姓名一起公开"),
        Kind("P11", "经纬度坐标", _WARNS, "精确的坐标可能指明住处或者涉密地点，请核对"),
        Kind("P20", "隐藏的文字", _BLOCKS, "文件中有看不见但能读出的文字，公开前应删去"),
        Kind("P21", "修订痕迹", _BLOCKS, "修订痕迹保留了改动前后的文字和修订人，公开前应接受或者拒绝全部修订"),
        Kind("P22", "批注", _BLOCKS, "批注是内部意见，公开前应删去"),
        Kind("P23", "文件属性", _WARNS, "文件属性写有人名或者路径，公开前宜删去"),
        Kind("P24", "嵌入的文件", _BLOCKS, "文件中嵌有别的文件、对象或者宏，读者可以取出，公开前应删去"),
        Kind("P25", "照片中的拍摄地点", _BLOCKS, "照片记录了拍摄地点的坐标，公开前应删去照片的拍摄信息"),
        Kind("P26", "文件中的早先版本", _WARNS, "PDF中留有早先的版本，读者可以恢复，公开前应重新生成文件"),
        Kind("P27", "只盖住而没有删去的文字", _BLOCKS, "色块下面的文字仍可选取复制，应把文字本身删去"),
    )
}
