"""A report on paper and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.domain.reports.report import FrozenReport
from kiosk.flows.reports.charts import Chart, chart_svg
from kiosk.flows.reports.reporting import Report
from kiosk.flows.reports.written import ReportWords, Row, WrittenPart
from kiosk.pdf.documents import Block, Cell, Document, Drawing, Facts, Heading, Table

TONES = {"bad": "wrong", "care": "doubt"}


def report_paper(
    words: ReportWords, report: Report, *, estate: str, made: str, head: str, reported_by: str
) -> Document:
    """Return a report as a document. `made`: when and by whom it was made, `head`: where the chain stood."""
    blocks: list[Block] = []
    if lacks := words.lacks(report):
        blocks.append(Facts([(words.say("dayreport.note"), lacks)]))
    if report.frozen is not None:
        blocks.append(Facts(frozen_rows(words, report.frozen, reported_by)))
    for part in words.parts(report):
        blocks += _part(words, part)
    return Document(
        tag=words.language.tag,
        estate=estate,
        title=words.title(report.period),
        lead=" · ".join((words.period(report.period), made)),
        blocks=blocks,
        seal=words.say("registers.seal"),
        head=head,
    )


def frozen_rows(words: ReportWords, frozen: FrozenReport, by: str) -> Sequence[tuple[str, str]]:
    """Return when and by whom a report was made, and what proves its numbers."""
    return (
        (words.say("dayreport.reported"), f"{words.time(frozen.made)}  {by}"),
        (words.say("paper.reference"), frozen.number),
        (words.say("dayreport.digest"), _in_fours(frozen.digest)),
        (words.say("dayreport.head"), _in_fours(frozen.head)),
    )


def report_lines(words: ReportWords, report: Report) -> Iterator[Sequence[str]]:
    """Yield a report's lines for a spreadsheet: the part, the line, its number, its share; then a month's days."""
    for part in words.parts(report):
        for row in part.rows:
            yield part.title, row.label, row.number, row.share, row.target
    if report.monthly:
        yield ()
        codes = sorted({code for one in report.days for code in one.numbers})
        yield words.say("dayreport.day"), *codes
        for one in report.days:
            yield one.day, *(str(one.numbers.get(code, "")) for code in codes)


def chart_table(words: ReportWords, chart: Chart) -> Iterator[Sequence[str]]:
    """Yield a chart as a table: for who reads numbers rather than bars."""
    yield "", *(one.name for one in chart.series)
    for point, name in enumerate(chart.points):
        numbers = [one.numbers[point] for one in chart.series]
        if any(numbers):
            yield name, *("" if number is None else str(number) for number in numbers)


def _part(words: ReportWords, part: WrittenPart) -> Iterator[Block]:
    if not part.rows:
        return
    yield Heading(part.title)
    heads = [words.say(f"dayreport.column.{name}") for name in ("line", "number", "share", "target")]
    yield Table(heads, [_row(row) for row in part.rows], (52, 18, 15, 15))
    if part.chart is not None:
        yield Drawing(chart_svg(part.chart), part.chart.said)


def _row(row: Row) -> Sequence[Cell]:
    indent = "\u2003" if row.part_of else ""
    return (
        Cell(f"{indent}{row.label}"),
        Cell(row.number, tone=TONES.get(row.tone, "")),
        Cell(row.share),
        Cell(row.target),
    )


def _in_fours(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4)).upper()
