"""A thing comes back, by anybody, in any state; what is damaged or gone is charged, or written off by a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import staff, supervisor
from kiosk.domain.house import House
from kiosk.domain.loans import events as n
from kiosk.domain.loans.lending import BACK_SLIP, PLEDGE, Pens, loan_of
from kiosk.domain.loans.loan import CHASE_AFTER, CONDITIONS, FIT, Loan, LoanItem, LoanStage
from kiosk.domain.people import Person, Role
from kiosk.domain.pledge import charged, given_back, lies_here, repaid
from kiosk.domain.refusal import Refused

CHARGED, WRITTEN_OFF, NOTHING = "charged", "written_off", "nothing"
CONTACTS = ("reached", "not_reached", "promised")
"""What came of the desk's call."""
MOST_CENTS = 10_000_000
DUE_NOTICE = "loan_due"


@dataclass(frozen=True)
class Return:
    """What the attendant saw of a thing that is back. `note`: the vault's words, with their digest."""

    loan: str
    condition: str
    note: str
    note_digest: str
    brought_by: str
    pens: Pens
    by: Person


def decide_return(house: House, command: Return) -> list[e.Event]:
    """Return that a thing is back, and its deposit where nothing is wrong with it; nothing for one that is back.

    Nobody is sent away with a thing: neither by being late, nor by not signing, nor by being somebody else.

    Raises:
        Refused: `staff.needed`; `loan.unknown`; `loan.condition` where nobody has said how it is.
    """
    loan = loan_of(house, command.loan)
    if not loan.out:
        return []
    staff(command.by)
    if command.condition not in CONDITIONS:
        raise Refused("loan.condition")
    money: list[e.Event] = []
    fit, owed = command.condition in FIT, lies_here(house, PLEDGE, loan.id, loan.currency)
    if fit and owed:
        try:
            money = _refund(house, loan, command.by)
        except Refused as refused:
            if refused.code != "money.no_cash":
                raise  # an empty drawer keeps nobody from bringing a thing back: the desk owes it, and is told so
    pens = command.pens
    back = n.LoanReturned(
        loan.id, loan.item, command.condition, command.note, command.note_digest, command.brought_by,
        pens.signature, pens.digest, command.by.id, pens.by_signature, pens.by_digest,
        settled=fit and bool(money or not owed),
    )  # fmt: skip
    return [back, *money, _paper(house, loan)]


def decide_refund(house: House, loan: str, by: Person) -> list[e.Event]:
    """Return that a deposit goes back for which there was no money in the drawer when its thing came.

    Raises:
        Refused: `staff.needed`; `loan.unknown`; `loan.nothing_to_settle`; `money.no_cash`.
    """
    known = loan_of(house, loan)
    if known.settled and not known.repays:
        return []
    staff(by)
    if known.repays:
        money = repaid(
            house,
            f"{loan}-repaid",
            PLEDGE,
            known.charged_cents,
            known.number,
            known.person,
            by.id,
            known.currency,
        )
        return [n.LoanSettled(loan, NOTHING, 0, by.id, ""), *money, _paper(house, known)]
    if known.stage is not LoanStage.BACK or known.back_condition not in FIT:
        raise Refused("loan.nothing_to_settle")
    return [n.LoanSettled(loan, NOTHING, 0, by.id, ""), *_refund(house, known, by), _paper(house, known)]


def _refund(house: House, loan: Loan, by: Person) -> list[e.Event]:
    cents = lies_here(house, PLEDGE, loan.id, loan.currency)
    return given_back(
        house, f"{loan.id}-back", PLEDGE, loan.id, cents, loan.number, loan.person, by.id, loan.currency
    )


def decide_lost(house: House, loan: str, by: Person) -> list[e.Event]:
    """Return that a thing is gone, as its borrower says; nothing where that is on record.

    Raises:
        Refused: `staff.needed`; `loan.unknown`; `loan.over`.
    """
    known = loan_of(house, loan)
    staff(by)
    if known.stage is LoanStage.LOST:
        return []
    if known.stage is not LoanStage.OUT:
        raise Refused("loan.over")
    return [n.LoanLost(loan, known.item, by.id)]


