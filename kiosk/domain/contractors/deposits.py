"""The deposit for a contractor's key: taken before the key leaves, given back after it came, kept with a reason."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.contractors import staff, stay_of, supervisor
from kiosk.domain.contractors.errands import errand_of, is_out
from kiosk.domain.contractors.stay import Stay
from kiosk.domain.house import House
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused

LONGEST_VOUCHER = 24
KEY_SLIP, DEPOSIT_SLIP, DEPOSIT_BACK_SLIP = (
    "contractor key slip",
    "contractor deposit slip",
    "contractor deposit back slip",
)
"""What papers about contractors are called; their "movement" is the errand's id."""


def decide_deposit(house: House, stay: str, errand: str, voucher: str, by: Person) -> list[e.Event]:
    """Return that the deposit was taken, and its slip; nothing where it was taken already.

    Raises:
        Refused: `staff.needed`, `errand.unknown`, `deposit.none` where none is wanted, `voucher.needed`, `number.form`.
    """
    known = stay_of(house, stay)
    asked = errand_of(known, errand)
    if asked.deposit is not None:
        return []  # a double tap takes no money twice
    staff(by)
    if not asked.deposit_cents:
        raise Refused("deposit.none")
    if not voucher.strip():
        raise Refused("voucher.needed")
    taken = c.DepositTaken(stay, errand, asked.deposit_cents, paper_number(voucher, LONGEST_VOUCHER), by.id)
    return [taken, slip_of(house, known, f"d-{errand[:16]}", DEPOSIT_SLIP, errand)]


def decide_deposit_back(house: House, stay: str, errand: str, voucher: str, by: Person) -> list[e.Event]:
    """Return that the deposit was given back, and its slip; nothing where that was done.

    Raises:
        Refused: `staff.needed`, `errand.unknown`, `deposit.none`, `voucher.needed`, `number.form`;
            `deposit.key_out` while the contractor has the key.
    """
    known = stay_of(house, stay)
    asked = errand_of(known, errand)
    if asked.deposit is None:
        raise Refused("deposit.none")
    if asked.deposit.settled:
        return []
    staff(by)
    if is_out(house, known, asked):
        raise Refused("deposit.key_out")
    if not voucher.strip():
        raise Refused("voucher.needed")
    back = c.DepositReturned(stay, errand, asked.deposit.cents, paper_number(voucher, LONGEST_VOUCHER), by.id)
    return [back, slip_of(house, known, f"e-{errand[:16]}", DEPOSIT_BACK_SLIP, errand)]


def decide_deposit_kept(
    house: House, stay: str, errand: str, by: Person, reason: str, digest: str
) -> list[e.Event]:
    """Return that the supervisor keeps the deposit; nothing where it is settled.

    Raises:
        Refused: `supervisor.needed`, `errand.unknown`, `deposit.none`.
    """
    known = stay_of(house, stay)
    asked = errand_of(known, errand)
    supervisor(by)
    if asked.deposit is None:
        raise Refused("deposit.none")
    if asked.deposit.settled:
        return []
    return [c.DepositKept(stay, errand, asked.deposit.cents, by.id, reason, digest)]


def slip_of(house: House, stay: Stay, name: str, what: str, errand: str) -> e.Event:
    """Return a slip for the contractor, in their language."""
    person = house.people.get(stay.person)
    return e.PaperQueued(name, what, errand, person.language if person else "zh_Hans")
