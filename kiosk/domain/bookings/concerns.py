"""What somebody should know before a key is booked: nothing of it needs to stop them, but for another's booking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.bookings.deciding import Wish
from kiosk.domain.bookings.standing import overlapping
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, KeyKind
from kiosk.domain.upkeep.knowing import out_of_service


@dataclass(frozen=True)
class Concern:
    """One thing to know, and what fills in its words.

    `code`: "overlaps", "out", "gone", "unfit" (out of service), "no_consent" or "due_before".
    """

    code: str
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None
    booking: str = field(default="", compare=False)

    @property
    def blocks(self) -> bool:
        """Whether it stands against the booking, unless a supervisor overrides it."""
        return self.code == "overlaps"


def concerns(house: House, wish: Wish) -> list[Concern]:
    """Return what is to be known of a wish: others' bookings first."""
    key = house.keys.get(wish.key)
    if key is None:
        return []
    taken = overlapping(house, key.id, wish.since, wish.until, wish.but)
    found = [Concern("overlaps", one.person, one.since, one.until, one.id) for one in taken]
    unfit = [Concern("unfit")] if out_of_service(house, key.id) else []
    return [*found, *unfit, *_of_key(key, wish), *_of_consent(house, key, wish), *_of_due(house, key, wish)]


def _of_key(key: Key, wish: Wish) -> Iterator[Concern]:
    if key.custodian.kind is CustodianKind.NOBODY_KNOWS:
        yield Concern("gone")
    late = key.due is None or key.due > wish.since
    if late and key.custodian.kind is CustodianKind.PERSON and key.custodian.id != wish.person:
        yield Concern("out", key.custodian.id, until=key.due)


def _of_consent(house: House, key: Key, wish: Wish) -> Iterator[Concern]:
    """A consent is asked for when the key is taken; that there will be none is to be known now."""
    person = house.people.get(wish.person)
    if key.kind is not KeyKind.UNIT or person is None:
        return
    own = [one for one in house.consents.values() if one.unit == key.unit and one.holds_at(wish.since)]
    if not any(not one.groups or set(one.groups) & set(person.groups) for one in own):
        yield Concern("no_consent")


def _of_due(house: House, key: Key, wish: Wish) -> Iterator[Concern]:
    due = house.rulebook.rule_for(key).due(wish.since)
    if due is not None and due < wish.until:
        yield Concern("due_before", until=due)
