"""How a work order ends: its customer signs, a colleague has looked at it, nobody was at home; or it is called off."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import events as w
from kiosk.domain.workorders import serving
from kiosk.domain.workorders.cost import MOST_CENTS, within
from kiosk.domain.workorders.deciding import SLIP, need, need_staff
from kiosk.domain.workorders.keys import keys_out
from kiosk.domain.workorders.order import (
    CALLED_OFF,
    CHECKED,
    KEY_STAYS,
    NOBODY_HOME,
    SIGNATURE,
    WITNESS,
    Stage,
    WorkOrder,
)


@dataclass(frozen=True)
class Done:
    """Somebody says that the work is done, and what proves it."""

    order: str
    how: str
    by: str
    labour_cents: int = 0
    signature: str = ""
    digest: str = ""
    photo: str = ""
    photo_digest: str = ""
    key_stays: str = ""


def decide_done(house: House, command: Done) -> list[e.Event]:
    """Return the end of an order and its slip; nothing for one that is done already.

    Raises:
        Refused: `staff.needed`, `order.unknown`; `order.over` for one that was called off; `order.not_on_site`;
            `order.amount`; as `cost.within`; `order.proof`; `signature.missing`; `order.photo`; `order.own_work`;
            `order.key_out` while a key is out and nothing was said of it, with its `count`.
    """
    need_staff(house, command.by)
    one = need(house, command.order)
    if one.stage is Stage.DONE:
        return []
    if one.over:
        raise Refused("order.over", number=one.number)
    if one.on_site is None:
        raise Refused("order.not_on_site")
    if not 0 <= command.labour_cents <= MOST_CENTS:
        raise Refused("order.amount")
    total = one.materials_cents + command.labour_cents
    within(one, total)
    _proven(one, command)
    stays = _about_key(house, one, command.key_stays)
    done = w.OrderDone(
        one.id, command.how, command.signature, command.digest, command.photo, command.photo_digest,
        command.labour_cents, total, stays, command.by,
    )  # fmt: skip
    person = house.people.get(one.person)
    language = person.language if person else "zh_Hans"
    paper = e.PaperQueued(f"wd-{one.id[:16]}", SLIP, one.id, language)
    signed = command.signature if command.how in (SIGNATURE, WITNESS) else ""
    service = serving.done(house, one, signed, command.digest if signed else "", command.by)
    return [done, *([paper] if one.person else []), *service]


def _proven(one: WorkOrder, command: Done) -> None:
    allowed = (SIGNATURE, WITNESS, NOBODY_HOME) if one.person else (CHECKED,)
    if command.how not in allowed:
        raise Refused("order.proof")
    if command.how in (SIGNATURE, WITNESS) and not command.signature:
        raise Refused("signature.missing")
    if command.how == NOBODY_HOME and not command.photo:
        raise Refused("order.photo")
    if command.how == CHECKED and command.by == one.worker:
        raise Refused("order.own_work")


def _about_key(house: House, one: WorkOrder, said: str) -> str:
    """Return what is on record of a key that is still out, "" where none is."""
    out = keys_out(house, one)
    if not out:
        return ""
    if said not in KEY_STAYS:
        raise Refused("order.key_out", count=len(out))
    return said


def decide_call_off(house: House, order: str, reason: str, by: str, key_stays: str = "") -> list[e.Event]:
    """Return that an order is not done after all; nothing for one that was called off already.

    Raises:
        Refused: `staff.needed`, `order.unknown`; `order.over` for one that is done; `order.reason`; `order.key_out`;
            `order.used` while lines of material count: what was used is to be charged, or struck out first.
    """
    need_staff(house, by)
    one = need(house, order)
    if one.stage is Stage.CALLED_OFF:
        return []
    if one.over:
        raise Refused("order.over", number=one.number)
    if reason not in CALLED_OFF:
        raise Refused("order.reason")
    if any(not line.struck for line in one.materials):
        raise Refused("order.used")
    return [w.OrderCalledOff(one.id, reason, _about_key(house, one, key_stays), by)]
