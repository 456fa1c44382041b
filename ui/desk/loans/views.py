"""物品出借 at the desk: what is out, lending, taking back, settling."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.loans.loan import Loan
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.photos import LARGEST_BYTES
from kiosk.flows.items.loan_slips import thing
from kiosk.language.messages import number_of
from kiosk.ports.devices import Unavailable
from ui import failures
from ui.desk.deeds import done
from ui.desk.inspections.views import LARGEST_FORM
from ui.desk.keybook.ways import chips
from ui.desk.lending import Doing, LendForm, LendList, LendOne
from ui.desk.loans import asking, showing
from ui.desk.loans.asking import CAMERA
from ui.desk.loans.showing import HERE
from ui.desk.sending.views import cents_of
from ui.desk.sessions import frame, present
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_loans", __name__, url_prefix=HERE)
RAISED = ("staff.needed", "movement.unknown", "loan.unknown")
"""Refusals that no form of ours leads to: they have a page of their own."""
MOST_LINES = 60


@pages.get("")
@role("attendant", at="desk")
def loans() -> Response:
    """What is out, and the ways to lend something."""
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    kinds = [one for one in house.loan_kinds.values() if one.offered]
    ways = [Doing(words.say("loans.stock"), f"{HERE}/stock", "parcel")]
    ways.append(Doing(words.say("loans.register"), "/desk/registers/loans", "receipt"))
    return show(
        LendList(
            **frame(),
            title=words.say("loans.title"),
            path=HERE,
            chips=chips(words, "loans"),
            tiles=tuple(showing.tile(words, one) for one in kinds),
            ways=tuple(ways),
            note=_today(words),
            heads=(words.say("loans.head.what"), words.say("loans.head.who"), words.say("loans.head.state")),
            lines=tuple(showing.line(words, one) for one in journeys().lending.out()[:MOST_LINES]),
            none=words.say("loans.none"),
        )
    )


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """Who borrows what until when?"""
    return _lend_form(fresh_id(), request.args.get("kind", ""), visitor=request.args.get("visitor") == "1")


@pages.post("/new")
@role("attendant", at="desk")
def lend() -> AnyResponse:
    """Both have signed: the things are with the borrower."""
    form, act = request.form, posted_id()
    try:
        borrower = asking.posted_borrower()
        own = strokes_of(form.get("own", ""))
        journeys().lending.lend(
            present(), act, borrower, form.getlist("item"), asking.posted_due(), posted_name(), own,
            note=form.get("note", ""), leave=asking.posted_leave(),
        )  # fmt: skip
    except Refused as refused:
        if refused.code in RAISED:
            raise
        problem = failures.message(refused.code, refused.facts)
        return _lend_form(act, form.get("kind", ""), visitor=form.get("visitor") == "yes", problem=problem)
    return go(HERE)


@pages.get("/<loan>")
@role("attendant", at="desk")
def one(loan: str) -> Response:
    """One loan, and what can be done."""
    return _one(loan)


@pages.get("/<loan>/back")
@role("attendant", at="desk")
def ask_back(loan: str) -> AnyResponse:
    """How is it, and who brings it?"""
    known = journeys().lending.need(loan)
    return _back_form(known) if known.out else go(f"{HERE}/{loan}")


@pages.post("/<loan>/back")
@role("attendant", at="desk")
def take_back(loan: str) -> AnyResponse:
    """It is back on its shelf."""
    known = journeys().lending.need(loan)
    try:
        journeys().lending.take_back(
            present(), loan, asking.posted_seen(), posted_name(), strokes_of(request.form.get("own", ""))
        )
    except Refused as refused:
        if refused.code in RAISED:
            raise
        return _back_form(known, failures.message(refused.code, refused.facts))
    if request.form.get("photo") != CAMERA:
        return go(f"{HERE}/{loan}")
    return _pictured(known, posted_id(), b"")  # it is back, whatever the camera says


@pages.post("/<loan>/picture")
@role("attendant", at="desk")
def picture(loan: str) -> AnyResponse:
    """How it came back: the file that was chosen, or what the camera sees."""
    request.max_content_length = LARGEST_FORM  # before anything of the form is read
    act, file = posted_id(), request.files.get("file")
    content = file.stream.read(LARGEST_BYTES + 1) if file else b""
    if file is not None and not content:
        return _one(loan, Message(code="photo.not_one", facts={}))
    return _pictured(journeys().lending.need(loan), act, content)


def _pictured(known: Loan, act: str, content: bytes) -> AnyResponse:
    try:
        journeys().loan_stock.picture(present(), act, known.item, content, known.id)
    except Unavailable:
        return _one(known.id, Message(code="photo.no_camera", facts={}))
    except Refused as refused:
        if refused.code in RAISED:
            raise
        return _one(known.id, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{known.id}")


@pages.post("/<loan>/lost")
@role("attendant", at="desk")
def lost(loan: str) -> AnyResponse:
    """Its borrower says that it is gone."""
    return _then(loan, lambda: journeys().lending.lost(present(), loan))


@pages.post("/<loan>/charge")
@role("attendant", at="desk")
def charge(loan: str) -> AnyResponse:
    """What was damaged or lost is paid for."""
    cents = cents_of(request.form.get("amount", ""))
    return _then(loan, lambda: journeys().lending.charge(present(), loan, cents))


@pages.post("/<loan>/write-off")
@role("supervisor", at="desk")
def write_off(loan: str) -> AnyResponse:
    """Nothing is charged, as the supervisor decides."""
    why = request.form.get("reason", "")
    return _then(loan, lambda: journeys().lending.write_off(present(), loan, why))


@pages.post("/<loan>/found")
@role("attendant", at="desk")
def found(loan: str) -> AnyResponse:
    """It was lost, and is here after all."""
    how = request.form.get("condition", "")
    return _then(loan, lambda: journeys().lending.found(present(), loan, how))


@pages.post("/<loan>/refund")
@role("attendant", at="desk")
def refund(loan: str) -> AnyResponse:
    """The deposit goes back."""
    return _then(loan, lambda: journeys().lending.refund(present(), loan))


@pages.post("/<loan>/extend")
@role("attendant", at="desk")
def extend(loan: str) -> AnyResponse:
    """It is due later."""
    return _then(loan, lambda: journeys().lending.extend(present(), loan, asking.posted_due()))


@pages.post("/<loan>/contacted")
@role("attendant", at="desk")
def contacted(loan: str) -> AnyResponse:
    """The borrower was asked."""
    how = request.form.get("how", "")
    return _then(loan, lambda: journeys().lending.contacted(present(), loan, how))


def _then(loan: str, act: Callable[[], object]) -> AnyResponse:
    return done(act, f"{HERE}/{loan}", lambda problem: _one(loan, problem), elsewhere=RAISED)


def _today(words: Words) -> str:
    figures = journeys().lending.book.today()
    numbers = {"out": figures.out, "lent": figures.lent, "back": figures.back, "late": figures.late}
    shown = {name: number_of(value, words.language) for name, value in numbers.items()}
    return words.say("loans.today", **shown)


def _one(loan: str, problem: Message | None = None) -> Response:
    words, known = Words(journeys(), chosen_language()), journeys().lending.need(loan)
    state, tone = showing.state_of(words, known)
    supervisor = frame()["supervisor"]
    item = journeys().ledger.house.loan_items.get(known.item)
    page = LendOne(
        **frame(),
        title=f"{thing(journeys().ledger.house, known.item, known.kind, words.language)}\u2002{known.number}",
        state=state,
        tone=tone,
        path=f"{HERE}/{loan}",
        home=HERE,
        right=f"/desk/corrections/loans/{loan}",
        chips=chips(words, "loans"),
        facts=showing.facts(words, known),
        drawn=showing.hands(words, known),
        photo=f"{HERE}/stock/{known.item}/photo.jpg" if item and item.photo else "",
        act=fresh_id(),
        begins=Doing(words.say("loans.do.back"), f"{HERE}/{loan}/back", "leave") if known.out else None,
        doings=showing.doings(words, known, supervisor=supervisor),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _lend_form(act: str, kind: str, *, visitor: bool, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    known = journeys().ledger.house.loan_kinds.get(kind)
    other = ("", "") if visitor else (f"{HERE}/new?kind={kind}&visitor=1", words.say("loans.visitor"))
    page = LendForm(
        **frame(),
        title=words.say("loans.lend_title"),
        lead=known.label.in_language(words.language.value) if known else "",
        path=f"{HERE}/new?kind={kind}",
        home=HERE,
        act=act,
        blanks=asking.lend_blanks(words, kind, visitor=visitor, problem=problem),
        does=words.say("loans.do.lend"),
        other=other,
        pens=(words.say("loans.sign.borrower"), words.say("loans.sign.desk")),
        strokes=asking.kept_pens(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _back_form(known: Loan, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    label = thing(journeys().ledger.house, known.item, known.kind, words.language)
    was = words.say("loans.was", condition=words.say(f"loans.condition.{known.condition}"))
    page = LendForm(
        **frame(),
        title=words.say("loans.back_title"),
        lead=f"{label}\u2002{words.person(known.person)}\u2002{was}",
        path=f"{HERE}/{known.id}/back",
        home=f"{HERE}/{known.id}",
        act=fresh_id(),
        blanks=asking.back_blanks(words, known),
        does=words.say("loans.do.take_back"),
        pens=(words.say("loans.sign.bringer"), words.say("loans.sign.desk")),
        strokes=asking.kept_pens(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
