"""One contractor's stay at the desk: keys asked for, sponsored, deposited for, handed out and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.contractors.contractors import stay_of
from kiosk.domain.contractors.errands import errand_of
from kiosk.domain.contractors.outings import due_of
from kiosk.domain.contractors.stay import Stay
from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.contractors import pages as p
from ui.desk.contractors.showing import HERE, errand_card, site_zone, stay_page
from ui.desk.sessions import frame, present
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_contractor_stays", __name__, url_prefix=f"{HERE}/<stay>")


@pages.get("")
@role("attendant", at="desk")
def stay(stay: str) -> Response:
    """One stay as it is now."""
    return _page(stay)


@pages.post("/ask")
@role("attendant", at="desk")
def ask(stay: str) -> AnyResponse:
    """A key is asked for."""
    form, act = request.form, posted_id()
    key, why = form.get("key", ""), form.get("reason", "")
    order, note = form.get("work_order", ""), form.get("note", "")
    return _then(stay, lambda: journeys().errands.ask(present(), stay, act, key, why, order, note))


@pages.post("/leave")
@role("attendant", at="desk")
def leave(stay: str) -> AnyResponse:
    """The contractor leaves."""
    return _then(stay, lambda: journeys().contractors.leave(present(), stay))


@pages.post("/block")
@role("supervisor", at="desk")
def block(stay: str) -> AnyResponse:
    """The supervisor decides that the document is not let in again."""
    form = request.form

    def decide() -> None:
        journeys().contractors.block(
            present(), _known(stay).person, _end_of(form.get("until", "")), form.get("reason", "")
        )

    return _then(stay, decide)


@pages.get("/photo.jpg")
@role("attendant", at="desk")
def photo(stay: str) -> Response:
    """The picture, once the look at it is on record."""
    response = Response(journeys().contractors.photo(stay, present()), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/<errand>/listen")
@role("attendant", at="desk")
def listen(stay: str, errand: str) -> AnyResponse:
    """Wait for the badge of whoever answers for it."""
    return _then(stay, lambda: journeys().sponsoring.listen(present(), stay, errand))


@pages.post("/<errand>/cancel")
@role("attendant", at="desk")
def cancel(stay: str, errand: str) -> AnyResponse:
    """Wait for no badge any more."""
    return _then(stay, lambda: journeys().sponsoring.stop_listening(present()))


@pages.post("/<errand>/sponsor")
@role("attendant", at="desk")
def sponsor(stay: str, errand: str) -> AnyResponse:
    """Whoever's badge was seen answers for it."""
    form = request.form
    seen, pin, met = form.get("seen", ""), form.get("pin", ""), form.get("met") == "yes"
    return _then(stay, lambda: journeys().sponsoring.confirm(present(), stay, errand, seen, pin, met=met))


@pages.post("/<errand>/deposit")
@role("attendant", at="desk")
def deposit(stay: str, errand: str) -> AnyResponse:
    """The deposit was taken."""
    return _then(stay, lambda: journeys().errands.deposit(present(), stay, errand, _voucher()))


@pages.post("/<errand>/deposit-back")
@role("attendant", at="desk")
def deposit_back(stay: str, errand: str) -> AnyResponse:
    """The deposit was given back."""
    return _then(stay, lambda: journeys().errands.give_deposit_back(present(), stay, errand, _voucher()))


@pages.post("/<errand>/deposit-kept")
@role("supervisor", at="desk")
def deposit_kept(stay: str, errand: str) -> AnyResponse:
    """The supervisor keeps the deposit."""
    why = request.form.get("reason", "")
    return _then(stay, lambda: journeys().errands.keep_deposit(present(), stay, errand, why))


@pages.post("/<errand>/drop")
@role("attendant", at="desk")
def drop(stay: str, errand: str) -> AnyResponse:
    """The key is not wanted after all."""
    return _then(stay, lambda: journeys().errands.drop(present(), stay, errand))


@pages.post("/<errand>/slip")
@role("attendant", at="desk")
def slip(stay: str, errand: str) -> AnyResponse:
    """Print the slip once more."""
    return _then(stay, lambda: journeys().errands.print_slip(stay, errand))


@pages.get("/<errand>/sign")
@role("attendant", at="desk")
def sign(stay: str, errand: str) -> Response:
    """Room for the contractor's signature."""
    return _signing(stay, errand, fresh_id())


@pages.post("/<errand>/issue")
@role("attendant", at="desk")
def issue(stay: str, errand: str) -> AnyResponse:
    """The contractor has signed: the slot opens."""
    act = posted_id()
    try:
        return _at_slot(journeys().errands.issue(present(), stay, errand, act, posted_name()))
    except Refused as refused:
        return _signing(stay, errand, act, failures.message(refused.code, refused.facts))


@pages.post("/<errand>/bring")
@role("attendant", at="desk")
def bring(stay: str, errand: str) -> AnyResponse:
    """The key comes back, whoever brings it: the slot opens."""
    act = posted_id()
    try:
        return _at_slot(journeys().errands.bring(present(), stay, errand, act))
    except Refused as refused:
        return _page(stay, failures.message(refused.code, refused.facts))


def _at_slot(begun: Movement) -> AnyResponse:
    """The lobby's screen shows the slot, and so does this page."""
    journeys().hub.show("movement", id=begun.id)
    return go(f"/movements/{begun.id}")


def _then(stay: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        return _page(stay, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{stay}")


def _known(stay: str) -> Stay:
    known = journeys().ledger.house.stays.get(stay)
    if known is None:
        raise Refused("contractor.unknown")
    return known


def _page(stay: str, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    return show(stay_page(words, _known(stay), problem), 409 if problem else 200)


def _signing(stay: str, errand: str, act: str, problem: Message | None = None) -> Response:
    words, known = Words(journeys(), chosen_language()), stay_of(journeys().ledger.house, stay)
    card = errand_card(words, known, errand_of(known, errand))
    at = journeys().clock.now().astimezone(site_zone())
    key = journeys().ledger.house.keys.get(card.key)
    own = journeys().ledger.house.rulebook.rule_for(key).due(at) if key else None
    page = p.ContractorSign(
        **frame(),
        path=f"{HERE}/{stay}/{errand}/issue",
        home=f"{HERE}/{stay}",
        act=act,
        named=journeys().directory.name(known.person),
        errand=card,
        due=due_of(own, at, journeys().settings.contractors.closing_min),
        problem=problem,
        witness=witnesses(),
    )
    return show(page, 409 if problem else 200)


def _voucher() -> str:
    return request.form.get("voucher", "")


def _end_of(day: str) -> datetime:
    """Return the end of a typed day; yesterday for what makes no sense, which nobody is blocked until."""
    try:
        typed = datetime.fromisoformat(day[:10])
    except ValueError:
        return journeys().clock.now() - timedelta(days=1)
    return typed.replace(hour=23, minute=59, tzinfo=site_zone())
