"""Items that change hands at the desk: taken in, told, handed over against a document and a signature."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.entrusted.placing import ITEM_SIZES, lying, missing
from kiosk.domain.goods import KINDS, NOTHING, REFUSED_GOODS
from kiosk.domain.id_numbers import KINDS as DOCUMENTS
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.transfers.deciding import to_put_away
from kiosk.domain.transfers.transfer import BACK_AFTER, Stage, Transfer
from kiosk.flows.identity.standing_by import Written
from kiosk.flows.items.transfers import Brought
from kiosk.language.messages import Language
from ui import failures
from ui.desk.deposits import words as say
from ui.desk.deposits.forms import picks, spoken, stood_by, whole
from ui.desk.deposits.pages import Opened, Pick, Row
from ui.desk.deposits.views import onward
from ui.desk.keybook.ways import chips
from ui.desk.pages import NO_WITNESS
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.transfers import pages as p
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/transfers"
pages = Blueprint("desk_transfers", __name__, url_prefix=HERE)
TYPED = ("home", "phone", "guest", "guest_phone", "words", "pieces")
MOST = 60


@pages.get("")
@role("attendant", at="desk")
def transfers() -> Response:
    """What waits to be handed on."""
    return _page(request.args.get("open", ""))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    typed = request.form.get("words", "").strip()
    return go(f"{HERE}?words={seal(typed)}" if typed else HERE)


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """Who gives what to whom?"""
    return _new(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def take_in() -> AnyResponse:
    """Its giver has signed; refused goods go back, unless a supervisor decides."""
    form, act = request.form, posted_id()
    try:
        found = journeys().directory.find(journeys().ledger.house, unit=form.get("home", "").strip())
        if not found:
            raise Refused("resident.unknown")
        why = form.get("why", "").strip()
        by = (
            journeys().transfers.allowed_by(present(), form.get("supervisor", ""), form.get("pin", ""))
            if why
            else ""
        )
        begun = journeys().transfers.take_in(
            act, found[0].person, _brought(), _written(), present(), (by, why)
        )
    except Refused as refused:
        again = fresh_id() if refused.code.startswith("transfer.goods.") else act
        return _new(again, failures.message(refused.code, refused.facts))
    return onward(begun.id, f"{HERE}?open={act}")


@pages.get("/<transfer>/hand")
@role("attendant", at="desk")
def ask_to_hand(transfer: str) -> Response:
    """A document, and the second signature."""
    return _hand(transfer, fresh_id(), back=request.args.get("back") == "yes")


@pages.post("/<transfer>/hand")
@role("attendant", at="desk")
def hand(transfer: str) -> AnyResponse:
    """It goes to its taker, or back."""
    form, act = request.form, posted_id()
    back, shown = form.get("back") == "yes", (form.get("document", ""), form.get("number", ""))
    try:
        begun = journeys().transfers.hand_over(transfer, act, shown, posted_name(), present(), back=back)
    except Refused as refused:
        if refused.code in ("transfer.unknown", "transfer.over", "staff.needed"):
            raise
        return _hand(transfer, act, failures.message(refused.code, refused.facts), back=back)
    return onward(begun.id, f"{HERE}?open={transfer}")


@pages.post("/<transfer>/put-away")
@role("attendant", at="desk")
def put_away(transfer: str) -> AnyResponse:
    """It goes to a place after all."""
    act, place = posted_id(), request.form.get("where", "")
    try:
        begun = journeys().transfers.put_away(transfer, act, place, present())
    except Refused as refused:
        return _page(transfer, failures.message(refused.code, refused.facts), 409)
    return onward(begun.id, f"{HERE}?open={transfer}")


@pages.post("/<transfer>/phoned")
@role("attendant", at="desk")
def phoned(transfer: str) -> AnyResponse:
    """They were told by telephone."""
    return _then(transfer, lambda: journeys().transfers.phoned(transfer, present()))


@pages.post("/<transfer>/missing")
@role("attendant", at="desk")
def is_missing(transfer: str) -> AnyResponse:
    """It does not lie where it should."""
    return _then(transfer, lambda: journeys().item_counts.missing(transfer, present()))


@pages.post("/<transfer>/found")
@role("attendant", at="desk")
def is_found(transfer: str) -> AnyResponse:
    """It was found, and lies on a shelf now."""
    shelf = request.form.get("where", "")
    return _then(transfer, lambda: journeys().item_counts.found(transfer, shelf, present()))


@pages.post("/<transfer>/settle")
@role("attendant", at="desk")
def settle(transfer: str) -> AnyResponse:
    """The supervisor says how it ended."""
    why = request.form.get("why", "")
    return _then(transfer, lambda: journeys().transfers.settle(transfer, present(), why))


def _then(transfer: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code == "staff.needed":
            raise
        return _page(transfer, failures.message(refused.code, refused.facts), 409)
    return go(f"{HERE}?open={transfer}")


def _brought() -> Brought:
    form = request.form
    return Brought(
        to_resident=form.get("way") != "to_visitor",
        what=form.get("kind", ""),
        count=whole(form.get("pieces", "1").strip() or "1"),
        goods=form.get("goods", ""),
        guest=(form.get("guest", ""), form.get("guest_phone", "")),
        phone=form.get("phone", ""),
        size=form.get("size", ""),
        heavy=form.get("heavy") == "yes",
        where=form.get("where", ""),
        words=form.get("words", ""),
        language=spoken(),
    )


def _row(words: Words, one: Transfer) -> p.Line:
    house, key = journeys().ledger.house, "deposit.stage."
    state, tone = f"{key}taken_in", ""
    if one.over:
        names = {Stage.FETCHED: "claimed", Stage.GIVEN_BACK: "given_back"}
        state = key + names.get(one.stage, one.stage.value)
    elif missing(house, one.item):
        state, tone = f"{key}missing", "bad"
    elif to_put_away(house, one):
        state, tone = f"{key}to_place", "care"
    elif journeys().clock.now() - one.made >= BACK_AFTER:
        state, tone = "transfer.desk.waiting_back", "care"
    row = Row(
        one.id, one.number, one.made, words.person(one.giver) if one.giver else "–",
        say.pieces(words, one.what, one.count), say.where(words, one.item), state, tone,
    )  # fmt: skip
    return p.Line(row, words.person(one.taker) if one.taker else "–")


def _page(opened: str, problem: Message | None = None, status: int = 200) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    asked = unseal(request.args.get("words", "")) or ""
    found = [one for one in house.transfers.values() if not one.over]
    if asked:
        people = [one.id for one in journeys().directory.matching(house, asked)][:MOST]
        found = list(journeys().register.matters(Transfer, words=asked, people=people, most=MOST))
    chosen = house.transfers.get(opened) or (journeys().register.matter(Transfer, opened) if opened else None)
    return show(
        p.TransfersPage(
            **frame(),
            chips=chips(words, "transfers"),
            rows=tuple(_row(words, one) for one in sorted(found, key=lambda one: one.made, reverse=True)),
            words=asked,
            open=_opened(words, chosen) if chosen else None,
            taker=_row(words, chosen).taker if chosen else "",
            problem=problem,
        ),
        status,
    )


def _opened(words: Words, one: Transfer) -> Opened:
    house = journeys().ledger.house
    deeds: set[str] = set()
    places: tuple[Pick, ...] = ()
    if not one.over and missing(house, one.item):
        deeds |= {"found"} | ({"settle"} if frame()["supervisor"] else set())
        places = say.shelf_picks(words)
    elif to_put_away(house, one):
        deeds.add("put_away")
        places = say.place_picks(words, "", one.size)
    elif not one.over and lying(house, one.item) and not house.moving(one.item):
        deeds |= {"hand", "back", "missing"}
    if one.untold and not one.over:
        deeds.add("phoned")
    pens = [say.pen(words, one.signature, words.say("transfer.desk.column.giver"))] if one.signature else []
    if one.taker_signature:
        pens.append(say.pen(words, one.taker_signature, words.say("transfer.desk.column.taker")))
    return Opened(_row(words, one).row, _lines(words, one), tuple(pens), frozenset(deeds), places, fresh_id())


def _lines(words: Words, one: Transfer) -> tuple[str, ...]:
    told = journeys().transfers.told(one)
    phones = (told.visitor_phone, told.resident_phone)
    giver, taker = phones if one.to_resident else phones[::-1]
    said = [words.say("transfer.desk.phones", giver=giver or "–", taker=taker or "–")] if one.visitor else []
    if told.words:
        said.append(told.words)
    if one.goods and one.allowed_by:
        goods = words.say(f"deposit.goods.{one.goods}")
        said.append(words.say("transfer.desk.allowed", goods=goods, name=words.person(one.allowed_by)))
    if one.why:
        said.append(words.reason(one.why))
    if one.untold and not one.over:
        late = journeys().clock.now() - one.made >= BACK_AFTER
        who, phone = (one.giver, giver) if late else (one.taker, taker)
        said.append(words.say("transfer.desk.phone_who", name=words.person(who), phone=phone or "–"))
    return tuple(said)


def _new(act: str, problem: Message | None = None) -> Response:
    words, form = Words(journeys(), chosen_language()), request.form
    chosen = form.get("way", "to_resident")
    ways = tuple(
        Pick(one, words.say(f"transfer.desk.{one}"), one == chosen) for one in ("to_resident", "to_visitor")
    )
    refused = problem is not None and (
        problem.code.startswith("transfer.goods.")
        or problem.code in ("supervisor.needed", "reason.missing", "pin.wrong", "pin.paused")
    )
    allows = refused or bool(form.get("why"))
    deciding = _supervisors() if allows else ()
    page = p.TakeIn(
        **frame(),
        act=act,
        picks=(
            ("way", ways),
            ("goods", picks(words, "goods", (NOTHING, *REFUSED_GOODS), "")),
            ("kind", picks(words, "kind", KINDS, KINDS[0])),
            ("size", picks(words, "size", ITEM_SIZES, "M")),
            ("language", picks(words, "language", tuple(one.value for one in Language), spoken())),
        ),
        typed=tuple((name, form.get(name, "1" if name == "pieces" else "")[:120]) for name in TYPED),
        places=_places(words, form.get("where", "")),
        heavy=form.get("heavy") == "yes",
        allows=allows,
        supervisors=deciding,
        why=form.get("why", "")[:120],
        witness=NO_WITNESS if deciding else witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _written() -> Written:
    return stood_by(request.form.get("supervisor", ""), request.form.get("pin", ""))


def _places(words: Words, chosen: str) -> tuple[Pick, ...]:
    """Return where it may go: as proposed by its size, or a door or shelf of one's own choice."""
    every = say.place_picks(words, "", ITEM_SIZES[0], chosen)
    named = any(one.value == chosen for one in every)
    first = Pick("", words.say("deposit.desk.as_proposed"), not named)
    return (first, *(Pick(one.value, one.text, named and one.on) for one in every))


