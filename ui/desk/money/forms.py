"""Money that changes hands: how much and for what; then both names under the amount."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.money.account import in_currency, prepaid
from kiosk.domain.money.entry import BY_CASH, MOVED, USED, WAYS
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.refusal import Refused
from kiosk.flows.money.money import GIVEN_BACK, KINDS, Asked, Shown
from kiosk.flows.money.money_words import kind_words
from kiosk.language.capitals import in_capitals
from ui import failures
from ui.desk.money import pages as p
from ui.desk.money.showing import (
    HERE,
    customers_of,
    day_of,
    money,
    number_of,
    person_of,
    typed,
)
from ui.desk.sealing import seal
from ui.desk.sending.views import cents_of
from ui.desk.sessions import frame, present
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_prepaid_forms", __name__, url_prefix=HERE)
CARRIED = ("kind", "who", "about", "amount", "way", "reference", "shortfall", "reason", "until")
"""What goes from the form to the page for the names."""
NO_WAY = (USED, MOVED)
"""Nothing changes hands."""


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """The form."""
    return _form(request.args, fresh_id())


@pages.post("/check")
@role("attendant", at="desk")
def check() -> AnyResponse:
    """What was typed, shown once more with room for both names."""
    act = posted_id()
    try:
        shown = journeys().money.shown(_asked(act), present())
    except Refused as refused:
        return _form(request.form, act, failures.message(refused.code, refused.facts))
    return _sign(shown)


@pages.post("/post")
@role("attendant", at="desk")
def post() -> AnyResponse:
    """Both have signed: it stands in the books, the voucher is printed."""
    asked = _asked(posted_id())
    try:
        customer, own = posted_name(), strokes_of(request.form.get("own", ""))
        number = journeys().money.post(asked, present(), customer, own)
    except Refused as refused:
        problem = failures.message(refused.code, refused.facts)
        if refused.code in ("money.names", "witness.colleague", "pin.wrong", "pin.paused"):
            return _sign(journeys().money.shown(asked, present()), problem)
        return _form(request.form, asked.act, problem)
    return go(f"{HERE}/vouchers/{number}" if number else HERE)


@pages.get("/check")
@pages.get("/post")
@role("attendant", at="desk")
def looked_at_again() -> AnyResponse:
    """A page that was posted to looks again by its address: what it was posted from is there."""
    return go(HERE)


@pages.get("/vouchers/<number>/sign")
@role("attendant", at="desk")
def sign_form(number: str) -> Response:
    """Room for the names under a voucher that was posted without."""
    return _sign_voucher(number)


@pages.post("/vouchers/<number>/sign")
@role("attendant", at="desk")
def sign(number: str) -> AnyResponse:
    """Both have signed it."""
    try:
        customer, own = posted_name(), strokes_of(request.form.get("own", ""))
        journeys().money.sign(number, present(), customer, own)
    except Refused as refused:
        return _sign_voucher(number, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/vouchers/{number}")


def _asked(act: str) -> Asked:
    """Return what the posted form says.

    Raises:
        Refused: `resident.unknown` where it names nobody, or several.
    """
    form = request.form
    shortfall = form.get("shortfall", "")[:64]
    person = "" if shortfall else _person(form)
    if not person and not shortfall:
        raise Refused("money.which" if customers_of(form.get("home", "")) else "resident.unknown")
    kind = form.get("kind", "")
    return Asked(
        act=act, kind=kind, person=person, about=typed("about", 60), cents=_cents(kind, form), shortfall=shortfall,
        way=BY_CASH if kind in NO_WAY else form.get("way", BY_CASH), reference=typed("reference"),
        reason=typed("reason", 300), until=day_of(form.get("until", "")),
    )  # fmt: skip


def _cents(kind: str, form: Mapping[str, str]) -> int:
    return 1 if kind == GIVEN_BACK else cents_of(form.get("amount", ""))


def _person(form: Mapping[str, str]) -> str:
    person = person_of(form.get("who", ""))
    if person:
        return person
    found = customers_of(form.get("home", ""))
    return found[0] if len(found) == 1 else ""


def _form(form: Mapping[str, str], act: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    kind, currency = form.get("kind", ""), journeys().money.currency
    if kind not in KINDS:
        raise Refused("money.way")
    question = house.shortfalls.get(form.get("shortfall", ""))
    person = question.person if question else _person(form)
    several = [person] if person else customers_of(form.get("home", ""))
    about = question.about if question else form.get("about", "")[:60]
    account = in_currency(prepaid(person, about if kind != MOVED else ""), currency)
    here = standing_cents(house, account, currency) if person else 0
    lacking = question.wanted_cents - here if question else 0
    way = form.get("way", BY_CASH)
    page = p.PrepayForm(
        **frame(),
        kind=kind,
        act=act,
        customers=tuple((seal(one), words.person(one), len(several) == 1) for one in several),
        about=about,
        amount=form.get("amount", f"{lacking / 100:.2f}" if lacking > 0 else "")[:12],
        ways=()
        if kind in NO_WAY
        else tuple((one, words.say(f"money.way.{one}"), one == way) for one in WAYS),
        reference=form.get("reference", "")[:120],
        here=money(words, here) if person else "",
        shortfall=question.id if question else "",
        fixed=kind == GIVEN_BACK,
        why=kind == USED and frame()["supervisor"],
        reason=form.get("reason", "")[:300],
        until=form.get("until", "")[:10],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _sign(shown: Shown, problem: Message | None = None) -> Response:
    words, asked = Words(journeys(), chosen_language()), shown.asked
    question = journeys().ledger.house.shortfalls.get(asked.shortfall)
    person, about = (question.person, question.about) if question else (asked.person, asked.about)
    fields = {name: request.form.get(name, "") for name in CARRIED} | {"who": seal(asked.person)}
    page = p.PrepaySign(
        **frame(),
        path=f"{HERE}/post",
        back_to=HERE,
        kind=kind_words(shown.kind, words.language),
        customer=words.person(person),
        about=number_of(words, about),
        amount=money(words, shown.cents),
        capitals=in_capitals(shown.cents, journeys().money.currency, words.language),
        before=money(words, shown.before_cents),
        after=money(words, shown.after_cents),
        way="" if asked.kind in NO_WAY else words.say(f"money.way.{asked.way}"),
        act=asked.act,
        fields=tuple((name, value) for name, value in fields.items() if value),
        strokes=_kept(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _sign_voucher(number: str, problem: Message | None = None) -> Response:
    words, one = Words(journeys(), chosen_language()), journeys().money.voucher(number)
    page = p.PrepaySign(
        **frame(),
        path=f"{HERE}/vouchers/{number}/sign",
        back_to=f"{HERE}/vouchers/{number}",
        kind=f"{kind_words(one.kind, words.language)} {one.id}",
        customer=words.person(one.person),
        about=number_of(words, one.about),
        amount=money(words, one.cents, one.currency),
        capitals=in_capitals(one.cents, one.currency, words.language),
        before="",
        after=money(words, one.after_cents, one.currency),
        way=words.say(f"money.way.{one.way}") if one.way else "",
        act=fresh_id(),
        strokes=_kept(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _kept() -> tuple[str, str]:
    """Return the names that were drawn already, for a form that is shown again."""
    drawn = (strokes_of(request.form.get(name, "")) for name in ("strokes", "own"))
    customer, own = (json.dumps(one) if one else "" for one in drawn)
    return customer, own
