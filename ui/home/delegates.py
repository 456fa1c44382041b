"""Somebody else collects: a slip for once, a neighbour for good; both see it, either ends it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.parcels.storing import is_shelf
from kiosk.flows.parcels.delegates import DAYS
from kiosk.language.messages import text
from ui import failures
from ui.guards import role
from ui.home import delegate_screens as s
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Act

pages = Blueprint("home_delegates", __name__, url_prefix="/home/delegates")
HERE = "/home/delegates"
ROWS, CHOICES = 3, 5
"""How many fit on one page."""


@pages.get("")
@role("anyone")
def delegates() -> Response:
    """Who collects for whom."""
    rows = [
        s.DelegateRow(one.id, who, mine=False, count=len(waiting))
        for one, who, waiting in journeys().delegates.received()
    ]
    rows += [
        s.DelegateRow(one.delegation.id, one.who, True, one.left, one.delegation.until)
        for one in journeys().delegates.given()
    ]
    pages_ = max(1, -(-len(rows) // ROWS))
    asked = request.args.get("page", "1")
    page = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 4 else 1), pages_)
    shown = tuple(rows[(page - 1) * ROWS : page * ROWS])
    may_give = bool(journeys().homes.parcels())
    return show(s.Delegates(rows=shown, may_give=may_give, page=page, pages=pages_))


@pages.get("/once")
@role("anyone")
def once() -> AnyResponse:
    """A slip: for which parcel, for how long, on paper or not. One question a page."""
    own = journeys().homes.parcels()
    parcel, days = request.args.get("parcel"), request.args.get("days", "")
    if not own:
        return go(HERE)
    if parcel is None and len(own) > 1:
        return show(_which())
    parcel = parcel or ""
    if days not in {str(one) for one in DAYS}:
        return show(_how_long(parcel))
    at = f"{HERE}/once?parcel={quote(parcel)}"
    fields = {"movement": fresh_id(), "parcel": parcel, "days": days, "came_from": f"{at}&days={days}"}
    sends = Act("delegates.send", f"{HERE}/once", {**fields, "paper": "no"}, icon="phone")
    prints = Act(
        "delegates.print", f"{HERE}/once", {**fields, "paper": "yes"}, look="primary", icon="receipt"
    )
    acts = (sends, prints) if journeys().devices.is_up("printer") else (sends,)
    return show(s.Ask(title="delegates.once_title", body="delegates.once_body", acts=acts, back=at))


@pages.post("/once")
@role("anyone")
def give_once() -> AnyResponse:
    """Give the slip out."""
    form = request.form
    days = form.get("days", "")
    journeys().delegates.name_once(
        posted_id(),
        form.get("parcel", ""),
        int(days) if days.isdecimal() and len(days) < 4 else 0,
        "",
        on_paper=form.get("paper") == "yes",
    )
    return go(HERE)


@pages.get("/neighbour")
@role("anyone")
def neighbour() -> Response:
    """Which neighbour? The home by keypad, then the person, masked."""
    unit = request.args.get("unit", "")[:24]
    found = journeys().delegates.neighbours(unit)
    if not found:
        problem = failures.message("delegate.whom", {}) if unit else None
        return show(s.Neighbour(problem=problem, cue="refused" if problem else None))
    at = f"{HERE}/neighbour"
    choices = tuple(
        s.Choice(one.masked_name, small=one.unit, value=one.person) for one in found[: CHOICES + 1]
    )
    posts = Act("delegates.whom_title", at, {"movement": fresh_id(), "came_from": at})
    title, body = "delegates.whom_title", "delegates.whom_confirm"
    return show(s.Ask(title=title, body=body, choices=choices, posts=posts, back=at))


@pages.post("/neighbour")
@role("anyone")
def name_neighbour() -> AnyResponse:
    """From now on they may collect."""
    journeys().delegates.name_for_good(posted_id(), request.form.get("person", ""))
    return go(HERE)


@pages.post("/<delegation>/end")
@role("anyone")
def end(delegation: str) -> AnyResponse:
    """From now on nobody collects by it."""
    journeys().delegates.end(delegation)
    return go(HERE)


@pages.post("/<delegation>/collect")
@role("anyone")
def collect(delegation: str) -> AnyResponse:
    """Collect what waits for a neighbour."""
    return go(f"/movements/{journeys().delegates.collect_for(delegation).id}")


def _which() -> s.Ask:
    own, places, language = journeys().homes.parcels(), journeys().furniture, chosen_language()

    def label(place: str) -> str:
        if is_shelf(place):
            return text("delegates.one_at_desk", language)
        return text("delegates.one", language, place=places.label_of(places.places[place]))

    every = s.Choice(text("delegates.all", language, count=len(own)), f"{HERE}/once?parcel=")
    each = (
        s.Choice(label(one.custodian.id), f"{HERE}/once?parcel={quote(one.id)}", f"…{one.barcode[-4:]}")
        for one in own[:CHOICES]
    )
    return s.Ask(title="delegates.what", body="delegates.once_body", choices=(every, *each))


def _how_long(parcel: str) -> s.Ask:
    language = chosen_language()
    choices = tuple(
        s.Choice(text(f"delegates.days_{days}", language), f"{HERE}/once?parcel={quote(parcel)}&days={days}")
        for days in DAYS[:3]
    )
    return s.Ask(title="delegates.days", body="delegates.once_body", choices=choices)
