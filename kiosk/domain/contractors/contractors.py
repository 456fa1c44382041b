"""Contractors: who may be let in, when a stay is over, who is blocked, and when a person's details are deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.stay import Block, Errand, Stay
from kiosk.domain.house import House
from kiosk.domain.id_numbers import KINDS
from kiosk.domain.items import Key, with_person
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

GROUP = Role.CONTRACTOR.value
"""The group under which a resident's consent names contractors."""
LONGEST_BLOCK = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Admit:
    """Somebody is let in: `document` is the kind that `by` saw, `digest` a keyed digest of its kind and number."""

    stay: str
    person: str
    document: str
    digest: str
    language: str
    agreed: bool
    rules: str
    by: Person
    signature: str
    signature_digest: str


def staff(by: Person) -> Person:
    """Return `by`, one of the staff.

    Raises:
        Refused: `staff.needed`.
    """
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    return by


def supervisor(by: Person) -> Person:
    """Return `by`, somebody who decides for the desk.

    Raises:
        Refused: `supervisor.needed`.
    """
    if not by.active or by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    return by


def open_stay(house: House, person: str) -> Stay | None:
    """Return the stay of somebody who is in now, if they are."""
    return next((one for one in house.stays.values() if one.person == person and one.left is None), None)


def stay_of(house: House, stay: str) -> Stay:
    """Return a stay that goes on.

    Raises:
        Refused: `contractor.unknown`, `contractor.left`.
    """
    known = house.stays.get(stay)
    if known is None:
        raise Refused("contractor.unknown")
    if known.left is not None:
        raise Refused("contractor.left")
    return known


def sponsored(house: House, key: Key) -> Errand | None:
    """Return the errand under which a contractor holds a key now, if one does."""
    found = borne(house, key)
    return found[1] if found else None


def borne(house: House, key: Key) -> tuple[Stay, Errand] | None:
    """Return the stay and the errand under which a contractor holds a key now, if one does."""
    holder = house.people.get(key.custodian.id)
    if holder is None or holder.role is not Role.CONTRACTOR:
        return None  # asked of every key on a list: nobody's stays are looked through for it
    for stay in reversed(list(house.stays.values())):
        if key.custodian != with_person(stay.person):
            continue
        for errand in reversed(list(stay.errands.values())):
            if errand.key == key.id and errand.movement:
                return stay, errand
    return None


def why_not_in(house: House, digest: str) -> None:
    """Return if a document is not blocked.

    Raises:
        Refused: `contractor.blocked` with `until`. A block whose time is over holds until that is on record.
    """
    if block := house.blocks.get(digest):
        raise Refused("contractor.blocked", until=block.until)


def decide_admission(house: House, command: Admit) -> list[e.Event]:
    """Return the person and the stay; nothing for a stay that is known.

    Raises:
        Refused: `staff.needed`, `document.kind`, `contractor.blocked`, `contractor.rules_needed`,
            `signature.missing`; `contractor.in_already` with the `stay` of somebody who has not left.
    """
    if command.stay in house.stays:
        return []
    staff(command.by)
    if command.document not in KINDS:
        raise Refused("document.kind")
    why_not_in(house, command.digest)
    if not command.agreed:
        raise Refused("contractor.rules_needed")
    if not command.signature:
        raise Refused("signature.missing")
    if known := open_stay(house, command.person):
        raise Refused("contractor.in_already", stay=known.id)
    return [
        e.PersonEnrolled(
            command.person, Role.CONTRACTOR.value, (GROUP,), None, None, command.language, None, True
        ),
        c.ContractorAdmitted(
            command.stay,
            command.person,
            command.document,
            command.by.id,
            command.rules,
            command.signature,
            command.signature_digest,
        ),
    ]


def decide_leaving(house: House, stay: str, by: Person) -> list[e.Event]:
    """Return the end of a stay, because somebody at the desk says so.

    Raises:
        Refused: `staff.needed`, `contractor.unknown`; `contractor.keys_out`, `contractor.deposit_here` while
            something is left to settle.
    """
    known = house.stays.get(stay)
    if known is not None and known.left is not None:
        return []
    staff(by)
    known = stay_of(house, stay)
    if house.keys_with(known.person) or house.waits_for(known.person):
        raise Refused("contractor.keys_out")
    if any(errand.holds_money for errand in known.errands.values()):
        raise Refused("contractor.deposit_here")
    return [c.ContractorLeft(stay, by.id)]


def days_over(house: House, now: datetime) -> list[e.Event]:
    """Return the end of every stay of an earlier day that leaves nothing to settle. `now` is in the site's zone."""
    return [
        c.ContractorLeft(stay.id, "")
        for stay in house.stays.values()
        if stay.left is None
        and stay.begun.astimezone(now.tzinfo).date() < now.date()
        and _settled(house, stay)
    ]


def _settled(house: House, stay: Stay) -> bool:
    money = any(errand.holds_money for errand in stay.errands.values())
    return not money and not house.keys_with(stay.person) and not house.waits_for(stay.person)


def to_forget(house: House, now: datetime, keep: timedelta) -> list[str]:
    """Return the contractors who left for good at least `keep` ago, and hold nothing of ours nor we of theirs."""
    last: dict[str, datetime | None] = {}
    for stay in house.stays.values():
        known = last.get(stay.person, stay.left)
        last[stay.person] = None if known is None or stay.left is None else max(known, stay.left)
    return [
        person
        for person, left in last.items()
        if left is not None and left + keep <= now and not house.keys_with(person)
    ]


def decide_block(house: House, block: Block, by: Person, now: datetime) -> list[e.Event]:
    """Return the supervisor's decision that a document is not let in until a day; it ends nothing that goes on.

    Raises:
        Refused: `supervisor.needed`; `contractor.until_needed` for a time that is over, or too far.
    """
    supervisor(by)
    if not now < block.until <= now + LONGEST_BLOCK:
        raise Refused("contractor.until_needed")
    return [c.ContractorBlocked(block.id, block.until, by.id, block.record)]


def decide_unblock(house: House, digest: str, by: Person) -> list[e.Event]:
    """Return the supervisor's decision that a document may be let in again. Raises `supervisor.needed`."""
    supervisor(by)
    return [c.ContractorUnblocked(digest, by.id)] if digest in house.blocks else []


def blocks_over(house: House, now: datetime) -> Iterator[Block]:
    """Yield the blocks whose time is over."""
    return (block for block in house.blocks.values() if block.until <= now)
