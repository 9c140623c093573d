"""Text layouts whose heads and labels are altered, cut, fused, truncated, repeated or in another order."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from gongkai.report.form import APPLICANTS
from tests.corpus.content.figures import STYLES
from tests.corpus.document import Document
from tests.corpus.layouts import text_lines
from tests.corpus.layouts.base import FULL, add, layout
from tests.corpus.layouts.text import TAB, Lines, as_page, full_grid, grid_lines, markdown_lines, own_cells, page
from tests.corpus.model import BLANK, Case
from tests.corpus.tables import Table, TCell, expand


def total_first(case: Case, rng: Random) -> None:
    case.quirks.column_order = ["total", *(column.key for column in APPLICANTS[:-1])]


def merge_zeros(case: Case, rng: Random) -> None:
    case.quirks.merged_zero = True


def merge_zeros_in_grid(case: Case, rng: Random) -> None:
    """On a full grid one merged 0 looks like a 0 and six empty cells."""
    merge_zeros(case, rng)
    for row in case.form.rows:
        keys = [f"requests.{row.key}.{column.key}" for column in APPLICANTS]
        if all(case.number(key) == 0 for key in keys):
            case.either |= frozenset(keys[1:])


def truncate_heads(case: Case, rng: Random) -> None:
    """Heads cut after a few characters, so that two of them read the same."""
    heads = {"produced": "本年新", "disclosed": "本年新", "total": "对外公开", "issued": "本年制", "repealed": "本年废"}
    heads |= {"in_force": "现行有效", "prior_items": "上一年项", "decisions": "处理决定"}
    heads["amount"] = "采购总" if case.edition == "2019" else "本年收费金"
    case.quirks.labels |= {f"col:proactive.{key}": head for key, head in heads.items()}


def total_labels(case: Case, rng: Random) -> None:
    words = ("(七)总计", "七、总计", "总计", "（七）合计", "（七） 总 计", "(七) 合 计", "七.总计", "（七）总计（件）")
    case.quirks.labels["row:total"] = rng.choice(words)


def local_labels(case: Case, rng: Random) -> None:
    """Explanations in brackets that a local office added, and rows of its own."""
    labels = case.quirks.labels
    labels["row:granted"] = "（一）予以公开（指申请人所需信息已经公开或者可以公开，并已告知获取方式和途径的，按件计）"
    labels["row:unavailable.not_held"] = "1.本机关不掌握相关政府信息（含非本机关制作、本机关未保存、经检索没有的信息）"
    labels["row:carried_forward"] = (
        "四、结转下年度继续办理（截至12月31日尚未答复且未超期的申请数量，含中止计算期限的3类情形）"
    )
    labels["row:permits"] = "行政许可（含取消、下放后仍由本级办理的事项）"
    labels["row:normative_documents"] = ("行政" if case.edition == "2021" else "") + "规范性文件（以本机关名义印发）"
    numbers = [str(rng.randint(1, 60)) for _ in range(3)]
    case.quirks.extra_rows["normative_documents"] = ("其他主动公开文件", numbers)


def variant_labels(case: Case, rng: Random) -> None:
    """Wordings of labels that many pages have instead of the form's."""
    labels = case.quirks.labels
    labels |= {
        "col:requests.public_interest": "社会组织",
        "row:partial": "（二）部分公开（区分的，只计这一情形，不计其他情形）",
        "row:refused.prohibited_by_law": "2.其他法律法规禁止公开",
        "row:refused.security_and_stability": '3.危及"三安全一稳定"',
        "note": "（本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和）",
    }
    if case.edition == "2019":
        labels |= {
            "col:proactive.prior_items": f"{case.year - 1}年项目数量",
            "col:proactive.produced": f"{case.year}年新制作数量",
        }


def only_ends(case: Case, rng: Random) -> None:
    """Only the first and the last column are filled in; what is between is blank in truth."""
    for key in list(case.cells):
        if key.startswith("requests.") and key.rpartition(".")[2] not in ("natural_person", "total"):
            case.cells[key] = BLANK


for suffix, lines in (("tab", TAB), ("pipe", grid_lines(own_cells, " | ", "|")), ("md", markdown_lines)):

    def on(document: Document, rng: Random, lines: Callable[[Table, Random], list[str]] = lines) -> str:
        return page(document, rng, lines)

    add(f"txt_total_first_{suffix}", "txt", on, prepare=total_first)
    zeros = merge_zeros if suffix == "pipe" else merge_zeros_in_grid
    add(f"txt_merged_zero_{suffix}", "txt", on, prepare=zeros, styles=FULL, sound=False, tolerated=("A06", "A19"))
    add(f"txt_truncated_heads_{suffix}", "txt", on, prepare=truncate_heads, tolerated=("E07",))
    add(f"txt_total_labels_{suffix}", "txt", on, prepare=total_labels, tolerated=("E07",))
    add(f"txt_local_labels_{suffix}", "txt", on, prepare=local_labels, tolerated=("E07", "E08"))
    add(f"txt_variant_labels_{suffix}", "txt", on, prepare=variant_labels, tolerated=("E07",))
    add(f"txt_only_ends_{suffix}", "txt", on, prepare=only_ends, styles=("natural",), sound=False, tolerated=("A06",))

