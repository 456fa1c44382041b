"""How each recorded event changes the bookings. One that is over stays at hand for a while, then in the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.bookings import events as b
from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.house import House

RECENT = 64
"""How many that ended stay at hand."""


def with_booking(house: House, event: b.BookingEvent, at: datetime) -> House:
    """Return the house after one event of a booking."""
    if isinstance(event, b.KeyBooked):
        return _put(house, _made(event, at))
    known = house.bookings.get(event.booking)
    if known is None:
        return house
    match event:
        case b.BookingChanged():
            changed = replace(known, since=event.since, until=event.until)
            return _put(house, replace(changed, why=event.why, words=event.words) if event.why else changed)
        case b.BookingTaken():
            return _put(house, replace(known, stage=BookingStage.TAKEN))
        case b.BookingDisplaced():
            gone = replace(known, displaced_by=event.displaced_by)
            return _put(house, _ended(gone, BookingStage.DISPLACED, at))
        case b.BookingSeen():
            return _put(house, replace(known, seen=True))
        case b.BookingCancelled():
            return _put(house, _ended(known, BookingStage.CANCELLED, at))
        case b.BookingOver():
            return _put(house, _ended(known, BookingStage.OVER, at))
        case b.BookingReleased():
            return _put(house, _ended(known, BookingStage.RELEASED, at, event.why))
    return house


def _made(event: b.KeyBooked, at: datetime) -> Booking:
    return Booking(
        id=event.booking,
        key=event.key,
        person=event.person,
        by=event.by,
        since=event.since,
        until=event.until,
        made=at,
        why=event.why,
        words=event.words,
    )


def _ended(known: Booking, stage: BookingStage, at: datetime, note: str = "") -> Booking:
    return replace(known, stage=stage, ended=at, note=note)


def _put(house: House, booking: Booking) -> House:
    bookings = {name: other for name, other in house.bookings.items() if name != booking.id}
    bookings[booking.id] = booking  # the newest stands last
    ended = [name for name, other in bookings.items() if not other.at_hand]
    for name in ended[:-RECENT]:
        del bookings[name]
    return house.having(bookings=bookings)
