"""Whether a key may be booked: the rules as they will be at that hour, and who has it booked already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.bookings import events as b
from kiosk.domain.bookings.booking import Booking, BookingPolicy, BookingStage
from kiosk.domain.bookings.standing import overlapping
from kiosk.domain.house import House
from kiosk.domain.keys.asking import Answer, Asking, answer, kinds_of
from kiosk.domain.keys.issuing import book_of
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

JUST_NOW = timedelta(minutes=5)
"""A booking may begin so long ago: "from now on" is typed a moment later."""
MAY_OVERRIDE = frozenset({Role.SUPERVISOR, Role.MANAGER})


@dataclass(frozen=True)
class Wish:
    """A key for somebody from one hour until another, both in the site's time zone; `but`: the booking it changes."""

    key: str
    person: str
    since: datetime
    until: datetime
    but: str = ""


@dataclass(frozen=True)
class Override:
    """Why somebody else's booking gives way: a code, and what was typed, sealed, with its SHA-256."""

    why: str = ""
    words: str = ""
    digest: str = ""


PLAIN = Override()


def decide_booking(
    house: House,
    booking: str,
    wish: Wish,
    by: Person,
    policy: BookingPolicy,
    reasons: Sequence[str],
    now: datetime,
    override: Override = PLAIN,
) -> list[e.Event]:
    """Return the booking, and the end of those that an override displaces; nothing for one that is known already.

    Raises:
        Refused: `staff.needed`, `supervisor.needed` for somebody else's; `booking.too_many` for one who has `most`;
            as `may_book`.
    """
    if booking in house.bookings:
        return []
    if wish.person != by.id and by.role not in MAY_OVERRIDE:
        raise Refused("supervisor.needed")
    if sum(one.live and one.person == wish.person for one in house.bookings.values()) >= policy.most:
        raise Refused("booking.too_many", most=policy.most)
    displaced = may_book(house, wish, by, policy, reasons, now, override)
    since, until = wish.since.astimezone(UTC), wish.until.astimezone(UTC)
    said = (override.why, override.words, override.digest) if displaced else ("", "", "")
    booked = b.KeyBooked(booking, wish.key, wish.person, by.id, since, until, *said)
    return [booked, *_displaced(displaced, booking, by)]


def decide_change(
    house: House,
    wish: Wish,
    by: Person,
    policy: BookingPolicy,
    reasons: Sequence[str],
    now: datetime,
    override: Override = PLAIN,
) -> list[e.Event]:
    """Return the new time of the booking `wish.but`; nothing if it has that time already.

    Raises:
        Refused: as `mine`; as `may_book`.
    """
    known = mine(house, wish.but, by)
    since, until = wish.since.astimezone(UTC), wish.until.astimezone(UTC)
    if (known.since, known.until) == (since, until):
        return []
    displaced = may_book(house, wish, by, policy, reasons, now, override)
    said = (override.why, override.words, override.digest) if displaced else ("", "", "")
    return [b.BookingChanged(known.id, by.id, since, until, *said), *_displaced(displaced, known.id, by)]


def decide_cancel(house: House, booking: str, by: Person) -> list[e.Event]:
    """Return the end of a booking; nothing if it was cancelled already.

    Raises:
        Refused: as `mine`.
    """
    known = house.bookings.get(booking)
    if known and known.stage is BookingStage.CANCELLED:
        return []
    return [b.BookingCancelled(mine(house, booking, by).id, by.id)]


def decide_seen(house: House, booking: str, by: Person) -> list[e.Event]:
    """Return that the person of a displaced booking knows of it now."""
    known = house.bookings.get(booking)
    waits = known is not None and known.stage is BookingStage.DISPLACED and not known.seen
    return [b.BookingSeen(booking, by.id)] if waits else []


def mine(house: House, booking: str, by: Person) -> Booking:
    """Return a booking that `by` may still change: the own one, one that they made, or anybody's for a supervisor.

    Raises:
        Refused: `booking.over`, `booking.taken` while the key is out for it, `booking.not_yours`.
    """
    known = house.bookings.get(booking)
    if known is None or not known.live:
        raise Refused("booking.over")
    if by.id not in (known.person, known.by) and by.role not in MAY_OVERRIDE:
        raise Refused("booking.not_yours")
    if known.stage is BookingStage.TAKEN:
        raise Refused("booking.taken")
    return known


def may_book(
    house: House,
    wish: Wish,
    by: Person,
    policy: BookingPolicy,
    reasons: Sequence[str],
    now: datetime,
    override: Override = PLAIN,
) -> list[Booking]:
    """Return the bookings that an override displaces; none where nobody has the key booked at that time.

    Raises:
        Refused: `staff.needed`, `key.not_yours`; `booking.times`, `booking.past`, `booking.too_long`,
            `booking.too_far`; the code of the rule that will say no at that hour; `booking.overlaps` unless a
            supervisor says why not; `booking.taken` where the key is out for the other one.
    """
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    _in_time(house, wish, policy, now)
    told = _then(house, wish, reasons)
    if told.refused:
        raise Refused(told.refused, **{"place": house.keys[wish.key].place, **dict(told.facts)})
    others = overlapping(house, wish.key, wish.since, wish.until, wish.but)
    if not others:
        return []
    if not override.why or by.role not in MAY_OVERRIDE:
        first = others[0]
        raise Refused("booking.overlaps", person=first.person, since=first.since, until=first.until)
    if any(one.stage is BookingStage.TAKEN for one in others):
        raise Refused("booking.taken")
    return others


def _in_time(house: House, wish: Wish, policy: BookingPolicy, now: datetime) -> None:
    if wish.until <= wish.since:
        raise Refused("booking.times")
    known = house.bookings.get(wish.but)
    if wish.until <= now or (wish.since < now - JUST_NOW and (known is None or known.since != wish.since)):
        raise Refused("booking.past")
    if wish.until - wish.since > timedelta(hours=policy.longest_h):
        raise Refused("booking.too_long", hours=policy.longest_h)
    if wish.since > now + timedelta(days=policy.days_ahead):
        raise Refused("booking.too_far", days=policy.days_ahead)


def _then(house: House, wish: Wish, reasons: Sequence[str]) -> Answer:
    """Return what the rules will say at that hour to somebody who then has all that they booked for it in hand.

    Raises:
        Refused: `key.not_yours`: there is no such key, or no such person of the staff.
    """
    person, key = house.people.get(wish.person), house.keys.get(wish.key)
    if person is None or person.role not in STAFF or key is None:
        raise Refused("key.not_yours", place="")
    beside = {
        one.key
        for one in house.bookings.values()
        if one.live and one.person == wish.person and one.overlaps(wish.since, wish.until)
    }
    held = sorted(beside - {key.id})
    asking = Asking(person, key, wish.since, held=held, kinds=kinds_of(house.keys, held), booked_by=person.id)
    return answer(book_of(house, reasons), house.consents.values(), asking)


def _displaced(others: Sequence[Booking], booking: str, by: Person) -> list[e.Event]:
    """Return the end of the bookings that give way, and the notices to those whose they were."""
    ended: list[e.Event] = []
    for one in others:
        ended.append(b.BookingDisplaced(one.id, booking, by.id))
        if one.person != by.id:
            ended.append(e.NoticeQueued(f"bd-{one.id}", one.person, "booking_displaced", one.id))
        else:
            ended.append(b.BookingSeen(one.id, by.id))
    return ended
