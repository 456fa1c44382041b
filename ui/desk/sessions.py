"""How an attendant comes to the desk's pages and leaves them: badge, PIN, cookie; and who is there now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.journeys import Journeys
from ui import failures
from ui.guards import at_this_machine, role
from ui.reach import go, journeys
from ui.rendering import show
from ui.screens import Message, Screen

COOKIE = "desk"
PATH = "/desk"

pages = Blueprint("desk_sessions", __name__, url_prefix=PATH)


class Frame(TypedDict):
    """What every page of the desk is told of its reader."""

    who: str
    supervisor: bool
    lobby: bool


@dataclass(frozen=True, kw_only=True)
class Pin(Screen):
    """The PIN that proves what a badge only says."""

    template = "desk/pin.html"
    name = "desk_pin"
    problem: Message | None = None
    back: str | None = "/keys"


def desk_role(known: Journeys) -> Callable[[], Role | None]:
    """Return what tells the role of who has the desk's pages open in the browser that asks."""

    def here() -> Role | None:
        person = _at_desk(known)
        return person.role if person else None

    return here


def present() -> Person:
    """Return who has the desk's pages open.

    Raises:
        Refused: `staff.needed` when the session is over.
    """
    person: Person | None = g.get("desk_person")
    if person is None:
        raise Refused("staff.needed")
    return person


def frame() -> Frame:
    """Return what the head of each page shows."""
    person = present()
    name = journeys().directory.name(person.id)
    return {"who": name, "supervisor": person.role in (Role.SUPERVISOR, Role.MANAGER), "lobby": _at_lobby()}


def _at_lobby() -> bool:
    """Whether the page is on the lobby's own screen, which belongs to whoever stands there next."""
    return at_this_machine()


def _at_desk(known: Journeys) -> Person | None:
    """Return whose session this is. On the lobby's screen, somebody else's visit ends it."""
    token = request.cookies.get(COOKIE)
    person = known.visits.at_desk(token, touch=request.headers.get("X-Loge-Look") != "again")
    visit = known.visits.current
    if person and visit and visit.person.id != person.id and _at_lobby():
        known.visits.leave_desk(token)
        person = None
    g.desk_person = person
    return person


@pages.get("/")
@role("attendant")
def ask_pin() -> AnyResponse:
    """The PIN pad for whoever's badge was just tapped; straight on for one who is in already."""
    person = _at_desk(journeys())
    if person and person.id == journeys().visits.need(*STAFF).person.id:
        return go(f"{PATH}/map")
    return show(Pin())


@pages.post("/enter")
@role("attendant")
def enter() -> AnyResponse:
    """Open a session, or say what was wrong with the PIN."""
    try:
        token = journeys().visits.enter_desk(
            request.form.get("pin", ""), before="" if _at_lobby() else "house"
        )
    except Refused as refused:
        if not refused.code.startswith("pin."):
            raise
        problem = failures.message(refused.code, refused.facts)
        return show(Pin(problem=problem, cue="refused"), 409)
    answer = go(f"{PATH}/map")
    answer.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="Strict", secure=request.is_secure)
    return answer


@pages.post("/leave")
@role("anyone")
def leave() -> AnyResponse:
    """End the session, and the visit it came from: the next person finds a fresh screen."""
    token = request.cookies.get(COOKIE)
    person = journeys().visits.at_desk(token)
    journeys().visits.leave_desk(token)
    visit = journeys().visits.current
    if person and visit and visit.person.id == person.id:
        journeys().visits.end()
    answer = go("/")
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Strict")
    return answer
