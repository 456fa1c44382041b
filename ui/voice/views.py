"""A complaint or praise at the lobby screen: what, about what, in one's own hand, with or without a name."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.grievances.grievance import COMPLAINT, KINDS, PRAISE, Grievance, Stage
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.language.messages import moment_of, text
from ui import failures
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show, surroundings
from ui.voice import screens as s
from ui.voice.repairs import repair_row
from ui.waiting.screens import Choose, Option

pages = Blueprint("voice", __name__)
AT_SCREEN = ("noise", "cleaning", "security", "repair", "staff", "other")
"""What it may be about, as the screen offers it; the desk tells the others apart."""
ROWS = 4
"""How many fit on one page."""


@pages.get("/voice")
@role("anyone")
def first() -> Response:
    """A complaint, or praise?"""
    if not _named() and not journeys().grievances.rules.anonymous:
        journeys().introducing.asks()
        return show(s.VoiceFirst())
    options = tuple(
        Option(_say(f"voice.{kind}"), _say(f"voice.{kind}_small"), f"/voice/{kind}") for kind in KINDS
    )
    if _named() and journeys().work_orders.of_person(_who()):
        options += (Option(_say("orders.mine.title"), path="/home/repairs"),)
    mine = ("voice.mine", "/voice/mine") if _named() and journeys().grievances.mine() else None
    back = "/home" if _named() else "/help"
    return show(Choose(title="voice.title", body="voice.body", options=options, onward=mine, back=back))


@pages.get("/voice/<any(complaint, praise):kind>")
@role("anyone")
def about(kind: str) -> Response:
    """About what?"""
    options = tuple(Option(_say(f"grievances.about.{one}"), path=f"/voice/{kind}/{one}") for one in AT_SCREEN)
    return show(Choose(title="voice.about", body="voice.about_body", options=options, back="/voice"))


@pages.get("/voice/<any(complaint, praise):kind>/<about>")
@role("anyone")
def write(kind: str, about: str) -> Response:
    """What is it?"""
    if about not in AT_SCREEN:
        raise Refused("grievance.about")
    return show(_sheet(fresh_id(), kind, about))


@pages.post("/voice")
@role("anyone")
def send() -> AnyResponse:
    """It is said."""
    form, name = request.form, posted_id()
    kind, about = form.get("kind", ""), form.get("about", "")
    named = form.get("named") == "yes"
    try:
        journeys().grievances.say(
            name, kind, about, strokes_of(form.get("strokes", "")), named=named,
            paper=journeys().devices.is_up("printer"),
        )  # fmt: skip
    except Refused as refused:
        if refused.code != "grievance.words" or kind not in KINDS or about not in AT_SCREEN:
            raise
        return show(_sheet(name, kind, about, refused), 409)
    return go(f"/voice/said/{name}")


@pages.get("/voice/said/<grievance>")
@role("anyone")
def said(grievance: str) -> AnyResponse:
    """Its number; who said it stands nowhere."""
    one = journeys().ledger.house.grievances.get(grievance)
    if one is None:
        return go("/voice")
    due = one.due if one.kind == COMPLAINT and one.person else None
    return show(s.VoiceThanks(number=one.number, praise=one.kind == PRAISE, due=due, cue="done"))


@pages.get("/voice/mine")
@role("anyone")
def mine() -> Response:
    """What whoever stands here has said, and how it stands."""
    found = journeys().grievances.mine()
    rows = tuple(_of_grievance(one) for one in found)
    return show(_matters("voice.mine", "voice.mine_none", "voice.mine_body", rows, "/voice/mine", "/voice"))


@pages.get("/home/repairs")
@role("anyone")
def repairs() -> Response:
    """The orders of whoever stands here, each with its clock."""
    person = journeys().visits.need(Role.RESIDENT).person.id
    rows = tuple(repair_row(one) for one in journeys().work_orders.of_person(person))
    return show(
        _matters("orders.mine.title", "orders.mine.none", "orders.mine.body", rows, "/home/repairs", "/home")
    )


def _matters(
    title: str, none: str, body: str, rows: tuple[s.MatterRow, ...], here: str, back: str
) -> s.MyMatters:
    asked = request.args.get("page", "1")
    pages_ = max(1, -(-len(rows) // ROWS))
    page = min(pages_, max(1, int(asked))) if asked.isdecimal() and len(asked) < 4 else 1
    shown = rows[(page - 1) * ROWS : page * ROWS]
    return s.MyMatters(
        title=title, none=none, body=body, rows=shown, here=here, page=page, pages=pages_, back=back
    )


def _of_grievance(one: Grievance) -> s.MatterRow:
    stands = _say(f"grievances.stage.{one.stage.value}")
    late = one.stage is Stage.OPEN and one.kind == COMPLAINT and one.due <= journeys().clock.now()
    if one.stage is Stage.OPEN and one.kind == COMPLAINT:
        stands = _say("grievances.due_late" if late else "grievances.due_by", time=_at(one))
    elif one.outcome:
        stands = _say(f"grievances.outcome.{one.outcome}")
    return s.MatterRow(one.number, _say(f"grievances.about.{one.about}"), stands, late)


def _at(one: Grievance) -> str:
    return moment_of(one.due, chosen_language(), surroundings().time_zone, "MMMd Hm")


def _sheet(name: str, kind: str, about: str, refused: Refused | None = None) -> s.VoiceWrite:
    problem = failures.message(refused.code, refused.facts) if refused else None
    return s.VoiceWrite(
        grievance=name, kind=kind, about=about, named=_named(), unnamed=journeys().grievances.rules.anonymous,
        problem=problem, cue="refused" if refused else None, back=f"/voice/{kind}",
    )  # fmt: skip


def _who() -> str:
    visit = journeys().visits.current
    return visit.person.id if visit is not None and visit.role is Role.RESIDENT else ""


def _named() -> bool:
    return bool(_who())


def _say(key: str, **facts: object) -> str:
    return text(key, chosen_language(), **facts)
