"""Erasing somebody, and giving somebody what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.erasure.erasure import REASONS, SLIP
from kiosk.domain.erasure.events import CopyGiven, PersonErased
from kiosk.domain.erasure.hindrances import hindrances
from kiosk.domain.house import House
from kiosk.domain.identity.events import DocumentDeleted
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

SUPERVISING = frozenset({Role.SUPERVISOR, Role.MANAGER})
HOW = ("badge", "document", "known")
"""By what somebody at the desk proved who they are, before they get what is kept of them."""


@dataclass(frozen=True)
class Erase:
    """Two of the staff want somebody erased. `erasure`: made when the page was, so that a double tap is one erasure."""

    erasure: str
    person: str
    by: str
    second: str
    why: str
    records: int
    backups_until: date


def may_erase(house: House, person: str, by: str) -> Person:
    """Return whom `by` may see to.

    Raises:
        Refused: `supervisor.needed`; `person.unknown`; `erasure.own` for oneself.
    """
    supervisor, known = house.people.get(by), house.people.get(person)
    if supervisor is None or not supervisor.active or supervisor.role not in SUPERVISING:
        raise Refused("supervisor.needed")
    if known is None:
        raise Refused("person.unknown")
    if person == by:
        raise Refused("erasure.own")
    return known


def decide_erase(house: House, command: Erase) -> Sequence[e.Event]:
    """Return the end of all that is kept of somebody; nothing for one who is erased already.

    Raises:
        Refused: as `may_erase`; `reason.missing`; `erasure.second` without a second person of the staff, who is
            neither of the two; `erasure.hindered` while anything is to be settled first.
    """
    if command.person in house.erasures:
        return []
    known = may_erase(house, command.person, command.by)
    if command.why not in REASONS:
        raise Refused("reason.missing")
    second = house.people.get(command.second)
    alone = command.second in (command.by, command.person)
    if second is None or alone or not second.active or second.role not in STAFF:
        raise Refused("erasure.second")
    if found := hindrances(house, command.person):
        raise Refused("erasure.hindered", count=sum(one.count for one in found))
    erased = PersonErased(
        command.person, command.erasure, known.role.value, command.by, command.second, command.why,
        command.records, command.backups_until,
    )  # fmt: skip
    paper = e.PaperQueued(f"e-{command.erasure}", SLIP, command.person, known.language)
    return [*_documents(house, command.person), erased, PersonForgotten(command.person, "erased"), paper]


def _documents(house: House, person: str) -> Iterator[DocumentDeleted]:
    """Yield the end of each part of a document: each lies under a key of its own."""
    for one in house.kept_documents.values():
        if one.person == person:
            yield from (DocumentDeleted(person, one.id, part, "forgotten") for part, _ in one.parts)


def decide_copy(house: House, given: CopyGiven) -> Sequence[CopyGiven]:
    """Return that somebody is given what is kept of them; whoever gives it has looked at all of it.

    Raises:
        Refused: `supervisor.needed`, `person.unknown`; `copy.how` for no proof; `copy.own` for one's own file.
    """
    by = house.people.get(given.by)
    if by is None or not by.active or by.role not in SUPERVISING:
        raise Refused("supervisor.needed")
    if given.person not in house.people:
        raise Refused("person.unknown")
    if given.person == given.by:
        raise Refused("copy.own")
    if given.how not in HOW:
        raise Refused("copy.how")
    return [given]
