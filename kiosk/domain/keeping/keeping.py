"""Residents' own keys: who may be told, what a consent needs, and what becomes of a key whose consent is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import sponsored
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.keeping import events as k
from kiosk.domain.keys import events as r
from kiosk.domain.keys.consent import Consent, covering
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

DOCUMENTS = ("id_card", "passport", "household_book", "badge")
"""By what an attendant may have identified a resident."""
LONGEST = timedelta(days=3 * 366)
"""A consent is for a time, not for ever: nobody signs for longer."""


@dataclass(frozen=True)
class Signed:
    """A resident's signature at the desk, and who saw which document."""

    document: str
    by: str
    signature: str
    """The vault's reference to the pen strokes."""
    digest: str


@dataclass(frozen=True)
class GiveConsent:
    """A resident lets the home's keys be taken; one of the same id is renewed."""

    consent: str
    person: str
    reasons: tuple[str, ...]
    groups: tuple[str, ...]
    until: datetime
    told: bool


def resident(house: House, person: str) -> Person:
    """Return a resident who has a home here.

    Raises:
        Refused: `resident.unknown`.
    """
    found = house.people.get(person)
    if found is None or found.role is not Role.RESIDENT or not found.unit or not found.active:
        raise Refused("resident.unknown")
    return found


def identified(document: str) -> None:
    """Return if `document` is one that identifies.

    Raises:
        Refused: `identity.needed`.
    """
    if document not in DOCUMENTS:
        raise Refused("identity.needed")


def decide_consent(
    house: House, command: GiveConsent, signed: Signed, reasons: Sequence[str], at: datetime
) -> list[e.Event]:
    """Return the consent, its signature and the word to the home. Renewed while in force, it goes on without a gap.

    Raises:
        Refused: `resident.unknown`, `identity.needed`, `consent.reason_needed` (none, or one the site has not),
            `consent.until_needed` (over already, or for too long), `consent.unknown` (another home's).
    """
    giver = resident(house, command.person)
    identified(signed.document)
    if not command.reasons or not set(command.reasons) <= set(reasons):
        raise Refused("consent.reason_needed")
    if not at < command.until <= at + LONGEST:
        raise Refused("consent.until_needed")
    known = house.consents.get(command.consent)
    if known is not None and known.unit != giver.unit:
        raise Refused("consent.unknown")
    goes_on = known is not None and known.holds_at(at)
    given = r.ConsentGiven(
        consent=command.consent,
        unit=giver.unit or "",
        given_by=giver.id,
        reasons=command.reasons,
        since=known.since if known and goes_on else at,
        until=command.until,
        signed=signed.signature,
        groups=command.groups,
        told=command.told,
    )
    renewed = "renewed" if known else "given"
    return [given, _signature(given.consent, giver, renewed, signed), *_told_home(house, given, at)]


def _told_home(house: House, given: r.ConsentGiven, at: datetime) -> list[e.Event]:
    """Return the word to everybody of the home: an attendant alone could have written that name."""
    keys, name = keys_of(house, given.unit), f"cg-{given.consent}-{int(at.timestamp())}"
    home = [one for one in house.people.values() if one.unit == given.unit and one.role is Role.RESIDENT]
    return [
        e.NoticeQueued(f"{name}-{one.id}", one.id, "consent_given", keys[0].id)
        for one in home
        if keys and one.active
    ]


def decide_withdrawal(
    house: House, consent: str, person: str, signed: Signed | None, at: datetime
) -> list[e.Event]:
    """Return the withdrawal, the word to whoever has a key out under it, and to its giver if another one withdrew it.

    Anybody of the home may: it only takes a right away. One that is over already is left as it is.

    Raises:
        Refused: `resident.unknown`, `consent.unknown` for one of another home, `identity.needed`.
    """
    who = resident(house, person)
    known = house.consents.get(consent)
    if known is None or known.unit != who.unit:
        raise Refused("consent.unknown")
    if not known.holds_at(at):
        return []
    decided: list[e.Event] = [r.ConsentWithdrawn(consent, who.id)]
    if signed is not None:
        identified(signed.document)
        decided.append(_signature(consent, who, "withdrawn", signed))
    others = [one for one in house.consents.values() if one.id != consent]
    notice = f"w-{consent}-{int(at.timestamp())}"
    for key in keys_of(house, known.unit):
        out = key.custodian.kind is CustodianKind.PERSON
        if known.given_by != who.id:
            decided.append(e.NoticeQueued(f"{notice}-{key.id}", known.given_by, "consent_withdrawn", key.id))
        if out and _left_under(house, key, known) and not _covered(house, key, others, at):
            errand = sponsored(house, key)  # a contractor is told nothing: whoever answers for them is
            told = errand.sponsor if errand else key.custodian.id
            decided.append(e.NoticeQueued(f"{notice}-{key.id}-b", told, "key_recalled", key.id))
    return decided


