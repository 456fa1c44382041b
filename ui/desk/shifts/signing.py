"""What is signed at the desk: what a shift leaves, that somebody takes it over, keys from hand to hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.shift import Counted, KeyOutside, Shift, Stage
from kiosk.domain.shifts.tally import Tally
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.language.messages import number_of
from ui import failures
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts import pages as p
from ui.desk.shifts.telling import (
    HERE,
    keys_out,
    needs_shifts,
    people_picks,
    shift_of,
    staff,
    words_of_reader,
)
from ui.desk.shifts.views import home, stays
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import show
from ui.screens import Message

pages = Blueprint("desk_shift_signing", __name__, url_prefix=f"{PATH}/shift")


@pages.get("/off")
@role("attendant", at="desk")
def look() -> Response:
    """What the reader leaves, ready to be signed; or what is still in the way."""
    needs_shifts()
    own = _own()
    blocked = _blocked(own)
    return home(blocked) if blocked else _off(own)


@pages.post("/off")
@role("attendant", at="desk")
def clock_off() -> AnyResponse:
    """The reader has signed and is off duty; the next one may sign right here."""
    needs_shifts()
    form = request.form
    own = journeys().shifts.of(present().id)
    if own is None:  # the second touch of a double one
        return go(HERE)
    try:
        journeys().shifts.sign_off(
            own.id, present(), form.get("seen", ""), strokes_of(form.get("strokes", ""))
        )
    except Refused as refused:
        if not stays(refused):
            raise
        problem = failures.message(refused.code, refused.facts)
        return _off(own, problem) if refused.code in ("signature.missing", "shift.changed") else home(problem)
    return go(f"{HERE}/{own.id}/take")


@pages.get("/<name>/take")
@role("attendant", at="desk")
def hand_down(name: str) -> AnyResponse:
    """What a shift has left, for whoever takes over."""
    needs_shifts()
    known = shift_of(name)
    if known.stage is not Stage.LEFT:
        return go(f"{PATH}/shifts/{known.id}" if known.over else HERE)
    return _taking(known, fresh_id())


@pages.post("/<name>/take")
@role("attendant", at="desk")
def take(name: str) -> AnyResponse:
    """The next person has signed."""
    needs_shifts()
    known, act, form = shift_of(name), posted_id(), request.form
    theirs = known.person != present().id
    taker, pin = (present().id, None) if theirs else (form.get("person", ""), form.get("pin", ""))
    return _then(
        lambda: journeys().shifts.take(name, taker, act, strokes_of(form.get("strokes", "")), pin),
        lambda problem: _taking(known, act, problem),
    )


@pages.get("/hand-over")
@role("attendant", at="desk")
def choose() -> Response:
    """Which keys go to whom."""
    needs_shifts()
    return _handing(fresh_id())


@pages.post("/hand-over")
@role("attendant", at="desk")
def hand_over() -> AnyResponse:
    """Both have signed: the keys are with the taker."""
    needs_shifts()
    act, form = posted_id(), request.form
    signed = (strokes_of(form.get("given", "")), strokes_of(form.get("taken", "")))
    return _then(
        lambda: journeys().handing_over.hand_over(
            present(),
            form.get("person", ""),
            form.get("pin", ""),
            form.getlist("key"),
            act,
            signed,
            renewed=form.get("due") == "renewed",
        ),
        lambda problem: _handing(act, problem),
    )


def _then(act: Callable[[], object], again: Callable[[Message], Response]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if not stays(refused):
            raise
        return again(failures.message(refused.code, refused.facts))
    return go(HERE)


def _own() -> Shift:
    own = journeys().shifts.of(present().id)
    if own is None:
        raise Refused("shift.none")
    return own


def _blocked(own: Shift) -> Message | None:
    handing = journeys().shifts.handing(own.id)
    if handing.keys:
        return failures.message("shift.keys_held", {"count": len(handing.keys)})
    if handing.count.missing:
        return failures.message("shift.uncounted", {"count": len(handing.count.missing)})
    return failures.message("shift.unexplained", {"count": handing.silent}) if handing.silent else None


def _off(own: Shift, problem: Message | None = None) -> Response:
    words, handing = words_of_reader(), journeys().shifts.handing(own.id)
    out = [KeyOutside(key.id, key.custodian.id, key.due) for key in keys_out()]
    changed = problem is not None and problem.code == "shift.changed"  # to be signed anew, having looked
    page = p.ShiftSigning(
        **frame(),
        deed="off",
        path=f"{HERE}/off",
        back_to=HERE,
        act=fresh_id(),
        title=words.person(own.person),
        seen=handing.seen,
        lines=tuple((words.difference(one), words.said(said) if said else "") for one, said in handing.found),
        numbers=(*_numbers(words, handing.counted, len(out)), *_by_hand(words, handing.count.made)),
        notes=tuple(words.note(one.id) for one in journeys().shift_notes.open()),
        out=tuple((words.key(one.key), words.outside(one, own.let_go)) for one in out),
        strokes=("" if changed else _kept("strokes"), ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _taking(known: Shift, act: str, problem: Message | None = None) -> Response:
    words, left = words_of_reader(), known.handover
    here = known.person == present().id
    ended = words.time(known)[1]
    page = p.ShiftSigning(
        **frame(),
        deed="take",
        path=f"{HERE}/{known.id}/take",
        back_to=HERE,
        act=act,
        title=words.say("shift.after_off")
        if here
        else words.say("shift.waiting", who=words.person(known.person), time=ended),
        lines=tuple((words.difference(one.difference), words.said(one)) for one in left.explained),
        numbers=(*_numbers(words, left.counted, len(left.out)), *_by_hand(words, left.tallies)),
        notes=tuple(words.note(one) for one in left.notes),
        out=tuple((words.key(one.key), words.outside(one, left.let_go)) for one in left.out),
        people=people_picks(words, staff(but=known.person), request.form.get("person", "")) if here else (),
        strokes=(_kept("strokes"), ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _handing(act: str, problem: Message | None = None) -> Response:
    words, form = words_of_reader(), request.form
    held = journeys().ledger.house.keys_with(present().id)
    if not held and problem is None:
        raise Refused("key.not_with_you")
    chosen = form.getlist("key") or [key.id for key in held]
    page = p.ShiftSigning(
        **frame(),
        deed="hand_over",
        path=f"{HERE}/hand-over",
        back_to=HERE,
        act=act,
        title="",
        keys=tuple(p.Pick(key.id, words.key(key.id), key.id in chosen) for key in held),
        people=people_picks(words, staff(but=present().id), form.get("person", "")),
        renewed=form.get("due") == "renewed",
        strokes=(_kept("given"), _kept("taken")),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _numbers(words: HandoverWords, counted: Counted, out: int) -> tuple[str, ...]:
    tasks = {"urgent": counted.urgent, "ordinary": counted.ordinary, "long_running": counted.long_running}
    return (
        words.counted(counted),
        words.say("shift.keys_out", count=number_of(out, words.language)),
        f"{words.say('shift.tasks.title')}\u2002{words.say('shift.sheet.tasks_are', **tasks)}",
    )


def _by_hand(words: HandoverWords, tallies: Sequence[Tally]) -> tuple[str, ...]:
    """Return what was counted by hand, a line each."""
    return tuple(f"{words.line(one)}\u2002{words.tally(one)}" for one in tallies)


def _kept(field: str) -> str:
    """Return what was drawn, for the page that comes again; "" for what is no drawing."""
    drawn = request.form.get(field, "")
    return drawn if strokes_of(drawn) else ""
