"""One thing more before the door opens: a card, a signature, an identity card at the camera, or the desk."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.documents.document import FieldName
from kiosk.domain.documents.doubts import AGE_DIFFERS, EXPIRED, beside, elsewhere
from kiosk.domain.id_numbers import masked
from kiosk.domain.policy.means import Means
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.card_reading import Reading
from kiosk.flows.people.directory import mask
from ui.guards import role
from ui.proving import screens as s
from ui.reach import go, journeys
from ui.rendering import show

pages = Blueprint("proving", __name__, url_prefix="/collect")
THINGS = {
    Means.SLIP: s.Thing("proving.thing.slip", "receipt"),
    Means.CODE: s.Thing("proving.thing.code", "keypad", "/collect/code"),
    Means.CARD: s.Thing("proving.thing.card", "badge"),
    Means.PROVEN_CARD: s.Thing("proving.thing.proven_card", "badge"),
    Means.QR_CARD: s.Thing("proving.thing.qr_card", "camera"),
    Means.ID: s.Thing("proving.thing.id", "camera", "/collect/id/begin", posts=True),
    Means.SIGNATURE: s.Thing("proving.thing.signature", "pen", "/collect/sign"),
    Means.SAME_SIGNATURE: s.Thing("proving.thing.signature", "pen", "/collect/sign"),
}


@pages.get("/more")
@role("anyone")
def more() -> AnyResponse:
    """What is asked for."""
    asked = journeys().proofs.asked()
    if asked is None:
        return go("/collect")
    things = tuple(dict.fromkeys(THINGS[one] for one in asked.options if one in THINGS))
    return show(s.More(token=asked.token, things=things, count=len(asked.parcels)))


@pages.post("/more/desk")
@role("anyone")
def call_desk() -> AnyResponse:
    """The desk is told who waits for what."""
    journeys().proofs.call_desk(request.form.get("token", ""))
    journeys().hub.changed("house")
    return go("/collect/more/desk")


@pages.get("/more/desk")
@role("anyone")
def called() -> AnyResponse:
    """The desk knows."""
    return show(s.DeskCalled()) if journeys().proofs.asked() else go("/")


@pages.post("/id/begin")
@role("anyone")
def begin() -> AnyResponse:
    """Look for a card from now on."""
    if not journeys().identifying.own_id:
        raise Refused("id.off")
    journeys().identifying.begin()
    return go("/collect/id")


@pages.get("/id")
@role("anyone")
def id_card() -> AnyResponse:
    """How far the reading of the card is."""
    reading = journeys().identifying.current()
    if reading is None:
        return show(s.IdCard(step="ready")) if journeys().identifying.own_id else go("/collect")
    back = "/collect/more" if journeys().proofs.asked() else "/collect"
    return show(id_page(reading, whole="whole" in request.args, back=back))


@pages.get("/id/glance.jpg")
@role("anyone")
def glance() -> Response:
    """What the camera sees while a card is looked for, too coarse to be read; nothing at any other time."""
    return picture_of(journeys().identifying.glance())


@pages.post("/id/turn")
@role("anyone")
def turn() -> AnyResponse:
    """Look for the card's other side."""
    journeys().identifying.turn()
    return go("/collect/id")


@pages.post("/id/confirm")
@role("anyone")
def confirm() -> AnyResponse:
    """It is theirs: the doors open."""
    return go(f"/movements/{journeys().identifying.collect(request.form.get('reading', '')).id}")


@pages.post("/id/cancel")
@role("anyone")
def cancel() -> AnyResponse:
    """Forget what was read."""
    journeys().identifying.cancel()
    return go("/collect/more" if journeys().proofs.asked() else "/collect")


def picture_of(seen: bytes) -> Response:
    """Return a picture that nobody keeps; 404 where there is none."""
    response = Response(seen, 200 if seen else 404, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


def id_page(reading: Reading, *, whole: bool, back: str, at: str = "/collect/id", to: str = "") -> s.IdCard:
    """Return the page that a card is read on. `at`: where its buttons lead; `to`: where whoever it names goes on."""
    number, named = reading.text(FieldName.NUMBER), reading.text(FieldName.NAME)
    return s.IdCard(
        step=reading.step.value,
        id=reading.id,
        number=number if whole else masked(number),
        named=named if whole else mask(named),
        sure=reading.sure,
        whole=whole,
        trouble=reading.trouble,
        wants=reading.wants.value,
        seen=reading.seen.value,
        lacks_back=reading.lacks_back,
        over=journeys().identifying.is_over(reading),
        doubts=_doubts(reading),
        at=at,
        to=to,
        back=back,
    )


def _doubts(reading: Reading) -> tuple[str, ...]:
    """Return what is in doubt of what stands on the screen: the name and the number; and that the card is over."""
    said = journeys().identifying.doubts(reading)
    beside_these = [one for name in (FieldName.NAME, FieldName.NUMBER) for one in beside(said, name)]
    ended = [one for one in said if one in (EXPIRED, AGE_DIFFERS)]
    whole = elsewhere(said, tuple(FieldName))
    return tuple(dict.fromkeys((*beside_these, *whole, *ended)))[:1]  # nobody reads a list here
