"""The prepayment ledger 《金钥匙服务预付金使用台帐》: money taken ahead, used, given back, each with its voucher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money import entry as kinds
from kiosk.domain.money.account import CURRENCY, in_currency, income, prepaid, written_off
from kiosk.domain.money.entry import BY_BOOKS, BY_CASH, Line
from kiosk.domain.money.events import MoneyPosted, OverdraftDecided, VoucherCopied, VoucherSigned
from kiosk.domain.money.posting import given, next_voucher, posted, standing_cents, taken, used
from kiosk.domain.money.voucher import COPY, PAPER
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused

LONGEST_ABOUT = 40
MOST_COPIES = 99


@dataclass(frozen=True)
class Prepaying:
    """What is done with a customer's money. `id`: the form's; `about`: the service's number, "" for none yet.

    `service`: of the catalogue, for what is used; `year`: by the site's clock; `reference`: a transfer's number, or
    the vault's reference to it; `note`: the vault's reference to what was typed.
    """

    id: str
    about: str
    person: str
    cents: int
    by: str
    year: int
    way: str = BY_CASH
    service: str = ""
    currency: str = CURRENCY
    reference: str = ""
    note: str = ""
    language: str = ""
    """Of the voucher; "": the customer's own."""


@dataclass(frozen=True)
class Signatures:
    """Both names under a voucher: references of the vault (or who stood by), with their digests."""

    customer: str
    customer_digest: str
    staff: str
    staff_digest: str


def decide_taken(house: House, asked: Prepaying, signed: Signatures | None = None) -> list[e.Event]:
    """Return that money was paid ahead, its voucher (收款, or 加付 for more of it) and its paper; nothing if known.

    Raises:
        Refused: `staff.needed`, `resident.unknown`, `money.amount`, `money.way`, `number.form`.
    """
    if asked.id in house.money_entries:
        return []
    account = _account(house, asked)
    known = in_currency(account, asked.currency) in house.accounts
    kind = kinds.TOPPED_UP if known else kinds.TAKEN
    return _with_voucher(house, asked, kind, taken(asked.cents, account, asked.way), signed)


def decide_used(
    house: House, asked: Prepaying, signed: Signatures | None = None, decided: OverdraftDecided | None = None
) -> list[e.Event]:
    """Return that prepaid money pays for a service, with its voucher (使用); nothing if known.

    Raises:
        Refused: as `decide_taken`; `money.short` for more than there is, unless a supervisor has decided so.
    """
    if asked.id in house.money_entries:
        return []
    account = _account(house, asked)
    to = income(asked.service or "other")
    before: list[e.Event] = [decided] if decided else []
    return before + _with_voucher(
        house, asked, kinds.USED, used(asked.cents, account, to), signed, way=BY_BOOKS, decided=decided
    )


def decide_refunded(house: House, asked: Prepaying, signed: Signatures | None = None) -> list[e.Event]:
    """Return that prepaid money is given back, with its voucher (退还); nothing if known.

    Raises:
        Refused: as `decide_taken`; `money.refund` for more than there is; `money.no_cash`.
    """
    if asked.id in house.money_entries:
        return []
    account = _account(house, asked)
    there = standing_cents(house, account, asked.currency)
    if asked.cents > there:
        raise Refused("money.refund", there=f"{max(0, there) / 100:.2f}")
    return _with_voucher(house, asked, kinds.REFUNDED, given(asked.cents, account, asked.way), signed)


def decide_moved(house: House, asked: Prepaying, signed: Signatures | None = None) -> list[e.Event]:
    """Return that what a customer has paid ahead for anything goes to one service; nothing if known.

    Raises:
        Refused: as `decide_taken`; `money.short` for more than there is; `money.about` without a service's number.
    """
    if asked.id in house.money_entries:
        return []
    if not asked.about.strip():
        raise Refused("money.about")
    account = _account(house, asked)
    lines = used(asked.cents, prepaid(asked.person), account)
    return _with_voucher(house, asked, kinds.MOVED, lines, signed, way=BY_BOOKS)


