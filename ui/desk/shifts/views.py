"""The shift's page at the desk, clocking on, and what earlier shifts have left."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import keys_in_the_way
from kiosk.domain.shifts.shift import Shift, Stage
from kiosk.flows.registers.exports import HANDOVER
from kiosk.flows.registers.finding import Asked
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.language.messages import moment_of
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts import pages as p
from ui.desk.shifts.telling import (
    HERE,
    difference_row,
    keys_out,
    needs_shifts,
    own_keys,
    shift_of,
    task_rows,
    words_of_reader,
)
from ui.desk.words import Words, drawn
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_shifts", __name__, url_prefix=PATH)
AT_ONCE = 40


@pages.get("/shift")
@role("attendant", at="desk")
def shift() -> Response:
    """Who is on duty, what waits, what keeps the reader from going home."""
    needs_shifts()
    return home()


@pages.post("/shift/on")
@role("attendant", at="desk")
def clock_on() -> AnyResponse:
    """Clock on."""
    needs_shifts()
    journeys().shifts.begin(present(), posted_id())
    return go(HERE)


@pages.get("/shifts")
@role("attendant", at="desk")
def history() -> Response:
    """The shifts, newest first."""
    needs_shifts()
    words, before, before_id = words_of_reader(), request.args.get("before", ""), request.args.get("id", "")
    if not re.fullmatch(r"[0-9T:.+Z-]{0,40}", before):
        before = ""
    found = journeys().register.shifts(before=before, before_id=before_id, most=AT_ONCE + 1)
    last = found[AT_ONCE - 1] if len(found) > AT_ONCE else None
    begun = last.begun.isoformat().replace("+00:00", "Z") if last else ""
    return show(
        p.ShiftList(
            **frame(),
            chips=chips(Words(journeys(), chosen_language()), "shift"),
            rows=tuple(_row(words, one) for one in found[:AT_ONCE]),
            older=f"{PATH}/shifts?before={begun}&id={last.id}" if last else "",
            newest=f"{PATH}/shifts" if before else "",
        )
    )


@pages.get("/shifts/<name>")
@role("attendant", at="desk")
def sheet(name: str) -> Response:
    """One shift and its handover."""
    needs_shifts()
    known, words = shift_of(name), words_of_reader()
    begun, ended = words.time(known)
    counted, left = known.handover.counted, known.handover
    facts = [
        (words.say("shift.sheet.shift"), words.named(journeys().shifts.headline(known.begun))),
        (words.say("shift.sheet.taker"), words.taken(known)),
        (words.say("shift.sheet.count"), words.counted(counted) if known.ended else ""),
        (words.say("shift.sheet.tasks"), _tasks_are(words, known) if known.ended else ""),
    ]
    let_go = {one.key: words.let_go(one) for one in left.let_go}
    at_hand = name in journeys().ledger.house.shifts and known.stage is not Stage.ON
    return show(
        p.ShiftSheet(
            **frame(),
            id=known.id,
            lead=words.say(
                "shift.sheet.lead", who=words.person(known.person), since=begun, until=ended or "…"
            ),
            facts=tuple((label, value) for label, value in facts if value),
            differences=tuple((words.difference(one.difference), words.said(one)) for one in left.explained),
            counts=tuple((words.line(one), words.tally(one)) for one in left.tallies),
            notes=tuple(words.note(one) for one in left.notes),
            out=tuple(
                (
                    words.key(one.key),
                    "\u2002".join(
                        part for part in (words.person(one.bearer), let_go.get(one.key, "")) if part
                    ),
                    moment_of(one.due, words.language, words.time_zone, "MMMd Hm") if one.due else "",
                )
                for one in left.out
            ),
            hands=_hands(words, known),
            act=fresh_id(),
            prints=at_hand and journeys().settings.printer is not None,
            pdf=frame()["supervisor"] and known.stage is not Stage.ON,
        )
    )


@pages.post("/shifts/<name>/print")
@role("attendant", at="desk")
def print_slip(name: str) -> AnyResponse:
    """Print the slip of a handover."""
    needs_shifts()
    journeys().shifts.print_slip(name, posted_id(), chosen_language().value)
    return go(f"{PATH}/shifts/{name}")


@pages.post("/shifts/<name>/pdf")
@role("supervisor", at="desk")
def make_pdf(name: str) -> AnyResponse:
    """Have a handover made into a document with both signatures."""
    needs_shifts()
    known, asked = shift_of(name), Asked("stocktakes")
    sheet = journeys().exports.ask(present(), HANDOVER, chosen_language(), about=known.id, asked=asked)
    return go(f"{PATH}/registers/sheets/{sheet}")


def home(problem: Message | None = None) -> Response:
    """Return the shift's page, with what was in the way of the last touch."""
    known, words, desk = journeys(), words_of_reader(), journeys().shifts
    own = desk.of(present().id)
    (found, counted), now = desk.standing(), known.clock.now()
    return show(
        p.ShiftHome(
            **frame(),
            chips=chips(Words(known, chosen_language()), "shift"),
            named=words.named(desk.headline(now)) or words.say("shift.title"),
            act=fresh_id(),
            on=own is not None,
            present=tuple(_on_duty(words, one) for one in desk.present()),
            waiting=tuple(_waiting(words, one) for one in desk.waiting()),
            keys=own_keys(words, own) if own else (),
            differences=tuple(difference_row(words, one, said) for one, said in found),
            tasks=task_rows(Words(known, chosen_language())),
            counted=words.counted(counted),
            out=len(keys_out()),
            late=sum(len(keys) for _, keys in known.lateness.late()),
            left_keys=len(keys_in_the_way(known.ledger.house, own)) if own else 0,
            silent=sum(said is None for _, said in found),
            to_count=len(desk.count_of(own).missing) if own else 0,
            notes=len(known.shift_notes.open()),
            problem=problem,
        ),
        409 if problem else 200,
    )


