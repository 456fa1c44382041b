"""Parcels: who may drop one, who may collect one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.couriers.letting_in import may_leave
from kiosk.domain.deliveries.announcing import expected
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.opening import opening
from kiosk.domain.parcels.allocation import Wish, choose
from kiosk.domain.parcels.category import categorised, category_of
from kiosk.domain.parcels.events import DelegateCollectIntended
from kiosk.domain.parcels.sharing import SIGNED_FOR, may_share
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Role
from kiosk.domain.places import Furniture, Reading
from kiosk.domain.refusal import Refused


@dataclass(frozen=True)
class DropParcel:
    """A courier wants to leave a parcel for a resident. `slip` and `code_mac` become good when it is in."""

    movement: str
    courier: str
    recipient: str
    barcode: str
    size: str
    slip: str
    code_mac: str
    near: str = ""
    """The place of the last parcel of this visit."""
    heavy: bool = False
    beside: str = ""
    """The door behind which it is to lie beside other parcels of the same home."""
    category: str = ""
    """What the courier says of it, "" for nothing."""


@dataclass(frozen=True)
class CollectParcel:
    """Somebody has shown the right to collect a parcel; `how`: "slip", "code" or "badge"."""

    movement: str
    parcel: str
    how: str
    delegation: str = ""
    """By whose leave, where it is not the recipient's own right."""
    taker: str = ""
    """The neighbour whose card was shown."""


def decide_drop(
    house: House, furniture: Furniture, readings: Mapping[str, Reading], command: DropParcel
) -> list[e.Event]:
    """Return the intent and the door's command, or nothing for a movement that is known already.

    Raises:
        Refused: not a courier, or one who may leave no more (`courier.unconfirmed`); no such recipient, no barcode, no
            room; `share.not_now`.
    """
    if command.movement in house.movements:
        return []
    courier = house.people.get(command.courier)
    if courier is None or courier.role is not Role.COURIER:
        raise Refused("courier.needed")
    if not courier.active:
        raise Refused("person.inactive")
    recipient = house.people.get(command.recipient)
    if recipient is None or recipient.role is not Role.RESIDENT or not recipient.active:
        raise Refused("recipient.unknown")
    if not command.barcode.strip():
        raise Refused("parcel.barcode_missing")
    may_leave(house, courier.id)
    place = _place_for(house, furniture, readings, command)
    intent = e.ParcelDropIntended(
        movement=command.movement,
        parcel=f"p-{command.movement}",
        courier=courier.id,
        recipient=recipient.id,
        unit=recipient.unit or "",
        barcode=command.barcode,
        size=command.size,
        place=place,
        slip=command.slip,
        code_mac=command.code_mac,
    )
    known = categorised(house, intent.parcel, command.barcode, command.category, courier.id)
    return [intent, *known, e.DoorCommanded(place, command.movement, courier.id)]


def _place_for(
    house: House, furniture: Furniture, readings: Mapping[str, Reading], command: DropParcel
) -> str:
    """Raises: `share.not_now` when nothing may be laid beside what is there; `no_room`."""
    if command.beside:
        if category_of(house, command.barcode, command.category) in SIGNED_FOR:
            raise Refused("share.not_now")  # somebody signs for it alone
        if not may_share(house, command.beside, readings.get(command.beside), command.recipient):
            raise Refused("share.not_now")
        return command.beside
    announced = expected(house, command.barcode)
    heavy = command.heavy or (announced is not None and announced.heavy)
    recipient = house.people[command.recipient]
    wish = Wish(command.size, heavy, recipient.in_reach, recipient.id, command.near)
    return choose(house, furniture, readings, wish).id


def by_slip(house: House, slip: str) -> Parcel:
    """Return the parcel that a claim slip is good for.

    Raises:
        Refused: `slip.used`, `slip.void` or `slip.unknown`.
    """
    for parcel in house.parcels.values():
        if parcel.slip == slip:
            if parcel.stage is ParcelStage.COLLECTED:
                raise Refused("slip.used")
            if parcel.stage is not ParcelStage.WAITING:
                raise Refused("slip.void")
            return parcel
    raise Refused("slip.unknown")


def by_code(house: House, code_mac: str) -> Parcel | None:
    """Return the waiting parcel whose pick-up code has this digest, if any."""
    for parcel in house.parcels.values():
        if parcel.stage is ParcelStage.WAITING and parcel.code_mac == code_mac:
            return parcel
    return None


def was_code(house: House, code_mac: str) -> bool:
    """Return whether this was the code of a parcel that was collected lately."""
    parcels = house.parcels.values()
    return any(one.code_mac == code_mac and one.stage is ParcelStage.COLLECTED for one in parcels)


def decide_collect(house: House, command: CollectParcel) -> list[e.Event]:
    """Return the intent and the door's command, or nothing for a movement that is known already.

    A parcel whose collection is under way is not intended again: the person before the door goes on with it.

    Raises:
        Refused: `slip.used`, `slip.void`, `parcel.not_here`, `parcel.at_desk`, `door.busy`.
    """
    going_on = house.moving(command.parcel)
    if command.movement in house.movements or (going_on and going_on.kind is Kind.COLLECT):
        return []
    parcel = house.parcels.get(command.parcel)
    if parcel is None or parcel.stage is ParcelStage.COLLECTED:
        raise Refused("slip.used")
    if parcel.stage is not ParcelStage.WAITING:
        raise Refused("slip.void")
    if parcel.custodian.kind is not CustodianKind.PLACE:
        raise Refused("parcel.not_here")
    place = parcel.custodian.id
    if is_shelf(place):
        raise Refused("parcel.at_desk")
    if house.under_way(place):
        raise Refused("door.busy", place=place)
    recipient = house.people.get(parcel.recipient)
    unit = recipient.unit if recipient and recipient.unit else ""
    facts = (command.movement, parcel.id, parcel.recipient, unit, place, command.how)
    intent = (
        DelegateCollectIntended(*facts, command.delegation, command.taker)
        if command.delegation
        else e.ParcelCollectIntended(*facts)
    )
    return [intent, opening(house, place, command.movement, command.taker or parcel.recipient)]