def decide_written_off(house: House, asked: Prepaying) -> list[e.Event]:
    """Return that a supervisor gives up what a customer owes; nothing if known.

    Raises:
        Refused: `supervisor.needed`; `money.amount` for more than is owed; `reason.missing`.
    """
    if asked.id in house.money_entries:
        return []
    supervisor_of(house, asked.by)
    account = prepaid(asked.person, asked.about)
    if not 0 < asked.cents <= -standing_cents(house, account, asked.currency):
        raise Refused("money.amount")
    if not asked.note:
        raise Refused("reason.missing")
    lines = used(asked.cents, written_off(), account)
    return [_posted(house, asked, "written_off", lines, BY_BOOKS, "", None)]


def decide_signed(house: House, voucher: str, by: str, signed: Signatures) -> list[e.Event]:
    """Return that both have signed a voucher, and its paper with their names; nothing where they had.

    Raises:
        Refused: `staff.needed`; `money.voucher`.
    """
    _staff(house, by)
    known = house.vouchers.get(voucher)
    if known is None:
        raise Refused("money.voucher")
    if known.complete:
        return []
    person = house.people.get(known.person)
    language = person.language if person else "zh_Hans"
    return [_signed(voucher, by, signed), e.PaperQueued(f"m-{voucher}-s", PAPER, voucher, language)]


def decide_copied(house: House, voucher: str, copies: int, by: str, language: str) -> list[e.Event]:
    """Return that a voucher is printed again, marked as a copy; `copies`: how many there were when that was asked.

    Raises:
        Refused: `staff.needed`; `money.copies` for too many.
    """
    _staff(house, by)
    known = house.voucher_copies.get(voucher)
    if known is not None and known.count > copies:
        return []  # a double tap
    copy = copies + 1
    if copy > MOST_COPIES:
        raise Refused("money.copies")
    return [
        VoucherCopied(voucher, copy, by),
        e.PaperQueued(f"m-{voucher}-c{copy}", COPY, voucher, language),
    ]


def supervisor_of(house: House, by: str) -> None:
    """Raise `supervisor.needed` unless `by` is one."""
    person = house.people.get(by)
    if person is None or not person.active or person.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")


def _staff(house: House, by: str) -> None:
    person = house.people.get(by)
    if person is None or person.role not in STAFF or not person.active:
        raise Refused("staff.needed")


def _account(house: House, asked: Prepaying) -> str:
    _staff(house, asked.by)
    if asked.person not in house.people or house.people[asked.person].role in STAFF:
        raise Refused("resident.unknown")
    if len(asked.about) > LONGEST_ABOUT or ":" in asked.about or "@" in asked.about:
        raise Refused("number.form")
    return prepaid(asked.person, asked.about)


def _with_voucher(
    house: House,
    asked: Prepaying,
    kind: str,
    lines: Sequence[Line],
    signed: Signatures | None,
    *,
    way: str | None = None,
    decided: OverdraftDecided | None = None,
) -> list[e.Event]:
    voucher = next_voucher(house, asked.year)
    found: list[e.Event] = [
        _posted(house, asked, kind, lines, asked.way if way is None else way, voucher, decided)
    ]
    if not signed:  # its paper comes with both names, once: there are no two originals of one number
        return found
    language = asked.language or house.people[asked.person].language
    return [
        *found,
        _signed(voucher, asked.by, signed),
        e.PaperQueued(f"m-{voucher}", PAPER, voucher, language),
    ]


def _posted(
    house: House,
    asked: Prepaying,
    kind: str,
    lines: Sequence[Line],
    way: str,
    voucher: str,
    decided: OverdraftDecided | None,
) -> MoneyPosted:
    return posted(
        house, id=asked.id, about=asked.about, person=asked.person, kind=kind, lines=lines, by=asked.by, way=way,
        currency=asked.currency, voucher=voucher, reference=asked.reference, note=asked.note, decided=decided,
    )  # fmt: skip


def _signed(voucher: str, by: str, signed: Signatures) -> VoucherSigned:
    return VoucherSigned(
        voucher, signed.customer, signed.customer_digest, by, signed.staff, signed.staff_digest
    )
