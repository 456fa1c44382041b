"""Decisions with a reason: a difference explained, a key let go, a handover closed, a shift ended for somebody."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.shift import CLOSING_REASONS, LEAVE_REASONS, REASONS
from ui import failures
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts import pages as p
from ui.desk.shifts.telling import (
    HERE,
    needs_shifts,
    people_picks,
    picks,
    shift_of,
    staff,
    words_of_reader,
)
from ui.desk.shifts.views import home, stays
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import show
from ui.screens import Message

pages = Blueprint("desk_shift_forms", __name__, url_prefix=f"{PATH}/shift")


@pages.get("/explain/<name>")
@role("attendant", at="desk")
def ask(name: str) -> Response:
    """What is to be said of a difference."""
    needs_shifts()
    return _explaining(name, fresh_id())


@pages.post("/explain/<name>")
@role("attendant", at="desk")
def explain(name: str) -> AnyResponse:
    """Record what was said of a difference."""
    needs_shifts()
    act, form = posted_id(), request.form
    answers, reason, words = form.get("person", ""), form.get("reason", ""), form.get("words", "")
    return _then(
        lambda: journeys().shifts.explain(present(), name, answers, reason, words, act),
        lambda problem: _explaining(name, act, problem),
    )


@pages.get("/let-go/<key>")
@role("attendant", at="desk")
def ask_leave(key: str) -> Response:
    """Who lets a key stay with whoever goes off duty, and why."""
    needs_shifts()
    return _leaving(key, fresh_id())


@pages.post("/let-go/<key>")
@role("attendant", at="desk")
def let_go(key: str) -> AnyResponse:
    """Record a supervisor's leave."""
    needs_shifts()
    act, form, own = posted_id(), request.form, _own_shift()
    who, pin, reason, words = (form.get(name, "") for name in ("person", "pin", "reason", "words"))
    return _then(
        lambda: journeys().shifts.let_go(own, key, who, pin, reason, words, act),
        lambda problem: _leaving(key, act, problem),
    )


@pages.get("/<name>/close")
@pages.get("/<name>/absent", endpoint="ask_absent")
@role("supervisor", at="desk")
def ask_close(name: str) -> Response:
    """Why a supervisor ends it."""
    needs_shifts()
    return _closing(name, fresh_id())


@pages.post("/<name>/close")
@pages.post("/<name>/absent", endpoint="absent")
@role("supervisor", at="desk")
def close(name: str) -> AnyResponse:
    """Close a handover, or end a shift, in place of somebody."""
    needs_shifts()
    act, form = posted_id(), request.form
    return _then(
        lambda: journeys().shifts.close(name, present(), form.get("reason", ""), form.get("words", ""), act),
        lambda problem: _closing(name, act, problem),
    )


def _then(act: Callable[[], object], again: Callable[[Message], Response]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if not stays(refused):
            raise
        problem = failures.message(refused.code, refused.facts)
        if refused.code in ("difference.gone", "key.not_with_you", "shift.unexplained"):
            return home(problem)  # where what is in the way can be put right
        return again(problem)
    return go(HERE)


def _own_shift() -> str:
    own = journeys().shifts.of(present().id)
    if own is None:
        raise Refused("shift.none")
    return own.id


def _explaining(name: str, act: str, problem: Message | None = None) -> Response:
    words, form = words_of_reader(), request.form
    known = next((pair for pair in journeys().shifts.differences() if pair[0].id == name), None)
    if known is None:
        raise Refused("difference.gone")
    one, said = known
    chosen = form.get("person", said.answers if said else present().id)
    page = p.ShiftForm(
        **frame(),
        deed="explain",
        path=f"{HERE}/explain/{name}",
        back_to=HERE,
        act=act,
        subject=words.difference(one),
        reasons=picks(REASONS, "shift.why", words, form.get("reason", said.reason if said else "")),
        people=people_picks(words, [present(), *staff(but=present().id)], chosen),
        typed=form.get("words", words.typed(said.note) if said else ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _leaving(key: str, act: str, problem: Message | None = None) -> Response:
    words, form = words_of_reader(), request.form
    page = p.ShiftForm(
        **frame(),
        deed="let_go",
        path=f"{HERE}/let-go/{key}",
        back_to=HERE,
        act=act,
        subject=words.key(key),
        about=words.person(present().id),
        reasons=picks(LEAVE_REASONS, "shift.why", words, form.get("reason", "")),
        people=people_picks(words, staff(supervisors=True, but=present().id), form.get("person", "")),
        typed=form.get("words", ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _closing(name: str, act: str, problem: Message | None = None) -> Response:
    words, form, known = words_of_reader(), request.form, shift_of(name)
    deed = "close" if known.ended else "absent"
    page = p.ShiftForm(
        **frame(),
        deed=deed,
        path=f"{HERE}/{name}/{deed}",
        back_to=HERE,
        act=act,
        subject="",
        about=words.person(known.person),
        reasons=picks(CLOSING_REASONS, "shift.why", words, form.get("reason", "")),
        typed=form.get("words", ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
