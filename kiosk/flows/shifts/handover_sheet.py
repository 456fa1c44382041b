"""A handover on paper: the page that is filed, with both signatures, and the slip from the receipt printer."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kiosk.domain.items import Label
from kiosk.domain.shifts.shift import Shift
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.language.messages import moment_of
from kiosk.paper import Block, ChainHead, Line, Strokes
from kiosk.paper import Facts as SlipFacts
from kiosk.paper.forms import Letterhead
from kiosk.pdf.documents import Block as PaperBlock
from kiosk.pdf.documents import Cell, Document, Facts, Heading, Name, Names, Pen, Table
from kiosk.ports.record import Ledger


def handover_paper(words: HandoverWords, shift: Shift, named: Label | None, estate: str) -> Document:
    """Return the page of one handover, ready to become a PDF."""
    begun, ended = words.time(shift)
    return Document(
        tag=words.language.tag,
        estate=estate,
        title=words.say("shift.sheet.title"),
        lead=words.say("shift.sheet.lead", who=words.person(shift.person), since=begun, until=ended),
        blocks=(
            Facts(_facts(words, shift, words.named(named))),
            Heading(words.say("shift.differences")),
            _differences(words, shift),
            Heading(words.say("shift.counts.column")),
            _counts(words, shift),
            Heading(words.say("shift.out")),
            _out(words, shift),
            *_notes(words, shift),
            Names(_names(words, shift)),
        ),
        seal=words.say("shift.chain"),
        head=words.ledger.head,
    )


def handover_slip(words: HandoverWords, shift: Shift, letterhead: Letterhead) -> Sequence[Block]:
    """Return the slip of one handover."""
    rows = [
        (words.say("shift.column.difference"), words.difference(one.difference))
        for one in shift.handover.explained
    ]
    rows += [(words.line(one), words.tally(one)) for one in shift.handover.tallies]
    signed = ((shift.signature, "person"), (shift.taker_signature, "taker"))
    strokes = [
        Strokes(pen, words.say(f"shift.sheet.{who}"))
        for reference, who in signed
        if (pen := pen_of(words.ledger, reference))
    ]
    differences = len(shift.handover.explained)
    return (
        letterhead.head("shift.sheet.slip"),
        SlipFacts((*_facts(words, shift, ""), *rows)),
        *strokes,
        Line(words.say("shift.state.left_count", differences=differences, keys=len(shift.handover.out))),
        ChainHead(words.ledger.head),
    )


def pen_of(ledger: Ledger, reference: str) -> Pen:
    """Return a signature's strokes, nothing where there is none or it was erased."""
    content = ledger.opened(reference) if reference else None
    if not content:
        return ()
    return tuple(tuple((int(x), int(y)) for x, y, _ in stroke) for stroke in json.loads(content))


def _facts(words: HandoverWords, shift: Shift, named: str) -> list[tuple[str, str]]:
    counted, (begun, ended) = shift.handover.counted, words.time(shift)
    tasks = {"urgent": counted.urgent, "ordinary": counted.ordinary, "long_running": counted.long_running}
    rows = [
        ("shift", named),
        ("person", words.person(shift.person)),
        ("begun", begun),
        ("ended", ended),
        ("closed" if shift.closed_by else "taker", words.taken(shift)),
        ("count", words.counted(counted)),
        ("tasks", words.say("shift.sheet.tasks_are", **tasks)),
    ]
    return [(words.say(f"shift.sheet.{name}"), value) for name, value in rows if value]


def _differences(words: HandoverWords, shift: Shift) -> Table:
    heads = [words.say(f"shift.column.{name}") for name in ("difference", "explanation", "answers")]
    rows = [
        (
            Cell(words.difference(one.difference)),
            Cell(words.why(one.reason, one.note), (words.person(one.by),)),
            Cell(words.person(one.answers)),
        )
        for one in shift.handover.explained
    ]
    return Table(heads, rows, (42, 38, 20), words.say("shift.no_differences"))


def _counts(words: HandoverWords, shift: Shift) -> Table:
    heads = [words.say(f"shift.counts.{name}") for name in ("line", "expected", "found", "against")]
    rows = [
        (
            Cell(words.line(one)),
            Cell(words.quantity(one.expected, money=one.money)),
            Cell(words.quantity(one.counted, money=one.money), (words.person(one.by),)),
            Cell(words.amount(one), tone="doubt" if one.off else "well"),
        )
        for one in shift.handover.tallies
    ]
    return Table(heads, rows, (40, 18, 20, 22), words.say("shift.counts.nothing"))


def _notes(words: HandoverWords, shift: Shift) -> list[PaperBlock]:
    """What goes on to the next shift in writing."""
    found = [words.note(name) for name in shift.handover.notes]
    rows = [one for one in found if one]
    return [Heading(words.say("shift.book.title")), Facts(rows)] if rows else []


def _out(words: HandoverWords, shift: Shift) -> Table:
    heads = [words.say(f"shift.column.{name}") for name in ("key", "bearer", "due")]
    let_go = {one.key: words.let_go(one) for one in shift.handover.let_go}
    rows = []
    for one in shift.handover.out:
        due = moment_of(one.due, words.language, words.time_zone, "MMMd Hm") if one.due else ""
        rows.append(
            (Cell(words.key(one.key), (let_go.get(one.key, ""),)), Cell(words.person(one.bearer)), Cell(due))
        )
    return Table(heads, rows, (50, 28, 22), words.say("shift.none_out"))


def _names(words: HandoverWords, shift: Shift) -> list[Name]:
    ended = words.time(shift)[1]
    out = pen_of(words.ledger, shift.signature)
    names = [Name(words.say("shift.sheet.person"), words.person(shift.person), ended, out)]
    when = moment_of(shift.taken, words.language, words.time_zone, "MMMd Hm") if shift.taken else ""
    if shift.closed_by:
        names.append(Name(words.say("shift.sheet.closed"), words.person(shift.closed_by), when))
    else:
        taker = words.person(shift.taken_by) if shift.taken_by else ""
        pen = pen_of(words.ledger, shift.taker_signature)
        names.append(Name(words.say("shift.sheet.taker"), taker, when, pen))
    return names
