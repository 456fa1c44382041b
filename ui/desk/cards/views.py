"""Residents' cards at the desk: issue, print, revoke; their ID card on file; what is kept of documents, and its end."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.cards.showing import HERE, address, page
from ui.desk.sealing import unseal
from ui.desk.sessions import present
from ui.guards import role
from ui.proving.views import picture_of
from ui.reach import go, journeys, posted_id
from ui.rendering import chosen_language

pages = Blueprint("desk_cards", __name__, url_prefix=HERE)


@pages.get("")
@role("attendant", at="desk")
def cards() -> AnyResponse:
    """Who has which card, and the resident who was picked."""
    who = unseal(request.args.get("who", ""))
    known = journeys().ledger.house.people.get(who or "")
    if who is None or (who and (known is None or known.role is not Role.RESIDENT)):
        return go(HERE)
    return page(known)


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    return go(address(words=request.form.get("words", "").strip()))


@pages.post("/issue")
@role("attendant", at="desk")
def issue() -> AnyResponse:
    """A new card; the one before it is void."""
    person, act = _posted_person(), posted_id()
    on_paper = request.form.get("paper") == "yes"
    return _then(person, lambda: journeys().cards.issue(act, person, present(), on_paper=on_paper))


@pages.post("/print")
@role("attendant", at="desk")
def print_again() -> AnyResponse:
    """The same card on paper once more."""
    person, act, card = _posted_person(), posted_id(), request.form.get("card", "")
    return _then(person, lambda: journeys().cards.print_again(act, card, present()))


@pages.get("/<card>.pdf")
@role("attendant", at="desk")
def sheet(card: str) -> Response:
    """The card in the size of a bank card, to print, cut and laminate."""
    known = journeys().ledger.house.cards.get(card)
    if known is None:
        raise Refused("card.void")
    made = journeys().card_sheets.of([known], present().id, chosen_language())
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="card.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/revoke")
@role("attendant", at="desk")
def revoke() -> AnyResponse:
    """The printed card opens nothing from now on; with `badge`, the card on the reader neither."""
    person, card, why = _posted_person(), request.form.get("card", ""), _reason()

    def both() -> None:
        if card:
            journeys().cards.revoke(card, present(), why)
        if request.form.get("badge") == "yes":
            journeys().badges.revoke(person, present(), why)

    return _then(person, both)


@pages.post("/read")
@role("attendant", at="desk")
def read() -> AnyResponse:
    """Have the lobby's camera look for the resident's ID card."""
    person = _posted_person()
    return _then(person, lambda: journeys().identifying.begin(present().id))


@pages.post("/turn")
@role("attendant", at="desk")
def turn() -> AnyResponse:
    """Have it look for the back of that card."""
    person = _posted_person()
    return _then(person, lambda: journeys().identifying.turn(present().id))


@pages.get("/glance.jpg")
@role("attendant", at="desk")
def glance() -> Response:
    """What the lobby's camera sees while this attendant has it look for a card, too coarse to be read."""
    return picture_of(journeys().identifying.glance(present().id))


@pages.post("/file")
@role("attendant", at="desk")
def file() -> AnyResponse:
    """Put the ID card on file: its digest, not its number."""
    person, form = _posted_person(), request.form

    def put() -> None:
        shown = journeys().identifying.entered(form.get("kind", ""), form.get("number", "")[:40], present())
        journeys().documents.file(person, shown, present())
        journeys().identifying.cancel(present().id)

    return _then(person, put)


@pages.post("/unfile")
@role("attendant", at="desk")
def unfile() -> AnyResponse:
    """Take it off file."""
    person = _posted_person()
    return _then(person, lambda: journeys().documents.unfile(person, present(), "asked"))


@pages.post("/documents/<record>/look")
@role("attendant", at="desk")
def look(record: str) -> AnyResponse:
    """Show the number of a document once; that it was looked at is on record."""
    person = _posted_person()
    try:
        kept = journeys().documents.look(record, present())
    except Refused as refused:
        return page(_known(person), problem=failures.message(refused.code, refused.facts))
    return page(_known(person), looked=kept)


@pages.post("/documents/<record>/delete")
@role("attendant", at="desk")
def delete(record: str) -> AnyResponse:
    """Destroy what is kept of it before its day."""
    person = _posted_person()
    return _then(person, lambda: journeys().documents.delete(record, present()))


@pages.post("/documents/<record>/picture.jpg")
@role("attendant", at="desk")
def picture(record: str) -> Response:
    """The picture, once the look at it is on record."""
    response = Response(journeys().documents.picture(record, present()), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


def _then(person: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        return page(_known(person), problem=failures.message(refused.code, refused.facts))
    return go(address(who=person))


def _known(person: str) -> Person | None:
    return journeys().ledger.house.people.get(person)


def _posted_person() -> str:
    """Return the resident whom the posted form is about.

    Raises:
        Refused: `person.unknown` for a name that this run has not sealed.
    """
    person = unseal(request.form.get("who", ""))
    if not person:
        raise Refused("person.unknown")
    return person


def _reason() -> str:
    """The reason that was typed, else the one that was touched."""
    return request.form.get("other", "").strip() or request.form.get("reason", "")