def decide_telling(house: House, person: str, told: bool, at: datetime) -> list[e.Event]:
    """Return the resident's wish; somebody who is to be told no more hears that much once.

    Raises:
        Refused: `resident.unknown`.
    """
    who = resident(house, person)
    if is_told(house, who) is told:
        return []
    keys = keys_of(house, who.unit or "")
    chosen: list[e.Event] = [k.KeyTellingChosen(who.id, told)]
    if keys and not told:  # a badge can be cloned: nobody is silenced without hearing of it
        name = f"t-{who.id}-{int(at.timestamp())}"
        chosen.append(e.NoticeQueued(name, who.id, "key_silent", keys[0].id))
    return chosen


def is_told(house: House, person: Person) -> bool:
    """Return whether a resident hears of each outing of the home's keys: by the switch, else by a consent."""
    if person.told_of_keys is not None:
        return person.told_of_keys
    given = (one for one in house.consents.values() if one.given_by == person.id and not one.moved_out)
    return any(one.told for one in given)


def told_of(house: House, unit: str) -> list[Person]:
    """Return everybody of a home who hears of each outing of its keys, in the order of their ids."""
    home = [
        one for one in house.people.values() if one.unit == unit and one.role is Role.RESIDENT and one.active
    ]
    givers = {one.given_by for one in house.consents.values() if one.unit == unit and not one.moved_out}
    others = [house.people[name] for name in givers & house.people.keys() if house.people[name] not in home]
    return sorted((one for one in (*home, *others) if is_told(house, one)), key=lambda one: one.id)


def keys_of(house: House, unit: str) -> list[Key]:
    """Return the keys that a home has left here, in the order of their slots."""
    return sorted(
        (key for key in house.keys.values() if unit and key.unit == unit), key=lambda key: key.place
    )


def recalled(house: House, key: Key, at: datetime) -> bool:
    """Return whether a key is out whose home has withdrawn the consent that it left under."""
    if not key.unit or key.custodian.kind is not CustodianKind.PERSON:
        return False
    bearer = house.people.get(key.custodian.id)
    own = [one for one in house.consents.values() if one.unit == key.unit]
    if bearer is None or bearer.role not in (*STAFF, Role.CONTRACTOR) or _covered(house, key, own, at):
        return False
    return any(one.withdrawn_at is not None and _left_under(house, key, one) for one in own)


def _left_under(house: House, key: Key, consent: Consent) -> bool:
    """Whether a key left under a consent. Of an outing that is long ago only the time is at hand."""
    taking = _taking(house, key)
    if taking is None:
        return key.since is not None and consent.holds_at(key.since)
    return taking.consent == consent.id


def _covered(house: House, key: Key, consents: Sequence[Consent], at: datetime) -> bool:
    """Whether one of these consents lets the key be where it is."""
    taking, bearer = _taking(house, key), house.people.get(key.custodian.id)
    if taking is None:
        return any(one.unit == key.unit and one.holds_at(at) for one in consents)
    groups = bearer.groups if bearer else ()
    return covering(consents, key.unit or "", taking.reason, groups, at) is not None


def _taking(house: House, key: Key) -> Movement | None:
    """The issue by which a key left, while it is at hand."""
    for one in reversed(list(house.movements.values())):
        taken = one.kind in (Kind.ISSUE, Kind.HAND_OVER) and one.stage is Stage.CONFIRMED
        if one.item == key.id and taken:
            return one if one.bearer == key.custodian.id else None
    return None


def _signature(consent: str, person: Person, act: str, signed: Signed) -> k.ConsentSigned:
    return k.ConsentSigned(
        consent, person.id, act, signed.document, signed.by, signed.signature, signed.digest
    )
