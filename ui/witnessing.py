"""Somebody can't write their name on the screen: one of the staff stands by, and says so with a badge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import SWEEP
from kiosk.flows.identity.witnessing import TOPIC, Wanted
from ui.first import cannot
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import show
from ui.screens import Message, Screen

pages = Blueprint("witnessing", __name__, url_prefix="/witness")
ASKED_AGAIN = frozenset({"pin.wrong", "pin.paused", "witness.again"})


@dataclass(frozen=True, kw_only=True)
class WitnessPage(Screen):
    """Waits for the badge of one of the staff, then for their word. `seen`: that tap; `name`: whose badge it was."""

    template = "lobby/witness.html"
    name = "witness"
    seen: str = ""
    witness: str = ""
    asks_pin: bool = True
    reader_works: bool = True
    problem: Message | None = None
    back: str | None = "/"
    topics: tuple[str, ...] = (TOPIC, "devices")


@pages.post("")
@role("anyone")
def ask() -> AnyResponse:
    """The desk is told, and the reader waits."""
    journeys().witnessing.ask(request.form.get("what", ""), request.form.get("about", ""))
    return go("/witness")


@pages.get("")
@role("anyone")
def waiting() -> AnyResponse:
    """How far it is."""
    wanted = journeys().witnessing.wanted()
    return _page(wanted) if wanted else go("/")


@pages.post("/confirm")
@role("anyone")
def confirm() -> AnyResponse:
    """The witness's word."""
    form = request.form
    try:
        return go(journeys().witnessing.confirm(form.get("seen", ""), form.get("pin", "")))
    except Refused as refused:
        wanted = journeys().witnessing.wanted()
        if refused.code not in ASKED_AGAIN or wanted is None:
            raise
        return _page(wanted, Message(code=refused.code, facts=refused.facts), 409)


@pages.post("/cancel")
@role("anyone")
def cancel() -> AnyResponse:
    """Sign after all."""
    wanted = journeys().witnessing.wanted()
    journeys().witnessing.cancel()
    return go(_sign_page(wanted) if wanted else "/")


def witness_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield the page at each of its moments, with fixed contents."""
    page = WitnessPage(back=None)
    yield "witness", page
    yield "witness-no-reader", replace(page, reader_works=False)
    yield "witness-refused", replace(page, problem=Message(code="witness.staff", facts={}))
    pin = replace(page, seen="5b1f0c9e", witness="Alexandra Featherstonehaugh")
    yield "witness-pin", pin
    yield "witness-pin-wrong", replace(pin, problem=Message(code="pin.wrong", facts={}))
    yield "witness-proven", replace(pin, asks_pin=False)


def _page(wanted: Wanted, problem: Message | None = None, status: int = 200) -> Response:
    if wanted.problem and problem is None:
        problem = Message(code=wanted.problem, facts={})
    page = WitnessPage(
        seen=wanted.id if wanted.seen else "", witness=journeys().directory.name(wanted.seen) if wanted.seen else "",
        asks_pin=not wanted.proven, reader_works="badge" not in cannot(), problem=problem,
        back=None, cue="refused" if problem else None,
    )  # fmt: skip
    return show(page, status)


def _sign_page(wanted: Wanted) -> str:
    return "/courier/outgoing" if wanted.what == SWEEP else "/collect/sign"
