"""The storeroom: parcels that no door takes, on a shelf with a tag, given out by an attendant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.couriers.letting_in import may_leave
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.category import categorised
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused

SHELF = "shelf:"
"""What the id of a shelf begins with; no door is behind it."""
TAG = "shelf tag"
RIGHTS = ("slip", "code", "badge", "qr_card", "id_card")
"""What a parcel is given out against; without one of these, an ID card and a second member of the staff."""
HOWS = (*RIGHTS, "id")


@dataclass(frozen=True)
class StoreParcel:
    """A courier leaves a parcel for the storeroom. `slip` and `code_mac` become good when it is there."""

    movement: str
    courier: str
    recipient: str
    barcode: str
    size: str
    slip: str
    code_mac: str
    category: str = ""
    """What the courier says of it, "" for nothing."""


@dataclass(frozen=True)
class HandOut:
    """An attendant gives a parcel to whoever has shown a right to it (`how`), or an ID card before a `second`."""

    movement: str
    parcel: str
    by: str
    how: str
    second: str = ""
    delegation: str = ""
    taker: str = ""


def is_shelf(place: str) -> bool:
    """Return whether a place is a shelf of the storeroom."""
    return place.startswith(SHELF)


def shelf_name(place: str) -> str:
    """Return what people call a shelf."""
    return place.removeprefix(SHELF)


def tag_number(parcel: str) -> str:
    """Return the number on a parcel's shelf tag: it names the thing, and gives no right to it."""
    return parcel.removeprefix("p-")[:6].upper()


def proposed(house: House, shelves: Sequence[str], recipient: str) -> str:
    """Return the shelf for a parcel: where one for the same home lies, else the emptiest.

    Raises:
        Refused: `storeroom.none` when the site has no storeroom.
    """
    if not shelves:
        raise Refused("storeroom.none")
    here = [one for one in stored(house) if shelf_name(one.custodian.id) in shelves]
    unit = _unit(house, recipient)
    for one in here:
        if unit and _unit(house, one.recipient) == unit:
            return one.custodian.id
    arriving = [shelf_name(one.place) for one in arriving_at_shelf(house)]
    full = Counter([shelf_name(one.custodian.id) for one in here] + arriving)
    return SHELF + min(shelves, key=lambda shelf: (full[shelf], shelves.index(shelf)))


def decide_store(house: House, shelves: Sequence[str], command: StoreParcel) -> list[e.Event]:
    """Return the intent and the tag to print; nothing for a movement that is known already.

    Raises:
        Refused: `courier.needed`, `courier.unconfirmed`, `person.inactive`, `recipient.unknown`,
            `parcel.barcode_missing`, `storeroom.none`.
    """
    if command.movement in house.movements:
        return []
    courier, recipient = house.people.get(command.courier), house.people.get(command.recipient)
    if courier is None or courier.role is not Role.COURIER:
        raise Refused("courier.needed")
    if not courier.active:
        raise Refused("person.inactive")
    if recipient is None or recipient.role is not Role.RESIDENT or not recipient.active:
        raise Refused("recipient.unknown")
    if not command.barcode.strip():
        raise Refused("parcel.barcode_missing")
    may_leave(house, courier.id)
    intent = e.ParcelDropIntended(
        movement=command.movement,
        parcel=f"p-{command.movement}",
        courier=courier.id,
        recipient=recipient.id,
        unit=recipient.unit or "",
        barcode=command.barcode,
        size=command.size or "XL",
        place=proposed(house, shelves, recipient.id),
        slip=command.slip,
        code_mac=command.code_mac,
    )
    known = categorised(house, intent.parcel, command.barcode, command.category, courier.id)
    return [intent, *known, e.PaperQueued(f"t-{command.movement[:16]}", TAG, command.movement, "zh_Hans")]


def decide_put(house: House, movement: str, by: str, *, there: bool) -> list[e.Event]:
    """Return how a parcel's way to the shelf ends by somebody's word; nothing for one that has ended.

    Raises:
        Refused: `movement.unknown`.
    """
    found = house.movements.get(movement)
    if found is None or found.kind is not Kind.DROP or not is_shelf(found.place):
        raise Refused("movement.unknown")
    if found.ended:
        return []
    if there:
        return [e.ParcelDropConfirmed(movement, f"word:{by}")]
    return [e.ParcelDropAbandoned(movement, "not_put_in")]


def decide_hand_out(house: House, command: HandOut) -> list[e.Event]:
    """Return a parcel's way from its shelf to whoever collects it; nothing for a movement that is known already.

    Raises:
        Refused: `staff.needed`; `handing.right` when neither a right nor two of the staff are there; `slip.used`;
            `parcel.not_here`.
    """
    if command.movement in house.movements:
        return []
    by, second = house.people.get(command.by), house.people.get(command.second)
    if by is None or by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if command.how not in HOWS:
        raise Refused("handing.right")
    two = second is not None and second.role in STAFF and second.active and second.id != by.id
    if command.how not in RIGHTS and not two:
        raise Refused("handing.right")
    parcel = house.parcels.get(command.parcel)
    if parcel is None or parcel.stage is ParcelStage.COLLECTED:
        raise Refused("slip.used")
    if parcel not in stored(house) or house.moving(parcel.id):
        raise Refused("parcel.not_here")
    intent = p.ParcelHandOutIntended(
        command.movement, parcel.id, parcel.recipient, _unit(house, parcel.recipient), parcel.custodian.id,
        f"desk:{command.how}", by.id, command.second if two else "", command.delegation, command.taker,
    )  # fmt: skip
    return [intent, e.ParcelCollectConfirmed(command.movement, f"word:{by.id}")]


def stored(house: House) -> list[Parcel]:
    """Return the parcels that lie on a shelf, the oldest first."""
    found = [
        one
        for one in house.parcels.values()
        if one.stage is ParcelStage.WAITING
        and one.custodian.kind is CustodianKind.PLACE
        and is_shelf(one.custodian.id)
        and not one.outgoing
    ]
    return sorted(found, key=lambda one: one.since)


def arriving_at_shelf(house: House) -> Iterator[Movement]:
    """Yield the ways to a shelf that nobody has ended: the desk sees to them."""
    for movement in house.movements.values():
        if movement.stage is Stage.INTENDED and movement.kind is Kind.DROP and is_shelf(movement.place):
            yield movement


def _unit(house: House, person: str) -> str:
    known = house.people.get(person)
    return (known.unit if known else "") or ""
