"""At the slot and on the key list: something is wrong with the key that came back, or the key is lost."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import with_person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.condition import FAULTS, LOST_HOW
from kiosk.domain.upkeep.knowing import condition_of
from kiosk.flows.keys.losses import DeclaredLost
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.upkeep import screens as s

pages = Blueprint("upkeep", __name__)


@pages.get("/movements/<movement>/fault")
@role("anyone")
def ask(movement: str) -> Response:
    """What is wrong with the key?"""
    key = journeys().upkeep.brought(movement)
    page = s.Fault(
        movement=movement, fault=fresh_id(), label=_label(key), choices=FAULTS, back=f"/movements/{movement}"
    )
    return show(page)


@pages.post("/movements/<movement>/fault")
@role("anyone")
def say(movement: str) -> AnyResponse:
    """One touch, and it is on record."""
    fault, what = posted_id(), request.form.get("what", "")
    journeys().upkeep.say(movement, fault, what)
    return go(f"/movements/{movement}/fault/{fault}")


@pages.get("/movements/<movement>/fault/<fault>")
@role("anyone")
def noted(movement: str, fault: str) -> AnyResponse:
    """Thank you; a word by hand may be added."""
    key = journeys().upkeep.brought(movement)
    known = condition_of(journeys().ledger.house, key).faults
    found = next((one for one in reversed(known) if one.id == fault), known[-1] if known else None)
    if found is None:
        return go(f"/movements/{movement}")
    return show(s.FaultNoted(movement=movement, fault=found.id, label=_label(key), what=found.what))


@pages.post("/movements/<movement>/fault/<fault>")
@role("anyone")
def add(movement: str, fault: str) -> AnyResponse:
    """Add what was written; an empty page adds nothing."""
    strokes = strokes_of(request.form.get("strokes", ""))
    try:
        journeys().upkeep.add_note(movement, fault, strokes)
    except Refused as refused:
        if refused.code != "fault.note_needed":
            raise
    return go(f"/movements/{movement}")


@pages.post("/movements/<movement>/fine")
@role("anyone")
def fine(movement: str) -> AnyResponse:
    """All was well with it."""
    journeys().upkeep.say_fine(movement)
    return go(f"/movements/{movement}")


@pages.get("/keys/<key>/lost")
@role("anyone")
def how(key: str) -> Response:
    """How was it lost?"""
    _need_own(key)
    return show(s.LostHow(key=key, label=_label(key), choices=LOST_HOW))


@pages.get("/keys/<key>/lost/<way>")
@role("anyone")
def sign(key: str, way: str) -> AnyResponse:
    """The signature."""
    _need_own(key)
    return show(_signing(key, way, fresh_id())) if way in LOST_HOW else go(f"/keys/{key}/lost")


@pages.post("/keys/<key>/lost/<way>")
@role("anyone")
def declare(key: str, way: str) -> AnyResponse:
    """It is lost, signed by who had it."""
    act = posted_id()
    try:
        strokes = strokes_of(request.form.get("strokes", ""))
        journeys().losses.declare_own(DeclaredLost(act, key, way, strokes))
    except Refused as refused:
        if refused.code != "signature.missing":
            raise
        return show(_signing(key, way, act, refused.code), 409)
    return go(f"/keys/{key}/lost/done/{act}")


@pages.get("/keys/<key>/lost/done/<act>")
@role("anyone")
def done(key: str, act: str) -> AnyResponse:
    """The supervisor is told."""
    if not re.fullmatch(r"[0-9a-f]{32}", act) or act not in journeys().ledger.house.losses:
        return go("/keys")
    return show(s.LostDone(label=_label(key)))


def _signing(key: str, way: str, act: str, problem: str = "") -> s.LostSign:
    label, cue = _label(key), "refused" if problem else None
    return s.LostSign(
        key=key, label=label, how=way, movement=act, problem=problem, back=f"/keys/{key}/lost", cue=cue
    )


def _need_own(key: str) -> None:
    """Return if the person at the screen has that key.

    Raises:
        Refused: `visit.ended`, `key.not_with_you`.
    """
    person = journeys().visits.need().person.id
    known = journeys().ledger.house.keys.get(key)
    if known is None or known.custodian != with_person(person):
        raise Refused("key.not_with_you")


def _label(key: str) -> str:
    known = journeys().ledger.key(key)
    return known.label.in_language(chosen_language().value) if known else ""
