"""An attendant's keys: the list, a quick way through a long one, PIN and signature; the slot's page follows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.bookings.booking import Booking
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.signing import Strokes
from kiosk.flows.keys.asking import Question
from kiosk.flows.keys.offering import KINDS, KeyOffer
from kiosk.language.messages import Language, text
from ui import failures, key_screens, screens
from ui.asking.screens import Chip, Find
from ui.guards import role
from ui.inspections.errands import errand_rows
from ui.reach import fresh_id, go, journeys, posted_id, wants_reach
from ui.rendering import chosen_language, show, surroundings
from ui.upkeep.remarks import remark_of

pages = Blueprint("keys", __name__)
ROWS = 6
"""Rows of a half screen's width that fit; a key in hand takes a whole row."""
MOST_TOWERS = 6
AT_THE_PAGE = frozenset({"pin.wrong", "pin.paused", "signature.missing"})


@pages.get("/keys")
@role("anyone")
def offered() -> Response:
    """What I hold and what I may take. Whoever holds a key may come here, whatever became of their account."""
    visit = journeys().visits.need()
    journeys().asking.drop()
    offers = journeys().keys.offered(visit.person.id)
    asked = {name: request.args.get(name, "")[:20] for name in ("kind", "tower", "number")}
    fitting = [offer for offer in offers if fits(offer, number_of(offer), **asked)]
    query = urlencode({name: words for name, words in asked.items() if words})
    bookings = 0 if query else len(journeys().bookings.own(visit.person.id))
    if query and not fitting:
        return _find(asked["number"])
    language = chosen_language()
    rows = [row_of(offer, language) for offer in fitting]
    if not query:
        held = sum(row.held for row in rows)
        rows[held:held] = errand_rows(visit.person.id, language)
    shown, page, pages_ = paged(rows, _asked_page(), taken=1 if bookings else 0)
    return show(
        key_screens.KeyList(
            held=tuple(row for row in shown if row.held),
            rows=tuple(row for row in shown if not row.held),
            page=page,
            pages=pages_,
            query=query,
            found=len(fitting),
            alarms=len(journeys().alarms.waiting()) if visit.person.role in STAFF else 0,
            long=len(offers) > ROWS,
            bookings=bookings if page == 1 else 0,
            back="/keys" if query else None,
        )
    )


@pages.get("/keys/find")
@role("anyone")
def find() -> Response:
    """A quick way to one key among many."""
    journeys().visits.need()
    return _find("")


@pages.get("/keys/<key>/sign")
@role("attendant")
def sign(key: str) -> AnyResponse:
    """The last of the questions; whoever comes here too early is asked what is still wanted."""
    if request.args.get("reason"):
        return show(signing(key, fresh_id(), request.args["reason"], request.args.get("work_order", "")))
    return go(f"/keys/{key}/ask")


@pages.post("/keys/<key>/issue")
@role("attendant")
def issue(key: str) -> AnyResponse:
    """Open the slot, or say at the page what is missing; the drawing is kept."""
    movement, form = posted_id(), request.form
    why, order, drawn = form.get("reason", ""), form.get("work_order", ""), form.get("strokes", "")
    try:
        journeys().keys.issue(movement, key, why, order, form.get("pin", ""), strokes_of(drawn))
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        problem = failures.message(refused.code, refused.facts)
        kept = drawn if strokes_of(drawn) else ""
        return show(signing(key, movement, why, order, strokes=kept, problem=problem), 409)
    return go(f"/movements/{movement}")


@pages.post("/keys/<key>/return")
@role("anyone")
def give_back(key: str) -> AnyResponse:
    """Open the slot for a key that comes back; no rule says no."""
    movement = journeys().keys.give_back(posted_id(), key, in_reach=wants_reach())
    return go(f"/movements/{movement.id}")


def fits(offer: KeyOffer, slot: int, *, kind: str = "", tower: str = "", number: str = "") -> bool:
    """Return whether a key is among those asked for; a number is its slot's, or stands in its home's."""
    if kind and offer.kind.value != kind:
        return False
    if tower and tower_of(offer) != tower:
        return False
    digits = "".join(mark for mark in offer.unit if mark.isdigit())
    return not number or number == str(slot) or (len(number) > 2 and number in digits)


def tower_of(offer: KeyOffer) -> str:
    """Return the tower of a home's key, "" for others."""
    return offer.unit.partition("-")[0]


def number_of(offer: KeyOffer) -> int:
    """Return the number of a key's slot."""
    return surroundings().furniture.places[offer.place].number


def paged(
    rows: list[key_screens.KeyRow], asked: int, taken: int = 0
) -> tuple[list[key_screens.KeyRow], int, int]:
    """Return the rows of one page, its number and how many there are; keys in hand come first and take two cells.

    `taken`: cells of the first page that something else stands in.
    """
    leaves: list[list[key_screens.KeyRow]] = [[]]
    room = ROWS - taken
    for row in rows:
        needs = 2 if row.held or row.errand else 1
        room -= room % needs  # what takes a whole row leaves the other half of the one before empty
        if room < needs:
            leaves.append([])
            room = ROWS
        leaves[-1].append(row)
        room -= needs
    page = min(max(1, asked), len(leaves))
    return leaves[page - 1], page, len(leaves)


