"""How each recorded event about lending changes the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.items import at_place, with_person
from kiosk.domain.loans import events as n
from kiosk.domain.loans.loan import FIT, Loan, LoanItem, LoanKind, LoanStage
from kiosk.domain.loans.returning import NOTHING

KEPT = 48
"""How many loans that are over stay at hand; the register has the others."""
SHELF = "shelf:"


def with_lending(house: House, event: n.LendingEvent, at: datetime) -> House:
    """Return the house after one event about lending."""
    match event:
        case n.LoanKindSet():
            known = house.loan_kinds.get(event.kind)
            kind = LoanKind(
                event.kind, event.label, event.deposit_cents, event.longest_min, event.offered,
                known.copies if known else 0,
            )  # fmt: skip
            return house.having(loan_kinds=newest(house.loan_kinds, kind.id, kind))
        case n.LoanItemEvent():
            return _with_item(house, event, at)
        case n.LoanEvent():
            return _with_loan(house, event, at)
    return house


def _with_item(house: House, event: n.LoanItemEvent, at: datetime) -> House:
    if isinstance(event, n.LoanItemAdded):
        added = LoanItem(event.item, event.kind, event.number, event.shelf, at_place(SHELF + event.shelf), at)
        kind = house.loan_kinds.get(event.kind)
        kinds = (
            newest(house.loan_kinds, kind.id, replace(kind, copies=event.number))
            if kind
            else house.loan_kinds
        )
        return house.having(loan_items=newest(house.loan_items, added.id, added), loan_kinds=kinds)
    item = house.loan_items.get(event.item)
    if item is None:
        return house
    if isinstance(event, n.LoanItemStruckOff):
        left = {name: one for name, one in house.loan_items.items() if name != item.id}
        return house.having(loan_items=left)
    return _item(house, _changed(item, event))


def _changed(item: LoanItem, event: n.LoanItemEvent) -> LoanItem:
    match event:
        case n.LoanItemPictured():
            return replace(item, photo=event.photo)
        case n.LoanItemWithdrawn():
            return replace(item, withdrawn=event.reason)
        case n.LoanItemPutBack():
            return replace(item, withdrawn="", condition=event.condition)
    return item


def _item(house: House, item: LoanItem) -> House:
    return house.having(loan_items=newest(house.loan_items, item.id, item))


def _with_loan(house: House, event: n.LoanEvent, at: datetime) -> House:
    if isinstance(event, n.LoanMade):
        return _made(house, event, at)
    loan = house.loans.get(event.loan)
    if isinstance(event, n.LoanFound):
        return _found(house, loan, event, at)
    if loan is None:
        return house
    match event:
        case n.LoanReturned():
            return _back(house, loan, event, at)
        case n.LoanLost():
            loan = replace(loan, stage=LoanStage.LOST)
        case n.LoanSettled():
            over = LoanStage.WRITTEN_OFF if loan.stage is LoanStage.LOST else loan.stage
            loan = replace(
                loan, stage=over, settled=event.how, charged_cents=event.cents, settled_by=event.by,
                settled_reason=event.reason, ended=loan.ended or at,
            )  # fmt: skip
        case n.LoanExtended():
            loan = replace(loan, due=event.due, reminded=None, contacted=None)
        case n.LoanReminded():
            loan = replace(loan, reminded=at)
        case n.LoanContacted():
            loan = replace(loan, contacted=at, contacts=loan.contacts + 1)
    return house.having(loans=_kept(house.loans, loan))


def _made(house: House, event: n.LoanMade, at: datetime) -> House:
    item = house.loan_items.get(event.item)
    loan = Loan(
        event.loan, event.lending, event.item, item.kind if item else "", event.person, event.unit, at, event.by,
        event.due, event.condition, event.signature, event.by_signature, event.note, event.deposit_cents,
        event.leave, event.leave_reason, currency=event.currency,
    )  # fmt: skip
    house = house.having(loans=_kept(house.loans, loan))
    out = replace(item, custodian=with_person(event.person), since=at, loan=loan.id) if item else None
    return _item(house, out) if out else house


def _back(house: House, loan: Loan, event: n.LoanReturned, at: datetime) -> House:
    fit = event.condition in FIT
    back = replace(
        loan, stage=LoanStage.BACK, ended=at, back_condition=event.condition, back_note=event.note,
        back_signature=event.signature, back_by=event.by, back_by_signature=event.by_signature,
        brought_by=event.brought_by, settled=NOTHING if event.settled else "",
    )  # fmt: skip
    house = house.having(loans=_kept(house.loans, back))
    item = house.loan_items.get(loan.item)
    if item is None:
        return house
    withdrawn = item.withdrawn or ("" if fit else event.condition)
    place = at_place(SHELF + item.shelf)
    return _item(
        house,
        replace(item, custodian=place, since=at, loan="", condition=event.condition, withdrawn=withdrawn),
    )


def _found(house: House, loan: Loan | None, event: n.LoanFound, at: datetime) -> House:
    """The thing is in the stock again, however long ago its loan has left the running state."""
    withdrawn = "" if event.condition in FIT else event.condition
    place = at_place(SHELF + event.shelf)
    item = LoanItem(
        event.item, event.kind, event.number, event.shelf, place, at, event.condition, withdrawn=withdrawn
    )
    house = _item(house, item)
    if loan is None:
        return house
    back = replace(loan, stage=LoanStage.BACK, ended=at, back_condition=event.condition, back_by=event.by)
    return house.having(loans=_kept(house.loans, back))


def _kept(loans: Mapping[str, Loan], loan: Loan) -> dict[str, Loan]:
    """Return the loans with one of them changed; those that are over only while few are newer."""
    known = newest(loans, loan.id, loan)
    for name in [one.id for one in known.values() if not one.open][:-KEPT]:
        del known[name]
    return known
