"""A person's file as a document that they can read: what is kept of them, and what the record says they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.flows.personal.copies import Copies, PersonFile, Record, pens_of
from kiosk.flows.personal.kept import CODES, PICTURES, SIGNATURES
from kiosk.flows.registers.finding import Registers
from kiosk.flows.registers.papers import Letter
from kiosk.flows.registers.writer import Writer
from kiosk.language.messages import Language, known
from kiosk.pdf.documents import Block, Cell, Document, Facts, Heading, Picture, Table

MOST_PICTURES = 40
MOST_EVENTS = 400
LONGEST = 600
"""So much of what one thing says is printed; the file for machines has all of it."""


class PersonPaper:
    """Composes the document of the file that a look was put on record for."""

    def __init__(self, copies: Copies, registers: Registers) -> None:
        self._copies = copies
        self._registers = registers

    def __call__(self, language: Language, about: str, letter: Letter) -> tuple[Document, int]:
        """Return the file as a document, and how many things are in it. Raises as `Copies.file`."""
        file, writer = self._copies.file(about), self._registers.writer(language)
        made = writer.say("registers.made", time=writer.time(writer.now), who=letter.made_by)
        document = Document(
            tag=language.tag,
            estate=letter.estate,
            title=writer.say("personal.file.title"),
            lead=" · ".join((writer.say("personal.file.lead"), made)),
            blocks=list(_blocks(writer, file)),
            seal=writer.say("registers.seal"),
            head=letter.head,
        )
        return document, len(file.records)


def _blocks(writer: Writer, file: PersonFile) -> Iterator[Block]:
    yield Facts(list(_facts(writer, file)))
    said = [one for one in file.records if one.kind not in (CODES, PICTURES, SIGNATURES)]
    yield Heading(writer.say("personal.file.said"))
    rows = [(Cell(_named(writer, one)), Cell(_words(one.said)[:LONGEST])) for one in said]
    yield Table(("", ""), rows, (28, 72), writer.say("personal.file.nothing"))
    if pens := pens_of(file):
        yield Heading(writer.say("personal.kind.signatures"))
        drawn = [(Cell(writer.number(number)), Cell("", (), pen)) for number, pen in enumerate(pens, 1)]
        yield Table(("", ""), drawn, (12, 88))
    pictures = [one for one in file.records if one.bytes_]
    if pictures:
        yield Heading(writer.say("personal.kind.pictures"))
        yield from (Picture(one.bytes_, one.reference) for one in pictures[:MOST_PICTURES])
    yield Heading(writer.say("personal.file.events"))
    heads = [writer.say(f"personal.file.{name}") for name in ("number", "when", "what")]
    lines = [
        (Cell(writer.number(line.seq)), Cell(writer.time(line.at)), Cell(line.kind.partition("/")[0]))
        for line in file.lines[:MOST_EVENTS]
    ]
    yield Table(heads, lines, (14, 30, 56), writer.say("personal.file.nothing"))
    if file.more or len(file.lines) > MOST_EVENTS:
        yield Facts([(writer.say("personal.file.more"), writer.number(len(file.lines)))])


def _facts(writer: Writer, file: PersonFile) -> Iterator[tuple[str, str]]:
    one = file.person
    for name, said in file.card.items():
        if known(f"personal.field.{name}"):
            yield writer.say(f"personal.field.{name}"), said
    yield writer.say("personal.field.role"), writer.say(f"personal.role.{one.role.value}")
    if one.unit:
        yield writer.say("paper.unit"), one.unit
    if one.company:
        yield writer.say("personal.field.company"), one.company
    yield writer.say("personal.field.badge"), writer.say("personal.yes" if one.badge else "personal.no")
    codes = sum(record.kind == CODES for record in file.records)
    if codes:
        yield (
            writer.say("personal.kind.codes"),
            writer.say("personal.file.withheld", count=writer.number(codes)),
        )


def _named(writer: Writer, one: Record) -> str:
    return f"{writer.say(f'personal.kind.{one.kind}')} {one.reference.partition(':')[0]}"


def _words(said: Any) -> str:
    """Return what a record says as a person reads it: no brackets, a line for each part."""
    if isinstance(said, Mapping):
        return "\n".join(
            f"{name}: {_words(value)}" for name, value in said.items() if value not in ("", None)
        )
    if isinstance(said, list):
        return ", ".join(_words(one) for one in said)
    return str(said)
