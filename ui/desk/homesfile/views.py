"""The homes' files (一户一档): looked for, opened for a reason on record, noted in, printed by a supervisor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.homesfile.look import REASONS, Look
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.homesfile.contents import Asking, FilePart, FileRow, file_parts
from kiosk.flows.registers.finding import Asked
from ui import failures
from ui.desk.homesfile import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_homesfile", __name__, url_prefix=f"{PATH}/homesfile")
HERE = f"{PATH}/homesfile"
AT_ONCE = 40
LOOKS_SHOWN = 4


@pages.get("")
@role("attendant", at="desk")
def find() -> Response:
    """Which home."""
    asked = unseal(request.args.get("q", "")) or ""
    homes = tuple((unit, f"{HERE}/{seal(unit)}") for unit in journeys().homes_files.units(asked))
    return show(p.FindHome(**frame(), chips=chips(_words(), "homesfile"), words=asked, homes=homes))


@pages.post("/find")
@role("attendant", at="desk")
def take_words() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    return go(f"{HERE}?{urlencode({'q': seal(request.form.get('words', '').strip())})}")


@pages.get("/looks")
@role("supervisor", at="desk")
def looks() -> Response:
    """Who looked into which home's file."""
    known, words, unit = journeys(), _words(), unseal(request.args.get("q", "")) or ""
    found = known.homes_files.looks(
        unit=unit, before=request.args.get("before", ""), before_id=request.args.get("id", ""), most=AT_ONCE
    )
    older = ""
    if len(found) == AT_ONCE:
        last = {"before": found[-1].made.strftime("%Y-%m-%dT%H:%M:%S"), "id": found[-1].id}
        older = f"{HERE}/looks?{urlencode({'q': seal(unit), **last})}"
    return show(
        p.Looks(
            **frame(),
            chips=chips(words, "homesfile"),
            unit=unit,
            rows=tuple(_look(words, one, linked=not unit) for one in found),
            older=older,
        )
    )


@pages.get("/<home>")
@role("attendant", at="desk")
def ask_why(home: str) -> Response:
    """Why somebody looks; nothing of the home is shown before."""
    return _ask_why(_unit(home), home, fresh_id())


