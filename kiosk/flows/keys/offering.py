"""The keys as the person who tapped a badge sees them: in hand, booked, to be asked for, and why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.bookings.standing import own_bookings, standing
from kiosk.domain.contractors.outings import bearer_for
from kiosk.domain.house import House
from kiosk.domain.items import Key, KeyKind, Label, with_person
from kiosk.domain.keys import issuing as keys
from kiosk.domain.people import STAFF, Person
from kiosk.language.messages import Language, text

LATER = ("key.not_now", "key.right_later")
"""Refusals that end by themselves: the list says when."""
KINDS = tuple(KeyKind(name) for name in ("common", "plant", "unit"))
"""The order of the list."""


@dataclass(frozen=True)
class KeyOffer:
    """One key as the person who tapped a badge sees it."""

    key: str
    label: Label
    kind: KeyKind
    place: str
    why_not: str | None
    """The code of the rule that says no, or None: it may be taken."""
    held_by_me: bool
    since: datetime | None
    due: datetime | None = None
    again: datetime | None = None
    """When a right to it is next in force, or somebody's booking ends, where only the hour is in the way."""
    unit: str = ""
    booked: Booking | None = None
    """The person's own booking of it that comes next."""

    @property
    def free(self) -> bool:
        """Whether it may be taken now."""
        return self.why_not is None


def offers_of(house: House, person: str, at: datetime) -> list[KeyOffer]:
    """Return the keys this person holds, those they have booked, then those they may ask for; others are not shown.

    `at` is in the site's time zone.
    """
    who = house.people.get(person)
    if who is None:
        return []
    offers = []
    waiting = [one for one in own_bookings(house, person) if one.stage is BookingStage.BOOKED]
    booked = {one.key: one for one in reversed(waiting)}  # of one key, the first that comes
    for key in house.keys.values():
        bearer = bearer_for(house, key.id, person)
        held = key.custodian == with_person(bearer)
        if held or (who.role in STAFF and house.rulebook.rights(who, key)):
            offer = _offer(house, who, key, at, held=held)
            offer = offer if bearer == person else replace(offer, label=lent(offer.label))
            offers.append(replace(offer, booked=booked.get(key.id)))
    order = {kind: number for number, kind in enumerate(KINDS)}
    return sorted(
        offers,
        key=lambda offer: (
            not offer.held_by_me,
            offer.booked is None,
            offer.booked.since if offer.booked else at,
            order[offer.kind],
            offer.place,
        ),
    )


def _offer(house: House, who: Person, key: Key, at: datetime, *, held: bool) -> KeyOffer:
    why_not = keys.may_take(house, who, key, at)
    again = house.rulebook.next_hour(who, key, at) if why_not in LATER else None
    if why_not == "key.booked" and (present := standing(house, who.id, key.id, at).present):
        again = present.until
    return KeyOffer(
        key.id,
        key.label,
        key.kind,
        key.place,
        why_not,
        held,
        key.since,
        key.due,
        again,
        key.unit or "",
    )


def lent(label: Label) -> Label:
    """Return a key's name as whoever answers for a contractor sees it."""
    said = {one.value: text("contractors.of_contractor", one) for one in Language}
    return Label(**{name: f"{label.in_language(name)} · {words}" for name, words in said.items()})
