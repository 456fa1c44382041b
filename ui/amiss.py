"""At a resident's door: what is wrong beside "empty" and "not mine", what was noted of it, and who was here before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.complaints.complaint import KINDS
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.amiss import STRANGE, WONT_SHUT
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.language.messages import text
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Door, Screen

pages = Blueprint("amiss", __name__)
AT_OPEN = ("damaged", STRANGE, WONT_SHUT)
AT_DONE = ("damaged", "wrong_one")
MOST_LINES = 2
COURIERS_PAGE = "/courier"
MOVED_ON = frozenset({"movement.ended", "statement.unfit"})
"""The door was quicker than the finger: its page shows what is so."""


@dataclass(frozen=True, kw_only=True)
class Amiss(Screen):
    """What is wrong? One touch each."""

    template = "movement/amiss.html"
    name = "amiss"
    path: str
    choices: tuple[str, ...]


def asking(movement: str, stage: Stage) -> Amiss:
    """Return the question at an open door, or at one that is done with."""
    at = f"/movements/{movement}"
    return Amiss(path=f"{at}/amiss", choices=AT_DONE if stage is Stage.CONFIRMED else AT_OPEN, back=at)


@pages.get("/movements/<movement>/amiss")
@role("anyone")
def ask(movement: str) -> AnyResponse:
    """What is wrong?"""
    found = journeys().doors.need(movement)
    if found.kind is not Kind.COLLECT:
        raise Refused("movement.unknown")
    if found.stage not in (Stage.OPENED, Stage.CONFIRMED):
        return go(f"/movements/{movement}")  # the door was quicker than the finger
    return show(asking(movement, found.stage))


@pages.post("/movements/<movement>/amiss")
@role("anyone")
def say(movement: str) -> AnyResponse:
    """Note what is wrong with what comes out, or with the door."""
    what = request.form.get("what", "")
    try:
        if what in KINDS:
            journeys().complaints.make(movement, what)
        else:
            journeys().doors.say(movement, what)
    except Refused as refused:
        if refused.code not in MOVED_ON:
            raise
    return go(f"/movements/{movement}")


def noted(page: Door, movement: Movement) -> Door:
    """Return the page of a door with what was noted of it, and what becomes of that."""
    if movement.kind is not Kind.COLLECT:
        return page
    said = [f"amiss.noted.{one.kind}" for one in journeys().complaints.about(movement.id)]
    if movement.stage is Stage.CONFIRMED and journeys().ledger.house.door(movement.place).doubt:
        said.append("amiss.noted.door")
    if not said:
        return page
    lines = (*(text(one, chosen_language()) for one in said), *page.lines)
    return replace(page, lines=lines[:MOST_LINES])


def beside_another(page: Door, movement: Movement) -> Door:
    """Return the page of somebody who collected while a courier was at work: it leads back to the courier's own."""
    visit = journeys().visits.current
    if (
        visit is None
        or visit.role is not Role.COURIER
        or movement.kind is not Kind.COLLECT
        or not movement.ended
    ):
        return page
    acts = tuple(
        replace(one, path=COURIERS_PAGE, fields={}, way="get") if one.path == "/visit/end" else one
        for one in page.acts
    )
    return replace(page, acts=acts, next_path=COURIERS_PAGE)
