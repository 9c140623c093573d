"""Defects of the text itself: most of C, and sameness within one report."""

from __future__ import annotations

from random import Random

from tests.corpus.content import prose
from tests.corpus.defects.base import bump, defect, need, part, retell
from tests.corpus.model import Case, Sentence


@defect("C06 silent", edition="2021")
def fee_silent(case: Case, rng: Random) -> None:
    need(case.number("requests.other.fee_unpaid.total") == 0)  # its name would speak of the notices
    case.narrative.other = [rng.choice(prose.NOTHING_ELSE)]


@defect("C06 none charged, but unpaid", edition="2021")
def fee_denied(case: Case, rng: Random) -> None:
    granted = "requests.granted.natural_person"
    need(case.number(granted) > 1)
    bump(case, granted, "requests.granted.total", by=-1)
    bump(case, "requests.other.fee_unpaid.natural_person", "requests.other.fee_unpaid.total", by=1)
    retell(case, rng)
    case.narrative.other = [rng.choice(prose.FEE_NONE)]


@defect("C07")
def no_problems(case: Case, rng: Random) -> None:
    text = case.narrative
    text.problems, text.measures, text.measures_intro = [], [], ""
    text.problems_intro = rng.choice(("无。", "暂无。", "无", "不存在突出问题。"))


@defect("C08")
def unpaired(case: Case, rng: Random) -> None:
    pairs = rng.sample(prose.PROBLEMS, 4)
    case.narrative.problems = [pair[0] for pair in pairs]
    case.narrative.measures = [pairs[0][1]]


@defect("C09 five named")
def parts_list(case: Case, rng: Random) -> None:
    case.narrative.preamble[0] += (
        "本年报由总体情况、主动公开政府信息情况、依申请公开受理情况、收费减免情况、"
        "申请行政复议和提起行政诉讼情况、存在问题及改进措施六个部分组成。"
    )
    _no_other_list(case)


def _no_other_list(case: Case) -> None:
    text = case.narrative.preamble[0]
    at = text.find("全文由")
    if at >= 0:
        case.narrative.preamble[0] = text[:at] + text[text.index("。", at) + 1 :]


@defect("C10 period of last year")
def old_period(case: Case, rng: Random) -> None:
    year = case.year
    text = case.narrative.preamble[0]
    for day in ("1月1日", "12月31日"):
        text = text.replace(f"{year}年{day}", f"{year - 1}年{day}")
    case.narrative.preamble[0] = text
    case.scored_identity = False


@defect("C10 half a year")
def short_period(case: Case, rng: Random) -> None:
    case.narrative.preamble[0] = case.narrative.preamble[0].replace(f"{case.year}年1月1日", f"{case.year}年4月1日")


@defect("C10 period ends in another year", instead=("C11",))
def torn_period(case: Case, rng: Random) -> None:
    case.narrative.preamble[0] = case.narrative.preamble[0].replace(
        f"{case.year}年12月31日", f"{case.year - 2}年12月31日"
    )


@defect("C10 title of another year", instead=("E05", "F04"), year=2023)
def old_title(case: Case, rng: Random) -> None:
    need(any(str(case.year) in line for line in case.narrative.title))
    case.narrative.title = [line.replace(str(case.year), str(case.year - 1)) for line in case.narrative.title]
    case.scored_identity = False


@defect("C11 last year's work", instead=("C10",))
def old_work(case: Case, rng: Random) -> None:
    case.narrative.lead = [Sentence(rng.choice(prose.LEAD[:3]).replace("{y}", "{p}"))]


@defect("C11 year of a figure", instead=("C10",))
def old_figure(case: Case, rng: Random) -> None:
    year = case.year - rng.choice((1, 2))
    head = part(case, rng.choice(("supervision", "platform")))
    sentence = rng.choice((f"{year}年，{{we}}组织政务公开业务培训3次", f"{year}年度{{we}}开展栏目排查，整改问题12个"))
    head.sentences.insert(0, Sentence(sentence))


