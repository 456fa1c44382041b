"""Items left at the desk, on forms: described, signed for by both, claimed, counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.entrusted.placing import ITEM_SIZES
from kiosk.domain.goods import CONDITIONS, KINDS, NOTHING, REFUSED_GOODS
from kiosk.domain.id_numbers import KINDS as DOCUMENTS
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.standing_by import Written
from kiosk.flows.items.claims import ClaimForm
from kiosk.flows.items.deposits import Left
from kiosk.language.messages import Language, moment_of
from ui import failures
from ui.desk.deposits import pages as p
from ui.desk.deposits import words as say
from ui.desk.deposits.views import HERE, onward
from ui.desk.pages import NO_WITNESS
from ui.desk.seconds import posted_second, seconds
from ui.desk.sending.views import cents_of
from ui.desk.sessions import PATH, frame, present
from ui.desk.witnesses import is_witnessed, posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_deposit_forms", __name__, url_prefix=HERE)
TYPED = ("home", "guest", "guest_phone", "words", "pieces", "value")


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """What is left, and whose it is?"""
    return _describe(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def describe() -> AnyResponse:
    """It is written down, or refused for what is in it."""
    form, act = request.form, posted_id()
    try:
        found = journeys().directory.find(journeys().ledger.house, unit=form.get("home", "").strip())
        if not found:
            raise Refused("resident.unknown")
        journeys().deposits.describe(act, found[0].person, _left(), present())
    except Refused as refused:
        again = fresh_id() if refused.code.startswith("deposit.goods.") else act
        return _describe(again, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{act}/sign")


@pages.get("/<deposit>/sign")
@role("attendant", at="desk")
def ask_to_sign(deposit: str) -> Response:
    """Both sign, and the place is chosen."""
    return sign_page(deposit, fresh_id())


@pages.post("/<deposit>/sign")
@role("attendant", at="desk")
def take_in(deposit: str) -> AnyResponse:
    """Signed: it goes to its place, the slip is printed."""
    form, act = request.form, posted_id()
    try:
        desk = strokes_of(form.get("own", ""))
        begun = journeys().deposits.take_in(
            deposit, act, posted_name(), desk, form.get("where", ""), present()
        )
    except Refused as refused:
        if refused.code in ("deposit.unknown", "deposit.over", "staff.needed"):
            raise
        return sign_page(deposit, act, failures.message(refused.code, refused.facts))
    return onward(begun.id, f"{HERE}?open={deposit}")


@pages.get("/<deposit>/claim")
@role("attendant", at="desk")
def ask_to_claim(deposit: str) -> Response:
    """The first signature, and room for the second beside it."""
    return _claim(deposit, fresh_id())


@pages.post("/<deposit>/claim")
@role("attendant", at="desk")
def hand_out(deposit: str) -> AnyResponse:
    """The owner has signed: off the shelf it is theirs, a door opens for it."""
    form, act = request.form, posted_id()
    asked = ClaimForm(
        act, deposit, _whole(form.get("count", "")), form.get("document", ""), form.get("where", "")
    )
    try:
        named = posted_second()
        written = stood_by(*named)
        begun = journeys().claims.claim(present(), asked, written, ("", "") if is_witnessed() else named)
    except Refused as refused:
        if refused.code == "signature.judge":
            return go(f"{PATH}/signatures/{refused.facts['comparison']}")
        if refused.code in ("deposit.unknown", "deposit.over", "deposit.stub_used", "staff.needed"):
            raise
        return _claim(deposit, act, failures.message(refused.code, refused.facts))
    return onward(begun.id, f"{HERE}?open={deposit}")


@pages.get("/count")
@role("attendant", at="desk")
def ask_to_count() -> Response:
    """Every item, to be ticked."""
    return _count(fresh_id())


@pages.post("/count")
@role("attendant", at="desk")
def count() -> AnyResponse:
    """Counted; what is missing alarms the supervisors."""
    act, form = posted_id(), request.form
    ticked = {name.removeprefix("item-"): value for name, value in form.items() if name.startswith("item-")}
    here = {name for name, value in ticked.items() if value == "here"}
    gone = {name for name, value in ticked.items() if value == "gone"}
    try:
        journeys().item_counts.count(act, here, gone, present())
    except Refused as refused:
        return _count(act, failures.message(refused.code, refused.facts))
    return go(HERE)


def stood_by(colleague: str, pin: str) -> Written:
    """Return what was drawn, or the word of who stood by: the form's witness, else the colleague who is there anyway.

    A form asks for one PIN, whoever types it. Raises as `posted_name`.
    """
    if is_witnessed() and not request.form.get("witness"):
        return journeys().demands.witness(present(), colleague, pin)
    return posted_name()


def whole(typed: str) -> int:
    """Return a small whole number as it was typed, 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0


_whole = whole


def spoken() -> str:
    """Return the language that a guest reads, as it was chosen; the site's own for none."""
    chosen = request.form.get("language", "")
    return chosen if chosen in {one.value for one in Language} else journeys().settings.site.language


