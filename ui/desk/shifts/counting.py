"""Counting by hand, and the message book: what one shift leaves to the next in numbers and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.notes import NOTE_KINDS, ShiftNote
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.flows.shifts.shift_counts import Line
from kiosk.language.messages import moment_of
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts import count_pages as p
from ui.desk.shifts.telling import HERE, needs_shifts, picks, words_of_reader
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_shift_counts", __name__, url_prefix=f"{PATH}/shift")
PIECES = re.compile(r"\d{1,9}")
MONEY = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?")


@pages.get("/count")
@role("attendant", at="desk")
def look() -> Response:
    """What is to be counted, against the record."""
    needs_shifts()
    return _counting(fresh_id())


@pages.post("/count")
@role("attendant", at="desk")
def count() -> AnyResponse:
    """Keep what was counted."""
    needs_shifts()
    act, lines = posted_id(), journeys().counting.lines()
    shown = {one.what.id: _number(request.form.get(f"shown.{one.what.id}", "")) for one in lines}
    try:
        journeys().counting.count(act, present(), shown, _found(lines, shown))
    except Refused as refused:
        if refused.code not in ("count.changed", "count.missing"):
            raise
        changed = refused.code == "count.changed"
        return _counting(
            fresh_id() if changed else act, failures.message(refused.code, refused.facts), kept=not changed
        )
    return go(HERE)


@pages.get("/notes")
@role("attendant", at="desk")
def book() -> Response:
    """What earlier shifts have left in writing."""
    needs_shifts()
    return _notes(fresh_id())


@pages.post("/notes")
@role("attendant", at="desk")
def leave() -> AnyResponse:
    """Leave a note to the next shift."""
    needs_shifts()
    act, form = posted_id(), request.form
    try:
        journeys().shift_notes.leave(act, form.get("kind", ""), present(), form.get("words", ""))
    except Refused as refused:
        if refused.code not in ("note.kind", "note.empty"):
            raise
        return _notes(act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/notes")


@pages.post("/notes/<note>/done")
@role("attendant", at="desk")
def tick(note: str) -> AnyResponse:
    """Mark a note as done."""
    needs_shifts()
    journeys().shift_notes.tick(note, present())
    return go(f"{HERE}/notes")


def _counting(act: str, problem: Message | None = None, *, kept: bool = True) -> Response:
    words, own = words_of_reader(), journeys().shifts.of(present().id)
    lines = tuple(_line(words, one, kept=kept) for one in journeys().counting.lines())
    missing = len(journeys().shifts.count_of(own).missing) if own else 0
    page = p.CountPage(**frame(), act=act, on=own is not None, lines=lines, missing=missing, problem=problem)
    return show(page, 409 if problem else 200)


def _line(words: HandoverWords, one: Line, *, kept: bool) -> p.CountLine:
    what, form = one.what, request.form
    return p.CountLine(
        id=what.id,
        what=words.line(what),
        expected=words.quantity(what.expected, money=what.money),
        shown=what.expected,
        last=words.tally(one.last) if one.last else "",
        right=one.last is None or not one.last.off,
        ticked=kept and what.id in form.getlist("right"),
        typed=form.get(f"found.{what.id}", "")[:12] if kept else "",
        money=what.money,
    )


def _found(lines: list[Line], shown: Mapping[str, int]) -> dict[str, int]:
    """Return what was counted by line: what was typed, else what was ticked as recorded; -1 for what is no number."""
    ticked, found = request.form.getlist("right"), {}
    for one in lines:
        typed = request.form.get(f"found.{one.what.id}", "").strip()
        if typed:
            found[one.what.id] = _cents(typed) if one.what.money else _number(typed)
        elif one.what.id in ticked:
            found[one.what.id] = shown[one.what.id]
    return found


def _number(typed: str) -> int:
    return int(typed) if PIECES.fullmatch(typed.strip()) and typed.strip().isascii() else -1


def _cents(typed: str) -> int:
    found = MONEY.fullmatch(typed) if typed.isascii() else None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else -1


def _notes(act: str, problem: Message | None = None) -> Response:
    words, form, flow = words_of_reader(), request.form, journeys().shift_notes
    page = p.NotesPage(
        **frame(),
        chips=chips(Words(journeys(), chosen_language()), "shift"),
        act=act,
        kinds=picks(NOTE_KINDS, "shift.book.kind", words, form.get("kind", "ordinary")),
        typed=form.get("words", "")[:500],
        open=tuple(_row(words, one) for one in flow.open()),
        done=tuple(_row(words, one) for one in flow.done()),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _row(words: HandoverWords, one: ShiftNote) -> p.NoteRow:
    def at(moment: datetime) -> str:
        return moment_of(moment, words.language, words.time_zone, "MMMd Hm")

    done = (
        words.say("shift.book.done_by", who=words.person(one.done_by), time=at(one.done)) if one.done else ""
    )
    return p.NoteRow(
        id=one.id,
        kind=one.kind,
        words=journeys().shift_notes.words(one) or words.say("shift.book.erased"),
        by=words.say("shift.book.by", who=words.person(one.by), time=at(one.made)),
        done=done,
        carried=one.carried,
    )
