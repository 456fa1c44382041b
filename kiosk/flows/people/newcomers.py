"""Somebody who was not known until now: a new owner, enrolled at the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.keeping.keeping import resident
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import Card, Directory
from kiosk.language.messages import Language
from kiosk.ports.record import Ledger

LONGEST_NAME = 60
UNIT = re.compile(r"[0-9A-Za-z]{1,6}(-[0-9A-Za-z]{1,6}){0,3}")


@dataclass(frozen=True)
class Newcomer:
    """An owner nobody knows yet."""

    unit: str
    name: str
    phone: str
    language: str


def make_known(ledger: Ledger, directory: Directory, by: Person, person: str, newcomer: Newcomer) -> Person:
    """Return a new resident, known from now on; the same one for the same `person` id.

    Raises:
        Refused: `staff.needed`, `movein.owner` without a name, a home or a language that there is.
    """
    if by.role not in STAFF:
        raise Refused("staff.needed")
    unit, name = newcomer.unit.strip().upper(), newcomer.name.strip()[:LONGEST_NAME]
    phone = re.sub(r"[^0-9+]", "", newcomer.phone)[:20]
    spoken = {one.value for one in Language}
    if not name or not UNIT.fullmatch(unit) or newcomer.language not in spoken:
        raise Refused("movein.owner")
    card = Card(person, name, phone or None)
    enrolled = e.PersonEnrolled(person, Role.RESIDENT.value, (), unit, None, newcomer.language, None, True)
    ledger.execute(lambda house: [] if person in house.people else [enrolled], sealed=[card.sealed()])
    if directory.card(person) is None:
        directory.add(card)
    return resident(ledger.house, person)
