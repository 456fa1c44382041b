"""What a work order leaves on paper: its slip before the work, what was done after it, its line in the register."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.domain.workorders.deciding import SLIP
from kiosk.domain.workorders.order import NOBODY_HOME, Stage, WorkOrder
from kiosk.flows.items.two_parts import points
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.messages import span_of
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Cut, Facts, Line, Number, Strokes
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger

SLIPS = (SLIP,)
COLUMNS = ("order_number", "order_where", "order_who", "order_clock", "order_cost", "order_signed")


def work_order_slip(
    ledger: Ledger, directory: Directory, one: WorkOrder | None, paper: Letterhead
) -> Sequence[Block]:
    """Return the slip of an order in two parts, for the file and for its customer; in one where nobody has asked.

    It says who comes; once it is done, what it came to and who signed for it.
    """
    if one is None or one.stage is Stage.CALLED_OFF:
        return ()
    done = one.stage is Stage.DONE
    rows = _rows(ledger, directory, one, paper) + (_cost(ledger, one, paper) if done else [])
    pen = points(ledger, one.signature)
    signed = (Strokes(pen, paper.word("paper.order.signed")),) if pen else ()
    witness = witness_of(one.signature)
    stood = (Line(paper.word("witness.stands", name=directory.name(witness))),) if witness else ()
    absent = (Line(paper.word("paper.order.nobody_home")),) if one.how == NOBODY_HOME and done else ()
    first = (Line(paper.word("paper.order.price_first")),) if one.person and not done else ()
    number = Number(one.number, paper.word("paper.order.number"))
    said = (number, Facts(tuple(row for row in rows if row[1])), *signed, *stood, *absent)
    head = paper.head("paper.order.done" if done else "paper.order.title")
    end = (*first, paper.desk(), ChainHead(ledger.head))
    if not one.person:
        return (head, *said, *end)
    file, customer = paper.part("paper.order.file"), paper.part("paper.order.customer")
    return (file, *said, ChainHead(ledger.head), Cut(), head, customer, *said, *end)


def _rows(ledger: Ledger, directory: Directory, one: WorkOrder, paper: Letterhead) -> list[tuple[str, str]]:
    where, words = _words(ledger, one)
    return [
        (paper.word("paper.order.what"), paper.word(f"orders.what.{one.what}")),
        (paper.word("paper.order.where"), one.unit or where),
        (paper.word("paper.order.words"), words),
        (paper.word("paper.order.worker"), directory.name(one.worker) if one.worker else ""),
        (paper.word("paper.order.asked"), paper.time(one.asked)),
        (paper.word("paper.order.on_site"), paper.time(one.on_site) if one.on_site else ""),
        (paper.word("paper.order.agreed"), _money(one.agreed_cents, one, paper) if one.agreed_cents else ""),
    ]


def _cost(ledger: Ledger, one: WorkOrder, paper: Letterhead) -> list[tuple[str, str]]:
    lines = [
        (_note(ledger, line.words), f"{line.count} × {_money(line.cents, one, paper)}")
        for line in one.materials
        if not line.struck
    ]
    labour = _money(one.labour_cents, one, paper) if one.labour_cents else ""
    together = _money(one.cents, one, paper) if one.cents else paper.word("orders.fact.free")
    ended = paper.time(one.ended) if one.ended else ""
    return [
        (paper.word("paper.order.done_at"), ended),
        *lines,
        (paper.word("paper.order.labour"), labour),
        (paper.word("paper.order.sum"), together),
    ]


def order_line(writer: Writer, one: WorkOrder) -> Entry:
    """Return a line of the register 《维修派工单登记表》."""
    where, words = _words(writer.ledger, one)
    what = writer.say(f"orders.what.{one.what}")
    off = one.stage is Stage.CALLED_OFF
    fields = (
        Field(one.number, tuple(part for part in (writer.time(one.made), one.request) if part)),
        Field(
            one.unit or where or writer.say("orders.common"), tuple(part for part in (what, words) if part)
        ),
        Field(writer.name(one.worker), (writer.name(one.person),) if one.person else ()),
        _clock(writer, one),
        _cost_field(writer, one),
        _signed(writer, one),
    )
    return Entry(fields, one.made.isoformat(), one.id, tone="quiet" if off else "")


def _clock(writer: Writer, one: WorkOrder) -> Field:
    written = span_of((one.made - one.asked).total_seconds(), writer.language)
    said = writer.say("orders.clock.written", span=written)
    if one.on_site is None:
        return Field(said)
    there = span_of((one.on_site - one.made).total_seconds(), writer.language)
    return Field(said, (writer.say("orders.clock.on_site", span=there),))


def _cost_field(writer: Writer, one: WorkOrder) -> Field:
    if one.stage is not Stage.DONE or not one.person:
        return Field("")
    if not one.cents:
        return Field(writer.say("orders.fact.free"))
    amount = money_of(one.cents, one.currency, writer.language)
    if one.paid is None:
        return Field(amount, (writer.say("orders.fact.unpaid"),), tone="care")
    return Field(amount, (writer.say(f"orders.fact.pay.{one.paid_by}"),))


def _signed(writer: Writer, one: WorkOrder) -> Field:
    stage = writer.say(f"orders.stage.{one.stage.value.replace(' ', '_')}")
    if one.stage is Stage.CALLED_OFF:
        return Field(stage, (writer.say(f"orders.act.reason_{one.how}"),), tone="quiet")
    if one.stage is not Stage.DONE or one.ended is None:
        return Field(stage, tone="care")
    if one.signature:
        return writer.signed(one.signature, writer.time(one.ended))
    return Field(writer.say(f"orders.fact.by.{one.how}"), (writer.time(one.ended),))


def _words(ledger: Ledger, one: WorkOrder) -> tuple[str, str]:
    content = ledger.opened(one.words) if one.words else None
    if not content:
        return ("–", "–") if one.words else ("", "")
    said = json.loads(content)
    return str(said["where"]), str(said["words"])


def _note(ledger: Ledger, reference: str) -> str:
    content = ledger.opened(reference)
    return content.decode(errors="replace") if content else "–"


def _money(cents: int, one: WorkOrder, paper: Letterhead) -> str:
    return money_of(cents, one.currency, paper.language)
