"""Registers and what people signed as documents: what stands on each sheet, in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.keys.consent import Consent
from kiosk.domain.movein.movein import Line, MoveIn
from kiosk.domain.refusal import Refused
from kiosk.domain.stocktake.stocktake import SlotCount, Stocktake
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.keys.keeping_slips import listed, terms
from kiosk.flows.keys.movein_slip import day_in
from kiosk.flows.reasons import typed_in
from kiosk.flows.registers.finding import COLUMNS, Asked
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.pdf.documents import (
    Block,
    Cell,
    Clauses,
    Document,
    Facts,
    Heading,
    Name,
    Names,
    Table,
)

WIDTHS = {
    "lent": (19, 19, 18, 13, 18, 13),
    "kept": (16, 18, 20, 16, 14, 16),
    "movein": (14, 16, 24, 18, 14, 14),
    "agreements": (15, 20, 21, 14, 15, 15),
    "stocktakes": (20, 16, 14, 12, 19, 19),
    "sent": (16, 16, 25, 17, 12, 14),
    "dutylog": (15, 16, 9, 45, 15),
    "incidents": (10, 18, 18, 16, 18, 20),
}
TONES = {"bad": "wrong", "care": "doubt", "gone": "gone"}


@dataclass(frozen=True)
class Letter:
    """What stands on every document: the estate, who had it made, the chain's head of that moment."""

    estate: str
    made_by: str
    head: str


def register_paper(
    writer: Writer, letter: Letter, asked: Asked, entries: Sequence[Entry], *, more: bool = False
) -> Document:
    """Return a register's lines of a period, wide, oldest first as in a bound book.

    `more`: there are older lines that did not go in; the sheet says so.
    """
    heads = [writer.say(f"registers.column.{name}") for name in COLUMNS[asked.register]]
    rows = [[_cell(one) for one in entry.fields] for entry in reversed(entries)]
    parts = [asked.period or writer.say("registers.every_day")]
    if asked.words:
        parts.append(writer.say("registers.found_by", words=asked.words))
    parts.append(writer.say("registers.lines", count=writer.number(len(entries))))
    if more:
        parts.append(writer.say("registers.cut_off"))
    table = Table(heads, rows, WIDTHS.get(asked.register, ()), writer.say("registers.none"))
    title = writer.say(f"registers.title.{asked.register}")
    return _document(writer, letter, title, " · ".join(parts), [table], wide=True)


def move_in_paper(writer: Writer, letter: Letter, one: MoveIn) -> Document:
    """Return the list 《钥匙移交确认单》 with both names.

    Raises:
        Refused: `movein.unknown` for one that nobody has finished.
    """
    if one.ended is None or one.given_up:
        raise Refused("movein.unknown")
    rows = [(writer.say("paper.unit"), one.unit), (writer.say("movein.owner"), writer.name(one.owner))]
    rows.append((writer.say("keeping.pick.document"), writer.say(f"keeping.document.{one.document}")))
    rows.append((writer.say("movein.handed_on"), writer.time(one.ended)))
    rows.append((writer.say("paper.reference"), one.id[:8].upper()))
    if one.follows:
        about = writer.say("movein.follows", reference=one.follows[:8].upper())
        rows.append((writer.say(f"movein.why.{one.why}"), about))
    names = ("what", "label", "number", "count", "condition", "tried", "standing")
    heads = [writer.say(f"registers.line.{name}") for name in names]
    table = Table(
        heads, [_line(writer, one, line) for line in one.lines.values()], (14, 24, 16, 8, 10, 11, 17)
    )
    blocks: list[Block] = [Facts(rows), table]
    if one.readings:
        read = [(writer.say(f"movein.meter.{name}"), shown) for name, shown in one.readings.items()]
        blocks += [Heading(writer.say("movein.meters")), Facts(read)]
    blocks += [Clauses([writer.say("paper.movein.means")]), _both(writer, one)]
    return _document(writer, letter, writer.say("paper.movein.title"), "", blocks)


def agreement_paper(writer: Writer, letter: Letter, one: Consent) -> Document:
    """Return the agreement 《钥匙代管协议》 of one home, with both signatures."""
    keys = [key for key in writer.house.keys.values() if key.unit == one.unit]
    rows = [
        (writer.say("paper.unit"), one.unit),
        (writer.say("keeping.given_by"), writer.name(one.given_by)),
        (writer.say("keeping.keys"), listed([writer.key(key.id) for key in keys], writer.language) or "–"),
        *terms(one, writer.language, writer.zone),
        (writer.say("paper.reference"), one.id[:10].upper()),
    ]
    clauses = [writer.say(f"registers.clause.{name}") for name in ("purpose", "record", "withdraw", "care")]
    names = Names(
        (
            _name(writer, "registers.resident", one.given_by, writer.day(one.since), one.signed),
            _name(writer, "movein.attendant", one.countersigned_by, "", one.countersigned),
        )
    )
    title = writer.say("paper.consent.title")
    return _document(writer, letter, title, "", [Facts(rows), Clauses(clauses), names])


