"""A deposited item goes back to its owner: by its stub, or without one before a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.deposits import events as n
from kiosk.domain.deposits.deciding import need, slip_of
from kiosk.domain.deposits.deposit import LOST_STUB, STUB, Deposit, Stage
from kiosk.domain.entrusted.item import CLAIM, DESK_SHELF, SET_ASIDE
from kiosk.domain.entrusted.placing import Put, Take, decide_take, is_staff, lying, missing, on_shelf
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.domain.movements import Stage as Progress
from kiosk.domain.parcels.storing import SHELF, is_shelf
from kiosk.domain.refusal import Refused


@dataclass(frozen=True)
class SignClaim:
    """An owner has signed for `count` pieces. `fresh`: the stub for what stays, laid onto `shelf`."""

    claim: str
    deposit: str
    count: int
    how: str
    by: str
    signature: str
    digest: str
    fresh: str
    shelf: str = ""
    document: str = ""
    second: str = ""


def by_stub(house: House, slip: str) -> Deposit | None:
    """Return the deposit at hand that a stub was ever good for."""
    return next((one for one in house.deposits.values() if slip in one.slips), None)


def decide_shown(house: House, slip: str, earlier: Deposit | None = None) -> list[e.Event]:
    """Return that a stub was held to a camera. `earlier`: the deposit that the register knows it of.

    Raises:
        Refused: `deposit.stub_unknown`; `deposit.stub_used` for what was claimed, `deposit.stub_void` for a stub in
            whose place there is a newer one, `deposit.over`.
    """
    one = by_stub(house, slip) or earlier
    if one is None:
        raise Refused("deposit.stub_unknown")
    if one.stage is Stage.CLAIMED:
        raise Refused("deposit.stub_used", number=one.number)
    if one.over:
        raise Refused("deposit.over", number=one.number)
    if slip != one.slip:
        raise Refused("deposit.stub_void", number=one.number)
    return [n.StubShown(one.id, slip)]


def claimable(house: House, deposit: str, count: int) -> Deposit:
    """Return a deposit of which so many pieces can be handed out now.

    Raises:
        Refused: `deposit.unknown`; `deposit.stub_used`, `deposit.over`; `deposit.missing`; `item.not_here`;
            `deposit.count`; `deposit.claiming` while its door stands open for an earlier claim.
    """
    one = need(house, deposit)
    if one.stage is Stage.CLAIMED:
        raise Refused("deposit.stub_used", number=one.number)
    if one.over:
        raise Refused("deposit.over", number=one.number)
    if missing(house, one.item):
        raise Refused("deposit.missing", number=one.number)
    if house.moving(one.item):
        raise Refused("deposit.claiming", number=one.number)
    if lying(house, one.item) is None:
        raise Refused("item.not_here")
    if not 1 <= count <= one.count:
        raise Refused("deposit.count", most=one.count)
    return one


def how_shown(one: Deposit, now: datetime) -> str:
    """Return how a claim begins now: against the stub that was shown, or without one."""
    return STUB if one.stub_is_shown(now) else LOST_STUB


def decide_waits(house: House, command: SignClaim) -> list[e.Event]:
    """Return a claim whose signature is yet to be judged. Raises as `claimable`."""
    one = claimable(house, command.deposit, command.count)
    return [
        n.ClaimWaits(
            one.id, command.claim, command.count, command.how, command.document, command.second, command.shelf,
            command.by,
        )
    ]  # fmt: skip


def decide_claim(house: House, command: SignClaim) -> list[e.Event]:
    """Return the claim and the item's way out; off a shelf it is with its owner at once. Nothing for one that is known.

    Raises:
        Refused: `staff.needed`; as `claimable` and `decide_take`.
    """
    if command.claim in house.movements:
        return []
    one = claimable(house, command.deposit, command.count)
    left = one.count - command.count
    signed = n.ClaimSigned(
        one.id, command.claim, command.count, command.how, command.document, command.second, command.signature,
        command.digest, command.fresh if left else "", command.shelf if left else "", command.by,
    )  # fmt: skip
    take = Take(command.claim, one.id, CLAIM, one.person, one.unit, command.by, command.signature)
    moved = decide_take(house, one.item, take)
    if any(isinstance(event, e.Confirmed) for event in moved):
        moved += _given(house, one, signed)
    return [signed, *moved]


def claimed(house: House, movement: str) -> list[e.Event]:
    """Return what follows once a deposited item is out of its door."""
    known = house.movements.get(movement)
    one = _claimed_by(house, movement)
    if known is None or one is None or one.claiming is None:
        return []
    claim = one.claiming
    signed = n.ClaimSigned(
        one.id, claim.id, claim.count, claim.how, claim.document, claim.second, claim.signature, "", claim.fresh,
        claim.shelf, claim.by,
    )  # fmt: skip
    return _given(house, one, signed)


def _claimed_by(house: House, movement: str) -> Deposit | None:
    return next(
        (one for one in house.deposits.values() if one.claiming and one.claiming.id == movement), None
    )


def _given(house: House, one: Deposit, signed: n.ClaimSigned) -> list[e.Event]:
    """Return that the pieces are with their owner, and what stays on its shelf, with a stub of its own."""
    left = one.count - signed.count
    given: list[e.Event] = [n.DepositGiven(one.id, signed.claim, left)]
    if not left:
        return given
    shelf = signed.shelf or _shelf_of(house, one)
    put = Put(
        f"{signed.claim[:26]}.rest", one.id, SET_ASIDE, one.person, one.unit, one.number, one.size, signed.by
    )
    return [*given, *on_shelf(put, shelf), slip_of(house, one, signed.fresh)]


def _shelf_of(house: House, one: Deposit) -> str:
    here = lying(house, one.item)
    return here.custodian.id if here and is_shelf(here.custodian.id) else DESK_SHELF


def after_settling(house: House, event: e.CustodySettled) -> list[e.Event]:
    """Return what follows once an attendant has said where an item is whose way out nobody could see."""
    parcel = house.parcels.get(event.item)
    one = house.deposits.get(parcel.outgoing) if parcel else None
    if one is None or one.item != event.item or event.custodian.kind is not CustodianKind.PERSON:
        return []
    known = house.movements.get(one.claiming.id) if one.claiming else None
    if one.claiming and known and known.stage is Progress.DOUBTED and event.custodian.id == one.person:
        return claimed(house, one.claiming.id)
    return []


def decide_new_stub(house: House, deposit: str, slip: str, by: str) -> list[e.Event]:
    """Return a new stub in place of every earlier one, and its paper.

    Raises:
        Refused: `staff.needed`; `deposit.unknown`, `deposit.stub_used`, `deposit.over`.
    """
    one = need(house, deposit)
    if not is_staff(house, by):
        raise Refused("staff.needed")
    if one.stage is Stage.CLAIMED:
        raise Refused("deposit.stub_used", number=one.number)
    if one.stage is not Stage.TAKEN_IN:
        raise Refused("deposit.over", number=one.number)
    return [n.StubReplaced(one.id, slip, by), slip_of(house, one, slip)]


def shelf_or_desk(shelf: str, shelves: tuple[str, ...]) -> str:
    """Return the shelf that is meant, the desk's own for none."""
    return shelf if shelf.removeprefix(SHELF) in shelves else DESK_SHELF
