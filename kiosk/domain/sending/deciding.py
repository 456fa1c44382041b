"""What may be done with a parcel that a resident sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.parcels.allocation import Wish, choose
from kiosk.domain.people import Role
from kiosk.domain.places import Furniture, Reading
from kiosk.domain.refusal import Refused
from kiosk.domain.sending import events as n
from kiosk.domain.sending.sending import (
    DESK_PLACE,
    FEES,
    Sending,
)
from kiosk.domain.sending.taking import is_staff, need

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
    if command.by != person.id and not is_staff(house, command.by):
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
        if not is_staff(house, by):
            raise Refused("staff.needed")
        intent = _drop(one, movement, DESK_PLACE, "M", by)
        return [intent, e.ParcelDropConfirmed(movement, f"word:{by}")]
    if by != one.person:
        raise Refused("keep.not_yours")
    place = choose(house, furniture, readings, Wish(size, recipient=one.person))
    return [_drop(one, movement, place.id, size, ""), e.DoorCommanded(place.id, movement, by)]


def _drop(one: Sending, movement: str, place: str, size: str, by: str) -> n.SendingDropIntended:
    return n.SendingDropIntended(movement, one.id, f"p-{movement}", one.person, one.unit, place, size, by)


def decide_address(house: House, sending: str, details: str, digest: str, by: str) -> list[e.Event]:
    """Return that the desk has written down where a parcel goes; nothing for one of which that is known.

    Raises:
        Refused: `sending.unknown`; `staff.needed`; `sending.details`; `sending.gone` for one that is over.
    """
    one = need(house, sending)
    if not is_staff(house, by):
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
    if not is_staff(house, by):
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
