"""Forms about services at the desk: written down for somebody, changed, delivered."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.services.catalogue import Asked, Kind, Service
from kiosk.domain.services.request import DESK, PHONE
from kiosk.flows.services.service_desk import Proof
from kiosk.language.messages import Language, text
from ui import failures
from ui.desk.seconds import posted_second, seconds
from ui.desk.services import pages as p
from ui.desk.services.showing import HERE
from ui.desk.sessions import frame, present
from ui.desk.witnesses import is_witnessed, posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message
from ui.services.telling import about_rows, price_of

pages = Blueprint("desk_service_forms", __name__, url_prefix=HERE)
FIELD = "f-"
"""How the names of a service's own fields begin in the form."""


@pages.get("/new")
@role("attendant", at="desk")
def which() -> Response:
    """Which service?"""
    language, catalogue = chosen_language(), journeys().services.catalogue
    groups = tuple(
        (
            text(f"services.group.{group}", language),
            tuple(
                (one.code, one.name.in_language(language.value), price_of(one, language, catalogue.currency))
                for one in found
            ),
        )
        for group, found in catalogue.groups().items()
    )
    return show(p.WhichService(**frame(), groups=groups))


@pages.get("/new/<code>")
@role("attendant", at="desk")
def new(code: str) -> Response:
    """Its form."""
    return _form(journeys().services.service(code), fresh_id())


@pages.post("/new/<code>")
@role("attendant", at="desk")
def register(code: str) -> AnyResponse:
    """Write it down for somebody."""
    form, act = request.form, posted_id()
    service = journeys().services.service(code)
    found = journeys().directory.find(
        journeys().ledger.house, unit=form.get("home", "").strip(), name=form.get("who", "").strip()
    )
    try:
        if not found:
            raise Refused("resident.unknown")
        channel = PHONE if form.get("channel") == PHONE else DESK
        made = journeys().services.ask(act, code, found[0].person, _raw(service), channel, present())
    except Refused as refused:
        return _form(service, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}?open={made.id}")


@pages.get("/<name>/amend")
@role("attendant", at="desk")
def change(name: str) -> Response:
    """The form with what stands in it."""
    return _amend_form(name)


@pages.post("/<name>/amend")
@role("attendant", at="desk")
def amend(name: str) -> AnyResponse:
    """It is another thing now, and why."""
    one = journeys().services.need(name)
    service = journeys().services.service(one.service)
    try:
        journeys().service_desk.amend(name, _raw(service), request.form.get("reason", ""), present())
    except Refused as refused:
        return _amend_form(name, failures.message(refused.code, refused.facts))
    return go(f"{HERE}?open={name}")


@pages.get("/<name>/deliver")
@role("attendant", at="desk")
def ask_proof(name: str) -> Response:
    """What proves it?"""
    return _deliver_form(name, fresh_id())


@pages.post("/<name>/deliver")
@role("attendant", at="desk")
def deliver(name: str) -> AnyResponse:
    """The slip is good, or who it was is on record: it is delivered."""
    form, act = request.form, posted_id()
    slip = "seen" if form.get("seen") == "yes" else form.get("slip", "")
    signed = is_witnessed() or bool(strokes_of(form.get("strokes", "")))
    try:
        proof = Proof(
            slip.strip(), form.get("document", ""), posted_name() if signed else None, posted_second()
        )
        journeys().service_desk.done(act, name, proof, present())
    except Refused as refused:
        return _deliver_form(name, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}?open={name}")


def _raw(service: Service) -> dict[str, str]:
    return {one.code: request.form.get(f"{FIELD}{one.code}", "") for one in service.fields}


def _form(service: Service, act: str, problem: Message | None = None) -> Response:
    language, form = chosen_language(), request.form
    page = p.ServiceForm(
        **frame(),
        act=act,
        path=f"{HERE}/new/{service.code}",
        title=service.name.in_language(language.value),
        rows=about_rows(service, language, journeys().services.catalogue.currency),
        fields=tuple(
            _field(one, language, _raw(service).get(one.code, ""), problem) for one in service.fields
        ),
        home=form.get("home", ""),
        whose=form.get("who", ""),
        channel=form.get("channel", DESK),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _amend_form(name: str, problem: Message | None = None) -> Response:
    flow, language = journeys().services, chosen_language()
    one = flow.need(name)
    service, told = flow.service(one.service), flow.told(one)
    known = _raw(service) if problem else dict(told.words)
    fields = []
    for asked in service.fields:
        value = known.get(asked.code, "")
        if asked.kind is Kind.MONEY and value.isdecimal() and not problem:
            value = f"{int(value) / 100:.2f}"
        fields.append(_field(asked, language, value, problem, hand=asked.code in told.pens))
    page = p.ServiceForm(
        **frame(),
        act=fresh_id(),
        path=f"{HERE}/{one.id}/amend",
        title=service.name.in_language(language.value),
        rows=(),
        fields=tuple(fields),
        number=one.number,
        reason=request.form.get("reason", ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _deliver_form(name: str, act: str, problem: Message | None = None) -> Response:
    words, one = Words(journeys(), chosen_language()), journeys().services.need(name)
    page = p.DeliverForm(
        **frame(),
        act=act,
        path=f"{HERE}/{one.id}/deliver",
        number=one.number,
        customer=words.person(one.person),
        service=one.name.in_language(words.language.value),
        seen=journeys().service_desk.slip_seen(one),
        document=request.form.get("document", ""),
        seconds=seconds(problem),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _field(
    asked: Asked, language: Language, value: str, problem: Message | None, *, hand: bool = False
) -> p.FormField:
    choices = tuple((one.code, one.name.in_language(language.value)) for one in asked.choices)
    wrong = problem is not None and problem.facts.get("field") == asked.code
    name = asked.name.in_language(language.value)
    return p.FormField(
        asked.code, name, asked.kind.value, value, asked.required and not hand, choices, hand, wrong
    )
