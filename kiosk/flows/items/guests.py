"""People who come with something or for something and live elsewhere: known by name and telephone for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.house import House
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.flows.people.directory import Card, Directory
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed

log = logging.getLogger(__name__)

LONGEST_NAME, LONGEST_PHONE = 40, 20
KEEP_FOR = timedelta(days=90)
"""So long after everything of theirs is over their name and telephone are kept: until then somebody may ask."""
FEWEST_DIGITS = 5
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Guests:
    """A guest is a person of the record without badge or home; their card is sealed under a key of their own."""

    def __init__(
        self, ledger: Ledger, directory: Directory, clock: Clock, *, trusted: Callable[[], bool]
    ) -> None:
        self._ledger = ledger
        self._directory = directory
        self._clock = clock
        self._trusted = trusted

    def coming(self, act: str, name: str, phone: str, language: str) -> tuple[Card, list[e.Event], Sealed]:
        """Return a guest's card, the event by which the record knows them, and the card for the vault.

        Raises:
            Refused: `guest.name`; `guest.phone` for what is no telephone number.
        """
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            raise Refused("guest.name")
        card = Card(f"guest-{act[:16]}", name, phone_of(phone))
        enrolled = e.PersonEnrolled(card.person, Role.VISITOR.value, (), None, None, language, None, True)
        return card, [enrolled], card.sealed()

    def known(self, card: Card) -> None:
        """Take note of a guest whose event is on record."""
        if card.person in self._ledger.house.people:
            self._directory.add(card)

    def tick(self) -> None:
        """Forget who has nothing here any more; nobody by a clock that is not believed."""
        house, now = self._ledger.house, self._clock.now()
        if not self._trusted() or held(house, now):
            return
        if not any(one.role is Role.VISITOR for one in house.people.values()):
            return
        for person in [one for one in over(house) if now - ended(house, one) >= KEEP_FOR]:
            self._ledger.execute(lambda house, person=person: _forgotten(house, person))  # type: ignore[misc]
            self._directory.remove(person)
            log.info("a guest's details are deleted")


def _forgotten(house: House, person: str) -> list[e.Event]:
    return [PersonForgotten(person, "expired")] if person in over(house) else []


def over(house: House) -> list[str]:
    """Return the guests of whom nothing is here any more."""
    busy = {one.person for one in house.deposits.values() if not one.over}
    busy |= {one.visitor for one in house.transfers.values() if not one.over}
    guests = (one.id for one in house.people.values() if one.role is Role.VISITOR)
    return [one for one in guests if one not in busy]


def ended(house: House, person: str) -> datetime:
    """Return when the last of a guest's matters was over; long ago where none is at hand any more."""
    ends = [one.ended for one in house.deposits.values() if one.person == person]
    ends += [one.ended for one in house.transfers.values() if one.visitor == person]
    return max((one for one in ends if one), default=LONG_AGO)


def phone_of(typed: str) -> str:
    """Return a telephone number as it is kept. Raises `guest.phone`."""
    kept = "".join(letter for letter in typed if letter.isdigit() or letter in "+ -")[:LONGEST_PHONE].strip()
    if sum(letter.isdigit() for letter in kept) < FEWEST_DIGITS:
        raise Refused("guest.phone")
    return kept
