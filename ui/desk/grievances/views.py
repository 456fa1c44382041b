"""Complaints and praise at the desk: written down, answered, told back, taken up again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.grievances.grievance import ABOUT, COMPLAINT, DESK, KINDS, PHONE
from kiosk.domain.refusal import Refused
from kiosk.flows.services.grievances import Complaint
from ui import failures
from ui.desk.deskwork import pages as p
from ui.desk.deskwork.homes import resident_at, which
from ui.desk.grievances.showing import HERE, grievance_page, grievances_page, owners
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_grievances", __name__, url_prefix=HERE)


@pages.get("")
@role("attendant", at="desk")
def grievances() -> Response:
    """What waits."""
    return show(grievances_page(_words()))


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """The form."""
    return _form(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def write() -> AnyResponse:
    """Write it down for somebody."""
    form, act = request.form, posted_id()
    try:
        journeys().grievances.register(
            act,
            Complaint(
                form.get("kind", ""), form.get("about", ""), form.get("way", ""), _person(form.get("home", "")),
                form.get("words", ""), form.get("against", ""), form.get("urgent") == "yes",
                form.get("paper") == "yes",
            ),
            present(),
        )  # fmt: skip
    except Refused as refused:
        return _form(act, _problem(refused))
    return go(HERE if form.get("against") == present().id else f"{HERE}/{act}")


@pages.get("/<grievance>")
@role("attendant", at="desk")
def one_grievance(grievance: str) -> Response:
    """One of them; whoever does not answer for it has their look logged."""
    return _page(grievance)


@pages.post("/<grievance>/own")
@role("attendant", at="desk")
def own(grievance: str) -> AnyResponse:
    """Who answers for it."""
    owner = request.form.get("owner", "")
    return _then(grievance, lambda: journeys().grievances.own(grievance, owner, present()))


@pages.post("/<grievance>/note")
@role("attendant", at="desk")
def note(grievance: str) -> AnyResponse:
    """What was done."""
    words, act = request.form.get("words", ""), posted_id()
    return _then(grievance, lambda: journeys().grievances.note(grievance, act, words, present()))


@pages.post("/<grievance>/handle")
@role("attendant", at="desk")
def handle(grievance: str) -> AnyResponse:
    """It is answered."""
    form, act = request.form, posted_id()
    return _then(
        grievance,
        lambda: journeys().grievances.handle(
            grievance, act, form.get("outcome", ""), form.get("words", ""), present()
        ),
    )


@pages.post("/<grievance>/told")
@role("attendant", at="desk")
def told(grievance: str) -> AnyResponse:
    """They know the answer."""
    how = request.form.get("how", "")
    return _then(grievance, lambda: journeys().grievances.told(grievance, how, present()))


@pages.post("/<grievance>/reopen")
@role("attendant", at="desk")
def reopen(grievance: str) -> AnyResponse:
    """They are not content."""
    words, act = request.form.get("words", ""), posted_id()
    return _then(grievance, lambda: journeys().grievances.reopen(grievance, act, words, present()))


def _words() -> Words:
    return Words(journeys(), chosen_language())


def _problem(refused: Refused) -> Message:
    if refused.code in ("staff.needed", "movement.unknown"):
        raise refused
    return failures.message(refused.code, refused.facts)


def _person(home: str) -> str:
    if not home.strip():
        return ""
    return resident_at(home, request.form.get("who", ""))[0]


def _then(grievance: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code == "grievance.unknown":
            raise
        return _page(grievance, _problem(refused))
    return go(f"{HERE}/{grievance}")


def _page(grievance: str, problem: Message | None = None) -> Response:
    one, said = journeys().grievances.look(grievance, present())
    return show(grievance_page(_words(), one, said, problem), 409 if problem else 200)


def _form(act: str, problem: Message | None = None) -> Response:
    words, form = _words(), request.form
    say = words.say
    kinds = tuple((one, say(f"grievances.kind.{one}")) for one in KINDS)
    abouts = tuple((one, say(f"grievances.about.{one}")) for one in ABOUT)
    ways = tuple((one, say(f"grievances.way.{one}")) for one in (DESK, PHONE))
    fields = (
        p.Field("kind", say("grievances.form.kind"), "picks", form.get("kind", COMPLAINT), kinds),
        p.Field("about", say("grievances.form.about"), "picks", form.get("about", ""), abouts),
        p.Field("way", say("grievances.form.way"), "picks", form.get("way", DESK), ways),
        p.Field("home", say("grievances.form.home"), value=form.get("home", ""), most=20),
        *which(words, form.get("home", ""), form.get("who", "")),
        p.Field("against", say("grievances.form.against"), "select", form.get("against", ""), owners(words)),
        p.Field("words", say("grievances.form.words"), "area", form.get("words", ""), most=600),
        p.Field("urgent", say("grievances.form.urgent"), "tick", form.get("urgent", "")),
        p.Field("paper", say("grievances.form.paper"), "tick", form.get("paper", "")),
    )
    page = p.WorkForm(
        **frame(), title=say("grievances.new"), here=f"{HERE}/new", back_to=HERE,
        form=p.Form(f"{HERE}/new", say("grievances.new"), fields, movement=act), problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)
