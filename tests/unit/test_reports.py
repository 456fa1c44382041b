"""What a day comes to, what a month makes of its days, how a report is drawn, written down and reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keys.events import KeyIssueGranted
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.reports.deciding import Freeze, decide_counted, decide_frozen
from kiosk.domain.reports.report import DAYS_AT_HAND, DayFigures, digest_of
from kiosk.domain.workorders.deciding import Issue, decide_issue, decide_step
from kiosk.domain.workorders.order import Clocks
from kiosk.domain.workorders.order import Stage as OrderStage
from kiosk.flows.reports.charts import Chart, Series, chart_svg
from kiosk.flows.reports.counting import figures, per_cent, together
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.part import FIRST, LAST, SUM
from kiosk.flows.reports.parts import LINES, PARTS
from kiosk.flows.reports.reporting import Reports
from kiosk.flows.reports.standards import Standards
from kiosk.flows.reports.written import UNKNOWN, ReportWords
from kiosk.language.messages import Language, known
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from tests.unit.houses import LABEL, at, person

ZONE = "Asia/Shanghai"
WANG = Person("s-wang", Role.SUPERVISOR)
LIN = Person("a-lin", Role.ATTENDANT)
SECOND, THIRD = date(2026, 5, 2), date(2026, 5, 3)


def issue_of(name: str) -> e.Event:
    """Return the beginning of an issue."""
    return e.KeyIssueIntended(name, "k1", "a-lin", "K01", "repair", "", "", "", "")


class Hour:
    """A clock that shows what it is told, by the site's time."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 1, 8, tzinfo=ZoneInfo(ZONE))

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def monotonic_s(self) -> float:
        return self.at.timestamp()

    def is_(self, day: int, hour: int, minute: int = 0) -> None:
        """Show an hour of May 2026."""
        self.at = datetime(2026, 5, day, hour, minute, tzinfo=ZoneInfo(ZONE))


class Desk:
    """A record with a key and a compartment, and the reports over it."""

    def __init__(self, folder: Path) -> None:
        self.clock = Hour()
        self.ledger = SqliteLedger(folder / "ledger.db", self.clock, b"k" * 32)
        self.register = SqliteRegister(folder / "ledger.db")
        self.trusted = True
        self.ledger.append(
            person("a-lin", "attendant"),
            person("s-wang", "supervisor"),
            person("r", "resident"),
            person("c", "courier"),
            e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None),
        )
        self.reports = self.fresh()

    def fresh(self) -> Reports:
        """Return the reports as after a start."""
        return Reports(self.ledger, self.register, self.clock, ZONE, lambda: self.trusted)

    def issue(self, name: str, due: datetime | None = None) -> None:
        """Have the key leave."""
        granted = KeyIssueGranted(name, due, "", (), "", report=False)
        self.ledger.append(issue_of(name), granted, e.KeyIssueConfirmed(name, "sensor"))

    def bring(self, name: str) -> None:
        """Have it come back."""
        self.ledger.append(
            e.KeyReturnIntended(name, "k1", "a-lin", "K01", ""), e.KeyReturnConfirmed(name, "sensor")
        )

    def day(self, day: date) -> DayFigures:
        """Return what a day comes to, counted from the record."""
        return figures(Day(self.register, day, ZoneInfo(ZONE)), self.clock.now(), None)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.register.close()
    made.ledger.close()


def test_each_line_has_its_words_and_a_whole_that_is_there() -> None:
    assert [line.label for line in LINES.values() if not known(line.label)] == []
    assert [part.name for part in PARTS if not known(f"dayreport.part.{part.name}")] == []
    assert [line.code for line in LINES.values() if line.of and line.of not in LINES] == []
    assert {line.month for line in LINES.values()} <= {SUM, LAST, FIRST}
    for part in PARTS:
        own = [line.code for line in part.lines]
        assert set(part.drawn) <= set(own), part.name
        assert len(own) == len(set(own)), part.name


def test_every_number_that_is_counted_has_a_line(desk: Desk) -> None:
    found = figures(Day(desk.register, SECOND, ZoneInfo(ZONE)), desk.clock.now(), desk.ledger.house)
    assert set(found.numbers) == set(LINES)
    assert set(found.hours) <= set(LINES)
    assert all(len(hours) == 24 for hours in found.hours.values())