def decide_found(house: House, loan: Loan, copy: LoanItem, condition: str, by: Person) -> list[e.Event]:
    """Return that a thing is here after all that was settled as lost; nothing for one that is here already.

    What was paid for it goes back by `decide_refund`, where it is as good as it was.

    Raises:
        Refused: `staff.needed`; `loan.condition`; `loan.over` for a loan that did not end so.
    """
    if copy.id in house.loan_items:
        return []
    staff(by)
    if loan.stage is not LoanStage.WRITTEN_OFF:
        raise Refused("loan.over")
    if condition not in CONDITIONS:
        raise Refused("loan.condition")
    return [n.LoanFound(loan.id, copy.id, copy.kind, copy.number, copy.shelf, condition, by.id)]


def decide_charge(house: House, loan: str, cents: int, by: Person) -> list[e.Event]:
    """Return that what was damaged or lost is paid for: out of the deposit first, the rest over the desk.

    Raises:
        Refused: `staff.needed`; `loan.unknown`; `loan.nothing_to_settle`; `loan.amount`.
    """
    known = loan_of(house, loan)
    if known.settled == CHARGED:
        return []  # a double tap takes no money twice
    staff(by)
    _to_settle(known)
    if not 0 < cents <= MOST_CENTS:
        raise Refused("loan.amount")
    money = charged(
        house, f"{loan}-kept", PLEDGE, loan, cents, known.number, known.person, by.id, known.currency
    )
    return [n.LoanSettled(loan, CHARGED, cents, by.id, ""), *money, *_gone(known, by), _paper(house, known)]


def decide_write_off(house: House, loan: str, by: Person, reason: str) -> list[e.Event]:
    """Return a supervisor's decision that nothing is charged: the deposit goes back.

    Raises:
        Refused: `supervisor.needed`; `reason.missing`; `loan.unknown`; `loan.nothing_to_settle`; `money.no_cash`.
    """
    known = loan_of(house, loan)
    if known.settled == WRITTEN_OFF:
        return []
    supervisor(by)
    _to_settle(known)
    if not reason:
        raise Refused("reason.missing")
    back = _refund(house, known, by)
    return [
        n.LoanSettled(loan, WRITTEN_OFF, 0, by.id, reason),
        *back,
        *_gone(known, by),
        _paper(house, known),
    ]


def decide_contact(house: House, loan: str, how: str, by: Person, now: datetime) -> list[e.Event]:
    """Return that the desk has spoken to the borrower of a late thing, or tried to.

    Raises:
        Refused: `staff.needed`; `loan.unknown`; `loan.not_late`; `loan.contact` for no such outcome.
    """
    known = loan_of(house, loan)
    staff(by)
    if how not in CONTACTS:
        raise Refused("loan.contact")
    if not known.late(now):
        raise Refused("loan.not_late")
    if known.contacted is not None and now - known.contacted < timedelta(minutes=1):
        return []  # the second touch of a double one
    return [n.LoanContacted(loan, how, by.id)]


def reminders(house: House, now: datetime) -> list[e.Event]:
    """Return what borrowers are told whose time is over, each once."""
    found: list[e.Event] = []
    for one in house.loans.values():
        if not one.late(now) or one.reminded is not None:
            continue
        found.append(n.LoanReminded(one.id))
        person = house.people.get(one.person)
        if person is not None and person.role is Role.RESIDENT and person.active:
            found.append(e.NoticeQueued(f"l-{one.id}", one.person, DUE_NOTICE, one.id))
    return found


def to_chase(house: House, now: datetime) -> list[Loan]:
    """Return what is late so long that the desk asks its borrower, and asks again after as long."""
    return [
        one
        for one in house.loans.values()
        if one.stage is LoanStage.OUT and max(one.due, one.contacted or one.due) + CHASE_AFTER <= now
    ]


def _to_settle(loan: Loan) -> None:
    damaged = loan.stage is LoanStage.BACK and not loan.settled and loan.back_condition not in FIT
    if not damaged and loan.stage is not LoanStage.LOST:
        raise Refused("loan.nothing_to_settle")


def _gone(loan: Loan, by: Person) -> list[e.Event]:
    """Return that a lost thing is no more in the stock."""
    return [n.LoanItemStruckOff(loan.item, "lost", by.id)] if loan.stage is LoanStage.LOST else []


def _paper(house: House, loan: Loan) -> e.Event:
    person = house.people.get(loan.person)
    what = "b" if loan.stage is LoanStage.OUT else "r" if loan.repays else "s"
    language = person.language if person else "zh_Hans"
    return e.PaperQueued(f"{what}-{loan.id[:16]}{loan.id[-2:]}", BACK_SLIP, loan.id, language)
