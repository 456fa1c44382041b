"""施工人员出入证 at the desk: given out, shown, extended, counted back in all at once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.passes.permit import PermitStage
from kiosk.domain.refusal import Refused
from kiosk.flows.passes.passes import Works
from ui import failures
from ui.desk.deeds import done
from ui.desk.keybook.ways import chips
from ui.desk.lending import Doing, LendList, LendOne
from ui.desk.loans.asking import posted_owner
from ui.desk.loans.showing import money
from ui.desk.passes import showing
from ui.desk.passes.forms import count_form, day_in, give_out_form, posted_workers
from ui.desk.passes.showing import HERE
from ui.desk.sending.views import cents_of
from ui.desk.sessions import frame, present
from ui.desk.witnesses import posted_name
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_passes", __name__, url_prefix=HERE)
RAISED = ("staff.needed", "movement.unknown", "pass.unknown")
MOST_LINES = 60


@pages.get("")
@role("attendant", at="desk")
def passes() -> Response:
    """What is out, and what was held to the camera just now."""
    words = Words(journeys(), chosen_language())
    ways = (
        Doing(words.say("passes.new"), f"{HERE}/new", "pen", strong=True),
        Doing(words.say("loans.register"), "/desk/registers/passes", "receipt"),
    )
    heads = (words.say("passes.head.who"), words.say("passes.head.home"), words.say("loans.head.state"))
    return show(
        LendList(
            **frame(),
            title=words.say("passes.title"),
            path=HERE,
            chips=chips(words, "passes"),
            seen=tuple(showing.seen(words, one) for one in journeys().passes.last_shown()),
            ways=ways,
            heads=heads,
            lines=tuple(showing.line(words, one) for one in journeys().passes.all()[:MOST_LINES]),
            none=words.say("passes.none"),
        )
    )


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """Who works where until when?"""
    return give_out_form(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def give_out() -> AnyResponse:
    """Both have signed: the passes are printed."""
    form, act = request.form, posted_id()
    if form.get("more"):
        return give_out_form(act, rows=len(form.getlist("worker")) + 2)
    try:
        owner = posted_owner()
        works = Works(form.get("company", ""), form.get("responsible", ""), form.get("phone", ""))
        days = (day_in(form.get("since", "")), day_in(form.get("until", "")))
        journeys().passes.give_out(
            present(), act, owner, works, posted_workers(), days, cents_of(form.get("deposit", "")),
            posted_name(), strokes_of(form.get("own", "")),
        )  # fmt: skip
    except Refused as refused:
        if refused.code in RAISED:
            raise
        return give_out_form(act, failures.message(refused.code, refused.facts), len(form.getlist("worker")))
    return go(f"{HERE}/{act}")


@pages.get("/<permit>")
@role("attendant", at="desk")
def one(permit: str) -> Response:
    """One permit with its passes."""
    return _one(permit)


@pages.post("/<permit>/extend")
@role("attendant", at="desk")
def extend(permit: str) -> AnyResponse:
    """The works take longer."""
    last = day_in(request.form.get("until", ""))
    return _then(permit, lambda: journeys().passes.extend(present(), permit, last))


@pages.post("/<permit>/settle")
@role("attendant", at="desk")
def settle(permit: str) -> AnyResponse:
    """What is left of the deposit goes back."""
    return _then(permit, lambda: journeys().passes.settle(present(), permit))


@pages.post("/<permit>/found")
@role("attendant", at="desk")
def found(permit: str) -> AnyResponse:
    """A pass that was missing is here after all."""
    typed = request.form.get("number", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
    return _then(permit, lambda: journeys().passes.found(present(), permit, number))


@pages.get("/<permit>/count")
@role("attendant", at="desk")
def ask_count(permit: str) -> AnyResponse:
    """Which of them are here?"""
    known = journeys().passes.need(permit)
    return count_form(known) if known.counted is None else go(f"{HERE}/{permit}")


@pages.post("/<permit>/count")
@role("attendant", at="desk")
def count(permit: str) -> AnyResponse:
    """All of them are counted in; those that were not ticked are missing."""
    known = journeys().passes.need(permit)
    back = [int(one) for one in request.form.getlist("back") if one.isdecimal() and len(one) < 4]
    try:
        journeys().passes.count_in(
            present(), permit, back, posted_name(), strokes_of(request.form.get("own", ""))
        )
    except Refused as refused:
        if refused.code in RAISED:
            raise
        return count_form(known, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{permit}")


def _then(permit: str, act: Callable[[], object]) -> AnyResponse:
    return done(act, f"{HERE}/{permit}", lambda problem: _one(permit, problem), elsewhere=RAISED)


def _one(permit: str, problem: Message | None = None) -> Response:
    words, known = Words(journeys(), chosen_language()), journeys().passes.need(permit)
    state, tone = showing.state_of(words, known)
    works = journeys().passes.works(known)
    total = known.deposit_cents * len(known.passes)
    rows = (
        ("company", works.company if works else words.say("registers.erased")),
        ("responsible", f"{works.responsible}\u2002{works.phone}" if works else ""),
        ("home", f"{known.unit}\u2002{journeys().directory.name(known.owner)}"),
        ("since", showing.day_of(words, known, last=False)),
        ("until", showing.day_of(words, known)),
        ("deposit", money(words, total) if total else ""),
        ("kept", money(words, known.kept_cents) if known.kept_cents else ""),
        ("returned", money(words, known.returned_cents) if known.counted and total else ""),
        ("by", words.person(known.by)),
        ("counted_by", words.person(known.counted_by) if known.counted_by else ""),
    )
    open_ = known.stage is PermitStage.OPEN
    page = LendOne(
        **frame(),
        title=f"{words.say('passes.one')} {known.number}",
        state=state,
        tone=tone,
        path=f"{HERE}/{permit}",
        home=HERE,
        right=f"/desk/corrections/passes/{permit}",
        chips=chips(words, "passes"),
        facts=tuple((words.say(f"passes.fact.{name}"), told) for name, told in rows if told),
        items=tuple(showing.passes_of(words, known)),
        drawn=showing.hands(words, known),
        act=fresh_id(),
        begins=Doing(words.say("passes.do.count"), f"{HERE}/{permit}/count", "check") if open_ else None,
        doings=showing.doings(words, known),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
