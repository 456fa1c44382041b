"""The registers at the desk: searched, paged, made into documents, signed for the estate."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.corrections.correction import VALUES
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.keeping_slips import terms
from kiosk.flows.registers.exports import ABOUT_ONE
from kiosk.flows.registers.finding import COLUMNS, REGISTERS, Asked, period_in
from kiosk.flows.registers.writer import Entry, Field, Pen
from ui import failures
from ui.desk.registers import pages as p
from ui.desk.registers.spreadsheet import spreadsheet
from ui.desk.registers.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words, drawn
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_registers", __name__, url_prefix=f"{PATH}/registers")
HERE = f"{PATH}/registers"
ONE = f"any({', '.join(REGISTERS)})"
SHEET_OF = {"movein": "move_in", "agreements": "agreement", "stocktakes": "stocktake"}
"""What a line of a register is as a document of its own."""
PAGE_OF = {"movein": f"{PATH}/movein/"}


@pages.get("")
@role("attendant", at="desk")
def first() -> AnyResponse:
    """The register that is asked for most."""
    return go(f"{HERE}/{REGISTERS[0]}")


@pages.get(f"/<{ONE}:register>")
@role("attendant", at="desk")
def lines(register: str) -> Response:
    """A page of a register."""
    words, sealed = unseal(request.args.get("q", "")), request.args.get("q", "")
    asked = Asked(
        register,
        words or "",
        period_in(request.args.get("period", "")),
        request.args.get("before", ""),
        request.args.get("id", ""),
    )
    found = journeys().registers.page(asked, chosen_language())
    query = tuple((name, value) for name, value in (("q", sealed), ("period", asked.period)) if value)
    return show(
        p.RegisterPage(
            **frame(),
            register=register,
            columns=COLUMNS[register],
            rows=tuple(_row(register, entry) for entry in found.entries),
            chips=chips(Words(journeys(), chosen_language()).say, register),
            words=asked.words,
            month=asked.period if len(asked.period) == 7 else "",
            day=asked.period if len(asked.period) == 10 else "",
            older=_address(register, *query, ("before", found.older[0]), ("id", found.older[1]))
            if found.older
            else "",
            newest=_address(register, *query) if asked.before else "",
            make=f"{HERE}/{register}/sheet",
            csv=_address(f"{register}.csv", *query),
            query=query,
            forgotten=words is None,
        )
    )


@pages.get(f"/<{ONE}:register>.csv")
@role("attendant", at="desk")
def as_csv(register: str) -> Response:
    """A register for a spreadsheet; a signature is there or not."""
    asked = Asked(
        register, unseal(request.args.get("q", "")) or "", period_in(request.args.get("period", ""))
    )
    words = Words(journeys(), chosen_language())
    response = Response(stream_with_context(spreadsheet(words, asked)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{register}-{asked.period or "all"}.csv"'
    return response


@pages.post(f"/<{ONE}:register>/find")
@role("attendant", at="desk")
def find(register: str) -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    form = request.form
    period = period_in(form.get("day", "")) or period_in(form.get("month", ""))
    return go(_address(register, ("q", seal(form.get("words", "").strip())), ("period", period)))


@pages.post(f"/<{ONE}:register>/sheet")
@role("supervisor", at="desk")
def make(register: str) -> AnyResponse:
    """Have a period's lines made into a document; this month's where none was chosen."""
    period = period_in(request.form.get("period", "")) or journeys().registers.this_month()
    asked = Asked(register, unseal(request.form.get("q", "")) or "", period)
    return go(f"{HERE}/sheets/{journeys().exports.ask(present(), register, chosen_language(), asked=asked)}")


@pages.post("/one/<what>/<about>")
@role("supervisor", at="desk")
def make_one(what: str, about: str) -> AnyResponse:
    """Have one agreement, handover list or stocktake made into a document."""
    if what not in ABOUT_ONE:
        abort(404)
    asked = Asked(next(register for register, one in SHEET_OF.items() if one == what))
    name = journeys().exports.ask(present(), what, chosen_language(), about=about, asked=asked)
    return go(f"{HERE}/sheets/{name}")


@pages.get("/sheets/<name>")
@role("supervisor", at="desk")
def sheet(name: str) -> Response:
    """How far a document is, and the ways to take it along."""
    found = journeys().exports.of(name, present())
    return show(
        p.SheetPage(
            **frame(),
            state=found.state,
            file=found.name,
            download=f"{HERE}/sheets/{name}.pdf",
            put_down=f"{HERE}/sheets/{name}/put-down",
            kept=found.kept,
            kb=max(1, round(len(found.pdf) / 1000)) if found.pdf else 0,
            home=found.back or _address(found.asked.register, ("period", found.asked.period)),
        )
    )


@pages.get("/sheets/<name>.pdf")
@role("supervisor", at="desk")
def download(name: str) -> Response:
    """The document; nothing of it stays in the browser's own memory."""
    found = journeys().exports.of(name, present())
    if found.state != "made":
        raise Refused("register.unknown")
    response = Response(found.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/sheets/<name>/put-down")
@role("supervisor", at="desk")
def put_down(name: str) -> AnyResponse:
    """Put the document down on this machine, for the office to fetch it."""
    journeys().exports.put_down(name, present())
    return go(f"{HERE}/sheets/{name}")


@pages.get("/agreements/<consent>/sign")
@role("attendant", at="desk")
def ask_name(consent: str) -> Response:
    """The agreement as it is, and room for the estate's name."""
    return _countersign(consent)


@pages.post("/agreements/<consent>/sign")
@role("attendant", at="desk")
def countersign(consent: str) -> AnyResponse:
    """Sign for the estate."""
    try:
        journeys().consents.countersign(present(), consent, strokes_of(request.form.get("strokes", "")))
    except Refused as refused:
        if refused.code != "signature.missing":
            raise
        return _countersign(consent, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/agreements")


def _countersign(name: str, problem: Message | None = None) -> Response:
    consent = journeys().ledger.house.consents.get(name)
    if consent is None or consent.withdrawn_at is not None:
        raise Refused("consent.unknown")
    words = Words(journeys(), chosen_language())
    strokes, box = drawn(words, consent.signed) if consent.signed.startswith("signature:") else ((), "")
    page = p.Countersign(
        **frame(),
        path=f"{HERE}/agreements/{name}/sign",
        home=f"{HERE}/agreements",
        unit=consent.unit,
        resident=journeys().directory.name(consent.given_by),
        terms=tuple(terms(consent, words.language, journeys().settings.site.time_zone)),
        strokes=strokes,
        box=box,
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _row(register: str, entry: Entry) -> p.RegisterRow:
    what, page = SHEET_OF.get(register, ""), PAGE_OF.get(register, "")
    consent = journeys().ledger.house.consents.get(entry.id) if register == "agreements" else None
    lacks = consent is not None and not consent.countersigned and not consent.withdrawn_at
    return p.RegisterRow(
        fields=tuple(field_view(one) for one in entry.fields),
        page=f"{page}{entry.id}" if page else "",
        sheet=f"{HERE}/one/{what}/{entry.sheet}" if what and entry.sheet and frame()["supervisor"] else "",
        sign=f"{HERE}/agreements/{entry.id}/sign" if lacks else "",
        right=f"{PATH}/corrections/{register}/{entry.id}" if register in VALUES else "",
        tone=entry.tone,
    )


def field_view(field: Field) -> p.FieldView:
    """Return a field as the page draws it."""
    strokes, box = outline(field.pen)
    path = f"{PATH}/items/{field.about}" if field.about else ""
    return p.FieldView(field.text, field.small, strokes, box, path, field.tone)


def outline(pen: Pen) -> tuple[tuple[str, ...], str]:
    """Return pen strokes as points for SVG, and the box that holds them; nothing for none."""
    points = [point for stroke in pen for point in stroke]
    if not points:
        return (), ""
    left, top = min(x for x, _ in points) - 8, min(y for _, y in points) - 8
    wide, high = max(x for x, _ in points) - left + 8, max(y for _, y in points) - top + 8
    strokes = tuple(" ".join(f"{x},{y}" for x, y in stroke) for stroke in pen if stroke)
    return strokes, f"{left} {top} {wide} {high}"


def _address(register: str, *parts: tuple[str, str]) -> str:
    query = urlencode([(name, value) for name, value in parts if value])
    return f"{HERE}/{register}?{query}" if query else f"{HERE}/{register}"
