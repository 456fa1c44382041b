"""Bookings in the words of the desk's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from urllib.parse import urlencode

from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.bookings.concerns import Concern
from kiosk.language.messages import moment_of
from ui.desk.bookings import pages as p
from ui.desk.words import Words

DAY_MIN = 24 * 60


def entry_of(words: Words, booking: Booking) -> p.Entry:
    """Return a booking in words."""
    since_form, until_form = forms(words, booking.since, booking.until)
    return p.Entry(
        booking=booking.id,
        since=booking.since,
        until=booking.until,
        since_form=since_form,
        until_form=until_form,
        who=words.person(booking.person),
        stage=f"attendant.bookings.stage.{_stage(booking)}",
        linked=booking.id in words.journeys.ledger.house.bookings,
    )


def forms(words: Words, since: datetime, until: datetime, day: date | None = None) -> tuple[str, str]:
    """Return how start and end are written: the day of the end only where it is another one."""
    zone = words.journeys.bookings.zone
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    return ("Hm" if first == day else "MMMd Hm"), ("Hm" if first == last else "MMMd Hm")


def lines_of(words: Words, found: Sequence[Booking], day: date) -> tuple[p.KeyDay, ...]:
    """Return a day's bookings key by key, the key whose first one begins first before the others."""
    by_key: dict[str, list[Booking]] = {}
    for booking in found:
        by_key.setdefault(booking.key, []).append(booking)
    return tuple(_line(words, key, own, day) for key, own in by_key.items())


def _line(words: Words, name: str, own: Sequence[Booking], day: date) -> p.KeyDay:
    key = words.journeys.ledger.key(name)
    return p.KeyDay(
        path=f"/desk/bookings?{urlencode({'key': name})}",
        label=words.key(key) if key else name,
        slot=words.place(key.place) if key else "",
        bars=tuple(_bar(words, one, day) for one in own if one.live or one.stage is BookingStage.OVER),
        entries=tuple(_entry_on(words, one, day) for one in own),
    )


def _entry_on(words: Words, booking: Booking, day: date) -> p.Entry:
    since_form, until_form = forms(words, booking.since, booking.until, day)
    entry = entry_of(words, booking)
    return p.Entry(**{**vars(entry), "since_form": since_form, "until_form": until_form})


def _bar(words: Words, booking: Booking, day: date) -> p.Bar:
    zone = words.journeys.bookings.zone
    midnight = datetime.combine(day, time(), zone)

    def minute(at: datetime) -> int:
        return max(0, min(DAY_MIN, int((at.astimezone(zone) - midnight).total_seconds() // 60)))

    begins = minute(booking.since)
    tone = {BookingStage.TAKEN: "taken", BookingStage.OVER: "ended"}.get(booking.stage, "")
    return p.Bar(begins, max(8, minute(booking.until) - begins), tone)


def _stage(booking: Booking) -> str:
    return booking.note if booking.stage is BookingStage.RELEASED else booking.stage.value


def known_of(words: Words, found: Sequence[Concern]) -> tuple[p.Known, ...]:
    """Return what is to be known of a booking in words."""
    return tuple(p.Known(_sentence(words, one), one.blocks) for one in found)


def _sentence(words: Words, concern: Concern) -> str:
    code = "out_open" if concern.code == "out" and concern.until is None else concern.code
    zone = words.journeys.settings.site.time_zone
    since_form, until_form = ("MMMd Hm", "MMMd Hm")
    if concern.since and concern.until:
        since_form, until_form = forms(words, concern.since, concern.until)
    return words.say(
        f"attendant.bookings.concern.{code}",
        who=words.person(concern.person) if concern.person else "",
        since=moment_of(concern.since, words.language, zone, since_form) if concern.since else "",
        until=moment_of(concern.until, words.language, zone, until_form) if concern.until else "",
    )
