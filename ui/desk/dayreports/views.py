"""The daily and the monthly report (物业日报表, 物业月报表): on screen, as PDF and CSV, and reported for good."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import Asked
from kiosk.flows.reports.charts import Chart, chart_svg
from kiosk.flows.reports.papers import chart_table, report_lines
from kiosk.flows.reports.reporting import Report
from kiosk.flows.reports.written import ReportWords, WrittenPart
from ui import failures
from ui.desk.dayreports import pages as p
from ui.desk.dayreports.counted import report_words
from ui.desk.dayreports.paths import path_of
from ui.desk.keybook.spreadsheets import local_time
from ui.desk.keybook.ways import chips
from ui.desk.log import csv_line
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_dayreports", __name__, url_prefix=f"{PATH}/dayreport")
HERE = f"{PATH}/dayreport"
AT_ONCE = 40


@pages.get("")
@role("attendant", at="desk")
def today() -> AnyResponse:
    """Today's report as far as it goes, or the day or month that was picked."""
    asked = request.args.get("month", "") or request.args.get("day", "")
    return go(f"{HERE}/{asked or journeys().reports.today().isoformat()}")


@pages.get("/reported")
@role("attendant", at="desk")
def reported() -> Response:
    """What was reported so far."""
    words, known = report_words(), journeys()
    found = known.reports.reported(
        before=request.args.get("before", ""), before_id=request.args.get("id", ""), most=AT_ONCE
    )
    last = found[-1] if len(found) == AT_ONCE else None
    older = {"before": last.made.strftime("%Y-%m-%dT%H:%M:%S"), "id": last.id} if last else {}
    rows = tuple(
        p.ReportedRow(
            f"{HERE}/{one.period}",
            words.period(one.period),
            words.title(one.period),
            one.made,
            known.directory.name(one.by),
            one.number,
        )
        for one in found
    )
    return show(
        p.ReportedPage(
            **frame(),
            chips=_chips(),
            views=views(words, "reported", known.reports.today().isoformat()),
            rows=rows,
            older=f"{HERE}/reported?{urlencode(older)}" if older else "",
        )
    )


@pages.get("/<period>")
@role("attendant", at="desk")
def report(period: str) -> Response:
    """The report of a day or a month."""
    return _page(period, fresh_id())


@pages.get("/<period>.csv")
@role("attendant", at="desk")
def as_csv(period: str) -> Response:
    """The same for a spreadsheet; that it was given out is on record."""
    known, words = journeys(), report_words()
    found = known.reports.report(period)
    rows = list(report_lines(words, found))
    site = known.settings.site.name.in_language(words.language.value)
    made = local_time(known.clock.now())

    def compose(chain: str) -> bytes:
        head = [
            [site, words.title(period)],
            [words.say("key_sheets.period"), period],
            [words.say("key_sheets.made"), made, known.directory.name(present().id)],
            [words.say("key_sheets.chain"), chain],
            [],
        ]
        return ("\ufeff" + "".join(map(csv_line, [*head, *map(list, rows)]))).encode()

    content = known.exports.noted(present(), "report", period, words.language, len(rows), compose)
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{period}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/<period>/sheet")
@role("supervisor", at="desk")
def sheet(period: str) -> AnyResponse:
    """Have it made into a document."""
    journeys().reports.bounds(period)
    asked, back = Asked("lent"), f"{HERE}/{period}"
    name = journeys().exports.ask(
        present(), "report", chosen_language(), about=period, asked=asked, back=back
    )
    return go(f"{PATH}/registers/sheets/{name}")


@pages.post("/<period>/freeze")
@role("supervisor", at="desk")
def freeze(period: str) -> AnyResponse:
    """Report it: from here on it is on record what was reported."""
    act = posted_id()
    try:
        journeys().reports.freeze(act, period, present())
    except Refused as refused:
        if refused.code not in ("report.not_over", "report.frozen", "clock.untrusted"):
            raise
        return _page(period, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{period}")


def views(words: ReportWords, chosen: str, day: str) -> tuple[Chip, ...]:
    """Return the ways between a day's report, its month's, and what was reported."""
    return (
        Chip(words.say("dayreport.by_day"), f"{HERE}/{day}", chosen == "day"),
        Chip(words.say("dayreport.by_month"), f"{HERE}/{day[:7]}", chosen == "month"),
        Chip(words.say("dayreport.list"), f"{HERE}/reported", chosen == "reported"),
    )


def part_view(words: ReportWords, part: WrittenPart, period: str, *, now: bool) -> p.PartView:
    """Return one part as the page shows it, each number with what it counts."""
    rows = tuple(
        p.NumberRow(
            row.label,
            row.number,
            row.share,
            row.target,
            path_of(row.code, period, now=now),
            row.tone,
            row.part_of,
        )
        for row in part.rows
    )
    return p.PartView(part.name, part.title, rows, _chart(words, part.chart) if part.chart else None)


def _chart(words: ReportWords, chart: Chart) -> p.ChartView:
    table = tuple(tuple(row) for row in chart_table(words, chart))
    return p.ChartView(chart_svg(chart), chart.said, table)


def _page(period: str, act: str, problem: Message | None = None) -> Response:
    known, words = journeys(), report_words()
    found = known.reports.report(period)
    first, last = known.reports.bounds(period)
    today = known.reports.today()
    after = last + timedelta(days=1)
    page = p.ReportPage(
        **frame(),
        chips=_chips(),
        views=views(words, "month" if found.monthly else "day", min(last, today).isoformat()),
        title=words.title(period),
        period=period,
        told=words.period(period),
        parts=tuple(part_view(words, one, period, now=found.now) for one in words.parts(found)),
        earlier=f"{HERE}/{(first - timedelta(days=1)).isoformat()[: len(period)]}",
        later=f"{HERE}/{after.isoformat()[: len(period)]}" if after <= today else "",
        lacks=words.lacks(found),
        frozen=_frozen(words, found),
        may_freeze=not found.now and found.frozen is None and frame()["supervisor"],
        act=act,
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _frozen(words: ReportWords, found: Report) -> p.FrozenView | None:
    one = found.frozen
    if one is None:
        return None
    who = journeys().directory.name(one.by)
    return p.FrozenView(words.time(one.made), who, one.number, one.digest, one.head)


def _chips() -> tuple[Chip, ...]:
    return chips(Words(journeys(), chosen_language()), "dayreport")
