"""Searching: what is asked with ranking, a filter, counts, total and marked hits, beside the bare call of the engine.

    python -m bench.search                 200,000 entries on SQLite and, where one answers, 50,000 on PostgreSQL
    python -m bench.search --count 20000   fewer

The entries are made of terms of the field, some three hundred characters each. Of 200 queries, 60 are a term, 60 two
terms without a blank between, 60 two terms, 20 six characters out of a text.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Final

from bench.jobs import database

if TYPE_CHECKING:
    from gongkai.search.entries import Entry

COUNT: Final = 200_000
BATCH: Final = 5_000
SHARE: Final = 4
"""PostgreSQL has a quarter of the entries, so that all is done in three minutes; the index is the same there."""
FILLED: Final = "filled"
TERMS: Final = """
政府 信息 公开 依申请公开 主动公开 政府信息公开 年度报告 规范性文件 行政许可 行政处罚 财政 预算 决算
部门预算 三公经费 政府采购 项目 建设 工程 规划 土地 征收 补偿 安置 环境 保护 污染 防治 水质 监测
空气 质量 食品 药品 安全 监管 抽检 教育 学校 招生 义务教育 学区 医疗 卫生 医院 医保 养老 保险
救助 低保 就业 创业 补贴 企业 营商环境 改革 放管服 数字 政务 服务 办事 指南 材料 期限 收费 标准
依据 目录 清单 权力 责任 公布 意见 草案 解读 会议 决定 通知 公告 批复 办法 规定 细则 方案 计划
总结 报告 任务 考核 督查 通报 机构 职能 人事 任免 公务员 交通 公路 铁路 公交 停车 城市 管理
垃圾 分类 物业 住房 公租房 公积金 房地产 市场 农业 农村 乡村振兴 粮食 水利 防汛 抗旱 应急 预案
消防 生产 事故 调查 统计 数据 人口 经济 投资 消费 税收 文化 旅游 体育 图书馆 档案 保密 申请
答复 复议 诉讼 第三方 商业秘密 个人隐私 国家秘密
""".split()
BETWEEN: Final = """
的 和 与 及 对 在 为 按照 有关 要求 进一步 加强 推进 做好 开展 组织 落实 完善 各 单位 部门
应当 可以 如下 认真
""".split()
PLACES: Final = "云溪市 海州市 清河市 南屏县 东岭区 石桥镇 白鹭区".split()
GENRES: Final = "通知 意见 批复 公告 办法 报告".split()
EFFECTS: Final = ("in_force", "in_force", "repealed", "")
WEIGHTS: Final = list(accumulate(1 / (rank + 3) for rank in range(len(TERMS))))

ROWS: Final = {
    "engine": "**search, by the index**",
    "bare engine": "bare: tantivy, all words, top 20 and count",
    "behind": "search, 100 changes not yet in the index",
    "database": "**search, by the database**",
    "bare database": "bare: SQL, all words, newest 20 and count",
    "complete": "titles completed",
}


def search(count: int) -> None:
    """The tables of `make bench`."""
    fewer = count // SHARE
    print(f"| 200 queries, ms | SQLite, {count:,} entries: p50 | p95 | PostgreSQL, {fewer:,} entries: p50 | p95 |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, database("gongkai_bench_search") as server_url:
        filled = [_filling(f"sqlite://{folder}/gongkai.sqlite3", Path(folder, "sqlite"), count)]
        if server_url:
            filled.append(_filling(server_url, Path(folder, "server"), fewer))
        for process in filled:
            if process.stdout is None or process.stdout.readline().decode().strip() != FILLED:
                raise SystemExit("the entries could not be put in")
        figures = [_figures(process) for process in filled]
    for name, heading in ROWS.items():
        cells = [f"{each.get(f'{name}:p50', '–')} | {each.get(f'{name}:p95', '–')}" for each in figures]
        print(f"| {heading} | {' | '.join(cells + ['– | –'] * (2 - len(figures)))} |")
    print("\n| writing | SQLite | PostgreSQL |")
    print("| --- | ---: | ---: |")
    for name in (name for name in figures[0] if ":" not in name):
        print(f"| {name} | {' | '.join([each.get(name, '–') for each in figures] + ['–'] * (2 - len(figures)))} |")


def _filling(url: str, folder: Path, count: int) -> subprocess.Popen[bytes]:
    """A process that fills a database, at the same time as another, and then waits to be asked for figures."""
    environment = os.environ | {"GONGKAI_DATABASE": url, "GONGKAI_DATA": str(folder), "GONGKAI_SEARCH": "tantivy"}
    folder.mkdir()
    command = [sys.executable, "-m", "bench.search", "--measure", "--count", str(count)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _figures(process: subprocess.Popen[bytes]) -> dict[str, str]:
    """Figures by name. Each process is asked when all are filled and the one before has told its own."""
    told, _ = process.communicate(b"go\n")
    if process.returncode:
        raise SystemExit("the searches could not be measured")
    return dict(line.split("\t") for line in told.decode().splitlines())


# --- what is searched -------------------------------------------------------------------------------------------------


def entries(count: int) -> Iterator[Entry]:
    from gongkai.search.entries import Entry

    random = Random(7)
    sentences = [_sentence(random) for _ in range(5_000)]
    begin = datetime(2008, 5, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        some = random.choices(TERMS, cum_weights=WEIGHTS, k=2)
        at = begin + timedelta(minutes=number * 9_000_000 // count)
        yield Entry(
            key=f"bench:{number}",
            source="bench",
            sites=(1, random.randrange(2, 20)),
            body=random.randrange(1, 61),
            body_name=f"{random.choice(PLACES)}{random.choice(TERMS)}局",
            categories=(random.choice(("guifan", "guihua", "xuke", "caizheng", "jiedu", "jigou")),),
            kind="document",
            effect=random.choice(EFFECTS),
            year=at.year,
            issued=at.date(),
            published_at=at,
            title=f"{random.choice(PLACES)}人民政府关于{''.join(some)}的{random.choice(GENRES)}",
            number=f"云政〔{at.year}〕{number % 900 + 1}号",
            index_number=f"YX{number:08d}",
            keywords=" ".join(some),
            summary="",
            text="".join(random.choices(sentences, k=random.randrange(6, 20))),
            url=f"/{number}/",
        )


def _sentence(random: Random) -> str:
    pairs = zip(random.choices(TERMS, cum_weights=WEIGHTS, k=5), random.choices(BETWEEN, k=5), strict=True)
    return "".join(part for pair in pairs for part in pair) + f"{random.randrange(10_000)}项。"


def queries() -> list[str]:
    random = Random(11)
    texts = [entry.text for entry in entries(20)]
    return [
        *(random.choice(TERMS) for _ in range(60)),
        *("".join(random.sample(TERMS, 2)) for _ in range(60)),
        *(" ".join(random.sample(TERMS[:60], 2)) for _ in range(60)),
        *(text[(at := random.randrange(100)) : at + 6] for text in texts),
    ]


# --- measuring --------------------------------------------------------------------------------------------------------


def measure(count: int) -> None:
    """On the database of the environment: fill it, wait until asked, and then a line for each figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from gongkai.search import engine

    call_command("migrate", "search", verbosity=0)
    made = entries(count + 10_000)
    with _without_index_of_words():
        _publish(islice(made, count))
    indexed = connection.vendor == "sqlite"  # the index is the same, whatever database it was made from
    seconds = _seconds(engine.rebuild) if indexed else 0.0
    print(FILLED, flush=True)
    sys.stdin.readline()
    if indexed:
        _say("index made beside other work, s", f"{seconds:.0f}")
        _tell_of_engine(made)
    _tell_of_database(made)


