"""E21: personal data of applicants in a published report. The office's own contact is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.prose import NARROW
from gongkai.report.checks.words import page, readable


class Leak(NamedTuple):
    """A piece of personal data: what kind it is, how it may be shown in a message, where it began in its text."""

    kind: str
    masked: str
    start: int


# --- identity numbers -----------------------------------------------------------------------------------------------

_ID: Final = re.compile(
    r"(?<![0-9A-Za-z])(\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])"
    r"(?![0-9A-Za-z])"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a citizen's identity number: the last is the checksum of the others (GB 11643-1999)."""
    if not re.fullmatch(r"\d{17}[\dXx]", text):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False)) % 11
    return "10X98765432"[remainder] == text[-1].upper()


# --- mobile numbers and names ---------------------------------------------------------------------------------------

_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_PERSON: Final = re.compile("申请人|当事人|投诉人|举报人|信访人|上访人|来访人|原告|复议人|姓名|身份证|村民|居民|业主")
_POLITE: Final = re.compile("先生|女士|同志|本人")
_OFFICE: Final = re.compile(
    "联系人|咨询|监督电话|办公电话|传真|疑问|如对本|请与|请联系|可联系|拨打|致电|来电|联系方式|电子邮箱|邮编|地址|值班|热线"
)
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭罗郑梁谢宋唐韩冯邓曹彭肖田董袁潘蒋蔡杜叶苏魏吕丁沈姚卢姜崔钟谭陆范汪廖"
    "石金韦贾夏付邹熊孟秦邱江尹薛闫段侯龙史陶黎贺顾毛郝龚邵钱覃武戴莫孔汤康乔赖庞樊兰殷施洪翟颜倪严温芦季"
    "俞章鲁葛伍尤毕聂焦柳邢岳齐梅庄辛祝左涂谷祁耿牟卜詹苗凌纪靳盛童欧甄曲游裴席卫屈鲍霍翁隋甘景薄柏宁柯阮"
    "桂闵"
)
"""Surnames that begin no word which may follow 申请人 (关于, 单位, 申请 …)."""
# 王某 is already masked. What follows 申请人 is a name only with a surname, a given name, and then an end or a deed.
_NAMED: Final = re.compile(
    r"(?:申请人|投诉人|举报人|信访人|原告|复议申请人)(?:姓名)?(?:[:：为是]|（姓名[:：])?\s*"
    rf"(?P<name>[{_SURNAMES}](?![某×*Xx])[\u4e00-\u9fff]{{1,2}})"
    r"(?=[，,。、；;（(）)：:\s]|先生|女士|同志|申请(?:公开|获取)|提出|提交|通过|要求|于20|不服|诉|，身份证|身份证|联系电话|电话|等|$)"
)
_TITLED: Final = re.compile(
    rf"(?:村民|居民|市民|群众|业主|当事人)(?P<name>[{_SURNAMES}](?![某×*Xx])[\u4e00-\u9fff]{{1,2}})"
    r"(?=(?:先生|女士|同志)?(?:申请|提出|提交|要求|通过|于20|不服|诉))"
)
_NO_NAMES: Final = re.compile(
    "^(?:金额|金融|章节|季度|施行|史料|曲解|严重|严格|严厉|温馨|龙头|康复|游客|石油|石化|卫生|毕竟|宁愿|顾虑|焦虑|焦点|陆续|范围"
    "|付费|付款|庞大|罗列|尤其|薄弱|齐全|杜绝|左右|段落|夏季|纪律|凌晨|景区|田地|苗木|董事|武断|雷同|谢意|甘愿|辛苦|祝|贺信)"
)


def leaks(text: str) -> Iterator[Leak]:
    """Identity numbers, applicants' mobile numbers, applicants' names."""
    for match in _ID.finditer(text):
        if is_identity_number(match[1]):
            yield Leak("居民身份证号码", f"{match[1][:3]}***********{match[1][-2:]}", match.start())
    for match in _MOBILE.finditer(text):
        before = re.split("[。；;\n]", text[max(0, match.start() - 40) : match.start()])[-1]
        if _of_person(before) or re.match("[（(]?(?:申请人|先生|女士)", text[match.end() :]):
            digits = re.sub(r"\D", "", match[0])
            yield Leak("个人手机号码", f"{digits[:3]}****{digits[-2:]}", match.start())
    for pattern in (_NAMED, _TITLED):
        for match in pattern.finditer(text):
            if not _NO_NAMES.match(match["name"]):
                yield Leak("申请人姓名", f"{match['name'][0]}{'某' * (len(match['name']) - 1)}", match.start("name"))


def _of_person(before: str) -> bool:
    """Whether a number after these words is an applicant's: the last word that tells is one for a person."""
    person = max((found.start() for found in _PERSON.finditer(before)), default=-1)
    office = max((found.start() for found in _OFFICE.finditer(before)), default=-1)
    return person > office or (office < 0 and _POLITE.search(before) is not None)


def personal_data(context: Context) -> Iterator[Hit | Skip]:
    """The message shows only a masked form: the finding must not spread what it warns of."""
    if not readable(context.report):
        yield Skip("没有读到文字部分")
        return
    told = set()
    for where, text in page(context.report):
        for leak in leaks(text.translate(NARROW)):
            if (leak.kind, leak.masked) not in told:
                told.add((leak.kind, leak.masked))
                yield Hit(f"文中出现{leak.kind}（{leak.masked}），公开前应删去或隐去。", where=where, found=leak.masked)


PERSONS = (
    Check(
        "E21",
        Severity.ERROR,
        "个人信息",
        "公开的报告不得泄露申请人的姓名、身份证号码、手机号码等个人信息（条例第十五条）。",
        "立即撤下并隐去个人信息后重新发布。",
        personal_data,
    ),
)
