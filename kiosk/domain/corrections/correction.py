"""A line of a register put right: what stood there stays, what is true stands beside it, with who says so and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kiosk.domain.goods import CONDITIONS, KINDS, MOST_PIECES
from kiosk.domain.grievances.grievance import ABOUT
from kiosk.domain.loans.loan import CONDITIONS as OF_LOANS

if TYPE_CHECKING:
    from kiosk.domain.house import House

RECENT = 60
"""How many corrections stay at hand; the others are in the register."""
SERVICES, ANSWER = "services", "answer."
"""The register of services, and what stands before the code of what was asked for one."""
WHOLE = "words"
"""The part that is all that somebody wrote freely."""


@dataclass(frozen=True)
class Correction:
    """One value put right. `was` and `now`: a code, a number, or the vault's reference to what was written.

    `register` and `about`: the line's; `field`: which of its values; `why`: the vault's reference to what was typed.
    """

    id: str
    register: str
    about: str
    field: str
    was: str
    now: str
    why: str
    by: str
    made: datetime


@dataclass(frozen=True)
class Value:
    """One value of a register's lines that can be put right.

    `column`: where the register shows it. `attribute` of the line holds it: itself, or the vault's reference to what it
    is `part` of; "": it stands in the vault alone. `choices`: the codes it may be. `counted`: a number of pieces.
    `secret`: the register says that it was put right, and not what it says.
    """

    column: str
    attribute: str = ""
    part: str = ""
    choices: tuple[str, ...] = ()
    counted: bool = False
    secret: bool = False

    @property
    def sealed(self) -> bool:
        """Whether it is what somebody wrote, kept in the vault."""
        return not self.choices and not self.counted


VALUES: Mapping[str, Mapping[str, Value]] = {
    "deposits": {
        "what": Value("item", "what", choices=KINDS),
        "count": Value("item", "count", counted=True),
        "condition": Value("condition", "condition", choices=CONDITIONS),
        "words": Value("item", "words", WHOLE),
    },
    "transfers": {
        "what": Value("item", "what", choices=KINDS),
        "count": Value("item", "count", counted=True),
        "words": Value("item", "words", WHOLE),
        "phone": Value("item", "words", "phone"),
        "visitor_name": Value("item", part="name"),
        "visitor_phone": Value("item", part="phone"),
    },
    "loans": {
        "condition": Value("thing", "condition", choices=OF_LOANS),
        "note": Value("thing", "note", WHOLE),
    },
    "passes": {
        "company": Value("works_by", "details", "company"),
        "responsible": Value("works_by", "details", "responsible"),
        "phone": Value("works_by", "details", "phone"),
    },
    "orders": {
        "where": Value("order_where", "words", "where"),
        "words": Value("order_where", "words", WHOLE),
    },
    "grievances": {
        "about": Value("grievance_about", "about", choices=ABOUT, secret=True),
        "words": Value("grievance_about", "words", WHOLE, secret=True),
    },
    SERVICES: {},
}
"""By register and name; those of a service are its own: see `value_of`."""
_TABLES = {"passes": "permits", "orders": "work_orders", SERVICES: "requests"}


def value_of(register: str, field: str) -> Value | None:
    """Return how a value of a register is put right, None for what can't be."""
    if register == SERVICES and field.startswith(ANSWER):
        return Value("service", "details", field.removeprefix(ANSWER))
    return VALUES.get(register, {}).get(field)


def table_of(register: str) -> str:
    """Return the name of the house's mapping in which a register's lines are."""
    return _TABLES.get(register, register)


def line_of(house: House, register: str, about: str) -> Any:
    """Return what a register's line is about, as it is at hand; None for what is not."""
    found: Mapping[str, Any] = getattr(house, table_of(register)) if register in VALUES else {}
    return found.get(about)


def clear_answer(line: Any, register: str, field: str) -> str | None:
    """Return what was answered to a service's question, where that is on record as it is; None for all else."""
    code = field.removeprefix(ANSWER)
    return line.answers.get(code) if register == SERVICES else None


def fits_count(typed: str) -> bool:
    """Return whether a number of pieces is one."""
    return typed.isascii() and typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= MOST_PIECES


def right(line: Any, correction: Correction) -> Any:
    """Return a register's line as it is after a correction."""
    value = value_of(correction.register, correction.field)
    if value is None or not value.attribute:
        return line
    if clear_answer(line, correction.register, correction.field) is not None:
        answers = {**line.answers, value.part: correction.now}
        return replace(line, answers=answers)
    return replace(line, **{value.attribute: int(correction.now) if value.counted else correction.now})
