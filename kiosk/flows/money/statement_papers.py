"""Statements of the books as documents that last."""

from __future__ import annotations

from kiosk.domain.refusal import Refused
from kiosk.flows.money.money_words import account_words, amount, kind_words
from kiosk.flows.money.statements import ACCOUNT, CUSTOMER, SHIFT, Row, Statement, Statements, is_period
from kiosk.flows.registers.finding import Registers
from kiosk.flows.registers.papers import Letter
from kiosk.flows.registers.writer import Writer
from kiosk.language.messages import Language
from kiosk.pdf.documents import Cell, Document, Facts, Table

COLUMNS = ("at", "voucher", "kind", "about", "came", "went", "after")
WIDTHS = (16, 15, 15, 20, 11, 11, 12)


def asked_of(what: str, about: str, period: str) -> str:
    """Return how a statement is asked for as a document: "2026-05.account.cash:desk"."""
    return f"{period or 'all'}.{what}.{about}"


class StatementPaper:
    """Composes a statement for the press."""

    def __init__(self, statements: Statements, registers: Registers) -> None:
        self._statements = statements
        self._registers = registers

    def __call__(self, language: Language, asked: str, letter: Letter) -> tuple[Document, int]:
        """Return the document of a statement that `asked_of` names, and its lines. Raises `money.statement`."""
        period, _, rest = asked.partition(".")
        what, _, about = rest.partition(".")
        period = "" if period == "all" else period
        if not is_period(period):
            raise Refused("money.statement")
        one = self._statements.of(what, about, period)
        return statement_paper(self._registers.writer(language), letter, one), len(one.rows)


def statement_paper(writer: Writer, letter: Letter, one: Statement) -> Document:
    """Return a statement as a document."""
    made = writer.say("registers.made", time=writer.time(writer.now), who=letter.made_by)
    heads = [writer.say(f"money.column.{name}") for name in COLUMNS]
    rows = [_cells(writer, one, row) for row in one.rows]
    table = Table(heads, rows, WIDTHS, writer.say("money.statement.none"))
    return Document(
        tag=writer.language.tag,
        estate=letter.estate,
        title=writer.say(f"money.statement.of_{one.what}"),
        lead=" · ".join(part for part in (titled(writer, one), one.period, made) if part),
        blocks=[Facts(_sums(writer, one)), table],
        seal=writer.say("registers.seal"),
        head=letter.head,
        wide=True,
    )


def titled(writer: Writer, one: Statement) -> str:
    """Return whose statement it is."""
    if one.what == ACCOUNT:
        return account_words(one.about, writer.language, writer.directory)
    if one.what == CUSTOMER:
        return writer.name(one.about)
    if one.what == SHIFT:
        shift = writer.house.shifts.get(one.about) or writer.register.shift(one.about)
        return f"{writer.name(shift.person)} {writer.time(shift.begun)}" if shift else one.about
    return one.about


def _sums(writer: Writer, one: Statement) -> list[tuple[str, str]]:
    known = {
        "opening": one.opening_cents,
        "came": one.came_cents,
        "went": one.went_cents,
        "closing": one.closing_cents,
    }
    return [
        (writer.say(f"money.statement.{name}"), amount(cents, one.currency, writer.language))
        for name, cents in known.items()
    ]


def _cells(writer: Writer, one: Statement, row: Row) -> list[Cell]:
    def money(cents: int) -> str:
        return amount(cents, one.currency, writer.language)

    who = writer.name(row.person) if row.person and one.what != CUSTOMER else ""
    beside = (money(row.amount_cents),) if not row.cents else ()
    return [
        Cell(writer.time(row.at), (writer.name(row.by),)),
        Cell(row.voucher),
        Cell(kind_words(row.kind, writer.language), beside),
        Cell(row.about[:40], (who,) if who else ()),
        Cell(money(row.cents) if row.cents > 0 else ""),
        Cell(money(-row.cents) if row.cents < 0 else ""),
        Cell("" if row.after_cents is None else money(row.after_cents)),
    ]