def _tell_of_engine(made: Iterator[Entry]) -> None:
    from gongkai.search import engine
    from gongkai.search.query import suggest
    from gongkai.search.status import status

    _say("index, MB", f"{status().size / 2**20:,.0f}")
    _tell("engine", _asked)
    _tell("bare engine", _bare_engine())
    _tell("complete", lambda words: suggest(words[:2], [1]))
    _publish(islice(made, 1))
    _say("a change in the index, ms", f"{1000 * _seconds(engine.catch_up):.0f}")
    for _ in range(100):
        _publish(islice(made, 1))
    _tell("behind", _asked)
    _say("100 changes in the index, ms", f"{1000 * _seconds(engine.catch_up):.0f}")


def _tell_of_database(made: Iterator[Entry]) -> None:
    from django.conf import settings

    settings.SEARCH = "database"
    _tell("database", _asked)
    _tell("bare database", _bare_database)
    _say("published one by one, ms", f"{10 * sum(_publish(islice(made, 1)) for _ in range(100)):.1f}")
    _say("published together, entries/s", f"{2_000 / _publish(islice(made, 2_000)):,.0f}")


def _asked(words: str) -> object:
    from gongkai.search.query import Query
    from gongkai.search.query import search as find

    return find(Query(words=words, sites=[1], years=range(2012, 2030)))


