"""A booking is made: which key, from when until when. Every touch shows what stands against it, before it counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.bookings.booking import Booking
from kiosk.domain.bookings.concerns import Concern
from kiosk.domain.bookings.deciding import MAY_OVERRIDE, Wish, mine
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.bookings import OVERRIDES
from ui import failures
from ui.desk.bookings import pages as p
from ui.desk.bookings.views import HERE, asked_day, days_from
from ui.desk.bookings.which import bookable, which
from ui.desk.bookings.wording import forms, known_of
from ui.desk.pages import Chip
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_booking_forms", __name__, url_prefix=HERE)
LENGTHS_H = (1, 2, 4, 8, 24)
DEFAULT_MIN = 120
AT_THE_PAGE = ("booking.", "reason.missing", "key.", "supervisor.needed", "person.inactive")
TYPED = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Chosen:
    """What was touched so far. Times are the site's own."""

    key: str
    who: str
    since: datetime
    until: datetime

    def path(self, base: str, **changes: object) -> str:
        """Return the address of the page with something else chosen."""
        facts = {"key": self.key, "who": self.who, "from": typed(self.since), "until": typed(self.until)}
        return f"{base}?{urlencode({**facts, **changes})}"

    def moved(self, base: str, since: datetime) -> str:
        """Return the address of the page with another start and the same length."""
        until = since + (self.until - self.since)
        return self.path(base, **{"from": typed(since), "until": typed(until)})


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """Which key; then from when until when."""
    key = request.args.get("key", "")
    if key not in {one.id for one in bookable()}:
        return which()
    return _when(_chosen(key, None), fresh_id(), None)


@pages.post("/new")
@role("attendant", at="desk")
def book() -> AnyResponse:
    """Book it, or say at the page what stands against it."""
    form, booking = request.form, request.form.get("booking", "")
    if not re.fullmatch(r"[0-9a-f]{32}", booking):
        raise Refused("movement.unknown")
    chosen = _posted(form.get("key", ""), form.get("who", ""))
    return _then(
        lambda: journeys().bookings.book(
            present(), booking, _wish(chosen), form.get("why", ""), form.get("words", "")
        ),
        lambda refused: _when(chosen, booking, None, refused),
    )


@pages.get("/<booking>/change")
@role("attendant", at="desk")
def change(booking: str) -> Response:
    """Another time for a booking."""
    known = mine(journeys().ledger.house, booking, present())
    return _when(_chosen(known.key, known), booking, known)


@pages.post("/<booking>/change")
@role("attendant", at="desk")
def move(booking: str) -> AnyResponse:
    """Take the other time, or say at the page what stands against it."""
    known, form = mine(journeys().ledger.house, booking, present()), request.form
    chosen = _posted(known.key, known.person)
    wish = _wish(chosen, booking)
    return _then(
        lambda: journeys().bookings.change(present(), wish, form.get("why", ""), form.get("words", "")),
        lambda refused: _when(chosen, booking, known, refused),
    )


def _then(act: Callable[[], Booking], again: Callable[[Refused], Response]) -> AnyResponse:
    try:
        booked = act()
    except Refused as refused:
        if not refused.code.startswith(AT_THE_PAGE):
            raise
        return again(refused)
    return go(f"{HERE}/{booked.id}")


def _chosen(key: str, known: Booking | None) -> Chosen:
    """Return what the address asks for; what it leaves out is that of the booking, or the next full hour."""
    zone = journeys().bookings.zone
    since, until = _moment(request.args.get("from", "")), _moment(request.args.get("until", ""))
    if since is None:
        since = known.since.astimezone(zone) if known else _next_hour(asked_day("day"))
    if until is None:
        until = known.until.astimezone(zone) if known else since + timedelta(minutes=DEFAULT_MIN)
    who = known.person if known else request.args.get("who", "")
    return Chosen(key, who or present().id, since, until)


def _posted(key: str, who: str) -> Chosen:
    since, until = _moment(request.form.get("from", "")), _moment(request.form.get("until", ""))
    if since is None or until is None:
        raise Refused("booking.times")
    return Chosen(key, who or present().id, since, until)


