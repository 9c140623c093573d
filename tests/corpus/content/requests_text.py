"""What the report says about requests and remedies, true to its tables."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.corpus.content import phrases as say
from tests.corpus.content.facts import RESULTS, percent, shares
from tests.corpus.model import Case, Number, Sentence

Facts = dict[str, Number]


def pick(rng: Random, options: say.Phrases, glue: str = "") -> Sentence:
    pattern, template = rng.choice(options)
    return Sentence(template + glue, pattern)


def requests_sentences(rng: Random, case: Case, facts: Facts, previous: Facts | None) -> list[Sentence]:
    """All that head two says about requests, or as little as many reports do."""
    if facts["new"] == 0 and facts["carried"] == 0:
        return _nothing(rng)
    if facts["new"] == 0:
        options = tuple(phrase for phrase in say.NONE_RECEIVED if phrase[0] in ("P13", "P15", "P17"))
        sentences = [pick(rng, options, "，"), pick(rng, say.CARRIED, "，"), pick(rng, say.DONE, "。")]
    elif rng.random() < 0.18 and facts["carried"] and facts["forward"]:
        sentences = [pick(rng, say.IN_ONE, "。")]
        return sentences + results(rng, case, facts)
    else:
        sentences = _received(rng, case, facts, previous)
        if facts["carried"] or rng.random() < 0.2:
            sentences.append(pick(rng, say.CARRIED if facts["carried"] else say.NONE_CARRIED, "，"))
        if facts["done"]:
            sentences.append(pick(rng, say.DONE, "。"))
    if facts["done"] and rng.random() < 0.8:
        sentences += results(rng, case, facts)
    if facts["forward"]:
        sentences.append(pick(rng, say.FORWARD, "。"))
    elif facts["done"] and rng.random() < 0.4:
        sentences.append(pick(rng, say.NONE_FORWARD, "。"))
    withdrawn = facts["other_other"] if case.edition == "2021" else facts["other"]
    if withdrawn and rng.random() < 0.3:
        given = {"withdrawn": rng.randint(1, int(withdrawn))}
        sentences.append(
            Sentence(rng.choice(("申请人主动撤回{withdrawn}{u}", "申请人撤件{withdrawn}{u}")), "P64", given)
        )
    return sentences


def _nothing(rng: Random) -> list[Sentence]:
    sentences = [pick(rng, say.NONE_RECEIVED)]
    if rng.random() < 0.3:
        sentences[0].template += "，"
        sentences.append(pick(rng, say.NONE_CARRIED, "，"))
        sentences.append(pick(rng, tuple(phrase for phrase in say.NONE_FORWARD if phrase[0] == "P38")))
    return sentences


def _received(rng: Random, case: Case, facts: Facts, previous: Facts | None) -> list[Sentence]:
    first = pick(rng, say.RECEIVED)
    if case.body.government and case.body.level != "township" and rng.random() < 0.15:
        word = case.body.place[-1]
        first = Sentence(
            f"全{word}共收到政府信息公开申请{{scope}}{{u}}，其中{word}政府本级收到{{new}}{{u}}",
            "P94",
            {"scope": int(facts["new"]) * 3 + 17},
        )
    sentences = [first]
    if previous is not None and previous["new"] and rng.random() < 0.6:
        first.template += "，"
        sentences.append(growth(rng, facts["new"], previous["new"]))
    elif rng.random() < 0.5:
        first.template += "，"
        sentences += _who(rng, facts)
    if rng.random() < 0.3 and facts["new"] >= 3:
        sentences[-1].template += "；"
        sentences.append(_channels(rng, facts["new"]))
    sentences[-1].template += rng.choice(("。", "；", "，")) if not sentences[-1].template.endswith("）") else "。"
    return sentences


def growth(rng: Random, now: Number, before: Number) -> Sentence:
    """How the count compares with last year's report, in per cent or in cases."""
    if now == before:
        return Sentence("与上年持平", "P93")
    word, change = ("增长", now - before) if now > before else ("下降", before - now)
    if rng.random() < 0.3:
        word = "增加" if now > before else "减少"
        return Sentence(f"较上年{word}{{change}}{{u}}", "P93", {"change": int(change)})
    places = rng.choice((0, 1, 2))
    rate = f"{Decimal(100) * Decimal(change) / Decimal(before):.{places}f}%"
    return Sentence(
        rng.choice((f"同比{word}{{rate}}", f"较上年{word}{{rate}}", f"比上年{word}{{rate}}")), "P93", {"rate": rate}
    )


