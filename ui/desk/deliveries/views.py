"""Announced deliveries at the desk: what is awaited, lists from a file or pasted, and what will not come."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.refusal import Refused
from kiosk.flows.parcels.deliveries import Announced
from ui import failures
from ui.desk.deliveries import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/deliveries"
pages = Blueprint("desk_deliveries", __name__, url_prefix=HERE)
AT_ONCE = 300
LATE_AFTER_DAYS = 7
MOST_WRONG = 50
MOST_WORDS = 60


@pages.get("")
@role("attendant", at="desk")
def deliveries() -> Response:
    """What is awaited, or what was searched for."""
    return _page(words=unseal(request.args.get("words", "")) or "")


@pages.get("/list")
@role("attendant", at="desk")
def ask() -> Response:
    """The form for a list; under its own address, so that the page after it stays fresh too."""
    return _page(form=True)


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    words = request.form.get("words", "").strip()[:MOST_WORDS]
    return go(f"{HERE}?words={seal(words)}" if words else HERE)


@pages.post("/list")
@role("attendant", at="desk")
def announce() -> Response:
    """Take a list, and say what became of it. The same list once more changes nothing."""
    pasted = ""
    try:
        file = request.files.get("file")
        pasted = request.form.get("text", "")
        table = pasted.encode()
        if file is not None:
            with file.stream:
                table = file.read() if file.filename else table
        found = journeys().deliveries.from_table(table, present().id)
    except RequestEntityTooLarge:
        return _page(problem=Message(code="delivery.table", facts={}), form=True, status=413)
    except Refused as refused:
        return _page(
            problem=failures.message(refused.code, refused.facts), form=True, text=pasted, status=409
        )
    return _page(outcome=_outcome(found), form=bool(found.wrong), text=found.again)


@pages.post("/withdraw")
@role("attendant", at="desk")
def withdraw() -> AnyResponse:
    """A parcel will not come."""
    journeys().deliveries.withdraw(request.form.get("barcode", ""))
    words = unseal(request.form.get("words", "")) or ""
    return go(f"{HERE}?words={seal(words)}" if words else HERE)


def _page(
    *,
    words: str = "",
    form: bool = False,
    text: str = "",
    outcome: p.Outcome | None = None,
    problem: Message | None = None,
    status: int = 200,
) -> Response:
    said = Words(journeys(), chosen_language())
    found = journeys().deliveries.awaited(words=words)
    return show(
        p.DeliveriesPage(
            **frame(),
            chips=chips(said, "deliveries"),
            rows=tuple(_row(said, one) for one in found[:AT_ONCE]),
            words=words,
            count=len(found),
            open=form,
            text=text,
            outcome=outcome,
            problem=problem,
        ),
        status,
    )


def _row(words: Words, one: Delivery) -> p.AwaitedRow:
    days = max(0, (journeys().clock.now() - one.at).days)
    how, _, who = one.source.partition(":")
    source = words.person(who) if how == "csv" else words.say("deliveries.from_program", name=who)
    return p.AwaitedRow(
        one.barcode, one.unit, one.carrier, one.size, one.heavy, one.at, days, source, days >= LATE_AFTER_DAYS
    )


def _outcome(found: Announced) -> p.Outcome:
    lines = found.again.split("\n")[1:]
    wrong = [
        p.WrongLine(number, code, (lines[place] if place < len(lines) else "")[:80])
        for place, (number, code) in enumerate(found.wrong.items())
    ]
    return p.Outcome(found.taken, found.known, tuple(wrong[:MOST_WRONG]), max(0, len(wrong) - MOST_WRONG))
