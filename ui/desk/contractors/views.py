"""Contractors at the desk: who is in, letting somebody in, and who is not let in."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.contractors.contractors import open_stay
from kiosk.domain.contractors.stay import Stay
from kiosk.domain.id_numbers import ID_CARD, KINDS, masked
from kiosk.domain.refusal import Refused
from kiosk.flows.passes.contractor_records import Arrival, Shown
from kiosk.flows.passes.contractors import rules_in
from kiosk.language.messages import Language
from ui import failures
from ui.desk.cards.showing import camera_now
from ui.desk.contractors import pages as p
from ui.desk.contractors.showing import HERE, stay_row
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.seconds import posted_second, seconds
from ui.desk.sessions import frame, present
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_contractors", __name__, url_prefix=HERE)
MOST_FOUND = 60


@pages.get("")
@role("attendant", at="desk")
def contractors() -> Response:
    """Who is in now, or whoever was searched for."""
    words = Words(journeys(), chosen_language())
    asked = unseal(request.args.get("words", "")) or ""
    searched = "words" in request.args
    found = journeys().contractors.found(asked) if searched else journeys().contractors.inside()
    return show(
        p.ContractorList(
            **frame(),
            rows=tuple(stay_row(words, stay) for stay in found[:MOST_FOUND]),
            chips=chips(words, "contractors"),
            words=asked,
            searched=searched,
            blocked=len(journeys().ledger.house.blocks),
        )
    )


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    return go(f"{HERE}?words={seal(request.form.get('words', '').strip())}")


@pages.get("/new")
@role("attendant", at="desk")
def ask() -> Response:
    """An empty form."""
    return show(_form(fresh_id()))


@pages.post("/new")
@role("attendant", at="desk")
def admit() -> AnyResponse:
    """Check the number; with the signature, let the person in."""
    act, arrival = posted_id(), _typed()
    shown: Shown | None = None
    try:
        shown = journeys().contractors.shown(arrival.kind, arrival.number)
        if going_on := open_stay(journeys().ledger.house, shown.person):
            return go(f"{HERE}/{going_on.id}")
        if "admit" not in request.form or unseal(request.form.get("checked", "")) != _as_checked(shown):
            return show(_form(act, shown))  # nobody is let in by a number that was not compared with the card
        stay = journeys().contractors.admit(present(), arrival, posted_name(), posted_second())
        _keep_document(stay, arrival)
    except Refused as refused:
        return show(_form(act, shown, failures.message(refused.code, refused.facts)), 409)
    return go(f"{HERE}/{stay.id}")


@pages.post("/read")
@role("attendant", at="desk")
def read() -> AnyResponse:
    """Have the lobby's camera look for the document."""
    journeys().identifying.begin(present().id)
    return go(f"{HERE}/new")


@pages.post("/turn")
@role("attendant", at="desk")
def turn() -> AnyResponse:
    """Have the card's back read as well."""
    journeys().identifying.turn(present().id)
    return go(f"{HERE}/new")


@pages.get("/blocked")
@role("attendant", at="desk")
def blocked() -> Response:
    """Documents that are not let in, and why."""
    words = Words(journeys(), chosen_language())
    rows = tuple(
        p.BlockedRow(
            path=f"{HERE}/blocked/{one.block.id}/lift",
            named=one.name,
            document=f"{words.say(f'contractors.kind.{one.kind}')} {one.number}",
            reason=one.reason,
            until=one.block.until,
            by=words.person(one.block.by),
        )
        for one in journeys().contractors.blocked()
    )
    return show(p.BlockedList(**frame(), rows=rows, chips=chips(words, "contractors")))


@pages.post("/blocked/<document>/lift")
@role("supervisor", at="desk")
def lift(document: str) -> AnyResponse:
    """Let a document in again."""
    journeys().contractors.unblock(present(), document)
    return go(f"{HERE}/blocked")


def _typed() -> Arrival:
    form = request.form
    spoken = form.get("language", "")
    return Arrival(
        stay=posted_id(),
        kind=form.get("kind", ""),
        number=form.get("number", "")[:40],
        name=form.get("name", "")[:40],
        company=form.get("company", "")[:40],
        phone=form.get("phone", "")[:20],
        language=spoken if spoken in {one.value for one in Language} else chosen_language().value,
        agreed=form.get("agreed") == "yes",
    )


def _keep_document(stay: Stay, arrival: Arrival) -> None:
    """What the camera read, or what was made of it by hand, is kept as long as the site says, and no longer."""
    identifying, by = journeys().identifying, present()
    shown = identifying.entered(arrival.kind, arrival.number, by)
    if shown.how != "typed":
        journeys().documents.keep(stay.id, stay.person, "contractor", shown, by.id)
        identifying.cancel(by.id)


def _form(act: str, shown: Shown | None = None, problem: Message | None = None) -> p.NewContractor:
    words, form = Words(journeys(), chosen_language()), request.form
    camera = camera_now()
    kind = form.get("kind") or camera.kind or ID_CARD
    spoken = form.get("language", words.language.value)
    reader = next((one for one in Language if one.value == spoken), words.language)
    return p.NewContractor(
        **frame(),
        act=act,
        kinds=tuple(p.Choice(one, words.say(f"contractors.kind.{one}"), one == kind) for one in KINDS),
        languages=tuple(
            p.Choice(one.value, words.say(f"contractors.speaks_in.{one.value}"), one is reader)
            for one in Language
        ),
        number=form.get("number", camera.number)[:40],
        named=form.get("name", camera.named)[:40],
        company=form.get("company", "")[:40],
        phone=form.get("phone", "")[:20],
        seconds=seconds(problem),
        witness=witnesses(),
        camera=camera,
        topics=("identifying",) if camera.step == "looking" else (),
        compare=_compare(shown) if shown else None,
        rules=rules_in(reader),
        agreed=form.get("agreed") == "yes",
        problem=problem,
    )


def _as_checked(shown: Shown) -> str:
    return f"{shown.kind}:{shown.number}"


def _compare(shown: Shown) -> p.Compare:
    says = shown.says
    return p.Compare(
        checked=seal(_as_checked(shown)),
        number=masked(shown.number),
        born=says.born.isoformat() if says else "",
        female=says is not None and says.female,
        region=says.region if says else "",
        known=journeys().directory.name(shown.person) if shown.person else "",
    )
