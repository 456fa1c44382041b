"""The stocktake at the desk: begin, look into what is in doubt, sign."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.stocktake.stocktake import SlotCount, Stocktake
from kiosk.flows.keys.stocktake import LOOKS, WHY
from ui.desk.deeds import done
from ui.desk.keybook import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_stocktake", __name__, url_prefix=PATH)
HERE = f"{PATH}/stocktake"
AT_THE_PAGE = frozenset({"reason.missing", "door.open", "finding.unknown", "signature.missing", "door.busy"})


@pages.get("/stocktake")
@role("attendant", at="desk")
def stocktake() -> Response:
    """How far the count is."""
    return _page()


@pages.post("/stocktake/begin")
@role("attendant", at="desk")
def begin() -> AnyResponse:
    """Count every slot by its sensors."""
    journeys().stocktakes.begin(present(), request.form.get("why", ""))
    return go(HERE)


@pages.post("/stocktake/count")
@role("attendant", at="desk")
def count_again() -> AnyResponse:
    """Read the slots in doubt once more."""
    journeys().stocktakes.count_again()
    return go(HERE)


@pages.post("/stocktake/slots/<place>/open")
@role("attendant", at="desk")
def open_slot(place: str) -> AnyResponse:
    """Open one slot that is in doubt."""
    return _then(lambda: journeys().stocktakes.open_slot(place, present()))


@pages.post("/stocktake/slots/<place>/look")
@role("attendant", at="desk")
def look(place: str) -> AnyResponse:
    """Say what is behind a door."""
    form = request.form
    said, why = form.get("finding", ""), form.get("reason", "")
    return _then(lambda: journeys().stocktakes.look(place, present(), said, why))


@pages.post("/stocktake/sign")
@role("attendant", at="desk")
def sign() -> AnyResponse:
    """Put a name to the result."""
    return _then(lambda: journeys().stocktakes.sign(present(), strokes_of(request.form.get("strokes", ""))))


@pages.post("/stocktake/give-up")
@role("attendant", at="desk")
def give_up() -> AnyResponse:
    """End it unfinished, with the reason."""
    return _then(lambda: journeys().stocktakes.give_up(present(), request.form.get("reason", "")))


def _then(act: Callable[[], object]) -> AnyResponse:
    return done(act, HERE, lambda problem: _page(problem, 409), here=AT_THE_PAGE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words = Words(journeys(), chosen_language())
    going_on = journeys().stocktakes.under_way
    if going_on is None:
        return show(p.Stocktake(**frame(), chips=chips(words, "stocktake"), why=WHY, problem=problem), status)
    doubtful = [one for one in going_on.counts.values() if one.needs_a_look]
    return show(
        p.Stocktake(
            **frame(),
            chips=chips(words, "stocktake"),
            begun=going_on.begun,
            begun_by=words.person(going_on.begun_by),
            counted=len(going_on.counts),
            as_recorded=len(going_on.counts) - len(doubtful),
            rows=tuple(_row(words, going_on, one) for one in doubtful),
            signed=tuple(words.person(person) for person in going_on.signed),
            may_sign=not going_on.to_look_at and present().id not in going_on.signed,
            looks=LOOKS,
            problem=problem,
        ),
        status,
    )


def _row(words: Words, going_on: Stocktake, count: SlotCount) -> p.CountRow:
    said = going_on.said.get(count.place)
    reading = journeys().sight.reading(count.place)
    return p.CountRow(
        place=count.place,
        number=journeys().furniture.places[count.place].number,
        finding=f"attendant.stocktake.finding.{count.finding.value.replace(' ', '_')}",
        expected=", ".join(words.item(key) for key in count.expected),
        found=", ".join(words.item(key) for key in count.found),
        said=f"attendant.stocktake.look.{said.finding}" if said else "",
        reason=words.reason(said.reason) if said else "",
        can_open=said is None and reading.shut is True,
        can_say=said is None and reading.shut is not False,
    )
