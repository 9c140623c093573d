"""The files that are measured: a few dozen reports of fictional bodies in each format, the same in every run."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from gongkai.report import Report, Text, Value, dumps
from gongkai.report.form import APPLICANTS, EDITIONS, REMEDIES, RESULTS, SECTION_NUMBERS, SECTIONS

FORMATS: Final = ("txt", "html", "docx", "pdf", "xlsx")
_HEADS: Final = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
_PHRASES: Final = (
    "坚持以公开为常态、不公开为例外，把公开要求贯穿权力运行全过程",
    "对照法定公开事项逐项梳理栏目，更新机构职能、办事指南和联系方式",
    "围绕群众关心的就业、教育、医疗等事项，及时发布政策文件和解读材料",
    "完善登记、审核、办理、答复、归档各环节的制度，统一答复文书格式",
    "定期对网站和政务新媒体开展自查，发现错链、断链当日整改",
    "明确分管领导和责任科室，把信息公开列入重要议事日程",
    "拓宽政策解读形式，注重用群众听得懂的话把政策讲清楚",
    "将政务公开纳入年度考核，分值权重不低于4%，结果与评优挂钩",
    "严格执行先审查、后公开，全年审查拟公开信息{n}条",
    "通过门户网站公开政府信息{n}条，政务微信发布信息{m}条",
)
_ON_REQUEST: Final = (
    "全年新收政府信息公开申请{new}件，上年结转0件，办结{new}件，其中予以公开{new}件，均在法定期限内答复"
)


def reports(count: int, seed: int = 2024) -> list[Report]:
    """Reports of the size that offices file: some 3,000 characters of text, tables mostly of zeros."""
    rng = Random(seed)
    return [_report(rng, number) for number in range(count)]


def files(count: int, seed: int = 2024) -> dict[str, list[bytes]]:
    """The same reports in every format."""
    made = reports(count, seed)
    return {name: [dumps(report, name) for report in made] for name in FORMATS}


def _report(rng: Random, number: int) -> Report:
    edition = EDITIONS["2021" if number % 3 else "2019"]
    year = 2023 if edition.name == "2021" else 2020
    body = f"云溪市{['数据', '财政', '教育', '交通运输', '生态环境', '农业农村', '统计', '审计', '民政'][number % 9]}局"
    cells = {key: Value(0) for key in edition.keys}
    _fill_requests(rng, cells)
    for key in edition.proactive_keys:
        cells[key] = Value(rng.choice((0, 0, 0, rng.randrange(40))))
    sections = [
        Text(section.key, numeral, section.title, _text(rng, section.key, year, cells))
        for section, numeral in zip(SECTIONS, SECTION_NUMBERS, strict=True)
    ]
    preamble = (
        f"根据《中华人民共和国政府信息公开条例》第五十条的规定，{body}编制。全文由总体情况、主动公开政府信息情况、"
        "收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    )
    return Report(
        edition.name,
        body,
        year,
        f"{body}{year}年政府信息公开工作年度报告",
        preamble,
        cells,
        tuple(sections),
        body,
        date(year + 1, 1, 20),
    )


def _fill_requests(rng: Random, cells: dict[str, Value]) -> None:
    for column in ("natural_person", "business"):
        received = rng.randrange(12)
        for row in ("new", "total", "granted"):
            cells[f"requests.{row}.{column}"] = Value(received)
    for row in ("new", "total", "granted"):
        total = sum(cells[f"requests.{row}.{column.key}"].number or 0 for column in APPLICANTS[:-1])
        cells[f"requests.{row}.total"] = Value(total)
    block = rng.choice(REMEDIES).key
    if rng.random() < 0.3:
        for result in (RESULTS[0], RESULTS[-1]):
            cells[f"remedies.{block}.{result.key}"] = Value(1)


def _text(rng: Random, section: str, year: int, cells: dict[str, Value]) -> str:
    """Sentences of which every fourth or so has a figure, as in the reports that offices file."""
    if section in ("proactive", "requests", "remedies"):
        return ""
    if section == "other":
        return f"{year}年未收取信息处理费。"
    heads = _HEADS if section == "overview" else ("存在的问题", "改进措施")
    paragraphs = []
    for number, head in zip("一二三四五", heads, strict=False):
        sentences = [rng.choice(_PHRASES).format(n=rng.randrange(2, 90), m=rng.randrange(2, 900)) for _ in range(10)]
        if head == "依申请公开":
            sentences[0] = _ON_REQUEST.format(new=cells["requests.new.total"].number)
        paragraphs.append(f"（{number}）{head}。{'。'.join(sentences)}。")
    return "\n".join(paragraphs)
