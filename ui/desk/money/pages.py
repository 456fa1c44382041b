"""The pages about customers' money and the drawer, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message

Options = tuple[tuple[str, str, bool], ...]
"""What may be chosen: its value, its words, whether it is."""


@dataclass(frozen=True)
class PrepaidRow:
    """What a customer has paid ahead for one service. `person`: sealed, as addresses carry it."""

    account: str
    customer: str
    about: str
    amount: str
    person: str
    number: str
    below: bool = False
    note: str = ""
    moves: bool = False
    """It is for no service in particular: it may go to one."""
    rest: bool = False
    """Whether there is anything to use or to give back."""
    act: str = ""
    """The id of the form by which what is owed is given up."""


@dataclass(frozen=True)
class QuestionRow:
    """One question to a customer, or one voucher to be signed: where it leads, what it is about."""

    path: str
    what: str
    customer: str
    note: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PrepaidPage(DeskPage):
    """Who has money here, who is to be asked, what is to be signed."""

    template = "desk/prepaid.html"
    name = "desk_prepaid"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    words: str
    rows: tuple[PrepaidRow, ...]
    questions: tuple[QuestionRow, ...] = ()
    unsigned: tuple[QuestionRow, ...] = ()
    customers: tuple[tuple[str, str], ...] = ()
    """Whom the words mean: sealed id and name, to receive money from."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class PrepayForm(DeskPage):
    """How much, for which service, by which way. `customers`: to choose from; one: it is theirs."""

    template = "desk/prepaid_form.html"
    name = "desk_prepaid_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    kind: str
    act: str
    customers: Options
    about: str
    amount: str
    ways: Options
    reference: str
    here: str = ""
    shortfall: str = ""
    fixed: bool = False
    """The amount is what it is: all that is left."""
    why: bool = False
    """A supervisor may say why more is used than is there."""
    reason: str = ""
    until: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class PrepaySign(DeskPage):
    """The amount in figures and capitals, and room for both names. `fields`: what was typed, to be posted with them."""

    template = "desk/prepaid_sign.html"
    name = "desk_prepaid_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    path: str
    back_to: str
    kind: str
    customer: str
    about: str
    amount: str
    capitals: str
    before: str
    after: str
    way: str
    act: str
    fields: tuple[tuple[str, str], ...] = ()
    strokes: tuple[str, str] = ("", "")
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class VoucherPage(DeskPage):
    """One voucher as it stands in the ledger. `pens`: caption, strokes, their box and words instead, of both names."""

    template = "desk/prepaid_voucher.html"
    name = "desk_prepaid_voucher"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    number: str
    kind: str
    amount: str
    capitals: str
    rows: tuple[tuple[str, str], ...]
    pens: tuple[tuple[str, tuple[str, ...], str, str], ...]
    copies: int
    signed: bool
    statement: str
    reversible: bool = False
    """Whether it may be taken back."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class AskForm(DeskPage):
    """What a service is going to cost: whether its customer has to be asked."""

    template = "desk/prepaid_ask.html"
    name = "desk_prepaid_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    customer: str
    person: str
    about: str
    here: str
    amount: str = ""
    enough: bool = False
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class AskedPage(DeskPage):
    """A question to a customer: what it is about, the answer, what is to be done about it."""

    template = "desk/prepaid_asked.html"
    name = "desk_prepaid_form"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    id: str
    customer: str
    number: str
    wanted: str
    there: str
    missing: str
    answer: str = ""
    told: str = ""
    over: bool = False
    ends: str = ""
    answers: Options = ()
    hows: Options = ()
    supervisors: Options = ()
    words: str = ""
    reason: str = ""
    until: str = ""
    problem: Message | None = None
