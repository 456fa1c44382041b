"""What is asked and said once a key has moved: a signature for a return, a word to a new owner."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from ui import failures
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Door, Message, Screen

pages = Blueprint("returning", __name__, url_prefix="/movements/<movement>/sign")


@dataclass(frozen=True, kw_only=True)
class SignReturn(Screen):
    """A pen and a paper for one return. `path` takes the signature; back leads to the door's page."""

    template = "keys/sign_return.html"
    name = "keys-sign-return"
    path: str
    item: str
    problem: Message | None = None


@pages.get("")
@role("anyone")
def paper(movement: str) -> AnyResponse:
    """The paper; the door's page for who has nothing to sign."""
    if not journeys().return_signing.offered(journeys().doors.need(movement)):
        return go(f"/movements/{movement}")
    return _page(movement)


@pages.post("")
@role("anyone")
def sign(movement: str) -> AnyResponse:
    """Keep the signature and go back to the door's page."""
    try:
        journeys().return_signing.sign(movement, strokes_of(request.form.get("strokes", "")))
    except Refused as refused:
        if refused.code != "signature.missing":
            raise
        return _page(movement, failures.message(refused.code, refused.facts))
    return go(f"/movements/{movement}")


def for_a_new_owner(page: Door, movement: Movement) -> Door:
    """Return the door's page in words for a move-in, where a key has just left by such a list."""
    lists = journeys().ledger.house.move_ins.values()
    listed = any(line.movement == movement.id for one in lists for line in one.lines.values())
    return replace(page, text="key.take_back.handed") if listed and page.moment == "done" else page


def _page(movement: str, problem: Message | None = None) -> Response:
    key = journeys().ledger.key(journeys().doors.need(movement).item)
    page = SignReturn(
        path=f"/movements/{movement}/sign",
        item=key.label.in_language(chosen_language().value) if key else "",
        problem=problem,
        back=f"/movements/{movement}",
        cue="refused" if problem else None,
    )
    return show(page, 409 if problem else 200)