def strokes_of(drawn: str) -> Strokes:
    """Return the pen strokes of a form's field; nothing for anything that is not one."""
    with suppress(ValueError, TypeError, OverflowError, RecursionError):
        strokes = json.loads(drawn or "[]")
        return [[(int(x), int(y), int(t)) for x, y, t in stroke] for stroke in strokes]
    return []


def row_of(offer: KeyOffer, language: Language) -> key_screens.KeyRow:
    """Return an offer as a row of the list."""
    now = journeys().clock.now()
    moment = offer.due if offer.held_by_me else offer.again
    return key_screens.KeyRow(
        key=offer.key,
        label=offer.label.in_language(language.value),
        kind=offer.kind.value,
        number=number_of(offer),
        free=offer.free,
        held=offer.held_by_me,
        why_not=offer.why_not,
        since=offer.since,
        movement=fresh_id() if offer.held_by_me else "",
        due=offer.due,
        late=offer.due is not None and offer.due <= now,
        again=offer.again,
        time_form=time_form(moment, now) if moment else "Hm",
        booked=(offer.booked.since, offer.booked.until) if offer.booked else None,
        booked_form=_booked_form(offer.booked, now) if offer.booked else "Hm",
        booked_now=offer.booked is not None and offer.booked.since <= now,
        remark=remark_of(offer.key, language),
    )


def _booked_form(booking: Booking, now: datetime) -> str:
    """Return how the one moment is written that counts: the start of a booking, or its end once it has begun."""
    return time_form(booking.until if booking.since <= now else booking.since, now)


def time_form(moment: datetime, now: datetime) -> str:
    """Return how a moment is written: by its hour alone, where that is today's."""
    zone = ZoneInfo(surroundings().time_zone)
    return "Hm" if moment.astimezone(zone).date() == now.astimezone(zone).date() else "MMMd Hm"


def row_of_key(key: str) -> key_screens.KeyRow:
    """Return any key on this person's list as a row, whether it may be taken or not.

    Raises:
        Refused: `key.not_yours` for one that is not on it.
    """
    visit = journeys().visits.need()
    offer = next((one for one in journeys().keys.offered(visit.person.id) if one.key == key), None)
    if offer is None:
        raise Refused("key.not_yours", place="")
    return row_of(offer, chosen_language())


def asked_row(key: str) -> key_screens.KeyRow:
    """Return the key that is asked for.

    Raises:
        Refused: it is not among those that this person may take now.
    """
    row = row_of_key(key)
    if row.why_not:
        raise Refused(row.why_not, place=journeys().ledger.house.keys[key].place)
    return row


def signing(
    key: str,
    movement: str,
    why: str,
    order: str,
    *,
    strokes: str = "",
    problem: screens.Message | None = None,
    question: Question | None = None,
) -> key_screens.Sign:
    """Return the page for PIN and signature. `question`: what was asked before, if it is at hand already."""
    asked = question or _asked(key)
    due = asked.due if asked else None
    return key_screens.Sign(
        others=labels_of(asked.draft.beside) if asked else (),
        signer=journeys().directory.name(journeys().visits.need().person.id)
        if asked and asked.draft.authorisers
        else "",
        due=due,
        due_form=time_form(due, journeys().clock.now()) if due else "Hm",
        due_for=asked.due_for if asked else "",
        row=asked_row(key),
        movement=movement,
        reason=why,
        work_order=order[:20],
        asks_pin=not journeys().visits.need().proven,
        strokes=strokes,
        problem=problem,
        back=f"/keys/{key}/reason",
        cue="refused" if problem else None,
    )


def _asked(key: str) -> Question | None:
    """Return what was asked of a key in this visit, if anything was."""
    with suppress(Refused):
        return journeys().asking.question(key)
    return None


def labels_of(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of keys in the reader's language."""
    known = journeys().ledger.house.keys
    return tuple(known[key].label.in_language(chosen_language().value) for key in keys if key in known)


def _find(nothing: str) -> Response:
    """The chips of all kinds and towers that there are, and the keypad."""
    offers = journeys().keys.offered(journeys().visits.need().person.id)
    language, chips = chosen_language(), []
    for kind in KINDS:
        count = sum(offer.kind is kind for offer in offers)
        if count:
            chips.append(Chip(text(f"asking.kind.{kind.value}", language), f"/keys?kind={kind.value}", count))
    towers = sorted({tower_of(offer) for offer in offers} - {""}, key=lambda name: (len(name), name))
    for tower in towers[:MOST_TOWERS] if len(towers) > 1 else ():
        count = sum(tower_of(offer) == tower for offer in offers)
        label = text("asking.tower", language, tower=tower)
        chips.append(Chip(label, f"/keys?{urlencode({'tower': tower})}", count))
    return show(Find(chips=tuple(chips), problem=nothing), 404 if nothing else 200)


def _asked_page() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 4 else 1
