"""Keys booked ahead on an invented estate: for a round tomorrow, for a repair on Friday; most are come for."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain.bookings.booking import Booking, BookingPolicy, BookingStage
from kiosk.domain.bookings.deciding import Override, Wish, decide_booking, decide_cancel, decide_change
from kiosk.domain.bookings.lapsing import Hour, lapsed
from kiosk.domain.events import PersonIdentified
from kiosk.domain.keys.consent import covering
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.outings import PURPOSES, REASONS, TRIES, Purpose, granted, outing_of

BOOKED = tuple(one for one in PURPOSES if one.group in ("desk", "plant", "housekeeping") and one.from_h < 10)
"""What keys are booked for."""
POLICY = BookingPolicy()
CANCELLED, CHANGED, NO_SHOW = 0.06, 0.08, 0.05


def booking(lobby: Lobby) -> Journey:
    """Yield one booking, from the wish until its key is back or nobody came."""
    purpose = lobby.rng.choices(BOOKED, [one.share for one in BOOKED])[0]
    person, (since, until) = lobby.on_duty(purpose.group), _hours(lobby, purpose)
    keys = lobby.sought(purpose.what, TRIES)
    key = next((one for one in keys if _agreed(lobby, one, person, purpose, since)), keys[0])
    wish, name = Wish(key, person.id, since, until), lobby.number()
    if not (booked := _booked(lobby, name, wish, person)):
        return
    yield booked
    lobby.begin(_lapse(lobby), since + timedelta(minutes=POLICY.no_show_min, seconds=30))
    lobby.begin(_lapse(lobby), until + timedelta(seconds=30))
    fate = lobby.rng.random()
    if fate < CANCELLED + CHANGED and since - lobby.at > timedelta(hours=3):
        yield Step((), lobby.rng.uniform(0.2, 0.6) * (since - lobby.at).total_seconds())
        yield from _other_plans(lobby, name, person, cancelled=fate < CANCELLED)
    if lobby.likely(NO_SHOW) or not (known := _waiting(lobby, name)):
        return
    yield Step((), max(1, (known.since - lobby.at).total_seconds() + lobby.rng.uniform(-300, 1400)))
    yield from _come(lobby, name, purpose)


def _agreed(lobby: Lobby, key: str, person: Person, purpose: Purpose, at: datetime) -> bool:
    """Whether a home lets this person in for it at that hour: nobody books what the owner will not have."""
    unit, consents = lobby.house.keys[key].unit, list(lobby.house.consents.values())
    reasons = purpose.reasons if unit else ()
    return not unit or any(covering(consents, unit, one, person.groups, at) for one in reasons)


def _booked(lobby: Lobby, name: str, wish: Wish, person: Person) -> Step | None:
    """Return the booking on record; where another stands in the way, a supervisor may decide for the urgent one."""
    try:
        return Step(decide_booking(lobby.house, name, wish, person, POLICY, REASONS, lobby.local))
    except Refused as refused:
        if refused.code != "booking.overlaps" or lobby.likely(0.5):
            return None
    try:
        first = next(one for one in lobby.staff if one.role.value == "supervisor")
        urgent = Override("urgent")
        return Step(decide_booking(lobby.house, name, wish, first, POLICY, REASONS, lobby.local, urgent))
    except Refused:
        return None


def _other_plans(lobby: Lobby, name: str, person: Person, *, cancelled: bool) -> Journey:
    """Yield a booking given up, or put an hour later."""
    if (known := _waiting(lobby, name)) is None:
        return
    if cancelled:
        yield Step(decide_cancel(lobby.house, name, person))
        return
    since, until = ((one + timedelta(hours=1)).astimezone(lobby.zone) for one in (known.since, known.until))
    wish = Wish(known.key, known.person, since, until, name)
    try:
        yield Step(decide_change(lobby.house, wish, person, POLICY, REASONS, lobby.local))
    except Refused:
        return
    for at in (since + timedelta(minutes=POLICY.no_show_min, seconds=30), until + timedelta(seconds=30)):
        lobby.begin(_lapse(lobby), at)


def _come(lobby: Lobby, name: str, purpose: Purpose) -> Journey:
    """Yield the outing that was booked; nothing while somebody else has the key, or the rules say no after all."""
    known = _waiting(lobby, name)
    if known is None or lobby.house.waits_for(known.person):
        return
    yield Step([PersonIdentified(known.person, "badge")], lobby.rng.uniform(6, 15))
    person, key = lobby.house.people[known.person], lobby.house.keys.get(known.key)
    if key is None or lobby.house.waits_for(person.id):
        return
    for reason in lobby.rng.sample(purpose.reasons, len(purpose.reasons)):  # they come for what is agreed
        if found := granted(lobby, person, key, reason):
            yield from outing_of(lobby, person, found, purpose.away_min)
            return


def _lapse(lobby: Lobby) -> Journey:
    """Yield what the hour has made of the bookings."""
    hour = Hour(lobby.at, lobby.at - timedelta(days=1), trusted=True)
    yield Step(lapsed(lobby.house, hour, POLICY.no_show_min))


def _waiting(lobby: Lobby, name: str) -> Booking | None:
    known = lobby.house.bookings.get(name)
    return known if known and known.stage is BookingStage.BOOKED else None


def _hours(lobby: Lobby, purpose: Purpose) -> tuple[datetime, datetime]:
    """Return from when until when, on quarters of an hour, in the site's time zone: today to in a week."""
    ahead = lobby.rng.choices((0, 1, 2, 3, 5, 7), (20, 35, 15, 12, 10, 8))[0]
    midnight = lobby.local.replace(hour=0, minute=0, second=0, microsecond=0)
    quarters = lobby.rng.randrange(int(4 * max(8, purpose.from_h)), int(4 * min(20, purpose.until_h - 2)))
    since = midnight + timedelta(days=ahead, minutes=15 * quarters)
    if since < lobby.local + timedelta(minutes=20):
        since += timedelta(days=1)
    return since, since + timedelta(minutes=60 * lobby.rng.choice((1, 2, 2, 3, 4)))
