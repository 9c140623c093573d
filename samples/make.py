"""Make the sample reports: `make samples`. Bodies, people and figures are fictional."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gongkai.report import Report, Text, Value, dumps
from gongkai.report.form import APPLICANTS, EDITIONS, REMEDIES, RESULTS, SECTION_NUMBERS, SECTIONS, edition_for

FOLDER = Path(__file__).parent
Rows = Mapping[str, tuple[int, int]]
"""Rows of table three that are not all zero: natural persons, businesses."""

OVERVIEW = """\
{year}年，{we}认真贯彻落实《中华人民共和国政府信息公开条例》，\
坚持以公开为常态、不公开为例外，稳步推进政府信息公开工作。
（一）主动公开。{proactive}
（二）依申请公开。{requests}
（三）政府信息管理。落实先审查、后公开，起草公文时标注公开属性，定期清理并更新目录。{documents}
（四）政府信息公开平台建设。按照统一规范设置政府信息公开专栏，提供检索、查阅、下载，每季度自查一次。
（五）监督保障。明确专人负责，组织业务培训2次；将信息公开列入年度考核，全年没有因信息公开被追究责任的情形。"""
PROBLEMS = """存在的主要问题：一是政策解读形式偏少，图表和问答类解读不足；二是信息员多为兼职，业务熟练程度参差不齐。
改进情况：一是与起草单位同步谋划解读材料，增加图表和问答；二是编印办理手册，每半年组织一次案例学习。"""
PREAMBLE = """\
根据《中华人民共和国政府信息公开条例》第五十条和\
《中华人民共和国政府信息公开工作年度报告格式》的规定，由{body}编制。\
全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、\
其他需要报告的事项六部分组成。数据的统计期限自{year}年1月1日起至{year}年12月31日止。\
如有疑问，请与{body}联系（地址：云溪市文昌路18号，邮编：360001，电话：0590-6000018）。"""


def report(
    body: str,
    year: int,
    we: str,
    *,
    proactive: Mapping[str, int],
    rows: Rows,
    remedies: Mapping[str, int] | None = None,
    disclosed: int,
    requests: str,
    documents: str,
    other: str,
    signed: date,
) -> Report:
    """A report whose tables and text tell the same."""
    edition = edition_for(year)
    cells = {key: Value(0) for key in edition.keys}
    cells.update({f"proactive.{key}": Value(number) for key, number in proactive.items()})
    cells.update(_requests(edition.name, rows))
    cells.update(_remedies(remedies or {}))
    texts = {
        "overview": OVERVIEW.format(
            year=year,
            we=we,
            proactive=f"全年主动公开政府信息{disclosed}条，主要通过门户网站和政务新媒体发布，重要政策同步发布解读。",
            requests=requests,
            documents=documents,
        ),
        "problems": PROBLEMS,
        "other": other,
    }
    return Report(
        edition.name,
        body,
        year,
        f"{body}{year}年政府信息公开工作年度报告",
        PREAMBLE.format(body=body, year=year),
        cells,
        tuple(
            Text(section.key, number, section.title, texts.get(section.key, ""))
            for section, number in zip(SECTIONS, SECTION_NUMBERS, strict=True)
        ),
        body,
        signed,
    )


def _requests(edition: str, rows: Rows) -> dict[str, Value]:
    """The rows given, and （七）总计 as their sum."""
    leaves = EDITIONS[edition].leaves
    totals = [sum(rows[leaf][who] for leaf in leaves if leaf in rows) for who in (0, 1)]
    cells = {}
    for key, (persons, businesses) in {**rows, "total": (totals[0], totals[1])}.items():
        numbers = dict.fromkeys((column.key for column in APPLICANTS), 0)
        numbers |= {"natural_person": persons, "business": businesses, "total": persons + businesses}
        cells |= {f"requests.{key}.{column}": Value(number) for column, number in numbers.items()}
    return cells


def _remedies(outcomes: Mapping[str, int]) -> dict[str, Value]:
    cells = {f"remedies.{key}": Value(number) for key, number in outcomes.items()}
    for block in REMEDIES:
        parts = [outcomes.get(f"{block.key}.{result.key}", 0) for result in RESULTS[:-1]]
        cells[f"remedies.{block.key}.total"] = Value(sum(parts))
    return cells


def data_bureau(year: int, new: tuple[int, int], granted: tuple[int, int], issued: int, in_force: int) -> Report:
    received, done = sum(new), sum(granted) + 2
    return report(
        "云溪市数据局",
        year,
        "我局",
        proactive={"normative_documents.issued": issued, "normative_documents.in_force": in_force},
        rows={"new": new, "granted": granted, "unavailable.not_held": (2, 0)},
        disclosed=86 + year - 2022,
        requests=f"全年新收政府信息公开申请{received}件，办结{done}件，其中予以公开{sum(granted)}件，本机关不掌握相关政府信息2件，"
        "均在法定期限内答复。没有因政府信息公开申请被申请行政复议、提起行政诉讼。",
        documents=f"全年制发行政规范性文件{issued}件，现行有效{in_force}件。",
        other=f"{year}年未收取信息处理费。",
        signed=date(year + 1, 1, 18),
    )


def government_office() -> Report:
    return report(
        "云溪市人民政府办公室",
        2023,
        "我办",
        proactive={
            "normative_documents.issued": 6,
            "normative_documents.repealed": 2,
            "normative_documents.in_force": 41,
        },
        rows={
            "new": (21, 9),
            "carried_over": (1, 0),
            "granted": (11, 6),
            "partial": (4, 1),
            "refused.third_party_rights": (1, 0),
            "refused.internal_affairs": (0, 1),
            "unavailable.not_held": (4, 1),
            "not_processed.petition": (1, 0),
            "carried_forward": (1, 0),
        },
        remedies={"reconsideration.upheld": 2, "litigation_after_reconsideration.pending": 1},
        disclosed=412,
        requests="全年新收政府信息公开申请30件，其中自然人申请21件、法人或其他组织申请9件；上年结转1件；办结30件，结转下年度1件。"
        "办理结果中，予以公开17件，部分公开5件，不予公开2件，无法提供5件，不予处理1件。因政府信息公开引起的行政复议2件，均维持；"
        "行政诉讼1件，尚未审结。",
        documents="全年制发行政规范性文件6件，废止2件，现行有效41件。",
        other="2023年未收取信息处理费。",
        signed=date(2024, 1, 22),
    )


def education_bureau() -> Report:
    return report(
        "清河县教育局",
        2020,
        "我局",
        proactive={
            "normative_documents.produced": 2,
            "normative_documents.disclosed": 2,
            "normative_documents.total": 9,
            "permits.prior_items": 5,
            "permits.decisions": 13,
        },
        rows={"new": (3, 0), "granted": (2, 0), "refused.deliberative_process": (1, 0)},
        disclosed=97,
        requests="全年新收政府信息公开申请3件，办结3件，其中予以公开2件，不予公开1件。没有因政府信息公开被申请行政复议、提起行政诉讼。",
        documents="全年制作并公开规范性文件2件。",
        other="无其他需要报告的事项。",
        signed=date(2021, 1, 20),
    )


def township() -> Report:
    return report(
        "清河县石桥镇人民政府",
        2022,
        "我镇",
        proactive={"coercions.decisions": 3},
        rows={"new": (6, 3), "granted": (2, 0), "partial": (4, 2), "unavailable.not_held": (0, 1)},
        remedies={"litigation_direct.corrected": 1},
        disclosed=138,
        requests="全年新收政府信息公开申请9件，办结9件，其中予以公开2件，部分公开6件，本机关不掌握相关政府信息1件。"
        "因政府信息公开被提起行政诉讼1件，结果纠正1件；没有行政复议。",
        documents="全年作出行政强制决定3件，没有制发行政规范性文件。",
        other="2022年未收取信息处理费。",
        signed=date(2023, 1, 16),
    )


def market_bureau() -> Report:
    """A report with slips, to show what the checks find."""
    made = report(
        "云溪市市场监督管理局",
        2023,
        "我局",
        proactive={
            "normative_documents.issued": 3,
            "normative_documents.in_force": 2,
            "permits.decisions": 4120,
            "penalties.decisions": 318,
        },
        rows={
            "new": (24, 6),
            "granted": (15, 5),
            "refused.enforcement_files": (6, 0),
            "not_processed.repeated": (2, 1),
            "carried_forward": (1, 0),
        },
        disclosed=655,
        requests="全年新收政府信息公开申请31件，办结29件，结转下年度1件，其中予以公开20件，不予公开6件，不予处理3件。没有因政府信息公开被申请行政复议、提起行政诉讼。",
        documents="全年制发行政规范性文件3件，现行有效12件。",
        other="无。",
        signed=date(2024, 2, 6),
    )
    made.cells["requests.granted.total"] = Value(21)
    made.cells["remedies.reconsideration.upheld"] = Value(1)
    made.cells["remedies.reconsideration.total"] = Value(1)
    return made


def with_lost_cells(text: str) -> str:
    """The plain text as a converter leaves it that cuts a column off below the first page break: one of seven cells
    lost.
    """
    lines = text.split("\n")
    start = next(at for at, line in enumerate(lines) if "没有现成信息" in line)
    end = next(at for at, line in enumerate(lines) if "结转下年度继续办理" in line)
    for at in range(start, end + 1):
        cells = lines[at].rstrip("\n").split("\t")
        lines[at] = "\t".join([*cells[:-2], cells[-1]])
    return "\n".join(lines)


def main() -> None:
    for old in ("2022", "2023"):
        shutil.rmtree(FOLDER / old, ignore_errors=True)
    files: dict[str, bytes] = {
        "2022/云溪市数据局.docx": dumps(data_bureau(2022, (9, 2), (7, 2), 1, 3), "docx"),
        "2022/清河县石桥镇人民政府.txt": with_lost_cells(dumps(township(), "txt").decode()).encode(),
        "2022/清河县教育局（2020年）.html": dumps(education_bureau(), "html"),
        "2023/云溪市数据局.docx": dumps(data_bureau(2023, (11, 3), (9, 3), 2, 5), "docx"),
        "2023/云溪市人民政府办公室.pdf": dumps(government_office(), "pdf"),
        "2023/云溪市市场监督管理局.xlsx": dumps(market_bureau(), "xlsx"),
    }
    for name, content in files.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        print(path.relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
