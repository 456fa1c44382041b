"""The picture of an item left at the desk: taken before anybody signs, looked at on record afterwards."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.ports.devices import Unavailable
from ui import failures
from ui.desk.deposits.forms import sign_page
from ui.desk.deposits.views import HERE
from ui.desk.sessions import present
from ui.guards import role
from ui.reach import go, journeys, posted_id
from ui.screens import Message

pages = Blueprint("desk_deposit_pictures", __name__, url_prefix=HERE)


@pages.post("/<deposit>/picture")
@role("attendant", at="desk")
def take(deposit: str) -> AnyResponse:
    """The lobby's camera looks at the item; without a camera both sign all the same."""
    act = posted_id()
    try:
        journeys().deposits.pictures.take(deposit, act, present())
    except Unavailable:
        return sign_page(deposit, act, Message(code="deposit.no_picture", facts={}))
    except Refused as refused:
        if refused.code in ("deposit.unknown", "deposit.over", "deposit.taken_in", "staff.needed"):
            raise
        return sign_page(deposit, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{deposit}/sign")


@pages.get("/<deposit>/picture.jpg")
@role("attendant", at="desk")
def picture(deposit: str) -> Response:
    """As it was when it came; each look is on record."""
    response = Response(journeys().deposits.pictures.look(deposit, present()), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
