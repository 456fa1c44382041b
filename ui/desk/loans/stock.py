"""What there is to lend: kinds with their terms, copies with their pictures."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Label
from kiosk.domain.loans.lending import item_of
from kiosk.domain.loans.stock import Terms
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.photos import LARGEST_BYTES
from kiosk.flows.items.loan_slips import thing
from kiosk.language.messages import known as has_words
from ui import failures
from ui.desk.deeds import done
from ui.desk.inspections.views import LARGEST_FORM
from ui.desk.keybook.ways import chips
from ui.desk.lending import Blank, Doing, LendForm, LendList, LendOne, Pick, Tile
from ui.desk.loans import showing
from ui.desk.loans.showing import HERE
from ui.desk.sending.views import cents_of
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id, whole
from ui.rendering import chosen_language, show
from ui.screens import Message

STOCK = f"{HERE}/stock"
pages = Blueprint("desk_loan_stock", __name__, url_prefix=STOCK)
LONGEST_H = (2, 4, 12, 24, 72, 168, 336, 744)
"""For how many hours at most something may be lent, as the form offers it."""


@pages.get("")
@role("attendant", at="desk")
def stock() -> Response:
    """Every copy with its custodian, and every kind with its terms."""
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    supervisor = frame()["supervisor"]
    tiles = tuple(
        Tile(
            f"{STOCK}/kinds/{one.id}",
            one.label.in_language(words.language.value),
            words.say(
                "loans.terms", deposit=showing.money(words, one.deposit_cents), hours=one.longest_min // 60
            ),
            off=not one.offered,
        )
        for one in house.loan_kinds.values()
    )
    ways = (Doing(words.say("loans.new_kind"), f"{STOCK}/kinds/{secrets.token_hex(4)}", "pen"),)
    copies = sorted(house.loan_items.values(), key=lambda one: (one.kind, one.number))
    return show(
        LendList(
            **frame(),
            title=words.say("loans.stock"),
            path=STOCK,
            chips=chips(words, "loans"),
            tiles=tiles if supervisor else (),
            ways=ways if supervisor else (),
            heads=(
                words.say("loans.head.what"),
                words.say("loans.head.where"),
                words.say("loans.head.state"),
            ),
            lines=tuple(showing.item_line(words, one) for one in copies),
            none=words.say("loans.no_stock"),
        )
    )


@pages.get("/kinds/<kind>")
@role("supervisor", at="desk")
def ask_kind(kind: str) -> Response:
    """On what terms is this kind lent?"""
    return _kind_form(kind)


@pages.post("/kinds/<kind>")
@role("supervisor", at="desk")
def set_kind(kind: str) -> AnyResponse:
    """These terms, and so many copies more."""
    form = request.form
    try:
        if not re.fullmatch(r"[a-z0-9_-]{2,24}", kind):
            raise Refused("loan.item_unknown")
        labels = [" ".join(form.get(f"label_{one}", "").split()) for one in ("en", "zh_Hans", "zh_Hant")]
        hours = form.get("longest", "")
        terms = Terms(
            kind, Label(*labels), cents_of(form.get("deposit", "")), whole(hours) * 60,
            offered=form.get("offered", "yes") == "yes",
        )  # fmt: skip
        journeys().loan_stock.set_kind(present(), terms)
        more = form.get("copies", "")
        for place in range(min(whole(more), 20)):
            name = f"{posted_id()[:20]}{place:02x}"
            journeys().loan_stock.add(present(), name, kind, form.get("shelf", ""))
    except Refused as refused:
        if refused.code in ("staff.needed", "movement.unknown"):
            raise
        return _kind_form(kind, failures.message(refused.code, refused.facts))
    return go(STOCK)


@pages.get("/<item>")
@role("attendant", at="desk")
def item(item: str) -> Response:
    """One copy, and what can be done."""
    return _item(item)


@pages.get("/<item>/photo.jpg")
@role("attendant", at="desk")
def photo(item: str) -> Response:
    """Its newest picture."""
    response = Response(journeys().loan_stock.photo(item), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@pages.post("/<item>/picture")
@role("attendant", at="desk")
def picture(item: str) -> AnyResponse:
    """Keep a picture: the file that was chosen, or what the camera sees."""
    request.max_content_length = LARGEST_FORM  # before anything of the form is read
    act, file = posted_id(), request.files.get("file")
    content = file.stream.read(LARGEST_BYTES + 1) if file else b""

    def keep() -> None:
        if file is not None and not content:
            raise Refused("photo.not_one")
        journeys().loan_stock.picture(present(), act, item, content)

    return _then(item, keep)


@pages.post("/<item>/withdraw")
@role("attendant", at="desk")
def withdraw(item: str) -> AnyResponse:
    """Out of service."""
    why = request.form.get("reason", "")
    return _then(item, lambda: journeys().loan_stock.withdraw(present(), item, why))


@pages.post("/<item>/put-back")
@role("attendant", at="desk")
def put_back(item: str) -> AnyResponse:
    """It may be lent again."""
    how = request.form.get("condition", "")
    return _then(item, lambda: journeys().loan_stock.put_back(present(), item, how))


@pages.post("/<item>/strike-off")
@role("supervisor", at="desk")
def strike_off(item: str) -> AnyResponse:
    """It is gone for good."""
    why = request.form.get("reason", "")
    try:
        journeys().loan_stock.strike_off(present(), item, why)
    except Refused as refused:
        return _item(item, failures.message(refused.code, refused.facts))
    return go(STOCK)


def _then(item: str, act: Callable[[], object]) -> AnyResponse:
    return done(
        act,
        f"{STOCK}/{item}",
        lambda problem: _item(item, problem),
        elsewhere=("staff.needed", "movement.unknown", "loan.item_unknown"),
    )


def _item(item: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    one = item_of(house, item)
    line = showing.item_line(words, one)
    why = f"loans.why.{one.withdrawn}"
    rows = (
        ("shelf", one.shelf),
        ("custodian", words.custodian(one.custodian)),
        ("condition", words.say(f"loans.condition.{one.condition}")),
        ("withdrawn", words.say(why) if has_words(why) else words.reason(one.withdrawn)),
    )
    page = LendOne(
        **frame(),
        title=thing(house, one.id, one.kind, words.language),
        state=line.state,
        tone=line.tone,
        path=f"{STOCK}/{item}",
        home=f"{HERE}/{one.loan}" if one.loan else STOCK,
        chips=chips(words, "loans"),
        facts=tuple((words.say(f"loans.fact.{name}"), told) for name, told in rows if told),
        photo=f"{STOCK}/{item}/photo.jpg" if one.photo else "",
        act=fresh_id(),
        doings=showing.item_doings(words, one, supervisor=frame()["supervisor"]),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _kind_form(kind: str, problem: Message | None = None) -> Response:
    words, form = Words(journeys(), chosen_language()), request.form
    known = journeys().ledger.house.loan_kinds.get(kind)
    label = known.label if known else Label("", "", "")
    names = tuple(_name_blank(words, label, one) for one in ("en", "zh_Hans", "zh_Hant"))
    hours = form.get("longest", str(known.longest_min // 60 if known else 24))
    longest = tuple(
        Pick(str(one), words.say("loans.hours", hours=one), str(one) == hours) for one in LONGEST_H
    )
    deposit = form.get("deposit", f"{known.deposit_cents / 100:.2f}" if known else "0")
    offered = form.get("offered", "yes" if known is None or known.offered else "no")
    page = LendForm(
        **frame(),
        title=words.say("loans.kind_title"),
        lead=label.in_language(words.language.value),
        path=f"{STOCK}/kinds/{kind}",
        home=STOCK,
        act=fresh_id(),
        blanks=(
            *names,
            Blank("deposit", words.say("loans.ask.deposit"), value=deposit[:8], most=8),
            Blank("longest", words.say("loans.ask.longest"), "radio", picks=longest),
            Blank(
                "copies",
                words.say("loans.ask.copies"),
                value=form.get("copies", "0" if known else "1")[:2],
                most=2,
            ),
            Blank("shelf", words.say("loans.ask.shelf"), value=form.get("shelf", "")[:12], most=12),
            Blank(
                "offered",
                words.say("loans.ask.offered"),
                "radio",
                picks=tuple(
                    Pick(one, words.say(f"loans.offered.{one}"), one == offered) for one in ("yes", "no")
                ),
            ),
        ),
        does=words.say("loans.do.keep"),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _name_blank(words: Words, label: Label, language: str) -> Blank:
    name = f"label_{language}"
    value = request.form.get(name, label.in_language(language))[:24]
    return Blank(name, words.say(f"loans.ask.{name}"), value=value, most=24)
