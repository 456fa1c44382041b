"""Incident reports at the desk: begun, written, pictured, signed, sent, added to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.incidents.incident import PARTS, Incident
from kiosk.domain.incidents.writing import need_draft, seen_digest
from kiosk.domain.refusal import Refused
from kiosk.flows.incidents.reporting import base_of
from kiosk.flows.inspections.photos import LARGEST_BYTES
from kiosk.flows.registers.finding import Asked
from ui import failures
from ui.desk.incidents import pages as p
from ui.desk.incidents.beginning import prefilled
from ui.desk.incidents.showing import HERE, kinds_of, page_of, parts_of, row_of, sources_of
from ui.desk.inspections.views import LARGEST_FORM
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_incidents", __name__, url_prefix=f"{PATH}/incidents")
AT_THE_PAGE = frozenset(
    {
        "incident.empty",
        "incident.how",
        "incident.incomplete",
        "incident.kind",
        "incident.overwritten",
        "incident.photos",
        "incident.unsigned",
        "incident.when",
        "photo.not_one",
        "photo.too_large",
        "reason.missing",
    }
)


@pages.get("")
@role("attendant", at="desk")
def reports() -> Response:
    """The reports that the company has yet to get, each with its clock."""
    words, flow = _words(), journeys().incidents
    return show(
        p.IncidentList(
            **frame(),
            chips=chips(words, "incidents"),
            open=tuple(row_of(words, one) for one in flow.open()),
            over=tuple(row_of(words, one) for one in flow.over()),
        )
    )


@pages.get("/new")
@role("attendant", at="desk")
def ask() -> Response:
    """What happened, and when."""
    return _new(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def begin() -> AnyResponse:
    """Begin a report; from an alarm or a release in one touch, with what is known of it."""
    form = request.form
    act = (
        fresh_id() if form.get("source") else posted_id()
    )  # of one alarm there is one report, whatever the form
    try:
        if form.get("source"):
            one = prefilled(_words(), act, form["source"], form.get("about", ""), present())
        else:
            at = _moment()
            if at is None:
                raise Refused("incident.when", days=31)
            one = journeys().incidents.begin(act, present(), form.get("kind", ""), at)
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _new(act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{one.id}")


@pages.get("/<name>")
@role("attendant", at="desk")
def report(name: str) -> Response:
    """One report: a form, or as it was signed."""
    one = journeys().incidents.of(name)
    page = page_of(_words(), one, saved=request.args.get("saved") == "yes")
    if page.reads:
        journeys().incidents.noted_look(one, present())
    return show(page)


@pages.post("/<name>")
@role("attendant", at="desk")
def write(name: str) -> AnyResponse:
    """Keep what was written; on to the signature where that was asked for."""
    to = f"{HERE}/{name}/sign" if request.form.get("sign") else f"{HERE}/{name}?saved=yes"
    return _then(name, lambda: _write(name), to)


@pages.post("/<name>/draft")
@role("attendant", at="desk")
def keep_draft(name: str) -> AnyResponse:
    """Keep what was written so far, without leaving the page; says which words stand now."""
    try:
        _write(name)
    except Refused as refused:
        return Response(refused.code, 409, mimetype="text/plain")
    one = journeys().incidents.of(name)
    return jsonify({part: base_of(journeys().incidents.words(one, part)) for part in PARTS})


@pages.post("/<name>/photos")
@role("attendant", at="desk")
def add_photo(name: str) -> AnyResponse:
    """Keep a picture that was taken elsewhere, or take one here."""
    request.max_content_length = LARGEST_FORM  # before anything of the form is read
    photo, file = posted_id(), request.files.get("file")

    def keep() -> None:
        if request.form.get("camera"):
            journeys().incident_photos.photograph(name, present(), photo)
        else:
            content = file.stream.read(LARGEST_BYTES + 1) if file else b""
            journeys().incident_photos.bring(name, present(), photo, content)

    return _then(name, keep)


@pages.post("/<name>/photos/<photo>/out")
@role("attendant", at="desk")
def take_out(name: str, photo: str) -> AnyResponse:
    """Take a picture out of a draft."""
    return _then(name, lambda: journeys().incident_photos.take_out(name, present(), photo))


@pages.get("/<name>/photos/<photo>.jpg")
@role("attendant", at="desk")
def picture(name: str, photo: str) -> Response:
    """A picture, once the look at it is on record."""
    one = journeys().incidents.of(name)
    response = Response(journeys().incident_photos.look(one, photo, present()), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@pages.get("/<name>/sign")
@role("attendant", at="desk")
def ask_sign(name: str) -> Response:
    """The whole report, to be signed."""
    return _signing(name)


@pages.post("/<name>/sign")
@role("attendant", at="desk")
def sign(name: str) -> AnyResponse:
    """It is signed."""
    strokes, seen = strokes_of(request.form.get("strokes", "")), request.form.get("seen", "")
    try:
        journeys().incidents.sign(name, present(), seen, strokes)
    except Refused as refused:
        if refused.code in ("signature.missing", "incident.changed"):
            return _signing(name, failures.message(refused.code, refused.facts))
        if refused.code == "incident.incomplete":
            return _again(name, refused)
        raise
    return go(f"{HERE}/{name}")


@pages.post("/<name>/sent")
@role("attendant", at="desk")
def sent(name: str) -> AnyResponse:
    """The company has it."""
    return _then(name, lambda: journeys().incidents.sent(name, present(), request.form.get("how", "")))


@pages.post("/<name>/add")
@role("attendant", at="desk")
def add(name: str) -> AnyResponse:
    """Add something to a finished report."""
    act, words = posted_id(), request.form.get("words", "")
    return _then(name, lambda: journeys().incidents.add(name, present(), act, words))


@pages.post("/<name>/withdraw")
@role("supervisor", at="desk")
def withdraw(name: str) -> AnyResponse:
    """It was begun by mistake."""
    act, words = posted_id(), request.form.get("words", "")
    return _then(name, lambda: journeys().incidents.withdraw(name, present(), act, words))


@pages.post("/<name>/pdf")
@role("supervisor", at="desk")
def make_pdf(name: str) -> AnyResponse:
    """Have the report made into a document with its pictures."""
    one = journeys().incidents.of(name)
    journeys().incidents.noted_look(one, present())
    asked = Asked("incidents")
    sheet = journeys().exports.ask(
        present(), "incident", chosen_language(), about=one.id, asked=asked, back=f"{HERE}/{one.id}"
    )
    return go(f"{PATH}/registers/sheets/{sheet}")


def _write(name: str) -> Incident:
    form, at = request.form, _moment()
    if at is None:
        raise Refused("incident.when", days=31)
    parts = {part: form[f"part.{part}"] for part in PARTS if f"part.{part}" in form}
    bases = {part: form[f"base.{part}"] for part in PARTS if f"base.{part}" in form}
    return journeys().incidents.write(name, present(), form.get("kind", ""), at, parts, bases)


def _then(name: str, act: Callable[[], object], to: str = "") -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _again(name, refused)
    return go(to or f"{HERE}/{name}")


def _again(name: str, refused: Refused) -> Response:
    one, problem = journeys().incidents.of(name), failures.message(refused.code, refused.facts)
    return show(page_of(_words(), one, problem=problem), 409)


def _new(act: str, problem: Message | None = None) -> Response:
    words, form = _words(), request.form
    at = journeys().clock.now().astimezone(ZoneInfo(journeys().settings.site.time_zone))
    page = p.IncidentNew(
        **frame(),
        act=act,
        kinds=kinds_of(words, form.get("kind", "")),
        day=form.get("day", at.date().isoformat())[:10],
        hour=form.get("hour", f"{at:%H:%M}")[:5],
        sources=tuple(sources_of(words))[:6],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _signing(name: str, problem: Message | None = None) -> Response:
    one = need_draft(journeys().ledger.house, name, present())
    page = p.IncidentSign(
        **frame(),
        row=row_of(_words(), one),
        seen=seen_digest(one),
        parts=tuple(parts_of(one, {}, draft=False)),
        photos=len(one.photos),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _moment() -> datetime | None:
    day, hour = request.form.get("day", ""), request.form.get("hour", "")
    if not re.fullmatch(r"[12]\d{3}-\d\d-\d\d", day) or not re.fullmatch(r"\d\d:\d\d", hour):
        return None
    return journeys().duty_log.moment(day, hour)


def _words() -> Words:
    return Words(journeys(), chosen_language())
