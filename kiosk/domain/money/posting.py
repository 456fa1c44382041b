"""Writing into the books: what every part of the desk calls that takes money, gives it back or spends it."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.house import House
from kiosk.domain.money.account import (
    CASH,
    CURRENCY,
    DRAWER,
    NEVER_BELOW,
    PREPAID,
    bank,
    cash,
    in_currency,
    kind_of,
    opening,
    sided,
)
from kiosk.domain.money.entry import BY_BOOKS, BY_CASH, MOST_CENTS, WAYS, Line, between
from kiosk.domain.money.events import MoneyPosted, OverdraftDecided
from kiosk.domain.money.voucher import number_of
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.shift import on_duty


def posted(
    house: House,
    *,
    id: str,
    about: str,
    person: str,
    kind: str,
    lines: Sequence[Line],
    by: str,
    way: str = BY_BOOKS,
    currency: str = CURRENCY,
    voucher: str = "",
    reference: str = "",
    second: str = "",
    note: str = "",
    reverses: str = "",
    decided: OverdraftDecided | None = None,
) -> MoneyPosted:
    """Return one entry of the books, to be recorded with what it belongs to.

    `id`: its own, once and for all (a movement's, a form's); `about`: the number of a service, pass or loan;
    `lines`: as `taken`, `given`, `used` make them; `decided`: a supervisor's decision that is recorded with it.
    Of a drawer that was never counted, what is missing for an amount that is paid out was there before the books.

    Raises:
        Refused: `money.posted` for an id that is posted already; `money.amount`; `money.no_cash` for more than the
            drawer or the safe has; `money.more_than_held`; `money.short` where prepaid money would be below nothing
            and no supervisor has decided so.
        Unbalanced: the lines are no entry.
    """
    if id in house.money_entries:
        raise Refused("money.posted")
    if way not in (*WAYS, BY_BOOKS) or sum(abs(one.cents) for one in lines) > 2 * MOST_CENTS:
        raise Refused("money.amount")
    named = _with_opening(house, [Line(in_currency(one.account, currency), one.cents) for one in lines])
    decision = _allowed(house, named, decided)
    known, shift = house.people.get(person), on_duty(list(house.shifts.values()), by)
    return MoneyPosted(
        entry=id, kind=kind, about=about, person=person, unit=(known.unit if known else "") or "",
        lines=tuple(named), by=by, shift=shift.id if shift else "", way=way, currency=currency, voucher=voucher,
        reference=reference, second=second, decision=decision, note=note, reverses=reverses,
    )  # fmt: skip


def taken(cents: int, account: str, way: str = BY_CASH, drawer: str = DRAWER) -> tuple[Line, ...]:
    """Return the lines by which money comes in for an account. Raises `money.amount` for no amount."""
    return between(money_by(way, drawer), account, _amount(cents))


def given(cents: int, account: str, way: str = BY_CASH, drawer: str = DRAWER) -> tuple[Line, ...]:
    """Return the lines by which money goes out of an account. Raises `money.amount` for no amount."""
    return between(account, money_by(way, drawer), _amount(cents))


def used(cents: int, account: str, to: str) -> tuple[Line, ...]:
    """Return the lines by which money of an account goes to another one. Raises `money.amount` for no amount."""
    return between(account, to, _amount(cents))


def money_by(way: str, drawer: str = DRAWER) -> str:
    """Return the account that money comes into or goes out of. Raises `money.way` for no way of paying."""
    if way not in WAYS:
        raise Refused("money.way")
    return cash(drawer) if way == BY_CASH else bank()


def standing_cents(house: House, account: str, currency: str = CURRENCY) -> int:
    """Return what there is on an account as people read it: cash there is, money that a customer has here."""
    known = house.accounts.get(in_currency(account, currency))
    return known.cents if known else 0


def next_voucher(house: House, year: int) -> str:
    """Return the number of the next voucher of a year: none is left out, none is given twice."""
    known = house.numberings.get(f"{year:04d}")
    return number_of(year, (known.last if known else 0) + 1)


def _amount(cents: int) -> int:
    if not 0 < cents <= MOST_CENTS:
        raise Refused("money.amount")
    return cents


def _with_opening(house: House, lines: Sequence[Line]) -> list[Line]:
    """Return the lines, with what must have lain in a drawer before the books where nobody has counted it yet."""
    found = list(lines)
    for name in dict.fromkeys(one.account for one in lines if kind_of(one.account) == CASH):
        known = house.accounts.get(name)
        after = (known.balance_cents if known else 0) + sum(one.cents for one in lines if one.account == name)
        if after < 0 and (known is None or known.counted is None):
            currency = name.rpartition("@")[2] if "@" in name else CURRENCY
            found += [Line(name, -after), Line(in_currency(opening(), currency), after)]
    return found


def _allowed(house: House, lines: Sequence[Line], decided: OverdraftDecided | None) -> str:
    """Return the decision that the lines need, "" for none; raises where there is no such decision."""
    needed = ""
    for name in dict.fromkeys(one.account for one in lines):
        known = house.accounts.get(name)
        before = known.cents if known else 0
        after = before + sided(name, sum(one.cents for one in lines if one.account == name))
        if kind_of(name) not in NEVER_BELOW or after >= 0 or after >= before:
            continue
        if kind_of(name) != PREPAID:
            raise Refused("money.more_than_held" if kind_of(name) == "held" else "money.no_cash")
        standing = house.overdrafts.get(name)
        if decided is not None and decided.account == name:
            if after < -decided.most_cents:
                raise Refused("money.short", missing=f"{-after / 100:.2f}")
            needed = decided.decision
        elif standing is None or after < -standing.most_cents:
            raise Refused("money.short", missing=f"{-after / 100:.2f}")
        else:
            needed = standing.id
    return needed
