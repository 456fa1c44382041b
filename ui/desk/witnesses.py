"""A witness in place of the pen on a form at the desk: who may be named, and what was posted."""

from __future__ import annotations

from flask import request

from kiosk.domain.people import STAFF
from kiosk.flows.identity.standing_by import Written
from ui.desk.pages import WitnessChoice
from ui.desk.sessions import present
from ui.keys import strokes_of
from ui.reach import journeys

ASKS = frozenset({"witness.colleague", "pin.wrong", "pin.paused"})
"""Refusals after which a form asks for a witness again."""


def witnesses() -> WitnessChoice:
    """Return every colleague of the attendant who serves, and what was posted of that."""
    staff = [one for one in journeys().ledger.house.people.values() if one.role in STAFF and one.active]
    names = tuple((one.id, journeys().directory.name(one.id)) for one in staff if one.id != present().id)
    return WitnessChoice(names, request.form.get("witness", ""), is_witnessed())


def is_witnessed() -> bool:
    """Return whether the posted form has a witness in place of a signature."""
    return request.form.get("witnessed") == "yes"


def posted_name() -> Written:
    """Return what was drawn, or the word of who stood by in its place.

    Raises:
        Refused: as `Demands.witness`.
    """
    form = request.form
    if not is_witnessed():
        return [list(one) for one in strokes_of(form.get("strokes", ""))]
    return journeys().demands.witness(present(), form.get("witness", ""), form.get("witness_pin", ""))