def _who(rng: Random, facts: Facts) -> list[Sentence]:
    sentence = pick(rng, say.WHO)
    if facts["legal"] and rng.random() < 0.5:
        named = [name for name in say.WHICH if facts[name]]
        sentence.template += "（" + "、".join(rng.choice(say.WHICH[name]) for name in named) + "）"
    return [sentence]


def _channels(rng: Random, total: Number) -> Sentence:
    template, names = rng.choice(say.CHANNELS)
    left, given = int(total), dict[str, Number | str]()
    for name in names[:-1]:
        given[name] = rng.randint(0, left)
        left -= int(given[name])
    given[names[-1]] = left
    if rng.random() < 0.2:
        for name in names:
            given[f"share_{name}"] = percent(int(given[name]), total, 1)
            template = template.replace(f"{{{name}}}{{u}}", f"{{{name}}}{{u}}（占{{share_{name}}}）")
    return Sentence(template, "P70", given)


def results(rng: Random, case: Case, facts: Facts) -> list[Sentence]:
    """A whole list of results: by the six rows, by leaves, or with 予以公开 and 部分公开 taken together."""
    leaves = [leaf.replace(".", "_") for leaf in case.form.leaves]
    named = [leaf for leaf in leaves if facts[leaf]]
    mode = rng.choice(("six", "six", "nonzero", "opened", "leaves", "detail", "percent"))
    if mode == "leaves" and len(named) > 9:
        mode = "detail"
    if mode == "percent" and facts["done"] >= 10 and (sentences := _with_percent(rng, facts)):
        return sentences
    match mode:
        case "leaves":
            names = named
        case "six":
            names = list(RESULTS)
        case "opened":
            names = ["opened", *(name for name in RESULTS[2:] if facts[name])]
        case _:
            names = [name for name in RESULTS if facts[name]]
    glue = rng.choice(("、", "，", "；"))
    sentences = [pick(rng, say.RESULT[name], glue) for name in names if name in say.RESULT]
    if mode == "detail":
        for sentence, name in zip(sentences, names, strict=True):
            _add_detail(rng, sentence, name, named, glue)
    sentences[0].template = rng.choice(say.LIST_INTRO) + sentences[0].template
    sentences[-1].template = sentences[-1].template.rstrip("、，；") + "。"
    return sentences


def _add_detail(rng: Random, sentence: Sentence, name: str, named: list[str], glue: str) -> None:
    inside = [leaf for leaf in named if leaf.startswith(name + "_")]
    if inside:
        detail = "、".join(rng.choice(say.RESULT[leaf])[1] for leaf in inside)
        sentence.template = sentence.template.rstrip("、，；") + f"（其中{detail}）" + glue


def _with_percent(rng: Random, facts: Facts) -> list[Sentence]:
    printed = shares([facts[name] for name in RESULTS], places := rng.choice((1, 2, 2)))
    if printed is None or not places:
        return []
    sentences = []
    for name, share in zip(RESULTS, printed, strict=True):
        if facts[name]:
            sentence = pick(rng, say.RESULT[name], "，占{share}；")
            sentence.given["share"] = share
            sentences.append(sentence)
    sentences[0].template = rng.choice(say.LIST_INTRO) + sentences[0].template
    sentences[-1].template = sentences[-1].template[:-1] + "。"
    return sentences


def remedies_sentences(rng: Random, facts: Facts) -> list[Sentence]:
    """What the report says about reconsideration and litigation; sometimes nothing."""
    if rng.random() < 0.15:
        return []
    if not facts["remedies"]:
        return [pick(rng, say.REMEDIES_NONE)]
    if rng.random() < 0.2:
        return [pick(rng, say.REMEDIES_SUM)]
    sentences = []
    if facts["recon_total"]:
        first = pick(rng, say.RECONSIDERED, "，")
        if facts["recon_upheld"] == facts["recon_total"] and rng.random() < 0.6:
            sentences += [first, pick(rng, say.ALL_UPHELD, "。")]
        elif facts["recon_other"] == facts["recon_total"] and rng.random() < 0.4:
            first.template = first.template[:-1] + "（申请人已撤回）。"
            sentences.append(first)
        elif facts["recon_corrected"] and rng.random() < 0.3:
            first.template = first.template[:-1] + "。"
            sentences += [first, pick(rng, say.CORRECTED, "。")]
        else:
            sentences += [first, pick(rng, say.RECONSIDERED_HOW, "。")]
    if facts["suits_total"]:
        first = pick(rng, say.SUED)
        sentences.append(first)
        if rng.random() < 0.5:
            first.template += "，"
            sentences.append(pick(rng, say.SUED_HOW, "。"))
    return sentences
