"""Sentences that contradict a table: D01 for every pattern that names a cell, and C01 to C04, C13, C14, C17, C22."""

from __future__ import annotations

import re
from random import Random

from tests.corpus.content import phrases as say
from tests.corpus.content.facts import RESULTS, facts_of
from tests.corpus.content.requests_text import pick
from tests.corpus.defects.base import Plant, add, defect, need, part, say_requests, wrong_value
from tests.corpus.model import Case, Sentence

RECEIVED = Sentence("共收到政府信息公开申请{new}{u}，")
PLACE = re.compile(r"\{([a-z_]+)\}")
SAME: dict[str, tuple[str, ...]] = {
    "P18": ("C14",), "P67": ("C17",), "P68": ("C17",), "P69": ("C17", "C12"), "P72": ("C04",), "P79": ("C04",),
    "P81": ("C22",), "P82": ("C22",), "P83": ("C22",), "P84": ("C22",), "P85": ("C22",), "P78": ("C03",),
}  # fmt: skip


def _facts_in(case: Case, template: str) -> list[str]:
    facts = facts_of(case)
    return [name for name in PLACE.findall(template) if name in facts]


def _spoil(case: Case, rng: Random, phrase: tuple[str, str], glue: str = "。", fact: str = "") -> Sentence:
    """The phrase with one of its figures wrong."""
    pattern, template = phrase
    names = [fact] if fact else _facts_in(case, template)
    need(names)
    name = rng.choice(names)
    return Sentence(template + glue, pattern, wrong={name: wrong_value(case, rng, name)})


def _of(options: say.Phrases, pattern: str) -> tuple[tuple[str, str], ...]:
    return tuple(phrase for phrase in options if phrase[0] == pattern)


def requests_claim(pattern: str, options: say.Phrases, before: bool) -> Plant:
    """A wrong statement on requests, after a right one on what was received (unless it is that statement)."""

    def plant(case: Case, rng: Random) -> None:
        phrase = rng.choice(_of(options, pattern))
        need("0{u}" not in phrase[1])
        facts = facts_of(case)
        need(facts["new"] and (facts["done"] if options is say.DONE else True))
        if pattern == "P08":  # 依申请公开N条 would be information of that attribute
            case.units["request"] = "件"
        sentences = [_spoil(case, rng, phrase)]
        if before:
            sentences.insert(0, Sentence(RECEIVED.template, "P01"))
        say_requests(case, *sentences)

    return plant


for options, before in (
    (say.RECEIVED, False),
    (say.CARRIED, True),
    (say.DONE, True),
    (say.FORWARD, True),
    (say.IN_ONE, False),
):
    for pattern in sorted({phrase[0] for phrase in options}):
        add(f"D01:{pattern}", requests_claim(pattern, options, before), instead=("C02", *SAME.get(pattern, ())))


def result_claim(name: str, pattern: str) -> Plant:
    def plant(case: Case, rng: Random) -> None:
        need(name in facts_of(case) and facts_of(case)["done"])
        phrases = _of(say.RESULT[name], pattern)
        group = next((row for row in RESULTS if name.startswith(row + "_")), "")
        wrong = _spoil(case, rng, rng.choice(phrases))
        sentences = [Sentence(RECEIVED.template, "P01"), Sentence("共办结{done}{u}。", "P25")]
        if group:
            rest = [pick(rng, say.RESULT[row], "、") for row in RESULTS if row != group]
            lead = pick(rng, say.RESULT[group])
            lead.template = f"其中，{lead.template}（{rng.choice(('其中', '含', '包括'))}"
            wrong.template = wrong.template[:-1] + "），"
            merged = Sentence(lead.template + wrong.template, wrong.pattern, wrong=wrong.wrong)
            sentences = [*sentences[:2], merged, *rest]
        else:
            beside = pick(rng, say.RESULT["partial" if name in ("granted", "opened") else "granted"], "、")
            beside.template = rng.choice(say.LIST_INTRO) + beside.template
            sentences += [beside, wrong]
        say_requests(case, *sentences)

    return plant


for name, options in say.RESULT.items():
    if name == "other_other":
        continue
    edition = "2021" if name in ("other_not_supplemented", "other_fee_unpaid") else ""
    add(
        f"D01:{options[0][0]} {name}", result_claim(name, options[0][0]), instead=("C02", "C12", "C06"), edition=edition
    )


@defect("D01:P64", edition="2021")
def withdrawn(case: Case, rng: Random) -> None:
    """More withdrawn than 3.其他 holds."""
    facts = facts_of(case)
    need(facts["new"])
    more = facts["other_other"] + rng.randint(2, 6)
    say_requests(case, Sentence(RECEIVED.template, "P01"), Sentence(f"申请人主动撤回{more}{{u}}。", "P64"))


