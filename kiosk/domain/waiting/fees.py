"""What a parcel's waiting costs: shown before it is collected, settled at the desk or owed. Integer cents."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.parcels.sharing import taken_along
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting import events as w
from kiosk.domain.waiting.time import waited
from kiosk.domain.waiting.wait import FeeRule

DAY = timedelta(days=1)
PAID_FOR = timedelta(hours=24)
"""Whoever has paid has so long to walk to the door; no further day is asked for meanwhile."""
RECEIPT = "fee receipt"
LONGEST_VOUCHER = 40


def fee_cents(house: House, rule: FeeRule, parcel: Parcel, now: datetime) -> int:
    """Return what is still to be paid for a parcel at this moment; 0 where nothing is."""
    if not rule.cents_a_day or parcel.stage is not ParcelStage.WAITING or parcel.outgoing:
        return 0
    paid_at = parcel.wait.fee_paid_at
    if paid_at and now < paid_at + PAID_FOR:
        return 0
    over = waited(house, parcel, now) - timedelta(hours=rule.free_hours)
    if over <= timedelta(0):
        return 0
    days = -(-over // DAY)
    cents = days * rule.cents_a_day
    if rule.most_cents:
        cents = min(cents, rule.most_cents)
    return max(0, cents - parcel.wait.fee_paid_cents)


def asked_cents(house: House, rule: FeeRule, parcel: Parcel, now: datetime) -> int:
    """Return what has to be settled or agreed to before a parcel's door opens; 0 where that is done."""
    cents = fee_cents(house, rule, parcel, now)
    return cents if not rule.owed or cents > parcel.wait.fee_agreed_cents else 0


def decide_agree(house: House, rule: FeeRule, parcels: tuple[str, ...], now: datetime) -> list[w.FeeAgreed]:
    """Return that the fees of some parcels are owed once they are collected; nothing for those without one.

    Raises:
        Refused: `fee.desk` where the site wants them settled before.
    """
    found: list[w.FeeAgreed] = []
    for name in parcels:
        parcel = house.parcels.get(name)
        cents = asked_cents(house, rule, parcel, now) if parcel else 0
        if cents and not rule.owed:
            raise Refused("fee.desk")
        if cents:
            found.append(w.FeeAgreed(name, cents))
    return found


def owed_after(house: House, collect: str) -> list[e.Event]:
    """Return what is owed once a parcel was collected whose fee was agreed to."""
    movement = house.movements.get(collect)
    parcel = house.parcels.get(movement.item) if movement and movement.kind is Kind.COLLECT else None
    if movement is None or parcel is None:
        return []
    return [
        w.FeeOwed(one.id, one.recipient, one.wait.fee_agreed_cents)
        for one in (parcel, *taken_along(house, movement))
        if one.wait.fee_agreed_cents
    ]


def decide_settle(
    house: House, rule: FeeRule, parcel: str, voucher: str, by: Person, now: datetime, *, waived: bool = False
) -> list[e.Event]:
    """Return that a fee was paid over the desk, and the receipt; nothing for one that is settled.

    Raises:
        Refused: `staff.needed`; `supervisor.needed` to waive it; `voucher.needed`; `fee.none`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if waived and by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if not waived and not voucher.strip():
        raise Refused("voucher.needed")
    owed, waiting = house.storage_fees.get(parcel), house.parcels.get(parcel)
    if owed is not None and owed.settled is None:
        person, cents = owed.person, owed.cents
    elif waiting is not None and (cents := fee_cents(house, rule, waiting, now)):
        person = waiting.recipient
    elif owed is not None or (waiting is not None and waiting.wait.fee_paid_at):
        return []  # a double tap pays nothing twice
    else:
        raise Refused("fee.none")
    settled = w.FeeSettled(parcel, person, cents, voucher.strip()[:LONGEST_VOUCHER], by.id, waived)
    language = house.people[person].language if person in house.people else "zh_Hans"
    return [settled, e.PaperQueued(f"f-{parcel}-{cents}"[:60], RECEIPT, parcel, language)]
