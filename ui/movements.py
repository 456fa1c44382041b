"""The door's page of every movement: what it looks like now, and what the person there can say."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.movements import Movement
from kiosk.domain.places import SIZES
from kiosk.domain.refusal import Refused
from ui import screens
from ui.doorpage import door
from ui.guards import role
from ui.keys import time_form
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show

pages = Blueprint("movements", __name__, url_prefix="/movements/<movement>")
MOVED_ON = frozenset({"movement.ended", "statement.unfit"})
"""The door was quicker than the finger: the page then shows what is so."""


@pages.get("")
@role("anyone")
def at_door(movement: str) -> Response:
    """The page of a movement as it is now."""
    view = journeys().doors.moment(movement)
    key, due = journeys().ledger.key(view.movement.item), view.movement.due
    return show(
        door(
            view.movement,
            view.moment,
            journeys().furniture,
            fresh_id=fresh_id,
            waits_s=view.waits_s,
            receipt=view.receipt,
            item=key.label.in_language(chosen_language().value) if key else "",
            due_form=time_form(due, journeys().clock.now()) if due else "Hm",
        )
    )


def then_back(movement: str, act: Callable[[], Movement]) -> AnyResponse:
    """Do what the person asks for and show the movement's page (of another one, if the act began it)."""
    try:
        return go(f"/movements/{act().id}")
    except Refused as refused:
        if refused.code not in MOVED_ON:
            raise
        return go(f"/movements/{movement}")


@pages.post("/again")
@role("anyone")
def again(movement: str) -> AnyResponse:
    """Open once more."""
    return then_back(movement, lambda: journeys().doors.again(movement))


@pages.post("/stop")
@role("anyone")
def stop(movement: str) -> AnyResponse:
    """Give up."""
    return then_back(movement, lambda: journeys().doors.stop(movement))


@pages.post("/say")
@role("anyone")
def say(movement: str) -> AnyResponse:
    """Say what is so."""
    return then_back(movement, lambda: journeys().doors.say(movement, request.form.get("statement", "")))


@pages.post("/receipt")
@role("anyone")
def receipt(movement: str) -> AnyResponse:
    """Print a receipt."""
    journeys().doors.print_receipt(movement)
    return go(f"/movements/{movement}")


@pages.post("/next")
@role("courier")
def next_parcel(movement: str) -> AnyResponse:
    """The parcel is in; on to the next one."""
    journeys().drop.next_parcel(movement)
    return go("/courier/scan")


@pages.post("/last")
@role("courier")
def last_parcel(movement: str) -> AnyResponse:
    """The parcel is in, and it was the last one."""
    journeys().drop.next_parcel(movement)
    return go("/courier/summary")


@pages.post("/other-door")
@role("courier")
def other_door(movement: str) -> AnyResponse:
    """The same parcel into another door."""
    return then_back(movement, lambda: journeys().drop.other_door(movement, posted_id()))


@pages.get("/larger")
@role("courier")
def larger(movement: str) -> Response:
    """Which larger size?"""
    found = journeys().doors.need(movement)
    parcel = journeys().ledger.house.parcels.get(found.item)
    tried = journeys().furniture.places[found.place].size or (parcel.size if parcel else SIZES[0])
    free = journeys().drop.free_by_size()
    sizes = SIZES[SIZES.index(tried) + 1 :] or (tried,)
    return show(
        screens.Size(
            movement=fresh_id(),
            path=f"/movements/{movement}/too-small",
            recipient="",
            free={size: free.get(size, 0) for size in sizes},
            title="courier.bigger_title",
            back=f"/movements/{movement}",
        )
    )


@pages.post("/too-small")
@role("courier")
def too_small(movement: str) -> AnyResponse:
    """The same parcel into a larger door."""
    size = request.form.get("size", "")
    return then_back(movement, lambda: journeys().drop.too_small(movement, posted_id(), size))
