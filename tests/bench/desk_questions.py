"""Every register, list, search, statement and report of the desk's day, ready to be timed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from kiosk.domain.followups.followup import FollowUp, rates
from kiosk.domain.homesfile.deciding import decide_look
from kiosk.domain.homesfile.look import Look
from kiosk.domain.people import Role
from kiosk.flows.homesfile.contents import Asking, file_parts
from kiosk.flows.registers.books import BOOKS
from kiosk.flows.registers.finding import Asked as Sought
from kiosk.flows.registers.finding import bounds_of
from kiosk.flows.reports.counting import figures
from kiosk.flows.reports.day import Day, stamp
from kiosk.language.messages import Language
from tests.bench.estate_questions import OURS, Asked, Desk

PAGES = (
    "deposits", "transfers", "loans", "passes", "releases", "services", "wakeups", "orders", "grievances",
    "followups", "prepaid", "cash", "dutylog", "incidents", "shift", "shifts", "homesfile", "dayreport/reported",
)  # fmt: skip
"""Lists of the desk's pages, as their addresses have them."""


def days_of(desk: Desk) -> list[date]:
    """Return days from all over the history, by chance."""
    zone = ZoneInfo(desk.journeys.settings.site.time_zone)
    found = {one.begun.astimezone(zone).date() for one in desk.movements}
    days = sorted(found - {max(found)})
    Random("which days").shuffle(days)
    return days


def of_books(desk: Desk) -> list[Asked]:
    """Return each register's newest page, a page deep in the past, a month's, and searches for words."""
    units = sorted({one.unit for one in desk.house.people.values() if one.unit})
    months = sorted({day.isoformat()[:7] for day in days_of(desk)})
    found: list[Asked] = []
    for name, book in BOOKS.items():
        asked: dict[str, Callable[[int], tuple[str, str]]] = {
            "newest": lambda n: ("", ""),
            "a month": lambda n: ("", months[n % len(months)]),
            "a home": lambda n: (units[n * 17 % len(units)], ""),
            "a name": lambda n: ("王伟", ""),
            "nothing has it": lambda n: (f"nowhere {n}", ""),
        }
        found += [
            Asked(f"book {name}, {what}", partial(_lines, desk, name, how)) for what, how in asked.items()
        ]
        deep = partial(_deep, desk, book.kind, [day.isoformat() for day in days_of(desk)])
        found.append(Asked(f"book {name}, deep in the past", deep))
    return found


def _lines(desk: Desk, register: str, how: Callable[[int], tuple[str, str]], number: int) -> object:
    words, period = how(number)
    return desk.journeys.registers.page(Sought(register, words, period), Language.SIMPLIFIED)


def _deep(desk: Desk, kind: type, days: Sequence[str], number: int) -> object:
    since, _ = bounds_of(days[number % len(days)], desk.journeys.settings.site.time_zone)
    return desk.register.matters(kind, before=since)


def of_reports(desk: Desk) -> list[Asked]:
    """Return days and months as they are counted, as they were written down, and the figures between."""
    days, reports = days_of(desk), desk.journeys.reports
    zone, now = ZoneInfo(desk.journeys.settings.site.time_zone), desk.journeys.clock.now()
    months = sorted({day.isoformat()[:7] for day in days})

    def counted(n: int) -> object:
        return figures(Day(desk.register, days[n % len(days)], zone), now, desk.house)

    def followed(n: int) -> object:
        first = days[n % len(days)]
        since = stamp(Day(desk.register, first, zone).since)
        before = stamp(Day(desk.register, first + timedelta(days=31), zone).since)
        return rates(desk.register.matters(FollowUp, since=since, before=before, most=5000), now)

    return [
        Asked("report: a day, counted from the record", counted),
        Asked("report: today", lambda n: reports.report(reports.today().isoformat())),
        Asked("report: a day, as written down", lambda n: reports.report(days[n % len(days)].isoformat())),
        Asked("report: a month", lambda n: reports.report(months[n % len(months)])),
        Asked("report: was it reported", lambda n: reports.frozen(days[n % len(days)].isoformat())),
        Asked("follow-ups of a month", followed),
    ]


def of_files(desk: Desk) -> list[Asked]:
    """Return homes' files, and who looked."""
    units = sorted({one.unit for one in desk.house.people.values() if one.unit and one.role is Role.RESIDENT})
    files = desk.journeys.homes_files
    writer = desk.journeys.registers.writer(Language.SIMPLIFIED)

    def file(n: int) -> object:
        unit = units[n * 13 % len(units)]
        return file_parts(Asking(writer, desk.journeys.directory, unit, files.people(unit)))

    return [
        Asked("a home's file", file),
        Asked("looks, newest", lambda n: files.looks()),
        Asked("looks into one file", lambda n: files.looks(unit=units[n * 13 % len(units)])),
        Asked("looks deep in the past", lambda n: desk.register.matters(Look, before="2021-11-01T00:00:00")),
    ]


def of_desk_pages(desk: Desk) -> list[Asked]:
    """Return the desk's pages, whole: asked, put into words, rendered."""
    days = [day.isoformat() for day in days_of(desk)]
    months = sorted({day[:7] for day in days})
    found = [Asked(f"page: {one}", partial(_page, desk, [f"/desk/{one}"])) for one in PAGES]
    found += [
        Asked(
            f"page: register {name}",
            partial(_page, desk, [f"/desk/registers/{name}?period={m}" for m in months]),
        )
        for name in BOOKS
    ]
    return [
        *found,
        Asked("page: report of a day", partial(_page, desk, [f"/desk/dayreport/{day}" for day in days])),
        Asked("page: report of a month", partial(_page, desk, [f"/desk/dayreport/{one}" for one in months])),
        Asked(
            "report of a month as CSV", partial(_page, desk, [f"/desk/dayreport/{one}.csv" for one in months])
        ),
        Asked("page: a home's file, opened", partial(_opened, desk)),
    ]


def _page(desk: Desk, paths: Sequence[str], number: int) -> object:
    return desk.page(paths[number % len(paths)])


def _opened(desk: Desk, number: int) -> object:
    """Return a home's file, for a look that is put on record as an attendant's is."""
    units = sorted({one.unit for one in desk.house.people.values() if one.unit and one.role is Role.RESIDENT})
    unit, name = units[number * 7 % len(units)], f"{number:032x}"
    person = desk.house.people[desk.attendant]
    desk.kiosk.ledger.execute(lambda house: decide_look(house, name, unit, person, "records"))
    asked = desk.client.post("/desk/homesfile/find", data={"words": unit}, headers=OURS).headers["Location"]
    page = desk.client.get(asked).get_data(as_text=True)
    home = page.partition('<li><a class="act" href="')[2].partition('"')[0]
    return desk.page(f"{home}/{name}")
