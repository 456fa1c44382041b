"""A courier's visit: who, scan, recipient, size; the door page follows, then the next parcel."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Stage
from kiosk.domain.parcels.allocation import free_compartments
from kiosk.domain.people import Role
from kiosk.domain.places import PlaceKind
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.building import choice, units_of
from kiosk.flows.identity.visits import Visit
from kiosk.flows.people.directory import Candidate
from ui import courier_screens, failures, pickups
from ui.drawing import Drawing, draw
from ui.first import cannot
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import show

pages = Blueprint("courier", __name__)
WAYS = ("unit", "name", "last_four")


def visiting() -> Visit:
    """Return the courier's visit; Refused if it ended this very moment."""
    return journeys().visits.need(Role.COURIER)


@pages.get("/courier")
@role("anyone")
def who() -> AnyResponse:
    """Ask for the PIN, or go on with the visit where it is."""
    visit = journeys().visits.current
    if visit is None or visit.role is not Role.COURIER:
        return show(
            courier_screens.CourierPin(
                badge_works="badge" not in cannot(), new_here=journeys().registering.offered
            )
        )
    return go("/courier/recipient" if visit.barcode else "/courier/scan")


@pages.post("/courier/pin")
@role("anyone")
def enter_pin() -> AnyResponse:
    """Begin a visit, or say at the keypad why not."""
    last_four = re.sub(r"\D", "", request.form.get("last_four", ""))[-4:]
    try:
        journeys().visits.by_pin(request.form.get("pin", ""), last_four)
    except Refused as refused:
        if not refused.code.startswith("pin."):
            raise
        problem = failures.message(refused.code, refused.facts)
        asks = "phone" if refused.code == "pin.paused" and not last_four else "pin"
        return show(
            courier_screens.CourierPin(problem=problem, cue="refused", asks=asks, last_four=last_four), 409
        )
    return go("/courier/scan")


@pages.post("/courier/phone")
@role("anyone")
def enter_phone() -> AnyResponse:
    """PINs alone pause: with the end of the phone the own one counts again."""
    last_four = re.sub(r"\D", "", request.form.get("last_four", ""))[-4:]
    return show(
        courier_screens.CourierPin(asks="pin" if len(last_four) == 4 else "phone", last_four=last_four)
    )


@pages.get("/courier/scan")
@role("courier")
def scan() -> Response:
    """The camera waits for a barcode; free doors are shown."""
    journeys().sendings.drops_now()
    down = cannot()
    return show(
        courier_screens.Scan(
            free=journeys().drop.free_by_size(),
            drawing=_free_doors(),
            left=_left(visiting()),
            camera_works="collect_by_qr" not in down,
            due_back=len(journeys().sweeps.due()),
            outgoing=_outgoing(),
            sweep=fresh_id(),
        )
    )


def _outgoing() -> int:
    waits = journeys().sendings.waiting()
    return waits.at_doors + waits.at_desk


@pages.get("/courier/number")
@role("courier")
def number() -> Response:
    """The keypad for a parcel's number."""
    return show(courier_screens.Number(letters=request.args.get("keys") == "letters"))


@pages.post("/courier/number")
@role("courier")
def enter_number() -> AnyResponse:
    """Take a typed number as if it had been scanned."""
    try:
        journeys().drop.scanned(request.form.get("barcode", ""))
    except Refused as refused:
        if refused.code != "parcel.barcode_missing":
            raise
        return show(
            courier_screens.Number(problem=failures.message(refused.code, refused.facts), cue="refused"), 409
        )
    return go("/courier/recipient")


@pages.get("/courier/recipient")
@role("courier")
def recipient() -> AnyResponse:
    """Whose parcel is it?"""
    visit = visiting()
    if not visit.barcode:
        return go("/courier/scan")
    found, _ = journeys().drop.announced(visit.barcode)
    if "by" not in request.args and len(found) == 1:
        return go(f"/courier/size?recipient={quote(found[0].person)}")
    if "by" not in request.args and found:
        return show(courier_screens.Confirm(found=_masked(found), again="/courier/recipient?by=unit"))
    asked = request.args.get("by", "unit")
    by = asked if asked in WAYS else "unit"
    return (
        _by_keys(visit.barcode)
        if by == "unit"
        else show(courier_screens.Recipient(by=by, barcode=visit.barcode))
    )


def _by_keys(barcode: str) -> AnyResponse:
    """Building, entrance, floor and flat by keys; where these are too many, the number is typed."""
    asked = request.args.getlist("at")[:6]
    found = choice(units_of(journeys().ledger.house), asked)
    if found.unit:
        return go(f"/courier/found?unit={quote(found.unit)}")
    if found.typed or "typed" in request.args:
        return show(courier_screens.Recipient(by="unit", barcode=barcode))
    keys = tuple((key.lstrip("."), _keyed((*found.chosen, key))) for key in found.keys)
    flats = found.keys[0].startswith(".")  # floor and flat are one number: 3-2-12… becomes 3-2-1201
    so_far = "-".join(found.chosen if flats else (*found.chosen, ""))
    page = courier_screens.Recipient(
        by="unit", barcode=barcode, keys=keys, so_far=so_far,
        back=_keyed(tuple(asked[:-1])) if asked else "/courier/scan",
    )  # fmt: skip
    return show(page if found.chosen or flats else replace(page, asks="courier.which_building"))


