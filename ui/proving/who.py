"""Who is there? The own card on the reader, a printed card or an identity document before the camera, or the desk."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import Role
from kiosk.domain.policy.means import Means
from kiosk.domain.refusal import Refused
from ui.guards import role
from ui.proving import screens as s
from ui.proving.views import THINGS, id_page, picture_of
from ui.reach import go, journeys
from ui.rendering import show

pages = Blueprint("who", __name__, url_prefix="/who")
HERE = "/who/id"
WAYS_ON = re.compile(r"/(services/(pick|mine|of/[a-z0-9_-]{1,40})|deposits|voice|lending|send|wait|home)")
"""Pages that ask who is there."""


@pages.get("")
@role("anyone")
def who() -> AnyResponse:
    """What says who you are?"""
    to = _onward()
    visit = journeys().visits.current
    if visit is not None and visit.role is Role.RESIDENT:
        return go(to)
    journeys().introducing.asks()
    return show(s.Who(things=_things(to), to=to, back=to if to != "/home" else "/"))


@pages.post("/id/begin")
@role("anyone")
def begin() -> AnyResponse:
    """Look for a document from now on."""
    if not journeys().introducing.by_document:
        raise Refused("id.off")
    journeys().identifying.begin()
    return go(f"{HERE}?to={_onward()}")


@pages.get("/id")
@role("anyone")
def id_card() -> AnyResponse:
    """How far the reading is."""
    reading, to = journeys().identifying.current(), _onward()
    if reading is None:
        return go(f"/who?to={to}")
    return show(id_page(reading, whole="whole" in request.args, at=HERE, to=to, back=f"/who?to={to}"))


@pages.get("/id/glance.jpg")
@role("anyone")
def glance() -> Response:
    """What the camera sees while a document is looked for."""
    return picture_of(journeys().identifying.glance())


@pages.post("/id/turn")
@role("anyone")
def turn() -> AnyResponse:
    """Look for its other side."""
    journeys().identifying.turn()
    return go(f"{HERE}?to={_onward()}")


@pages.post("/id/confirm")
@role("anyone")
def confirm() -> AnyResponse:
    """It is theirs: on to where they were asked."""
    journeys().introducing.by_reading(request.form.get("reading", ""))
    return go(_onward())


@pages.post("/id/cancel")
@role("anyone")
def cancel() -> AnyResponse:
    """Forget what was read."""
    journeys().identifying.cancel()
    return go(f"/who?to={_onward()}")


def _onward() -> str:
    """Return where whoever is known goes on: a page of ours that asks who is there, or their own home."""
    wanted = request.values.get("to", "")
    return wanted if WAYS_ON.fullmatch(wanted) else "/home"


def _things(to: str) -> tuple[s.Thing, ...]:
    known, devices = journeys(), journeys().devices
    found = [THINGS[Means.CARD]] if devices.is_up("badge_reader") else []
    seen = devices.is_up("camera") or devices.is_up("scanner")
    if seen and known.introducing.enough(Means.QR_CARD):
        found.append(THINGS[Means.QR_CARD])
    if known.introducing.by_document:
        found.append(s.Thing("proving.thing.id", "camera", f"{HERE}/begin?to={to}", posts=True))
    return tuple(found)
