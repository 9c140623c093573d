"""Defects of structure, dates and place: E01 to E16, E22, F."""

from __future__ import annotations

from random import Random

from gongkai.report.form import ORGANISATIONS, REMEDIES, SECTION_NUMBERS
from tests.corpus.content import prose as words
from tests.corpus.defects.base import defect, need, part
from tests.corpus.model import Case


def _without(case: Case, *starts: str) -> None:
    case.cells = {key: cell for key, cell in case.cells.items() if not key.startswith(starts)}


def _renumber(case: Case) -> None:
    titles = [title for _, title in case.narrative.headings.values()]
    numbered = zip(SECTION_NUMBERS, titles, strict=False)
    case.narrative.headings = dict(zip(case.narrative.headings, numbered, strict=True))


@defect("E01 remedies missing", instead=("E04",))
def no_remedies(case: Case, rng: Random) -> None:
    del case.narrative.headings["remedies"]
    _renumber(case)
    _without(case, "remedies.")


@defect("E01 other matters missing", instead=("C06",))
def no_other(case: Case, rng: Random) -> None:
    del case.narrative.headings["other"]


@defect("E01 problems missing", instead=("C07",))
def no_problems(case: Case, rng: Random) -> None:
    del case.narrative.headings["problems"]
    if rng.random() < 0.5:
        _renumber(case)


@defect("E02")
def title_altered(case: Case, rng: Random) -> None:
    key, title = rng.choice(
        (
            ("requests", "收到的处理政府信息公开申请情况"),
            ("problems", "存在问题及改进措施"),
            ("other", "需要说明的其他事项"),
            ("overview", "总体工作概述"),
            ("remedies", "政府信息公开被申请行政复议、提起行政诉讼的情况"),
        )
    )
    case.narrative.headings[key] = (case.narrative.headings[key][0], title)


@defect("E03 number twice")
def number_twice(case: Case, rng: Random) -> None:
    for key, number in (("remedies", "三、"), ("problems", "四、"), ("other", "五、")):
        case.narrative.headings[key] = (number, case.narrative.headings[key][1])


@defect("E03 number skipped")
def number_skipped(case: Case, rng: Random) -> None:
    for key, number in (("problems", "六、"), ("other", "七、")):
        case.narrative.headings[key] = (number, case.narrative.headings[key][1])


@defect("E04 table missing", instead=("E06",))
def table_missing(case: Case, rng: Random) -> None:
    name = rng.choice(("remedies", "requests", "proactive"))
    case.quirks.drop_tables.add(name)
    case.narrative.remarks[name] = [rng.choice(("详见附件。", "具体数据见附表。"))]
    _without(case, name + ".")


@defect("E04 table is a picture", where="html")
def table_picture(case: Case, rng: Random) -> None:
    name = rng.choice(("remedies", "requests", "proactive"))
    case.quirks.picture_tables.add(name)
    _without(case, name + ".")


@defect("E05 old form", edition="2019", year=2022, instead=("E13",))
def old_form(case: Case, rng: Random) -> None:
    case.narrative.other = [rng.choice(words.FEE_NONE)]


@defect("E05 new form", edition="2021", year=2020)
def new_form(case: Case, rng: Random) -> None:
    pass


@defect("E06 row missing")
def row_missing(case: Case, rng: Random) -> None:
    empty = [
        row.key
        for row in case.form.rows
        if not any(case.number(f"requests.{row.key}.{key}") for key in ("total", "natural_person"))
    ]
    need(empty)
    row = rng.choice(empty)
    case.quirks.drop_rows.add(row)
    _without(case, f"requests.{row}.")


@defect("E06 row of table two missing")
def proactive_row_missing(case: Case, rng: Random) -> None:
    row = rng.choice(("regulations", "coercions"))
    need(all(case.number(key) == 0 for key in case.cells if key.startswith(f"proactive.{row}.")))
    case.quirks.drop_rows.add(row)
    _without(case, f"proactive.{row}.")


