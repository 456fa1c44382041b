"""What an order costs: told before the work, agreed by its customer, never more than was agreed."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import events as w
from kiosk.domain.workorders import serving
from kiosk.domain.workorders.deciding import need_open, need_staff
from kiosk.domain.workorders.order import AGREED_BY, PHONE, WorkOrder

MOST_CENTS = 100_000_00
MOST_LINES = 40
MOST_COUNT = 999


@dataclass(frozen=True)
class Yes:
    """How a customer has said yes. `signature`: the vault's reference, or who stood by in its place."""

    how: str
    signature: str = ""
    digest: str = ""


def decide_quote(house: House, order: str, cents: int, by: str) -> list[e.Event]:
    """Return the price that is told; nothing for the same once more. A new price wants a new yes.

    Raises:
        Refused: `staff.needed`, `order.unknown`, `order.over`; `order.amount`; `order.no_customer`: common areas cost
            nobody anything; `order.below_used` under what was used already, with its `cents`.
    """
    need_staff(house, by)
    one = need_open(house, order)
    if not one.person:
        raise Refused("order.no_customer")
    if not 0 < cents <= MOST_CENTS:
        raise Refused("order.amount")
    if cents < one.materials_cents:
        raise Refused("order.below_used", cents=one.materials_cents)
    if one.quote and one.quote.cents == cents:
        return []
    return [w.OrderQuoted(one.id, cents, one.currency, by)]


def decide_agree(house: House, order: str, cents: int, yes: Yes, by: str) -> list[e.Event]:
    """Return the customer's yes to the price that the form showed; nothing for one that was said already.

    Raises:
        Refused: `staff.needed`, `order.unknown`, `order.over`; `order.no_quote`; `order.other_price` when another
            price was told meanwhile; `order.agreement`; `signature.missing`.
    """
    need_staff(house, by)
    one = need_open(house, order)
    if one.quote is None:
        raise Refused("order.no_quote")
    if one.quote.cents != cents:
        raise Refused("order.other_price")
    if one.quote.holds:
        return []
    if yes.how not in AGREED_BY:
        raise Refused("order.agreement")
    if yes.how != PHONE and not yes.signature:
        raise Refused("signature.missing")
    said = w.OrderAgreed(one.id, cents, yes.how, yes.signature, yes.digest, by)
    return [said, *serving.agreed(house, one, cents, yes.how, by)]


@dataclass(frozen=True)
class Use:
    """Something was used: so many of it, each at so many cents. `words`: the vault's reference to what it is."""

    line: str
    words: str
    words_digest: str
    count: int
    cents: int


def decide_material(house: House, order: str, use: Use, by: str) -> list[e.Event]:
    """Return one line of material; nothing for one that is known already.

    Raises:
        Refused: `staff.needed`, `order.unknown`, `order.over`; `order.material` without words or count;
            `order.amount`; `order.too_many_lines`; as `within`.
    """
    need_staff(house, by)
    one = need_open(house, order)
    if any(line.id == use.line for line in one.materials):
        return []
    if not use.words or not 1 <= use.count <= MOST_COUNT:
        raise Refused("order.material")
    if not 0 <= use.cents <= MOST_CENTS:
        raise Refused("order.amount")
    if len(one.materials) >= MOST_LINES:
        raise Refused("order.too_many_lines", most=MOST_LINES)
    within(one, one.materials_cents + use.count * use.cents)
    return [w.OrderMaterialUsed(one.id, use.line, use.words, use.words_digest, use.count, use.cents, by)]


def decide_strike(house: House, order: str, line: str, by: str) -> list[e.Event]:
    """Return that a line of material does not count; nothing for one that does not already.

    Raises:
        Refused: `staff.needed`, `order.unknown`, `order.over`.
    """
    need_staff(house, by)
    one = need_open(house, order)
    counts = any(known.id == line and not known.struck for known in one.materials)
    return [w.OrderMaterialStruck(one.id, line, by)] if counts else []


def within(one: WorkOrder, cents: int) -> None:
    """Return if a customer may be charged so much.

    Raises:
        Refused: `order.not_agreed`: the price was not told, or nobody has said yes; `order.over_quote`, with what was
            `agreed`: a new price is to be told first.
    """
    if not one.person or cents <= 0:
        return
    if not one.quote or not one.quote.holds:
        raise Refused("order.not_agreed")
    if cents > one.quote.cents:
        raise Refused("order.over_quote", cents=one.quote.cents)
