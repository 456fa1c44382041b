"""Bringing a key back that is not on one's name, or without saying who one is: by its slot's number."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Key
from ui import failures
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id, wants_reach
from ui.rendering import chosen_language, show
from ui.screens import Message, Screen

pages = Blueprint("bringing", __name__, url_prefix="/bring")
MOST_SHOWN = 4


@dataclass(frozen=True)
class Brought:
    """One key that may be the one in hand: its slot, its label where the reader may know it, and the return's id."""

    key: str
    slot: str
    label: str
    movement: str


@dataclass(frozen=True, kw_only=True)
class Bring(Screen):
    """Which key is it? `keys`: those that are out, for the staff, or those of the number that was typed."""

    template = "keys/bring.html"
    name = "keys_bring"
    keys: tuple[Brought, ...] = ()
    problem: Message | None = None
    call: str = ""
    """The id of a call for the desk."""


@pages.get("")
@role("anyone")
def which() -> Response:
    """The keypad; whoever works here sees which keys are out."""
    return _page(journeys().bringing.out())


@pages.post("")
@role("anyone")
def by_number() -> AnyResponse:
    """Open for the one key of this number; ask where there are several."""
    found = journeys().bringing.numbered(request.form.get("number", "").strip().lstrip("0")[:4])
    if not found:
        return _page((), failures.message("key.number_unknown", {}), 404)
    if len(found) > 1:
        return _page(found)
    return _opened(found[0].id)


@pages.post("/keys/<key>")
@role("anyone")
def one(key: str) -> AnyResponse:
    """Open for this key."""
    return _opened(key)


@pages.post("/call")
@role("anyone")
def call() -> AnyResponse:
    """Nobody here knows which key it is: the desk is called."""
    journeys().bringing.call(posted_id())
    return show(failures.message("key.take_to_desk", {}))


def _opened(key: str) -> AnyResponse:
    movement = journeys().bringing.bring(posted_id(), key, in_reach=wants_reach())
    return go(f"/movements/{movement.id}")


def _page(found: list[Key] | tuple[Key, ...], problem: Message | None = None, status: int = 200) -> Response:
    visit, known = journeys().visits.current, set(journeys().bringing.out())
    furniture = journeys().furniture
    rows = tuple(
        Brought(
            key.id,
            furniture.label_of(furniture.places[key.place]),
            key.label.in_language(chosen_language().value) if key in known else "",
            fresh_id(),
        )
        for key in found[:MOST_SHOWN]
        if key.place in furniture.places
    )
    back = "/keys" if visit else "/leave"
    return show(Bring(keys=rows, problem=problem, call=fresh_id(), back=back), status)


def bring_scenes() -> dict[str, Screen]:
    """Return the page for somebody unknown, for the staff, and for a number that no slot has."""
    labels = ("生活水泵房", "Booster pump room, tower 3", "1-1-1204 住戶鑰匙", "1栋1单元大堂门")
    rows = tuple(Brought(f"k-{n}", f"{n + 3}", label, "5b" * 16) for n, label in enumerate(labels))
    wrong = Message(code="key.number_unknown", facts={})
    two = (Brought("k-1", "G5", "", "5b" * 16), Brought("k-2", "H5", "", "5b" * 16))
    return {
        "keys-bring": Bring(call="5b" * 16),
        "keys-bring-staff": Bring(keys=rows, call="5b" * 16),
        "keys-bring-two": Bring(keys=two, call="5b" * 16),
        "keys-bring-unknown": Bring(problem=wrong, call="5b" * 16),
    }