def test_a_day_is_the_site_s_own_from_midnight_to_midnight(desk: Desk) -> None:
    desk.clock.is_(2, 0, 1)
    desk.issue("m1")
    desk.clock.is_(2, 23, 59)
    desk.bring("m2")
    desk.clock.is_(3, 0, 0)
    desk.issue("m3")
    second, third = desk.day(SECOND), desk.day(THIRD)
    assert (second.numbers["keys.out"], second.numbers["keys.back"]) == (1, 1)
    assert (third.numbers["keys.out"], third.numbers["keys.back"]) == (1, 0)
    assert second.hours["keys.out"][0] == second.hours["keys.back"][23] == 1
    assert sum(second.hours["keys.out"]) == 1
    assert second.numbers["system.events"] == 5


def test_a_key_is_late_on_the_day_on_which_it_comes_back(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.issue("m1", desk.clock.at + timedelta(hours=2))
    desk.clock.is_(3, 8)
    desk.bring("m2")
    desk.clock.is_(3, 9)
    desk.issue("m3", desk.clock.at + timedelta(hours=2))
    desk.clock.is_(3, 10)
    desk.bring("m4")
    assert desk.day(SECOND).numbers["keys.back_late"] == 0
    assert (desk.day(THIRD).numbers["keys.back"], desk.day(THIRD).numbers["keys.back_late"]) == (2, 1)


def test_an_issue_that_came_to_nothing_is_no_issue(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.ledger.append(issue_of("m1"), e.KeyIssueAbandoned("m1", "not taken"))
    assert desk.day(SECOND).numbers["keys.out"] == 0


def test_a_day_is_written_down_once_it_is_over_with_what_stood_then(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.issue("m1")
    desk.clock.is_(3, 0, 5)
    desk.reports.record_due()
    assert "2026-05-02" not in desk.ledger.house.day_figures  # what moves at midnight comes to rest first
    desk.clock.is_(3, 0, 12)
    desk.reports.record_due()
    desk.reports.record_due()
    written = desk.ledger.house.day_figures["2026-05-02"]
    assert (written.numbers["keys.out"], written.numbers["keys.out_now"]) == (1, 1)
    kinds = [line.kind for line in desk.register.events(most=50)]
    assert kinds.count("report.day.counted/1") == 2  # the first of May, on which all began, and the second


def test_a_day_waits_for_what_still_moves_but_not_for_ever(desk: Desk) -> None:
    desk.clock.is_(2, 23, 58)
    desk.ledger.append(issue_of("m1"))
    desk.clock.is_(3, 0, 30)
    desk.reports.count(SECOND)
    assert not desk.ledger.house.day_figures
    desk.clock.is_(3, 3, 1)
    desk.reports.count(SECOND)
    assert desk.ledger.house.day_figures["2026-05-02"].numbers["keys.out"] == 0


def test_a_day_that_is_counted_long_after_does_not_say_what_stood_then(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.issue("m1")
    desk.clock.is_(3, 9)
    desk.bring("m2")
    desk.clock.is_(3, 12)
    desk.fresh().record_due()
    written = desk.ledger.house.day_figures["2026-05-02"]
    assert written.numbers["keys.out"] == 1
    assert "keys.out_now" not in written.numbers
    page = desk.reports.report("2026-05-02")
    assert page.late == 1
    row = next(row for row in _words().parts(page)[0].rows if row.code == "keys.out_now")
    assert row.number == UNKNOWN


def test_a_kiosk_that_was_off_overnight_knows_what_stood_since_nothing_moved(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.issue("m1")
    desk.clock.is_(3, 8)
    desk.fresh().record_due()
    assert desk.ledger.house.day_figures["2026-05-02"].numbers["keys.out_now"] == 1


def test_nothing_is_counted_while_nobody_knows_what_day_it_is(desk: Desk) -> None:
    desk.clock.is_(3, 12)
    desk.trusted = False
    desk.reports.record_due()
    assert not desk.ledger.house.day_figures
    with pytest.raises(Refused) as refused:
        desk.reports.freeze("f" * 32, "2026-05-02", WANG)
    assert refused.value.code == "clock.untrusted"


def test_what_was_written_down_does_not_change_when_the_record_goes_on(desk: Desk) -> None:
    desk.clock.is_(3, 1)
    desk.reports.record_due()
    before = desk.reports.report("2026-05-02").numbers
    desk.clock.is_(3, 9)
    desk.issue("m1")
    assert desk.reports.report("2026-05-02").numbers == before
    desk.ledger.rebuild()
    assert desk.fresh().report("2026-05-02").numbers == before


def test_days_leave_the_running_state_and_are_found_all_the_same(desk: Desk) -> None:
    for number in range(DAYS_AT_HAND + 5):
        day = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=number)
        told = {"keys.out": number}
        desk.ledger.execute(
            lambda house, day=day, told=told: decide_counted(house, f"{day:%Y-%m-%d}", day, told, {})  # type: ignore[misc]
        )
    assert len(desk.ledger.house.day_figures) == DAYS_AT_HAND
    desk.clock.at = datetime(2026, 8, 1, tzinfo=UTC)
    assert desk.fresh().report("2026-05-03").numbers == {"keys.out": 2}
    assert desk.fresh().report("2026-05").numbers["keys.out"] == sum(range(31))


def test_a_month_sums_what_happened_and_ends_with_what_stood() -> None:
    def day(name: str, **numbers: int) -> DayFigures:
        told = {code.replace("_", ".", 1): number for code, number in numbers.items()}
        return DayFigures(name, datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC), told, {})

    days = [day("2026-05-01", keys_out=3, keys_out_now=1), day("2026-05-02", keys_out=4, keys_out_now=2)]
    assert together(days) == {"keys.out": 7, "keys.out_now": 2}
    blind = [*days, day("2026-05-03", keys_out=1)]
    assert together(blind) == {"keys.out": 8}  # what stood at its end, nobody knows


def test_a_share_of_nothing_is_no_share() -> None:
    assert per_cent({"keys.back": 0, "keys.back_late": 0}, "keys.back_late") is None
    assert per_cent({"keys.back": 3, "keys.back_late": 1}, "keys.back_late") == 33


@pytest.mark.parametrize("period", ["", "2026", "2026-13", "2026-02-30", "2026-05-3", "../..", "2026-05-04"])
def test_what_is_no_period_or_has_not_begun_has_no_report(desk: Desk, period: str) -> None:
    desk.clock.is_(3, 12)
    with pytest.raises(Refused) as refused:
        desk.reports.report(period)
    assert refused.value.code == "report.unknown"


def test_today_goes_on_and_shows_what_stands_now(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.issue("m1")
    report = desk.reports.report("2026-05-02")
    assert report.now
    assert report.numbers["keys.out_now"] == 1
    desk.bring("m2")
    assert desk.reports.report("2026-05-02").numbers["keys.out_now"] == 0
    month = desk.reports.report("2026-05")
    assert (month.now, month.numbers["keys.out"], len(month.days)) == (True, 1, 2)


def test_a_report_is_made_once_and_stays(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    desk.issue("m1")
    desk.clock.is_(3, 1)
    desk.reports.record_due()
    desk.clock.is_(3, 9)
    head = desk.ledger.head
    made = desk.reports.freeze("f" * 32, "2026-05-02", WANG)
    again = desk.reports.freeze("f" * 32, "2026-05-02", WANG)
    assert made == again
    assert made.head == head
    assert made.digest == digest_of("2026-05-02", made.numbers)
    assert made.numbers == desk.reports.report("2026-05-02").numbers
    with pytest.raises(Refused) as refused:
        desk.reports.freeze("e" * 32, "2026-05-02", WANG)
    assert refused.value.code == "report.frozen"
    assert desk.fresh().frozen("2026-05-02") == made
    assert desk.reports.frozen("2026-05") is None
    desk.ledger.rebuild()
    assert desk.ledger.house.frozen_reports["f" * 32] == made


def test_only_a_supervisor_reports_and_only_what_is_over(desk: Desk) -> None:
    desk.clock.is_(3, 9)
    for by, period, code in (
        (LIN, "2026-05-02", "supervisor.needed"),
        (WANG, "2026-05-03", "report.not_over"),
        (WANG, "2026-05", "report.not_over"),
    ):
        with pytest.raises(Refused) as refused:
            desk.reports.freeze("f" * 32, period, by)
        assert refused.value.code == code


def test_two_supervisors_at_once_make_one_report() -> None:
    asked = Freeze("f" * 32, "2026-05-02", WANG, True, False, {"keys.out": 1}, "ab")
    house = at(House(), *decide_frozen(House(), asked))
    with pytest.raises(Refused) as refused:
        decide_frozen(house, replace(asked, id="e" * 32))
    assert refused.value.code == "report.frozen"


def test_a_digest_tells_any_other_number() -> None:
    numbers = {"keys.out": 3, "keys.back": 2}
    same = digest_of("2026-05-02", dict(reversed(numbers.items())))
    assert digest_of("2026-05-02", numbers) == same
    assert same != digest_of("2026-05-03", numbers)
    assert same != digest_of("2026-05-02", {**numbers, "keys.out": 4})


def _words() -> ReportWords:
    return ReportWords(Language.ENGLISH, ZONE, Standards())


def test_shares_are_measured_by_the_site_s_own_clocks(desk: Desk) -> None:
    desk.clock.is_(2, 9)
    asked = desk.clock.now()
    desk.clock.is_(2, 9, 8)
    order = Issue("o1", "water", "", "", asked, "a-lin", worker="s-wang", words="words:o1", words_digest="00")
    desk.ledger.execute(lambda house: decide_issue(house, order))
    for step, minute in ((OrderStage.TAKEN, 10), (OrderStage.ON_SITE, 30)):
        desk.clock.is_(2, 9, minute)
        taken = desk.clock.now()
        desk.ledger.append(*decide_step(desk.ledger.house, "o1", step, "s-wang", taken, None, ""))
    desk.clock.is_(2, 20)
    patient = Standards(clocks=Clocks(issue_min=10, on_site_min=25, done_h=10), asked_pct={"repair": 80})
    found = {}
    for by in (Standards(), patient):
        day = figures(Day(desk.register, SECOND, ZoneInfo(ZONE), by), desk.clock.now(), desk.ledger.house)
        found[by.clocks.issue_min] = [
            day.numbers[code] for code in ("orders.in_5", "orders.in_15", "orders.late")
        ]
    assert found == {5: [0, 0, 0], 10: [1, 1, 1]}
    words = ReportWords(Language.ENGLISH, ZONE, patient)
    assert words.label(LINES["orders.in_5"]) == "within 10 minutes"
    assert words.label(LINES["orders.in_15"]) == "within 25 minutes"
    assert patient.target_pct(LINES["followups.repair_asked"]) == 80
    assert Standards().target_pct(LINES["followups.repair_asked"]) == 60
    assert patient.target_pct(LINES["incidents.in_time"]) == 100


def _chart(*series: Series, points: int = 24) -> Chart:
    return Chart("Keys by hour", [str(point) for point in range(points)], series, "Most at 9.", 3)


def test_a_chart_is_one_drawing_that_says_what_it_shows() -> None:
    svg = chart_svg(_chart(Series("Issued", [1] * 24), Series("Returned <b>&", [2] * 24)))
    drawing = ElementTree.fromstring(svg)
    assert drawing.attrib["aria-label"] == "Keys by hour. Most at 9."
    names = [text.text for text in drawing.iter("text")]
    assert "Returned <b>&" in names  # escaped, and read back as it was
    assert "style" not in svg


def test_bars_are_as_high_as_their_numbers_and_stay_inside() -> None:
    drawing = ElementTree.fromstring(chart_svg(_chart(Series("Issued", [0, 5, 10, *[0] * 21]))))
    bars = list(drawing.iter("rect"))[1:]  # the first is the name's
    heights = [float(one.attrib["height"]) for one in bars]
    assert len(bars) == 2  # nothing is drawn of nothing
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
    assert all(float(one.attrib["y"]) >= 0 for one in bars)


@pytest.mark.parametrize("most", [1, 4, 5, 99, 100, 12_345, 9_999_999])
def test_a_scale_holds_the_largest_number_in_round_steps(most: int) -> None:
    svg = chart_svg(_chart(Series("Issued", [most]), points=1))
    numbers = [int(found) for found in re.findall(r">(\d+)</text>", svg)]
    assert max(numbers) >= most
    steps = {after - before for before, after in pairwise(numbers[:5])}
    assert len(steps) == 1


def test_a_line_leaves_out_the_days_that_nobody_knows() -> None:
    svg = chart_svg(_chart(Series("Waiting", [3, None, 5], line=True), points=3))
    assert svg.count("<circle") == 2
    assert "<polyline" in svg


def test_a_chart_of_nothing_at_all_is_drawn_without_a_division_by_it() -> None:
    ElementTree.fromstring(chart_svg(_chart(Series("Issued", [0] * 24))))


def test_an_old_record_is_counted_a_few_days_at_a_time_the_last_first(desk: Desk) -> None:
    desk.clock.at = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo(ZONE))
    reports = desk.fresh()
    reports.record_due()
    written = set(desk.ledger.house.day_figures)
    assert "2026-06-30" in written and "2026-05-01" not in written
    for _ in range(6):
        reports.record_due()
    assert desk.register.matter(DayFigures, "2026-05-01") is not None
    numbers = [one.day for one in desk.register.matters(DayFigures, most=999)]
    assert len(numbers) == len(set(numbers)) == 61
