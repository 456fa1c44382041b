"""Two weeks of the estate's desk on record: each journey came to its ends, the books balance, each day was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from kiosk.assembly.storage import open_storage
from kiosk.domain.deposits.deposit import Deposit
from kiosk.domain.deposits.deposit import Stage as DepositStage
from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.evolving import evolve
from kiosk.domain.followups.followup import FollowUp
from kiosk.domain.grievances.grievance import Grievance
from kiosk.domain.homesfile.look import Look
from kiosk.domain.house import House
from kiosk.domain.house import Recorded as Event
from kiosk.domain.incidents.incident import Incident
from kiosk.domain.loans.loan import Loan, LoanStage
from kiosk.domain.money.entry import Entry
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.passes.permit import Permit
from kiosk.domain.releases.release import Release, ReleaseStage
from kiosk.domain.reports.report import DayFigures, FrozenReport, digest_of
from kiosk.domain.services.request import Request
from kiosk.domain.services.request import Stage as ServiceStage
from kiosk.domain.transfers.transfer import Stage as TransferStage
from kiosk.domain.transfers.transfer import Transfer
from kiosk.domain.workorders.order import Stage as OrderStage
from kiosk.domain.workorders.order import WorkOrder
from kiosk.estate import watch
from kiosk.estate.__main__ import main
from kiosk.estate.lobby import Lobby
from kiosk.estate.record import put_on_record
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.books import BOOKS
from kiosk.flows.registers.finding import Asked, Registers
from kiosk.flows.reports.counting import figures
from kiosk.flows.reports.day import Day
from kiosk.language.messages import Language
from kiosk.ledger.register import SqliteRegister
from kiosk.settings import Settings, furniture_of, load
from tests.unit.houses import PEOPLE

WEEKS = 2


class Recorded:
    """The estate with its weeks on record."""

    def __init__(self, root: Path) -> None:
        assert main([str(root)]) == 0
        self.settings: Settings = load(root / "site.toml")
        put_on_record(self.settings, root, weeks=WEEKS)
        self.storage = open_storage(self.settings, root)
        self.register = SqliteRegister(self.storage.ledger.path)
        directory = Directory(card for _, card in self.storage.ledger.vault.all_like("person:"))
        zone = self.settings.site.time_zone
        self.registers = Registers(self.storage.ledger, self.register, directory, self.storage.clock, zone)
        self.zone = ZoneInfo(self.settings.site.time_zone)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    made = Recorded(tmp_path_factory.mktemp("estate"))
    yield made
    made.register.close()
    made.storage.close()


def test_what_the_desk_keeps_came_to_its_ends(estate: Recorded) -> None:
    every = estate.register.matters
    deposits = Counter(one.stage for one in every(Deposit, most=9999))
    assert deposits[DepositStage.CLAIMED] > 5 and deposits[DepositStage.TAKEN_IN] > 0
    assert Counter(one.stage for one in every(Transfer, most=9999))[TransferStage.FETCHED] > 5
    assert Counter(one.stage for one in every(Loan, most=9999))[LoanStage.BACK] > 10
    permits = every(Permit, most=9999)
    assert len(permits) > 3 and any(one.counted for one in permits)
    assert Counter(one.stage for one in every(Release, most=9999))[ReleaseStage.GONE] > 1
    calls = [call for one in every(Request, most=9999) for call in one.calls if call.attempts]
    assert len(calls) > 8 and any(not call.attempts[0].answered for call in calls)
    assert any(one.kind == "to_safe" and one.second for one in every(Entry, most=9999))
    services = Counter(one.stage for one in every(Request, most=9999))
    assert services[ServiceStage.DONE] > 60 and services[ServiceStage.CANCELLED] > 0
    orders = every(WorkOrder, most=9999)
    assert Counter(one.stage for one in orders)[OrderStage.DONE] > 25
    assert all(one.made >= one.asked for one in orders)
    assert any(one.handled for one in every(Grievance, most=999))
    assert Counter(one.over for one in every(FollowUp, most=9999))[True] > 20
    assert len(every(DutyEntry, most=9999)) > 100 and len(every(Look, most=9999)) > 20


def test_every_register_reads_what_was_sealed(estate: Recorded) -> None:
    """The words in the vault are as the desk's own pages write and read them."""
    filled = {
        "deposits",
        "transfers",
        "loans",
        "services",
        "orders",
        "grievances",
        "followups",
        "prepaid",
        "dutylog",
    }
    for name in BOOKS:
        page = estate.registers.page(Asked(name), Language.SIMPLIFIED)
        assert bool(page.entries) or name not in filled, name


def test_the_books_balance(estate: Recorded) -> None:
    entries = estate.register.matters(Entry, most=99_999)
    assert len(entries) > 200
    assert all(sum(line.cents for line in one.lines) == 0 for one in entries)
    assert all(one.complete for one in estate.register.matters(Voucher, most=99_999)), (
        "no desk begins with unsigned vouchers"
    )


def test_each_day_was_counted_in_its_night_and_reported(estate: Recorded) -> None:
    days = estate.register.matters(DayFigures, most=99)
    reports = {one.period: one for one in estate.register.matters(FrozenReport, most=99)}
    assert WEEKS * 7 - 1 <= len(days) <= WEEKS * 7
    for one in days[1:]:
        assert one.made - one.since < timedelta(days=1, hours=4)
        assert reports[one.day].numbers == one.numbers
        assert reports[one.day].digest == digest_of(one.day, one.numbers)
        assert (
            one.numbers["prepaid.opening"]
            + one.numbers["prepaid.in"]
            + one.numbers["prepaid.topped_up"]
            + (one.numbers["prepaid.other"])
            - one.numbers["prepaid.used"]
            - one.numbers["prepaid.refunded"]
            == one.numbers["prepaid.closing"]
        )


def test_a_day_begins_with_what_the_day_before_left(estate: Recorded) -> None:
    days = sorted(estate.register.matters(DayFigures, most=99), key=lambda one: one.day)
    for before, after in pairwise(days):
        for book in ("prepaid", "cash"):
            assert before.numbers[f"{book}.closing"] == after.numbers[f"{book}.opening"], (before.day, book)


def test_what_was_counted_at_night_is_what_the_record_says_later(estate: Recorded) -> None:
    """What fell into a day does not change afterwards, but for what was still open then."""
    day = sorted(one.day for one in estate.register.matters(DayFigures, most=99))[5]
    written = estate.register.matter(DayFigures, day)
    assert written is not None
    again = figures(Day(estate.register, datetime.fromisoformat(day).date(), estate.zone), written.made, None)
    moved = ("keys.out", "keys.back", "parcels.in", "parcels.collected", "deposits.in", "services.asked",
             "orders.issued", "prepaid.in", "prepaid.used", "cash.in", "records.written")  # fmt: skip
    for code in moved:
        assert written.numbers[code] == again.numbers[code], code


def test_an_incident_goes_to_the_company(estate: Recorded) -> None:
    """Played by itself: in two weeks there may be none."""
    told: list[House] = [PEOPLE]
    lobby = Lobby(lambda: told[-1], furniture_of(estate.settings), Random("incident"), "Asia/Shanghai")
    lobby.at = datetime(2026, 5, 3, 4, tzinfo=UTC)
    lobby.begin(watch.incident(lobby), lobby.at)
    for batch in lobby.until(lobby.at + timedelta(days=2)):
        for event in batch.events:
            told.append(evolve(told[-1], Event(len(told), batch.at, event)))
    found: list[Incident] = list(told[-1].incidents.values())
    assert len(found) == 1 and found[0].sent is not None and not found[0].late_sent
