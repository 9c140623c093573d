"""Sentences with figures that look like a cell's and are not: L01 to L30 of the catalogue, and when a body may say them.

In a template `{a}`, `{b}` … are free figures (`{s}` their sum), never equal to the facts a careless reader would compare.
"""

# ruff: noqa: E501

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.corpus.content.facts import facts_of
from tests.corpus.model import Case, Number, Sentence


class LookAlike(NamedTuple):
    """`part` is the head of section one that it belongs to, `only` whom it suits: "" everybody, or a body's kind, name
    fragment, level, or a condition on the figures (requests, no_requests)."""

    code: str
    part: str
    template: str
    only: str = ""


LOOKALIKES = tuple(
    LookAlike(*row)
    for row in (
        (
            "L01",
            "management",
            "全年制作或者获取政府信息{s}条，按公开属性分：主动公开信息数{a}条，不予公开信息{c}条，依申请公开信息数{b}条",
        ),
        (
            "L01",
            "management",
            "共形成公文类信息{s}条，其中属性为主动公开信息{a}条、依申请公开信息{b}条、不予公开信息{c}条",
        ),
        ("L02", "management", "公文公开属性：主动公开{a}件，依申请公开{b}件，不公开{c}件"),
        ("L02", "management", "经审核免于公开信息{a}条"),
        ("L03", "proactive", "公示行政许可类信息{a}条、行政处罚类信息{b}条"),
        ("L03", "proactive", "双公示栏目发布{a}条"),
        ("L03", "proactive", "公开行政处罚信息{a}条"),
        ("L04", "requests", "相比{p}年收到的{prev}件有所变化", "no_previous"),
        ("L04", "requests", "上年同期为{prev}件", "no_previous"),
        ("L05", "proactive", "门户网站历年累计公开政府信息{big}条"),
        ("L06", "requests", "{q}年将力争把平均答复时间缩短至{days}个工作日以内"),
        ("L06", "proactive", "{q}年计划再公开重点领域信息{a}条以上"),
        ("L07", "platform", "受理12345热线工单{a}件，办结{a}件"),
        ("L07", "platform", "答复网民留言和局长信箱来信{a}件", "department"),
        ("L07", "platform", "通过政务服务热线收到群众诉求{a}件，按期办结{b}件", "less"),
        ("L07", "platform", "政府信息公开电话咨询{a}人次"),
        ("L08", "supervision", "办理人大代表建议{a}件、政协提案{b}件，全部按时答复"),
        ("L08", "supervision", "共答复政协提案{a}件"),
        ("L09", "supervision", "收到群众信访件{a}件、投诉举报{b}件"),
        ("L09", "supervision", "收到政府信息公开投诉件{small}件，均已核查"),
        ("L10", "requests", "合计{inflow}件（新收加上年结转）", "carried"),
        ("L11", "requests", "办理过程中发出补正告知{few}件、延期答复{few2}件、征求第三方意见{few3}件", "requests"),
        ("L12", "requests", "共出具各类告知书{more}份", "requests"),
        ("L13", "requests", "接上级转办{a}件，移送其他机关{b}件", "requests"),
        ("L14", "requests", "从时间分布看，上半年收到{half}件、下半年收到{rest}件", "requests"),
        ("L14", "requests", "截至6月底收到申请{half}件", "requests"),
        ("L15", "requests", "指导所属单位和镇街办理政府信息公开申请{above}件", "人民政府办公室"),
        ("L15", "supervision", "各部门、各镇街全年共收到政府信息公开申请{above}件", "人民政府办公室"),
        ("L16", "proactive", "发布规范性文件解读{a}篇"),
        ("L16", "management", "完成规范性文件合法性审查{a}件"),
        ("L16", "management", "转发上级文件{a}件"),
        ("L17", "management", "主动公开规章{s}件（含新制定{a}件、修改{b}件、废止{c}件）", "maker"),
        ("L18", "proactive", "公布行政许可事项{a}项、权责清单事项{b}项"),
        ("L18", "proactive", "更新办事指南{a}项"),
        ("L19", "supervision", "全年受理行政复议案件{a}件、办理行政应诉案件{b}件", "司法局"),
        ("L19", "supervision", "作为复议机关受理行政复议案件{a}件", "government"),
        ("L20", "proactive", "发布政府采购信息{a}条、招标公告{b}条"),
        ("L21", "proactive", "公布行政事业性收费项目{a}项，减免{b}万元"),
        ("L22", "proactive", "公开部门预算和“三公”经费信息，全年财政拨款{big}万元"),
        ("L23", "requests", "部分申请书中含{a}项内容、涉及{b}个事项", "requests"),
        ("L24", "platform", "政务服务网在线办理业务，网络申请{big}件"),
        ("L25", "platform", "窗口办理占道挖掘和各类证照申请{a}件", "LICENSING"),
        ("L26", "proactive", "按照国办公开办函〔2019〕61号要求完成专栏改版"),
        ("L26", "requests", "对照条例第三十六条规范答复文书"),
        ("L27", "supervision", "开展业务培训{few}次，参训{a}人次"),
        ("L27", "supervision", "召开专题会议{few}次，实地督查{few2}次"),
        ("L28", "platform", "据通报，全省政府网站年访问量超过{big}万次"),
        ("L29", "supervision", "第三方评估得分{score}分，位列全市第{few}名"),
        ("L30", "requests", "按时办结率100%", "requests"),
        ("L30", "management", "公文电子化率达到100%"),
    )
)


