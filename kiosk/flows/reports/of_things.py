"""Items left at the desk or changing hands, things lent, passes, goods that leave, as a report counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.deposits.deposit import UNCLAIMED_AFTER, Deposit
from kiosk.domain.deposits.deposit import Stage as DepositStage
from kiosk.domain.house import House
from kiosk.domain.loans.loan import CHASE_AFTER
from kiosk.domain.passes.permit import Permit, PermitStage
from kiosk.domain.transfers.transfer import Stage as TransferStage
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.happened import happened
from kiosk.flows.reports.part import LAST, Line, Number, Part
from kiosk.flows.reports.standards import Standards


def _deposits(day: Day) -> Iterator[Number]:
    names = ("in", "claimed", "refused", "stubs", "reported", "counts", "missing")
    yield from happened(day, *(f"deposits.{name}" for name in names))


def _deposits_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    here = [one for one in house.deposits.values() if one.stage is DepositStage.TAKEN_IN]
    yield "deposits.here", len(here)
    yield "deposits.unclaimed", sum(1 for one in here if _unclaimed(one, now))


def _unclaimed(one: Deposit, now: datetime) -> bool:
    return one.taken is not None and now - one.taken >= UNCLAIMED_AFTER


def _transfers(day: Day) -> Iterator[Number]:
    yield from happened(day, "transfers.in", "transfers.handed", "transfers.refused")


def _transfers_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    here = [one for one in house.transfers.values() if one.stage is TransferStage.TAKEN_IN]
    yield "transfers.here", len(here)


def _loans(day: Day) -> Iterator[Number]:
    yield from happened(day, "loans.lent", "loans.back", "loans.lost", "loans.asked")


def _loans_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    out = [one for one in house.loans.values() if one.out]
    yield "loans.out", len(out)
    yield "loans.late", sum(1 for one in out if one.late(now))
    yield "loans.very_late", sum(1 for one in out if one.late(now) and now - one.due >= CHASE_AFTER)


def _passes(day: Day) -> Iterator[Number]:
    made = day.made(Permit)
    yield "passes.permits", len(made)
    yield "passes.issued", sum(len(one.passes) for one in made)
    yield from happened(day, "passes.counted", "passes.shown", "passes.released", "passes.gone")


def _passes_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    known = [one for one in house.permits.values() if one.stage is PermitStage.OPEN]
    yield "passes.out", sum(1 for one in known for each in one.passes if each.back is None)
    yield "passes.expired", sum(1 for one in known if one.until < now)


THINGS = (
    Part(
        "deposits",
        (
            Line("deposits.in"),
            Line("deposits.claimed"),
            Line("deposits.refused"),
            Line("deposits.here", month=LAST),
            Line("deposits.unclaimed", month=LAST, care=True),
            Line("deposits.reported"),
            Line("deposits.stubs"),
            Line("deposits.counts"),
            Line("deposits.missing", care=True),
        ),
        _deposits,
        _deposits_now,
        drawn=("deposits.in", "deposits.claimed"),
    ),
    Part(
        "transfers",
        (
            Line("transfers.in"),
            Line("transfers.handed"),
            Line("transfers.refused"),
            Line("transfers.here", month=LAST),
        ),
        _transfers,
        _transfers_now,
    ),
    Part(
        "loans",
        (
            Line("loans.lent"),
            Line("loans.back"),
            Line("loans.out", month=LAST),
            Line("loans.late", month=LAST, care=True),
            Line("loans.very_late", month=LAST, care=True),
            Line("loans.asked"),
            Line("loans.lost", care=True),
        ),
        _loans,
        _loans_now,
        drawn=("loans.lent", "loans.back"),
    ),
    Part(
        "passes",
        (
            Line("passes.permits"),
            Line("passes.issued"),
            Line("passes.shown"),
            Line("passes.counted"),
            Line("passes.out", month=LAST),
            Line("passes.expired", month=LAST, care=True),
            Line("passes.released"),
            Line("passes.gone"),
        ),
        _passes,
        _passes_now,
    ),
)
"""What lies at the desk, is lent, and goes out of the gate."""
