"""A voucher that was wrong is taken back by another one: the books keep both, and nothing in them is altered."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money.entry import VOUCHERS, Entry, Line
from kiosk.domain.money.posting import next_voucher, posted
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused

REVERSED = "reversed"


@dataclass(frozen=True)
class Reverse:
    """Two of the staff take an entry back. `note`: the vault's reference to why; `year`: by the site's clock."""

    entry: Entry
    note: str
    by: str
    second: str
    year: int


def reversal_of(entry: str) -> str:
    """Return the id of the one entry that may take this one back."""
    return f"rv-{entry}"


def decide_reversed(house: House, command: Reverse) -> list[e.Event]:
    """Return the counter-entry, with a voucher of its own; nothing where it is on record.

    Raises:
        Refused: `staff.needed`; `money.second` unless there are two; `reason.missing`; `money.not_reversible` for what
            has no voucher, or takes another back itself; `money.short` where the money has been used since,
            `money.no_cash` where the drawer has less.
    """
    known = command.entry
    if reversal_of(known.id) in house.money_entries:
        return []
    for one in (command.by, command.second):
        person = house.people.get(one)
        if person is None or person.role not in STAFF or not person.active:
            raise Refused("staff.needed" if one == command.by else "money.second")
    if command.by == command.second:
        raise Refused("money.second")
    if not command.note:
        raise Refused("reason.missing")
    if known.kind not in VOUCHERS or not known.voucher or known.reverses:
        raise Refused("money.not_reversible")
    lines = [Line(one.account, -one.cents) for one in known.lines]
    return [
        posted(
            house, id=reversal_of(known.id), about=known.about, person=known.person, kind=REVERSED, lines=lines,
            by=command.by, way=known.way, currency=known.currency, voucher=next_voucher(house, command.year),
            second=command.second, note=command.note, reverses=known.id,
        )
    ]  # fmt: skip
