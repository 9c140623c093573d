"""Names of persons: what a surname is, and the words beside which a name stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

COMPOUND: Final = tuple(
    (
        "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 "
        "宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 "
        "梁丘 左丘 东门 西门 第五"
    ).split()
)
_SINGLE: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺"
    "倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危"
    "江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿"
    "储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿"
    "满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公涂付肖闫代覃邝岳苟佟楚帅"
    "缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳战仝火门冼揭原官仉督撒晋阿禚占衣苑由戢"
)
_NOT_NAMES: Final = frozenset(
    "高度 安全 方案 方式 方法 程序 项目 任务 任何 任职 单位 金额 常见 常住 时间 时限 成立 成员 水平 明确 文件 文书 经济 经营 经办 经办人 许可 许可证 "
    "石油 白色 关于 公司 公开 公民 公安 公证 公务 有关 有限 有效 国家 国籍 都是 向上 应当 应该 相关 路段 家属 家庭 家长 农户 农民 代理 代表 代码 通过 通知 "
    "通讯 连续 计划 计算 管理 利益 权利 权益 强制 支付 终止 万元 从事 居民 居住 车辆 车牌 解除 信息 房屋 房产 封存 井口 山东 江苏 广东 广西 云南 贵州 河北 "
    "安徽 宁夏 甘肃 海南 福建 双方 全部 全体 后续 别人 单元 古城 包括 充分 容积 师范 年龄 年度 年级 干部 平均 应急 成功 所有 曾经 和解 温馨 满意 简易 "
    "能够 花费 荣誉 越权 边界 都不 阳性 阴性 须知 须提供 于是 时任 有无 有权 党员 党组织 学历 性别 民族 出生 籍贯 身份 身份证 住址 地址 电话 手机 联系 "
    "基本 情况 原告 被告 官方 商品 原因 原则 相应 查询 查阅 查封 关系 管辖 申请 申请人 申报 申诉 司法 督办 文化 文号 国有 广告 东至 索引 印章 印发 "
    "符合 项下 向你 向我 于本 何种 何时 元月 宣传 明细 简介 简历 钱款 金融 乐园 马路 经过 经查 成本 成交 水电 水利 林业 应付 应收 单价 单证 解释 平方 "
    "项目名称 应予 路程 全称 全名 别名 年月 年月日 有效期 公章 签章 容量 管委会 房号 空白 空缺 时候 双休 习惯 利率 易地 温度 卫生 华侨 计生 辛苦 车间".split()
)
_SINGLES: Final = "".join(dict.fromkeys(_SINGLE))
_GIVEN: Final = "[\u4e00-\u9fff]"
NAME: Final = (
    rf"(?:(?:{'|'.join(COMPOUND)}){_GIVEN}{{1,2}}?|[{_SINGLES}]{_GIVEN}{{1,2}}?|{_GIVEN}{{2,6}}·{_GIVEN}{{2,8}})"
)
_ENDS: Final = r"(?![\u4e00-\u9fff])|(?=于|向|因|的|系|诉|不服|与|和|住|居|生于|出生|身份证|公民身份|电话|手机|联系|家住|患|确诊|同志|之|（|一户)"
"""What follows a name: no Han character, or a word that goes on."""
PRIVATE: Final = (
    "姓名|申请人|被申请人|当事人|户主|被征收人|被拆迁人|权利人|产权人|房主|业主|车主|承租人|出租人|患者|病人|学生|考生|死者|伤者|受害人|被害人|原告|"
    "被告|第三人|上诉人|被上诉人|申诉人|投诉人|举报人|信访人|被处罚人|违法行为人|行政相对人|纳税人|持证人|持卡人|收款人|借款人|监护人|家长|父亲|母亲|配偶|"
    "丈夫|妻子|儿子|女儿|子女|本人|委托人|受托人|证人|村民|居民|职工|受助人|救助对象|补助对象|保障对象|享受对象|残疾人|应聘人|录用人员|拟录用人员|报名人|"
    "代理人|委托代理人"
)
OFFICIAL: Final = (
    "法定代表人|法人代表|负责人|主要负责人|单位负责人|项目负责人|局长|副局长|主任|副主任|科长|副科长|处长|副处长|书记|副书记|县长|副县长|区长|副区长|市长|副市长|"
    "镇长|副镇长|乡长|副乡长|主席|副主席|部长|厅长|院长|副院长|校长|副校长|所长|副所长|站长|队长|党组成员|组长|副组长|审判长|审判员|书记员|执法人员|发言人|"
    "新闻发言人|签发人|承办人|公证员|律师|评审专家|董事长|总经理|经理|监理工程师|总监理工程师|项目经理|建造师|执行董事|联系人|联络人|收件人|经办人"
)
"""Those who are named for their office, or as whom to turn to: not a private matter."""
_LABELLED: Final = re.compile(
    rf"(?P<label>{OFFICIAL}|{PRIVATE})(?:[（(][^（）()\n]{{0,12}}[）)])?[ \t:：为是]{{0,6}}\n?(?P<name>{NAME})(?:{_ENDS})"
)
_SEX: Final = re.compile(rf"(?<![\u4e00-\u9fff])(?P<name>{NAME})[，,、 （(]{{1,2}}(?:男|女)(?![\u4e00-\u9fff])")
_HEADS: Final = frozenset(
    (
        "姓名",
        "户主",
        "户主姓名",
        "申请人",
        "申请人姓名",
        "当事人",
        "学生姓名",
        "被征收人",
        "权利人",
        "患者姓名",
        "患者",
        "考生姓名",
    )
)
_WHOLE: Final = re.compile(rf"(?:{NAME})\Z")
_NEAR: Final = 70
_NEARER: Final = 16


class Person(NamedTuple):
    """A name in a text. `official` says that it stands there for an office."""

    start: int
    end: int
    official: bool


def is_name(text: str) -> bool:
    """Whether the whole text can be a person's name."""
    return _WHOLE.match(text) is not None and text not in _NOT_NAMES and text[:2] not in _NOT_NAMES


