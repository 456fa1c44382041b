"""The views of the installer's walk, at the address where the lobby's screens are else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.commissioning.doorwalk import DoorWalk
from kiosk.commissioning.gate import Gate
from kiosk.commissioning.standing import Stage
from kiosk.commissioning.walk import Walk
from kiosk.flows.telling.hub import Hub
from kiosk.language.messages import Language
from ui.commissioning import devicepages
from ui.commissioning.doorpage import door_page
from ui.commissioning.screens import Code, Done, Name, Which
from ui.drawing import draw
from ui.guards import role
from ui.reach import go, own_path
from ui.rendering import show, surroundings
from ui.screens import Act
from ui.stream import told

pages = Blueprint("commissioning", __name__)
OPEN_TO_ALL = ("commissioning.code", "commissioning.enter", "commissioning.language", "commissioning.events")
COOKIE = "walk"


@dataclass(frozen=True)
class AtWork:
    """What the views show and ask."""

    walk: Walk
    gate: Gate
    hub: Hub


def at_work() -> AtWork:
    """Return the walk that this app shows."""
    return current_app.extensions["commissioning"]  # type: ignore[no-any-return]


@pages.before_request
def ask_for_the_code() -> AnyResponse | None:
    """Let nobody in who has not read the terminal."""
    if request.endpoint in OPEN_TO_ALL or at_work().gate.is_open_to(request.cookies.get(COOKIE, "")):
        return None
    return go("/code")


@pages.get("/events")
@role("anyone")
def events() -> Response:
    """Server-sent events, as on the lobby's screens; they only say that something is new."""
    return Response(told(at_work().hub), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


@pages.get("/language/<name>")
@role("anyone")
def language(name: str) -> AnyResponse:
    """Remember a language, and go on where one was."""
    answer = go(own_path(request.args.get("to", "/")))
    if any(one.value == name for one in Language):
        answer.set_cookie("language", name, samesite="Strict", httponly=True)
    return answer


@pages.get("/code")
@role("anyone")
def code() -> Response:
    """Ask for the code that the terminal shows."""
    return show(Code())


@pages.post("/code")
@role("anyone")
def enter() -> AnyResponse:
    """Take in the code."""
    token = at_work().gate.enter(request.form.get("code", ""))
    if token is None:
        return show(Code(wrong=True), 403)
    answer = go("/")
    answer.set_cookie(COOKIE, token, samesite="Strict", httponly=True)
    return answer


@pages.get("/")
@role("anyone")
def start() -> AnyResponse:
    """Go where the walk stands."""
    walk = at_work().walk
    return go(f"/{walk.progress.stop}" if walk.progress.installer else "/name")


@pages.get("/name")
@role("anyone")
def name() -> Response:
    """Ask who walks."""
    return show(Name(installer=at_work().walk.progress.installer))


@pages.post("/name")
@role("anyone")
def take_name() -> AnyResponse:
    """Take in who walks."""
    if request.form.get("name", "").strip():
        at_work().walk.begin(request.form["name"])
    return go("/")


@pages.get("/<any(lines, doors, badge, printer, camera, summary, written):stop>")
@role("anyone")
def stop(stop: str) -> AnyResponse:
    """One stop of the walk; a door that stands open keeps the walk where it is."""
    walk = at_work().walk
    if walk.written is not None:
        stop = "written"
    elif stop == "written" or stop not in walk.stops:
        return go("/summary")
    elif stop != walk.progress.stop:
        walk.go_to(stop)
        if walk.progress.stop != stop:
            return go(f"/{walk.progress.stop}")
    return _shown(walk, stop)


def _shown(walk: Walk, stop: str) -> Response:
    page = request.args.get("page", 1, type=int)
    after = walk.stops[min(walk.stops.index(stop) + 1, len(walk.stops) - 1)]
    if stop == "doors":
        return show(door_page(walk, surroundings().furniture, after))
    if stop == "written" and walk.written:
        done = walk.written
        return show(
            Done(settings=done.settings, kept=done.kept, report=done.report, fingerprint=done.fingerprint)
        )
    if stop in ("lines", "summary"):
        by_page = {"lines": devicepages.lines_page, "summary": devicepages.summary_page}
        return show(by_page[stop](walk, page))
    by_next = {
        "badge": devicepages.badge_page,
        "printer": devicepages.printer_page,
        "camera": devicepages.camera_page,
    }
    return show(by_next[stop](walk, after))


@pages.post("/lines/look")
@role("anyone")
def look_again() -> AnyResponse:
    """Have the lines surveyed anew."""
    at_work().walk.equipment.look_again()
    return go("/lines")


# ---- doors -----------------------------------------------------------------------------------------

DEEDS: dict[str, Callable[[DoorWalk, int], None]] = {
    "open": DoorWalk.open,
    "skip": DoorWalk.skip,
    "back": DoorWalk.back,
    "hold": DoorWalk.hold,
    "shut": DoorWalk.is_shut,
    "nothing": DoorWalk.feels_nothing,
}


@pages.post("/doors/<any(open, skip, back, hold, shut, nothing):deed>")
@role("anyone")
def door_deed(deed: str) -> AnyResponse:
    """Do one thing at the door whose turn it is; a form of an earlier step does nothing."""
    DEEDS[deed](at_work().walk.doors, request.form.get("step", 0, type=int))
    return go("/doors")


@pages.post("/doors/said")
@role("anyone")
def door_said() -> AnyResponse:
    """Take in which door opened; no place: none did."""
    step = request.form.get("step", 0, type=int)
    at_work().walk.doors.say(step, request.form.get("place") or None)
    return go("/doors")


@pages.post("/doors/again")
@role("anyone")
def door_again() -> AnyResponse:
    """Walk one door again."""
    at_work().walk.walk_again(request.form.get("place", ""))
    return go("/doors")


@pages.get("/doors/which")
@role("anyone")
def which() -> AnyResponse:
    """The whole drawing, to touch the door that is open, and to say so."""
    walk = at_work().walk
    now, chosen = walk.doors.standing, request.args.get("place", "")
    if now.stage is not Stage.ASKING:
        return go("/doors")
    if chosen not in walk.thought.doors:
        chosen = ""
    fields = {"step": str(now.step), "place": chosen}
    say_so = Act("commissioning.act.which", "/doors/said", fields, look="primary")
    drawing = draw(surroundings().furniture.places.values(), {chosen: "target"})
    return show(Which(drawing=drawing, chosen=chosen, back="/doors", ways=(say_so,) if chosen else ()))


# ---- devices and the end -----------------------------------------------------------------------------


@pages.post("/badge")
@role("anyone")
def badge() -> AnyResponse:
    """Take in whether a badge was read."""
    at_work().walk.badge_said(bool(request.form.get("heard")))
    return go("/badge")


@pages.post("/printer/<any(ask, slip, readable):deed>")
@role("anyone")
def printer(deed: str) -> AnyResponse:
    """Ask the printer, have it print, or take in whether the slip can be read."""
    walk = at_work().walk
    if deed == "ask":
        walk.probe()
    elif deed == "slip":
        walk.print_slip()
    else:
        walk.readable(bool(request.form.get("readable")))
    return go("/printer")


@pages.post("/camera")
@role("anyone")
def camera() -> AnyResponse:
    """Take in what the camera makes of the slip."""
    walk = at_work().walk
    walk.camera_said()
    return go("/summary")


@pages.post("/write")
@role("anyone")
def write() -> AnyResponse:
    """Write the settings and the report."""
    at_work().walk.write()
    return go("/written" if at_work().walk.written else "/summary")
