"""The reports' pages by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.reports.report import DayFigures, FrozenReport
from kiosk.flows.reports.counting import together
from kiosk.flows.reports.part import LAST
from kiosk.flows.reports.parts import LINES
from kiosk.flows.reports.reporting import Report
from kiosk.flows.reports.standards import Standards
from kiosk.flows.reports.written import ReportWords
from kiosk.language.messages import Language, text
from ui.desk.dayreports import pages as p
from ui.desk.dayreports.counted import titled
from ui.desk.dayreports.views import HERE, part_view, views
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
HOURS = (0, 0, 0, 0, 0, 1, 2, 7, 12, 9, 6, 4, 3, 5, 8, 7, 9, 11, 6, 4, 2, 1, 0, 0)


def dayreport_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page of the reports; names in it stay as people wrote them."""
    day = _page(_day(), language)
    month = _page(_month(), language)
    frozen = p.FrozenView(
        "2026-05-04 09:12", "Margaret Featherstonehaugh", "5B1F0C9E", "5b1f" * 16, "9e4a" * 16
    )
    return {
        "desk-dayreport": day,
        "desk-dayreport-frozen": replace(day, frozen=frozen, may_freeze=False),
        "desk-dayreport-problem": replace(day, problem=Message(code="report.frozen", facts={})),
        "desk-dayreport-month": month,
        "desk-dayreport-now": _page(replace(_day(), now=True), language),
        "desk-counted": _counted(language),
        "desk-counted-none": replace(_counted(language), rows=(), older=""),
        "desk-dayreports": _list(language),
        "desk-dayreports-none": replace(_list(language), rows=()),
    }


def _figures(number: int) -> DayFigures:
    """Return a day that is told apart from the one before."""
    counts = {code: (7 * at + 13 * number) % 60 for at, code in enumerate(LINES)}
    counts |= {code: 1_234_500 + 100 * number for code, line in LINES.items() if line.cents}
    for code, line in LINES.items():
        if line.of:
            counts[code] = counts[line.of] * (9 if line.target_pct or line.target_for else 3) // 10
    hours = {code: HOURS for code in LINES if LINES[code].month != LAST}
    day = datetime(2026, 4, 30, 16, tzinfo=UTC) + timedelta(days=number)
    return DayFigures(f"2026-05-{number + 1:02}", day, day + timedelta(days=1), counts, hours)


def _day() -> Report:
    one = _figures(2)
    return Report(one.day, [one], dict(one.numbers), now=False, late=0)


def _month() -> Report:
    days = [_figures(number) for number in range(31)]
    frozen = FrozenReport(ACT, "2026-05", NOW, "s-wang", "5b1f" * 16, "9e4a" * 16, {})
    return Report("2026-05", days, together(days), now=False, late=2, frozen=frozen)


def _page(report: Report, language: Language) -> p.ReportPage:
    words = ReportWords(language, "Asia/Shanghai", Standards())
    frozen = p.FrozenView("2026-06-01 09:12", "王秀兰", "5B1F0C9E", "5b1f" * 16, "9e4a" * 16)
    return p.ReportPage(
        **FRAME,
        chips=every_chip(language, "dayreport"),
        views=views(words, "month" if report.monthly else "day", "2026-05-03"),
        title=words.title(report.period),
        period=report.period,
        told=words.period(report.period),
        parts=tuple(part_view(words, one, report.period, now=True) for one in words.parts(report)),
        earlier=f"{HERE}/2026-05-02",
        later=f"{HERE}/2026-05-04",
        lacks=words.lacks(report),
        frozen=frozen if report.frozen else None,
        may_freeze=report.frozen is None and not report.now,
        act=ACT,
    )


def _counted(language: Language) -> p.CountedPage:
    words = ReportWords(language, "Asia/Shanghai", Standards())
    said = (text("dayreport.counted.look", language), "SF4471090012", "K05", "locks-a")
    rows = tuple(
        p.CountedRow(
            4711 - number, NOW, said[number % 4], "Margaret Featherstonehaugh", "/x" if number % 4 else ""
        )
        for number in range(12)
    )
    return p.CountedPage(
        **FRAME,
        chips=every_chip(language, "dayreport"),
        title=titled(words, "orders.called_off"),
        told=words.period("2026-05-03"),
        rows=rows,
        back=f"{HERE}/2026-05-03",
        older=f"{HERE}/2026-05-03/of/orders.called_off?before=4700",
    )


def _list(language: Language) -> p.ReportedPage:
    words = ReportWords(language, "Asia/Shanghai", Standards())
    periods = ("2026-05-02", "2026-05-01", "2026-04", "2026-04-30")
    rows = tuple(
        p.ReportedRow(
            f"{HERE}/{one}",
            words.period(one),
            words.title(one),
            NOW,
            "Margaret Featherstonehaugh",
            "5B1F0C9E",
        )
        for one in periods
    )
    return p.ReportedPage(
        **FRAME,
        chips=every_chip(language, "dayreport"),
        views=views(words, "reported", "2026-05-03"),
        rows=rows,
        older=f"{HERE}/reported?before=x",
    )
