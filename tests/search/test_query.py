"""What is found, by whom ever the search is answered: the index, what lies over it, the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gongkai.search import matching
from gongkai.search.engine import rebuild
from gongkai.search.facets import COUNTED
from gongkai.search.query import Query, search, suggest
from tests.search.conftest import BEGIN, Shelf, ready

pytestmark = pytest.mark.django_db


def titles(words: str, **members: Any) -> list[str]:
    return [hit.title for hit in search(Query(words=words, **members)).hits]


@pytest.fixture
def town(shelf: Shelf, answered_by: str) -> str:
    """A few documents, and by what searches for them are answered."""
    shelf.publish(
        1,
        "海州市教育局关于做好义务教育招生工作的通知",
        number="海教发〔2024〕3号",
        index_number="HZ001-0203-2024-00012",
        text="为做好2024年义务教育阶段学校招生工作，现将学区划分等事项通知如下。<b>民办学校</b>同步招生。",
    )
    shelf.publish(
        2,
        "海州市人民政府关于土地征收补偿标准的公告",
        number="海政〔2023〕18号",
        year=2023,
        body=1,
        body_name="海州市人民政府",
        categories=("tudi", "guihua"),
        effect="repealed",
        sites=(1, 2),
        text="征收集体土地的补偿标准依照省人民政府的规定执行，學區劃分不受影响。",
    )
    shelf.publish(
        3,
        "政府信息公开指南",
        body=1,
        body_name="海州市人民政府",
        categories=(),
        effect="",
        sites=(2,),
        text="公民、法人可以向本机关申请公开政府信息。收费标准见附件，教育领域另行规定。",
    )
    ready(answered_by)
    return answered_by


def test_the_answer_says_how_it_came_about(town: str):
    assert search(Query(words="教育")).how == ("database" if town == "database" else "engine")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("义务教育", {1}),
        ("教育", {1, 3}),
        ("標準", {2, 3}),
        ("学区划分", {1, 2}),
        ("补偿 公告", {2}),
        ("怎样申请公开政府信息", {3}),
        ("海州市人民政府", {2, 3}),
        ("教育 -招生", {3}),
        ("-招生", {2, 3}),
        ("“收费标准”", {3}),
        ("海州市教育局", {1}),
        ("飞机场", set()),
        ("", {1, 2, 3}),
        ("！？", set()),
    ],
)
def test_what_is_found(town: str, words: str, found: set[int]):
    answer = search(Query(words=words))
    assert {int(hit.key.partition(":")[2]) for hit in answer.hits if not answer.loosely} == found
    assert answer.total == len(found) or answer.loosely


@pytest.mark.parametrize(
    "words",
    [
        "海教发〔2024〕3号",
        "海教发(2024)3号",
        "〔2024〕3号",
        "2024年3号",
        "HZ001-0203-2024-00012",
        "hz001 0203 2024 00012",
    ],
)
def test_a_number_finds_its_document_first(town: str, shelf: Shelf, words: str):
    shelf.publish(9, "转发海教发〔2024〕3号文的通知", text="HZ001-0203-2024-00012，2024年3号")
    ready(town)
    assert titles(words)[0] == "海州市教育局关于做好义务教育招生工作的通知"


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"sites": [1]}, {1, 2}),
        ({"sites": [2]}, {2, 3}),
        ({"sites": [3]}, set()),
        ({"bodies": [7]}, {1}),
        ({"bodies": [1, 7], "years": [2023]}, {2}),
        ({"categories": ["guihua"]}, {1, 2}),
        ({"categories": ["tudi"], "effects": ["in_force"]}, set()),
        ({"effects": ["in_force", "repealed"]}, {1, 2}),
        ({"kinds": ["document"]}, {1, 2, 3}),
    ],
)
@pytest.mark.parametrize("words", ["", "标准 -飞机 -汽车", "海州市教育局"])
def test_filters_narrow(town: str, members: dict[str, Any], found: set[int], words: str):
    whole = {hit.key for hit in search(Query(words=words)).hits}
    answer = search(Query(words=words, **members))
    if not answer.loosely:
        assert {hit.key for hit in answer.hits} == whole & {f"shelf:{ident}" for ident in found}
        assert answer.total == len(answer.hits)


def test_counts_say_what_each_value_gives(town: str):
    counts = search(Query(words="划分")).counts
    assert counts["body"] == {1: 1, 7: 1}
    assert counts["category"] == {"guihua": 2, "tudi": 1}
    assert counts["kind"] == {"document": 2}
    assert list(counts["year"].items()) == [(2024, 1), (2023, 1)]
    assert counts["effect"] == {"in_force": 1, "repealed": 1}


def test_counts_of_a_facet_leave_its_own_choice_out(town: str):
    counts = search(Query(words="划分", years=[2023])).counts
    assert counts["year"] == {2024: 1, 2023: 1}
    assert counts["body"] == {1: 1}
    every = search(Query(bodies=[1], categories=["tudi"], kinds=["document"], years=[2023], effects=["repealed"]))
    assert set(every.counts) == set(COUNTED)
    assert every.counts["category"] == {"tudi": 1, "guihua": 1}


def test_the_newest_come_first_if_so_asked(town: str):
    assert titles("划分", order="newest")[0].startswith("海州市人民政府")


def test_what_is_in_the_title_counts_more_than_what_is_in_the_text(shelf: Shelf):
    shelf.publish(1, "关于防汛工作的通知", text="各单位要做好值班。")
    shelf.publish(2, "关于值班的通知", text="各单位要做好工作，防汛防汛。")
    rebuild()
    assert titles("防汛") == ["关于防汛工作的通知", "关于值班的通知"]


def test_of_two_that_match_as_well_the_newer_comes_first_and_what_has_less_weight_last(shelf: Shelf):
    shelf.publish(1, "防汛通知", published_at=BEGIN)
    shelf.publish(2, "防汛通知", published_at=BEGIN + timedelta(days=900))
    shelf.publish(3, "防汛通知", published_at=BEGIN + timedelta(days=1000), weight=0.3)
    rebuild()
    assert [hit.key for hit in search(Query(words="防汛")).hits] == ["shelf:2", "shelf:1", "shelf:3"]


@pytest.mark.parametrize("order", ["relevance", "newest"])
def test_pages_show_everything_once(shelf: Shelf, answered_by: str, order: Any):
    for ident in range(1, 26):
        shelf.publish(ident, f"第{ident}号防汛通知", published_at=datetime(2024, 1, 1, tzinfo=UTC))
        if ident == 15:
            ready(answered_by)
    pages = [search(Query(words="防汛", order=order, page=page, size=10)) for page in (1, 2, 3, 4)]
    assert [page.total for page in pages] == [25] * 4
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert len({hit.key for page in pages for hit in page.hits}) == 25


@pytest.mark.parametrize(("page", "size"), [(0, 20), (-3, 0), (10**9, 10**9)])
def test_pages_out_of_bounds_are_no_error(town: str, page: int, size: int):
    assert search(Query(words="教育", page=page, size=size)).total == 2


# --- what is shown --------------------------------------------------------------------------------------------------


def test_what_was_asked_for_is_marked(town: str):
    hit = search(Query(words="义务教育 民办")).hits[0]
    assert "<mark>义务教育</mark>招生工作" in hit.title_html
    assert "&lt;b&gt;<mark>民办</mark>学校&lt;/b&gt;" in hit.excerpt


def test_what_is_marked_is_the_text_as_it_was_written(town: str):
    hits = {hit.key: hit for hit in search(Query(words="学区划分")).hits}
    assert "<mark>學區劃分</mark>" in hits["shelf:2"].excerpt


def test_the_excerpt_is_where_the_words_are(shelf: Shelf, answered_by: str):
    shelf.publish(1, "通知", text="前言。" * 300 + "各地要加强水库巡查。" + "后语。" * 300)
    ready(answered_by)
    found = search(Query(words="水库")).hits[0].excerpt
    assert "加强<mark>水库</mark>巡查" in found
    assert len(found) < 200


def test_a_hit_has_what_its_page_shows(town: str):
    hit = search(Query(words="征收补偿")).hits[0]
    assert (hit.body, hit.body_name, hit.year, hit.effect) == (1, "海州市人民政府", 2023, "repealed")
    assert (hit.sites, hit.categories, hit.url) == ((1, 2), ("tudi", "guihua"), "/documents/2/")
    assert (hit.number, hit.published_at) == ("海政〔2023〕18号", BEGIN + timedelta(hours=2))


# --- what was meant --------------------------------------------------------------------------------------------------


@pytest.fixture
def indexed(shelf: Shelf) -> Shelf:
    shelf.publish(1, "政府信息公开指南", text="如何申请")
    shelf.publish(2, "关于义务教育招生工作的通知", text="学校划片", sites=(2,))
    shelf.publish(3, "APEC蓝天行动方案 action plan", text="空气质量")
    rebuild()
    return shelf


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("政符信息公开", "政府信息公开", 1),
        ("政府信息公幵指南", "政府信息公开指南", 1),
        ("义务教育昭生", "义务教育招生", 2),
        ("政府新西", "政府信息", 1),
        ("acton", "action", 3),
    ],
)
def test_a_typo_finds_the_title_and_says_what_was_meant(indexed: Shelf, typed: str, meant: str, found: int):
    answer = search(Query(words=typed))
    assert answer.loosely
    assert answer.suggestion == meant
    assert answer.hits[0].key == f"shelf:{found}"


def test_of_many_words_most_are_enough_if_all_are_nowhere(indexed: Shelf):
    answer = search(Query(words="义务教育 招生 学校 飞机"))
    assert answer.loosely
    assert answer.hits[0].key == "shelf:2"


def test_what_is_nowhere_and_like_nothing_is_not_found(indexed: Shelf):
    answer = search(Query(words="飞机"))
    assert (answer.total, answer.hits, answer.suggestion, answer.loosely) == (0, [], "", False)


@pytest.mark.parametrize("letters", ["zhengfuxinxi", "zheng fu xin xi", "zfxxgk", "xxgk", "ZFXXGKZN"])
def test_titles_are_found_by_pinyin(indexed: Shelf, letters: str):
    assert search(Query(words=letters)).hits[0].key == "shelf:1"


@pytest.mark.parametrize("begun", ["政府信", "信息公开", "zhengfux", "zfxx", "政"])
def test_titles_complete_what_was_begun(indexed: Shelf, begun: str):
    assert suggest(begun) == ["政府信息公开指南"]


def test_titles_complete_on_their_own_site_only(indexed: Shelf):
    assert suggest("义务教育", sites=[1]) == []
    assert suggest("义务教育", sites=[2]) == ["关于义务教育招生工作的通知"]
    assert suggest("") == suggest("！") == []


def test_without_an_index_words_complete(indexed: Shelf, settings: Any):
    settings.SEARCH = "database"
    assert suggest("义务教育") == ["关于义务教育招生工作的通知"]


# --- input made to break ---------------------------------------------------------------------------------------------

HOSTILE = [
    "政" * 10_000,
    "政府 " * 5_000,
    "a" * 10_000,
    "。，、；：？！“”‘’（）" * 50,
    "\x00\x01\x1f\ud800\ufffe",
    "政\u200b府\x00信\u202e息",
    'title:政府 AND (body:"信息" OR -x)^5 ~2 [a TO z] {* TO *} \\ / *',
    "政府'; DROP TABLE search_storedentry; --",
    "' | '' & !' <-> 'a':* \\'",
    '" OR "1" NEAR(政府 信息, 2) * ^ : -',
    "-" * 300,
    "- - -政府 --信息",
    '"' * 301,
    "😀👨‍👩‍👧 🇨🇳 ﷽ 𠮷 ㎡",
    "ا مرحبا བོད་ཡིག ئۇيغۇر",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30",
    "<script>alert(1)</script>",
    "%s %(x)s {0} %",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_answered(town: str, typed: str):
    answer = search(Query(words=typed, sites=[1]))
    assert answer.how == ("database" if town == "database" else "engine") or not answer.total
    assert all(1 in hit.sites and "<script" not in hit.title_html + hit.excerpt for hit in answer.hits)
    assert isinstance(suggest(typed), list)


@pytest.mark.parametrize("written", HOSTILE)
def test_whatever_is_written_is_found_as_it_stands(shelf: Shelf, answered_by: str, written: str):
    shelf.publish(1, f"{written}通知", text=f"开头{written * 3}结尾", number=written, keywords=written, summary="")
    ready(answered_by)
    hit = search(Query(words="通知")).hits[0]
    assert "<script" not in hit.title_html + hit.excerpt
    assert len(hit.excerpt) < 1000


def test_frequent_words_are_found_by_themselves_and_pieces_of_words_all_the_same(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(matching, "COMMON", 2)
    for ident in range(1, 7):
        shelf.publish(ident, "通知", text="本市政府信息公开组织工作")
    shelf.publish(7, "通知", text="政府和信息公开")
    rebuild()
    assert search(Query(words="政府信息公开")).total == 6
    assert search(Query(words="“政府信息公开”")).total == 6
    assert search(Query(words="府信息公开组")).total == 6
    assert search(Query(words="“信息公开”")).total == 7
    assert not search(Query(words="府信息公开组")).loosely


def test_values_that_nothing_has_are_no_error(town: str):
    assert search(Query(words="教育", bodies=[2**70], years=[-(2**70)])).total == 0
    assert search(Query(words="教育", categories=["' OR 1", '"x" NEAR y', "标\x00准"])).total == 0
