"""What the door's page says of the other doors of one gesture, of a drop that can be undone, and of a shelf."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.wrappers import Response

from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.pickup import Ahead
from kiosk.domain.parcels.sharing import taken_along
from kiosk.domain.parcels.storing import is_shelf, shelf_name, tag_number
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import MovementView
from kiosk.flows.parcels.pickups import STUCK
from kiosk.flows.parcels.storeroom import ATTENDANT
from kiosk.language.messages import text
from ui.reach import fresh_id, go, journeys
from ui.rendering import chosen_language
from ui.screens import Act, Door, Stored

BEFORE_TAKEN = ("should_be_open", "open", "left_open", "blind", "ask")
MOST_LINES = 2
"""So many sentences beside the usual ones fit the smallest screen."""


def elsewhere(movement: str) -> Response | None:
    """Return the way to where a movement's page is: the next door of the gesture, or the page of a shelf."""
    known = journeys().ledger.find(movement)
    if known is not None and is_shelf(known.place):
        drop = journeys().ledger.house.parcels.get(known.item) if known.kind is Kind.RECALL else None
        return go(f"/courier/stored/{drop.movement if drop else movement}")
    ahead = journeys().pickups.ahead_of(movement)
    swept = journeys().sweeps.standing(movement) if known is not None and known.kind is Kind.RECALL else None
    then = (ahead and ahead.then) or (swept and swept.then)
    return go(f"/movements/{then}") if then else None


def in_turn(page: Door, view: MovementView) -> Door:
    """Return the page of a door with what comes after it, where it is one of several."""
    ahead = journeys().pickups.ahead_of(view.movement.id)
    if ahead is None:
        return page
    lines = tuple(_lines(ahead, ended=view.movement.ended))
    page = replace(page, lines=lines[:MOST_LINES], topics=(*page.topics, "house"))
    if not ahead.next_place or ahead.stopped:
        return page
    at, came = f"/movements/{view.movement.id}", {"came_from": f"/movements/{view.movement.id}"}
    onward = "pickup.open_next" if view.movement.stage is Stage.CONFIRMED else "pickup.skip"
    now = Act(onward, f"{at}/following", came, look="primary", icon="door")
    if not view.movement.ended:
        if view.moment not in STUCK:
            return page
        return replace(page, acts=(*(replace(one, look="second", icon="") for one in page.acts[-1:]), now))
    later = Act("pickup.later", f"{at}/others-later", came)
    leaves_s = None if ahead.opens_in_s is not None else page.leaves_in_s
    return replace(page, acts=(later, now), leaves_in_s=leaves_s, waits_s=ahead.opens_in_s)


def sharing(page: Door, view: MovementView) -> Door:
    """Return the page of a door with how many are to be taken, where several parcels of one home lie behind it."""
    if view.movement.kind is not Kind.COLLECT or view.moment not in BEFORE_TAKEN:
        return page
    along = taken_along(journeys().ledger.house, view.movement)
    if not along:
        return page
    said = text("pickup.share", chosen_language(), count=1 + len(along))
    return replace(page, lines=(said, *page.lines)[:MOST_LINES])


def still_open(page: Door, view: MovementView) -> Door:
    """Return the page of a drop with the door that this courier's parcel did not stay in, while it stands open."""
    visit, ledger = journeys().visits.current, journeys().ledger
    if view.movement.kind is not Kind.DROP or visit is None or view.movement.id not in visit.drops:
        return page
    others = [found.place for name in visit.drops if (found := ledger.find(name))]
    readings = journeys().sight.readings()
    for place in others:
        seen, known = readings.get(place), journeys().furniture.places.get(place)
        if place != view.movement.place and seen and seen.shut is False and known:
            label = journeys().furniture.label_of(known)
            said = text("pickup.still_open", chosen_language(), place=label)
            page = replace(page, lines=(said, *page.lines)[:MOST_LINES])
            break
    return replace(page, topics=(*page.topics, "doors"))


def _lines(ahead: Ahead, *, ended: bool) -> list[str]:
    language, places = chosen_language(), journeys().furniture.places

    def label(place: str) -> str:
        known = places.get(place)
        return journeys().furniture.label_of(known) if known else ""

    said: list[str] = []
    if ahead.of > 1:
        said.append(text("pickup.of", language, number=ahead.number, of=ahead.of))
    if ended and ahead.next_place and not ahead.stopped:
        said[-1:] = [f"{said[-1]} · {text('pickup.next', language, place=label(ahead.next_place))}"]
    elif ended and ahead.stopped:
        said.append(text("pickup.later_done", language))
    if ended:
        for place, why in reversed(
            ahead.left_out
        ):  # the newest first: what there is no room for is told before
            said.append(text(f"pickup.left_out.{why}", language, place=label(place)))
    return said


def undoing(page: Door, movement: Movement) -> Door:
    """Return the page of a drop that is done with the way to undo it; of an undone one, with that to another door."""
    if movement.kind is Kind.RECALL and movement.stage is Stage.CONFIRMED and movement.how == "undo":
        parcel = journeys().ledger.house.parcels.get(movement.item)
        path = f"/courier/size?recipient={parcel.recipient}" if parcel else "/courier/recipient"
        other = Act("movement.elsewhere", path, {}, look="primary", way="get")
        return replace(page, acts=(*(replace(one, look="second", icon="") for one in page.acts), other))
    if movement.kind is not Kind.DROP or not journeys().drop.undoable(movement):
        return page
    return replace(page, acts=(_undo(movement), *page.acts))


def _undo(movement: Movement) -> Act:
    came = {"movement": fresh_id(), "came_from": f"/movements/{movement.id}"}
    return Act("movement.undo", f"/movements/{movement.id}/undo", came)


def stored_page(movement: str, courier: str) -> Stored:
    """Return the page of a parcel on its way to a shelf.

    Raises:
        Refused: `movement.unknown`: it is not this courier's, or no shelf is concerned.
    """
    known, storeroom = journeys().doors.need(movement), journeys().storeroom
    if known.kind is not Kind.DROP or not is_shelf(known.place) or known.bearer != courier:
        raise Refused("movement.unknown")
    parcel = journeys().ledger.house.parcels.get(known.item)
    on = Act("movement.next_parcel", "/courier/scan", {}, look="primary", way="get", icon="next")
    path = f"/courier/stored/{movement}"
    if not known.ended:
        stays = Act("storeroom.stays", path, {"there": "no", "came_from": path})
        there = Act(
            "storeroom.is_there", path, {"there": "yes", "came_from": path}, look="primary", icon="check"
        )
        subject = "give" if storeroom.rule == ATTENDANT else "put"
        acts: tuple[Act, ...] = (stays, on if subject == "give" else there)
    else:
        inside = known.stage is Stage.CONFIRMED and bool(parcel and parcel.live)
        subject = "in" if inside else "out"
        acts = (_undo(known), on) if journeys().drop.undoable(known) else (on,)
    return Stored(shelf=shelf_name(known.place), tag=tag_number(known.item), subject=subject, acts=acts)
