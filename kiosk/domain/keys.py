"""Keys: who may take which, and that a key may always come back."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, at_place, with_person
from kiosk.domain.opening import opening
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused


@dataclass(frozen=True)
class IssueKey:
    """An attendant asks for a key, having signed."""

    movement: str
    bearer: str
    key: str
    reason: str
    work_order: str
    signature: str
    """The vault's reference to the pen strokes."""
    signature_digest: str


@dataclass(frozen=True)
class ReturnKey:
    """Somebody brings a key back."""

    movement: str
    bearer: str
    key: str


def may_take(house: House, person: Person, key: Key) -> str | None:
    """Return None if `person` may take `key` now, else the code of the reason why not."""
    if not person.active:
        return "person.inactive"
    if person.role not in STAFF or not set(person.groups) & set(key.groups):
        return "key.not_yours"
    if house.moving(key.id):
        return "key.moving"
    if key.custodian.kind is CustodianKind.PLACE and key.custodian.id != key.place:
        return "key.elsewhere"
    if key.custodian != at_place(key.place):
        return "key.out"
    if house.door(key.place).doubt:
        return "door.doubt"
    if house.under_way(key.place):
        return "door.busy"
    return None


def decide_issue(house: House, command: IssueKey, reasons: tuple[str, ...]) -> list[e.Event]:
    """Return the intent and the slot's command, or nothing for a movement that is known already.

    Raises:
        Refused: with the code of the rule that says no.
    """
    if command.movement in house.movements:
        return []
    person, key = house.people.get(command.bearer), house.keys.get(command.key)
    if person is None or key is None:
        raise Refused("key.not_yours")
    if why_not := may_take(house, person, key):
        raise Refused(why_not, place=key.place)
    if command.reason not in reasons:
        raise Refused("key.reason_needed")
    if not command.signature:
        raise Refused("signature.missing")
    intent = e.KeyIssueIntended(
        movement=command.movement,
        key=key.id,
        bearer=person.id,
        place=key.place,
        reason=command.reason,
        work_order=command.work_order,
        signature=command.signature,
        signature_digest=command.signature_digest,
        unit=key.unit or "",
    )
    return [intent, opening(house, key.place, command.movement, person.id)]


def decide_return(house: House, command: ReturnKey) -> list[e.Event]:
    """Return the intent and the slot's command. No state of the person or the hour refuses a return.

    Raises:
        Refused: `key.not_with_you`, or `door.busy` while somebody else stands before that very slot.
    """
    if command.movement in house.movements:
        return []
    key = house.keys.get(command.key)
    if key is None or key.custodian != with_person(command.bearer):
        raise Refused("key.not_with_you")
    if house.under_way(key.place) or house.moving(key.id):
        raise Refused("door.busy", place=key.place)
    return [
        e.KeyReturnIntended(command.movement, key.id, command.bearer, key.place, key.unit or ""),
        opening(house, key.place, command.movement, command.bearer),
    ]