add("txt_total_first_lines", "txt", text_lines.plain, prepare=total_first, styles=FULL)
add("txt_merged_zero_lines", "txt", text_lines.plain, prepare=merge_zeros, styles=FULL, sound=False)
add("txt_merged_zero_lone", "txt", text_lines.pipe_lone, prepare=merge_zeros, styles=FULL, sound=False)
add("txt_variant_labels_lines", "txt", text_lines.plain, prepare=variant_labels, styles=FULL, tolerated=("E07",))
add("txt_local_labels_lines", "txt", text_lines.by_rows, prepare=local_labels, styles=FULL, tolerated=("E07", "E08"))


@layout("txt_heads_on_two_rows")
def heads_on_two_rows(document: Document, rng: Random) -> str:
    """A wrapped head is two rows of the grid: 本年新, 本年新, 对外公开 above 制作数量, 公开数量, 总数量."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        for row in expand(table):
            upper = ["" if slot.via else slot.cell.text for slot in row]
            lower = [""] * len(row)
            if table.name != "remedies" and all(slot.cell.kind == "head" for slot in row) and not row[0].cell.down > 1:
                for at, slot in enumerate(row):
                    if not slot.via and len(slot.cell.text) > 5 and slot.cell.across < 4:
                        cut = len(slot.cell.text) // 2 + rng.randint(-1, 1)
                        upper[at], lower[at] = slot.cell.text[:cut], slot.cell.text[cut:]
            made += ["\t".join(upper)] + (["\t".join(lower)] if any(lower) else [])
        return made

    return page(document, rng, lines)


def repeated_heads(lines: Lines) -> Lines:
    """Table three over two pages, its head printed on both, a page number between. For lines that are one to a row."""

    def repeated(table: Table, rng: Random) -> list[str]:
        made = lines(table, rng)
        if table.name == "requests":
            at = rng.randint(6, len(made) - 3)
            made[at:at] = ["", f"— {rng.randint(2, 9)} —", "", *made[:3]]
        return made

    return repeated


add("txt_repeated_heads_tab", "txt", as_page(repeated_heads(TAB)))
add("txt_repeated_heads_pipe", "txt", as_page(repeated_heads(grid_lines(full_grid, " | ", "|"))))
add("txt_repeated_heads_own", "txt", as_page(repeated_heads(grid_lines(own_cells, "\t"))))


def cut_label(text: str, rng: Random, room: int = 6) -> list[str]:
    """A label cut where its narrow column would have cut it."""
    if len(text) <= room + 2:
        return [text]
    at = rng.randint(room - 2, len(text) - 2)
    return [text[:at], *cut_label(text[at:], rng, room + 8)]


@layout("txt_labels_cut_lines")
def labels_cut_lines(document: Document, rng: Random) -> str:
    """Line breaks inside the label cells of a tab grid."""

    def lines(table: Table, rng: Random) -> list[str]:
        return ["\t".join(row) for row in full_grid(table, lambda text: "\n".join(cut_label(text, rng)))]

    return page(document, rng, lines)


@layout("txt_labels_cut_cells", styles=FULL)
def labels_cut_cells(document: Document, rng: Random) -> str:
    """One cell a line, long labels over two lines or three."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        for cell in (cell for row in table.rows for cell in row):
            made += [cell.text] if cell.kind == "value" else cut_label(cell.text, rng)
        return made

    return page(document, rng, lines, gap="")


@layout("txt_labels_spaced")
def labels_spaced(document: Document, rng: Random) -> str:
    """A space where a label was cut, as in 5.属于三类内部事务信 息."""

    def lines(table: Table, rng: Random) -> list[str]:
        return ["\t".join(row) for row in full_grid(table, lambda text: " ".join(cut_label(text, rng)))]

    return page(document, rng, lines)


def own_label(row: list[TCell]) -> str:
    """The label of the row itself, not of the group it begins."""
    return [cell.text for cell in row if cell.kind != "value"][-1]


