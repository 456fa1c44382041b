"""What somebody has booked, at the lobby screen: to see it, to give it up, to hear that it was displaced."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.refusal import Refused
from ui.asking import screens as s
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show, surroundings

pages = Blueprint("own_bookings", __name__, url_prefix="/keys/bookings")
ROWS = 3
"""Rows that fit."""


@pages.get("")
@role("attendant")
def own() -> Response:
    """The own bookings, the next one first."""
    found = journeys().bookings.own(journeys().visits.need().person.id)
    pages_ = max(1, -(-len(found) // ROWS))
    asked = request.args.get("page", "1")
    page = min(int(asked), pages_) if asked.isdecimal() and 0 < len(asked) < 4 and int(asked) else 1
    rows = tuple(_row(one) for one in found[(page - 1) * ROWS : page * ROWS])
    return show(s.Bookings(rows=rows, page=page, pages=pages_))


@pages.get("/<booking>")
@role("attendant")
def one(booking: str) -> Response:
    """Whether it is really to be given up."""
    return show(s.GiveUpBooking(row=_row(_mine(booking))))


@pages.post("/<booking>/cancel")
@role("attendant")
def cancel(booking: str) -> AnyResponse:
    """Give it up: somebody else may have the key."""
    journeys().bookings.cancel(journeys().visits.need().person, booking)
    return go("/keys/bookings")


@pages.post("/<booking>/seen")
@role("attendant")
def seen(booking: str) -> AnyResponse:
    """They know that it was displaced."""
    journeys().bookings.seen(journeys().visits.need().person, _mine(booking).id)
    return go("/keys/bookings")


def _mine(booking: str) -> Booking:
    """Return an own booking.

    Raises:
        Refused: `booking.over`, `booking.not_yours`.
    """
    known = journeys().bookings.need(booking)
    if known.person != journeys().visits.need().person.id:
        raise Refused("booking.not_yours")
    return known


def _row(booking: Booking) -> s.BookingRow:
    key = journeys().ledger.key(booking.key)
    known = surroundings().furniture.places.get(key.place) if key else None
    return s.BookingRow(
        booking=booking.id,
        key=booking.key,
        label=key.label.in_language(chosen_language().value) if key else "",
        number=known.number if known else 0,
        since=booking.since,
        until=booking.until,
        until_form=_form(booking),
        state=_state(booking),
    )


def _form(booking: Booking) -> str:
    zone = journeys().bookings.zone
    same = booking.since.astimezone(zone).date() == booking.until.astimezone(zone).date()
    return "Hm" if same else "MMMd Hm"


def _state(booking: Booking) -> str:
    if booking.stage is BookingStage.DISPLACED:
        return "displaced"
    if booking.stage is BookingStage.TAKEN:
        return "out"
    return "now" if booking.covers(journeys().clock.now()) else "coming"