def _next_hour(day: date | None) -> datetime:
    zone = journeys().bookings.zone
    if day is not None and day > journeys().bookings.today():
        return datetime.combine(day, time(9), zone)
    now = journeys().clock.now().astimezone(zone)
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _wish(chosen: Chosen, but: str = "") -> Wish:
    return journeys().bookings.wish(chosen.key, chosen.who, chosen.since, chosen.until, but)


def _when(chosen: Chosen, booking: str, known: Booking | None, refused: Refused | None = None) -> Response:
    words, flow, by = Words(journeys(), chosen_language()), journeys().bookings, present()
    key = journeys().ledger.house.keys.get(chosen.key)
    if key is None:
        raise Refused("key.not_yours", place="")
    wish = _wish(chosen, known.id if known else "")
    base = f"{HERE}/{known.id}/change" if known else f"{HERE}/new"
    why_not, found = flow.why_not(by, wish), flow.concerns(wish)
    since_form, until_form = forms(words, chosen.since, chosen.until)
    page = p.When(
        **frame(),
        booking=booking,
        changes=known is not None,
        path=base,
        back_to=f"{HERE}/{known.id}" if known else f"{HERE}/new",
        key=key.id,
        label=words.key(key),
        slot=words.place(key.place),
        whom=chosen.who,
        people=_people(words, chosen.who, known),
        days=_days(words, chosen, base),
        hours=_hours(words, chosen, base, but=known.id if known else ""),
        lengths=_lengths(words, chosen, base),
        since=chosen.since,
        until=chosen.until,
        since_form=since_form,
        until_form=until_form,
        typed_since=typed(chosen.since),
        typed_until=typed(chosen.until),
        known=known_of(words, found),
        overrides=_overrides(found) if why_not is None else (),
        refusal=failures.message(why_not.code, why_not.facts) if why_not else None,
        problem=failures.message(refused.code, refused.facts) if refused else None,
    )
    return show(page, 409 if refused else 200)


def _overrides(found: Sequence[Concern]) -> tuple[str, ...]:
    blocked = any(one.blocks for one in found)
    return OVERRIDES if blocked and present().role in MAY_OVERRIDE else ()


def _people(words: Words, who: str, known: Booking | None) -> tuple[tuple[str, str, bool], ...]:
    if known is not None:
        return ((known.person, words.person(known.person), True),)
    bearers = journeys().bookings.bearers(present())
    return tuple((one.id, words.person(one.id), one.id == who) for one in bearers)


def _days(words: Words, chosen: Chosen, base: str) -> tuple[Chip, ...]:
    def on(day: date) -> str:
        return chosen.moved(base, datetime.combine(day, chosen.since.time(), chosen.since.tzinfo))

    return days_from(words, journeys().bookings.today(), chosen.since.date(), on)


def _hours(words: Words, chosen: Chosen, base: str, but: str) -> tuple[tuple[Chip, str], ...]:
    """Return the 24 hours of the chosen day, each with what is known of it."""
    flow, now = journeys().bookings, journeys().clock.now()
    day = chosen.since.date()
    taken = [one for one in flow.of_day(day, chosen.key) if one.live and one.id != but]
    found = []
    for hour in range(24):
        begins = datetime.combine(day, time(hour), chosen.since.tzinfo)
        ends = begins + timedelta(hours=1)
        busy = any(one.overlaps(begins, ends) for one in taken)
        state = "past" if ends <= now else "busy" if busy else "free"
        on = begins < chosen.until and chosen.since < ends
        found.append((Chip(f"{hour:02}", chosen.moved(base, begins), on), state))
    return tuple(found)


def _lengths(words: Words, chosen: Chosen, base: str) -> tuple[Chip, ...]:
    longest = journeys().bookings.policy.longest_h
    found = []
    for hours in sorted({*(one for one in LENGTHS_H if one <= longest)} or {longest}):
        until = chosen.since + timedelta(hours=hours)
        label = words.say("attendant.bookings.hours", count=hours)
        found.append(Chip(label, chosen.path(base, until=typed(until)), until == chosen.until))
    return tuple(found)


def typed(at: datetime) -> str:
    """Return a moment as a form has it: local, to the minute."""
    return at.strftime("%Y-%m-%dT%H:%M")


def _moment(words: str) -> datetime | None:
    if not TYPED.fullmatch(words):
        return None
    try:
        return datetime.fromisoformat(words).replace(tzinfo=journeys().bookings.zone)
    except ValueError:
        return None
