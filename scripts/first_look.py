"""`make reports`: read, check and re-typeset reports, and say where the results are."""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import NamedTuple

from gongkai.report import Mark, NotReadable, NotWritable, Report, check, read, write
from gongkai.report.batch import files_in
from gongkai.report.checks import Result
from gongkai.report.checks.text import as_text
from gongkai.report.dataset import write_dataset

OUT = Path("out")
FORMATS = ("pdf", "docx", "html", "xlsx")


class Look(NamedTuple):
    """One report, read and checked, and the files it was written to."""

    source: Path
    report: Report
    result: Result
    written: dict[str, Path]


def main(folders: list[str]) -> int:
    OUT.mkdir(exist_ok=True)
    looks: list[Look] = []
    print(f"{'来源':<44}{'读出':>6}{'推断':>6}{'空白':>6}{'错误':>6}{'警告':>6}{'提示':>6}")
    for path in files_in(Path(folder) for folder in folders):
        try:
            report = read(path)
        except NotReadable as error:
            print(f"{path}：{error}")
            continue
        result = check(report)
        looks.append(Look(path, report, result, typeset(report, path)))
        print(line(path, report, result))
    print()
    for look in looks:
        if look.result.errors:
            print(as_text(look.report, look.result), end="")
    write_dataset((look.report for look in looks), OUT / "reports.jsonl")
    (OUT / "index.html").write_text(index(looks), encoding="utf-8")
    print(f"重新排版的报告、检查结果和数据在 {OUT.resolve()} ：用浏览器打开 {(OUT / 'index.html').resolve()}")
    print("换成自己的报告：make reports REPORTS=目录　　命令行：.venv/bin/gongkai report --help")
    return 0 if looks else 1


def line(path: Path, report: Report, result: Result) -> str:
    marks = [value.mark for value in report.cells.values()]
    counts = (
        len(report.cells),
        marks.count(Mark.INFERRED),
        marks.count(Mark.BLANK),
        len(result.errors),
        len(result.warnings),
        len(result.notices),
    )
    name = f"{report.body or path.name} {report.year or ''}"
    pad = " " * max(46 - sum(2 if ord(char) > 0x2E80 else 1 for char in name), 1)
    return name + pad + "".join(f"{count:>8}" for count in counts)


def typeset(report: Report, path: Path) -> dict[str, Path]:
    """Write the report in each format; what this machine cannot write is said and left out."""
    written = {}
    stem = f"{report.year}年{report.body}" if report.body and report.year else path.stem
    for kind in FORMATS:
        target = OUT / f"{stem}.{kind}"
        try:
            write(report, target)
        except NotWritable as error:
            print(f"{path.name} → {kind}：{error}")
        else:
            written[kind] = target
    return written


def index(looks: list[Look]) -> str:
    rows = "\n".join(
        "<tr><th scope=row>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}".format(
            html.escape(f"{look.report.body or look.source.name}"),
            look.report.year or "",
            len(look.report.cells),
            len(look.result.errors),
            len(look.result.warnings),
            len(look.result.notices),
            " ".join(f'<a href="{html.escape(path.name)}">{kind.upper()}</a>' for kind, path in look.written.items()),
        )
        for look in looks
    )
    details = "\n".join(f"<pre>{html.escape(as_text(look.report, look.result))}</pre>" for look in looks)
    return f"""<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>年度报告初检</title><style>
body{{font:16px/1.7 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}
td,th{{border:1px solid #888;padding:.2rem .6rem;text-align:left}}pre{{white-space:pre-wrap}}</style>
<main><h1>年度报告初检</h1><table><caption>读取、检查并重新排版的报告</caption><thead>
<tr><th scope=col>机关<th scope=col>年度
<th scope=col>读出单元格<th scope=col>错误<th scope=col>警告<th scope=col>提示<th scope=col>重新排版<tbody>
{rows}
</table><p><a href="reports.jsonl">全部数据（JSON，一行一份）</a></p><h2>检查结果</h2>
{details}</main></html>"""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["samples"]))
