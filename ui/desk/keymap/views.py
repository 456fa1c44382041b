"""The sealed key map at the desk, and keys that found no slot."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.keymap.issuing import MAY_APPROVE, changes, not_on_paper, resealed
from kiosk.domain.keymap.keymap import KeyMap
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.keys.keymap import LISTENS_S
from ui.desk.deeds import done
from ui.desk.keybook.ways import chips
from ui.desk.keymap import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_keymap", __name__, url_prefix=PATH)
HERE = f"{PATH}/keymap"
AT_THE_PAGE = frozenset(
    {
        "pin.wrong",
        "pin.paused",
        "keymap.form",
        "keymap.over",
        "keymap.seal_needed",
        "keymap.sealed_otherwise",
        "keymap.unknown",
    }
)
ON_PAPER = {
    PaperStage.QUEUED: "queued",
    PaperStage.BEGUN: "queued",
    PaperStage.PRINTED: "printed",
}


@pages.get("/keymap")
@role("attendant", at="desk")
def keymap() -> Response:
    """Whether the sealed map is still true."""
    return _page()


@pages.post("/keymap/print")
@role("attendant", at="desk")
def print_map() -> AnyResponse:
    """Wait for a supervisor's badge; a supervisor prints at once."""
    form = request.form.get("form", "")
    return _then(lambda: journeys().key_maps.begin(present(), form, chosen_language().value))


@pages.post("/keymap/approve")
@role("attendant", at="desk")
def approve() -> AnyResponse:
    """Print: the supervisor is here."""
    form = request.form
    return _then(
        lambda: journeys().key_maps.approve(form.get("approval", ""), present(), form.get("pin", ""))
    )


@pages.post("/keymap/cancel")
@role("attendant", at="desk")
def cancel() -> AnyResponse:
    """Wait no longer."""
    return _then(lambda: journeys().key_maps.cancel(present()))


@pages.get("/keymap/<int:number>.pdf")
@role("attendant", at="desk")
def sheet(number: int) -> Response:
    """The map as a page to print; that it was made is on record."""
    made = journeys().key_maps.sheet(number, present(), chosen_language().value)
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="keymap-{number}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/keymap/<int:number>/seal")
@role("attendant", at="desk")
def seal(number: int) -> AnyResponse:
    """It lies in its envelope."""
    return _then(lambda: journeys().key_maps.seal(number, present(), request.form.get("seal", "")))


@pages.post("/keymap/<int:number>/destroyed")
@role("attendant", at="desk")
def destroyed(number: int) -> AnyResponse:
    """Its paper is no more."""
    return _then(lambda: journeys().key_maps.destroyed(number, present()))


@pages.post("/keys/<key>/take-over")
@role("attendant", at="desk")
def take_over(key: str) -> AnyResponse:
    """Somebody of the desk has a key in hand that found no slot."""
    journeys().keys.take_over(key, present())
    return go(f"{PATH}/items/{key}")


def _then(act: Callable[[], object]) -> AnyResponse:
    return done(act, HERE, lambda problem: _page(problem, 409), here=AT_THE_PAGE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words, maps, house = Words(journeys(), chosen_language()), journeys().key_maps, journeys().ledger.house
    newest = maps.newest
    old = [one.number for one in house.keymaps.values() if one.superseded and not not_on_paper(house)]
    return show(
        p.KeyMapPage(
            **frame(),
            chips=chips(words, "keymap"),
            printed=_printed(words, newest) if newest else None,
            moved=tuple(_moved(words, newest, key) for key in changes(house)) if newest else (),
            seals=tuple((one.cabinet, one.number) for one in house.seals.values() if one.number),
            resealed=tuple((cabinet, house.seals[cabinet].number) for cabinet in resealed(house)),
            old=tuple(sorted(old)),
            forms=tuple(maps.forms),
            hides_homes=journeys().settings.keys.keymap_homes == "number",
            approves=present().role in MAY_APPROVE,
            reader_works=journeys().devices.is_up("badge_reader"),
            waiting=_waiting(words),
            listens_s=round(LISTENS_S),
            problem=problem,
        ),
        status,
    )


def _printed(words: Words, known: KeyMap) -> p.Printed:
    paper = journeys().ledger.house.papers.get(f"m-{known.number}")
    told = ON_PAPER.get(paper.stage, "failed") if paper and known.form == "slip" else ""
    return p.Printed(
        number=known.number,
        issued=known.issued,
        by=words.person(known.by),
        second=words.person(known.second),
        digest=known.digest[:12],
        seal=known.seal,
        destroyed=known.destroyed,
        paper=f"attendant.keymap.paper.{told}" if told else "",
        failed=told == "failed",
        sheet=known.form == "sheet" and not known.seal and not known.destroyed,
    )


def _moved(words: Words, known: KeyMap, key: str) -> p.Moved:
    was = next((line.place for line in known.lines if line.key == key), "")
    now = journeys().ledger.house.keys.get(key)
    return p.Moved(
        key, words.item(key), words.place(was) if was else "", words.place(now.place) if now else ""
    )


def _waiting(words: Words) -> p.Waiting | None:
    now = journeys().key_maps.current(present())
    if now is None:
        return None
    who = words.person(now.supervisor) if now.supervisor else ""
    return p.Waiting(now.id, now.number, who, now.proven, now.problem)