class Persons:
    """The persons of a text, found by the words beside them and by the column that they stand in."""

    def __init__(self, text: str) -> None:
        found = {
            (match.start("name"), match.end("name")): match.re is _LABELLED and _official(match["label"])
            for pattern in (_SEX, _LABELLED)
            for match in pattern.finditer(text)
            if is_name(match["name"])
        }
        for span in _in_columns(text):
            found.setdefault(span, False)
        self.all = sorted(Person(start, end, official) for (start, end), official in found.items())
        self._ends = [person.end for person in self.all]
        self._text = text

    def before(self, at: int, within: int = _NEAR) -> Person | None:
        """The last person before a place, in the same paragraph and near."""
        index = bisect_right(self._ends, at) - 1
        if index < 0:
            return None
        person = self.all[index]
        between = self._text[person.end : at]
        return person if len(between) <= within and between.count("\n") <= 1 and "\n\n" not in between else None

    def private_before(self, at: int, within: int = _NEAR) -> bool:
        """Whether the last person near before a place is there as a private one."""
        person = self.before(at, within)
        return person is not None and not person.official

    def after(self, at: int, within: int = _NEARER) -> Person | None:
        """A person right behind a place."""
        index = bisect_right(self._ends, at)
        if index >= len(self.all):
            return None
        person = self.all[index]
        between = self._text[at : person.start] if person.start >= at else None
        return person if between is not None and len(between) <= within and "\n" not in between else None


def _official(label: str) -> bool:
    return re.fullmatch(OFFICIAL, label) is not None


def _in_columns(text: str) -> list[tuple[int, int]]:
    """Names in the column of a table whose head says that it holds names; cells are parted by tabs."""
    found: list[tuple[int, int]] = []
    if "\t" not in text:
        return found
    column, width, at = -1, 0, 0
    for line in text.split("\n"):
        if "\t" in line:
            cells = line.split("\t")
            heads = [number for number, cell in enumerate(cells) if cell.strip().replace(" ", "") in _HEADS]
            if heads and len(cells) > 2:
                column, width = heads[0], len(cells)
            elif column >= 0 and len(cells) == width:
                cell = cells[column]
                name = cell.strip()
                if 2 <= len(name) <= 8 and is_name(name):
                    start = at + sum(len(each) + 1 for each in cells[:column]) + cell.index(name)
                    found.append((start, start + len(name)))
        elif line.strip():
            column = -1
        at += len(line) + 1
    return found
