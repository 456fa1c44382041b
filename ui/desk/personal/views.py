"""Personal data at the desk: found by name, given to whom it is about, erased by two; and how long things are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_date
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.erasure.erasure import REASONS, Erasure
from kiosk.domain.id_numbers import KINDS
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused
from kiosk.flows.personal.copies import as_json
from kiosk.flows.personal.retention import KeptFor
from kiosk.flows.registers.finding import Asked
from kiosk.flows.registers.writer import Writer
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.personal import pages as p
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_personal", __name__, url_prefix=f"{PATH}/personal")
HERE = f"{PATH}/personal"
AT_ONCE = 24
AT_THE_PAGE = frozenset(
    {
        "erasure.second", "erasure.hindered", "reason.missing", "pin.wrong", "pin.paused", "copy.not_theirs",
        "copy.second", "copy.how", "copy.own", "document.kind", "document.number",
    }
)  # fmt: skip
SETTLED_AT = {
    "moving": "map", "keys_held": "keys", "own_keys": "keeping", "parcels": "waiting", "deposits": "deposits",
    "transfers": "transfers", "sendings": "sendings", "loans": "loans", "money": "prepaid", "services": "services",
    "orders": "orders", "grievances": "grievances", "followups": "followups", "complaints": "map",
    "permits": "passes", "releases": "releases", "inspections": "inspections", "move_ins": "movein",
    "stays": "contractors", "shift": "shift", "works": "map", "bookings": "bookings", "last_supervisor": "",
}  # fmt: skip
"""Where each hindrance is settled."""


@pages.get("")
@role("supervisor", at="desk")
def find() -> Response:
    """Whose data."""
    words, asked = _words(), unseal(request.args.get("q", "")) or ""
    found = journeys().directory.matching(journeys().ledger.house, asked) if asked.strip() else []
    people = [
        (words.person(one.id), words.say(f"personal.role.{one.role.value}"), f"{HERE}/{seal(one.id)}")
        for one in found[:AT_ONCE]
    ]
    erased = tuple(_row(words, one) for one in journeys().erasing.recent())
    return show(
        p.FindPerson(
            **frame(), chips=chips(words, "personal"), words=asked, people=tuple(people), erased=erased
        )
    )


@pages.post("/find")
@role("supervisor", at="desk")
def take_words() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    return go(f"{HERE}?{urlencode({'q': seal(request.form.get('words', '').strip())})}")


@pages.get("/retention")
@role("supervisor", at="desk")
def retention() -> Response:
    """How long which kind of thing is kept, and what went so far."""
    words, known = _words(), journeys().retention
    last = known.last_round
    return show(
        p.RetentionPage(
            **frame(),
            chips=chips(words, "personal"),
            last=words.say("personal.rules.last", time=_writer().time(last.at)) if last else "",
            rows=tuple(_rule(words, one) for one in known.rules()),
        )
    )


@pages.get("/done/<name>")
@role("supervisor", at="desk")
def done(name: str) -> Response:
    """An erasure that was made."""
    words, one = _words(), journeys().erasing.of(name)
    return show(
        p.ErasedPage(
            **frame(),
            chips=chips(words, "personal"),
            number=one.number,
            at=one.at,
            said=_said(words, one),
            count=_writer().number(one.records),
            backups=_backups(words, one.backups_until),
        )
    )


@pages.get("/<whose>")
@role("supervisor", at="desk")
def one(whose: str) -> AnyResponse:
    """What is kept of somebody, and what would hinder an erasure."""
    return _page(whose)


@pages.post("/<whose>/erase")
@role("supervisor", at="desk")
def erase(whose: str) -> AnyResponse:
    """Erase somebody; a double tap leads to the erasure that was made."""
    person, form = _person(whose), request.form

    def act() -> AnyResponse:
        made = journeys().erasing.erase(
            present(), person, posted_id(), form.get("second", ""), form.get("pin", ""), form.get("why", "")
        )
        return go(f"{HERE}/done/{made.id}")

    return _then(whose, act)


@pages.post("/<whose>/copy")
@role("supervisor", at="desk")
def copy(whose: str) -> AnyResponse:
    """Put on record that somebody is given what is kept of them, once it is proved who they are."""
    person, form = _person(whose), request.form

    def act() -> AnyResponse:
        known, by, name = journeys().copies, present(), posted_id()
        if form.get("how") == "document":
            known.by_document(by, person, name, form.get("kind", ""), form.get("number", ""))
        else:
            known.by_colleague(by, person, name, form.get("second", ""), form.get("pin", ""))
        return go(f"{HERE}/copies/{name}")

    return _then(whose, act)


@pages.get("/copies/<name>")
@role("supervisor", at="desk")
def taken(name: str) -> Response:
    """The ways to take a file along."""
    known = journeys().copies.of(name, present())
    return show(
        p.CopyPage(
            **frame(),
            chips=chips(_words(), "personal"),
            person=_words().person(known.person),
            path=f"{HERE}/copies/{name}",
            home=f"{HERE}/{seal(known.person)}",
        )
    )


@pages.post("/copies/<name>/sheet")
@role("supervisor", at="desk")
def sheet(name: str) -> AnyResponse:
    """Have the file made into a document."""
    journeys().copies.of(name, present())
    made = journeys().exports.ask(
        present(),
        "person_file",
        chosen_language(),
        about=name,
        asked=Asked("kept"),
        back=f"{HERE}/copies/{name}",
    )
    return go(f"{PATH}/registers/sheets/{made}")


@pages.post("/copies/<name>/file")
@role("supervisor", at="desk")
def for_programs(name: str) -> AnyResponse:
    """The file for programs; nothing of it stays in the browser's own memory."""
    journeys().copies.of(name, present())
    response = Response(as_json(journeys().copies.file(name)), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="person-{name[:8]}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _then(whose: str, act: Callable[[], AnyResponse]) -> AnyResponse:
    try:
        return act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _page(whose, failures.message(refused.code, refused.facts))


def _page(whose: str, problem: Message | None = None) -> AnyResponse:
    words, person = _words(), _person(whose)
    if erased := journeys().ledger.house.erasures.get(person):
        return go(f"{HERE}/done/{erased.id}")
    found = journeys().erasing.preview(present(), person)
    number = _writer().number
    hindrances = tuple(
        p.HindranceView(
            words.say(f"personal.hindrance.{one.code}"), number(one.count), words.say(f"personal.step.{one.code}"),
            f"{PATH}/{SETTLED_AT[one.code]}" if SETTLED_AT[one.code] else "",
        )
        for one in found.hindrances
    )  # fmt: skip
    page = p.PersonPage(
        **frame(),
        chips=chips(words, "personal"),
        person=words.person(person),
        role=words.say(f"personal.role.{found.person.role.value}"),
        path=f"{HERE}/{whose}",
        kept=tuple(
            (words.say(f"personal.kind.{kind}"), words.say("personal.count", count=number(count)))
            for kind, count in found.kept.items()
        ),
        hindrances=hindrances,
        backups=_backups(words, found.backups_until),
        reasons=tuple((one, words.say(f"personal.why.{one}")) for one in REASONS),
        documents=tuple((one, words.say(f"contractors.kind.{one}")) for one in KINDS)
        if person in journeys().ledger.house.filed_ids
        else (),
        staff=_staff(words, person),
        act=fresh_id(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _staff(words: Words, person: str) -> p.Choices:
    house, own = journeys().ledger.house, present().id
    staff = [one for one in house.people.values() if one.role in STAFF and one.active]
    return tuple((one.id, words.person(one.id)) for one in staff if one.id not in (own, person))


def _person(whose: str) -> str:
    """Return whom an address means.

    Raises:
        Refused: `person.unknown`, also after the kiosk was started anew.
    """
    person = unseal(whose) or ""
    house = journeys().ledger.house
    if person not in house.people and person not in house.erasures:
        raise Refused("person.unknown")
    return person


def _row(words: Words, one: Erasure) -> p.ErasedRow:
    return p.ErasedRow(one.number, one.at, _said(words, one), f"{HERE}/done/{one.id}")


def _said(words: Words, one: Erasure) -> str:
    return words.say(
        "personal.erased_line",
        role=words.say(f"personal.role.{one.role}"),
        why=words.say(f"personal.why.{one.why}"),
        count=_writer().number(one.records),
        by=words.journeys.directory.name(one.by),
        second=words.journeys.directory.name(one.second),
    )


def _backups(words: Words, until: date) -> str:
    if journeys().settings.backup.folder is None:
        return words.say("personal.no_backups")
    return words.say("personal.backups", day=format_date(until, "long", locale=words.language.value))


def _rule(words: Words, one: KeptFor) -> p.RuleRow:
    number = _writer().number
    nothing = "personal.rules.for_good" if one.own else "personal.rules.not_kept"
    kept = words.say("personal.rules.for_days", count=number(one.days)) if one.days else words.say(nothing)
    gone = number(one.last.total) if one.last else "–"
    return p.RuleRow(
        words.say(f"personal.rule.{one.name}"), kept, gone, one.setting or words.say("personal.rules.fixed")
    )


def _writer() -> Writer:
    return journeys().registers.writer(chosen_language())


def _words() -> Words:
    return Words(journeys(), chosen_language())
