"""A thing is lent: to residents, so many at once per home; to others, or beyond that, by a supervisor's leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import staff
from kiosk.domain.house import House
from kiosk.domain.loans import events as n
from kiosk.domain.loans.loan import CHASE_AFTER, Loan, LoanItem, LoanKind, LoanRules
from kiosk.domain.people import Person, Role
from kiosk.domain.pledge import taken_in
from kiosk.domain.refusal import Refused

SLIP, BACK_SLIP = "loan slip", "loan back slip"
"""What papers about loans are called; their "movement" is the lending's id, or the loan's."""
MOST_AT_ONCE = 6
PLEDGE = "loan"
"""What its deposits are called in the books."""
VISITOR = "borrower-"
"""How the ids begin of those who are no residents: what is known of them is sealed under these, and forgotten."""
SLACK = timedelta(minutes=5)
"""So much later than the longest time a form may come in: it was filled in meanwhile."""


@dataclass(frozen=True)
class Pens:
    """Two signatures, each with its digest: of whoever stands before the desk, and of the attendant."""

    signature: str
    digest: str
    by_signature: str
    by_digest: str


@dataclass(frozen=True)
class Lend:
    """Somebody takes things along. `leave`: the supervisor whose PIN was right, "" for none."""

    lending: str
    person: str
    items: tuple[str, ...]
    due: datetime
    note: str
    pens: Pens
    by: Person
    language: str = "zh_Hans"
    leave: str = ""
    leave_reason: str = ""


def item_of(house: House, item: str) -> LoanItem:
    """Return a copy that is on record.

    Raises:
        Refused: `loan.item_unknown`.
    """
    found = house.loan_items.get(item)
    if found is None:
        raise Refused("loan.item_unknown")
    return found


def kind_of(house: House, kind: str) -> LoanKind:
    """Return a kind of thing. Raises `loan.item_unknown`."""
    found = house.loan_kinds.get(kind)
    if found is None:
        raise Refused("loan.item_unknown")
    return found


def loan_of(house: House, loan: str) -> Loan:
    """Return a loan at hand. Raises `loan.unknown`."""
    found = house.loans.get(loan)
    if found is None:
        raise Refused("loan.unknown")
    return found


def lent_to(house: House, person: str, unit: str) -> list[Loan]:
    """Return what a person has, and what all who live in the person's home have, the oldest first.

    What somebody took along who has moved out is no longer the home's.
    """
    return [
        one
        for one in house.loans.values()
        if one.out and (one.person == person or (unit and one.unit == unit and _lives(house, one)))
    ]


def _lives(house: House, one: Loan) -> bool:
    borrower = house.people.get(one.person)
    return borrower is None or (borrower.active and borrower.unit == one.unit)


def decide_lend(house: House, command: Lend, rules: LoanRules, now: datetime) -> list[e.Event]:
    """Return the loans, one for each copy, with their deposits and one slip; nothing for a form that is known.

    Raises:
        Refused: `staff.needed`; `loan.nothing`, `loan.too_many`; `loan.item_unknown`, `loan.not_free`;
            `loan.due`; `loan.residents_only`, `loan.home_limit` (`most`) and `loan.owes_late` without a leave;
            `supervisor.needed` for a leave that nobody may give.
    """
    if any(one.lending == command.lending for one in house.loans.values()):
        return []
    staff(command.by)
    if not command.items:
        raise Refused("loan.nothing")
    if len(set(command.items)) != len(command.items) or len(command.items) > MOST_AT_ONCE:
        raise Refused("loan.too_many", most=MOST_AT_ONCE)
    unit = _borrower(house, command, rules, now)
    made: list[e.Event] = []
    deposits: dict[str, int] = {}
    for place, name in enumerate(command.items, start=1):
        item, loan = item_of(house, name), f"{command.lending}-{place}"
        if not item.free:
            raise Refused("loan.not_free")
        _due(house, item, command, now)
        deposits[loan] = kind_of(house, item.kind).deposit_cents
        made.append(_lent(command, loan, item, unit, deposits[loan], rules.currency))
    number = command.lending[:6].upper()
    money = taken_in(
        house,
        f"{command.lending}-in",
        PLEDGE,
        deposits,
        number,
        command.person,
        command.by.id,
        rules.currency,
    )
    return [
        *made,
        *money,
        e.PaperQueued(f"n-{command.lending[:16]}", SLIP, command.lending, command.language),
    ]


def _lent(command: Lend, loan: str, item: LoanItem, unit: str, deposit_cents: int, currency: str) -> e.Event:
    pens = command.pens
    return n.LoanMade(
        loan, command.lending, item.id, command.person, unit, command.due, item.condition, command.note,
        deposit_cents, pens.signature, pens.digest, command.by.id, pens.by_signature, pens.by_digest,
        command.leave, command.leave_reason, currency,
    )  # fmt: skip


def _borrower(house: House, command: Lend, rules: LoanRules, now: datetime) -> str:
    """Return the home of whoever borrows, "" for nobody's."""
    if command.leave:
        known = house.people.get(command.leave)
        if known is None or not known.active or known.role not in (Role.SUPERVISOR, Role.MANAGER):
            raise Refused("supervisor.needed")
    person = house.people.get(command.person)
    resident = person is not None and person.role is Role.RESIDENT and person.active
    if not resident and not (command.leave and command.person.startswith(VISITOR)):
        raise Refused("loan.residents_only")
    unit = (person.unit or "") if resident and person else ""
    have = lent_to(house, command.person, unit)
    if len(have) + len(command.items) > rules.per_home and not command.leave:
        raise Refused("loan.home_limit", most=rules.per_home)
    if any(one.due + CHASE_AFTER < now for one in have) and not command.leave:
        raise Refused("loan.owes_late")
    return unit


def _due(house: House, item: LoanItem, command: Lend, now: datetime) -> None:
    """Return if the thing may be lent for so long. Raises `loan.due`."""
    if not now < command.due <= now + kind_of(house, item.kind).longest + SLACK:
        raise Refused("loan.due")


def decide_extend(house: House, loan: str, due: datetime, by: Person, now: datetime) -> list[e.Event]:
    """Return that a loan is due later; nothing for the same time once more.

    Raises:
        Refused: `staff.needed`; `loan.unknown`; `loan.over`; `loan.due` for a time further off than the longest.
    """
    staff(by)
    known = loan_of(house, loan)
    if known.due == due:
        return []
    if not known.out:
        raise Refused("loan.over")
    if not now < due <= now + kind_of(house, known.kind).longest + SLACK or due < known.due:
        raise Refused("loan.due")
    return [n.LoanExtended(loan, due, by.id)]
