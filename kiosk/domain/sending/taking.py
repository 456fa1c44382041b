"""What lies here for a carrier: taken along against one signature, or taken out again by who wanted to send it."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.opening import opening
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.sending import events as n
from kiosk.domain.sending.sending import DESK_PLACE, TAKEN, UNSENT, Sending


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
        if not is_staff(house, by):
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
    staff = is_staff(house, by)
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


def need(house: House, sending: str) -> Sending:
    """Return a sending at hand.

    Raises:
        Refused: `sending.unknown`.
    """
    found = house.sendings.get(sending)
    if found is None:
        raise Refused("sending.unknown")
    return found


def is_staff(house: House, person: str) -> bool:
    """Return whether somebody is of the staff now."""
    known = house.people.get(person)
    return known is not None and known.role in STAFF and known.active
