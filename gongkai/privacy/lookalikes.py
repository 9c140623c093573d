"""Numbers and words that look like personal data and are none: N01–N16.

A table of data. `before` is tried on what stands right before the value (its end is the value's beginning), `after` on
what stands right behind it; the first row that fits a value of its `codes` takes it out, or makes it a warning.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

BEFORE: Final = 24
"""So many characters before a value, and"""
AFTER: Final = 10
"""so many behind it are looked at."""


class Lookalike(NamedTuple):
    """`warns`: what fits is still worth a look, but does not keep anything from being published."""

    id: str
    why: str
    codes: tuple[str, ...]
    before: str = ""
    after: str = ""
    warns: bool = False


_SERIAL: Final = (
    "编号|序号|单号|订单号?|流水号?|受理号|受理编号|案号|索引号|项目代码|项目编码|合同号|批号|批次号?|序列号|条形?码|许可证号?|备案号|凭证号|运单号?|快递单号?|"
    "发票号码?|发票代码|设备号|IMEI|统一编码|不动产单元号|单元号|宗地号|图号|文号|档案号|学号|工号|准考证号|考号|资格证书?号|证书编号|证书号|执照号|"
    "注册号|登记号|批准文号|国药准字[A-Z]?|商标号|专利号|ISBN|ISSN|ID|QQ|QQ群|微信群|群号|版本号?|校验码|验证码|哈希|备案编号|监督码|防伪码|文件号|代码|编码|"
    "Fax|FAX|fax|[A-Z]{2,6}"
)
_LINK: Final = r"[（()）]{0,2}(?:为|是|[:：=#\s]){0,4}(?:No\.?|NO\.?|№|#)?[ ]{0,2}\Z"
_UNIT: Final = r"[ ]?(?:元|万元|亿元|美元|件|人次|人|户|次|平方米|㎡|m2|立方米|吨|公斤|千克|克|千瓦时|度电|亩|公顷|公里|千米|米|字节|KB|MB|%|‰|％|册|份|宗|条|辆|台|张|分钟|秒|毫秒)"
_OFFICE: Final = (
    "办公|值班|传真|监督|举报|投诉|咨询|服务|热线|窗口|政务|信访|受理|总机|公开|报名|客服|应急|报警|救援|预约|办理|单位|局办|科室|采购|代理机构|招标人?|机构|"
    "公司|中心|大厅|法院|仲裁|复议"
)

LOOKALIKES: Final = (
    Lookalike(
        "N01",
        "a code of an organisation, not of a person",
        ("P01", "P02", "P03", "P04"),
        rf"(?:统一社会信用代码|社会信用代码|信用代码|纳税人识别号|纳税识别号|税号|组织机构代码|机构代码|工商注册号|营业执照(?:注册)?号?){_LINK}",
    ),
    Lookalike(
        "N02", "the number of a document, a case, an order", ("P01", "P02", "P03", "P04"), rf"(?:{_SERIAL}){_LINK}"
    ),
    Lookalike("N03", "an amount or a count", ("P01", "P03", "P04"), after=_UNIT),
    Lookalike(
        "N03", "the same, by the sign before it", ("P03", "P04"), r"(?:[￥¥$€]|金额|合计|总计|总额)[:： ]{0,3}\Z"
    ),
    Lookalike(
        "N04",
        "part of an official document's number",
        ("P01", "P02", "P03", "P04", "P08"),
        r"[〕\]］】][ ]?第?\Z",
        r"号",
    ),
    Lookalike("N05", "a decimal", ("P01", "P03", "P04"), after=r"\.\d"),
    Lookalike("N06", "masked already", ("P01", "P02", "P03", "P04", "P08"), r"[*＊█■×✱]{2}\Z"),
    Lookalike("N06", "masked already, behind", ("P01", "P02", "P03", "P04", "P08"), after=r"[*＊█■×✱]{2}"),
    Lookalike("N07", "part of an address on the web", ("P01", "P02", "P03", "P04"), r"(?:/|=|_|&|\?|\w-)\Z"),
    Lookalike(
        "N08",
        "an office that is reached by a mobile telephone",
        ("P03",),
        rf"(?:{_OFFICE})(?:联系)?(?:电话|手机|号码|方式|热线)?(?:号码)?[（()）]{{0,2}}[:： ]{{0,3}}\Z",
        warns=True,
    ),
    Lookalike(
        "N09",
        "the telephone of an office",
        ("P05",),
        rf"(?:{_OFFICE})[^\n，。；]{{0,6}}(?:电话|热线|号码)?(?:号码)?[:： ]{{0,3}}\Z",
    ),
    Lookalike(
        "N10",
        "the mailbox of an office",
        ("P06",),
        rf"(?:{_OFFICE}|公共|公务|部门|官方|工作|投稿|征求意见)[^\n，。；]{{0,6}}(?:邮箱|邮件|信箱|E-?mail)(?:地址)?[:： ]{{0,3}}\Z",
        warns=True,
    ),
    Lookalike(
        "N11",
        "where a company or an office sits",
        ("P07",),
        r"(?:单位|公司|企业|机构|法人|办公|注册|经营|项目|建设|生产|工程|办理|受理|送达|收件|邮寄|寄送|联系|通讯|现场|案发|作业|营业|店铺|门店|"
        r"学校|医院|委员会|政府|局|法定代表人|(?<!户籍)所在)[^\n，。；]{0,4}\Z",
    ),
    Lookalike(
        "N12",
        "an account of the treasury or of an office",
        ("P04",),
        r"(?:财政|国库|非税|对公|基本户|专户|捐款|保证金|单位)[^\n]{0,12}\Z",
    ),
    Lookalike(
        "N13",
        "a car of an office",
        ("P08",),
        r"(?:公务用?车|执法(?:用)?车辆?|公车|巡逻车|消防车|救护车|公交车|洒水车|垃圾车|警车)[^\n，。；]{0,8}\Z",
    ),
    Lookalike("N14", "no plate: registration of a website, a licence", ("P08",), after=r"(?:号|ICP|备|证)"),
    Lookalike("N15", "a day in history", ("P09",), r"(?:1[0-8]\d\d|190\d|191\d|192\d)年?\Z"),
    Lookalike(
        "N16",
        "an outline of an area or a project, published as such",
        ("P11",),
        r"(?:震中|台风|中心位置|台风中心)[^\n。；]{0,12}\Z",
    ),
)

_COMPILED: Final = tuple(
    (row, re.compile(f"(?:{row.before})") if row.before else None, re.compile(row.after) if row.after else None)
    for row in LOOKALIKES
)


def lookalike(code: str, before: str, after: str) -> Lookalike | None:
    """The row that a value fits, by what stands around it."""
    for row, front, back in _COMPILED:
        if code not in row.codes:
            continue
        if (front is None or front.search(before)) and (back is None or back.match(after)):
            return row
    return None
