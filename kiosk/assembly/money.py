"""Wires what keeps the desk's books: customers' money, the drawer, statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.money.cash import CashDesk
from kiosk.flows.money.money import MoneyDesk
from kiosk.flows.money.reversals import Reversals
from kiosk.flows.money.shortfalls import Shortfalls
from kiosk.flows.money.statement_papers import StatementPaper
from kiosk.flows.money.statements import Statements
from kiosk.flows.registers.exports import Compose
from kiosk.flows.registers.finding import Registers


@dataclass(frozen=True)
class ForMoney:
    """The flows about money. `papers`: the documents that can be asked for of it."""

    desk: MoneyDesk
    shortfalls: Shortfalls
    cash: CashDesk
    statements: Statements
    papers: Mapping[str, Compose]
    reversals: Reversals


def for_money(on: Ground, registers: Registers) -> ForMoney:
    """Return the flows about money."""
    currency = on.settings.site.currency
    statements = Statements(on.ledger, on.register, on.zone, currency)
    return ForMoney(
        desk=MoneyDesk(on.ledger, on.register, on.clock, currency, on.zone),
        shortfalls=Shortfalls(on.ledger, on.clock, currency, on.zone),
        cash=CashDesk(on.ledger, on.visits, on.settings.money, currency),
        statements=statements,
        papers={"statement": StatementPaper(statements, registers)},
        reversals=Reversals(on.ledger, on.register, on.visits, on.clock, on.zone),
    )
