"""The questions that a key asks: what for, which work order, a note, who agrees. Each has a page of its own."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.drafting import Draft
from kiosk.domain.keys.rules import Reason as BookReason
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.asking import Question
from ui import failures
from ui.asking import screens as s
from ui.guards import role
from ui.keys import asked_row, labels_of, row_of_key, signing, strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Screen

pages = Blueprint("asking", __name__, url_prefix="/keys/<key>")
AT_THE_PAGE = frozenset({"pin.wrong", "pin.paused", "authoriser.again"})
NO_REASON = ("key.reason_needed", "key.other_reason", "key.not_for_private")


@pages.get("/reason")
@role("attendant")
def reason(key: str) -> Response:
    """What is it for?"""
    return _reasons(key)


@pages.post("/reason")
@role("attendant")
def choose(key: str) -> AnyResponse:
    """One touch, and on to what is still wanted."""
    try:
        journeys().asking.choose(key, request.form.get("reason", ""))
    except Refused as refused:
        if not refused.code.startswith((*NO_REASON, "consent.")):
            raise
        return _reasons(key, refused)
    return go(f"/keys/{key}/ask")


@pages.get("/order")
@role("attendant")
def order(key: str) -> Response:
    """The work order's number, though nobody has asked for it."""
    draft = journeys().asking.begin(key)[0]
    row, number = asked_row(key), draft.work_order or journeys().asking.likely_order(key)
    return show(s.Order(row=row, work_order=number, needed=False, back=f"/keys/{key}/reason"))


@pages.post("/order")
@role("attendant")
def take_order(key: str) -> AnyResponse:
    """Take the number and go on."""
    journeys().asking.order(key, request.form.get("work_order", ""))
    return go(f"/keys/{key}/{'ask' if request.form.get('needed') else 'reason'}")


@pages.post("/note")
@role("attendant")
def write(key: str) -> AnyResponse:
    """Take what was written by hand and go on."""
    try:
        journeys().asking.write(key, strokes_of(request.form.get("strokes", "")))
    except Refused as refused:
        if refused.code != "key.note_needed":
            raise
        return _ask(key, refused)
    return go(f"/keys/{key}/ask")


@pages.post("/agree")
@role("attendant")
def agree(key: str) -> AnyResponse:
    """Take a colleague's word."""
    try:
        journeys().asking.agree(key, request.form.get("seen", ""), request.form.get("pin", ""))
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _ask(key, refused)
    return go(f"/keys/{key}/ask")


@pages.post("/not-mine")
@role("attendant")
def not_mine(key: str) -> AnyResponse:
    """Whoever tapped came for something of their own: the screen is theirs."""
    try:
        visit = journeys().asking.not_mine(key, request.form.get("seen", ""))
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _ask(key, refused)
    return go({Role.COURIER: "/courier", Role.RESIDENT: "/home"}.get(visit.role, "/keys"))


@pages.post("/both")
@role("attendant")
def both(key: str) -> AnyResponse:
    """Take the key that it goes with as well, in the same visit."""
    journeys().asking.both(key, request.form.get("other", ""))
    return go(f"/keys/{key}/ask")


@pages.post("/next")
@role("attendant")
def next_key(key: str) -> AnyResponse:
    """Open the slot of the key that goes with the one just taken."""
    return go(f"/movements/{journeys().keys.issue_next(posted_id(), key).id}")


@pages.get("/ask")
@role("attendant")
def ask(key: str) -> AnyResponse:
    """Whatever is still wanted; at last the signature."""
    try:
        return _ask(key)
    except Refused as refused:
        if refused.code != "asking.over":
            raise
        return go(f"/keys/{key}/reason")


def _label(reason: BookReason | None) -> str:
    """Return what the desk calls a reason, "" where it has not named it."""
    return reason.label.in_language(chosen_language().value) if reason and reason.label else ""


def _reasons(key: str, refused: Refused | None = None) -> Response:
    draft, reasons = journeys().asking.begin(key)
    named = journeys().ledger.house.reasons
    choices = tuple(s.ReasonChoice(code, why_not, _label(named.get(code))) for code, why_not in reasons)
    problem = failures.message(refused.code, refused.facts) if refused else None
    page = s.Reason(
        row=asked_row(key),
        reasons=choices,
        work_order=draft.work_order,
        problem=problem,
        cue="refused" if problem else None,
    )
    return show(page, 409 if problem else 200)


def _ask(key: str, refused: Refused | None = None) -> AnyResponse:
    question = journeys().asking.question(key)
    if question.wanted == "reason":
        return go(f"/keys/{key}/reason")
    return show(_page(key, question, refused), 409 if refused else 200)


def _page(key: str, question: Question, refused: Refused | None) -> Screen:
    row, draft, back = asked_row(key), question.draft, f"/keys/{key}/reason"
    problem = failures.message(refused.code, refused.facts) if refused else None
    cue = "refused" if refused else None
    match question.wanted:
        case "work_order":
            number = draft.work_order or journeys().asking.likely_order(key)
            return s.Order(row=row, work_order=number, needed=True, back=back)
        case "note":
            return s.Note(row=row, report=question.report, problem=problem, cue=cue, back=back)
        case "with":
            return s.With(row=row, other=row_of_key(question.other))
        case "authorisers":
            return _agree(row.key, question, refused, back)
    return signing(key, fresh_id(), draft.reason, draft.work_order, question=question)


def _agree(key: str, question: Question, refused: Refused | None, back: str) -> s.Agree:
    draft: Draft = question.draft
    name, house = journeys().directory.name, journeys().ledger.house
    return s.Agree(
        row=asked_row(key),
        missing=question.missing,
        agreed=tuple(name(one) for one in draft.authorisers),
        reader_works=journeys().devices.is_up("badge_reader"),
        seen=draft.seen.id if draft.seen else "",
        seen_name=name(draft.seen.person) if draft.seen else "",
        asks_pin=draft.seen is not None and not draft.seen.proven,
        problem=refused.code if refused else draft.problem,
        facts=refused.facts if refused else {},
        another_group=any(
            house.rulebook.rule_for(house.keys[one]).from_another_group for one in (key, *draft.beside)
        ),
        cue="refused" if refused else None,
        asker=name(journeys().visits.need().person.id),
        reason=draft.reason,
        reason_label=_label(house.reasons.get(draft.reason)),
        visitor=draft.visitor.id if draft.visitor else "",
        others=labels_of(draft.beside),
        back=back,
    )
