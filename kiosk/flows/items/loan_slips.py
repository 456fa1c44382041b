"""What lending leaves on paper: slips of what is taken along and what came back, lines of 《物品出借登记本》."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.loans.lending import BACK_SLIP, SLIP
from kiosk.domain.loans.loan import Loan, LoanStage
from kiosk.flows.items.two_parts import points
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.messages import Language
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Line, Number, Strokes
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger

SLIPS = (SLIP, BACK_SLIP)


def loan_slip(
    ledger: Ledger, directory: Directory, what: str, about: str, paper: Letterhead
) -> Sequence[Block]:
    """Return the slip of a lending, or of a loan that came to its end; nothing for one that is not at hand."""
    house = ledger.house
    if what == BACK_SLIP:
        loan = house.loans.get(about)
        return _back(ledger, directory, loan, paper) if loan and not loan.out else ()
    loans = sorted((one for one in house.loans.values() if one.lending == about), key=lambda one: one.id)
    return _lent(ledger, directory, loans, paper) if loans else ()


def _lent(ledger: Ledger, directory: Directory, loans: Sequence[Loan], paper: Letterhead) -> Sequence[Block]:
    first, house = loans[0], ledger.house
    deposit = sum(one.deposit_cents for one in loans)
    rows = [
        (paper.word("paper.loan.who"), directory.masked(first.person)),
        (paper.word("paper.unit"), first.unit),
    ]
    rows += [
        (
            f"{one.number}",
            f"{thing(house, one.item, one.kind, paper.language)}\n{paper.word(f'loans.condition.{one.condition}')}",
        )
        for one in loans
    ]
    rows += [
        (paper.word("paper.loan.lent"), paper.time(first.made)),
        (
            paper.word("paper.loan.deposit"),
            money_of(deposit, first.currency, paper.language) if deposit else "",
        ),
        (paper.word("paper.loan.by"), directory.name(first.by)),
    ]
    due = paper.time(min(one.due for one in loans))
    return (
        paper.head("paper.loan.title"),
        Number(due, paper.word("paper.loan.due")),
        Facts(tuple(row for row in rows if row[1])),
        *_pens(ledger, paper, first.signature, first.by_signature),
        Line(paper.word("paper.loan.terms"), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def _back(ledger: Ledger, directory: Directory, loan: Loan, paper: Letterhead) -> Sequence[Block]:
    said = loan.back_condition or "lost"
    money = [(paper.word("paper.loan.charged"), loan.charged_cents)]
    if loan.deposit_cents and loan.settled:
        returned = max(0, loan.deposit_cents - loan.charged_cents)
        money.append((paper.word("paper.loan.returned"), returned))
    rows = [
        (paper.word("paper.loan.what"), thing(ledger.house, loan.item, loan.kind, paper.language)),
        (paper.word("paper.loan.who"), directory.masked(loan.person)),
        (paper.word("paper.loan.lent"), paper.time(loan.made)),
        (paper.word("paper.loan.back"), paper.time(loan.ended) if loan.ended else ""),
        *((label, money_of(cents, loan.currency, paper.language)) for label, cents in money if cents),
        (paper.word("paper.loan.by"), directory.name(loan.settled_by or loan.back_by)),
    ]
    return (
        paper.head("paper.loan.back_title"),
        Number(loan.number, paper.word(f"loans.condition.{said}")),
        Facts(tuple(row for row in rows if row[1])),
        *_pens(ledger, paper, loan.back_signature, loan.back_by_signature, "loans.signed.back"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def _pens(
    ledger: Ledger, paper: Letterhead, theirs: str, own: str, who: str = "paper.loan.signed"
) -> tuple[Block, ...]:
    both = ((theirs, who), (own, "paper.loan.signed_desk"))
    return tuple(
        Strokes(drawn, paper.word(caption)) for one, caption in both if (drawn := points(ledger, one))
    )


def thing(house: House, item: str, kind: str, language: Language) -> str:
    """Return what a thing is called, with its number: "Umbrella 3"."""
    known, copy = house.loan_kinds.get(kind), house.loan_items.get(item)
    label = known.label if known else Label(kind, kind, kind)
    number = f" {copy.number}" if copy else ""
    return f"{label.in_language(language.value)}{number}"


def loan_line(writer: Writer, one: Loan) -> Entry:
    """Return a line of 《物品出借登记本》: what, who, from when to when, as it was and as it came back, both signed."""
    return Entry(
        (
            Field(writer.time(one.made), (one.number,)),
            Field(
                thing(writer.house, one.item, one.kind, writer.language),
                (writer.say(f"loans.condition.{one.condition}"),),
            ),
            Field(writer.name(one.person), (one.unit,) if one.unit else (_leave(writer, one),)),
            writer.signed(one.signature, writer.name(one.by)),
            _ended(writer, one),
            _signed_back(writer, one),
        ),
        one.made.isoformat(),
        one.id,
        tone="care" if one.late(writer.now) else "",
    )


def _leave(writer: Writer, one: Loan) -> str:
    return writer.say("registers.loans.by_leave", name=writer.name(one.leave)) if one.leave else ""


def _ended(writer: Writer, one: Loan) -> Field:
    if one.stage is LoanStage.OUT:
        late = one.late(writer.now)
        words = writer.say("registers.loans.late" if late else "registers.loans.out")
        return Field(words, (writer.time(one.due),), tone="care" if late else "")
    said = writer.say(f"loans.condition.{one.back_condition or 'lost'}")
    small = [writer.time(one.ended)] if one.ended else []
    if one.charged_cents:
        small.append(money_of(one.charged_cents, one.currency, writer.language))
    return Field(said, tuple(small), tone="" if one.settled else "care")


def _signed_back(writer: Writer, one: Loan) -> Field:
    if not one.back_by:
        return Field("–", tone="quiet")
    brought = one.brought_by if not one.brought_by.startswith("loan-bringer:") else ""
    return writer.signed(one.back_signature, writer.name(brought), writer.name(one.back_by))