@contextmanager
def _without_index_of_words() -> Iterator[None]:
    """On PostgreSQL the index is made at once after what is put in, or the bench would take minutes longer."""
    from django.db import connection

    server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if server:
            cursor.execute("DROP INDEX search_fts_words")
        yield
        if server:
            cursor.execute("CREATE INDEX search_fts_words ON search_fts USING gin (tokens) WITH (fastupdate = off)")
        cursor.execute("ANALYZE")


def _publish(some: Iterator[Entry]) -> float:
    """Seconds that publishing takes."""
    from django.db import transaction

    from gongkai.search.entries import SOURCES, Source, ident_of
    from gongkai.search.services import touched

    seconds = 0.0
    while part := list(islice(some, BATCH)):
        found = {ident_of(entry.key): entry for entry in part}
        SOURCES["bench"] = Source("bench", "", lambda ids, found=found: [found[each] for each in ids], lambda after: ())  # type: ignore[misc]
        start = perf_counter()
        with transaction.atomic():
            touched("bench", found)
        seconds += perf_counter() - start
    return seconds


def _bare_engine() -> Callable[[str], object]:
    from tantivy import Occur, Query

    from gongkai.search import engine
    from gongkai.search.text import cut

    view = engine.reader.view()

    def ask(words: str) -> object:
        terms = [Query.term_query(view.schema, "text", word, "freq") for word in cut(words)]
        return view.searcher.search(Query.boolean_query([(Occur.Must, term) for term in terms]), 20)

    return ask


def _bare_database(words: str) -> object:
    from django.db import connection

    from gongkai.search.text import cut

    if connection.vendor == "sqlite":
        question, by = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s", " AND "
        said = by.join(f'"{word}"' for word in cut(words))
    else:
        question = "SELECT place FROM search_fts WHERE tokens @@ (%s::text)::tsquery"
        said = " & ".join(f"'{word}'" for word in cut(words))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({question}) AS found", [said])
        count = cursor.fetchone()
        cursor.execute(f"{question} ORDER BY 1 DESC LIMIT 20", [said])
        return count, cursor.fetchall()


def _seconds(deed: Callable[[], object]) -> float:
    start = perf_counter()
    deed()
    return perf_counter() - start


def _tell(name: str, ask: Callable[[str], object]) -> None:
    times = sorted(1000 * min(_seconds(lambda words=words: ask(words)) for _ in range(2)) for words in queries())  # type: ignore[misc]
    for at, part in (("p50", 0.5), ("p95", 0.95)):
        _say(f"{name}:{at}", f"{times[int(len(times) * part)]:.1f}")


def _say(name: str, figure: str) -> None:
    print(f"{name}\t{figure}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="Searching, beside the bare engine.")
    parser.add_argument("--count", type=int, default=COUNT, help="how many entries there are")
    parser.add_argument("--measure", action="store_true", help="on the database of the environment")
    given = parser.parse_args()
    (measure if given.measure else search)(given.count)


if __name__ == "__main__":
    main()
