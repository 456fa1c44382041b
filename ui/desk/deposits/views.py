"""Items left at the desk: the list, one of them open, and what is done with it at a touch."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.claim_slip import PREFIX
from kiosk.domain.deposits import waiting as w
from kiosk.domain.deposits.deciding import to_put_away
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.entrusted.placing import missing
from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.deposits import pages as p
from ui.desk.deposits import words as say
from ui.desk.keybook.ways import chips
from ui.desk.pages import Chip
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/deposits"
pages = Blueprint("desk_deposits", __name__, url_prefix=HERE)
SHOWN = ("open", "old", "over")
MOST = 60


@pages.get("")
@role("attendant", at="desk")
def deposits() -> Response:
    """What is kept here."""
    return _page(request.args.get("open", ""))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """A stub's code from a scanner opens its claim; anything else is looked for, and travels on sealed."""
    typed = request.form.get("words", "").strip()
    if not typed.startswith(PREFIX):
        return go(f"{HERE}?words={seal(typed)}" if typed else HERE)
    try:
        return go(f"{HERE}/{journeys().claims.shown(typed).id}/claim")
    except Refused as refused:
        return _page("", failures.message(refused.code, refused.facts), 409)


@pages.post("/<deposit>/call-off")
@role("attendant", at="desk")
def call_off(deposit: str) -> AnyResponse:
    """It is not left after all."""
    return then(deposit, lambda: journeys().deposits.call_off(deposit, present()))


@pages.post("/<deposit>/stub")
@role("attendant", at="desk")
def new_stub(deposit: str) -> AnyResponse:
    """A new stub, and no earlier one is good."""
    return then(deposit, lambda: journeys().claims.new_stub(deposit, present()))


@pages.post("/<deposit>/missing")
@role("attendant", at="desk")
def is_missing(deposit: str) -> AnyResponse:
    """It does not lie where it should."""
    return then(deposit, lambda: journeys().item_counts.missing(deposit, present()))


@pages.post("/<deposit>/found")
@role("attendant", at="desk")
def is_found(deposit: str) -> AnyResponse:
    """It was found, and lies on a shelf now."""
    shelf = request.form.get("where", "")
    return then(deposit, lambda: journeys().item_counts.found(deposit, shelf, present()))


@pages.post("/<deposit>/settle")
@role("attendant", at="desk")
def settle(deposit: str) -> AnyResponse:
    """The supervisor says how it ended."""
    why = request.form.get("why", "")
    return then(deposit, lambda: journeys().deposits.settle(deposit, present(), why))


@pages.post("/<deposit>/phoned")
@role("attendant", at="desk")
def phoned(deposit: str) -> AnyResponse:
    """The owner was told by telephone."""
    return then(deposit, lambda: journeys().deposits.phoned(deposit, present()))


@pages.post("/<deposit>/put-away")
@role("attendant", at="desk")
def put_away(deposit: str) -> AnyResponse:
    """It goes to a place after all."""
    place, act = request.form.get("where", ""), posted_id()
    try:
        begun = journeys().deposits.put_away(deposit, act, place, present())
    except Refused as refused:
        return _page(deposit, failures.message(refused.code, refused.facts), 409)
    return onward(begun.id, f"{HERE}?open={deposit}")


def onward(movement: str, back: str) -> AnyResponse:
    """Go to the door where a movement goes on, which the lobby's screen shows as well; from a shelf, `back`."""
    if journeys().doors.need(movement).ended:
        return go(back)
    journeys().hub.show("movement", id=movement)
    return go(f"/movements/{movement}")


def then(deposit: str, act: Callable[[], object]) -> AnyResponse:
    """Do it and show the item again, with what was refused."""
    try:
        act()
    except Refused as refused:
        if refused.code == "staff.needed":
            raise
        return _page(deposit, failures.message(refused.code, refused.facts), 409)
    return go(f"{HERE}?open={deposit}")


def _page(opened: str, problem: Message | None = None, status: int = 200) -> Response:
    words = Words(journeys(), chosen_language())
    asked = unseal(request.args.get("words", "")) or ""
    shown = request.args.get("show", SHOWN[0])
    one = _known(opened)
    return show(
        p.DepositsPage(
            **frame(),
            chips=chips(words, "deposits"),
            shown=tuple(
                Chip(words.say(f"deposit.desk.show.{name}"), f"{HERE}?show={name}", name == shown)
                for name in SHOWN
            ),
            rows=tuple(say.row(words, found) for found in _found(shown, asked)),
            words=asked,
            open=_opened(words, one) if one else None,
            problem=problem,
        ),
        status,
    )


def _known(deposit: str) -> Deposit | None:
    if not deposit:
        return None
    return journeys().ledger.house.deposits.get(deposit) or journeys().register.matter(Deposit, deposit)


def _found(shown: str, asked: str) -> list[Deposit]:
    house, now = journeys().ledger.house, journeys().clock.now()
    if asked:
        people = [one.id for one in journeys().directory.matching(house, asked)][:MOST]
        return list(journeys().register.matters(Deposit, words=asked, people=people, most=MOST))
    if shown == "old":
        return w.unclaimed(house, now)
    if shown == "over":
        over = [one for one in journeys().register.matters(Deposit, most=MOST * 2) if one.over]
        return over[:MOST]
    found = [one for one in house.deposits.values() if not one.over]
    order = {"bad": 0, "care": 1, "": 2}
    return sorted(found, key=lambda one: (order[say.state_of(one, now)[1]], -one.made.timestamp()))


def _opened(words: Words, one: Deposit) -> p.Opened:
    house = journeys().ledger.house
    deeds: set[str] = set()
    places: tuple[p.Pick, ...] = ()
    if one.stage is Stage.ASKED:
        deeds |= {"sign", "call_off"}
    elif one.stage is Stage.TAKEN_IN and missing(house, one.item):
        deeds |= {"found"} | ({"settle"} if frame()["supervisor"] else set())
        places = say.shelf_picks(words)
    elif to_put_away(house, one):
        deeds |= {"put_away"} | (set() if one.claims else {"call_off"})
        places = say.place_picks(words, journeys().deposits.proposed(one), one.size)
    elif say.lies_here(one):
        deeds |= {"claim", "stub", "missing"}
    if one.untold and not one.over:
        deeds.add("phoned")
    return p.Opened(
        say.row(words, one), say.lines(words, one), say.pens(words, one), frozenset(deeds), places, fresh_id(),
        say.picture_of(one),
    )  # fmt: skip
