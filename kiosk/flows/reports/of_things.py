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
from kiosk.flows.reports.part import LAST, Line, Number, Part


def _deposits(day: Day) -> Iterator[Number]:
    for name, kind in (
        ("in", "taken_in"),
        ("claimed", "given"),
        ("refused", "refused"),
        ("stubs", "stub.replaced"),
        ("reported", "reported"),
    ):
        yield f"deposits.{name}", day.happened.get(f"deposit.{kind}/1", 0)
    yield "deposits.counts", day.happened.get("items.counted/1", 0)
    yield "deposits.missing", day.happened.get("item.missing/1", 0)


def _deposits_now(house: House, now: datetime) -> Iterator[Number]:
    here = [one for one in house.deposits.values() if one.stage is DepositStage.TAKEN_IN]
    yield "deposits.here", len(here)
    yield "deposits.unclaimed", sum(1 for one in here if _unclaimed(one, now))


def _unclaimed(one: Deposit, now: datetime) -> bool:
    return one.taken is not None and now - one.taken >= UNCLAIMED_AFTER


def _transfers(day: Day) -> Iterator[Number]:
    yield "transfers.in", day.happened.get("transfer.taken_in/1", 0)
    yield "transfers.handed", day.happened.get("transfer.handed/1", 0)
    yield "transfers.refused", day.happened.get("transfer.refused/1", 0)


def _transfers_now(house: House, now: datetime) -> Iterator[Number]:
    here = [one for one in house.transfers.values() if one.stage is TransferStage.TAKEN_IN]
    yield "transfers.here", len(here)


def _loans(day: Day) -> Iterator[Number]:
    yield "loans.lent", day.happened.get("loan.made/1", 0)
    yield "loans.back", day.happened.get("loan.returned/1", 0)
    yield "loans.lost", day.happened.get("loan.lost/1", 0)
    yield "loans.asked", day.happened.get("loan.contacted/1", 0)


def _loans_now(house: House, now: datetime) -> Iterator[Number]:
    out = [one for one in house.loans.values() if one.out]
    yield "loans.out", len(out)
    yield "loans.late", sum(1 for one in out if one.late(now))
    yield "loans.very_late", sum(1 for one in out if one.late(now) and now - one.due >= CHASE_AFTER)


def _passes(day: Day) -> Iterator[Number]:
    made = day.made(Permit)
    yield "passes.permits", len(made)
    yield "passes.issued", sum(len(one.passes) for one in made)
    yield "passes.counted", day.happened.get("pass.permit.counted/1", 0)
    yield "passes.shown", day.happened.get("pass.shown/1", 0)
    yield "passes.released", day.happened.get("release.given/1", 0)
    yield "passes.gone", day.happened.get("release.gone/1", 0)


def _passes_now(house: House, now: datetime) -> Iterator[Number]:
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
