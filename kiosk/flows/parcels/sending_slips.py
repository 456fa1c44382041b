"""What a parcel that is sent leaves on paper: its slip, its receipt, its line in the register 《特快专递登记簿》."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.sending.deciding import RECEIPT, SLIP
from kiosk.domain.sending.sending import BY_CARRIER, Sending, Stage
from kiosk.flows.parcels.whereto import Whereto
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Line, Number
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger

SLIPS = (SLIP, RECEIPT)


def sending_slip(
    ledger: Ledger, directory: Directory, what: str, one: Sending | None, paper: Letterhead
) -> Sequence[Block]:
    """Return the slip of a parcel that is sent, or the receipt of its fee; nothing once it is called off."""
    if one is None or one.stage is Stage.CALLED_OFF or (what == RECEIPT and one.fee_paid is None):
        return ()
    rows = [
        (paper.word("paper.sending.sender"), directory.masked(one.person)),
        (paper.word("paper.unit"), one.unit),
        (paper.word("paper.sending.carrier"), one.carrier),
        (paper.word("paper.waybill"), one.waybill),
        (paper.word("paper.sending.registered"), paper.time(one.made)),
    ]
    if what == RECEIPT and one.fee_paid is not None:
        rows += [
            (paper.word("paper.sending.fee"), money_of(one.fee_cents, one.fee_currency, paper.language)),
            (paper.word("paper.sending.voucher"), one.voucher),
            (paper.word("paper.fee.paid"), paper.time(one.fee_paid)),
        ]
    title = "paper.sending.receipt" if what == RECEIPT else "paper.sending.title"
    return (
        paper.head(title),
        Number(one.number, paper.word("paper.sending.number")),
        Facts(tuple(row for row in rows if row[1])),
        Line(paper.word("paper.fee.thanks" if what == RECEIPT else "paper.sending.how")),
        paper.desk(),
        ChainHead(ledger.head),
    )


def sent_line(writer: Writer, one: Sending) -> Entry:
    """Return a line of 《特快专递登记簿》: who sends what where, by whom, for how much, and who took it along."""
    called_off = one.stage is Stage.CALLED_OFF
    fields = (
        Field(writer.time(one.made), (one.number,)),
        Field(writer.name(one.person), (one.unit,)),
        _goes_to(writer, one),
        Field(one.carrier, (one.waybill,) if one.waybill else ()),
        _fee(writer, one),
        _taken(writer, one, called_off=called_off),
    )
    return Entry(fields, one.made.isoformat(), one.id, tone="quiet" if called_off else "")


def _goes_to(writer: Writer, one: Sending) -> Field:
    if not one.details:
        return Field(writer.say("registers.sent.to_be_told"), tone="care" if one.unaddressed else "quiet")
    where = Whereto.read(writer.ledger.opened(one.details))
    if where is None:
        return Field(writer.say("registers.erased"), tone="quiet")
    pen = tuple(tuple((x, y) for x, y, _ in stroke) for stroke in where.strokes)
    small = tuple(part for part in (where.destination, where.phone) if part)
    return Field(where.addressee or writer.say("registers.sent.by_hand"), small, pen)


def _fee(writer: Writer, one: Sending) -> Field:
    if one.fee == BY_CARRIER:
        return Field(writer.say("registers.sent.by_carrier"), tone="quiet")
    if one.fee_paid is None:
        return Field(writer.say("registers.sent.owed"), tone="care") if one.owed else Field()
    return Field(money_of(one.fee_cents, one.fee_currency, writer.language), (one.voucher,))


def _taken(writer: Writer, one: Sending, *, called_off: bool) -> Field:
    if called_off:
        return Field(writer.say("registers.sent.called_off"), tone="quiet")
    if one.ended is None:
        return Field(writer.say("registers.sent.waits"), tone="care")
    return writer.signed(one.signature, writer.name(one.courier), writer.time(one.ended))
