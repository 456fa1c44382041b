"""Customers' money at the desk: who has what here, vouchers, questions before work goes on."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.money.account import in_currency, prepaid
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.money.shortfall import ANSWERS, HOW, OWE, Shortfall
from kiosk.domain.refusal import Refused
from kiosk.flows.money.shortfalls import Owing, ends_with
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.money import pages as p
from ui.desk.money.showing import (
    HERE,
    customers_of,
    day_of,
    money,
    number_of,
    person_of,
    prepaid_rows,
    question_row,
    supervisors_of,
    typed,
    voucher_page,
    voucher_row,
)
from ui.desk.sealing import seal, unseal
from ui.desk.sending.views import cents_of
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_prepaid", __name__, url_prefix=HERE)


@pages.get("")
@role("attendant", at="desk")
def standing() -> Response:
    """Who has money here."""
    return _page(unseal(request.args.get("q", "")) or "")


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    return go(f"{HERE}?q={seal(typed('words', 60))}")


@pages.get("/vouchers/<number>")
@role("attendant", at="desk")
def voucher(number: str) -> Response:
    """One voucher."""
    words, known = Words(journeys(), chosen_language()), journeys().money.voucher(number)
    return show(voucher_page(words, known, journeys().money.copies(number)))


@pages.post("/vouchers/<number>/copy")
@role("attendant", at="desk")
def copy(number: str) -> AnyResponse:
    """Print it again, marked as a copy."""
    shown = request.form.get("copies", "0")
    copies = int(shown) if shown.isdecimal() and len(shown) < 4 else 0
    journeys().money.copy(number, copies, present(), chosen_language().value)
    return go(f"{HERE}/vouchers/{number}")


@pages.post("/write-off")
@role("supervisor", at="desk")
def write_off() -> AnyResponse:
    """Give up what a customer owes."""
    try:
        journeys().money.write_off(posted_id(), request.form.get("account", ""), present(), typed("reason"))
    except Refused as refused:
        return _page("", failures.message(refused.code, refused.facts))
    return go(HERE)


@pages.get("/ask")
@role("attendant", at="desk")
def ask_form() -> Response:
    """What is it going to cost?"""
    person, about = person_of(request.args.get("who", "")), request.args.get("about", "")[:40]
    return _asking(person, about, fresh_id())


@pages.post("/ask")
@role("attendant", at="desk")
def ask() -> AnyResponse:
    """Have the customer asked, where it is more than there is."""
    form, act = request.form, posted_id()
    person, about, cents = (
        person_of(form.get("who", "")),
        typed("about", 40),
        cents_of(form.get("amount", "")),
    )
    try:
        asked = journeys().shortfalls.ask(act, about, person, cents, present())
    except Refused as refused:
        return _asking(person, about, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/asked/{asked.id}") if asked else _asking(person, about, fresh_id(), enough=True)


@pages.get("/asked/<shortfall>")
@role("attendant", at="desk")
def asked(shortfall: str) -> Response:
    """One question."""
    return _asked(shortfall)


@pages.post("/asked/<shortfall>/answer")
@role("attendant", at="desk")
def answer(shortfall: str) -> AnyResponse:
    """Put the answer on record."""
    form, said = request.form, request.form.get("answer", "")
    try:
        owing = _owing() if said == OWE else None
        how = form.get("how", "")
        journeys().shortfalls.answer(shortfall, said, how, form.get("told", ""), present(), owing=owing)
    except Refused as refused:
        return _asked(shortfall, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/asked/{shortfall}")


@pages.get("/write-off")
@role("attendant", at="desk")
def looked_at_again() -> AnyResponse:
    """A page that was posted to looks again by its address."""
    return go(HERE)


@pages.get("/asked/<shortfall>/answer")
@role("attendant", at="desk")
def asked_again(shortfall: str) -> AnyResponse:
    """The same, of a question."""
    return go(f"{HERE}/asked/{shortfall}")


def _owing() -> Owing:
    """Return who lets it be owed: whoever is at the desk, or a supervisor who types their PIN."""
    name = request.form.get("supervisor", "")
    if name and name != present().id:
        supervisor = journeys().ledger.house.people.get(name)
        if supervisor is None:
            raise Refused("supervisor.needed")
        journeys().visits.confirm_pin(supervisor, request.form.get("pin", ""), before=present().id)
    return Owing(name or present().id, typed("reason", 300), day_of(request.form.get("until", "")))


def _page(wanted: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    open_ones = [one for one in house.shortfalls.values() if one.open]
    page = p.PrepaidPage(
        **frame(),
        chips=chips(words, "prepaid"),
        words=wanted,
        rows=tuple(prepaid_rows(words, wanted.strip())),
        questions=tuple(question_row(words, one) for one in open_ones),
        unsigned=tuple(voucher_row(words, one) for one in house.vouchers.values() if not one.complete),
        customers=tuple((seal(one), words.person(one)) for one in customers_of(wanted)),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _asking(
    person: str, about: str, act: str, problem: Message | None = None, *, enough: bool = False
) -> Response:
    words, currency = Words(journeys(), chosen_language()), journeys().money.currency
    if person not in journeys().ledger.house.people:
        raise Refused("resident.unknown")
    here = standing_cents(journeys().ledger.house, in_currency(prepaid(person, about), currency), currency)
    page = p.AskForm(
        **frame(), act=act, customer=words.person(person), person=seal(person), about=about,
        here=money(words, here), amount=request.form.get("amount", "")[:12], enough=enough, problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _asked(shortfall: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    one = house.shortfalls.get(shortfall) or journeys().register.matter(Shortfall, shortfall)
    if one is None:
        raise Refused("money.shortfall")
    there = standing_cents(house, one.account, one.currency)
    form = request.form
    said, how = form.get("answer", ""), form.get("how", HOW[0])
    page = p.AskedPage(
        **frame(),
        id=one.id,
        customer=words.person(one.person),
        number=number_of(words, one.about),
        wanted=money(words, one.wanted_cents, one.currency),
        there=money(words, max(0, there), one.currency),
        missing=money(words, max(0, one.wanted_cents - there), one.currency),
        answer=one.answer,
        told=journeys().shortfalls.told(one),
        over=not one.open,
        ends=_ending(one),
        answers=tuple((name, words.say(f"money.asked.{name}"), name == said) for name in ANSWERS),
        hows=tuple((name, words.say(f"money.asked.{name}"), name == how) for name in HOW),
        supervisors=tuple(
            (name, words.person(name), name == form.get("supervisor")) for name in supervisors_of()
        ),
        words=form.get("told", "")[:300],
        reason=form.get("reason", "")[:300],
        until=form.get("until", "")[:10],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _ending(one: Shortfall) -> str:
    kind = ends_with(one)
    return f"{HERE}/new?kind={kind}&shortfall={one.id}" if kind else ""
