"""Printed cards of the estate: issued, replaced by a new one that voids the old, revoked; whose a shown one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.badges import may_change
from kiosk.domain.house import House
from kiosk.domain.identity import events as i
from kiosk.domain.identity.known import Card
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused

PAPER = "resident card"


@dataclass(frozen=True)
class IssueCard:
    """A resident is to get a printed card. `card`: the id that the page was rendered with."""

    card: str
    person: str
    digest: str
    by: str
    until: datetime | None = None
    on_paper: bool = False


def card_of(house: House, person: str) -> Card | None:
    """Return a resident's printed card, if there is one that was not revoked."""
    return next((one for one in house.cards.values() if one.person == person), None)


def resident_of(house: House, person: str) -> Person:
    """Return a resident as on record.

    Raises:
        Refused: `person.unknown`, `card.residents` for somebody who is no resident, `person.inactive`.
    """
    known = house.people.get(person)
    if known is None:
        raise Refused("person.unknown")
    if known.role is not Role.RESIDENT:
        raise Refused("card.residents")
    if not known.active:
        raise Refused("person.inactive")
    return known


def decide_issue(house: House, command: IssueCard) -> list[e.Event]:
    """Return the card, the end of the one before it, and the paper if it is wanted; nothing for a card that is known.

    Raises:
        Refused: as `resident_of` and `may_change`.
    """
    if command.card in house.cards:
        return []
    known = resident_of(house, command.person)
    may_change(house.people.get(command.by), known)
    before = card_of(house, known.id)
    events: list[e.Event] = []
    if before:
        events.append(i.CardRevoked(known.id, before.id, command.by, "replaced"))
    replaces = before.id if before else ""
    events.append(i.CardIssued(known.id, command.card, command.digest, command.by, command.until, replaces))
    if command.on_paper:
        events.append(_paper(command.card, command.card, known.language))
    return events


def decide_print(house: House, card: str, by: str, act: str) -> list[e.Event]:
    """Return one more paper of a card that is good; nothing for an act that is known.

    Raises:
        Refused: `card.unknown`, `staff.needed`.
    """
    known = house.cards.get(card)
    if known is None:
        raise Refused("card.unknown")
    person = house.people[known.person]
    may_change(house.people.get(by), person)
    return [] if _paper(card, act, "").paper in house.papers else [_paper(card, act, person.language)]


def decide_revoke(house: House, card: str, by: str, reason: str) -> list[e.Event]:
    """Return the end of a card; nothing for one that has ended.

    Raises:
        Refused: `reason.missing`; as `may_change`.
    """
    known = house.cards.get(card)
    if known is None:
        return []
    may_change(house.people.get(by), house.people[known.person])
    if not reason:
        raise Refused("reason.missing")
    return [i.CardRevoked(known.person, card, by, reason)]


def whose(house: House, digest: str, now: datetime, *, trusted: bool) -> Card:
    """Return the card of a number that was shown, if it is good; nothing ends while the clock is not `trusted`.

    Raises:
        Refused: `card.void` for one that is revoked, replaced or over; `person.inactive`.
    """
    known = next((one for one in house.cards.values() if one.digest == digest), None)
    if known is None or (trusted and known.is_over(now)):
        raise Refused("card.void")
    person = house.people.get(known.person)
    if person is None or not person.active or person.role is not Role.RESIDENT:
        raise Refused("person.inactive")
    return known


def over(house: House, now: datetime) -> list[i.CardRevoked]:
    """Return the ends of cards whose time is over, or whose resident is here no more."""
    ended: list[i.CardRevoked] = []
    for one in house.cards.values():
        person = house.people.get(one.person)
        if person is None or not person.active:
            ended.append(i.CardRevoked(one.person, one.id, "", "left"))
        elif one.is_over(now):
            ended.append(i.CardRevoked(one.person, one.id, "", "expired"))
    return ended


def _paper(card: str, act: str, language: str) -> e.PaperQueued:
    return e.PaperQueued(f"rc-{act[:24]}", PAPER, card, language)
