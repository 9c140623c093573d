"""The whole text of a report, from its figures."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import SECTION_NUMBERS, SECTIONS
from tests.corpus.content import phrases as say
from tests.corpus.content import prose
from tests.corpus.content.facts import chinese, chinese_year, facts_of
from tests.corpus.content.lookalikes import LOOKALIKES, sentence, suits
from tests.corpus.content.requests_text import pick, remedies_sentences, requests_sentences
from tests.corpus.model import Case, Narrative, Number, Part, Sentence

STYLES = ("own_line", "inline", "numbered", "flat", "bold")
CATEGORIES = (
    "机构职能",
    "政策文件",
    "规划计划",
    "工作动态",
    "通知公告",
    "财政资金",
    "人事信息",
    "公共服务",
    "重大项目",
)
PHONE_CODES = ("0990", "0881", "0770")


def compose(rng: Random, case: Case, previous: Case | None = None) -> Narrative:
    """A text that contradicts neither the tables nor itself, last year's report or the form."""
    facts = facts_of(case)
    before = facts_of(previous) if previous else None
    parts = _parts(rng, case, facts, before)
    problems = _problems(rng, previous)
    return Narrative(
        title=_title(rng, case),
        preamble=_preamble(rng, case),
        lead=[Sentence(rng.choice(prose.LEAD))],
        parts=parts,
        parts_style=rng.choice(STYLES),
        headings={
            section.key: (number, section.title) for number, section in zip(SECTION_NUMBERS, SECTIONS, strict=True)
        },
        before={},
        problems=[pair[0] for pair in problems],
        measures=[pair[1] for pair in problems],
        problems_intro=rng.choice(prose.PROBLEMS_INTRO),
        measures_intro=rng.choice(prose.MEASURES_INTRO),
        other=_other(rng, case, facts),
        signer=rng.choice((case.body.signer, case.body.signer, "")),
        signed=_signed(rng, case),
    )


def _title(rng: Random, case: Case) -> list[str]:
    body, year = case.body.name, case.year
    return rng.choice(
        (
            [f"{body}{year}年政府信息公开工作年度报告"],
            [f"{body}{year}年政府信息公开工作年度报告"],
            [body, f"{year}年政府信息公开工作年度报告"],
            [f"{year}年{body}政府信息公开工作年度报告"],
            [f"{body}{year}年度政府信息公开工作年度报告"],
            [f"{body} {year} 年政府信息公开工作年度报告"],
            [f"{body}{chinese_year(year)}年政府信息公开工作年度报告"],
        )
    )


def contact(rng: Random, body_name: str, place: str) -> str:
    phone = f"{rng.choice(PHONE_CODES)}-{rng.randint(2000000, 8999999)}"
    road = f"{place}{rng.choice(prose.ROADS)}{rng.randint(1, 300)}号"
    return (
        f"如对本报告有疑问，请与{body_name}联系（地址：{road}，邮编：{rng.randint(660000, 669999)}，电话：{phone}，"
        f"电子邮箱：xxgk{rng.randint(10, 99)}@example.cn）。"
    )


def _preamble(rng: Random, case: Case) -> list[str]:
    law = rng.choice(prose.LAW)
    notice = f"和{prose.NOTICE[case.edition]}要求" if rng.random() < 0.6 else ""
    text = f"{law}{notice}，{case.body.name}编制了{case.year}年政府信息公开工作年度报告。"
    if rng.random() < 0.5:
        titles = "、".join(section.title for section in SECTIONS)
        text += f"全文由{titles}{rng.choice(('六个部分组成', '等六个部分组成', '共六部分组成'))}。"
    text += rng.choice(prose.PERIOD).replace("{y}", str(case.year))
    if rng.random() < 0.7:
        text += contact(rng, case.body.name, case.body.place)
    return [text]


def _breakdown(rng: Random, facts: dict[str, Number]) -> list[Sentence]:
    """How much was disclosed, with parts that add up."""
    names = rng.sample(CATEGORIES, rng.randint(2, 4))
    floor = int(facts.get("doc_disclosed", 0) + facts["doc_issued"])
    numbers = [rng.randint(1, 260) for _ in names]
    numbers[0] += floor
    given: dict[str, Number | str] = {f"part{index}": number for index, number in enumerate(numbers)}
    given["items"] = sum(numbers)
    parts = "、".join(f"{name}类信息{{part{index}}}条" for index, name in enumerate(names))
    start = rng.choice(
        ("全年主动公开政府信息{items}条", "{y}年，{we}主动公开政府信息{items}条", "主动公开各类政府信息共{items}条")
    )
    return rng.choice(
        (
            [Sentence(f"{start}，其中{parts}", "C12", given)],
            [Sentence(f"{start}，包括{parts}", "C12", given)],
            [Sentence(start, "", given)],
        )
    )


