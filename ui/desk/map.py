"""The map: cabinet and locker as they stand, who holds what, the tasks, and the life of what was picked."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, Parcel, ParcelStage
from kiosk.domain.places import Door, Place, Reading
from ui.desk import pages as p
from ui.desk.holdings import held_key, held_lent, held_parcel, holdings, key_gone_home
from ui.desk.large import chips_of, is_large, part_view, parts, view
from ui.desk.large import found as found_by
from ui.desk.life import life_of
from ui.desk.sessions import PATH, frame, present
from ui.desk.taskcards import TASKS_AT_ONCE, card, waiting
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

DOORS = ("doubt", "open", "down")
pages = Blueprint("desk_map", __name__, url_prefix=PATH)
SHOWN = ("away", "keys", "parcels", "all", *DOORS)


@pages.get("/map")
@role("attendant", at="desk")
def overview() -> Response:
    """The map with nothing picked."""
    return _map(None)


@pages.get("/places/<place>")
@role("attendant", at="desk")
def at_place(place: str) -> Response:
    """The map with one door picked."""
    if place not in journeys().furniture.places:
        abort(404)
    return _map(_selected_place(place))


@pages.get("/items/<item>")
@role("attendant", at="desk")
def of_item(item: str) -> Response:
    """The map with one key or parcel picked, however long ago it left."""
    selected = _selected_item(item)
    if selected is None:
        abort(404)
    return _map(selected)


@pages.post("/places/<place>/open")
@role("attendant", at="desk")
def open_door(place: str) -> AnyResponse:
    """Open a door for a look."""
    journeys().desk.open_door(place, present(), _reason())
    return go(f"{PATH}/places/{place}")


@pages.post("/places/<place>/settle")
@role("attendant", at="desk")
def settle(place: str) -> AnyResponse:
    """Say what was found; the place works again."""
    journeys().desk.settle(
        place, present(), request.form.get("finding", ""), _reason(), gone=request.form.getlist("gone")
    )
    return go(f"{PATH}/places/{place}")


@pages.post("/items/<item>/handed")
@role("attendant", at="desk")
def handed(item: str) -> AnyResponse:
    """End the search for a missing parcel."""
    journeys().desk.settle_missing(item, present(), request.form.get("to", ""), _reason())
    return go(f"{PATH}/items/{item}")


@pages.post("/items/<item>/slip")
@role("attendant", at="desk")
def new_slip(item: str) -> AnyResponse:
    """Print a new claim slip in place of one that did not come out."""
    journeys().counter_parcels.replace_unprinted(item, present())
    return go(f"{PATH}/items/{item}")


@pages.post("/papers/<paper>/again")
@role("attendant", at="desk")
def print_again(paper: str) -> AnyResponse:
    """Print a receipt once more."""
    journeys().desk.print_again(paper, present())
    return go(f"{PATH}/map")


@pages.post("/papers/<paper>/seen")
@role("attendant", at="desk")
def paper_seen(paper: str) -> AnyResponse:
    """Take the attendant's word that a slip came out."""
    journeys().desk.paper_seen(paper, present())
    return go(f"{PATH}/map")


@pages.post("/notices/<notice>/told")
@role("attendant", at="desk")
def told(notice: str) -> AnyResponse:
    """Take the attendant's word that somebody was told."""
    journeys().desk.told(notice, present())
    return go(f"{PATH}/map")


def _reason() -> str:
    """The reason that was typed, else the one that was touched."""
    return request.form.get("other", "").strip() or request.form.get("reason", "")


def _map(selected: p.Selected | None) -> Response:
    words = Words(journeys(), chosen_language())
    house = journeys().ledger.house
    readings = journeys().sight.readings()
    asked = request.args.get("show", "away")
    shown = asked if asked in SHOWN else "away"
    marks = {
        one.id: mark(house, _of_its_own(house, one, readings[one.id]), one.id)
        for one in journeys().furniture.places.values()
    }
    found = waiting(words)
    asked_for = request.args.get("find", "")[:40] if is_large(journeys().furniture) else None
    every = parts(journeys().furniture)
    part = next((one for one in every if one.name == request.args.get("part") and not selected), None)
    here = f"{PATH}/map?part={part.name}" if part else f"{PATH}/map"
    return show(
        p.Map(
            **frame(),
            drawing=part_view(part, marks) if part else view(journeys().furniture, _near(selected), marks),
            here=selected.path if selected else here,
            totals=totals(house, marks),
            shown=shown,
            held=found_by(words, asked_for)
            if asked_for and asked_for.strip()
            else doors(words, marks, shown)
            if shown in DOORS
            else holdings(words, shown),
            find=asked_for,
            parts=chips_of(every, part.name if part else ""),
            tasks=tuple(card(words, one) for one in found[:TASKS_AT_ONCE]),
            more_tasks=max(0, len(found) - TASKS_AT_ONCE),
            selected=selected,
        )
    )


