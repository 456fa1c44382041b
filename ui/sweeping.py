"""A courier takes along what is expired, and says of a door that opened why nothing can be put there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response
from flask import request as asked
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.movements import Movement, Stage
from kiosk.domain.parcels.due_back import SWEEP
from kiosk.domain.parcels.sharing import taken_along
from kiosk.flows.parcels.drop import UNFIT
from kiosk.language.messages import text
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Act, Door, Screen

pages = Blueprint("sweeping", __name__)
MOST_NAMED = 2
"""So many parcels' numbers fit beside a door."""


@dataclass(frozen=True, kw_only=True)
class Unfit(Screen):
    """What is wrong with a door that is open. `movement`: that of the other door, which opens then."""

    template = "courier/unfit.html"
    name = "courier_unfit"
    path: str
    movement: str
    number: str
    whys: tuple[str, ...] = UNFIT


@pages.post("/courier/sweep")
@role("courier")
def sweep() -> AnyResponse:
    """Open the first door behind which something expired lies."""
    return go(f"/movements/{journeys().sweeps.start(posted_id()).id}")


@pages.post("/movements/<movement>/sweep-next")
@role("courier")
def sweep_next(movement: str) -> AnyResponse:
    """The next door, now."""
    return go(f"/movements/{journeys().sweeps.next_now(movement).id}")


@pages.post("/movements/<movement>/sweep-stop")
@role("courier")
def sweep_stop(movement: str) -> AnyResponse:
    """The others later: on to scanning."""
    journeys().sweeps.stop(movement)
    return go("/courier/scan")


@pages.get("/movements/<movement>/unfit")
@role("courier")
def unfit(movement: str) -> Response:
    """What is wrong with this door?"""
    found = journeys().doors.need(movement)
    place = journeys().furniture.places[found.place]
    at = f"/movements/{movement}"
    number = journeys().furniture.label_of(place)
    return show(Unfit(path=f"{at}/unfit", movement=fresh_id(), number=number, back=at))


@pages.post("/movements/<movement>/unfit")
@role("courier")
def say_unfit(movement: str) -> AnyResponse:
    """Take the door out of use, and open another one."""
    begun = journeys().drop.unfit(movement, posted_id(), asked.form.get("why", ""))
    return go(f"/movements/{begun.id}")


def sweeping(page: Door, movement: Movement) -> Door:
    """Return the page of a door behind which something expired lies: what it is, and which door comes next."""
    standing = journeys().sweeps.standing(movement.id) if movement.how == SWEEP else None
    if standing is None:
        return page
    page = replace(page, lines=_lines(movement, standing.number, standing.of), topics=(*page.topics, "house"))
    if not movement.ended:
        return page
    at, came = f"/movements/{movement.id}", {"came_from": f"/movements/{movement.id}"}
    ends = Act("movement.sweep_ends", "/courier/scan", {}, look="primary", way="get", icon="next")
    if not standing.next_place:
        return replace(page, acts=(ends,))
    place = journeys().furniture.places[standing.next_place]
    coming = text("pickup.next", chosen_language(), place=journeys().furniture.label_of(place))
    onward = Act("movement.sweep_next", f"{at}/sweep-next", came, look="primary", icon="door")
    stop = Act("movement.sweep_stop", f"{at}/sweep-stop", came)
    lines = (f"{page.lines[0]} · {coming}",)
    return replace(page, acts=(stop, onward), lines=lines, waits_s=standing.opens_in_s)


def _lines(movement: Movement, number: int, of: int) -> tuple[str, ...]:
    house = journeys().ledger.house
    counted = text("pickup.of", chosen_language(), number=number, of=of)
    if movement.stage is not Stage.OPENED:
        return (counted,)
    own = house.parcels.get(movement.item)
    waybills = [one.barcode for one in ((own,) if own else ()) + tuple(taken_along(house, movement))]
    more = f" +{len(waybills) - MOST_NAMED}" if len(waybills) > MOST_NAMED else ""
    return counted, ", ".join(waybills[:MOST_NAMED]) + more