@defect("C12", styles=("zero", "small", "medium"))
def breakdown(case: Case, rng: Random) -> None:
    parts = [rng.randint(3, 90) for _ in range(4)]
    whole = sum(parts) + rng.choice((-2, -1, 1, 3))
    names = rng.sample(("机构职能", "政策文件", "工作动态", "通知公告", "财政资金", "重大项目"), 4)
    listed = "、".join(f"{name}类{number}条" for name, number in zip(names, parts, strict=True))
    _replace_breakdown(case, f"{{y}}年主动公开政府信息{whole}条，其中{listed}")


def _replace_breakdown(case: Case, text: str) -> None:
    head = part(case, "proactive")
    head.sentences = [Sentence(text), *(line for line in head.sentences if "主动公开" not in line.template)]


@defect("C15", instead=("C12",))
def two_values(case: Case, rng: Random) -> None:
    number = rng.randint(40, 400)
    _replace_breakdown(case, f"{{y}}年，{{we}}主动公开政府信息{number}条")
    supervision = part(case, "supervision").sentences
    supervision[-1].template = supervision[-1].template.rstrip("，；、")
    supervision.append(Sentence(f"{{y}}年，{{we}}主动公开政府信息{number + rng.choice((3, 10, 33))}条"))


@defect("C16 another body", instead=("G06",))
def other_body(case: Case, rng: Random) -> None:
    other = rng.choice(("大岭县审计局", "玉笥市水利局", "听涛区医疗保障局", "渡云县响水乡人民政府"))
    need(other != case.body.name)
    head = part(case, "management")
    tail = rng.choice(("高度重视政府信息管理，专门制定了工作规程", "严格落实保密审查制度，全年未发生失泄密事件"))
    head.sentences.insert(0, Sentence(f"{other}{tail}"))


@defect("C16 bureau in a township", instead=("G06",), want="township")
def wrong_self(case: Case, rng: Random) -> None:
    head = part(case, "supervision")
    head.sentences.insert(
        0, Sentence(rng.choice(("我局成立了政务公开领导小组，由局长任组长", "我局明确局办公室负责日常工作")))
    )


@defect("C16 township in a bureau", instead=("G06",), want="department")
def wrong_self_bureau(case: Case, rng: Random) -> None:
    need(case.body.we == "我局")
    head = part(case, "supervision")
    head.sentences.insert(
        0, Sentence(rng.choice(("我镇成立了政务公开领导小组，由镇长任组长", "我街道明确党政办负责日常工作")))
    )


@defect("C18", instead=("C12",))
def magnitude(case: Case, rng: Random) -> None:
    parts = [rng.randint(20_000, 90_000) for _ in range(3)]
    listed = "、".join(f"{name}{number}条" for name, number in zip(("网站", "微信公众号", "微博"), parts, strict=True))
    head = part(case, "platform")
    head.sentences.insert(0, Sentence(f"各平台发布信息{sum(parts)}万条，其中{listed}"))


@defect("C20")
def negation_lost(case: Case, rng: Random) -> None:
    phrase = rng.choice(("以公开为常态、公开为例外", "公开为常态、公开为例外的要求"))
    case.narrative.lead = [Sentence(f"{{y}}年，{{we}}坚持{phrase}，各项工作有序推进")]


@defect("E18 nothing but a preamble", instead=("G05", "E17"))
def only_lead(case: Case, rng: Random) -> None:
    case.narrative.parts = []
    case.narrative.lead = [Sentence(rng.choice(prose.LEAD))]


@defect("E18 no figure", instead=("G05",), styles=("zero",))
def no_figure(case: Case, rng: Random) -> None:
    for head in case.narrative.parts:
        head.sentences = [Sentence(text) for text in rng.sample(prose.GENERIC[head.key], 2)]


@defect("G05", instead=("E18",), styles=("zero",))
def generic(case: Case, rng: Random) -> None:
    for head in case.narrative.parts:
        head.sentences = [Sentence(text) for text in rng.sample(prose.GENERIC[head.key], 1)]
    part(case, "proactive").sentences = [Sentence("多数部门能够及时公开信息，一些地区还探索了新的形式")]
    part(case, "supervision").sentences = [Sentence("一些地区建立了考核机制，多数部门明确了责任人")]
    case.narrative.lead = [Sentence("各地各部门认真落实要求，公开工作取得新进展")]