def _near(selected: p.Selected | None) -> str:
    """Return the place that the picked thing is at, or lives at; "" where nothing is picked."""
    if selected is None:
        return ""
    if selected.place:
        return selected.place
    key = journeys().ledger.house.keys.get(selected.path.rpartition("/")[2])
    return key.place if key else ""


def _of_its_own(house: House, place: Place, reading: Reading) -> Reading:
    """Return a look at a place; a door before several slots that is open counts for the slot it was opened for."""
    if not place.shares or reading.shut is not False or house.door(place.id).seen_open:
        return reading
    told = any(house.door(other).seen_open for other in place.shares)
    return replace(reading, shut=True) if told or not place.stands_for_door else reading


def mark(house: House, reading: Reading, place: str) -> str:
    """Return how a door is drawn: the worst that is known of it."""
    door = house.door(place)
    if door.doubt:
        return "doubt"
    if not reading.usable:
        return "down"
    if reading.shut is False:
        return "open"
    return "taken" if house.parcels_at(place) or house.keys_at(place) else "plain"


def doors(words: Words, marks: dict[str, str], shown: str) -> tuple[p.Held, ...]:
    """Return the doors that are drawn so ("doubt", "open" or "down"), with what is on record behind them."""
    house, found = words.journeys.ledger.house, []
    for place in [place for place, drawn in marks.items() if drawn == shown]:
        inside = [words.key(key) for key in house.keys_at(place)]
        inside += [words.person(parcel.recipient) for parcel in house.parcels_at(place)]
        door = house.door(place)
        since = door.doubt_since if shown == "doubt" else door.since if shown == "open" else None
        label, state_words = words.place(place), words.say(f"attendant.legend.{shown}")
        found.append(p.Held(place, "door", label, ", ".join(inside), state_words, since, tone="care"))
    return tuple(found)


def totals(house: House, marks: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """Return what there is to count, with the code of each number."""
    keys_out = [key for key in house.keys.values() if key.custodian.kind is not CustodianKind.PLACE]
    waiting = [parcel for parcel in house.parcels.values() if parcel.stage is ParcelStage.WAITING]
    drawn = list(marks.values())
    return (
        ("keys", len(keys_out)),
        ("parcels", len(waiting)),
        ("doubt", drawn.count("doubt")),
        ("open", drawn.count("open")),
        ("down", drawn.count("down")),
    )


def _selected_place(place: str) -> p.Selected:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    known, door = journeys().furniture.places[place], house.door(place)
    slot = known.kind.value == "slot"
    own = [key for key in house.keys.values() if key.place == place or key in house.keys_at(place)]
    held = [held_key(words, key) for key in own] + [
        held_parcel(words, one) for one in house.parcels_at(place)
    ]
    order = list(journeys().furniture.places)
    at = order.index(place)
    told = (card(words, one) for one in waiting(words) if one.place == place)
    doubt = next((one for one in told if one.settles), None)
    return p.Selected(
        title=words.place(place),
        subtitle=_size(known.size, words),
        path=f"{PATH}/places/{place}",
        life=life_of(words, place=place),
        held=tuple(held),
        place=place,
        number=known.number,
        is_slot=slot,
        state=state(door, journeys().sight.reading(place)),
        since=door.since,
        doubt=doubt,
        can_open=house.under_way(place) is None,
        can_settle=doubt is not None or any(one.tone for one in held),
        before=f"{PATH}/places/{order[at - 1]}",
        after=f"{PATH}/places/{order[(at + 1) % len(order)]}",
    )


def state(door: Door, reading: Reading) -> str:
    """Return how a door is: "shut", "open", "asked" (by the desk, not seen open), "unknown", "unseen" (no switch)."""
    if reading.shut is None:
        return "unseen" if reading.usable else "unknown"
    if reading.shut is False:
        return "open"
    return "asked" if (door.commanded_by or "").startswith("desk:") else "shut"


def _size(size: str | None, words: Words) -> str:
    return words.say("attendant.size", size=size) if size else ""


def _selected_item(item: str) -> p.Selected | None:
    words = Words(journeys(), chosen_language())
    if lent := journeys().ledger.house.loan_items.get(item):
        return _selected_as(words, held_lent(words, lent))
    own: Key | Parcel | None = journeys().ledger.house.keys.get(item) or words.parcel(item)
    found = own or key_gone_home(words, item)
    if found is None:
        return None
    return _selected_as(
        words, held_key(words, found) if isinstance(found, Key) else held_parcel(words, found)
    )


def _selected_as(words: Words, held: p.Held) -> p.Selected:
    return p.Selected(
        title=held.label,
        subtitle=held.detail,
        path=f"{PATH}/items/{held.item}",
        life=life_of(words, item=held.item),
        held=(held,),
    )