def _supervisors() -> tuple[tuple[str, str], ...]:
    """Return who may decide beside whoever is at the desk; nobody is asked for where they decide themselves."""
    roles = (Role.SUPERVISOR, Role.MANAGER)
    if present().role in roles:
        return ()
    people = journeys().ledger.house.people.values()
    return tuple(
        (one.id, journeys().directory.name(one.id)) for one in people if one.role in roles and one.active
    )


def _hand(transfer: str, act: str, problem: Message | None = None, *, back: bool = False) -> Response:
    words, one, form = Words(journeys(), chosen_language()), journeys().transfers.need(transfer), request.form
    chosen = form.get("document", DOCUMENTS[0])
    line = _row(words, one)
    page = p.HandOver(
        **frame(), act=act, path=f"{HERE}/{transfer}/hand", row=line.row,
        taker=words.person(one.giver if back else one.taker), lines=_lines(words, one),
        first=say.pen(words, one.signature, words.say("transfer.desk.column.giver")),
        documents=tuple(
            Pick(kind, words.say(f"contractors.kind.{kind}"), kind == chosen) for kind in DOCUMENTS
        ),
        number=form.get("number", "")[:30], back_way=back,
        pictured=bool(journeys().documents.keeping.picture), witness=witnesses(), problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)
