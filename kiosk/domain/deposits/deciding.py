"""What the desk takes in, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.deposits import events as n
from kiosk.domain.deposits.deposit import SLIP, Deposit, Stage
from kiosk.domain.entrusted.item import DEPOSIT
from kiosk.domain.entrusted.placing import ITEM_SIZES, Ground, Put, decide_put, is_staff
from kiosk.domain.goods import CONDITIONS, KINDS, MOST_PIECES, NOTHING, REFUSED_GOODS
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused

MOST_OPEN = 12
"""So many items at once may be kept for one person."""
MOST_CENTS = 100_000_000


@dataclass(frozen=True)
class Describe:
    """Somebody wants to leave an item. `goods`: the answer to the question of what is never taken in.

    `named_by`: the resident who names `person` as a guest; "" for a resident's own.
    """

    deposit: str
    person: str
    what: str
    count: int
    goods: str
    by: str
    condition: str = "good"
    size: str = "M"
    heavy: bool = False
    named_by: str = ""
    due: datetime | None = None
    cents: int = 0
    words: str = ""
    words_digest: str = ""


@dataclass(frozen=True)
class TakeIn:
    """Owner and desk have signed. `slip`: the number of the stub; `where` it goes, "" as proposed."""

    deposit: str
    movement: str
    slip: str
    signature: str
    digest: str
    countersigned: str
    countersigned_digest: str
    by: str
    where: str = ""
    photo: str = ""


def decide_describe(house: House, command: Describe, now: datetime) -> list[e.Event]:
    """Return what somebody wants to leave; that it was refused for what is in it; nothing for one that is known.

    Raises:
        Refused: `resident.unknown`; `keep.not_yours`; `deposit.goods.unasked`; `deposit.kind`, `deposit.count`,
            `deposit.condition`, `size.unknown`, `deposit.value`; `deposit.due` for a day that is over;
            `deposit.too_many`.
    """
    if command.deposit in house.deposits:
        return []
    unit = _may_leave(house, command)
    if command.what not in KINDS:
        raise Refused("deposit.kind")
    if command.goods in REFUSED_GOODS:
        return [
            n.DepositRefused(command.deposit, command.person, unit, command.what, command.goods, command.by)
        ]
    if command.goods != NOTHING:
        raise Refused("deposit.goods.unasked")
    _fits(command, now)
    if sum(one.person == command.person and not one.over for one in house.deposits.values()) >= MOST_OPEN:
        raise Refused("deposit.too_many", most=MOST_OPEN)
    return [
        n.DepositDescribed(
            command.deposit, command.person, unit, command.named_by, command.what, command.count,
            command.condition, command.size, command.heavy, command.due, command.cents, command.words,
            command.words_digest, command.by,
        )
    ]  # fmt: skip


def _may_leave(house: House, command: Describe) -> str:
    """Return the home that a deposit is for."""
    answers = house.people.get(command.named_by or command.person)
    if answers is None or answers.role is not Role.RESIDENT or not answers.active:
        raise Refused("resident.unknown")
    if command.by not in (answers.id, command.person) and not is_staff(house, command.by):
        raise Refused("keep.not_yours")
    return answers.unit or ""


def _fits(command: Describe, now: datetime) -> None:
    if not 1 <= command.count <= MOST_PIECES:
        raise Refused("deposit.count", most=MOST_PIECES)
    if command.condition not in CONDITIONS:
        raise Refused("deposit.condition")
    if command.size not in ITEM_SIZES:
        raise Refused("size.unknown")
    if not 0 <= command.cents <= MOST_CENTS:
        raise Refused("deposit.value")
    if command.due is not None and command.due <= now:
        raise Refused("deposit.due")


def decide_take_in(house: House, ground: Ground, command: TakeIn) -> list[e.Event]:
    """Return that both have signed, the item's way to its place, and its slip; nothing for one that is taken in.

    Raises:
        Refused: `deposit.unknown`; `staff.needed`; `deposit.over` for one that is not to be left any more; as
            `decide_put`.
    """
    one = need(house, command.deposit)
    if one.stage is Stage.TAKEN_IN:
        return []
    if one.over:
        raise Refused("deposit.over", number=one.number)
    put = _put(one, command.movement, command.by, command.where)
    signed = n.DepositTakenIn(
        one.id, command.slip, command.signature, command.digest, command.countersigned,
        command.countersigned_digest, command.photo, command.by,
    )  # fmt: skip
    return [signed, *decide_put(house, ground, put), slip_of(house, one, command.slip)]


def decide_put_away(
    house: House, ground: Ground, deposit: str, movement: str, where: str, by: str
) -> list[e.Event]:
    """Return the way to a place of an item that is signed for and did not get to one.

    Raises:
        Refused: `deposit.unknown`; `deposit.over`; `item.here` for one that is here or on its way; as `decide_put`.
    """
    one = need(house, deposit)
    if movement in house.movements:
        return []
    if one.stage is not Stage.TAKEN_IN:
        raise Refused("deposit.over", number=one.number)
    if not to_put_away(house, one):
        raise Refused("item.here")
    return decide_put(house, ground, _put(one, movement, by, where))


def to_put_away(house: House, one: Deposit) -> bool:
    """Return whether an item is signed for and still in somebody's hands at the desk."""
    if one.stage is not Stage.TAKEN_IN:
        return False
    item = house.parcels.get(one.item)
    return item is None or item.stage in (ParcelStage.NOT_TAKEN_IN, ParcelStage.COLLECTED)


def decide_call_off(house: House, deposit: str, by: str) -> list[e.Event]:
    """Return that an item is not left after all, as long as the desk has not got it.

    Raises:
        Refused: `deposit.unknown`; `keep.not_yours`; `deposit.taken_in` for one that is to be claimed.
    """
    one = need(house, deposit)
    if by not in (one.person, one.named_by) and not is_staff(house, by):
        raise Refused("keep.not_yours")
    if one.over:
        return []
    if one.stage is Stage.TAKEN_IN and not (to_put_away(house, one) and not one.claims):
        raise Refused("deposit.taken_in", number=one.number)
    return [n.DepositCalledOff(one.id, by)]


def slip_of(house: House, one: Deposit, slip: str) -> e.PaperQueued:
    """Return the slip of two parts of a deposit, in its owner's language; each stub's number is one paper."""
    person = house.people.get(one.person)
    return e.PaperQueued(f"d-{slip}", SLIP, one.id, person.language if person else "zh_Hans")


def _put(one: Deposit, movement: str, by: str, where: str) -> Put:
    return Put(
        movement, one.id, DEPOSIT, one.person, one.unit, one.number, one.size, by, where, heavy=one.heavy
    )


def need(house: House, deposit: str) -> Deposit:
    """Return a deposit at hand.

    Raises:
        Refused: `deposit.unknown`.
    """
    found = house.deposits.get(deposit)
    if found is None:
        raise Refused("deposit.unknown")
    return found
