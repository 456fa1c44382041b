"""What the desk takes in to be handed on, and to whom it hands it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.entrusted.item import FETCH, GIVE_BACK, TRANSFER
from kiosk.domain.entrusted.placing import (
    ITEM_SIZES,
    Ground,
    Put,
    Take,
    decide_put,
    decide_take,
    is_staff,
    missing,
)
from kiosk.domain.goods import KINDS, MOST_PIECES, NOTHING, REFUSED_GOODS
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.movements import Stage as Progress
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.transfers import events as n
from kiosk.domain.transfers.transfer import TAG, Stage, Transfer

WAITING = "transfer_waiting"
"""What the other side is told."""


@dataclass(frozen=True)
class TakeTransfer:
    """A giver hands something over for somebody else. `allowed_by`: the supervisor who lets refused goods in."""

    transfer: str
    movement: str
    person: str
    visitor: str
    to_resident: bool
    what: str
    count: int
    goods: str
    signature: str
    digest: str
    by: str
    size: str = "M"
    heavy: bool = False
    where: str = ""
    words: str = ""
    words_digest: str = ""
    allowed_by: str = ""
    why: str = ""


@dataclass(frozen=True)
class HandOver:
    """A taker has shown a document, kept under `record`, and signed; `back`: the giver has it again."""

    movement: str
    transfer: str
    record: str
    signature: str
    digest: str
    by: str
    back: bool = False


def resident_unit(house: House, person: str) -> str:
    """Return the home of the resident's side. Raises `resident.unknown`."""
    known = house.people.get(person)
    if known is None or known.role is not Role.RESIDENT or not known.active:
        raise Refused("resident.unknown")
    return known.unit or ""


def may_take_in(house: House, command: TakeTransfer) -> list[e.Event]:
    """Return that an item was refused for what it is; nothing for one that may be taken in.

    Raises:
        Refused: `staff.needed`, `resident.unknown`; `deposit.kind`, `deposit.count`, `size.unknown`;
            `deposit.goods.unasked`; `supervisor.needed` for a decision that is nobody's to make, `reason.missing`.
    """
    if not is_staff(house, command.by):
        raise Refused("staff.needed")
    unit = resident_unit(house, command.person)
    if command.what not in KINDS:
        raise Refused("deposit.kind")
    if not 1 <= command.count <= MOST_PIECES:
        raise Refused("deposit.count", most=MOST_PIECES)
    if command.size not in ITEM_SIZES:
        raise Refused("size.unknown")
    if command.goods not in (NOTHING, *REFUSED_GOODS):
        raise Refused("deposit.goods.unasked")
    if command.goods == NOTHING:
        return []
    if not command.allowed_by:
        return [
            n.TransferRefused(
                command.transfer, command.person, unit, command.to_resident, command.what, command.goods, command.by
            )
        ]  # fmt: skip
    allowing = house.people.get(command.allowed_by)
    if allowing is None or not allowing.active or allowing.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if not command.why:
        raise Refused("reason.missing")
    return []


def decide_take_in(house: House, ground: Ground, command: TakeTransfer) -> list[e.Event]:
    """Return that the desk has it, its way to its place, its tag, and who is told; nothing for one that is known.

    Raises:
        Refused: as `may_take_in`, `decide_put`.
    """
    if command.transfer in house.transfers:
        return []
    if refused := may_take_in(house, command):
        return refused
    unit, goods = resident_unit(house, command.person), command.goods
    taken = n.TransferTakenIn(
        command.transfer, command.person, command.visitor, unit, command.to_resident, command.what, command.count,
        command.size, command.heavy, command.words, command.words_digest, "" if goods == NOTHING else goods,
        command.allowed_by, command.why, command.signature, command.digest, command.by,
    )  # fmt: skip
    giver = command.visitor if command.to_resident else command.person
    number = f"T{command.transfer[:6].upper()}"
    put = Put(
        command.movement, command.transfer, TRANSFER, giver, unit, number, command.size, command.by, command.where,
        heavy=command.heavy,
    )  # fmt: skip
    moved = decide_put(house, ground, put)
    tag = e.PaperQueued(f"t-{command.transfer[:16]}", TAG, command.transfer, "zh_Hans")
    told: list[e.Event] = []
    if any(isinstance(one, e.Confirmed) for one in moved):
        taker = command.person if command.to_resident else command.visitor
        told = _told(command.transfer, taker, 0)
    return [taken, *moved, tag, *told]


