"""The pages before anything has begun: idle, the desk's number, language and look, messages, the end of a visit."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import Role
from kiosk.domain.places import PlaceKind
from kiosk.language.messages import Language, known
from ui import failures, screens
from ui.guards import role
from ui.reach import go, journeys, own_path, wants_reach
from ui.rendering import THEMES, show

pages = Blueprint("first", __name__)
JUST_ASKED_S = 2.0
"""So long a question is on its way to the screen, which may look at the start page once more meanwhile."""
BLANK = {"minutes": "1"}
"""What a message says where the address lacks a fact; else nothing."""


def cannot() -> dict[str, str]:
    """Return what does not work just now, with the code of its trouble."""
    found = {part: code for part, code in journeys().readiness().items() if code}
    return found if journeys().timekeeping.ahead is None else {**found, "clock": "clock.untrusted"}


def left_open() -> int | None:
    """Return the number of a compartment that somebody left open and nobody stands at, if there is one."""
    house = journeys().ledger.house
    for place in journeys().furniture.of(PlaceKind.COMPARTMENT):
        if house.door(place.id).seen_open and house.door(place.id).ajar_told:
            return place.number
    return None


def amiss() -> tuple[str, int]:
    """Return the message key of the alarm that whoever stands here is told of, and its door's number; "" for none."""
    alarm = journeys().alarms.at_lobby()
    place = journeys().furniture.places.get(alarm.place) if alarm else None
    if alarm is None or (place is None and alarm.kind != "override"):
        return "", 0
    slot = place is not None and place.kind is PlaceKind.SLOT and alarm.kind != "override"
    key = f"alarms.lobby.{alarm.kind}{'_slot' if slot else ''}"
    return (key, place.number if place else 0) if known(key) else ("", 0)


def free_doors() -> str:
    """Return how many doors of each size are free, for a courier who is about to unload: "S 7 · M 3"."""
    free = journeys().drop.free_by_size()
    return " · ".join(f"{size} {count}" for size, count in free.items())


@pages.get("/")
@role("anyone")
def idle() -> Response:
    """The start page. Whoever chose a language before is gone."""
    journeys().witnessing.cancel()
    journeys().fees.forget(older_than_s=JUST_ASKED_S)  # whoever was asked is gone
    alarm, number = amiss()
    now = journeys().clock.now()
    return show(
        screens.Idle(
            now=now,
            cannot=cannot(),
            left_open=left_open(),
            alarm=alarm,
            alarm_number=number,
            free=free_doors(),
        )
    )


@pages.get("/leave")
@role("anyone")
def leave() -> Response:
    """Where to leave and send things."""
    return show(screens.Leave())


@pages.get("/services")
@role("anyone")
def services() -> AnyResponse:
    """Where to ask for a service: by pictures, or, where the site has no catalogue, at the desk."""
    if journeys().services.catalogue.groups(in_lobby=True):
        return go("/services/pick")
    return show(screens.Services())


@pages.get("/help")
@role("anyone")
def call_desk() -> Response:
    """How to reach a person, and back to where one was."""
    return show(screens.Desk(back=own_path(request.args.get("to", "/")), no_badges=journeys().way_in.open))


def at_home() -> str:
    """Return the resident whose visit goes on, or ""."""
    visit = journeys().visits.current
    return visit.person.id if visit and visit.role is Role.RESIDENT else ""


@pages.get("/comfort")
@role("anyone")
def comfort() -> Response:
    """The choice of looks."""
    resident = at_home()
    reach = wants_reach() or journeys().homes.in_reach()
    return show(screens.Comfort(reach=reach, back="/home" if resident else "/"))


@pages.post("/comfort")
@role("anyone")
def choose_comfort() -> AnyResponse:
    """Remember how somebody likes it until the visit ends: a look, doors or controls in reach, speech."""
    answer = go(own_path(request.args.get("to", "/comfort")))
    asked = request.form.get("theme", "")
    for name, allowed in (("ear", ("on", "off")), ("hand", ("low", "any"))):
        if (wish := request.form.get(name, "")) in allowed:
            answer.set_cookie(name, wish, samesite="Strict", httponly=True)
    if (reach := request.form.get("reach", "")) in ("low", "any"):
        answer.set_cookie("reach", reach, samesite="Strict", httponly=True)
        if resident := at_home():  # whose card was tapped: their parcels, too, from now on
            journeys().homes.ask_reach(resident, resident, wanted=reach == "low")
    if asked in THEMES:
        answer.set_cookie("theme", asked, samesite="Strict", httponly=True)
    return answer


@pages.get("/language/<name>")
@role("anyone")
def language(name: str) -> AnyResponse:
    """Remember a language, and go on where one was."""
    answer = go(own_path(request.args.get("to", "/")))
    if any(one.value == name for one in Language):
        answer.set_cookie("language", name, samesite="Strict", httponly=True)
    return answer


@pages.get("/message/<code>")
@role("anyone")
def message(code: str) -> Response:
    """A refusal that came from the camera or the badge reader. The address can't put words of its own on the screen."""
    asked = {name: value for name, value in request.args.items() if re.fullmatch(r"[\w-]{1,16}", value)}
    facts: dict[str, object] = {name: asked.get(name, BLANK.get(name, "")) for name in failures.wanted(code)}
    return show(failures.message(code, facts))


@pages.post("/visit/here")
@role("anyone")
def still_here() -> tuple[str, int]:
    """The person has touched the screen."""
    visit = journeys().visits.current
    if visit and visit.id == request.form.get("visit"):
        journeys().visits.touch()
    return "", 204


@pages.post("/visit/end")
@role("anyone")
def end_visit() -> AnyResponse:
    """End the visit that the page belonged to, and forget the look and the language of who was here."""
    visit = journeys().visits.current
    if visit and visit.id == request.form.get("visit"):
        journeys().visits.end()
    journeys().proofs.forget()
    journeys().identifying.cancel()
    answer = go("/")
    for cookie in ("language", "theme", "reach", "ear", "hand"):
        answer.delete_cookie(cookie, samesite="Strict", httponly=True)
    return answer