@defect("E06 column missing")
def column_missing(case: Case, rng: Random) -> None:
    column = rng.choice([key for key in ORGANISATIONS if key != "other"])
    keys = [key for key in case.cells if key.startswith("requests.") and key.endswith(f".{column}")]
    need(all(case.number(key) == 0 for key in keys))
    case.quirks.drop_columns.add(f"requests.{column}")
    case.cells = {key: cell for key, cell in case.cells.items() if key not in keys}


@defect("E06 column at an end missing")
def end_column_missing(case: Case, rng: Random) -> None:
    column = rng.choice(("natural_person", "total"))
    keys = [key for key in case.cells if key.startswith("requests.") and key.endswith(f".{column}")]
    need(column == "total" or all(case.number(key) == 0 for key in keys))
    case.quirks.drop_columns.add(f"requests.{column}")
    case.cells = {key: cell for key, cell in case.cells.items() if key not in keys}


@defect("E06 third block missing")
def block_missing(case: Case, rng: Random) -> None:
    need(case.number("remedies.litigation_after_reconsideration.total") == 0)
    case.quirks.drop_columns.add("remedies.litigation_after_reconsideration")
    _without(case, "remedies.litigation_after_reconsideration.")


@defect("E06 blocks of table four missing")
def blocks_missing(case: Case, rng: Random) -> None:
    kept = rng.choice((("litigation_direct",), ("litigation_direct", "litigation_after_reconsideration")))
    gone = [block.key for block in REMEDIES if block.key not in kept]
    need(all(case.number(f"remedies.{block}.total") == 0 for block in gone))
    case.quirks.drop_columns.update(f"remedies.{block}" for block in gone)
    _without(case, *(f"remedies.{block}." for block in gone))


@defect("E06 block of table two missing", edition="2019")
def proactive_block_missing(case: Case, rng: Random) -> None:
    case.quirks.drop_blocks.add("第二十条第（九）项")
    _without(case, "proactive.procurement.")
    head = part(case, "proactive")
    head.sentences = [line for line in head.sentences if line.pattern != "P90"]


@defect("E07 head of table two", edition="2021")
def head_changed(case: Case, rng: Random) -> None:
    case.quirks.labels["col:proactive.decisions"] = rng.choice(("本年处理绝对数量", "本年处理决定数目量"))


@defect("E07 head of table two 2019", edition="2019")
def head_changed_2019(case: Case, rng: Random) -> None:
    case.quirks.labels["col:proactive.prior_items"] = f"{case.year}年项目数量"


@defect("E07 head of table three")
def applicant_changed(case: Case, rng: Random) -> None:
    key, label = rng.choice(
        (("research", "科研企业"), ("legal_service", "法律服务机关"), ("public_interest", "社会公益企业"))
    )
    case.quirks.labels[f"col:requests.{key}"] = label


@defect("E07 label of a row")
def label_changed(case: Case, rng: Random) -> None:
    row, label = rng.choice(
        (
            ("refused.internal_affairs", "5.属于三类内部管理事务"),
            ("unavailable.needs_creation", "2.没有现成信息需要另外加工"),
            ("not_processed.excessive", "4.无正当理由大量重复申请信息"),
            ("refused.enforcement_files", "7.属于行政执法案件"),
        )
    )
    case.quirks.labels[f"row:{row}"] = label


@defect("E08", edition="2019")
def extra_row(case: Case, rng: Random) -> None:
    case.quirks.extra_rows["normative_documents"] = ("其他主动公开文件", [str(rng.randint(1, 90)) for _ in range(3)])


@defect("E09")
def instructions(case: Case, rng: Random) -> None:
    key = rng.choice(("proactive", "requests", "remedies", "other"))
    line = rng.choice(("（该部分以表格形式报告。）", "（此处填写相关内容）", "该部分以表格形式报告。"))
    case.narrative.before.setdefault(key, []).append(line)
    if key == "other":
        case.narrative.other.insert(0, line)


