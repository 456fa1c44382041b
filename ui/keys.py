"""An attendant's keys: the list, the reason, PIN and signature; the slot's page follows."""

from __future__ import annotations

import json
from contextlib import suppress

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.flows.keys import KeyOffer
from kiosk.flows.signing import Strokes
from kiosk.language.messages import Language
from ui import failures, screens
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show, surroundings

pages = Blueprint("keys", __name__)
ROWS = 6
"""Rows of a half screen's width that fit; a key in hand takes a whole row."""
AT_THE_PAGE = frozenset({"pin.wrong", "pin.paused", "signature.missing"})


@pages.get("/keys")
@role("anyone")
def offered() -> Response:
    """What I hold and what I may take. Whoever holds a key may come here, whatever became of their account."""
    visit = journeys().visits.need()
    offers = journeys().keys.offered(visit.person.id)
    language = chosen_language()
    rows = [row_of(offer, language) for offer in offers]
    shown, page, pages_ = paged(rows, _asked_page())
    held = tuple(row for row in shown if row.held)
    rest = tuple(row for row in shown if not row.held)
    return show(screens.KeyList(held=held, rows=rest, page=page, pages=pages_))


def paged(rows: list[screens.KeyRow], asked: int) -> tuple[list[screens.KeyRow], int, int]:
    """Return the rows of one page, its number and how many there are; keys in hand come first and take two cells."""
    leaves: list[list[screens.KeyRow]] = [[]]
    room = ROWS
    for row in rows:
        needs = 2 if row.held else 1
        if room < needs:
            leaves.append([])
            room = ROWS
        leaves[-1].append(row)
        room -= needs
    page = min(max(1, asked), len(leaves))
    return leaves[page - 1], page, len(leaves)


@pages.get("/keys/<key>/reason")
@role("attendant")
def reason(key: str) -> Response:
    """What is it for?"""
    return show(screens.Reason(row=_offer(key), reasons=surroundings().reasons))


@pages.get("/keys/<key>/sign")
@role("attendant")
def sign(key: str) -> Response:
    """PIN and signature."""
    if not request.args.get("reason"):
        return show(screens.Reason(row=_offer(key), reasons=surroundings().reasons, unchosen=True))
    return show(_signing(key, fresh_id(), request.args["reason"], request.args.get("work_order", "")))


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
        return show(_signing(key, movement, why, order, strokes=kept, problem=problem), 409)
    return go(f"/movements/{movement}")


@pages.post("/keys/<key>/return")
@role("anyone")
def give_back(key: str) -> AnyResponse:
    """Open the slot for a key that comes back; no rule says no."""
    movement = journeys().keys.give_back(posted_id(), key)
    return go(f"/movements/{movement.id}")


def strokes_of(drawn: str) -> Strokes:
    """Return the pen strokes of a form's field; nothing for anything that is not one."""
    with suppress(ValueError, TypeError, OverflowError):
        strokes = json.loads(drawn or "[]")
        return [[(int(x), int(y), int(t)) for x, y, t in stroke] for stroke in strokes]
    return []


def row_of(offer: KeyOffer, language: Language) -> screens.KeyRow:
    """Return an offer as a row of the list."""
    return screens.KeyRow(
        key=offer.key,
        label=offer.label.in_language(language.value),
        kind=offer.kind.value,
        number=surroundings().furniture.places[offer.place].number,
        free=offer.free,
        held=offer.held_by_me,
        why_not=offer.why_not,
        since=offer.since,
        movement=fresh_id() if offer.held_by_me else "",
    )


def _offer(key: str) -> screens.KeyRow:
    """The key that is asked for.

    Raises:
        Refused: it is not among those that this person may take now.
    """
    visit = journeys().visits.need()
    offer = next((one for one in journeys().keys.offered(visit.person.id) if one.key == key), None)
    if offer is None or offer.why_not:
        raise Refused(
            offer.why_not if offer and offer.why_not else "key.not_yours", place=offer.place if offer else ""
        )
    return row_of(offer, chosen_language())


def _signing(
    key: str,
    movement: str,
    why: str,
    order: str,
    *,
    strokes: str = "",
    problem: screens.Message | None = None,
) -> screens.Sign:
    return screens.Sign(
        row=_offer(key),
        movement=movement,
        reason=why,
        work_order=order[:20],
        asks_pin=not journeys().visits.need().proven,
        strokes=strokes,
        problem=problem,
        back=f"/keys/{key}/reason",
        cue="refused" if problem else None,
    )


def _asked_page() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 4 else 1
