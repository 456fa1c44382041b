"""What there is to lend: kinds with their terms, copies with their numbers, in service and out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import staff, supervisor
from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.loans import events as n
from kiosk.domain.loans.lending import item_of, kind_of
from kiosk.domain.loans.loan import FIT, LoanItem
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.tally import ToCount

LONGEST_MIN = 60 * 24 * 62
MOST_CENTS = 10_000_000
LONGEST_LABEL, LONGEST_SHELF = 24, 12
MOST_COPIES = 40


@dataclass(frozen=True)
class Terms:
    """On what terms a kind of thing is lent. `deposit_cents` 0: none; `longest_min` in minutes."""

    kind: str
    label: Label
    deposit_cents: int
    longest_min: int
    offered: bool = True


def decide_kind(house: House, terms: Terms, by: Person) -> list[e.Event]:
    """Return that a kind of thing is lent on these terms; nothing where they are the same.

    Raises:
        Refused: `supervisor.needed`; `loan.label` for a name that is missing or too long; `loan.amount`;
            `loan.longest`.
    """
    supervisor(by)
    names = (terms.label.en, terms.label.zh_Hans, terms.label.zh_Hant)
    if not all(0 < len(one) <= LONGEST_LABEL for one in names):
        raise Refused("loan.label", most=LONGEST_LABEL)
    if not 0 <= terms.deposit_cents <= MOST_CENTS:
        raise Refused("loan.amount")
    if not 15 <= terms.longest_min <= LONGEST_MIN:
        raise Refused("loan.longest")
    known = house.loan_kinds.get(terms.kind)
    if known is not None and (known.label, known.deposit_cents, known.longest_min, known.offered) == (
        terms.label,
        terms.deposit_cents,
        terms.longest_min,
        terms.offered,
    ):
        return []
    return [
        n.LoanKindSet(
            terms.kind, terms.label, terms.deposit_cents, terms.longest_min, by.id, offered=terms.offered
        )
    ]


def decide_add(house: House, item: str, kind: str, shelf: str, by: Person) -> list[e.Event]:
    """Return one more copy, with the next number; nothing for one that is known.

    Raises:
        Refused: `supervisor.needed`; `loan.item_unknown`; `loan.shelf`; `loan.too_many` of one kind.
    """
    if item in house.loan_items:
        return []
    supervisor(by)
    known = kind_of(house, kind)
    if not 0 < len(shelf) <= LONGEST_SHELF or not shelf.replace("-", "").isalnum():
        raise Refused("loan.shelf")
    if sum(one.kind == kind for one in house.loan_items.values()) >= MOST_COPIES:
        raise Refused("loan.too_many", most=MOST_COPIES)
    return [n.LoanItemAdded(item, kind, known.copies + 1, shelf, by.id)]


def decide_withdraw(house: House, item: str, reason: str, by: Person) -> list[e.Event]:
    """Return that a copy is out of service; one that is out is so once it is back.

    Raises:
        Refused: `staff.needed`; `loan.item_unknown`; `reason.missing`.
    """
    staff(by)
    known = item_of(house, item)
    if not reason:
        raise Refused("reason.missing")
    return [] if known.withdrawn else [n.LoanItemWithdrawn(item, reason, by.id)]


def decide_put_back(house: House, item: str, condition: str, by: Person) -> list[e.Event]:
    """Return that a copy may be lent again.

    Raises:
        Refused: `staff.needed`; `loan.item_unknown`; `loan.condition` for one that is still damaged.
    """
    staff(by)
    known = item_of(house, item)
    if condition not in FIT:
        raise Refused("loan.condition")
    if not known.withdrawn and known.condition == condition:
        return []
    return [n.LoanItemPutBack(item, condition, by.id)]


def decide_strike_off(house: House, item: str, reason: str, by: Person) -> list[e.Event]:
    """Return that a copy is gone for good.

    Raises:
        Refused: `supervisor.needed`; `reason.missing`; `loan.item_out` while somebody answers for it.
    """
    if item not in house.loan_items:
        return []
    supervisor(by)
    if not reason:
        raise Refused("reason.missing")
    if house.loan_items[item].loan:
        raise Refused("loan.item_out")
    return [n.LoanItemStruckOff(item, reason, by.id)]


def free_of(house: House, kind: str) -> list[LoanItem]:
    """Return the copies of a kind that can be lent now, in the order of their numbers."""
    found = [one for one in house.loan_items.values() if one.kind == kind and one.free]
    return sorted(found, key=lambda one: one.number)


def loan_items_on_shelves(house: House) -> Iterator[ToCount]:
    """Yield how many copies of each kind should stand on their shelves, for the count at a shift's end."""
    for kind in house.loan_kinds:
        copies = [one for one in house.loan_items.values() if one.kind == kind]
        if copies:
            yield ToCount("loan_items", sum(not one.loan for one in copies), about=kind)