WHO = {"P67": "natural", "P68": "legal"}
for code, fact in WHO.items():

    def who(case: Case, rng: Random, code: str = code, fact: str = fact) -> None:
        need(facts_of(case)["new"])
        say_requests(
            case, Sentence(RECEIVED.template, "P01"), _spoil(case, rng, (code, rng.choice(say.WHO)[1]), fact=fact)
        )

    add(f"D01:{code}", who, instead=("C17",))
    add(f"C17:{code}", who, instead=("D01",))


@defect("D01:P69", instead=("C12", "C17"))
def which(case: Case, rng: Random) -> None:
    name = rng.choice(list(say.WHICH))
    need(facts_of(case)["new"])
    phrase = ("P69", "，法人或其他组织申请{legal}{u}，其中" + rng.choice(say.WHICH[name]))
    need(name != "other_organisation")
    say_requests(
        case,
        Sentence("共收到政府信息公开申请{new}{u}，其中自然人申请{natural}{u}", "P67"),
        _spoil(case, rng, phrase, fact=name),
    )
    part(case, "requests").sentences[0].template += "，"
    part(case, "requests").sentences[1].template = phrase[1].removeprefix("，") + "。"


def remedies_claim(options: say.Phrases, pattern: str, lead: say.Phrases | None) -> Plant:
    def plant(case: Case, rng: Random) -> None:
        _silence_remedies(case)
        sentences = [pick(rng, lead, "，")] if lead else []
        wrong = _spoil(case, rng, rng.choice(_of(options, pattern)))
        need(all(case.body.name.find(word) < 0 for word in ("司法局",)))
        part(case, "requests").sentences += [*sentences, wrong]

    return plant


def _silence_remedies(case: Case) -> None:
    for head in case.narrative.parts:
        head.sentences = [line for line in head.sentences if not re.search("复议|诉讼|维持", line.template)]
        if head.sentences:
            last = head.sentences[-1]
            last.template = last.template.rstrip("，；、")


add("D01:P71", remedies_claim(say.RECONSIDERED, "P71", None), instead=("C03", "C04"))
add("D01:P72", remedies_claim(say.RECONSIDERED_HOW, "P72", say.RECONSIDERED), instead=("C04",))
add("C04", remedies_claim(say.RECONSIDERED_HOW, "P72", say.RECONSIDERED), instead=("D01",))
add("D01:P73", remedies_claim(say.SUED, "P73", None), instead=("C03", "C04"))
add("D01:P74", remedies_claim(say.SUED_HOW, "P74", say.SUED), instead=("C04",))
add("D01:P75", remedies_claim(say.SUED_HOW, "P75", say.SUED), instead=("C04",))
add("D01:P76", remedies_claim(say.REMEDIES_SUM, "P76", None), instead=("C03", "C04"))
add("D01:P79", remedies_claim(say.CORRECTED, "P79", None), instead=("C04",))


def proactive_claim(options: say.Phrases, fact: str = "") -> Plant:
    def plant(case: Case, rng: Random) -> None:
        for head in case.narrative.parts:
            patterns = [f"P{number}" for number in range(81, 91)]
            head.sentences = [line for line in head.sentences if line.pattern not in patterns]
        wrong = _spoil(case, rng, rng.choice(options), fact=fact)
        sentences = part(case, rng.choice(("proactive", "management"))).sentences
        sentences[-1].template = sentences[-1].template.rstrip("，；、")
        sentences.append(wrong)

    return plant


for name, options in say.DOCUMENTS_2021.items():
    add(f"D01:{options[0][0]}", proactive_claim(options, name), edition="2021", instead=("C22",))
    add(f"C22:{options[0][0]}", proactive_claim(options, name), edition="2021", instead=("D01",))
add("D01:P81 edition 2019", proactive_claim(say.DOCUMENTS_2019[1:2], "doc_issued"), edition="2019", instead=("C22",))
add("D01:P85", proactive_claim(say.DOCUMENTS_2019[2:], "doc_disclosed"), edition="2019", instead=("C22",))
add("D01:P84", proactive_claim(say.REGULATIONS_2021), edition="2021", want="city", instead=("C22",))
for name, options in say.ACTS.items():
    add(f"D01:{options[0][0]}", proactive_claim(options, name))
add("D01:P89", proactive_claim(say.FEES, "fees"), edition="2021")
add("D01:P90", proactive_claim(say.BUYS, "buys"), edition="2019")


# --- none where there is some, some where there is none ---------------------------------------------------------------


for pattern in ("P13", "P14", "P15", "P16", "P17"):

    def claims_none(case: Case, rng: Random, pattern: str = pattern) -> None:
        need(facts_of(case)["new"])
        say_requests(case, pick(rng, _of(say.NONE_RECEIVED, pattern)))

    add(f"C01:{pattern}", claims_none, instead=("D01",))


@defect("C01 text has requests", instead=("D01",), styles=("zero",))
def claims_some(case: Case, rng: Random) -> None:
    say_requests(case, _spoil(case, rng, rng.choice(say.RECEIVED[:5])))