def suits(look: LookAlike, case: Case, facts: dict[str, Number], previous: bool) -> bool:
    match look.only:
        case "" | "less":
            return True
        case "requests":
            return facts["new"] >= 4
        case "carried":
            return facts["carried"] > 0 and facts["new"] > 0
        case "no_previous":
            return not previous and facts["new"] > 0
        case "government":
            return case.body.government and case.body.level != "township"
        case "maker":
            return case.body.makes_regulations
        case "department":
            return case.body.we == "我局"
        case "LICENSING":
            return case.body.kind == "licensing"
    return look.only in case.body.name


def _fresh(rng: Random, taken: set[Number], low: int, high: int) -> int:
    for _ in range(50):
        number = rng.randint(low, high)
        if number not in taken:
            taken.add(number)
            return number
    return max(int(max(taken)), high) + 7


def sentence(look: LookAlike, case: Case, rng: Random) -> Sentence:
    """The look-alike with its figures filled in, none of them a fact of the report."""
    facts = facts_of(case)
    taken: set[Number] = set(facts.values())
    figures: dict[str, int] = {name: _fresh(rng, taken, 11, 400) for name in "abc"}
    if look.only == "less":
        figures["b"] = figures["a"] - 1
    figures["s"] = figures["a"] + figures["b"] + figures["c"]
    figures["big"] = _fresh(rng, taken, 3000, 90_000)
    figures["small"] = _fresh(rng, taken, 1, 9)
    figures["few"], figures["few2"], figures["few3"] = (rng.randint(2, 6) for _ in range(3))
    figures["days"] = rng.randint(7, 15)
    figures["more"] = int(facts["inflow"]) + _fresh(rng, taken, 3, 30)
    figures["above"] = int(facts["inflow"]) * 3 + _fresh(rng, taken, 20, 99)
    figures["prev"] = _fresh(rng, taken, 1, max(3, int(facts["new"]) * 2))
    figures["half"] = rng.randint(1, max(1, int(facts["new"]) - 1))
    figures["rest"] = int(facts["new"]) - figures["half"]
    given: dict[str, Number | str] = {
        name: number for name, number in figures.items() if "{" + name + "}" in look.template
    }
    given["score"] = f"{rng.uniform(80, 99):.1f}"
    return Sentence(look.template, look.code, given)
