"""Bookings at the desk: a day at a glance, and each one to be cancelled, moved or told of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.bookings.deciding import MAY_OVERRIDE
from kiosk.domain.items import Key
from kiosk.language.messages import moment_of
from ui.desk.bookings import pages as p
from ui.desk.bookings.wording import entry_of, known_of, lines_of
from ui.desk.keybook.ways import chips
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_bookings", __name__, url_prefix=f"{PATH}/bookings")
HERE = f"{PATH}/bookings"
DAYS_AT_ONCE = 7


@pages.get("")
@role("attendant", at="desk")
def bookings() -> Response:
    """Who has which key booked on a day."""
    words, flow = Words(journeys(), chosen_language()), journeys().bookings
    today = flow.today()
    if key := journeys().ledger.house.keys.get(request.args.get("key", "")):
        return _of_key(words, key)
    day = asked_day("day") or today
    now = journeys().clock.now().astimezone(flow.zone)
    return show(
        p.Day(
            **frame(),
            chips=chips(words, "bookings"),
            days=days_from(words, today, day, lambda one: f"{HERE}?day={one.isoformat()}"),
            day=day.isoformat(),
            rows=lines_of(words, flow.of_day(day), day),
            now_min=now.hour * 60 + now.minute if day == today else None,
            no_show_min=flow.policy.no_show_min,
            new=f"{HERE}/new?day={day.isoformat()}" if day > today else f"{HERE}/new",
            trusted=flow.trusted,
        )
    )


def _of_key(words: Words, key: Key) -> Response:
    """Return the page of one key: every day ahead that has something booked."""
    flow, found = journeys().bookings, []
    for ahead in range(flow.policy.days_ahead + 1):
        day = flow.today() + timedelta(days=ahead)
        for line in lines_of(words, flow.of_day(day, key.id), day):
            path = f"{HERE}?day={day.isoformat()}"
            found.append(replace(line, path=path, label=day_in_words(words, day, flow.today()), slot=""))
    return show(
        p.Day(
            **frame(),
            chips=chips(words, "bookings"),
            days=(),
            day="",
            rows=tuple(found),
            now_min=None,
            no_show_min=flow.policy.no_show_min,
            new=f"{HERE}/new?{urlencode({'key': key.id})}",
            trusted=flow.trusted,
            label=f"{words.key(key)}\u2002{words.place(key.place)}",
            item=f"{PATH}/items/{key.id}",
        )
    )


@pages.get("/<booking>")
@role("attendant", at="desk")
def one(booking: str) -> Response:
    """One booking, and what stands against it by now."""
    words, flow = Words(journeys(), chosen_language()), journeys().bookings
    known = flow.need(booking)
    key = journeys().ledger.key(known.key)
    waits = known.stage is BookingStage.BOOKED
    wish = flow.wish(known.key, known.person, known.since, known.until, but=known.id)
    typed = journeys().ledger.opened(known.words) if known.words else None
    return show(
        p.One(
            **frame(),
            key=known.key,
            label=words.key(key) if key else known.key,
            slot=words.place(key.place) if key else "",
            entry=entry_of(words, known),
            made_by=words.person(known.by),
            made=known.made,
            why=f"attendant.bookings.why.{known.why}" if known.why else "",
            words=typed.decode() if typed else "",
            may_change=waits and _may_change(known),
            may_tell=known.stage is BookingStage.DISPLACED and not known.seen,
            known=known_of(words, flow.concerns(wish)) if waits else (),
            back_to=f"{HERE}?day={known.since.astimezone(flow.zone).date().isoformat()}",
        )
    )


@pages.post("/<booking>/cancel")
@role("attendant", at="desk")
def cancel(booking: str) -> AnyResponse:
    """Nobody needs it any more."""
    journeys().bookings.cancel(present(), booking)
    return go(f"{HERE}/{booking}")


@pages.post("/<booking>/told")
@role("attendant", at="desk")
def told(booking: str) -> AnyResponse:
    """Its person knows that it was displaced."""
    journeys().bookings.seen(present(), booking)
    return go(f"{PATH}/map" if request.form.get("came_from") == f"{PATH}/map" else f"{HERE}/{booking}")


def _may_change(known: Booking) -> bool:
    return present().id in (known.person, known.by) or present().role in MAY_OVERRIDE


def days_from(words: Words, today: date, chosen: date, path: Callable[[date], str]) -> tuple[Chip, ...]:
    """Return the ways to the days ahead, the chosen one among them."""
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AT_ONCE)]
    if chosen not in days:
        days = [*days[:-1], chosen]
    return tuple(Chip(day_in_words(words, one, today), path(one), one == chosen) for one in days)


def day_in_words(words: Words, day: date, today: date) -> str:
    """Return "Today", or the day with its weekday."""
    if day == today:
        return words.say("attendant.bookings.today")
    noon = datetime.combine(day, datetime.min.time(), words.journeys.bookings.zone) + timedelta(hours=12)
    return moment_of(noon, words.language, words.journeys.settings.site.time_zone, "MMMEd")


def asked_day(name: str) -> date | None:
    """Return the day that the address asks for, if it is one."""
    typed = request.args.get(name, "")
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", typed):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
