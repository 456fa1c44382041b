"""A report in one language: its lines and charts in words, as the page, the paper and the spreadsheet show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from babel.dates import format_skeleton

from kiosk.domain.services.catalogue import Catalogue
from kiosk.flows.reports.charts import Chart, Series
from kiosk.flows.reports.counting import per_cent
from kiosk.flows.reports.of_services import BY_SERVICE
from kiosk.flows.reports.part import LAST, Line, Part
from kiosk.flows.reports.parts import LINES, PARTS
from kiosk.flows.reports.reporting import Report
from kiosk.flows.reports.standards import Standards
from kiosk.language.messages import Language, moment_of, number_of, text
from kiosk.language.money import money_of

UNKNOWN = "–"
"""Where nobody can tell a number any more."""


@dataclass(frozen=True)
class Row:
    """One line in words. `share`: its part of another line in per cent; `target`: what that should be at least.

    `tone`: "care" for a number that is to be looked at, "bad" for a share below its target.
    """

    code: str
    label: str
    number: str
    share: str = ""
    target: str = ""
    tone: str = ""
    part_of: bool = False
    """It is part of the line above it."""


@dataclass(frozen=True)
class WrittenPart:
    """One part: its title, its lines that say anything, and its chart."""

    name: str
    title: str
    rows: tuple[Row, ...]
    chart: Chart | None = None


@dataclass(frozen=True)
class ReportWords:
    """Says reports in one language."""

    language: Language
    zone: str
    standards: Standards
    services: Mapping[str, str] = field(default_factory=dict)
    """What the catalogue calls each of its services, in this language."""

    def say(self, key: str, **facts: object) -> str:
        """Return a text."""
        return text(key, self.language, **facts)

    def label(self, line: Line) -> str:
        """Return what a line is called."""
        return self.say(line.label, **self.standards.facts)

    def period(self, period: str) -> str:
        """Return a day or a month as people write it, a day with its day of the week."""
        if len(period) == 7:
            return format_skeleton("yMMMM", date.fromisoformat(f"{period}-01"), locale=self.language.value)
        return format_skeleton("yMMMMEEEEd", date.fromisoformat(period), locale=self.language.value)

    def title(self, period: str) -> str:
        """Return what the report of a period is called."""
        return self.say("dayreport.title.month" if len(period) == 7 else "dayreport.title.day")

    def time(self, at: datetime) -> str:
        """Return a moment."""
        return moment_of(at, self.language, self.zone, "yMMMd Hm")

    def parts(self, report: Report) -> list[WrittenPart]:
        """Return every part of a report."""
        return [
            WrittenPart(
                part.name,
                self.say(f"dayreport.part.{part.name}"),
                tuple(self._rows(report, part)),
                self._chart(report, part),
            )
            for part in PARTS
        ]

    def lacks(self, report: Report) -> str:
        """Return what the report's reader has to know of it: that it goes on, or was counted late; "" for nothing."""
        if report.now:
            return self.say("dayreport.goes_on", time=self.time(report.days[-1].made))
        if report.late:
            return self.say("dayreport.counted_late", count=number_of(report.late, self.language))
        return ""

    def _rows(self, report: Report, part: Part) -> Iterator[Row]:
        """Yield a part's lines, and after the first of the services each of those that were asked for."""
        for line in part.lines:
            if row := self._row(report, line):
                yield row
            if line.code == "services.asked":
                counts = {
                    code: count for code, count in report.numbers.items() if code.startswith(BY_SERVICE)
                }
                for code in sorted(counts, key=lambda code: (-counts[code], code)):
                    service = code.removeprefix(BY_SERVICE)
                    label = self.services.get(service, service)
                    yield Row(code, label, number_of(counts[code], self.language), part_of=True)

    def _row(self, report: Report, line: Line) -> Row | None:
        number = report.numbers.get(line.code)
        whole = report.numbers.get(line.of, 0) if line.of else 0
        if line.of and not number and (not whole or line.words):
            return None  # no kind of something that there was none of
        share = per_cent(report.numbers, line.code) if line.of else None
        target = self.standards.target_pct(line)
        below = share is not None and share < target
        return Row(
            line.code,
            self.label(line),
            UNKNOWN if number is None else self._number(line, number),
            self.say("dayreport.share", share=share) if share is not None and not line.words else "",
            self.say("dayreport.target", share=target) if target else "",
            "bad" if below else "care" if line.care and number else "",
            part_of=bool(line.of),
        )

    def _number(self, line: Line, number: int) -> str:
        return (
            money_of(number, self.standards.currency, self.language)
            if line.cents
            else number_of(number, self.language)
        )

    def _chart(self, report: Report, part: Part) -> Chart | None:
        return self._by_day(report, part) if report.monthly else self._by_hour(report, part)

    def _by_hour(self, report: Report, part: Part) -> Chart | None:
        hours = report.days[0].hours if report.days else {}
        drawn = [code for code in part.drawn if code in hours]
        if not any(any(hours[code]) for code in drawn):
            return None
        series = [Series(self.label(LINES[code]), hours[code]) for code in drawn]
        points = [str(hour) for hour in range(24)]
        title = self.say("dayreport.chart.hours", part=self.say(f"dayreport.part.{part.name}"))
        return Chart(title, points, series, self._said(series, points, "dayreport.chart.most_hour"), 3)

    def _by_day(self, report: Report, part: Part) -> Chart | None:
        series = [
            Series(
                self.label(LINES[code]),
                [_shown(LINES[code], one.numbers.get(code)) for one in report.days],
                LINES[code].month == LAST,
            )
            for code in part.drawn
        ]
        if not any(any(one.numbers) for one in series):
            return None
        points = [str(int(one.day[8:])) for one in report.days]
        title = self.say("dayreport.chart.days", part=self.say(f"dayreport.part.{part.name}"))
        every = 1 if len(points) <= 16 else 2
        return Chart(title, points, series, self._said(series, points, "dayreport.chart.most_day"), every)

    def _said(self, series: Sequence[Series], points: Sequence[str], key: str) -> str:
        """Return each row's sum and its highest point as a sentence."""
        found = []
        for one in series:
            numbers = [number or 0 for number in one.numbers]
            best = max(range(len(numbers)), key=numbers.__getitem__)
            facts = {"name": one.name, "count": number_of(sum(numbers), self.language)}
            most = number_of(numbers[best], self.language)
            found.append(self.say(key, **facts, most=most, point=points[best]))
        return " ".join(found)


def named(catalogue: Catalogue, language: Language) -> Mapping[str, str]:
    """Return what a catalogue calls each of its services in a language."""
    return {name: one.name.in_language(language.value) for name, one in catalogue.services.items()}


def _shown(line: Line, number: int | None) -> int | None:
    """Return a number as it is drawn: money in whole units."""
    return number // 100 if line.cents and number is not None else number
