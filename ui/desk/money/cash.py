"""The drawer at the desk: counted, explained, brought away."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.money.account import Account
from kiosk.domain.money.cash import BROUGHT
from kiosk.domain.money.count import REASONS, CashCount
from kiosk.domain.numbers import paper_number
from kiosk.domain.refusal import Refused
from kiosk.flows.money.money_words import account_words, kind_words
from kiosk.language.money import money_of
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.money import drawer_pages as p
from ui.desk.money.showing import colleagues_of, money, typed
from ui.desk.sending.views import cents_of
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/cash"
pages = Blueprint("desk_cash", __name__, url_prefix=HERE)


@pages.get("")
@role("attendant", at="desk")
def drawer() -> Response:
    """What lies there, by the books and by its coins."""
    return _page()


@pages.get("/count")
@role("attendant", at="desk")
def count_form() -> Response:
    """How many of each?"""
    return _counting(fresh_id())


@pages.post("/count")
@role("attendant", at="desk")
def count() -> AnyResponse:
    """It is counted."""
    act = posted_id()
    try:
        pieces = [(cents, _whole(request.form.get(f"piece-{cents}", ""))) for cents in journeys().cash.pieces]
        journeys().cash.count(act, pieces, present())
    except Refused as refused:
        return _counting(act, failures.message(refused.code, refused.facts))
    return go(HERE)


@pages.post("/counts/<count>/explain")
@role("attendant", at="desk")
def explain(count: str) -> AnyResponse:
    """Why it does not come out."""
    try:
        journeys().cash.explain(count, request.form.get("reason", ""), typed("words", 300), present())
    except Refused as refused:
        return _page(failures.message(refused.code, refused.facts))
    return go(HERE)


@pages.get("/counts/<count>/explain")
@role("attendant", at="desk")
def looked_at_again(count: str) -> AnyResponse:
    """A page that was posted to looks again by its address."""
    return go(HERE)


@pages.get("/bring")
@role("attendant", at="desk")
def bring_form() -> Response:
    """How much goes where, with whom?"""
    return _bringing(fresh_id())


@pages.post("/bring")
@role("attendant", at="desk")
def bring() -> AnyResponse:
    """Two have counted it and brought it there."""
    form, act = request.form, posted_id()
    try:
        journeys().cash.bring(
            act, form.get("way", ""), cents_of(form.get("amount", "")), present(), form.get("second", ""),
            form.get("pin", ""), paper_number(typed("number", 40)),
        )  # fmt: skip
    except Refused as refused:
        return _bringing(act, failures.message(refused.code, refused.facts))
    return go(HERE)


@pages.get("/pay")
@role("attendant", at="desk")
def pay_form() -> Response:
    """How much was paid out, for which service?"""
    return _paying(fresh_id())


@pages.post("/pay")
@role("attendant", at="desk")
def pay() -> AnyResponse:
    """It is paid, against a bill."""
    act, cents = posted_id(), cents_of(request.form.get("amount", ""))
    try:
        journeys().cash.pay_out(act, typed("about", 40), cents, paper_number(typed("number", 40)), present())
    except Refused as refused:
        return _paying(act, failures.message(refused.code, refused.facts))
    return go(HERE)


def _paying(act: str, problem: Message | None = None) -> Response:
    form = request.form
    page = p.PayOutForm(
        **frame(), act=act, about=form.get("about", "")[:40], amount=form.get("amount", "")[:12],
        number=form.get("number", "")[:40], problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _whole(typed_in: str) -> int:
    """Return a whole number as it was typed, 0 for nothing. Raises `money.pieces`."""
    plain = typed_in.strip()
    if plain and not (plain.isascii() and plain.isdecimal() and len(plain) <= 5):
        raise Refused("money.pieces")
    return int(plain or 0)


def _page(problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    counts = journeys().cash.counts()
    rows = tuple(_row(words, one) for one in counts)
    off = next((one for one in counts if one.open), None)
    known = [one for one in journeys().cash.accounts() if one]
    chosen = request.form.get("reason", "")
    page = p.CashPage(
        **frame(),
        chips=chips(words, "cash"),
        accounts=tuple(_account(words, one) for one in known),
        counts=rows,
        never=not any(one.counted for one in known),
        off=_row(words, off) if off else None,
        reasons=tuple((one, words.say(f"money.reason.{one}"), one == chosen) for one in REASONS),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _account(words: Words, one: Account) -> tuple[str, str, str]:
    named = account_words(one.id, words.language, journeys().directory)
    return named, money(words, one.cents, one.currency), f"{PATH}/statements?what=account&about={one.id}"


def _row(words: Words, one: CashCount) -> p.CountRow:
    said = words.say("money.cash.right")
    if one.opening:
        said = words.say("money.cash.opening")
    elif one.replaced:
        said = words.say("money.cash.replaced")
    elif one.difference_cents:
        note = journeys().cash.note_of(one)
        reason = words.say(f"money.reason.{one.reason}") if one.reason else ""
        said = " · ".join(part for part in (reason, note) if part)
    difference = money(words, one.difference_cents) if one.difference_cents else ""
    return p.CountRow(
        one.id, one.at, words.person(one.by), money(words, one.expected_cents), money(words, one.counted_cents),
        f"+{difference}" if one.difference_cents > 0 else difference, said, one.open,
    )  # fmt: skip


def _counting(act: str, problem: Message | None = None) -> Response:
    language, currency = chosen_language(), journeys().money.currency
    pieces = tuple(
        (cents, money_of(cents, currency, language), request.form.get(f"piece-{cents}", "")[:5])
        for cents in journeys().cash.pieces
    )
    return show(p.CountForm(**frame(), act=act, pieces=pieces, problem=problem), 409 if problem else 200)


def _bringing(act: str, problem: Message | None = None) -> Response:
    words, form = Words(journeys(), chosen_language()), request.form
    way, second = form.get("way", BROUGHT[0]), form.get("second", "")
    page = p.BringForm(
        **frame(),
        act=act,
        ways=tuple((one, kind_words(one, words.language), one == way) for one in BROUGHT),
        seconds=tuple((one, words.person(one), one == second) for one in colleagues_of(present().id)),
        amount=form.get("amount", "")[:12],
        number=form.get("number", "")[:40],
        problem=problem,
    )
    return show(page, 409 if problem else 200)
