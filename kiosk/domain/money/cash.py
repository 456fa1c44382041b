"""The cash of a drawer: counted coin by coin, its difference explained, what is too much brought to the safe."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money import events as m
from kiosk.domain.money.account import (
    CURRENCY,
    DRAWER,
    bank,
    cash,
    difference,
    in_currency,
    opening,
    providers,
    safe,
)
from kiosk.domain.money.count import MOST_PIECES, PIECES_CENTS, REASONS, CashCount
from kiosk.domain.money.entry import BY_CASH, MOST_CENTS, Line, between
from kiosk.domain.money.posting import given, posted, standing_cents
from kiosk.domain.money.prepaying import supervisor_of
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.shift import on_duty

NOTE_WANTED = ("unknown", "other")
TO_SAFE, TO_BANK, FROM_SAFE = "to_safe", "to_bank", "from_safe"
BROUGHT = (TO_SAFE, TO_BANK, FROM_SAFE)


def decide_counted(
    house: House,
    count: str,
    pieces: Sequence[tuple[int, int]],
    by: str,
    *,
    drawer: str = DRAWER,
    currency: str = CURRENCY,
    known_pieces: Sequence[int] = PIECES_CENTS,
) -> list[e.Event]:
    """Return what lay in a drawer; the first count of all opens its books. Nothing for the same count once more.

    Raises:
        Refused: `staff.needed`; `money.pieces` for coins that there are not, or no number of them.
    """
    if count in house.cash_counts:
        return []
    _staff(house, by)
    counts = dict(pieces)
    if len(counts) != len(pieces) or any(
        one not in known_pieces or not 0 <= many <= MOST_PIECES for one, many in pieces
    ):
        raise Refused("money.pieces")
    account = in_currency(cash(drawer), currency)
    expected, found = standing_cents(house, account, currency), sum(one * many for one, many in pieces)
    if found > MOST_CENTS:
        raise Refused("money.pieces")
    shift = on_duty(list(house.shifts.values()), by)
    listed = tuple(sorted((one for one in pieces if one[1]), reverse=True))
    counted = m.CashCounted(count, drawer, account, listed, found, expected, by, shift.id if shift else "")
    known = house.accounts.get(account)
    if found == expected or (known is not None and known.counted is not None):
        return [counted]
    there = posted(
        house, id=f"{count}-o", about="", person="", kind="opening", by=by, currency=currency,
        lines=_more(account, in_currency(opening(), currency), found - expected),
    )  # fmt: skip
    return [counted, there]


def decide_explained(
    house: House, count: str, reason: str, note: str, by: str, *, alone_up_to_cents: int
) -> list[e.Event]:
    """Return why a drawer did not come out, and the entry of its difference; nothing for one that is explained.

    Raises:
        Refused: `staff.needed`; `money.count` for none at hand; `reason.missing`, `money.note`;
            `money.difference` where it is more than an attendant may explain alone.
    """
    one = _count(house, count)
    if not one.open:
        return []
    _staff(house, by)
    if reason not in REASONS:
        raise Refused("reason.missing")
    if reason in NOTE_WANTED and not note:
        raise Refused("money.note")
    if abs(one.difference_cents) > alone_up_to_cents:
        try:
            supervisor_of(house, by)
        except Refused:
            raise Refused("money.difference", most=f"{alone_up_to_cents / 100:.2f}") from None
    currency = one.account.rpartition("@")[2] if "@" in one.account else CURRENCY
    entry = posted(
        house, id=f"{count}-d", about="", person="", kind="difference", by=by, currency=currency, note=note,
        lines=_more(one.account, in_currency(difference(one.drawer), currency), one.difference_cents),
    )  # fmt: skip
    return [m.CashExplained(count, reason, note, by), entry]


def decide_brought(
    house: House,
    act: str,
    which: str,
    cents: int,
    by: str,
    second: str,
    *,
    drawer: str = DRAWER,
    currency: str = CURRENCY,
    reference: str = "",
) -> list[e.Event]:
    """Return that two of the staff have brought cash to the safe or the bank, or out of the safe; nothing if known.

    Raises:
        Refused: `staff.needed`; `money.second` unless there are two; `money.amount`; `money.no_cash`; `money.way`.
    """
    if act in house.money_entries:
        return []
    _staff(house, by)
    if second == by or not second:
        raise Refused("money.second")
    _staff(house, second)
    if not 0 < cents <= MOST_CENTS:
        raise Refused("money.amount")
    own, kept = cash(drawer), safe()
    ways = {TO_SAFE: (kept, own), TO_BANK: (bank(), own), FROM_SAFE: (own, kept)}
    if which not in ways:
        raise Refused("money.way")
    entry = posted(
        house, id=act, about="", person="", kind=which, lines=between(*ways[which], cents), by=by,
        currency=currency, second=second, reference=reference,
    )  # fmt: skip
    return [entry]


def decide_paid_out(
    house: House, act: str, service: str, about: str, cents: int, by: str, *, currency: str, reference: str
) -> list[e.Event]:
    """Return that the desk has paid whoever does a service, out of the drawer (代付); nothing if known.

    `reference`: the number of the bill.

    Raises:
        Refused: `staff.needed`; `money.amount`; `money.no_cash`; `money.about` without a service's number;
            `voucher.needed` without the number of a bill.
    """
    if act in house.money_entries:
        return []
    _staff(house, by)
    if not about.strip():
        raise Refused("money.about")
    if not reference:
        raise Refused("voucher.needed")
    entry = posted(
        house, id=act, about=about.strip(), person="", kind="provider_paid", by=by, way=BY_CASH, currency=currency,
        lines=given(cents, providers(service or "other")), reference=reference,
    )  # fmt: skip
    return [entry]


def open_counts(house: House) -> list[CashCount]:
    """Return the counts whose difference nobody has explained."""
    return [one for one in house.cash_counts.values() if one.open]


def last_count(house: House, drawer: str = DRAWER, currency: str = CURRENCY) -> CashCount | None:
    """Return the newest count of a drawer that is at hand."""
    account = in_currency(cash(drawer), currency)
    found = [one for one in house.cash_counts.values() if one.account == account]
    return max(found, key=lambda one: one.at, default=None)


def _more(account: str, other: str, cents: int) -> tuple[Line, ...]:
    return between(account, other, cents) if cents > 0 else between(other, account, -cents)


def _count(house: House, count: str) -> CashCount:
    one = house.cash_counts.get(count)
    if one is None:
        raise Refused("money.count")
    return one


def _staff(house: House, by: str) -> None:
    person = house.people.get(by)
    if person is None or person.role not in STAFF or not person.active:
        raise Refused("staff.needed")
