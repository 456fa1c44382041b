"""Keys, parcels and parcels that residents send, as a report counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.movements import Kind, Stage
from kiosk.domain.parcels.due_back import SWEEP
from kiosk.domain.sending.sending import TAKEN
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.happened import happened
from kiosk.flows.reports.part import LAST, Line, Number, Part
from kiosk.flows.reports.standards import Standards
from kiosk.ports.register import Moved

CONFIRMED = Stage.CONFIRMED.value
BY_COURIER = ""
"""How drops are marked that a courier made; all others are of what residents leave here."""
TAKEN_OUT = ("undo", SWEEP)
"""How recalls are marked that took a parcel out for the courier who had brought it, or for one of the company."""


def _of(day: Day, kind: Kind) -> list[Moved]:
    return [one for one in day.moved if one.kind == kind.value and one.stage == CONFIRMED]


def _keys(day: Day) -> Iterator[Number]:
    yield "keys.out", len(_of(day, Kind.ISSUE)) + len(_of(day, Kind.HAND_OVER))
    yield "keys.back", len(day.keys_back)
    yield "keys.back_late", sum(1 for one in day.keys_back if one.due and one.back > one.due)
    yield "keys.left", len(_of(day, Kind.LEAVE))
    yield "keys.taken_home", len(_of(day, Kind.TAKE_BACK))
    yield "keys.doubted", sum(1 for one in day.moved if one.stage == Stage.DOUBTED.value)


def _keys_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    out = [one for one in house.keys.values() if one.custodian.kind is CustodianKind.PERSON]
    yield "keys.out_now", len(out)
    yield "keys.overdue", sum(1 for one in out if one.due and one.due <= now)


def _key_hours(day: Day) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "keys.out", day.by_hour(one.begun for one in _of(day, Kind.ISSUE))
    yield "keys.back", day.by_hour(one.back for one in day.keys_back)


def _came(day: Day) -> list[Moved]:
    return [one for one in _of(day, Kind.DROP) if one.how == BY_COURIER]


def _parcels(day: Day) -> Iterator[Number]:
    yield "parcels.in", len(_came(day))
    yield "parcels.collected", len(_of(day, Kind.COLLECT))
    yield "parcels.recalled", sum(1 for one in _of(day, Kind.RECALL) if one.how in TAKEN_OUT)
    yield from happened(day, "parcels.returned", "parcels.expired", "parcels.disputed")


def _parcels_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    here = [one for one in house.parcels.values() if one.stage is ParcelStage.WAITING and not one.outgoing]
    yield "parcels.waiting", len(here)
    yield "parcels.overtime", sum(1 for one in here if one.wait.expired is not None)


def _parcel_hours(day: Day) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "parcels.in", day.by_hour(one.begun for one in _came(day))
    yield "parcels.collected", day.by_hour(one.begun for one in _of(day, Kind.COLLECT))


def _sendings(day: Day) -> Iterator[Number]:
    yield from happened(day, "sendings.registered", "sendings.called_off")
    yield "sendings.sent", sum(1 for one in day.moved if one.how == TAKEN and one.stage == CONFIRMED)


def _sendings_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    known = house.sendings.values()
    here = [
        one
        for one in house.parcels.values()
        if one.stage is ParcelStage.WAITING and one.outgoing in house.sendings
    ]
    yield "sendings.waiting", len(here)
    yield "sendings.fees_owed", sum(1 for one in known if one.owed)


CUSTODY = (
    Part(
        "keys",
        (
            Line("keys.out"),
            Line("keys.back"),
            Line("keys.back_late", of="keys.back"),
            Line("keys.out_now", month=LAST),
            Line("keys.overdue", month=LAST, care=True),
            Line("keys.left"),
            Line("keys.taken_home"),
            Line("keys.doubted", care=True),
        ),
        _keys,
        _keys_now,
        _key_hours,
        ("keys.out", "keys.back"),
    ),
    Part(
        "parcels",
        (
            Line("parcels.in"),
            Line("parcels.collected"),
            Line("parcels.waiting", month=LAST),
            Line("parcels.expired"),
            Line("parcels.overtime", month=LAST, care=True),
            Line("parcels.recalled"),
            Line("parcels.returned"),
            Line("parcels.disputed", care=True),
        ),
        _parcels,
        _parcels_now,
        _parcel_hours,
        ("parcels.in", "parcels.collected"),
    ),
    Part(
        "sendings",
        (
            Line("sendings.registered"),
            Line("sendings.sent"),
            Line("sendings.called_off"),
            Line("sendings.waiting", month=LAST),
            Line("sendings.fees_owed", month=LAST),
        ),
        _sendings,
        _sendings_now,
    ),
)
"""Keys, parcels, sendings."""
