"""How each recorded event about deposited items changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.deposits import events as n
from kiosk.domain.deposits.deposit import Claim, Claiming, Deposit, Stage
from kiosk.domain.entrusted.evolving import without_item
from kiosk.domain.house import House, newest

KEPT = 48
"""How many that are over stay at hand; the register has the others."""
FOR_GOOD = 12
"""So many claims and void stubs of one deposit stay in it."""


def with_deposit(house: House, event: n.DepositEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case n.DepositDescribed():
            made = Deposit(
                event.deposit, event.person, event.unit, event.what, event.count, event.condition, at, event.by,
                size=event.size, heavy=event.heavy, named_by=event.named_by, due=event.due, cents=event.cents,
                words=event.words,
            )  # fmt: skip
            return _keeping(house, made)
        case n.DepositRefused():
            known = house.deposits.get(event.deposit) or Deposit(
                event.deposit, event.person, event.unit, event.what, 0, "", at, event.by
            )
            over = replace(known, goods=event.goods, stage=Stage.REFUSED, ended=at, ended_by=event.by)
            return _keeping(house, over)
    one = house.deposits.get(event.deposit)
    if one and isinstance(event, n.DepositSettled):
        house = without_item(house, one.item, at)
    return _keeping(house, _changed(one, event, at)) if one else house


def _changed(one: Deposit, event: n.DepositEvent, at: datetime) -> Deposit:
    match event:
        case n.DepositPictured():
            return replace(one, photo=event.photo or one.photo)
        case n.DepositTakenIn():
            return replace(
                one, stage=Stage.TAKEN_IN, slip=event.slip, signature=event.signature, photo=event.photo or one.photo,
                countersigned=event.countersigned, taken_by=event.by, taken=at,
            )  # fmt: skip
        case n.DepositCalledOff():
            return replace(one, stage=Stage.CALLED_OFF, ended=at, ended_by=event.by)
        case n.StubShown():
            return replace(one, shown=at)
        case n.StubReplaced():
            return replace(_with_stub(one, event.slip), shown=None)
        case n.ClaimWaits() | n.ClaimSigned():
            return replace(one, claiming=_claiming(event, at))
        case n.DepositGiven() if one.claiming and one.claiming.id == event.claim:
            return _given(one, one.claiming, event.left, at)
        case n.DepositSettled():
            return replace(
                one, stage=Stage.SETTLED, ended=at, ended_by=event.by, why=event.reason, claiming=None
            )
        case n.DepositReminded():
            return replace(one, reminded=at)
        case n.DepositReported():
            return replace(one, reported=at)
        case n.DepositUntold():
            return replace(one, untold=at)
        case n.DepositPhoned():
            return replace(one, untold=None)
    return one


def _claiming(event: n.ClaimWaits | n.ClaimSigned, at: datetime) -> Claiming:
    begun = Claiming(
        event.claim, at, event.count, event.how, event.document, event.by, event.second, shelf=event.shelf
    )
    if isinstance(event, n.ClaimSigned):
        return replace(begun, signature=event.signature, fresh=event.fresh)
    return begun


def _given(one: Deposit, claim: Claiming, left: int, at: datetime) -> Deposit:
    done = Claim(claim.id, at, claim.count, left, claim.how, claim.signature, claim.by, claim.second)
    given = replace(one, claims=(*one.claims, done)[-FOR_GOOD:], claiming=None, shown=None)
    if left:
        return replace(_with_stub(given, claim.fresh), count=left, reminded=None)
    return replace(given, stage=Stage.CLAIMED, ended=at, ended_by=claim.by)


def _with_stub(one: Deposit, slip: str) -> Deposit:
    return replace(one, slip=slip, void=(*one.void, one.slip)[-FOR_GOOD:] if one.slip else one.void)


def _keeping(house: House, one: Deposit) -> House:
    known = newest(house.deposits, one.id, one)
    over = [other.id for other in known.values() if other.over]
    for name in over[:-KEPT]:
        del known[name]
    return house.having(deposits=known)
