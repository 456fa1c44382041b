"""Across the desk: whoever stands there shows a document and signs; then the parcel or the new slip is theirs."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.id_numbers import KINDS
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import STAFF
from kiosk.domain.policy.means import ORDER
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.counter import Offered
from kiosk.flows.parcels.counter_parcels import HAND_OUT, REPRINT
from ui import failures
from ui.desk.cards.pages import Camera
from ui.desk.cards.showing import camera_now
from ui.desk.counter import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.witnesses import is_witnessed, posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/counter"
DEEDS = (HAND_OUT, REPRINT)
pages = Blueprint("desk_counter", __name__, url_prefix=HERE)
AT_THE_PAGE = frozenset(
    {
        "proof.lacking",
        "handing.right",
        "pin.wrong",
        "pin.paused",
        "witness.colleague",
        "signature.missing",
        "id.another",
        "id.old_form",
        "id.shape",
        "id.region",
        "id.birth",
        "id.check",
        "document.kind",
        "document.shape",
    }
)
"""Refusals that are told at the form: nothing was given, and it can be filled in again."""


@pages.get("/<deed>/<parcel>")
@role("attendant", at="desk")
def ask(deed: str, parcel: str) -> AnyResponse:
    """What is demanded for it."""
    return _page(deed, parcel, fresh_id())


@pages.post("/<deed>/<parcel>/read")
@role("attendant", at="desk")
def read(deed: str, parcel: str) -> AnyResponse:
    """Have the lobby's camera read the card of whoever stands there."""
    journeys().identifying.begin(present().id, about=_about(deed, parcel))
    return go(_path(deed, parcel))


@pages.post("/<deed>/<parcel>/turn")
@role("attendant", at="desk")
def turn(deed: str, parcel: str) -> AnyResponse:
    """Have it look for the back of that card."""
    journeys().identifying.turn(present().id)
    return go(_path(deed, parcel))


@pages.post("/<deed>/<parcel>")
@role("attendant", at="desk")
def give(deed: str, parcel: str) -> AnyResponse:
    """It is theirs now, or a new slip is printed."""
    act, counter = posted_id(), journeys().counter_parcels
    known = _need(deed, parcel)
    try:
        offered = _offered(act, known)
        if deed == REPRINT:
            counter.reprint(present(), offered)
        else:
            counter.hand_out(present(), offered)
    except Refused as refused:
        if refused.code == "signature.judge":
            return go(f"{PATH}/signatures/{refused.facts['comparison']}")
        if refused.code not in AT_THE_PAGE:
            raise
        return _page(deed, parcel, act, failures.message(refused.code, refused.facts))
    journeys().identifying.cancel(present().id)
    return go(_home(deed, known))


def _offered(act: str, parcel: Parcel) -> Offered:
    """Return what the posted form says was shown. Raises as `posted_name`."""
    form = request.form
    signs = is_witnessed() or form.get("strokes", "") not in ("", "[]")
    return Offered(
        act=act,
        person=parcel.recipient,
        item=parcel.id,
        kind=form.get("kind", ""),
        number=form.get("number", "")[:40],
        written=posted_name() if signs else None,
        second=form.get("second", ""),
        pin=form.get("pin", ""),
    )


def _page(deed: str, parcel: str, act: str, problem: Message | None = None) -> Response:
    known, words, form = _need(deed, parcel), Words(journeys(), chosen_language()), request.form
    house, camera = journeys().ledger.house, camera_now()
    if camera.about != _about(deed, parcel):
        camera = Camera("off" if camera.step == "off" else "ready")
    rule = journeys().demands.policy.rule_for(deed, known.wait.category)
    staff = [
        one for one in house.people.values() if one.role in STAFF and one.active and one.id != present().id
    ]
    owner, right = house.people.get(known.recipient), journeys().storeroom.shown(parcel)
    page = p.AcrossPage(
        **frame(),
        deed=deed,
        path=_path(deed, parcel),
        home=_home(deed, known),
        act=act,
        whose=words.person(known.recipient),
        unit=(owner.unit if owner else "") or "",
        what=known.barcode,
        ways=tuple(
            tuple(f"proving.means.{one.value}" for one in sorted(way, key=ORDER.__getitem__))
            for way in rule.ways
        ),
        kinds=KINDS,
        kind=form.get("kind") or camera.kind or KINDS[0],
        number=form.get("number", camera.number)[:40],
        shown=right.how if right and deed == HAND_OUT else "",
        filed=known.recipient in house.filed_ids,
        camera=camera,
        colleagues=tuple((one.id, words.person(one.id)) for one in staff),
        second=form.get("second", ""),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _need(deed: str, parcel: str) -> Parcel:
    """Return the parcel that it is about. Raises `slip.used` for one that does not wait, or not on a shelf."""
    known = journeys().ledger.house.parcels.get(parcel)
    if deed not in DEEDS or known is None or known.stage is not ParcelStage.WAITING:
        raise Refused("slip.used")
    if deed == HAND_OUT and not is_shelf(known.custodian.id):
        raise Refused("slip.used")
    return known


def _about(deed: str, parcel: str) -> str:
    return f"{deed}:{parcel}"


def _path(deed: str, parcel: str) -> str:
    return f"{HERE}/{deed}/{parcel}"


def _home(deed: str, parcel: Parcel) -> str:
    return f"{PATH}/storeroom" if deed == HAND_OUT else f"{PATH}/items/{parcel.id}"