@defect("C03 none claimed", instead=("D01", "C01"))
def no_remedies(case: Case, rng: Random) -> None:
    need(facts_of(case)["remedies"])
    _silence_remedies(case)
    part(case, "requests").sentences.append(pick(rng, say.REMEDIES_NONE))


@defect("C03 all upheld", instead=("D01", "C04"), styles=("medium",))
def all_upheld(case: Case, rng: Random) -> None:
    facts = facts_of(case)
    need(facts["recon_total"] and facts["recon_total"] != facts["recon_upheld"])
    _silence_remedies(case)
    part(case, "requests").sentences += [pick(rng, say.RECONSIDERED, "，"), pick(rng, say.ALL_UPHELD)]


@defect("C02 a result left out", instead=("C12", "D01"), styles=("medium",))
def list_short(case: Case, rng: Random) -> None:
    facts = facts_of(case)
    names = [name for name in RESULTS if facts[name]]
    need(len(names) >= 4)
    names.remove(rng.choice(names[1:]))
    listed = [pick(rng, say.RESULT[name], "、") for name in names]
    listed[0].template = "其中，" + listed[0].template
    listed[-1].template = listed[-1].template[:-1]
    say_requests(case, Sentence(RECEIVED.template, "P01"), Sentence("共办结{done}{u}。", "P25"), *listed)


@defect("C02 a result wrong", instead=("C12", "D01"), styles=("medium",))
def list_wrong(case: Case, rng: Random) -> None:
    need(facts_of(case)["done"])
    listed = [pick(rng, say.RESULT[name], "、") for name in RESULTS]
    slip = rng.randrange(len(listed))
    listed[slip].wrong = {RESULTS[slip]: wrong_value(case, rng, RESULTS[slip])}
    listed[0].template = "其中，" + listed[0].template
    say_requests(case, Sentence(RECEIVED.template, "P01"), Sentence("共办结{done}{u}。", "P25"), *listed)


@defect("C05", styles=("medium",))
def all_answered(case: Case, rng: Random) -> None:
    need(facts_of(case)["forward"])
    words = rng.choice(("均已按期答复", "全部在法定期限内办结", "均已按时办结"))
    say_requests(case, Sentence(RECEIVED.template, "P01"), Sentence(words + "。", "P30"))


@defect("C13", styles=("medium",))
def percentage(case: Case, rng: Random) -> None:
    facts = facts_of(case)
    names = [name for name in RESULTS if facts[name]]
    need(facts["done"] >= 10 and len(names) >= 2)
    slip = rng.choice(names)
    sentences = []
    for name in names:
        share = 100 * float(facts[name]) / float(facts["done"]) + (rng.choice((3, 6, 11)) if name == slip else 0)
        phrase = pick(rng, say.RESULT[name], f"，占{share:.1f}%；")
        sentences.append(phrase)
    sentences[0].template = "其中，" + sentences[0].template
    say_requests(case, Sentence(RECEIVED.template, "P01"), Sentence("共办结{done}{u}。", "P25"), *sentences)


@defect("C14", instead=("C12",))
def channels(case: Case, rng: Random) -> None:
    facts = facts_of(case)
    need(facts["new"] >= 3)
    template, names = rng.choice(say.CHANNELS)
    first = rng.randint(1, int(facts["new"]) - 1)
    rest = int(facts["new"]) - first + rng.choice((1, 2, 5))
    need(first + rest != facts["inflow"])
    given = dict.fromkeys(names, 0) | {names[0]: first, names[1]: rest}
    say_requests(case, Sentence("共收到政府信息公开申请{new}{u}；", "P01"), Sentence(template, "P70", given))


@defect("C19")
def foreign_category(case: Case, rng: Random) -> None:
    facts = facts_of(case)
    need(facts["granted"] > 1)
    taken = rng.randint(1, int(facts["granted"]) - 1)
    words = rng.choice(("不予受理", "不属于政府信息", "告知其他途径"))
    listed = [pick(rng, say.RESULT[name], "、") for name in RESULTS[1:] if facts[name]]
    lead = Sentence(f"其中，予以公开{int(facts['granted']) - taken}{{u}}、{words}{taken}{{u}}、", "")
    say_requests(case, Sentence(RECEIVED.template, "P01"), Sentence("共办结{done}{u}。", "P25"), lead, *listed)


@defect("C21")
def about(case: Case, rng: Random) -> None:
    number = int(facts_of(case)["new"])
    need(number > 20 and number % 10)
    say_requests(case, Sentence(f"共收到政府信息公开申请{number // 10 * 10}余{{u}}。", "P01"))


@defect("C12 part exceeds whole")
def part_exceeds(case: Case, rng: Random) -> None:
    facts = facts_of(case)
    need(facts["new"])
    more = int(facts["new"]) + rng.randint(2, 9)
    say_requests(case, Sentence(RECEIVED.template[:-1], "P01"), Sentence(f"，其中网络渠道提交{more}{{u}}。", ""))
    part(case, "requests").sentences[0].template += "，"
    part(case, "requests").sentences[1].template = part(case, "requests").sentences[1].template.removeprefix("，")
