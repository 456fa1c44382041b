"""What the lobby asks of the desk: somebody who can show no more, and an attendant's word for them."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.id_numbers import KINDS
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import STAFF
from kiosk.domain.policy.means import AT_THE_DESK
from kiosk.domain.refusal import Refused
from kiosk.flows.parcels.so_far import Wanted
from kiosk.flows.people.vouching import Word
from ui import failures
from ui.desk.cards import pages as p
from ui.desk.cards.showing import camera_now
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_asked", __name__, url_prefix=f"{PATH}/asked")
HERE = f"{PATH}/asked"


@pages.get("")
@role("attendant", at="desk")
def asked() -> Response:
    """Who waits."""
    return _page()


@pages.post("/read")
@role("attendant", at="desk")
def read() -> AnyResponse:
    """Have the lobby's camera read the card of whoever waits."""
    journeys().identifying.begin(present().id, about=request.form.get("token", "")[:64])
    return go(HERE)


@pages.post("/turn")
@role("attendant", at="desk")
def turn() -> AnyResponse:
    """Have it look for the back of that card."""
    journeys().identifying.turn(present().id)
    return go(HERE)


@pages.post("/answer")
@role("attendant", at="desk")
def answer() -> AnyResponse:
    """The attendant's word: the door opens."""
    form = request.form
    word = Word(
        act=posted_id(),
        token=form.get("token", ""),
        reason=form.get("other", "").strip() or form.get("reason", ""),
        kind=form.get("kind", ""),
        number=form.get("number", "")[:40],
        second=form.get("second", ""),
        pin=form.get("pin", ""),
    )
    try:
        journeys().vouching.answer(present(), word)
    except Refused as refused:
        return _page(failures.message(refused.code, refused.facts), 409)
    journeys().identifying.cancel(present().id)
    return go(HERE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    staff = [
        one for one in house.people.values() if one.role in STAFF and one.active and one.id != present().id
    ]
    return show(
        p.AskedPage(
            **frame(),
            chips=chips(words, "asked"),
            rows=tuple(_row(words, one) for one in journeys().vouching.waiting()),
            colleagues=tuple((one.id, words.person(one.id)) for one in staff),
            kinds=KINDS,
            problem=problem,
        ),
        status,
    )


def _row(words: Words, wanted: Wanted) -> p.AskedRow:
    house, places = journeys().ledger.house, journeys().furniture
    parcels = [one for name in wanted.parcels if (one := house.parcels.get(name)) and one.live]
    doors = [places.places[one.custodian.id] for one in parcels if one.custodian.id in places.places]
    recipient = parcels[0].recipient if parcels else ""
    whose = house.people.get(wanted.person or recipient)
    camera = camera_now()
    mine = camera.about == wanted.token
    return p.AskedRow(
        camera=camera if mine else p.Camera("off" if camera.step == "off" else "ready"),
        opened=mine,
        token=wanted.token,
        act=fresh_id(),
        name=words.person(whose.id) if whose else "",
        unit=(whose.unit if whose else "") or "",
        doors=", ".join(dict.fromkeys(places.label_of(one) for one in doors if not is_shelf(one.id))),
        parcels=len(parcels),
        shown=tuple(f"proving.means.{one.means.value}" for one in wanted.shown),
        options=tuple(f"proving.means.{one.value}" for one in wanted.options if one not in AT_THE_DESK),
        needs_second=journeys().vouching.needs_second(wanted),
        delegated=bool(wanted.delegation) and not wanted.taker,
        filed=wanted.person in house.filed_ids,
    )