def _left() -> Left:
    form = request.form
    return Left(
        what=form.get("kind", ""),
        count=whole(form.get("pieces", "1").strip() or "1"),
        goods=form.get("goods", ""),
        condition=form.get("condition", ""),
        size=form.get("size", ""),
        heavy=form.get("heavy") == "yes",
        due=_day(form.get("due", "")),
        cents=_value(form.get("value", "")),
        words=form.get("words", ""),
        guest=(form.get("guest", ""), form.get("guest_phone", "")),
        language=spoken(),
    )


def _value(typed: str) -> int:
    """Return a declared value in cents, 0 for none; below 0 for what is no amount."""
    return (cents_of(typed) or -1) if typed.strip() else 0


def _day(typed: str) -> datetime | None:
    """Return the end of a day of the site's; none for nothing; long ago for what is none."""
    if not typed:
        return None
    zone = journeys().consents.zone
    try:
        return datetime.fromisoformat(typed[:10]).replace(hour=23, minute=59, tzinfo=zone)
    except ValueError:
        return journeys().clock.now() - timedelta(days=1)


def picks(words: Words, name: str, values: tuple[str, ...], first: str) -> tuple[p.Pick, ...]:
    """Return the answers to one question, the posted one chosen."""
    chosen = request.form.get(name, first)
    keys = {"kind": "deposit.kind", "goods": "deposit.goods", "condition": "deposit.condition"}
    keys["language"] = "contractors.speaks_in"
    key = keys.get(name, f"deposit.{name}")
    return tuple(p.Pick(one, words.say(f"{key}.{one}"), one == chosen) for one in values)


def _describe(act: str, problem: Message | None = None) -> Response:
    words, form = Words(journeys(), chosen_language()), request.form
    page = p.Describe(
        **frame(),
        act=act,
        picks=(
            ("goods", picks(words, "goods", (NOTHING, *REFUSED_GOODS), "")),
            ("kind", picks(words, "kind", KINDS, KINDS[0])),
            ("condition", picks(words, "condition", CONDITIONS, CONDITIONS[0])),
            ("size", picks(words, "size", ITEM_SIZES, "M")),
            ("language", picks(words, "language", tuple(one.value for one in Language), spoken())),
        ),
        typed=tuple((name, form.get(name, "1" if name == "pieces" else "")[:120]) for name in TYPED),
        heavy=form.get("heavy") == "yes",
        due=form.get("due", "")[:10],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def sign_page(deposit: str, act: str, problem: Message | None = None) -> Response:
    """Return the page on which both sign, with what was refused."""
    words, one, form = Words(journeys(), chosen_language()), journeys().deposits.need(deposit), request.form
    if one.over or one.signature:
        raise Refused("deposit.taken_in" if one.signature else "deposit.over", number=one.number)
    proposed = journeys().deposits.proposed(one)
    page = p.SignIn(
        **frame(), act=act, path=f"{HERE}/{deposit}/sign", row=say.row(words, one), lines=say.lines(words, one),
        places=say.place_picks(words, proposed, one.size, form.get("where", "")),
        kept=(form.get("strokes", ""), form.get("own", "")), witness=witnesses(), problem=problem,
        camera=journeys().deposits.pictures.wanted(one), photo=fresh_id(), picture=say.picture_of(one),
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _claim(deposit: str, act: str, problem: Message | None = None) -> Response:
    words, one, form = Words(journeys(), chosen_language()), journeys().deposits.need(deposit), request.form
    if one.over:
        raise Refused("deposit.stub_used" if one.claims else "deposit.over", number=one.number)
    stub = journeys().claims.stub_is_shown(one)
    chosen = form.get("document", "" if stub else DOCUMENTS[0])
    named = [("", words.say("deposit.desk.no_document"))] if stub else []
    named += [(kind, words.say(f"contractors.kind.{kind}")) for kind in DOCUMENTS]
    two = seconds(Message(code="proof.lacking", facts={}) if not stub else problem)
    page = p.HandOut(
        **frame(), act=act, path=f"{HERE}/{deposit}/claim", row=say.row(words, one), lines=say.lines(words, one),
        first=say.pen(words, one.signature, words.say("deposit.desk.first")),
        count=whole(form.get("count", str(one.count))) or one.count, most=one.count, stub=stub,
        picture=say.picture_of(one),
        documents=tuple(p.Pick(value, text, value == chosen) for value, text in named),
        places=say.shelf_picks(words, form.get("where", "")), seconds=two,
        witness=NO_WITNESS if two else witnesses(),
        problem=problem,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _count(act: str, problem: Message | None = None) -> Response:
    words, flow = Words(journeys(), chosen_language()), journeys().item_counts
    rows = []
    for one in flow.to_tick():
        owner = words.person(one.person)
        what = say.pieces(words, one.what, one.count)
        row = p.Row(one.id, one.number, one.made, owner, what, say.where(words, one.item), "")
        rows.append((row, request.form.get(f"item-{one.id}", "")))
    last = flow.last()
    said = ""
    if last:
        at = moment_of(last.at, Language(words.language), journeys().settings.site.time_zone)
        said = words.say("deposit.desk.last_count", at=at, count=len(last.missing))
    page = p.CountItems(**frame(), act=act, rows=tuple(rows), last=said, problem=problem)
    return show(page, 409 if problem else 200)
