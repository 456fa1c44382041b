"""Money that is left for a thing of the house: taken when it leaves, given back or kept when it comes.

Only the desk's books hold it (`kiosk.domain.money`); here is what each of these steps is called there. Integer cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.money.account import CURRENCY, cash, fees, held
from kiosk.domain.money.entry import BY_CASH, Line, between
from kiosk.domain.money.posting import posted, standing_cents


def taken_in(
    house: House,
    act: str,
    what: str,
    cents: Mapping[str, int],
    about: str,
    person: str,
    by: str,
    currency: str = CURRENCY,
) -> list[Event]:
    """Return the entry by which deposits come into the drawer; nothing for none.

    `what`: "loan", "pass"; `cents`: how much for each of them, by its id; `about`: the number that people know.

    Raises:
        Refused: `money.posted`, `money.amount`; as `posting.posted`.
    """
    lines = [line for name, one in cents.items() if one for line in between(cash(), held(what, name), one)]
    return _entry(house, act, "deposit_taken", lines, about, person, by, currency)


def given_back(
    house: House,
    act: str,
    what: str,
    name: str,
    cents: int,
    about: str,
    person: str,
    by: str,
    currency: str = CURRENCY,
) -> list[Event]:
    """Return the entry by which a deposit, or what is left of one, goes back to whoever left it; nothing for none.

    Raises:
        Refused: `money.no_cash` where the drawer has less; as `posting.posted`.
    """
    lines = between(held(what, name), cash(), cents) if cents else ()
    return _entry(house, act, "deposit_returned", lines, about, person, by, currency)


def charged(
    house: House,
    act: str,
    what: str,
    name: str,
    cents: int,
    about: str,
    person: str,
    by: str,
    currency: str = CURRENCY,
) -> list[Event]:
    """Return the entry by which `cents` are kept: out of the deposit first, what it lacks over the desk, the rest back.

    Raises:
        Refused: `money.no_cash`; as `posting.posted`.
    """
    there = lies_here(house, what, name, currency)
    lines: list[Line] = []
    if kept := min(there, cents):
        lines += between(held(what, name), fees(what), kept)
    if cents > there:
        lines += between(cash(), fees(what), cents - there)
    if there > cents:
        lines += between(held(what, name), cash(), there - cents)
    return _entry(house, act, "deposit_kept", lines, about, person, by, currency)


def repaid(
    house: House,
    act: str,
    what: str,
    cents: int,
    about: str,
    person: str,
    by: str,
    currency: str = CURRENCY,
) -> list[Event]:
    """Return the entry by which what was paid for a lost thing goes back, now that it is here.

    Raises:
        Refused: `money.no_cash`; as `posting.posted`.
    """
    return _entry(house, act, "refunded", between(fees(what), cash(), cents), about, person, by, currency)


def lies_here(house: House, what: str, name: str, currency: str = CURRENCY) -> int:
    """Return how much lies here for a thing, in cents."""
    return standing_cents(house, held(what, name), currency)


def _entry(
    house: House,
    act: str,
    kind: str,
    lines: Sequence[Line],
    about: str,
    person: str,
    by: str,
    currency: str,
) -> list[Event]:
    """Return one entry over the desk; nothing for no lines."""
    if not lines:
        return []
    return [
        posted(
            house, id=act, about=about, person=person, kind=kind, lines=lines, by=by, way=BY_CASH, currency=currency
        )
    ]  # fmt: skip
