"""The forms about work orders: writing one, agreeing to its price, saying that it is done."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request

from kiosk.domain.refusal import Refused
from kiosk.domain.workorders.order import CHECKED, NOBODY_HOME, SIGNATURE, WHAT, WorkOrder
from kiosk.flows.services.workorders import Wish
from kiosk.language.money import money_of
from ui.desk.deskwork import pages as p
from ui.desk.deskwork.homes import resident_at, which
from ui.desk.pages import NO_WITNESS
from ui.desk.sessions import frame
from ui.desk.witnesses import witnesses
from ui.desk.words import Words
from ui.desk.workorders.doing import key_stays, workers
from ui.desk.workorders.showing import HERE, place_of
from ui.reach import journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

ASKED_MIN = (0, 5, 15, 30, 60, 180)
"""How many minutes ago somebody may have asked, as the form offers it."""


def wish() -> Wish:
    """Return what was posted: what is to be put right, where, and by whom."""
    form = request.form
    known = journeys().work_orders.for_request(form["request"]) if form.get("request") else Wish("")
    unit, person = known.unit, known.person
    if not form.get("request") and (typed := form.get("home", "").strip()):
        person, unit = resident_at(typed, form.get("who", ""))
    ago = whole("asked")
    asked = known.asked or journeys().clock.now() - timedelta(minutes=ago if ago in ASKED_MIN else 0)
    return Wish(
        form.get("what", ""), unit, person, form.get("where", ""), form.get("words", ""),
        form.get("worker", ""), known.request, form.get("urgent") == "yes", asked,
    )  # fmt: skip


def write_page(act: str, problem: Message | None = None) -> Response:
    """Return the form for a new order; of a service, with what is known of it."""
    words, form = Words(journeys(), chosen_language()), request.form
    asked_for = request.args.get("request", "") or form.get("request", "")
    known = journeys().work_orders.for_request(asked_for) if asked_for else None
    fields = [_what(words, form.get("what", known.what if known else ""))]
    if known is None:
        fields += [
            p.Field("home", words.say("orders.form.home"), value=form.get("home", ""), most=20),
            *which(words, form.get("home", ""), form.get("who", "")),
            p.Field("where", words.say("orders.form.where"), value=form.get("where", ""), most=80),
        ]
    else:
        fields.append(p.Field("request", kind="hidden", value=asked_for))
    worker = form.get("worker", known.worker if known else "")
    typed = form.get("words", known.words if known else "")
    fields += [
        p.Field("words", words.say("orders.form.words"), "area", typed, most=240),
        p.Field("worker", words.say("orders.form.worker"), "select", worker, workers(words)),
        p.Field("urgent", words.say("orders.form.urgent"), "tick", form.get("urgent", "")),
    ]
    if known is None:
        fields.append(_asked(words, form.get("asked", "0")))
    under = words.say("orders.form.service", number=known.request) if known else ""
    page = p.WorkForm(
        **frame(), title=words.say("orders.new"), under=under, here=f"{HERE}/new", back_to=HERE,
        form=p.Form(f"{HERE}/new", words.say("orders.new"), tuple(fields), movement=act), problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _what(words: Words, chosen: str) -> p.Field:
    options = tuple((one, words.say(f"orders.what.{one}")) for one in WHAT)
    return p.Field("what", words.say("orders.form.what"), "picks", chosen, options)


def _asked(words: Words, chosen: str) -> p.Field:
    options = tuple(
        (
            str(ago),
            words.say("orders.form.asked_ago", minutes=ago) if ago else words.say("orders.form.asked_now"),
        )
        for ago in ASKED_MIN
    )
    return p.Field("asked", words.say("orders.form.asked"), "select", chosen, options)


def agree_page(order: str, problem: Message | None = None) -> Response:
    """Return the price, to be signed for."""
    words, one = Words(journeys(), chosen_language()), journeys().work_orders.need(order)
    if one.quote is None:
        raise Refused("order.no_quote")
    amount = money_of(one.quote.cents, one.quote.currency, words.language)
    page = p.WorkForm(
        **frame(), title=f"{words.say('orders.fact.quote')} {amount}", under=_titled(words, one),
        here=f"{HERE}/{order}/agree", back_to=f"{HERE}/{order}",
        form=p.Form(
            f"{HERE}/{order}/agree", words.say("orders.act.agree"),
            (p.Field("cents", kind="hidden", value=str(one.quote.cents)),),
        ),
        facts=(p.Fact(words.say("orders.fact.customer"), words.person(one.person)),),
        sign_hint=words.say("orders.act.sign_here"), witness=witnesses(), problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def done_page(order: str, problem: Message | None = None) -> Response:
    """Return the form by which an order is done."""
    words, one = Words(journeys(), chosen_language()), journeys().work_orders.need(order)
    ways = (SIGNATURE, NOBODY_HOME) if one.person else (CHECKED,)
    options = tuple((way, words.say(f"orders.act.how_{way}")) for way in ways)
    fields = [
        p.Field("how", words.say("orders.act.how"), "picks", request.form.get("how", ways[0]), options),
        p.Field(
            "labour",
            words.say("orders.act.labour"),
            "number",
            request.form.get("labour", ""),
            hint="0.00",
            most=12,
        ),
        *key_stays(words, one),
    ]
    if one.person:
        fields.append(p.Field("photo", words.say("orders.act.photo"), "file"))
    spent = money_of(one.materials_cents, one.currency, words.language)
    facts = [p.Fact(words.say("orders.act.material"), spent)]
    if one.quote and one.quote.holds:
        agreed = money_of(one.agreed_cents, one.currency, words.language)
        facts.append(p.Fact(words.say("orders.fact.agreed"), agreed))
    page = p.WorkForm(
        **frame(), title=words.say("orders.act.done"), under=_titled(words, one),
        here=f"{HERE}/{order}/done", back_to=f"{HERE}/{order}", facts=tuple(facts),
        form=p.Form(f"{HERE}/{order}/done", words.say("orders.act.done"), tuple(fields)),
        sign_hint=words.say("orders.act.sign_here") if one.person else "",
        witness=witnesses() if one.person else NO_WITNESS, problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _titled(words: Words, one: WorkOrder) -> str:
    return f"{one.number} · {place_of(words, one)}"


def whole(name: str) -> int:
    """Return a whole number that was posted, 0 for what is none."""
    written = request.form.get(name, "").strip()
    return int(written) if written.isdecimal() and len(written) <= 9 else 0
