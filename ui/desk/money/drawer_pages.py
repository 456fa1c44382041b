"""The pages about the drawer and the books, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.money.pages import Options
from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class CountRow:
    """One count of the drawer."""

    id: str
    at: datetime
    who: str
    expected: str
    counted: str
    difference: str
    said: str
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class CashPage(DeskPage):
    """The drawer: its balance by the books, its counts, what is to be explained."""

    template = "desk/cash.html"
    name = "desk_cash"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    accounts: tuple[tuple[str, str, str], ...]
    """Name, amount, and the path of its statement."""
    counts: tuple[CountRow, ...]
    never: bool
    off: CountRow | None = None
    reasons: Options = ()
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class CountForm(DeskPage):
    """How many of each note and coin. `pieces`: cents, what it is called, what was typed."""

    template = "desk/cash_count.html"
    name = "desk_cash_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    pieces: tuple[tuple[int, str, str], ...]
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class BringForm(DeskPage):
    """Cash that goes to the safe or the bank, or comes out of the safe: with a second name."""

    template = "desk/cash_bring.html"
    name = "desk_cash_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    ways: Options
    seconds: Options
    amount: str = ""
    number: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class PayOutForm(DeskPage):
    """What was paid out of the drawer to who does a service."""

    template = "desk/cash_pay.html"
    name = "desk_cash_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    about: str = ""
    amount: str = ""
    number: str = ""
    problem: Message | None = None


@dataclass(frozen=True)
class StatementRow:
    """One line of a statement."""

    at: datetime
    voucher: str
    kind: str
    beside: str
    about: str
    who: str
    came: str
    went: str
    after: str


@dataclass(frozen=True, kw_only=True)
class StatementPage(DeskPage):
    """A statement of the books on the screen. `sums`: label and amount; `query`: what keeps it in an address."""

    template = "desk/statement.html"
    name = "desk_statement"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    what: str
    whats: Options
    title: str
    sums: tuple[tuple[str, str], ...] = ()
    rows: tuple[StatementRow, ...] = ()
    accounts: Options = ()
    shifts: Options = ()
    typed: str = ""
    month: str = ""
    csv: str = ""
    query: tuple[tuple[str, str], ...] = ()
    more: bool = False
    problem: Message | None = None
