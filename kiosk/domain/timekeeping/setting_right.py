"""A clock that ran ahead is set right: who may say so, and what becomes of the times that were taken from it."""

from __future__ import annotations

from collections.abc import Mapping
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
TAKEN_FROM_THE_CLOCK = ("keys", "movements", "doors", "guesses", "alarms", "parcels", "shifts")
"""What in the running state says when something was; each is set back as a whole, the dues that hang on it as well."""
TOLD_BY = ("since", "begun", "at", "last")
"""By which of its times an entity shows that it is of the hours that never were."""


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
        name: _set_back(getattr(house, name), event.now, ahead)
        for name in TAKEN_FROM_THE_CLOCK
        if any(_is_ahead(one, event.now) for one in getattr(house, name).values())
    }
    return house.having(**changed) if changed else house


def _set_back(entities: Mapping[str, V], now: datetime, ahead: timedelta) -> dict[str, V]:
    """Those that change come last, as whatever has changed does."""
    kept = {name: one for name, one in entities.items() if not _is_ahead(one, now)}
    moved = {name: _moved(one, now, ahead) for name, one in entities.items() if _is_ahead(one, now)}
    return {**kept, **moved}


def _is_ahead(one: object, now: datetime) -> bool:
    times = (getattr(one, name, None) for name in (*TOLD_BY, "commanded_at", "doubt_since", "forced_at"))
    return any(isinstance(at, datetime) and at > now for at in times)


def _moved(one: Any, now: datetime, ahead: timedelta) -> Any:
    times = {field.name: getattr(one, field.name) for field in fields(one)}
    late = {name: at - ahead for name, at in times.items() if isinstance(at, datetime) and at > now}
    return replace(one, **late)