def stocktake_paper(writer: Writer, letter: Letter, one: Stocktake) -> Document:
    """Return a stocktake's result: every slot that was looked into, what was found, both signatures."""
    looked = [count for count in one.counts.values() if count.needs_a_look or count.place in one.said]
    rows = [
        (
            writer.say("registers.column.why"),
            writer.say(f"attendant.stocktake.why.{one.why.replace(' ', '_')}"),
        ),
        (writer.say("registers.begun"), f"{writer.time(one.begun)}  {writer.name(one.begun_by)}"),
        (writer.say("registers.ended_at"), writer.time(one.ended) if one.ended else "–"),
        (writer.say("registers.column.counted"), writer.number(len(one.counts))),
        (writer.say("registers.as_sensed"), writer.number(len(one.counts) - len(looked))),
        (writer.say("registers.column.differences"), writer.number(len(one.differences))),
        (writer.say("paper.reference"), one.id[:8].upper()),
    ]
    names = ("place", "expected", "found", "said")
    heads = [writer.say(f"attendant.stocktake.column.{name}") for name in names]
    nothing = writer.say("attendant.stocktake.all_right")
    table = Table(heads, [_count(writer, one, count) for count in looked], (20, 24, 24, 32), nothing)
    signed = Names(
        tuple(_name(writer, "paper.signature", who, "", reference) for who, reference in one.signed.items())
    )
    return _document(
        writer, letter, writer.say("registers.title.stocktake"), "", [Facts(rows), table, signed]
    )


def _document(
    writer: Writer, letter: Letter, title: str, lead: str, blocks: Sequence[Block], *, wide: bool = False
) -> Document:
    made = writer.say("registers.made", time=writer.time(writer.now), who=letter.made_by)
    return Document(
        tag=writer.language.tag,
        estate=letter.estate,
        title=title,
        lead=" · ".join(one for one in (lead, made) if one),
        blocks=blocks,
        seal=writer.say("registers.seal"),
        head=letter.head,
        wide=wide,
    )


def _cell(field: Field) -> Cell:
    return Cell(field.text, field.small, field.pen, TONES.get(field.tone, ""))


def _line(writer: Writer, one: MoveIn, line: Line) -> Sequence[Cell]:
    label, number = writer.words_of(line.words)
    day = day_in(writer.language, line.promised) if line.promised else ""
    handed = line.id in one.handed
    return (
        Cell(writer.say(f"movein.kind.{line.what}")),
        Cell(label),
        Cell(number),
        Cell(writer.number(line.count)),
        Cell(writer.say(f"movein.state.{line.condition}")),
        Cell(writer.say("movein.tried" if line.tried else "movein.not_tried")),
        Cell(
            writer.say("movein.standing.handed" if handed else "movein.standing.promised", day=day),
            tone="well" if handed else "doubt",
        ),
    )


def _count(writer: Writer, one: Stocktake, count: SlotCount) -> Sequence[Cell]:
    said = one.said.get(count.place)
    finding = writer.say(f"attendant.stocktake.finding.{count.finding.value.replace(' ', '_')}")
    nothing = writer.say("attendant.stocktake.nothing")
    kept = said is None or said.finding == "as_recorded"
    return (
        Cell(count.place, (finding,)),
        Cell(", ".join(writer.key(key) for key in count.expected) or nothing),
        Cell(", ".join(writer.key(key) for key in count.found) or nothing),
        Cell(
            writer.say(f"attendant.stocktake.look.{said.finding}") if said else "–",
            (typed_in(writer.ledger, said.reason), writer.name(said.by)) if said else (),
            tone="well" if kept else "doubt",
        ),
    )


def _both(writer: Writer, one: MoveIn) -> Names:
    found = []
    for part in ("owner", "attendant"):
        name = one.signed[part]
        day = writer.day(one.ended) if one.ended else ""
        found.append(_name(writer, f"movein.{part}", name.person, day, name.reference))
    return Names(found)


def _name(writer: Writer, caption: str, person: str, when: str, reference: str) -> Name:
    witness = witness_of(reference)
    instead = writer.say("witness.stands", name=writer.name(witness)) if witness else ""
    return Name(writer.say(caption), writer.name(person), when, writer.pen(reference), instead)