def _keyed(chosen: tuple[str, ...]) -> str:
    return f"/courier/recipient?{urlencode([('by', 'unit'), *(('at', part) for part in chosen)])}"


@pages.get("/courier/found")
@role("courier")
def found() -> AnyResponse:
    """The candidates, masked; none: the search again."""
    visit = visiting()
    by = next((way for way in WAYS if way in request.args), "unit")
    candidates = journeys().drop.find_recipients(**{by: request.args.get(by, "")})
    if not candidates:
        problem = failures.message("recipient.unknown", {})
        return show(courier_screens.Recipient(by=by, barcode=visit.barcode, problem=problem, cue="refused"))
    again = f"/courier/recipient?by={by}"
    return show(courier_screens.Confirm(found=_masked(candidates), again=again, back=again))


@pages.get("/courier/size")
@role("courier")
def size() -> AnyResponse:
    """Which size fits?"""
    barcode = visiting().barcode
    if not barcode:
        return go("/courier/scan")
    recipient = request.args.get("recipient", "")
    announced, likely = journeys().drop.announced(barcode)
    beside, is_heavy = journeys().drop.beside(recipient), journeys().drop.announced_heavy(barcode)
    return show(
        courier_screens.Size(
            movement=fresh_id(),
            path="/courier/drop",
            recipient=recipient,
            for_whom=next(iter(_masked(one for one in announced if one.person == recipient)), None),
            likely=likely,
            free=journeys().drop.free_by_size(),
            barcode=barcode,
            paused=journeys().drop.out_of_reach(),
            storeroom=bool(journeys().storeroom.shelves),
            asks_heavy=True,
            marks=journeys().drop.marks,
            heavy=is_heavy,
            beside=beside.id if beside else "",
            beside_number=journeys().furniture.label_of(beside) if beside else "",
        )
    )


@pages.post("/courier/drop")
@role("courier")
def drop() -> AnyResponse:
    """Open a door for the parcel. The same form posted twice finds the same movement."""
    movement = posted_id()
    form = request.form
    if journeys().ledger.find(movement) is None:
        barcode = visiting().barcode
        if form.get("barcode", "") != barcode:
            return go(
                "/courier/recipient"
            )  # another label came before the camera meanwhile: whose is that one?
        beside = journeys().furniture.places.get(form.get("beside", ""))
        size = (beside.size or "") if beside else form.get("size", "")
        journeys().drop.start(
            movement,
            barcode,
            form.get("recipient", ""),
            size,
            heavy=form.get("heavy") == "yes",
            beside=beside.id if beside else "",
            category=_marked(),
        )
    return go(f"/movements/{movement}")


@pages.post("/courier/store")
@role("courier")
def store() -> AnyResponse:
    """No door for this one: onto a shelf of the storeroom."""
    movement, form = posted_id(), request.form
    if journeys().ledger.find(movement) is None:
        barcode = visiting().barcode
        if form.get("barcode", "") != barcode:
            return go("/courier/recipient")
        journeys().storeroom.start(movement, barcode, form.get("recipient", ""), "XL", _marked())
    return go(f"/courier/stored/{movement}")


@pages.get("/courier/stored/<movement>")
@role("courier")
def stored(movement: str) -> Response:
    """Which shelf, which tag; and then that it is there."""
    return show(pickups.stored_page(movement, visiting().person.id))


@pages.post("/courier/stored/<movement>")
@role("courier")
def say_stored(movement: str) -> AnyResponse:
    """It lies there, or stays in hand."""
    journeys().storeroom.put(movement, there=request.form.get("there") == "yes")
    return go(f"/courier/stored/{movement}")


@pages.get("/courier/summary")
@role("courier")
def summary() -> Response:
    """What was left on this visit. Going here says that the last parcel is in, where nothing else tells."""
    return show(courier_screens.Summary(count=_left(visiting())))


def _marked() -> str:
    """What the courier says of a parcel; of several categories the last, which asks for most."""
    said = request.form.getlist("category")
    return next((one for one in reversed(journeys().drop.marks) if one in said), "")


def _masked(candidates: Iterable[Candidate]) -> tuple[courier_screens.Found, ...]:
    return tuple(courier_screens.Found(one.person, one.masked_name, one.unit) for one in candidates)


def _left(visit: Visit) -> int:
    """How many parcels of this visit are in a door for sure."""
    movements = [journeys().ledger.find(name) for name in visit.drops]
    house = journeys().ledger.house
    gone = {one.id for one in house.parcels.values() if one.stage is ParcelStage.NOT_TAKEN_IN}
    return sum(one is not None and one.stage is Stage.CONFIRMED and one.item not in gone for one in movements)


def _free_doors() -> Drawing:
    all_journeys = journeys()
    lockers = all_journeys.furniture.of(PlaceKind.COMPARTMENT)
    house, readings = all_journeys.ledger.house, all_journeys.sight.readings()
    free = {place.id for place in free_compartments(house, all_journeys.furniture, readings)}
    return draw(lockers, {place.id: "free" if place.id in free else "taken" for place in lockers})
