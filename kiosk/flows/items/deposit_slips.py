"""What entrusted items leave on paper: the slip of two parts, the tag, their lines in both registers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.house import House
from kiosk.domain.outgoing import Paper
from kiosk.domain.parcels.storing import is_shelf, shelf_name
from kiosk.domain.transfers.transfer import Stage as Handed
from kiosk.domain.transfers.transfer import Transfer
from kiosk.flows.items.transfers import told_of
from kiosk.flows.items.two_parts import two_part_slip
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.messages import moment_of
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Line, Number
from kiosk.paper.forms import Letterhead, masked_unit
from kiosk.ports.record import Ledger

STAMP = "%Y-%m-%dT%H:%M:%S"


def deposit_slip(
    ledger: Ledger, directory: Directory, paper: Paper, letterhead: Letterhead, stub: Callable[[str], str]
) -> Sequence[Block]:
    """Return the slip of two parts; nothing once a newer stub is good, or the item is gone. `stub`: its code's text."""
    one = ledger.house.deposits.get(paper.movement)
    if one is None or one.over or paper.id != f"d-{one.slip}":
        return ()
    say = letterhead.word
    due = moment_of(one.due, letterhead.language, letterhead.time_zone, "yMMMd") if one.due else ""
    facts = (
        (say("paper.deposit.owner"), directory.masked(one.person)),
        (say("paper.unit"), one.unit),
        (say("paper.deposit.item"), f"{say(f'deposit.kind.{one.what}')} × {one.count}"),
        (say("paper.deposit.condition"), say(f"deposit.condition.{one.condition}")),
        (say("paper.deposit.where"), place_of(ledger.house, one.item)),
        (say("paper.deposit.at"), letterhead.time(one.taken or one.made)),
        (say("paper.deposit.due"), due),
    )
    return two_part_slip(
        ledger, letterhead, title="paper.deposit.title", number=one.number, facts=facts, claim=stub(one.slip),
        signed=one.signature, countersigned=one.countersigned, terms=say("paper.deposit.terms"),
    )  # fmt: skip


def transfer_tag(ledger: Ledger, one: Transfer | None, letterhead: Letterhead) -> Sequence[Block]:
    """Return the tag of an item that changes hands: nothing on it tells whose it is."""
    if one is None or one.over:
        return ()
    say = letterhead.word
    rows = (
        (say("paper.deposit.item"), f"{say(f'deposit.kind.{one.what}')} × {one.count}"),
        (say("paper.deposit.where"), place_of(ledger.house, one.item)),
        (say("paper.unit"), masked_unit(one.unit)),
        (say("paper.deposit.at"), letterhead.time(one.made)),
    )
    return (
        letterhead.head("paper.transfer.title"),
        Number(one.number, say("paper.number")),
        Facts(tuple(row for row in rows if row[1])),
        Line(say("paper.transfer.how"), "small"),
        ChainHead(ledger.head),
    )


def place_of(house: House, item: str) -> str:
    """Return where an item lies as people call it, "" while it is in nobody's place."""
    known = house.parcels.get(item)
    movement = house.movements.get(known.movement) if known else None
    place = movement.place if movement else ""
    return shelf_name(place) if is_shelf(place) else place


def deposit_line(writer: Writer, one: Deposit) -> Entry:
    """Return a line of 《物品寄存登记表》: who left what, in which state, who signed, and how it went back."""
    fields = (
        Field(writer.time(one.made), (one.number,)),
        Field(writer.name(one.person), _homes(writer, one)),
        _what(writer, one),
        Field(writer.say(f"deposit.condition.{one.condition}") if one.condition else ""),
        writer.signed(one.signature, writer.name(one.taken_by)) if one.signature else Field(),
        _back(writer, one),
    )
    quiet = one.stage in (Stage.CALLED_OFF, Stage.REFUSED)
    return Entry(fields, one.made.strftime(STAMP), one.id, tone="quiet" if quiet else "")


def _homes(writer: Writer, one: Deposit) -> tuple[str, ...]:
    named = writer.say("registers.deposit.named_by", name=writer.name(one.named_by)) if one.named_by else ""
    return tuple(part for part in (one.unit, named) if part)


def _what(writer: Writer, one: Deposit) -> Field:
    words = writer.ledger.opened(one.words) if one.words else None
    small = [words.decode(errors="replace")] if words else []
    if one.cents:
        small.append(money_of(one.cents, writer.currency, writer.language))
    return Field(_pieces(writer, one.what, one.count), tuple(small))


def _pieces(writer: Writer, what: str, count: int) -> str:
    return writer.say(f"deposit.kind.{what}") + (f" × {count}" if count > 1 else "")


def _back(writer: Writer, one: Deposit) -> Field:
    if one.stage is Stage.REFUSED:
        return Field(writer.say("registers.deposit.refused"), (writer.say(f"deposit.goods.{one.goods}"),))
    if one.stage in (Stage.CALLED_OFF, Stage.SETTLED):
        return Field(writer.say(f"registers.deposit.{one.stage.value.replace(' ', '_')}"), tone="quiet")
    if not one.claims:
        return Field(writer.say("registers.deposit.here"), tone="care")
    last = one.claims[-1]
    small = [writer.name(last.by), writer.time(last.at)]
    if last.left:
        small.append(writer.say("registers.deposit.left", count=last.left))
    return writer.signed(last.signature, *small)


def transfer_line(writer: Writer, one: Transfer) -> Entry:
    """Return a line of 《转交物品登记表》: who gave what to whom, both telephones, both signatures."""
    told = told_of(writer.ledger, writer.directory, one)
    resident = Field(writer.name(one.person), tuple(part for part in (one.unit, told.resident_phone) if part))
    visitor = Field(writer.name(one.visitor) or "–", (told.visitor_phone,) if told.visitor_phone else ())
    small = [told.words] if told.words else []
    if one.goods:
        allowed = writer.name(one.allowed_by)
        key = "allowed" if allowed else "refused_goods"
        goods = writer.say(f"deposit.goods.{one.goods}")
        small.append(writer.say(f"registers.transfer.{key}", goods=goods, name=allowed))
    giver, taker = (visitor, resident) if one.to_resident else (resident, visitor)
    fields = (
        Field(writer.time(one.made), (one.number,)),
        giver,
        taker,
        Field(_pieces(writer, one.what, one.count), tuple(small)),
        writer.signed(one.signature, writer.name(one.by)) if one.signature else Field(),
        _fetched(writer, one),
    )
    return Entry(
        fields, one.made.strftime(STAMP), one.id, tone="quiet" if one.stage is Handed.REFUSED else ""
    )


def _fetched(writer: Writer, one: Transfer) -> Field:
    if one.stage is Handed.TAKEN_IN:
        return Field(writer.say("registers.deposit.here"), tone="care")
    if one.stage in (Handed.REFUSED, Handed.SETTLED):
        return Field(writer.say(f"registers.deposit.{one.stage.value}"), tone="quiet")
    kept = writer.house.kept_documents.get(one.record)
    document = writer.say(f"contractors.kind.{kept.document}") if kept else ""
    back = writer.say("registers.transfer.back") if one.stage is Handed.GIVEN_BACK else ""
    when = writer.time(one.ended) if one.ended else ""
    return writer.signed(one.taker_signature, writer.name(one.taken_by), document, back, when)
