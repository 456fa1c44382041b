"""A register put right at the desk: the old entry stays, the new one says who, when and why."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.corrections.correction import VALUES
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.correction_lines import choice_named, field_named, note
from kiosk.flows.registers.corrections import Standing
from kiosk.flows.registers.writer import Writer
from ui import failures
from ui.desk.corrections import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts.pages import Pick
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_corrections", __name__, url_prefix=f"{PATH}/corrections")
HERE = f"{PATH}/corrections"
ONE = f"any({', '.join(VALUES)})"
ELSEWHERE = frozenset({"correction.unknown", "grievance.unknown", "staff.needed"})
"""Refusals that the form itself can't mend."""


@pages.get(f"/<{ONE}:register>/<about>")
@role("attendant", at="desk")
def line(register: str, about: str) -> Response:
    """What can be put right of a line, and what was."""
    flow, writer = journeys().corrections, _writer()
    number = _number(register, about)
    home = f"{HERE}/{register}/{about}"
    rows = [
        p.ValueRow(_named(writer, one), _said(writer, register, one), f"{home}/{one.field}")
        for one in flow.values(register, about, present())
    ]
    earlier = tuple(note(writer, one, whole=True) for one in flow.of(register, about))
    register_page = f"{PATH}/registers/{register}"
    return show(p.LinePage(**frame(), number=number, home=register_page, rows=tuple(rows), earlier=earlier))


@pages.get(f"/<{ONE}:register>/<about>/<field>")
@role("attendant", at="desk")
def ask(register: str, about: str, field: str) -> Response:
    """What one value says, and what it should."""
    return _form(register, about, field, fresh_id())


@pages.post(f"/<{ONE}:register>/<about>/<field>")
@role("attendant", at="desk")
def correct(register: str, about: str, field: str) -> AnyResponse:
    """Put it right."""
    act, form = posted_id(), request.form
    said = (form.get("value", "")[:400], form.get("why", "")[:400])
    try:
        journeys().corrections.correct(act, (register, about, field), *said, present())
    except Refused as refused:
        if refused.code in ELSEWHERE:
            raise
        return _form(register, about, field, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{register}/{about}")


def _form(register: str, about: str, field: str, act: str, problem: Message | None = None) -> Response:
    one, writer = journeys().corrections.value(register, about, field, present()), _writer()
    chosen = request.form.get("value", one.plain)[:400]
    choices = one.value.choices
    page = p.CorrectionForm(
        **frame(),
        number=_number(register, about),
        act=act,
        path=f"{HERE}/{register}/{about}/{field}",
        home=f"{HERE}/{register}/{about}",
        field=_named(writer, one),
        said=_said(writer, register, one),
        picks=tuple(
            Pick(each, choice_named(writer.say, register, field, each), each == chosen) for each in choices
        ),
        counted=one.value.counted,
        typed=chosen,
        why=request.form.get("why", "")[:400],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _number(register: str, about: str) -> str:
    return str(journeys().corrections.line(register, about, present()).number)


def _named(writer: Writer, one: Standing) -> str:
    return (
        one.asked.name.in_language(writer.language.value) if one.asked else field_named(writer.say, one.field)
    )


def _said(writer: Writer, register: str, one: Standing) -> str:
    return choice_named(writer.say, register, one.field, one.plain)


def _writer() -> Writer:
    return journeys().registers.writer(chosen_language())