@layout("txt_labels_cut_pages")
def labels_cut_pages(document: Document, rng: Random) -> str:
    """A page ends inside a row: the rest of its label stands on the next page, its values on either."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        grid = expand(table)
        long = [
            index
            for index, row in enumerate(table.rows)
            if table.name == "requests" and index > 3 and len(own_label(row)) > 9
        ]
        cut = set(rng.sample(long, min(3, len(long))))
        for index, row in enumerate(grid):
            texts = ["" if slot.via else slot.cell.text for slot in row]
            if index not in cut:
                made.append("\t".join(texts))
                continue
            at = max(place for place in range(3) if not row[place].via)
            parts = (texts[at][: len(texts[at]) // 2], texts[at][len(texts[at]) // 2 :])
            first, second = list(texts), [""] * len(texts)
            first[at], second[at] = parts
            if rng.random() < 0.4:
                first[3:], second[3:] = second[3:], first[3:]
            made += ["\t".join(first), "", "\t".join(second)]
        return made

    return page(document, rng, lines)


@layout("txt_fused_labels")
def fused_labels(document: Document, rng: Random) -> str:
    """三、 stands in one cell with （一）, its other words below; （六） and （七） apart from their labels."""

    def lines(table: Table, rng: Random) -> list[str]:
        rows = [["" if slot.via else slot.cell.text for slot in row] for row in expand(table)]
        for index, row in enumerate(rows):
            if row[0] == "三、本年度办理结果":
                row[0], row[1] = "", f"三、{row[1]}"
                rows[index + 1][0] = "本年 度办 理结 果"
            if row[1] in ("（六）其他处理", "（七）总计"):
                row[0], row[1] = row[1][:3], row[1][3:]
        return ["\t".join(row) for row in rows]

    return page(document, rng, lines)


def with_subtotals(lines: Lines, *, first: bool) -> Lines:
    """Table three with a column 小计 for the organisations, before or behind them."""

    def subtotalled(table: Table, rng: Random) -> list[str]:
        if table.name == "requests":
            table.width += 1
            table.rows[0][1].across += 1
            table.rows[1][1].across += 1
            heads = table.rows[2]
            count = len(heads)
            heads.insert(0 if first else len(heads), TCell("小计", "head"))
            for row in table.rows[3:]:
                at = next(at for at, cell in enumerate(row) if cell.kind == "value") + 1
                numbers = [int(cell.text) for cell in row[at : at + count] if cell.text.isdigit()]
                row.insert(at if first else at + count, TCell(str(sum(numbers))))
        return lines(table, rng)

    return subtotalled


for suffix, lines in (("tab", TAB), ("own", grid_lines(own_cells, "\t")), ("pipe", grid_lines(full_grid, "|"))):
    for where, first in (("before", True), ("behind", False)):
        draw = as_page(with_subtotals(lines, first=first))
        add(f"txt_subtotal_{where}_{suffix}", "txt", draw, tolerated=("E07", "E08"))


def spell_changes(case: Case, rng: Random) -> None:
    """Changes of the year in words: 增1, 减少2, 减3."""
    for key, cell in case.cells.items():
        if key.endswith(".change") and cell.number:
            more, less = rng.choice((("增", "减"), ("增加", "减少")))
            case.cells[key] = cell._replace(printed=f"{more if cell.number > 0 else less}{abs(cell.number)}")


for suffix, lines in (("tab", TAB), ("pipe", grid_lines(own_cells, " | ", "|"))):
    add(f"txt_changes_in_words_{suffix}", "txt", as_page(lines), prepare=spell_changes, edition="2019")


ENUMERATOR = re.compile(r"\A(?:（.）|\d\.|.、)?")


def lost_character(text: str, rng: Random) -> str:
    """A head or a label, half of the time without one of its characters (not of its number)."""
    first = ENUMERATOR.match(text).end()  # type: ignore[union-attr]
    if len(text) - first < 2 or len(text) < 4 or rng.random() < 0.5:
        return text
    at = rng.randrange(first, len(text))
    return text[:at] + text[at + 1 :]


def with_losses(lines: Lines) -> Lines:
    def losing(table: Table, rng: Random) -> list[str]:
        for cell in (cell for row in table.rows for cell in row if cell.kind != "value"):
            cell.text = lost_character(cell.text, rng)
        return lines(table, rng)

    return losing


for suffix, lines, styles in (
    ("tab", TAB, STYLES),
    ("own", grid_lines(own_cells, "\t"), STYLES),
    ("lines", lambda table, rng: [cell.text for row in table.rows for cell in row], FULL),
):
    codes = ("E06", "E07", "E08", "E20")
    add(f"txt_lost_letters_{suffix}", "txt", as_page(with_losses(lines)), styles=styles, sound=False, tolerated=codes)
