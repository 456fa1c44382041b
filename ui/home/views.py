"""My home: what a resident finds after tapping the own badge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.keeping import keeping
from kiosk.domain.keys.consent import Consent
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import QR_CARD
from kiosk.flows.keys.keeping_slips import group_in, listed, named_reason, reason_in
from kiosk.flows.people.homes import Outing
from kiosk.language.messages import known, text
from ui.drawing import draw
from ui.guards import role
from ui.home import screens as s
from ui.home.matters import items
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show, surroundings

pages = Blueprint("home", __name__, url_prefix="/home")
KEYS, OUTINGS, CONSENTS, DOORS = 2, 4, 3, 3
"""How many fit on one page."""
OPENS_S = 3.0
"""A resident who has tapped the own card and touches nothing wants the parcel: so long they can say otherwise."""
T = TypeVar("T")


@pages.get("")
@role("anyone")
def home() -> AnyResponse:
    """Parcels, keys, consents at one glance; a printed card leads to what is at the desk."""
    if journeys().visits.need(Role.RESIDENT).how == QR_CARD:
        return go("/home/desk")
    person = _resident()
    house, now = journeys().ledger.house, journeys().clock.now()
    waiting = journeys().homes.parcels()
    places = journeys().furniture.places
    doors = {places[one.custodian.id].number for one in waiting if one.custodian.id in places}
    looked_after = journeys().inspections.is_looked_after(person)
    keys, page, pages_ = _paged(keeping.keys_of(house, person.unit or ""), KEYS - looked_after)
    agreed = journeys().consents.of(person.unit or "")
    return show(
        s.Home(
            parcels=len(waiting),
            doors=tuple(sorted(doors)),
            keys=tuple(_key(key, recalled=keeping.recalled(house, key, now)) for key in keys),
            consents=len(agreed),
            until=max((one.until for one in agreed), default=None),
            told=keeping.is_told(house, person),
            gives_back=bool(house.keys_with(person.id)),
            looked_after=looked_after,
            asked=len(journeys().releases.own()),
            at_desk=len(items()) + len(journeys().lending.own()),
            collects_for=len(journeys().delegates.received()),
            page=page,
            pages=pages_,
        )
    )


@pages.get("/coming")
@role("anyone")
def coming() -> AnyResponse:
    """The doors of what waits open in a moment; a touch stops that."""
    keeping.resident(journeys().ledger.house, journeys().visits.need(Role.RESIDENT).person.id)
    waiting = [one.custodian.id for one in journeys().homes.parcels()]
    known = journeys().furniture.places
    places = [known[one] for one in waiting if one in known]  # what has waited longest comes first
    if not places:
        return go("/home")
    doors = tuple(journeys().furniture.label_of(one) for one in places)
    drawing = draw(journeys().furniture.places.values(), {one.id: "target" for one in places})
    return show(s.Coming(parcels=len(waiting), doors=doors, drawing=drawing, opens_s=OPENS_S))


@pages.post("/collect")
@role("anyone")
def collect() -> AnyResponse:
    """Open every door behind which a parcel of theirs waits."""
    begun = journeys().homes.collect_all()
    return go(f"/movements/{begun[0].id}" if len(begun) == 1 else "/home/parcels")


@pages.get("/parcels")
@role("anyone")
def parcels() -> AnyResponse:
    """The doors that were opened by one touch, each as it stands now."""
    going_on = journeys().homes.collecting()
    if not going_on:
        return go("/home")
    moments = [(one, journeys().doors.moment(one.id).moment) for one in going_on]
    places = journeys().furniture.places
    marks = {one.place: "open" if moment in ("open", "left_open") else "target" for one, moment in moments}
    rows = tuple(
        s.OpenDoor(one.id, places[one.place].number, _words_for(one.kind.value, moment))
        for one, moment in moments[:DOORS]
    )
    return show(s.Collecting(rows=rows, drawing=draw(places.values(), marks)))


@pages.get("/outings")
@role("anyone")
def outings() -> Response:
    """Who had the key, why, from when to when."""
    person, homes = _resident(), journeys().homes
    unit, since = person.unit or "", person.home_since
    page, pages_ = _page_of(homes.outing_count(unit, since=since), OUTINGS)
    rows = homes.outings(unit, first=(page - 1) * OUTINGS, most=OUTINGS, since=since)
    return show(s.Outings(rows=tuple(_outing(one) for one in rows), page=page, pages=pages_))


@pages.get("/consents")
@role("anyone")
def consents() -> Response:
    """What the home has agreed to."""
    rows, page, pages_ = _paged(journeys().consents.of(_resident().unit or ""), CONSENTS)
    return show(s.Consents(rows=tuple(_consent(one) for one in rows), page=page, pages=pages_))


@pages.get("/consents/<consent>/withdraw")
@role("anyone")
def ask_to_withdraw(consent: str) -> Response:
    """Withdraw it, really?"""
    unit = _resident().unit or ""
    agreed = next((one for one in journeys().consents.of(unit) if one.id == consent), None)
    if agreed is None:
        raise Refused("consent.unknown")
    keys = keeping.keys_of(journeys().ledger.house, unit)
    out = any(key.custodian.kind is CustodianKind.PERSON for key in keys)
    prints = journeys().devices.is_up("printer")
    return show(s.Withdraw(consent=_consent(agreed), act=fresh_id(), out=out, prints=prints))


@pages.post("/consents/<consent>/withdraw")
@role("anyone")
def withdraw(consent: str) -> AnyResponse:
    """From now on the key stays."""
    journeys().consents.withdraw(consent, posted_id(), on_paper=request.form.get("paper") == "yes")
    return go("/home/consents")


@pages.post("/told")
@role("anyone")
def tell() -> AnyResponse:
    """Tell me of each outing, or no more."""
    journeys().consents.tell(request.form.get("told") == "yes")
    return go("/home")


def _resident() -> Person:
    """Who stands here, as on record now.

    Raises:
        Refused: `visit.ended`, `visit.other_role`, `resident.unknown`.
    """
    visit = journeys().visits.need_card()
    return keeping.resident(journeys().ledger.house, visit.person.id)


def _key(key: Key, *, recalled: bool) -> s.OwnKey:
    place = surroundings().furniture.places[key.place]
    label = key.label.in_language(chosen_language().value)
    if key.custodian.kind is CustodianKind.NOBODY_KNOWS:
        return s.OwnKey(label, place.number, "unknown")
    if key.custodian.kind is CustodianKind.PLACE:
        return s.OwnKey(label, place.number, "here", since=key.since)
    who = journeys().directory.name(key.custodian.id)
    state = "recalled" if recalled else "out"
    return s.OwnKey(label, place.number, state, who, key.since, key.due)


def _outing(one: Outing) -> s.OwnOuting:
    language = chosen_language()
    house = journeys().ledger.house
    why = [named_reason(house, language, one.reason) if one.reason else "", one.work_order]
    who, label = journeys().directory.name(one.bearer), one.key.label.in_language(language.value)
    return s.OwnOuting(label, who, " ".join(part for part in why if part), one.left, one.back, one.due)


def _consent(one: Consent) -> s.OwnConsent:
    language = chosen_language()
    groups = listed([group_in(language, group) for group in one.groups], language)
    return s.OwnConsent(
        id=one.id,
        reasons=listed([reason_in(language, reason) for reason in one.reasons], language),
        groups=groups or text("keeping.any_group", language),
        until=one.until,
        given_by=journeys().directory.name(one.given_by),
    )


def _words_for(kind: str, moment: str) -> str:
    from_kind = f"door.{kind}.{moment}.title"
    return from_kind if known(from_kind) else f"door.any.{moment}.title"


def _paged(rows: Sequence[T], most: int) -> tuple[Sequence[T], int, int]:
    """Return the rows of the page that is asked for, its number and how many there are."""
    page, pages_ = _page_of(len(rows), most)
    return rows[(page - 1) * most : page * most], page, pages_


def _page_of(count: int, most: int) -> tuple[int, int]:
    """Return the number of the page that is asked for, and how many there are of so many rows."""
    asked = request.args.get("page", "1")
    pages_ = max(1, -(-count // most))
    return min(max(1, int(asked) if asked.isdecimal() and len(asked) < 6 else 1), pages_), pages_
