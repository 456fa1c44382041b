"""Into the attendants' pages while no badge can be read: who one is, out of a few, and the PIN."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.sessions import COOKIE, PATH
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import show
from ui.screens import Message, Screen

pages = Blueprint("desk_way_in", __name__, url_prefix=PATH)
MOST = 6
"""So many names stand on the page."""


@dataclass(frozen=True, kw_only=True)
class WayInPin(Screen):
    """Supervisors by their names, as bystanders may see them; then the keypad for the `chosen` one."""

    template = "desk/way_in.html"
    name = "desk_pin"
    people: tuple[tuple[str, str], ...]
    chosen: str = ""
    problem: Message | None = None

    @property
    def who(self) -> str:
        """The name of the one who was chosen."""
        return dict(self.people).get(self.chosen, "")


@pages.get("/way-in")
@role("anyone")
def ask() -> Response:
    """Who is it, and with which PIN; nothing while badges can be read."""
    if not journeys().way_in.open:
        raise Refused("badge.reader_works")
    return _page()


@pages.post("/way-in")
@role("anyone")
def enter() -> AnyResponse:
    """Open a session, or say what was wrong."""
    try:
        token = journeys().way_in.enter(request.form.get("person", ""), request.form.get("pin", ""))
    except Refused as refused:
        if not refused.code.startswith("pin."):
            raise
        return _page(failures.message(refused.code, refused.facts), 409)
    answer = go(f"{PATH}/map")
    answer.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="Strict", secure=request.is_secure)
    return answer


def _page(problem: Message | None = None, status: int = 200) -> Response:
    directory, asked = journeys().directory, request.form.get("person") or request.args.get("who", "")
    people = tuple((one.id, directory.masked(one.id)) for one in journeys().way_in.people()[:MOST])
    chosen = asked if asked in dict(people) else people[0][0] if len(people) == 1 else ""
    cue = "refused" if problem else None
    return show(WayInPin(people=people, chosen=chosen, problem=problem, cue=cue), status)


def way_in_scenes() -> dict[str, Screen]:
    """Return the page as it is, and after a wrong PIN."""
    people = (("s-1", "陈*"), ("s-2", "欧阳**"), ("m-1", "E*** S***"))
    wrong = Message(code="pin.wrong", facts={})
    return {
        "desk-pin-names": WayInPin(people=people * 2),
        "desk-pin-named": WayInPin(people=people, chosen="s-1"),
        "desk-pin-named-wrong": WayInPin(people=people, chosen="s-2", problem=wrong),
    }
