"""The storeroom at the desk: what lies on the shelves, who asks for it, who gives it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement
from kiosk.domain.parcels.storing import shelf_name, tag_number
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.pages import Chip, DeskPage
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_storeroom", __name__, url_prefix=PATH)
HERE = f"{PATH}/storeroom"
AT_THE_PAGE = frozenset(
    {"handing.right", "pin.wrong", "pin.paused", "parcel.not_here", "slip.used", "delegate.revoked", "reason.missing"}
)  # fmt: skip


@dataclass(frozen=True)
class ShelfRow:
    """One parcel of the storeroom. `coming`: brought, and nobody has said that it lies there; `act`: the form's id."""

    id: str
    shelf: str
    tag: str
    whose: str
    barcode: str
    since: datetime
    act: str
    coming: bool = False
    shown: str = ""
    """Which right was shown a moment ago: "slip", "code" or "badge"."""
    taken_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Shelves(DeskPage):
    """What lies in the storeroom, asked-for parcels first."""

    template = "desk/storeroom.html"
    name = "desk_storeroom"
    tab = "keys"
    chips: tuple[Chip, ...]
    rows: tuple[ShelfRow, ...]
    colleagues: tuple[tuple[str, str], ...] = ()
    problem: Message | None = None


@pages.get("/storeroom")
@role("attendant", at="desk")
def storeroom() -> Response:
    """What lies where."""
    return _page()


@pages.post("/storeroom/arrivals/<movement>")
@role("attendant", at="desk")
def take_in(movement: str) -> AnyResponse:
    """It lies on its shelf, or it is not there."""
    there = request.form.get("there") == "yes"
    return _then(lambda: journeys().storeroom.take_in(movement, present(), there=there))


@pages.post("/storeroom/parcels/<parcel>/hand-out")
@role("attendant", at="desk")
def hand_out(parcel: str) -> AnyResponse:
    """Give it to whoever has shown a right to it, where that is enough."""
    act = posted_id()
    try:
        journeys().storeroom.hand_out(act, parcel, present())
    except Refused as refused:
        if refused.code != "handing.right":
            raise
        return go(f"{PATH}/counter/hand-out/{parcel}")  # more is demanded for this one than was shown
    return go(HERE)


@pages.post("/storeroom/parcels/<parcel>/missing")
@role("attendant", at="desk")
def missing(parcel: str) -> AnyResponse:
    """It does not lie where it should."""
    return _then(lambda: journeys().storeroom.not_here(parcel, present(), request.form.get("reason", "")))


def _then(act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _page(failures.message(refused.code, refused.facts), 409)
    return go(HERE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    rows = [_coming(words, one) for one in journeys().storeroom.coming()]
    stored = [_stored(words, one) for one in journeys().storeroom.stored()]
    rows += sorted(stored, key=lambda row: not row.shown)
    staff = (
        one for one in house.people.values() if one.role in STAFF and one.active and one.id != present().id
    )
    return show(
        Shelves(
            **frame(),
            chips=chips(words, "storeroom"),
            rows=tuple(rows),
            colleagues=tuple((one.id, words.person(one.id)) for one in staff),
            problem=problem,
        ),
        status,
    )


def _coming(words: Words, movement: Movement) -> ShelfRow:
    parcel = words.parcel(movement.item)
    whose, barcode = (words.person(parcel.recipient), parcel.barcode) if parcel else ("", "")
    return ShelfRow(
        movement.id, shelf_name(movement.place), tag_number(movement.item), whose, barcode, movement.begun,
        "", coming=True,
    )  # fmt: skip


def _stored(words: Words, parcel: Parcel) -> ShelfRow:
    shown = journeys().storeroom.shown(parcel.id)
    taker = words.person(shown.taker) if shown and shown.taker else ""
    return ShelfRow(
        parcel.id, shelf_name(parcel.custodian.id), tag_number(parcel.id), words.person(parcel.recipient),
        parcel.barcode, parcel.since, fresh_id(), shown=shown.how if shown else "", taken_by=taker,
    )  # fmt: skip