@pages.post("/<home>")
@role("attendant", at="desk")
def open_file(home: str) -> AnyResponse:
    """Put the look on record, then show the file."""
    unit, act = _unit(home), posted_id()
    try:
        journeys().homes_files.look(act, unit, present(), request.form.get("why", ""))
    except Refused as refused:
        if refused.code not in ("look.why", "look.over"):
            raise
        return _ask_why(unit, home, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{home}/{act}")


@pages.get("/<home>/<look>")
@role("attendant", at="desk")
def file(home: str, look: str) -> AnyResponse:
    """The file, while the look lasts; after that its reason is asked for again."""
    try:
        return _page(home, look)
    except Refused as refused:
        if refused.code != "look.over":
            raise
        return go(f"{HERE}/{home}")


@pages.post("/<home>/<look>/contacts")
@role("attendant", at="desk")
def contacts(home: str, look: str) -> AnyResponse:
    """Show names and telephone numbers whole; that is on record too."""
    return _then(home, look, lambda: journeys().homes_files.show_contacts(look, _unit(home), present()))


@pages.post("/<home>/<look>/notes")
@role("attendant", at="desk")
def note(home: str, look: str) -> AnyResponse:
    """Keep a note about somebody who lives there; whoever types slowly loses nothing when the look is over."""
    person, words, act = (
        unseal(request.form.get("about", "")) or "",
        request.form.get("words", ""),
        posted_id(),
    )
    return _then(home, look, lambda: journeys().homes_files.note(act, person, present(), words))


@pages.post("/<home>/<look>/notes/<name>/strike")
@role("attendant", at="desk")
def strike(home: str, look: str, name: str) -> AnyResponse:
    """Take a note out."""
    return _then(home, look, lambda: journeys().homes_files.strike(name, present()))


@pages.post("/<home>/<look>/sheet")
@role("supervisor", at="desk")
def sheet(home: str, look: str) -> AnyResponse:
    """Have the file made into a document, for the look that is open."""
    journeys().homes_files.open(look, _unit(home), present())
    name = journeys().exports.ask(
        present(), "home_file", chosen_language(), about=look, asked=Asked("kept"), back=f"{HERE}/{home}"
    )
    return go(f"{PATH}/registers/sheets/{name}")


def _then(home: str, look: str, act: Callable[[], object]) -> AnyResponse:
    """Return the page after something was done; a look that is over asks for its reason before it is shown."""
    try:
        act()
    except Refused as refused:
        if refused.code == "look.over":
            return go(f"{HERE}/{home}")
        if not refused.code.startswith(("home.note", "note.")):
            raise
        problem = failures.message(refused.code, refused.facts)
        try:
            return _page(home, look, problem)
        except Refused:
            return _ask_why(_unit(home), home, fresh_id(), problem)
    return go(f"{HERE}/{home}/{look}")


def _unit(home: str) -> str:
    """Return which home an address means.

    Raises:
        Refused: `home.unknown`, also after the kiosk was started anew.
    """
    unit = unseal(home) or ""
    if not journeys().homes_files.people(unit):
        raise Refused("home.unknown")
    return unit


def _ask_why(unit: str, home: str, act: str, problem: Message | None = None) -> Response:
    words = _words()
    page = p.AskWhy(
        **frame(),
        chips=chips(words, "homesfile"),
        unit=unit,
        path=f"{HERE}/{home}",
        act=act,
        reasons=tuple((one, words.say(f"homesfile.reason.{one}")) for one in REASONS),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _page(home: str, look: str, problem: Message | None = None) -> Response:
    known, words, unit = journeys(), _words(), _unit(home)
    opened = known.homes_files.open(look, unit, present())
    people = known.homes_files.people(unit)
    asking = Asking(
        known.registers.writer(words.language),
        known.directory,
        unit,
        people,
        opened.contacts,
        known.furniture,
    )
    here = f"{HERE}/{home}"
    page = p.HomeFile(
        **frame(),
        chips=chips(words, "homesfile"),
        unit=unit,
        why=words.say(f"homesfile.reason.{opened.why}"),
        path=here,
        look=look,
        contacts=opened.contacts,
        parts=tuple(_part(unit, one) for one in file_parts(asking)),
        notes=tuple(_notes(words, unit, f"{here}/{look}")),
        people=_choices(asking, people),
        act=fresh_id(),
        looks=tuple(
            _look(words, one, linked=False)
            for one in known.homes_files.looks(unit=unit, most=LOOKS_SHOWN + 1)
            if one.id != look
        )[:LOOKS_SHOWN],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _choices(asking: Asking, people: Sequence[Person]) -> tuple[tuple[str, str], ...]:
    return tuple((seal(one.id), asking.name(one.id)) for one in people)


def _notes(words: Words, unit: str, here: str) -> Sequence[p.NoteView]:
    found = []
    for one, said in journeys().homes_files.notes(unit):
        may = one.by == present().id or frame()["supervisor"]
        day = words.journeys.registers.writer(words.language).day(one.made)
        by = words.say("homesfile.noted_by", who=journeys().directory.name(one.by), day=day)
        found.append(p.NoteView(said, by, f"{here}/notes/{one.id}/strike" if may else ""))
    return found


def _part(unit: str, part: FilePart) -> p.FilePartView:
    more = f"{PATH}/registers/{part.register}?{urlencode({'q': seal(unit)})}" if part.register else ""
    return p.FilePartView(part.name, part.title, tuple(_line(row) for row in part.rows), more)


def _line(row: FileRow) -> p.FileLine:
    path = f"{PATH}/items/{row.item}" if row.item else ""
    return p.FileLine(row.label, row.said, tuple(one for one in row.small if one), path, row.tone)


def _look(words: Words, one: Look, *, linked: bool) -> p.LookRow:
    who, why = journeys().directory.name(one.by), words.say(f"homesfile.reason.{one.why}")
    path = f"{HERE}/looks?{urlencode({'q': seal(one.unit)})}" if linked else ""
    return p.LookRow(one.made, who, why, one.contacts, one.unit, path)


def _words() -> Words:
    return Words(journeys(), chosen_language())
