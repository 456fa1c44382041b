"""The door's page of every movement: what it looks like now, and what the person there can say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.drafting import Following
from kiosk.domain.keys.issuing import not_in_reach
from kiosk.domain.keys.pairs import missing_beside
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.places import SIZES
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import MovementView
from kiosk.language.messages import text
from ui import amiss, courier_screens, pickups
from ui.doorpage import door
from ui.failures import message
from ui.guards import role
from ui.inspections.errands import asking_for_findings
from ui.keys import labels_of, time_form
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.returning import for_a_new_owner
from ui.screens import Act
from ui.sweeping import sweeping
from ui.upkeep.slot import asking_how

pages = Blueprint("movements", __name__, url_prefix="/movements/<movement>")
MOVED_ON = frozenset({"movement.ended", "statement.unfit"})
"""The door was quicker than the finger: the page then shows what is so."""


@pages.get("")
@role("anyone")
def at_door(movement: str) -> AnyResponse:
    """The page of a movement as it is now."""
    if away := pickups.elsewhere(movement):
        return away
    view = journeys().doors.moment(movement)
    if view.movement.kind is Kind.HAND_OVER:  # no door has a part in it
        raise Refused("movement.unknown")
    if _shut_and_not_on_record(view):
        return show(replace(message("trouble.ledger", {}), topics=(f"movement:{movement}", "devices")), 503)
    key, due = journeys().ledger.key(view.movement.item), view.movement.due
    page = door(
        _where_it_hangs(view),
        view.moment,
        journeys().furniture,
        fresh_id=fresh_id,
        waits_s=view.waits_s,
        signs=journeys().return_signing.offered(view.movement),
        receipt=view.receipt,
        item=key.label.in_language(chosen_language().value) if key else "",
        due_form=time_form(due, journeys().clock.now()) if due else "Hm",
        pair=_pair_of(view.movement),
        beside=beside(view),
        then=_then(view.movement),
        then_key=_then_key(view.movement),
    )
    page = pickups.still_open(pickups.sharing(pickups.in_turn(page, view), view), view)
    page = sweeping(pickups.undoing(page, view.movement), view.movement)
    page = amiss.beside_another(amiss.noted(page, view.movement), view.movement)
    return show(
        asking_how(asking_for_findings(for_a_new_owner(page, view.movement), view.movement), view.movement)
    )


def _shut_and_not_on_record(view: MovementView) -> bool:
    """Whether the door has been pushed shut and the record can't take it: "push it shut" would be no help."""
    if view.moment not in ("open", "left_open") or journeys().devices.is_up("storage"):
        return False
    return journeys().sight.reading(view.movement.place).shut is True


def beside(view: MovementView) -> str:
    """Return which key hangs in a slot together with the one that is meant, and where it belongs; "" for none."""
    if view.moment != "two_tags" or view.movement.kind not in (Kind.ISSUE, Kind.RETURN):
        return ""  # a resident is told that there are two, and nothing of others' keys
    language, house = chosen_language(), journeys().ledger.house
    tags = view.movement.evidence.split()
    for key in house.keys.values():
        if key.tag in tags:
            number = journeys().furniture.places[key.place].number
            return text(
                "door.beside.other", language, key=key.label.in_language(language.value), number=number
            )
    return text("door.beside.strange", language)


def _where_it_hangs(view: MovementView) -> Movement:
    """Return the movement; of a key that is back, as if the slot where it hangs had been opened for it."""
    back = view.moment == "done" and view.movement.kind is Kind.RETURN
    return replace(view.movement, place=view.found or view.movement.place) if back else view.movement


def _pair_of(movement: Movement) -> str:
    """Return the label of a key that should be out beside one in hand, and has not come out; "" for none."""
    if movement.kind is not Kind.ISSUE or movement.stage is Stage.CONFIRMED:
        return ""
    missing = missing_beside(journeys().ledger.house, movement.bearer)
    return missing.label.in_language(chosen_language().value) if missing else ""


def _following(movement: Movement) -> Following | None:
    """Return what is to be taken after this movement in the same visit; it may be tried again."""
    visit = journeys().visits.current
    if movement.kind is not Kind.ISSUE or visit is None or visit.person.id != movement.bearer:
        return None
    following, house = journeys().keys.following(visit), journeys().ledger.house
    coming = house.keys.get(following.keys[0]) if following else None
    if following is None or coming is None or not_in_reach(house, coming):
        return None
    tried = following.asked == movement.id
    return following if movement.stage is (Stage.ABANDONED if tried else Stage.CONFIRMED) else None


def _then_key(movement: Movement) -> str:
    following = _following(movement)
    return labels_of(following.keys[:1])[0] if following else ""


def _then(movement: Movement) -> Act | None:
    """Return the way to the key that goes with the one just taken, if there is one."""
    following = _following(movement)
    if following is None:
        return None
    path = f"/keys/{following.keys[0]}/next"
    return Act("asking.next_key", path, {"movement": fresh_id(), "came_from": f"/movements/{movement.id}"})


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


@pages.post("/following")
@role("anyone")
def following(movement: str) -> AnyResponse:
    """The next door of the same gesture, now."""
    return then_back(movement, lambda: journeys().pickups.next_now(movement))


@pages.post("/others-later")
@role("anyone")
def others_later(movement: str) -> AnyResponse:
    """No other door of this gesture."""
    journeys().pickups.later(movement)
    return go(f"/movements/{movement}")


@pages.post("/undo")
@role("courier")
def undo(movement: str) -> AnyResponse:
    """The last parcel comes out again."""
    return then_back(movement, lambda: journeys().drop.undo(movement, posted_id()))


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
        courier_screens.Size(
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