def arrived(house: House, movement: str) -> list[e.Event]:
    """Return who is told once an item is behind its door."""
    known = house.movements.get(movement)
    item = house.parcels.get(known.item) if known and known.how == TRANSFER else None
    one = house.transfers.get(item.outgoing) if item else None
    return _told(one.id, one.taker, 0) if one and one.told is None else []


def _told(transfer: str, taker: str, reminders: int) -> list[e.Event]:
    notice = e.NoticeQueued(f"tr-{transfer[:12]}-{reminders}", taker, WAITING, transfer)
    return [n.TransferTold(transfer, reminders), notice]


def decide_put_away(
    house: House, ground: Ground, transfer: str, movement: str, where: str, by: str
) -> list[e.Event]:
    """Return the way to a place of an item that did not get to one. Raises as `need`, `decide_put`; `item.here`."""
    one = need(house, transfer)
    if movement in house.movements:
        return []
    if not to_put_away(house, one):
        raise Refused("item.here")
    put = Put(
        movement, one.id, TRANSFER, one.giver, one.unit, one.number, one.size, by, where, heavy=one.heavy
    )
    moved = decide_put(house, ground, put)
    at_once = any(isinstance(event, e.Confirmed) for event in moved) and one.told is None
    return [*moved, *(_told(one.id, one.taker, 0) if at_once else [])]


def to_put_away(house: House, one: Transfer) -> bool:
    """Return whether an item is taken in and still in somebody's hands at the desk."""
    item = house.parcels.get(one.item)
    in_hand = item is None or item.stage in (ParcelStage.NOT_TAKEN_IN, ParcelStage.COLLECTED)
    return one.stage is Stage.TAKEN_IN and in_hand


def decide_hand_over(house: House, command: HandOver) -> list[e.Event]:
    """Return that an item goes to its taker, or back; off a shelf it is theirs at once. Nothing for one that is known.

    Raises:
        Refused: `transfer.unknown`; `transfer.over` for one that was fetched; `deposit.missing`; as `decide_take`.
    """
    if command.movement in house.movements:
        return []
    one = need(house, command.transfer)
    if missing(house, one.item):
        raise Refused("deposit.missing", number=one.number)
    bearer = one.giver if command.back else one.taker
    how = GIVE_BACK if command.back else FETCH
    signed = n.TransferHanding(
        one.id, command.movement, command.back, command.record, command.signature, command.digest, command.by
    )
    take = Take(command.movement, one.id, how, bearer, one.unit, command.by, command.signature)
    moved = decide_take(house, one.item, take)
    if any(isinstance(event, e.Confirmed) for event in moved):
        moved.append(n.TransferHanded(one.id, command.movement))
    return [signed, *moved]


def handed(house: House, movement: str) -> list[e.Event]:
    """Return what follows once an item is out of its door."""
    for one in house.transfers.values():
        if one.handing and one.handing.id == movement and not one.over:
            return [n.TransferHanded(one.id, movement)]
    return []


def after_settling(house: House, event: e.CustodySettled) -> list[e.Event]:
    """Return what follows once an attendant has said that an item whose way out nobody saw is with its taker."""
    item = house.parcels.get(event.item)
    one = house.transfers.get(item.outgoing) if item else None
    if one is None or one.item != event.item or event.custodian.kind is not CustodianKind.PERSON:
        return []
    known = house.movements.get(one.handing.id) if one.handing else None
    theirs = known is not None and known.stage is Progress.DOUBTED and known.bearer == event.custodian.id
    return handed(house, known.id) if known and theirs else []


def need(house: House, transfer: str) -> Transfer:
    """Return a transfer that goes on.

    Raises:
        Refused: `transfer.unknown`, `transfer.over`.
    """
    found = house.transfers.get(transfer)
    if found is None:
        raise Refused("transfer.unknown")
    if found.over:
        raise Refused("transfer.over", number=found.number)
    return found
