"""The generator tells the truth: about its figures, about its layouts, and every time the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from random import Random

import pytest

from gongkai.report.form import APPLICANTS, EDITIONS, PENDING_AND_DECIDED, REMEDIES
from tests.corpus.content.facts import chinese
from tests.corpus.content.figures import STYLES
from tests.corpus.defects import DEFECTS, make_defective
from tests.corpus.defects.base import layouts_for
from tests.corpus.document import Para, document
from tests.corpus.layouts import LAYOUTS, Layout, render
from tests.corpus.make import make_case, make_family, make_pair
from tests.corpus.model import Case
from tests.corpus.recover import candidates, certain
from tests.corpus.tables import TABLES, expand

FAST = [layout for layout in LAYOUTS.values() if not layout.slow]
TEXT = [layout for layout in FAST if layout.extension in ("txt", "md") and layout.readable]
PARTS = [column.key for column in APPLICANTS[:-1]]


def disagreements(case: Case) -> list[str]:
    """Where the figures of a report contradict each other, by arithmetic of our own."""
    get, found = case.number, []
    for row in (row.key for row in case.form.rows):
        parts = sum(get(f"requests.{row}.{part}") for part in PARTS)
        found += [f"row {row}"] if parts != get(f"requests.{row}.total") else []
    for column in APPLICANTS:
        key = column.key
        if sum(get(f"requests.{leaf}.{key}") for leaf in case.form.leaves) != get(f"requests.total.{key}"):
            found.append(f"column {key}")
        inflow = get(f"requests.new.{key}") + get(f"requests.carried_over.{key}")
        if inflow != get(f"requests.total.{key}") + get(f"requests.carried_forward.{key}"):
            found.append(f"balance {key}")
    for block in REMEDIES:
        parts = sum(get(f"remedies.{block.key}.{result}") for result in PENDING_AND_DECIDED)
        if parts != get(f"remedies.{block.key}.total"):
            found.append(f"remedies {block.key}")
    for row in ("regulations", "normative_documents"):
        issued, in_force = get(f"proactive.{row}.issued"), get(f"proactive.{row}.in_force")
        if case.edition == "2021" and in_force < issued - get(f"proactive.{row}.repealed"):
            found.append(f"in force {row}")
        if case.edition == "2019" and get(f"proactive.{row}.disclosed") > get(f"proactive.{row}.total"):
            found.append(f"disclosed {row}")
    for row in ("permits", "other_services", "penalties", "coercions", "fees"):
        items = get(f"proactive.{row}.prior_items") + get(f"proactive.{row}.change")
        if items < 0 or (items and items == get(f"proactive.{row}.decisions")):
            found.append(f"items {row}")
    return found


def paragraphs(case: Case) -> str:
    return "\n".join(block.text for block in document(case).blocks if isinstance(block, Para))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_correct_report_has_every_cell_of_its_form_and_all_sums_hold(edition: str, style: str) -> None:
    for seed in range(40):
        case = make_case(seed, edition=edition, style=style)
        assert list(case.cells) == list(EDITIONS[edition].keys)
        assert disagreements(case) == []
        assert all((cell.number is None) == bool(cell.mark) for cell in case.cells.values())


def test_the_editions_have_as_many_cells_as_the_public_contract() -> None:
    assert {name: len(make_case(1, edition=name).cells) for name in EDITIONS} == {"2019": 198, "2021": 200}


def test_reports_of_two_years_follow_from_each_other() -> None:
    for seed in range(60):
        case = make_pair(seed)
        before = case.previous
        assert before is not None
        assert disagreements(case) == disagreements(before) == []
        for column in APPLICANTS:
            forward = before.number(f"requests.carried_forward.{column.key}")
            assert case.number(f"requests.carried_over.{column.key}") == forward
        assert not set(case.narrative.problems) & set(before.narrative.problems)


def test_a_governments_report_is_the_sum_of_its_departments() -> None:
    case = make_family(3)
    assert disagreements(case) == []
    assert all(case.number(key) == sum(child.number(key) for child in case.children) for key in case.cells)


def test_no_placeholder_is_left_in_any_text() -> None:
    for seed in range(300):
        text = paragraphs(make_case(seed))
        assert not re.search(r"[{}]|，。|。。|；。|，，|、。|None", text), text


def test_a_sentence_prints_the_figures_of_the_tables() -> None:
    case = make_case(5, edition="2021", style="medium")
    case.digits = "plain"
    total = case.number("requests.new.total")
    assert str(total) in paragraphs(case) or chinese(int(total)) in paragraphs(case)


@pytest.mark.parametrize("table", TABLES)
def test_a_tables_spans_cover_its_grid_exactly(table: str) -> None:
    for edition in EDITIONS:
        made = TABLES[table](make_case(1, edition=edition))
        grid = expand(made)
        assert {len(row) for row in grid} == {made.width}
        values = [slot.cell.key for row in grid for slot in row if slot.cell.kind == "value" and not slot.via]
        assert values == [key for key in EDITIONS[edition].keys if key.startswith(table + ".")]


@pytest.mark.parametrize("layout", FAST, ids=lambda layout: layout.name)
def test_a_layout_shows_every_style_it_says_it_can(layout: Layout) -> None:
    styles = layout.styles if layout.extension != "pdf" else (layout.styles[1], layout.styles[-1])
    for number, style in enumerate(styles):
        case = make_case(100 + number, style=style, edition=layout.edition or ("2019", "2021")[number % 2])
        assert len(render(case, layout).data) > 2000


@pytest.mark.parametrize("layout", [one for one in FAST if one.extension != "pdf"], ids=lambda layout: layout.name)
def test_a_layout_draws_the_same_case_the_same_way(layout: Layout) -> None:
    first, second = (render(make_case(8, style=layout.styles[0]), layout) for _ in range(2))
    assert first.data == second.data
    assert first.case.cells == second.case.cells
    assert first.case.loose == second.case.loose


def numbers_in(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text)
    return Counter(re.findall(r"\d[\d,]*(?:\.\d+)?", plain))


@pytest.mark.parametrize("layout", TEXT, ids=lambda layout: layout.name)
def test_a_text_layout_prints_every_figure_that_the_truth_claims(layout: Layout) -> None:
    for seed in (3, 4):
        style = Random(seed).choice([style for style in layout.styles if style != "zero"])
        made = render(make_case(seed, style=style), layout)
        found = numbers_in(made.data.decode(layout.encoding if layout.encoding != "utf-8" else _encoding(made.data)))
        wanted: Counter[str] = Counter()
        for key, cell in made.case.cells.items():
            row = key.split(".", 1)[1].rpartition(".")[0]
            if cell.number and row not in made.case.quirks.short and key not in made.case.loose:
                wanted[unicodedata.normalize("NFKC", cell.text).lstrip("+-增加减少").rstrip("万元")] += 1
        assert not wanted - found


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_can_be_planted_and_shown(name: str) -> None:
    kind = DEFECTS[name]
    case = make_defective(kind, 11)
    again = make_defective(kind, 11)
    assert case.expected == kind.codes
    assert case.cells == again.cells
    assert paragraphs(case) == paragraphs(again)
    layouts = layouts_for(kind, case)
    assert layouts
    assert render(case, Random(name).choice(layouts)).data
    if kind.codes & {"A01", "A02", "A03", "A04"}:
        assert disagreements(case)


def test_the_defects_cover_the_catalogue() -> None:
    codes = {code for kind in DEFECTS.values() for code in kind.codes}
    assert len(codes) >= 60
    assert len([name for name in DEFECTS if name.startswith("D01:")]) >= 60


# --- what a damaged table still tells ---------------------------------------------------------------------------------


def test_six_values_have_at_most_seven_fillings() -> None:
    assert candidates([2, 0, 0, 0, 0, 2]) == [
        (0, 2, 0, 0, 0, 0, 2),
        (2, 0, 0, 0, 0, 0, 2),
        (2, 0, 0, 0, 0, 2, 4),
    ]
    assert candidates([0, 0, 0, 0, 0, 0]) == [(0, 0, 0, 0, 0, 0, 0)]


def small_table(rows: dict[str, list[int]]) -> dict[str, list[int]]:
    zero = [0] * 7
    return {"new": zero, "carried_over": zero, "a": zero, "b": zero, "total": zero, "carried_forward": zero} | rows


def test_columns_decide_what_a_row_alone_does_not() -> None:
    rows = small_table(
        {"new": [6, 3, 0, 0, 0, 0, 9], "a": [2, 0, 0, 0, 0, 2], "b": [4, 3, 0, 0, 0, 0, 7], "total": [6, 3, 0, 0, 0, 9]}
    )
    known = certain(rows, ["a", "b"])
    assert known is not None
    assert all(all(row) for row in known.values())


def test_two_fillings_that_both_fit_leave_their_cells_open() -> None:
    """a and b may exchange who asked: nothing in the table tells."""
    rows = small_table(
        {"new": [1, 1, 0, 0, 0, 0, 2], "a": [1, 0, 0, 0, 0, 1], "b": [1, 0, 0, 0, 0, 1], "total": [1, 1, 0, 0, 0, 0, 2]}
    )
    known = certain(rows, ["a", "b"])
    assert known is not None
    assert known["a"] == [False, False, True, True, True, True, True]


def test_the_fillings_of_random_damage_are_counted_like_brute_force() -> None:
    from itertools import product

    rng = Random(4)
    for _ in range(60):
        a, b = ([rng.randint(0, 2) if at < 3 else 0 for at in range(6)] for _ in range(2))
        rows = {"a": [*a, sum(a)], "b": [*b, sum(b)]}
        total = [x + y for x, y in zip(rows["a"], rows["b"], strict=True)]
        rows = small_table(rows | {"new": total, "total": list(total)})
        for name in rng.sample(["a", "b", "total"], 2):
            rows[name].pop(rng.randrange(7))
        known = certain(rows, ["a", "b"])
        fits = [
            (one, other, both)
            for one, other, both in product(candidates(rows["a"]), candidates(rows["b"]), candidates(rows["total"]))
            if [x + y for x, y in zip(one, other, strict=True)] == list(both) == total
        ]
        assert known is not None
        for index, name in enumerate(("a", "b", "total")):
            assert known[name] == [len({fit[index][at] for fit in fits}) == 1 for at in range(7)]
