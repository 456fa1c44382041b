"""What time alone does: a parcel's reminders, its end, and somebody's coming back. Pure, and asked at every tick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.waiting import events as w
from kiosk.domain.waiting.wait import WaitingRules

REMINDER, LAST_CALL = "parcel_reminder", "parcel_expired"


def waited(house: House, parcel: Parcel, now: datetime) -> timedelta:
    """Return how long a parcel has waited, without the time its recipient was away."""
    absence = house.absences.get(parcel.recipient)
    away_s = absence.seconds_of(parcel.since, now) if absence else 0.0
    counted_s = (now - parcel.since).total_seconds() - parcel.wait.paused_s - away_s
    return timedelta(seconds=max(0.0, counted_s))


def expires(house: House, rules: WaitingRules, parcel: Parcel, now: datetime) -> datetime:
    """Return when a waiting parcel's time is over, as things stand now."""
    left = rules.expiry(parcel.wait.category) - waited(house, parcel, now)
    end = now + left
    absence = house.absences.get(parcel.recipient)
    if absence and absence.until > now and absence.since < end:
        end = absence.until + (end - max(now, absence.since))
    return max(end, parcel.wait.kept_until or end)


def is_away(house: House, person: str, now: datetime) -> bool:
    """Return whether a resident is away at this moment."""
    absence = house.absences.get(person)
    return absence is not None and absence.since <= now < absence.until


def passed(house: House, rules: WaitingRules, now: datetime) -> list[e.Event]:
    """Return what follows from the time that has passed; each of it once.

    After a long power cut one reminder goes out, not all that were missed.
    """
    return [*_came_back(house, now), *_of_parcels(house, rules, now)]


def _came_back(house: House, now: datetime) -> Iterator[e.Event]:
    for absence in house.absences.values():
        if absence.until <= now:
            yield w.ResidentBack(absence.person, "")


def _of_parcels(house: House, rules: WaitingRules, now: datetime) -> Iterator[e.Event]:
    for parcel in house.parcels.values():
        if parcel.stage is not ParcelStage.WAITING or parcel.wait.expired or parcel.outgoing:
            continue
        if is_away(house, parcel.recipient, now) or house.moving(parcel.id):
            continue
        if expires(house, rules, parcel, now) <= now:
            yield w.ParcelExpired(parcel.id)
            yield e.NoticeQueued(f"x-{parcel.slip}", parcel.recipient, LAST_CALL, parcel.id)
        elif (number := _reminders_due(house, rules, parcel, now)) > parcel.wait.reminded:
            yield w.ParcelReminded(parcel.id, number)
            yield e.NoticeQueued(f"m{number}-{parcel.slip}", parcel.recipient, REMINDER, parcel.id)


def _reminders_due(house: House, rules: WaitingRules, parcel: Parcel, now: datetime) -> int:
    """Return how many reminders should have gone out by now; while somebody has asked to keep it, no more do."""
    if not rules.reminders or (parcel.wait.kept_until and now < parcel.wait.kept_until):
        return 0
    since_first = waited(house, parcel, now) - timedelta(hours=rules.remind_after_hours)
    if since_first < timedelta(0):
        return 0
    every = timedelta(hours=max(1, rules.remind_every_hours))
    return min(rules.reminders, 1 + since_first // every)