def _on_duty(words: HandoverWords, shift: Shift) -> p.OnDuty:
    ends = frame()["supervisor"] and shift.person != present().id
    return p.OnDuty(words.person(shift.person), shift.begun, f"{HERE}/{shift.id}/absent" if ends else "")


def _waiting(words: HandoverWords, shift: Shift) -> p.Waiting:
    closes = frame()["supervisor"] and shift.person != present().id
    return p.Waiting(
        who=words.person(shift.person),
        ended=shift.ended or shift.begun,
        take=f"{HERE}/{shift.id}/take",
        close=f"{HERE}/{shift.id}/close" if closes else "",
    )


def _row(words: HandoverWords, shift: Shift) -> p.ShiftRow:
    left = shift.handover
    facts = {"differences": len(left.explained), "keys": len(left.out)}
    return p.ShiftRow(
        id=shift.id,
        who=words.person(shift.person),
        begun=shift.begun,
        ended=shift.ended,
        left=words.say("shift.state.left_count", **facts) if shift.ended else "",
        taken=words.taken(shift),
        tone="care" if shift.stage is Stage.LEFT or shift.absent else "",
    )


def _tasks_are(words: HandoverWords, shift: Shift) -> str:
    counted = shift.handover.counted
    tasks = {"urgent": counted.urgent, "ordinary": counted.ordinary, "long_running": counted.long_running}
    return words.say("shift.sheet.tasks_are", **tasks)


def _hands(words: HandoverWords, shift: Shift) -> tuple[p.Hand, ...]:
    desk = Words(journeys(), words.language)
    signed = (("person", shift.person, shift.signature), ("taker", shift.taken_by, shift.taker_signature))
    return tuple(
        p.Hand(words.say(f"shift.sheet.{what}"), words.person(who), *drawn(desk, reference))
        for what, who, reference in signed
        if who and reference
    )


def stays(refused: Refused) -> bool:
    """Return whether a refusal is said at the page itself: what was typed and drawn is not lost."""
    return refused.code not in ("staff.needed", "movement.unknown", "shift.none", "shift.taken")
