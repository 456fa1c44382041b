"""What becomes of bookings without anybody booking: the key goes out for one, comes back, or nobody comes for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.bookings import events as b
from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.bookings.standing import EARLY, own_soon
from kiosk.domain.house import House
from kiosk.domain.items import Key, with_person
from kiosk.domain.keys.issuing import not_in_reach


@dataclass(frozen=True)
class Hour:
    """The present, if the clock can be `trusted`; `up_since`: from when on somebody could have come for a key."""

    now: datetime
    up_since: datetime
    trusted: bool


def lapsed(house: House, hour: Hour, no_show_min: int) -> list[e.Event]:
    """Return what time and the keys have made of the bookings. Nothing ends by a clock that can't be trusted."""
    found: list[e.Event] = []
    for booking in house.bookings.values():
        if booking.at_hand:
            found += _lapsed(house, booking, hour, timedelta(minutes=no_show_min))
    return found


def _lapsed(house: House, booking: Booking, hour: Hour, no_show: timedelta) -> Iterator[e.Event]:
    key = house.keys.get(booking.key)
    person = house.people.get(booking.person)
    if booking.stage is BookingStage.DISPLACED:
        if hour.trusted and booking.until <= hour.now:
            yield b.BookingSeen(booking.id, "")
    elif key is None:
        yield b.BookingReleased(booking.id, "key_gone")
    elif booking.stage is BookingStage.TAKEN:
        if key.custodian != with_person(booking.person) and not house.moving(key.id):
            yield b.BookingOver(booking.id)
    elif person is None or not person.active:
        yield b.BookingReleased(booking.id, "person_inactive")
    elif hour.trusted:
        yield from _waited(house, booking, key, hour, no_show)


def _waited(house: House, booking: Booking, key: Key, hour: Hour, no_show: timedelta) -> Iterator[e.Event]:
    """Whoever holds the key has come for it; whoever could not get it is not late."""
    if key.custodian == with_person(booking.person):
        if booking.since - EARLY <= hour.now:
            yield b.BookingTaken(booking.id, "")
        return
    if house.moving(key.id):
        return
    in_reach = not_in_reach(house, key) is None
    could_come_from = max(booking.since, hour.up_since, key.since or booking.since)
    if in_reach and could_come_from + no_show <= hour.now:
        why = "no_show"
    elif booking.until <= hour.now:
        why = "no_show" if in_reach else "key_away"
    else:
        return
    yield b.BookingReleased(booking.id, why)
    yield e.NoticeQueued(f"br-{booking.id}", booking.person, "booking_released", booking.id)


def taken_or_back(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return what the end of a key's movement means for its bookings. `house` is the state before it."""
    movement = house.movements.get(event.movement)
    if movement is None or movement.item not in house.keys:
        return []
    own = [one for one in house.bookings_of(movement.item) if one.person == movement.bearer]
    if isinstance(event, e.KeyIssueConfirmed):
        waiting = [one for one in own if one.stage is BookingStage.BOOKED]
        mine = next((one for one in waiting if one.covers(movement.begun)), None)
        mine = mine or own_soon(waiting, movement.bearer, movement.begun)
        return [b.BookingTaken(mine.id, movement.id)] if mine else []
    return [b.BookingOver(one.id) for one in own if one.stage is BookingStage.TAKEN]