@defect("E17", edition="2021")
def head_missing(case: Case, rng: Random) -> None:
    key = rng.choice(("platform", "supervision", "management"))
    case.narrative.parts = [head for head in case.narrative.parts if head.key != key]
    words = {"platform": "平台", "supervision": "监督", "management": "管理"}[key]
    for head in case.narrative.parts:
        head.sentences = [line for line in head.sentences if words not in line.template]
        need(head.sentences)


@defect("E19")
def too_long(case: Case, rng: Random) -> None:
    for head in case.narrative.parts:
        lines = [*prose.GENERIC[head.key]]
        head.sentences += [
            Sentence(f"{start}{line}") for start in ("一方面，", "另一方面，", "与此同时，") for line in lines
        ]


@defect("E15", edition="2021")
def other_form(case: Case, rng: Random) -> None:
    sentence = rng.choice(
        (
            "实施政府集中采购{a}项，采购总金额{b}万元",
            "本年政府集中采购项目{a}项，总金额{b}万元",
        )
    )
    text = sentence.replace("{a}", str(rng.randint(2, 30))).replace("{b}", str(rng.randint(40, 900)))
    part(case, "proactive").sentences.insert(0, Sentence(text))


def _person_number(rng: Random) -> str:
    """Eighteen digits with a right check digit, in a district code that was never given out."""
    digits = f"359999{rng.randint(1961, 1999)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(100, 999)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11]


@defect("E21 number")
def person_number(case: Case, rng: Random) -> None:
    head = part(case, "requests")
    head.sentences.insert(0, Sentence(f"对申请人石某某（身份证号码{_person_number(rng)}）的申请依法作出答复"))


@defect("E21 name")
def person_name(case: Case, rng: Random) -> None:
    head = part(case, "requests")
    head.sentences.insert(0, Sentence("申请人林竹溪（手机号码13800138000）要求公开征地补偿材料，已依法答复"))


@defect("E21 mobile")
def person_mobile(case: Case, rng: Random) -> None:
    head = part(case, "requests")
    head.sentences.insert(0, Sentence(f"已电话联系申请人（1390000{rng.randint(1000, 9999)}）说明办理进展"))


@defect("E20 characters lost")
def lost(case: Case, rng: Random) -> None:
    text = case.narrative.preamble[0]
    year = case.year
    text = rng.choice(
        (
            text.replace(f"{year}年12月31日", f"{year}1231日"),
            text.replace(f"{year}年1月1日", f"{year}11日"),
            text.replace(f"{year}年12月31日", f"{year}12月31"),
        )
    )
    case.narrative.preamble[0] = text


@defect("E20 doubled marks")
def doubled(case: Case, rng: Random) -> None:
    case.narrative.lead[0].template += rng.choice(("。。", "，，。", "；；"))


@defect("E13 wrong notice", edition="2021")
def old_notice(case: Case, rng: Random) -> None:
    wrong = rng.choice(("国办公开办函〔2019〕60号", "国办公开办函〔2020〕60号", "国办发〔2021〕30号"))
    _cite(case, wrong)


@defect("E13 wrong notice 2019", edition="2019")
def wrong_notice(case: Case, rng: Random) -> None:
    _cite(case, rng.choice(("国办公开办函〔2020〕60号", "国办发〔2019〕60号")))


@defect("E13 draft law")
def draft_law(case: Case, rng: Random) -> None:
    text = case.narrative.preamble[0]
    case.narrative.preamble[0] = text.replace(
        "《中华人民共和国政府信息公开条例》", "《中华人民共和国政府信息公开条例（试行）》", 1
    )


def _cite(case: Case, number: str) -> None:
    text = case.narrative.preamble[0]
    right = "国办公开办函〔2021〕30号" if case.edition == "2021" else "国办公开办函〔2019〕60号"
    if right in text:
        case.narrative.preamble[0] = text.replace(right, number)
    else:
        case.narrative.preamble[0] = f"按照《关于政府信息公开工作年度报告有关事项的通知》（{number}）要求，" + text


@defect("E14")
def no_period(case: Case, rng: Random) -> None:
    text = case.narrative.preamble[0]
    at = min(place for word in ("本报告所列数据", "报告中数据", "本年报统计") if (place := text.find(word)) >= 0)
    case.narrative.preamble[0] = text[:at] + text[text.index("。", at) + 1 :]
