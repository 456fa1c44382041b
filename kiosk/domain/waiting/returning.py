"""A parcel goes back to its sender: taken out by one of the staff, signed for by whoever takes it along."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.opening import opening
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting import events as w

HOW = "return"
"""How a movement is identified by which a parcel goes back to its sender."""
REASONS = ("expired", "refused", "unknown", "damaged", "called_back")
"""Its time was over; its recipient does not want it; nobody here has that name; it is damaged; the sender asks."""


@dataclass(frozen=True)
class ReturnParcel:
    """One of the staff gives a parcel to a carrier. `courier`: who takes it, where Loge knows them."""

    movement: str
    parcel: str
    by: str
    reason: str
    carrier: str
    courier: str
    signature: str
    signature_digest: str


def decide_return(house: House, command: ReturnParcel) -> list[e.Event]:
    """Return the intent and the door's command; off a shelf the word of the staff ends it at once.

    Raises:
        Refused: `staff.needed`; `return.reason`; `return.carrier`; `courier.needed`; `signature.missing`;
            `return.not_expired` where time is the reason and it is not over; `parcel.not_here`; `door.busy`.
    """
    if command.movement in house.movements:
        return []
    by, courier = house.people.get(command.by), house.people.get(command.courier)
    if by is None or by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if command.reason not in REASONS:
        raise Refused("return.reason")
    if not command.carrier.strip():
        raise Refused("return.carrier")
    if command.courier and (courier is None or courier.role is not Role.COURIER or not courier.active):
        raise Refused("courier.needed")
    if not command.signature:
        raise Refused("signature.missing")
    parcel = house.parcels.get(command.parcel)
    here = parcel is not None and parcel.stage is ParcelStage.WAITING and not parcel.outgoing
    if parcel is None or not here or parcel.custodian.kind is not CustodianKind.PLACE:
        raise Refused("parcel.not_here")
    if command.reason == "expired" and parcel.wait.expired is None:
        raise Refused("return.not_expired")
    place = parcel.custodian.id
    if house.moving(parcel.id) or (not is_shelf(place) and house.under_way(place)):
        raise Refused("door.busy", place=place)
    recipient = house.people.get(parcel.recipient)
    unit = (recipient.unit if recipient else "") or ""
    intent = w.ParcelReturnIntended(
        command.movement, parcel.id, by.id, unit, place, command.reason, command.carrier.strip()[:40],
        command.courier, command.signature, command.signature_digest,
    )  # fmt: skip
    if is_shelf(place):
        gone = p.ParcelRecallConfirmed(command.movement, f"word:{by.id}")
        return [intent, gone, *_told(house, parcel, command.movement, command.reason, intent.carrier)]
    return [intent, opening(house, place, command.movement, by.id)]


def returned(house: House, movement: str) -> list[e.Event]:
    """Return what follows once a parcel has left for its sender: that it has, and its recipient told."""
    known = house.movements.get(movement)
    parcel = house.parcels.get(known.item) if known else None
    if known is None or parcel is None or known.kind is not Kind.RECALL or known.how != HOW:
        return []
    return _told(house, parcel, movement, known.reason, known.work_order)


def _told(house: House, parcel: Parcel, movement: str, reason: str, carrier: str) -> list[e.Event]:
    waiting = [one for one in house.notices.values() if one.item == parcel.id]
    return [
        *(e.NoticeSent(one.id, one.taken) for one in waiting),
        w.ParcelReturned(movement, parcel.id, reason, carrier),
        e.NoticeQueued(f"b-{parcel.slip}", parcel.recipient, "parcel_returned", parcel.id),
    ]
