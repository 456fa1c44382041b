"""What passes leave on paper: each with its QR code, the deposit's receipt, its refund voucher, lines of the book."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from kiosk import claim_slip
from kiosk.domain.outgoing import Paper
from kiosk.domain.passes.deciding import DEPOSIT_SLIP, PASS_SLIP, SLIPS
from kiosk.domain.passes.permit import Permit, PermitStage
from kiosk.flows.items.two_parts import points
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.messages import text
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Line, Number, Qr, Strokes
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.record import Ledger

Stub = Callable[[str, int], str]
__all__ = ["SLIPS", "pass_line", "pass_slip"]


def pass_slip(
    ledger: Ledger, directory: Directory, paper: Paper, letterhead: Letterhead, qr: Stub
) -> Sequence[Block]:
    """Return one of a permit's papers; nothing for one that is not at hand. `qr` makes the text of a pass's code."""
    name, _, number = paper.movement.partition(":")
    permit = ledger.house.permits.get(name)
    if permit is None:
        return ()
    if paper.what == PASS_SLIP:
        return _pass(ledger, permit, number, letterhead, qr)
    return _money(ledger, directory, permit, letterhead, taken=paper.what == DEPOSIT_SLIP)


def _pass(ledger: Ledger, permit: Permit, number: str, paper: Letterhead, qr: Stub) -> Sequence[Block]:
    one = next((one for one in permit.passes if str(one.number) == number), None)
    if one is None or one.back is not None:
        return ()
    called = permit.pass_number(one)
    rows = (
        (paper.word("paper.pass.bearer"), told(ledger, one.record, "name")),
        (paper.word("paper.pass.company"), told(ledger, permit.details, "company")),
        (paper.word("paper.unit"), permit.unit),
        (paper.word("paper.pass.since"), paper.time(permit.since)),
    )
    return (
        paper.head("paper.pass.title"),
        Number(called, paper.word("paper.pass.number")),
        Facts(tuple(row for row in rows if row[1])),
        Number(paper.time(permit.until), paper.word("paper.pass.until")),
        Qr(qr(one.slip, claim_slip.PASS), called),
        Line(paper.word("paper.pass.how")),
        Line(text("paper.pass.how", SECOND[paper.language]), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def _money(
    ledger: Ledger, directory: Directory, permit: Permit, paper: Letterhead, *, taken: bool
) -> Sequence[Block]:
    total = permit.deposit_cents * len(permit.passes)
    cents = total if taken else permit.returned_cents
    if not taken and permit.stage is not PermitStage.OVER:
        return ()
    name = "deposit" if taken else "refund"
    back = sum(one.back is True for one in permit.passes)
    kept = money_of(permit.kept_cents, permit.currency, paper.language)
    rows = [
        (paper.word("paper.pass.number"), permit.number),
        (paper.word("paper.pass.company"), told(ledger, permit.details, "company")),
        (paper.word("paper.pass.responsible"), told(ledger, permit.details, "responsible")),
        (paper.word("paper.unit"), permit.unit),
        (paper.word("paper.pass.count"), str(len(permit.passes) if taken else back)),
        (paper.word("paper.pass.missing"), "" if taken or not permit.missing else _numbers(permit)),
        (paper.word("paper.pass.kept"), kept if permit.kept_cents and not taken else ""),
        (paper.word("paper.pass.at"), paper.time(permit.made if taken else permit.counted or permit.made)),
        (paper.word("paper.loan.by"), directory.name(permit.by if taken else permit.counted_by)),
    ]
    theirs = permit.signature if taken else permit.count_signature
    own = permit.by_signature if taken else permit.count_by_signature
    both = ((theirs, "paper.signature"), (own, "paper.loan.signed_desk"))
    return (
        paper.head(f"paper.pass.{name}_title"),
        Number(money_of(cents, permit.currency, paper.language), paper.word(f"paper.pass.{name}")),
        Facts(tuple(row for row in rows if row[1])),
        *(Strokes(drawn, paper.word(said)) for one, said in both if (drawn := points(ledger, one))),
        Line(paper.word(f"paper.pass.{name}_means"), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def _numbers(permit: Permit) -> str:
    return ", ".join(permit.pass_number(one) for one in permit.passes if one.back is False)


def told(ledger: Ledger, reference: str, field: str) -> str:
    """Return one thing of what the vault keeps, "" where it was deleted."""
    content = ledger.opened(reference) if reference else None
    return str(json.loads(content)[field]) if content else ""


def pass_line(writer: Writer, one: Permit) -> Entry:
    """Return a line of 《施工人员出入证登记表》: who works where, how many passes until when, what came back."""
    company = told(writer.ledger, one.details, "company") or writer.say("registers.erased")
    total = money_of(one.deposit_cents * len(one.passes), one.currency, writer.language)
    return Entry(
        (
            Field(writer.time(one.made), (one.number,)),
            Field(
                company,
                tuple(part for part in (told(writer.ledger, one.details, "responsible"), one.unit) if part),
            ),
            Field(writer.number(len(one.passes)), (total,) if one.deposit_cents else ()),
            Field(writer.day(one.until), (writer.day(one.since),)),
            writer.signed(one.signature, writer.name(one.by)),
            _counted(writer, one),
        ),
        one.made.isoformat(),
        one.id,
        tone="care" if one.stage is PermitStage.OPEN and one.until < writer.now else "",
    )


def _counted(writer: Writer, one: Permit) -> Field:
    if one.counted is None:
        return Field(writer.say("registers.passes.out"))
    back = sum(each.back is True for each in one.passes)
    small = [writer.time(one.counted), writer.name(one.counted_by)]
    if one.kept_cents:
        small.append(money_of(one.kept_cents, one.currency, writer.language))
    words = writer.say(
        "registers.passes.back", back=writer.number(back), count=writer.number(len(one.passes))
    )
    return Field(words, tuple(small), writer.pen(one.count_signature), tone="care" if one.missing else "")
