"""A resident collects: by the camera at any time, or by typing the code."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from ui import failures, screens
from ui.first import cannot
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import show, surroundings

pages = Blueprint("collecting", __name__)
AT_THE_KEYPAD = frozenset({"code.unknown", "code.mistyped", "code.paused"})


@pages.get("/collect")
@role("anyone")
def show_code() -> Response:
    """Hold the code to the camera."""
    return show(screens.Collect(cannot=cannot(), by_id=journeys().identifying.own_id))


@pages.get("/collect/code")
@role("anyone")
def type_code() -> Response:
    """The keypad."""
    return show(screens.Code(digits=surroundings().code_digits))


@pages.post("/collect/code")
@role("anyone")
def enter_code() -> AnyResponse:
    """Open the door of a code, or say at the keypad why not."""
    code, home = request.form.get("code", ""), request.form.get("home", "")
    try:
        movement = journeys().collect.by_code(code, home)
    except Refused as refused:
        if refused.code == "code.home_first":
            return show(screens.CodesHome(code=code), 409)
        if refused.code not in AT_THE_KEYPAD:
            raise
        problem = failures.message(refused.code, refused.facts)
        digits, typed = surroundings().code_digits, code if refused.code == "code.mistyped" else ""
        return show(screens.Code(digits=digits, typed=typed[:20], problem=problem, cue="refused"), 409)
    return go(f"/movements/{movement.id}")
