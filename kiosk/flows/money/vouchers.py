"""A voucher on paper (收款、加付、使用、退还凭证), in both languages, and its line in the prepayment ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from kiosk.domain.money.account import GENERAL
from kiosk.domain.money.entry import TAKEN, VOUCHERS
from kiosk.domain.money.reversing import REVERSED
from kiosk.domain.money.voucher import COPY, PAPER, Voucher
from kiosk.flows.items.two_parts import points
from kiosk.flows.money.money_words import kind_words
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.capitals import in_capitals
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Head, Line, Number, Part, Strokes
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.record import Ledger

SLIPS = (PAPER, COPY)
COLUMNS = ("voucher", "service", "customer", "what", "amount", "rest", "customer_signed", "desk_signed")
"""The fields of a line of 《金钥匙服务预付金使用台帐》."""


def voucher_slip(
    ledger: Ledger, directory: Directory, what: str, one: Voucher | None, copies: int, paper: Letterhead
) -> Sequence[Block]:
    """Return a voucher with the amount in figures and in capitals and both names; nothing where it is not known.

    A copy says that it is one, and which.
    """
    if one is None:
        return ()
    second = SECOND[paper.language]
    number = text("money.general", paper.language) if one.about in ("", GENERAL) else one.about
    rows = [
        (_both("money.paper.number", paper), one.id),
        (_both("money.paper.service", paper), number),
        (_both("money.paper.customer", paper), directory.masked(one.person)),
        (_both("money.paper.capitals", paper), in_capitals(one.cents, one.currency, paper.language)),
        (_both("money.paper.rest", paper), money_of(one.after_cents, one.currency, paper.language)),
        (_both("money.paper.at", paper), paper.time(one.at)),
        (_both("money.paper.by", paper), directory.name(one.by)),
    ]
    if one.way:
        rows.insert(3, (_both("money.paper.way", paper), paper.word(f"money.way.{one.way}")))
    copied = (_copy(copies, paper),) if what == COPY else ()
    title = f"money.paper.title.{one.kind if one.kind in (*VOUCHERS, REVERSED) else TAKEN}"
    return (
        Head(paper.estate, paper.word(title), text(title, second)),
        *copied,
        Number(money_of(one.cents, one.currency, paper.language), _both("money.paper.golden", paper)),
        Facts(tuple(rows)),
        *_signed(ledger, one, paper),
        Line(paper.word("money.paper.keep"), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def _copy(copies: int, paper: Letterhead) -> Part:
    second = text("money.paper.copy", SECOND[paper.language], number=copies)
    return Part(paper.word("money.paper.copy", number=copies), second)


def _both(key: str, paper: Letterhead) -> str:
    return f"{paper.word(key)} {text(key, SECOND[paper.language])}"


def _signed(ledger: Ledger, one: Voucher, paper: Letterhead) -> Sequence[Block]:
    names = ((one.signature, "money.paper.customer_signed"), (one.staff_signature, "money.paper.desk_signed"))
    found: list[Block] = []
    for reference, caption in names:
        pen = points(ledger, reference)
        found.append(
            Strokes(pen, _both(caption, paper)) if pen else Line(f"{_both(caption, paper)} ________")
        )
    return found


def voucher_line(writer: Writer, one: Voucher) -> Entry:
    """Return a voucher's line in the prepayment ledger."""
    language: Language = writer.language
    number = writer.say("money.general") if one.about in ("", GENERAL) else one.about
    unsigned = Field(writer.say("registers.unsigned"), tone="care")
    fields = (
        Field(one.id, (writer.time(one.at),)),
        Field(number),
        Field(writer.name(one.person), (one.unit,) if one.unit else ()),
        Field(kind_words(one.kind, language), (writer.say(f"money.way.{one.way}"),) if one.way else ()),
        Field(money_of(one.cents, one.currency, language)),
        Field(money_of(one.after_cents, one.currency, language), tone="care" if one.after_cents < 0 else ""),
        writer.signed(one.signature) if one.complete else unsigned,
        writer.signed(one.staff_signature, writer.name(one.staff)) if one.complete else unsigned,
    )
    return Entry(fields, one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), one.id)
