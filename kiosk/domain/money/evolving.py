"""How each recorded event about money changes the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.house import House, newest
from kiosk.domain.money import events as m
from kiosk.domain.money.account import HELD, PREPAID, Account, kind_of, sided
from kiosk.domain.money.count import CashCount
from kiosk.domain.money.entry import AccountLine, Entry, Line, Numbering
from kiosk.domain.money.shortfall import OWE, Overdraft, Shortfall
from kiosk.domain.money.voucher import Copied, Voucher

E = TypeVar("E")
KEPT = 64
"""So many entries, vouchers and empty accounts stay at hand; the register has the others. The lines of one entry stay
together, however many they are: what is not at hand after an event was never written."""
COUNTS_KEPT = 16
LINES, ENTRIES = "lines", "entries"


def with_money(house: House, event: m.MoneyEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case m.MoneyPosted():
            return _posted(house, event, at)
        case m.VoucherSigned():
            return _signed(house, event, at)
        case m.VoucherCopied():
            copied = Copied(event.voucher, event.copy, at, event.by)
            return house.having(voucher_copies=_kept(newest(house.voucher_copies, copied.id, copied), KEPT))
        case m.OverdraftDecided():
            decided = Overdraft(
                event.decision, event.account, event.most_cents, event.by, event.reason, at, event.until,
                event.person, event.about,
            )  # fmt: skip
            return house.having(overdrafts=newest(house.overdrafts, decided.account, decided))
        case m.CashCounted() | m.CashExplained():
            return _counted(house, event, at)
    return _shortfall(house, event, at)


def _posted(house: House, event: m.MoneyPosted, at: datetime) -> House:
    number = _last(house, ENTRIES) + 1
    entry = Entry(
        event.entry, number, event.kind, event.about, event.person, event.unit, event.lines, at, event.by,
        event.shift, event.way, event.currency, event.voucher, event.reference, event.second, event.decision,
        event.note, event.reverses,
    )  # fmt: skip
    house = house.having(
        money_entries=_kept(newest(house.money_entries, entry.id, entry), KEPT),
        numberings=newest(house.numberings, ENTRIES, Numbering(ENTRIES, number)),
    )
    for line in entry.lines:
        house = _written(house, entry, line)
    return _with_voucher(house, entry) if entry.voucher else house


def _written(house: House, entry: Entry, line: Line) -> House:
    known = house.accounts.get(line.account)
    theirs = kind_of(line.account) in (PREPAID, HELD)
    person, about = (entry.person, entry.about) if theirs else ("", "")
    account = known or Account(line.account, 0, entry.at, entry.at, person, about)
    account = replace(account, balance_cents=account.balance_cents + line.cents, changed=entry.at)
    number = _last(house, LINES) + 1
    written = AccountLine(
        f"{number:010d}", account.id, entry.id, entry.kind, entry.about, entry.person, line.cents,
        account.balance_cents, entry.at, entry.by, entry.voucher, entry.way, entry.shift,
    )  # fmt: skip
    overdrafts = house.overdrafts
    if account.cents >= 0 and account.id in overdrafts:  # paid: the decision is over
        overdrafts = {name: one for name, one in overdrafts.items() if name != account.id}
    return house.having(
        accounts=_kept(newest(house.accounts, account.id, account), KEPT, _at_nothing),
        account_lines=_kept(newest(house.account_lines, written.id, written), max(KEPT, len(entry.lines))),
        numberings=newest(house.numberings, LINES, Numbering(LINES, number)),
        overdrafts=overdrafts,
    )


def _at_nothing(account: Account) -> bool:
    return account.passing and account.balance_cents == 0


def _with_voucher(house: House, entry: Entry) -> House:
    """The voucher is about the last prepaid account of its entry: where money moved to, where it moved at all."""
    line = next((one for one in reversed(entry.lines) if kind_of(one.account) == PREPAID), entry.lines[-1])
    account = house.accounts.get(line.account)
    voucher = Voucher(
        entry.voucher, entry.kind, entry.id, entry.about, entry.person, entry.unit, line.account,
        abs(line.cents), account.cents if account else 0, entry.at, entry.by, entry.way, entry.currency,
        entry.decision,
    )  # fmt: skip
    year, _, count = entry.voucher.partition("-")
    return house.having(
        vouchers=_kept(newest(house.vouchers, voucher.id, voucher), KEPT, _complete),
        numberings=newest(house.numberings, year, Numbering(year, int(count))),
    )


def _complete(voucher: Voucher) -> bool:
    return voucher.complete


def _signed(house: House, event: m.VoucherSigned, at: datetime) -> House:
    known = house.vouchers.get(event.voucher)
    if known is None:
        return house
    signed = replace(
        known, signature=event.signature, signed=at, staff_signature=event.staff_signature, staff=event.by
    )
    return house.having(vouchers=_kept(newest(house.vouchers, known.id, signed), KEPT, _complete))


def _shortfall(house: House, event: m.MoneyEvent, at: datetime) -> House:
    match event:
        case m.ShortfallAsked():
            one = Shortfall(
                event.shortfall, event.about, event.person, event.unit, event.account, event.wanted_cents,
                event.there_cents, at, event.by, event.currency,
            )  # fmt: skip
        case m.ShortfallAnswered() if known := house.shortfalls.get(event.shortfall):
            one = replace(
                known, answer=event.answer, how=event.how, told=event.told, answered=at, answered_by=event.by,
                done=at if event.answer == OWE else None,
            )  # fmt: skip
        case m.ShortfallDone() if known := house.shortfalls.get(event.shortfall):
            one = replace(known, done=at)
        case _:
            return house
    return house.having(shortfalls=_kept(newest(house.shortfalls, one.id, one), KEPT, _done))


def _done(shortfall: Shortfall) -> bool:
    return not shortfall.open


def _counted(house: House, event: m.CashCounted | m.CashExplained, at: datetime) -> House:
    if isinstance(event, m.CashExplained):
        known = house.cash_counts.get(event.count)
        if known is None:
            return house
        said = replace(known, reason=event.reason, note=event.note, explained_by=event.by, explained=at)
        return house.having(
            cash_counts=_kept(newest(house.cash_counts, said.id, said), COUNTS_KEPT, _settled)
        )
    drawer = house.accounts.get(event.account) or Account(event.account, 0, at, at)
    made = CashCount(
        event.count, event.drawer, event.account, event.pieces, event.counted_cents, event.expected_cents, at,
        event.by, event.shift, opening=drawer.counted is None,
    )  # fmt: skip
    counts: Mapping[str, CashCount] = house.cash_counts
    for one in [one for one in counts.values() if one.open and one.account == made.account]:
        counts = newest(counts, one.id, replace(one, replaced=made.id))
    return house.having(
        cash_counts=_kept(newest(counts, made.id, made), COUNTS_KEPT, _settled),
        accounts=newest(house.accounts, drawer.id, replace(drawer, counted=at)),
    )


def _settled(count: CashCount) -> bool:
    return not count.open


def _last(house: House, series: str) -> int:
    known = house.numberings.get(series)
    return known.last if known else 0


def balance_after(line: AccountLine) -> int:
    """Return what an account stood at after a line, as people read it."""
    return sided(line.account, line.after_cents)


def _kept(entities: Mapping[str, E], most: int, over: Callable[[E], bool] | None = None) -> dict[str, E]:
    """Return them without the oldest that are over (all, for None), of which so many stay."""
    known = dict(entities)
    for name in [name for name, one in known.items() if over is None or over(one)][:-most]:
        del known[name]
    return known
