"""A clock that was wrong is set right: who may say so, and what becomes of the times that were taken from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from kiosk.domain.house import House, newest
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.rules import HELD, Retained
from kiosk.domain.timekeeping.events import ClockCaughtUp, ClockSetRight, TimekeepingEvent
from kiosk.domain.timekeeping.tables import CHOSEN, TAKEN_FROM_THE_CLOCK, told_times, with_times

V = TypeVar("V")
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time."""
BEYOND = datetime(2100, 1, 1, tzinfo=UTC)
"""Nor a later one."""
NETWORK = "network"
NETWORK_CORRECTS = timedelta(days=1)
"""A clock that was believed is moved on by the network by so much at most; who moves it further stands before it."""
NETWORK_BRINGS = timedelta(days=400)
"""So much the network may say has passed while the power was off."""


def decide_set_right(
    was: datetime, now: datetime, by: Person, since: datetime | None = None
) -> list[TimekeepingEvent]:
    """Return that it is `now` and not `was`; nothing where that is the same. `since`: as `ClockCaughtUp` says.

    Raises:
        Refused: `supervisor.needed`; `clock.unset` while `now` can't be right either.
    """
    if not by.active or by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if not BUILT <= now < BEYOND:
        raise Refused("clock.unset")
    if now == was:
        return []
    return [ClockSetRight(by.id, was, now) if now < was else ClockCaughtUp(by.id, was, now, since)]


def decide_network(
    was: datetime, now: datetime, *, believed: bool, since: datetime | None
) -> list[TimekeepingEvent]:
    """Return that the network has brought the time, or nothing where a person has to say that it is right.

    `believed`: the clock was right before. It goes on by what the network says, never back, and never by so much that
    somebody on the network decides what is over.
    """
    most = NETWORK_CORRECTS if believed else NETWORK_BRINGS
    never_set = not believed and was < BUILT
    if not BUILT <= now < BEYOND or now <= was or (now - was > most and not never_set):
        return []
    return [ClockCaughtUp(NETWORK, was, now, since)]


def with_time_set_right(house: House, event: ClockSetRight) -> House:
    """Return the house in which nothing was done in the future: else no pause would end, and nothing ever be late."""
    ahead = event.was - event.now
    changed = {
        name: _set_back(name, getattr(house, name), event.now, ahead)
        for name, told_by in TAKEN_FROM_THE_CLOCK.items()
        if any(_is_after(one, told_by, event.now) for one in getattr(house, name).values())
    }
    return house.having(**changed) if changed else house


def with_time_caught_up(house: House, event: ClockCaughtUp) -> House:
    """Return the house in which the hours that were skipped count for nothing: no pause and no parcel ends by them.

    What was there before the clock was doubted has really waited for that long, and keeps its times.
    """
    changed = {}
    for name, told_by in TAKEN_FROM_THE_CLOCK.items():
        before = getattr(house, name)
        after = {key: _moved_on(one, told_by, name, event) for key, one in before.items()}
        if any(after[key] is not before[key] for key in before):
            changed[name] = after
    if event.now - event.was > NETWORK_CORRECTS:
        changed["retained"] = newest(house.retained, HELD, Retained(HELD, event.now))
    return house.having(**changed) if changed else house


def _moved_on(one: V, told_by: tuple[str, ...], table: str, event: ClockCaughtUp) -> V:
    """A time that was read from the clock moves; one that is still to come only with what began in those hours."""
    since, skipped = event.since, event.now - event.was
    began_then = since is None or _is_after(one, told_by, since)

    def moved(at: datetime) -> datetime:
        read = (since is None or at > since) and at <= event.was
        return at + skipped if read or (began_then and at > event.was) else at

    return with_times(one, moved, CHOSEN.get(table, ()))


def _set_back(what: str, entities: Mapping[str, V], now: datetime, ahead: timedelta) -> dict[str, V]:
    """Those that change come last, as whatever has changed does."""
    told_by = TAKEN_FROM_THE_CLOCK[what]
    kept = {name: one for name, one in entities.items() if not _is_after(one, told_by, now)}
    moved = {name: _moved_back(one, what, now, ahead) for name, one in entities.items() if name not in kept}
    return {**kept, **moved}


def _is_after(one: object, told_by: Iterable[str], moment: datetime) -> bool:
    return any(at > moment for at in told_times(one, told_by))


def _moved_back(one: V, table: str, now: datetime, ahead: timedelta) -> V:
    """What was chosen before the clock ran ahead was chosen by a calendar that was right: it stays."""
    told_by, chosen = TAKEN_FROM_THE_CLOCK[table], CHOSEN.get(table, ())
    days = timedelta(days=round(ahead / timedelta(days=1)))
    late = with_times(one, lambda at: at - ahead if at > now else at, chosen)
    if not _is_after(one, told_by[:1], now):
        return late
    return with_times(late, lambda at: at - days, (), only=chosen)