def _documents(rng: Random, case: Case, facts: dict[str, Number]) -> list[Sentence]:
    if case.edition == "2019":
        return [pick(rng, say.DOCUMENTS_2019)] if facts["doc_issued"] or rng.random() < 0.2 else []
    sentences = []
    if facts["doc_issued"] or facts["doc_in_force"]:
        names = rng.choice(
            (("doc_issued",), ("doc_issued", "doc_repealed", "doc_in_force"), ("doc_issued", "doc_in_force"))
        )
        sentences = [pick(rng, say.DOCUMENTS_2021[name], "，") for name in names]
        sentences[-1].template = sentences[-1].template[:-1]
    if facts["reg_in_force"]:
        sentences.append(pick(rng, say.REGULATIONS_2021))
    return sentences


def _acts(rng: Random, case: Case, facts: dict[str, Number]) -> list[Sentence]:
    sentences = [pick(rng, options, "，") for name, options in say.ACTS.items() if facts[name] and rng.random() < 0.7]
    if sentences:
        sentences[-1].template = sentences[-1].template[:-1]
    if case.edition == "2021" and facts["fees"] and rng.random() < 0.5:
        sentences.append(_fees(rng, facts["fees"]))
    unit = case.cells["proactive.procurement.amount"].unit if case.edition == "2019" else ""
    if case.edition == "2019" and facts["buys"] and rng.random() < 0.5:
        buys = pick(rng, say.BUYS)
        buys.template += f"，总金额{{spent}}{unit}" if unit else ""
        sentences.append(buys)
    if case.edition == "2021" and facts["permits"] >= 10_000 and rng.random() < 0.4:
        about = f"{Decimal(facts['permits']) / 10_000:.2f}万"
        sentences.append(
            Sentence(rng.choice(("作出行政许可决定{about}件", "作出行政许可决定约{about}件")), "P86", {"about": about})
        )
    return sentences


def _fees(rng: Random, fees: Number) -> Sentence:
    sentence = pick(rng, say.FEES)
    yuan = Decimal(fees) * 10_000
    if rng.random() < 0.3 and yuan == int(yuan):
        sentence.template = sentence.template.replace("{fees}万元", "{yuan}元")
        sentence.given["yuan"] = int(yuan)
    return sentence


def _looks(rng: Random, case: Case, facts: dict[str, Number], previous: bool, part: str, most: int) -> list[Sentence]:
    options = [look for look in LOOKALIKES if look.part == part and suits(look, case, facts, previous)]
    chosen = rng.sample(options, min(len(options), rng.randint(0, most)))
    once = {look.code: look for look in chosen}  # two statements of one quantity would have to agree
    return [sentence(look, case, rng) for look in once.values()]


def _parts(rng: Random, case: Case, facts: dict[str, Number], before: dict[str, Number] | None) -> list[Part]:
    has_previous = before is not None
    about: dict[str, list[Sentence]] = {key: [] for key in prose.HEADS}
    about["proactive"] += _breakdown(rng, facts)
    documents = _documents(rng, case, facts)
    about[rng.choice(("proactive", "management"))] += documents
    about["proactive"] += _acts(rng, case, facts)
    about["requests"] += requests_sentences(rng, case, facts, before)
    about[rng.choice(("requests", "supervision"))] += remedies_sentences(rng, facts)
    parts = []
    for key, headings in prose.HEADS.items():
        generic = [Sentence(text) for text in rng.sample(prose.GENERIC[key], rng.randint(1, 2))]
        looks = _looks(rng, case, facts, has_previous, key, 2)
        sentences = [*generic, *about[key], *looks] if rng.random() < 0.5 else [*about[key], *looks, *generic]
        parts.append(Part(key, rng.choice(headings), sentences))
    return parts


def _problems(rng: Random, previous: Case | None) -> list[tuple[str, str]]:
    used = set(previous.narrative.problems) if previous else set()
    options = [pair for pair in prose.PROBLEMS if pair[0] not in used]
    return rng.sample(options, rng.randint(2, 4))


def _other(rng: Random, case: Case, facts: dict[str, Number]) -> list[str]:
    if case.edition == "2019":
        return [rng.choice(prose.NOTHING_ELSE)]
    unpaid = int(facts["other_fee_unpaid"])
    if not unpaid and (not facts["new"] or rng.random() < 0.8):
        return [rng.choice(prose.FEE_NONE)]
    bills = unpaid + rng.randint(1, 3)
    billed = sum(100 * rng.randint(1, 8) for _ in range(bills))
    paid = (billed // 100 - rng.randint(0, billed // 100 - 1)) * 100 if unpaid else billed
    if unpaid:
        paid = min(paid, billed - 100 * unpaid)
    text = rng.choice(prose.FEE_SOME)
    return [text.replace("{bills}", str(bills)).replace("{billed}", str(billed)).replace("{paid}", str(paid))]


def _signed(rng: Random, case: Case) -> str:
    month, day = 1, rng.randint(5, 29)
    if case.body.government and case.body.level != "township":
        month, day = rng.choice(((1, day), (2, 20), (3, rng.randint(1, 29))))
    year = case.year + 1
    arabic = f"{year}年{month}月{day}日"
    spelled = f"{chinese_year(year)}年{chinese(month)}月{chinese(day)}日"
    return rng.choice((arabic, arabic, f"{year}-{month:02d}-{day:02d}", f"{year} 年 {month} 月 {day} 日", spelled, ""))
