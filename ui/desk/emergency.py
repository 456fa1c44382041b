"""The emergency release at the desk: which doors, why, and the second person; then how far it is."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.emergency.emergency import Emergency
from kiosk.domain.people import STAFF
from kiosk.domain.places import PlaceKind
from ui.desk.deeds import done
from ui.desk.keybook import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_emergency", __name__, url_prefix=PATH)
HERE = f"{PATH}/emergency"
REASONS = ("fire", "water", "gas", "medical", "police")
AT_THE_PAGE = frozenset(
    {"emergency.alone", "reason.missing", "place.unknown", "pin.wrong", "pin.paused", "staff.needed"}
)


@pages.get("/emergency")
@role("attendant", at="desk")
def emergency() -> Response:
    """What is to be opened, or how far it is."""
    return _page()


@pages.post("/emergency/begin")
@role("attendant", at="desk")
def begin() -> AnyResponse:
    """Open the chosen doors one after the other."""
    form = request.form
    reason = form.get("other", "").strip() or form.get("reason", "")
    places = form.getlist("place") or _all_slots()
    return _then(
        lambda: journeys().emergency.begin(
            present(), form.get("second", ""), form.get("pin", ""), places, reason, posted_id()
        )
    )


@pages.post("/emergency/go-on")
@role("attendant", at="desk")
def go_on() -> AnyResponse:
    """Go on after a power cut."""
    return _then(lambda: journeys().emergency.go_on(present()))


@pages.post("/emergency/end")
@role("attendant", at="desk")
def end() -> AnyResponse:
    """Leave the rest shut."""
    return _then(lambda: journeys().emergency.end(present()))


def _all_slots() -> list[str]:
    return [place.id for place in journeys().furniture.of(PlaceKind.SLOT)]


def _then(act: Callable[[], object]) -> AnyResponse:
    return done(act, HERE, lambda problem: _page(problem, 409), here=AT_THE_PAGE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words = Words(journeys(), chosen_language())
    house = journeys().ledger.house
    others = [
        one for one in house.people.values() if one.role in STAFF and one.active and one.id != present().id
    ]
    known = journeys().emergency.under_way
    return show(
        p.EmergencyPage(
            **frame(),
            chips=chips(words, "emergency"),
            places=tuple((one.id, words.place(one.id)) for one in journeys().furniture.of(PlaceKind.SLOT)),
            people=tuple((one.id, words.person(one.id)) for one in others),
            reasons=REASONS,
            movement=fresh_id(),
            under_way=_running(words, known) if known else None,
            problem=problem,
        ),
        status,
    )


def _running(words: Words, known: Emergency) -> p.Running:
    house = journeys().ledger.house
    steps = []
    for place in known.places:
        step = "left" if place not in known.asked else "open" if house.door(place).seen_open else "asked"
        steps.append((words.place(place), step))
    return p.Running(
        begun=known.begun,
        by=words.person(known.by),
        second=words.person(known.second),
        reason=words.say(f"attendant.emergency.why.{known.reason}")
        if known.reason in REASONS
        else words.reason(known.reason),
        steps=tuple(steps),
        going=journeys().emergency.is_going,
    )