@defect("E10 cover letter", instead=("E09",))
def cover_letter(case: Case, rng: Random) -> None:
    body, year = case.body.name, case.year
    case.narrative.leading = [
        f"{case.body.short[:1]}政公函〔{year + 1}〕{rng.randint(2, 40)}号",
        f"关于报送{year}年度政府信息公开工作年度报告的函",
        "市政府办公室：",
        f"按照通知要求，现将我单位{year}年度政府信息公开工作年度报告报送贵办，请予审核。",
        body,
        f"{year + 1}年1月{rng.randint(4, 12)}日",
    ]


@defect("E11")
def another_name(case: Case, rng: Random) -> None:
    name = rng.choice(("政府信息公开工作报告", "政府信息公开工作总结", "政务公开工作年度报告"))
    case.narrative.title = [f"{case.body.name}{case.year}年{name}"]


@defect("E12 no body")
def no_body(case: Case, rng: Random) -> None:
    case.narrative.title = [f"{case.year}年政府信息公开工作年度报告"]


@defect("E12 no year")
def no_year(case: Case, rng: Random) -> None:
    case.narrative.title = [f"{case.body.name}政府信息公开工作年度报告"]


@defect("E16", "E16", instead=("E01",))
def essay(case: Case, rng: Random) -> None:
    """The essay of before 2019: fees and reductions, an appended table, none of the form's tables."""
    case.cells = {}
    case.narrative.title = [f"{case.body.name}{case.year}年政府信息公开工作年度报告"]
    number = rng.randint(30, 400)
    case.narrative.raw = [
        ("text", case.narrative.preamble[0]),
        ("heading", "一、概述"),
        ("text", "{y}年，{we}按照要求开展政府信息公开工作，明确了责任领导和责任科室。"),
        ("heading", "二、主动公开政府信息的情况"),
        ("text", f"全年主动公开政府信息{number}条，全部通过政府网站发布。"),
        ("heading", "三、依申请公开政府信息办理情况"),
        ("text", "{y}年未收到政府信息公开申请。"),
        ("heading", "四、政府信息公开的收费及减免情况"),
        ("text", "{y}年未发生收费和减免情况。"),
        ("heading", "五、因政府信息公开申请行政复议、提起行政诉讼的情况"),
        ("text", "{y}年未发生相关行政复议和行政诉讼。"),
        ("heading", "六、存在的主要问题及改进情况"),
        ("text", f"{words.PROBLEMS[0][0]}。下一步，{words.PROBLEMS[0][1]}。"),
        ("heading", "七、附表"),
        ("text", f"主动公开文件数{number}条。对公民、法人和其他组织提出政府信息公开申请收取费用0元。"),
    ]


@defect("E22", debatable=True)
def expired(case: Case, rng: Random) -> None:
    case.narrative.leading = ["文件已失效"]


def _sign(case: Case, year: int, month: int, day: int) -> None:
    case.narrative.signer = case.body.signer
    case.narrative.signed = f"{year}年{month}月{day}日"


@defect("F01 department", want="department")
def late(case: Case, rng: Random) -> None:
    _sign(case, case.year + 1, rng.choice((2, 3, 5)), rng.randint(4, 27))


@defect("F01 government", want="county")
def late_government(case: Case, rng: Random) -> None:
    _sign(case, case.year + 1, rng.choice((4, 5, 6)), rng.randint(4, 27))


@defect("F02")
def early(case: Case, rng: Random) -> None:
    _sign(case, case.year, 12, rng.choice((20, 25, 28, 31)))


@defect("F03", debatable=True)
def two_dates(case: Case, rng: Random) -> None:
    _sign(case, case.year + 1, 1, 20)
    case.narrative.leading = [f"发布时间：{case.year + 1}-01-08 09:30"]


@defect("E10 letter without report", "E10", debatable=True)
def only_letter(case: Case, rng: Random) -> None:
    cover_letter(case, rng)
    case.narrative.title, case.narrative.raw, case.cells = [], [], {}
    case.narrative.signed = case.narrative.signer = ""
