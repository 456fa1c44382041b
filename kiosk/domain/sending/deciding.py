"""What may be done with a parcel that a resident sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.opening import opening
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.allocation import Wish, choose
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import STAFF, Role
from kiosk.domain.places import Furniture, Reading
from kiosk.domain.refusal import Refused
from kiosk.domain.sending import events as n
from kiosk.domain.sending.sending import (
    DESK_PLACE,
    FEES,
    REFUSED_GOODS,
    TAKEN,
    UNSENT,
    Sending,
)

SLIP, RECEIPT = "sending slip", "sending receipt"
MOST_OPEN = 12
"""So many at once may one resident have registered."""
LONGEST_WAYBILL = 40


@dataclass(frozen=True)
class Register:
    """A resident sends a parcel. `goods`: what of the refused goods is in it, "" for nothing of them.

    `told_later`: who sends it can't write here; the desk asks where it goes before any courier takes it.
    """

    sending: str
    person: str
    carrier: str
    goods: str
    fee: str
    details: str
    details_digest: str
    by: str
    told_later: bool = False


def decide_register(house: House, command: Register, carriers: Sequence[str]) -> list[e.Event]:
    """Return the line of the register and its slip; nothing for one that is known already.

    Raises:
        Refused: `resident.unknown`; `sending.goods.<which>` for what is never taken in; `sending.carrier`;
            `sending.fee`; `sending.details` without a destination; `sending.too_many`; `keep.not_yours`.
    """
    if command.sending in house.sendings:
        return []
    person = house.people.get(command.person)
    if person is None or person.role is not Role.RESIDENT or not person.active:
        raise Refused("resident.unknown")
    if command.by != person.id and not _is_staff(house, command.by):
        raise Refused("keep.not_yours")
    if command.goods in REFUSED_GOODS:
        raise Refused(f"sending.goods.{command.goods}")
    if command.carrier not in carriers:
        raise Refused("sending.carrier")
    if command.fee not in FEES:
        raise Refused("sending.fee")
    if not command.details and not command.told_later:
        raise Refused("sending.details")
    if sum(one.person == person.id and not one.over for one in house.sendings.values()) >= MOST_OPEN:
        raise Refused("sending.too_many", most=MOST_OPEN)
    registered = n.SendingRegistered(
        command.sending, person.id, person.unit or "", command.carrier, command.details,
        command.details_digest, command.fee, command.by,
    )  # fmt: skip
    return [registered, e.PaperQueued(f"o-{command.sending[:16]}", SLIP, command.sending, person.language)]


def decide_drop(
    house: House,
    furniture: Furniture,
    readings: Mapping[str, Reading],
    movement: str,
    sending: str,
    size: str,
    by: str,
) -> list[e.Event]:
    """Return the intent and the door's command, or for `size` "" that the desk has taken it in.

    Raises:
        Refused: `sending.unknown`; `sending.here` when it is here or on its way already; `staff.needed` at the desk;
            `keep.not_yours`; `size.unknown`, `no_room`.
    """
    if movement in house.movements:
        return []
    one = need(house, sending)
    known = house.parcels.get(one.parcel)
    if one.over or (known is not None and (known.live or known.stage is ParcelStage.MISSING)):
        raise Refused("sending.here")
    if not size:
        if not _is_staff(house, by):
            raise Refused("staff.needed")
        intent = _drop(one, movement, DESK_PLACE, "M", by)
        return [intent, e.ParcelDropConfirmed(movement, f"word:{by}")]
    if by != one.person:
        raise Refused("keep.not_yours")
    place = choose(house, furniture, readings, Wish(size, recipient=one.person))
    return [_drop(one, movement, place.id, size, ""), e.DoorCommanded(place.id, movement, by)]


def _drop(one: Sending, movement: str, place: str, size: str, by: str) -> n.SendingDropIntended:
    return n.SendingDropIntended(movement, one.id, f"p-{movement}", one.person, one.unit, place, size, by)


def waiting_for_carrier(house: House, carrier: str) -> list[Sending]:
    """Return what lies here for a carrier and is known to go somewhere, first things first; "": for any."""
    found = [
        one
        for one in house.sendings.values()
        if not one.over
        and not one.unaddressed
        and (not carrier or one.carrier == carrier)
        and here(house, one) is not None
    ]
    return sorted(found, key=lambda one: one.made)


def here(house: House, one: Sending) -> Parcel | None:
    """Return the parcel of a sending if it lies here, sure and quiet."""
    parcel = house.parcels.get(one.parcel)
    waits = parcel is not None and parcel.stage is ParcelStage.WAITING
    return parcel if waits and parcel and parcel.custodian.kind is CustodianKind.PLACE else None


def decide_sweep(
    house: House, sweep: str, courier: str, carrier: str, signature: str, digest: str, by: str
) -> list[e.Event]:
    """Return the one signature for all that waits for a courier's company; nothing for a sweep that is known.

    Raises:
        Refused: `courier.needed`; `sending.none` when nothing waits for that carrier.
    """
    if sweep in house.sweeps:
        return []
    known = house.people.get(courier)
    if known is None or known.role is not Role.COURIER or not known.active or known.company != carrier:
        raise Refused("courier.needed")
    found = waiting_for_carrier(house, carrier)
    if not found:
        raise Refused("sending.none")
    return [n.SweepSigned(sweep, courier, carrier, tuple(one.id for one in found), signature, digest, by)]


def left_to_take(house: House, sweep: str) -> list[Sending]:
    """Return what a courier has signed for and has not taken yet, doors first."""
    known = house.sweeps.get(sweep)
    named = [house.sendings.get(name) for name in known.sendings] if known else []
    found = [one for one in named if one is not None and not one.over and here(house, one)]
    return sorted(found, key=lambda one: house.parcels[one.parcel].custodian.id == DESK_PLACE)


def decide_take(house: House, movement: str, sending: str, sweep: str, by: str = "") -> list[e.Event]:
    """Return that a courier takes one of a sweep's parcels: a door opens, or (`by` one of the staff) the desk gives it.

    Raises:
        Refused: `sending.unknown`; `sending.not_here`; `staff.needed` for what lies at the desk; `door.busy`.
    """
    if movement in house.movements:
        return []
    one, swept = need(house, sending), house.sweeps.get(sweep)
    if swept is None or one.id not in swept.sendings:
        raise Refused("sending.unknown")
    parcel = here(house, one)
    if one.over or parcel is None:
        raise Refused("sending.not_here")
    place = parcel.custodian.id
    intent = n.SendingTakeIntended(
        movement, one.id, parcel.id, swept.courier, one.unit, place, sweep, swept.signature
    )
    if is_shelf(place):
        if not _is_staff(house, by):
            raise Refused("staff.needed")
        left = n.SendingLeft(one.id, movement, swept.courier, sweep)
        return [intent, p.ParcelRecallConfirmed(movement, f"word:{by}"), left]
    if house.under_way(place):
        raise Refused("door.busy", place=place)
    return [intent, opening(house, place, movement, swept.courier)]


def decide_unsend(house: House, movement: str, sending: str, by: str) -> list[e.Event]:
    """Return that a resident takes a parcel out again, or, while it is not here, that it is called off.

    Raises:
        Refused: `sending.unknown`; `keep.not_yours`; `sending.gone` when its carrier has it; `sending.signed` when
            its courier has signed for it; `door.busy`; `staff.needed` for what lies at the desk.
    """
    if movement in house.movements:
        return []
    one = need(house, sending)
    staff = _is_staff(house, by)
    if by != one.person and not staff:
        raise Refused("keep.not_yours")
    if one.over:
        raise Refused("sending.gone")
    parcel = house.parcels.get(one.parcel)
    if parcel is None or parcel.stage is ParcelStage.NOT_TAKEN_IN:
        return [n.SendingCalledOff(one.id, by)]
    if here(house, one) is None or house.moving(parcel.id):
        raise Refused("door.busy", place=parcel.custodian.id)
    place = parcel.custodian.id
    intent = n.SendingTakeIntended(movement, one.id, parcel.id, one.person, one.unit, place, "")
    if is_shelf(place):
        if not staff:
            raise Refused("staff.needed")
        given = p.ParcelRecallConfirmed(movement, f"word:{by}")
        return [intent, given, n.SendingCalledOff(one.id, by)]
    if house.under_way(place):
        raise Refused("door.busy", place=place)
    return [intent, opening(house, place, movement, by)]


def taken(house: House, movement: str) -> list[e.Event]:
    """Return what follows once a parcel that was to be sent is out of its door."""
    known = house.movements.get(movement)
    parcel = house.parcels.get(known.item) if known and known.kind is Kind.RECALL else None
    if known is None or parcel is None or not parcel.outgoing:
        return []
    if known.how == TAKEN:
        return [n.SendingLeft(parcel.outgoing, movement, known.bearer, known.work_order)]
    return [n.SendingCalledOff(parcel.outgoing, known.bearer)] if known.how == UNSENT else []


def decide_address(house: House, sending: str, details: str, digest: str, by: str) -> list[e.Event]:
    """Return that the desk has written down where a parcel goes; nothing for one of which that is known.

    Raises:
        Refused: `sending.unknown`; `staff.needed`; `sending.details`; `sending.gone` for one that is over.
    """
    one = need(house, sending)
    if not _is_staff(house, by):
        raise Refused("staff.needed")
    if one.details:
        return []
    if one.over:
        raise Refused("sending.gone")
    if not details:
        raise Refused("sending.details")
    return [n.SendingAddressed(one.id, details, digest, by)]


def decide_waybill(house: House, sending: str, waybill: str, by: str) -> list[e.Event]:
    """Return the carrier's number; nothing for the same once more.

    Raises:
        Refused: `sending.unknown`; `sending.waybill` for what is no such number, or another parcel's.
    """
    one, number = need(house, sending), waybill.strip().upper()
    plain = number.isascii() and number.replace("-", "").isalnum()
    others = any(other.waybill == number and other.id != one.id for other in house.sendings.values())
    if not 6 <= len(number) <= LONGEST_WAYBILL or not plain or others:
        raise Refused("sending.waybill")
    return [] if one.waybill == number else [n.WaybillNoted(one.id, number, by)]


def decide_fee(
    house: House, sending: str, cents: int, voucher: str, by: str, currency: str = "CNY"
) -> list[e.Event]:
    """Return that the fee was paid over the desk, and its voucher on paper; nothing for one that is settled.

    A voucher that the desk has no number for gets one: the parcel's own behind a "V".

    Raises:
        Refused: `sending.unknown`; `staff.needed`; `sending.amount`; `fee.none` where the carrier gets it.
    """
    one = need(house, sending)
    if not _is_staff(house, by):
        raise Refused("staff.needed")
    if one.fee_paid:
        return []
    if not one.owed:
        raise Refused("fee.none")
    if not 0 < cents <= 10_000_000:
        raise Refused("sending.amount")
    person = house.people.get(one.person)
    language = person.language if person else "zh_Hans"
    number = voucher.strip()[:LONGEST_WAYBILL] or f"V-{one.number}"
    settled = n.SendingFeeSettled(one.id, cents, number, by, currency)
    return [settled, e.PaperQueued(f"v-{one.id[:16]}", RECEIPT, one.id, language)]


def need(house: House, sending: str) -> Sending:
    """Return a sending at hand.

    Raises:
        Refused: `sending.unknown`.
    """
    found = house.sendings.get(sending)
    if found is None:
        raise Refused("sending.unknown")
    return found


def _is_staff(house: House, person: str) -> bool:
    known = house.people.get(person)
    return known is not None and known.role in STAFF and known.active
