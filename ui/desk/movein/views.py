"""A move-in at the desk: which lists are open, who moves in, and one list as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.keeping import keeping
from kiosk.domain.keeping.keeping import DOCUMENTS
from kiosk.domain.movein.movein import CONDITIONS, GIVEN_UP, KINDS, METERS, MoveIn
from kiosk.domain.movein.signing import next_part
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.movein import pages as p
from ui.desk.movein.rows import HERE, cabinet, lines_of, lives_here, open_list, signatures, state
from ui.desk.pages import NO_WITNESS
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame
from ui.desk.witnesses import witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_movein", __name__, url_prefix=f"{PATH}/movein")
MOST_FOUND = 8
LIST_ID = re.compile(r"[0-9a-f]{32}")


@pages.get("")
@role("attendant", at="desk")
def moveins() -> Response:
    """What is unfinished or owed, and whoever was searched for."""
    return overview()


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    return go(f"{HERE}?words={seal(request.form.get('words', '').strip())}")


@pages.get("/new/<who>")
@role("attendant", at="desk")
def ask_document(who: str) -> Response:
    """Which document the owner shows."""
    return begin_page(who, fresh_id(), request.args.get("follows", ""), request.args.get("why", ""))


@pages.get("/<move_in>")
@role("attendant", at="desk")
def one(move_in: str) -> Response:
    """One list."""
    return list_page(move_in)


@pages.get("/<move_in>/sign")
@role("attendant", at="desk")
def ask_name(move_in: str) -> AnyResponse:
    """The list, and room for the next name; back to it while something is open."""
    try:
        return sign_page(move_in)
    except Refused as refused:
        if refused.code not in ("movein.empty", "movein.key_waits"):
            raise
        return list_page(move_in, failures.message(refused.code, refused.facts))


def overview(problem: Message | None = None, typed: tuple[str, str, str] = ("", "", "")) -> Response:
    """Return the page of all lists that want something."""
    words = Words(journeys(), chosen_language())
    asked = unseal(request.args.get("words", "")) or ""
    found = journeys().directory.matching(journeys().ledger.house, asked) if asked.strip() else []
    people = [who for who in found if who.role is Role.RESIDENT and who.unit and who.active][:MOST_FOUND]
    page = p.MoveIns(
        **frame(),
        rows=tuple(open_list(words, each) for each in journeys().move_ins.open),
        found=tuple((words.person(who.id), f"{HERE}/new/{seal(who.id)}") for who in people),
        words=asked,
        person=f"r-{fresh_id()[:16]}",
        typed=typed,
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def begin_page(who: str, act: str, follows: str, why: str, problem: Message | None = None) -> Response:
    """Return the page on which a list begins."""
    owner = owner_of(who)
    chosen = request.form.get("document", "")
    page = p.Begin(
        **frame(),
        path=f"{HERE}/new/{who}",
        act=act,
        unit=owner.unit or "",
        owner=journeys().directory.name(owner.id),
        documents=tuple((one, one == chosen) for one in DOCUMENTS),
        follows=follows,
        why=why,
        reference=follows[:8].upper(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def list_page(name: str, problem: Message | None = None) -> Response:
    """Return the page of one list."""
    move_in, flow = known(name), journeys().move_ins
    words, writable = Words(journeys(), chosen_language()), move_in.under_way and not move_in.signed
    signed = not move_in.under_way and not move_in.given_up
    supervisor = frame()["supervisor"]
    now = journeys().clock.now().astimezone(ZoneInfo(journeys().settings.site.time_zone))
    again = f"{HERE}/new/{seal(move_in.owner)}?follows={name}&why="
    page = p.ListPage(
        **frame(),
        path=f"{HERE}/{name}",
        act=fresh_id(),
        unit=move_in.unit,
        owner=journeys().directory.name(move_in.owner),
        state=state(words, move_in),
        writable=writable,
        signable=move_in.under_way and not flow.unready(name),
        under_way=move_in.under_way,
        cabinet=cabinet(words, name) if writable else (),
        lines=lines_of(move_in),
        meters=tuple((meter, move_in.readings.get(meter, "")) for meter in METERS),
        kinds=KINDS,
        conditions=CONDITIONS,
        given_up=GIVEN_UP,
        earliest=(now + timedelta(days=1)).strftime("%Y-%m-%d"),
        signatures=signatures(words, move_in),
        leave=f"{PATH}/keeping/{seal(move_in.owner)}/leave" if signed and lives_here(move_in) else "",
        sheet=f"{PATH}/registers/one/move_in/{name}" if signed and supervisor else "",
        deliver=f"{again}delivery" if move_in.owed else "",
        correct=f"{again}correction" if signed else "",
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def sign_page(name: str, problem: Message | None = None) -> Response:
    """Return the page for the next name under a list.

    Raises:
        Refused: `movein.unknown` for one that is over; as `MoveIns.unready`.
    """
    move_in = known(name)
    if not move_in.under_way:
        raise Refused("movein.unknown")
    if not move_in.signed and (why := journeys().move_ins.unready(name)):
        raise Refused(why)
    page = p.SignList(
        **frame(),
        path=f"{HERE}/{name}",
        part=next_part(move_in),
        unit=move_in.unit,
        owner=journeys().directory.name(move_in.owner),
        lines=lines_of(move_in),
        meters=tuple(move_in.readings.items()),
        problem=problem,
        witness=witnesses() if next_part(move_in) == "owner" else NO_WITNESS,
    )
    return show(page, 409 if problem else 200)


def known(name: str) -> MoveIn:
    """Return the list that an address means.

    Raises:
        Refused: `movein.unknown`.
    """
    if not LIST_ID.fullmatch(name):
        raise Refused("movein.unknown")
    return journeys().move_ins.of(name)


def owner_of(who: str) -> Person:
    """Return whom a sealed name in an address means.

    Raises:
        Refused: `resident.unknown`, also after the kiosk was started anew.
    """
    return keeping.resident(journeys().ledger.house, unseal(who) or "")


def after(
    act: Callable[[], object], at_page: frozenset[str], path: str, again: Callable[[Message], Response]
) -> AnyResponse:
    """Do it and go on to `path`; a refusal that belongs to the page is said there."""
    try:
        act()
    except Refused as refused:
        if refused.code not in at_page:
            raise
        return again(failures.message(refused.code, refused.facts))
    return go(path)
