"""A clock that ran ahead is set right: who may say so, and what becomes of the times that were taken from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.timekeeping.events import ClockSetRight, TimekeepingEvent

V = TypeVar("V")
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time."""
TOLD_BY = ("since", "begun", "at", "last", "commanded_at", "doubt_since", "forced_at")
"""By which of its times an entity shows that it is of the hours that never were."""
TAKEN_FROM_THE_CLOCK: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("keys", "movements", "doors", "guesses", "alarms", "parcels", "shifts"), TOLD_BY),
    **dict.fromkeys(
        ("papers", "notices", "stays", "seals", "strays", "found_keys", "losses", "inspections"), TOLD_BY
    ),
    **dict.fromkeys(("stocktakes", "emergencies", "complaints", "move_ins", "explained", "sweeps"), TOLD_BY),
    "keymaps": ("issued",),
    "sendings": ("made",),
    "inspection_plans": ("made",),
    "delegations": ("made", "at"),
    "consents": ("since", "withdrawn_at"),
    "bookings": ("made",),
    "loan_items": ("since",),
    "loans": ("made", "contacted", "reminded", "ended"),
    "permits": ("made", "counted"),
    "releases": ("made", "released", "ended", "shown"),
}
"""What in the running state says when something was; each is set back as a whole, the dues that hang on it as well."""
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "bookings": ("since", "until"), "consents": ("until",), "delegations": ("until",),
    "loans": ("due",), "permits": ("since", "until"), "releases": ("since", "until"),
}  # fmt: skip
"""Times that were picked by the wrong calendar: "tomorrow at nine" stays nine o'clock, so many whole days nearer."""


def decide_set_right(was: datetime, now: datetime, by: Person) -> list[TimekeepingEvent]:
    """Return that it is `now` by the machine's clock, and not `was`; nothing where the record is not ahead.

    Raises:
        Refused: `supervisor.needed`; `clock.unset` while the machine's clock can't be right either.
    """
    if not by.active or by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if now < BUILT:
        raise Refused("clock.unset")
    return [ClockSetRight(by.id, was, now)] if now < was else []


def with_time_set_right(house: House, event: ClockSetRight) -> House:
    """Return the house in which nothing was done in the future: else no pause would end, and nothing ever be late."""
    ahead = event.was - event.now
    changed = {
        name: _set_back(name, getattr(house, name), event.now, ahead)
        for name, told_by in TAKEN_FROM_THE_CLOCK.items()
        if any(_is_ahead(one, told_by, event.now) for one in getattr(house, name).values())
    }
    return house.having(**changed) if changed else house


def _set_back(what: str, entities: Mapping[str, V], now: datetime, ahead: timedelta) -> dict[str, V]:
    """Those that change come last, as whatever has changed does."""
    told_by, chosen = TAKEN_FROM_THE_CLOCK[what], CHOSEN.get(what, ())
    kept = {name: one for name, one in entities.items() if not _is_ahead(one, told_by, now)}
    moved = {
        name: _moved(one, told_by, chosen, now, ahead) for name, one in entities.items() if name not in kept
    }
    return {**kept, **moved}


def _is_ahead(one: object, told_by: Iterable[str], now: datetime) -> bool:
    times = (getattr(one, name, None) for name in told_by)
    return any(isinstance(at, datetime) and at > now for at in times)


def _moved(
    one: Any, told_by: tuple[str, ...], chosen: tuple[str, ...], now: datetime, ahead: timedelta
) -> Any:
    """What was chosen before the clock ran ahead was chosen by a calendar that was right: it stays."""
    made = getattr(one, told_by[0], None)
    picked = chosen if isinstance(made, datetime) and made > now else ()
    days = timedelta(days=round(ahead / timedelta(days=1)))
    times = {field.name: getattr(one, field.name) for field in fields(one) if field.name not in chosen}
    late = {name: at - ahead for name, at in times.items() if isinstance(at, datetime) and at > now}
    late |= {name: at - days for name in picked if isinstance(at := getattr(one, name), datetime)}
    return replace(one, **late)
