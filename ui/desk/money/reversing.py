"""A voucher that was wrong: taken back with a reason, before a colleague."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.money.voucher import Voucher
from kiosk.domain.refusal import Refused
from kiosk.flows.money.money_words import kind_words
from ui import failures
from ui.desk.money.showing import HERE, colleagues_of, money, typed
from ui.desk.pages import DeskPage
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_prepaid_reversing", __name__, url_prefix=HERE)


@dataclass(frozen=True, kw_only=True)
class ReverseForm(DeskPage):
    """Why is it taken back, and who of the staff agrees? `lead`: what the voucher was about."""

    template = "desk/prepaid_reverse.html"
    name = "desk_prepaid_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    number: str
    lead: str
    typed: str = ""
    seconds: tuple[tuple[str, str, bool], ...] = ()
    problem: Message | None = None


@pages.get("/vouchers/<number>/reverse")
@role("attendant", at="desk")
def ask(number: str) -> AnyResponse:
    """Why?"""
    return _form(number) if journeys().reversals.may(_need(number)) else go(f"{HERE}/vouchers/{number}")


@pages.post("/vouchers/<number>/reverse")
@role("attendant", at="desk")
def reverse(number: str) -> AnyResponse:
    """The books have both from now on."""
    form = request.form
    try:
        made = journeys().reversals.reverse(
            _need(number), present(), form.get("second", ""), form.get("pin", ""), typed("reason", 300)
        )
    except Refused as refused:
        if refused.code in ("staff.needed", "money.voucher"):
            raise
        return _form(number, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/vouchers/{made}")


def _need(number: str) -> Voucher:
    return journeys().money.voucher(number)


def _form(number: str, problem: Message | None = None) -> Response:
    words, one, second = Words(journeys(), chosen_language()), _need(number), request.form.get("second", "")
    lead = (
        kind_words(one.kind, words.language), money(words, one.cents, one.currency), words.person(one.person), one.about
    )  # fmt: skip
    page = ReverseForm(
        **frame(), number=number, lead="\u2002".join(part for part in lead if part), typed=typed("reason", 300),
        seconds=tuple((who, words.person(who), who == second) for who in colleagues_of(present().id)),
        problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)
