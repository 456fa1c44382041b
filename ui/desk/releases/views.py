"""物品放行 at the desk: asked for, let go by the owner's word, seen at the gate."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.releases.release import Release, ReleaseStage
from kiosk.flows.passes.releases import Goods
from ui import failures
from ui.desk.deeds import done
from ui.desk.keybook.ways import chips
from ui.desk.lending import Blank, Doing, LendForm, LendList, LendOne, Pick
from ui.desk.loans.asking import kept_pens, posted_leave, posted_owner, residents_at
from ui.desk.passes.forms import day_in
from ui.desk.releases import showing
from ui.desk.releases.showing import HERE
from ui.desk.sessions import frame, present
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_releases", __name__, url_prefix=HERE)
RAISED = ("staff.needed", "movement.unknown", "release.unknown")
MOST_LINES = 60


@pages.get("")
@role("attendant", at="desk")
def releases() -> Response:
    """What may leave or waits for its owner's word, and what was held to the camera just now."""
    words = Words(journeys(), chosen_language())
    ways = (
        Doing(words.say("releases.new"), f"{HERE}/new", "pen", strong=True),
        Doing(words.say("loans.register"), "/desk/registers/releases", "receipt"),
    )
    heads = (words.say("releases.head.what"), words.say("releases.head.who"), words.say("loans.head.state"))
    return show(
        LendList(
            **frame(),
            title=words.say("releases.title"),
            path=HERE,
            chips=chips(words, "releases"),
            seen=tuple(showing.seen(words, one) for one in journeys().releases.last_shown()),
            ways=ways,
            heads=heads,
            lines=tuple(showing.line(words, one) for one in journeys().releases.all()[:MOST_LINES]),
            none=words.say("releases.none"),
        )
    )


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """What leaves, whose, by whom?"""
    return _form(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def ask() -> AnyResponse:
    """The line is written; the owner's word is next."""
    form, act = request.form, posted_id()
    try:
        owner = posted_owner()
        goods = Goods.typed(form.get("goods", "")[:2000], form.get("carrier", ""), form.get("plate", ""))
        days = (day_in(form.get("since", "")), day_in(form.get("until", "")))
        journeys().releases.ask(present(), act, owner, goods, *days)
    except Refused as refused:
        if refused.code in RAISED:
            raise
        return _form(act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{act}")


@pages.get("/<release>")
@role("attendant", at="desk")
def one(release: str) -> Response:
    """One release, and what can be done."""
    return _one(release)


@pages.get("/<release>/word")
@role("attendant", at="desk")
def ask_word(release: str) -> AnyResponse:
    """Whose word, and how?"""
    known = journeys().releases.need(release)
    return _word_form(known) if known.stage is ReleaseStage.ASKED else go(f"{HERE}/{release}")


@pages.post("/<release>/word")
@role("attendant", at="desk")
def word(release: str) -> AnyResponse:
    """The owner, or one of the same home, has signed."""
    known, who = journeys().releases.need(release), request.form.get("who", "")
    try:
        journeys().releases.signed(present(), release, who or known.person, posted_name())
    except Refused as refused:
        if refused.code in RAISED:
            raise
        return _word_form(known, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{release}")


@pages.post("/<release>/called")
@role("attendant", at="desk")
def called(release: str) -> AnyResponse:
    """The owner was called back, and has agreed."""
    number = request.form.get("number", "")
    return _then(release, lambda: journeys().releases.called(present(), release, number))


@pages.post("/<release>/decided")
@role("attendant", at="desk")
def decided(release: str) -> AnyResponse:
    """A supervisor has decided in the owner's place."""
    return _then(release, lambda: journeys().releases.decided(present(), release, posted_leave()))


@pages.post("/<release>/gone")
@role("attendant", at="desk")
def gone(release: str) -> AnyResponse:
    """The goods have left."""
    return _then(release, lambda: journeys().releases.gone(present(), release))


@pages.post("/<release>/call-off")
@role("attendant", at="desk")
def call_off(release: str) -> AnyResponse:
    """The goods stay."""
    return _then(release, lambda: journeys().releases.call_off(present(), release))


def _then(release: str, act: Callable[[], object]) -> AnyResponse:
    return done(act, f"{HERE}/{release}", lambda problem: _one(release, problem), elsewhere=RAISED)


def _one(release: str, problem: Message | None = None) -> Response:
    words, known = Words(journeys(), chosen_language()), journeys().releases.need(release)
    goods = journeys().releases.goods(known)
    asked = known.stage is ReleaseStage.ASKED
    path = f"{HERE}/{release}"
    page = LendOne(
        **frame(),
        title=f"{words.say('releases.one')} {known.number}",
        state=words.say(f"releases.stage.{known.stage.name.lower()}"),
        tone="care" if asked else "",
        path=path,
        home=HERE,
        chips=chips(words, "releases"),
        facts=showing.facts(words, known, goods),
        items=goods.lines if goods else (words.say("registers.erased"),),
        drawn=showing.hands(words, known),
        act=fresh_id(),
        begins=_begins(words, known, path),
        doings=showing.doings(words, known, path),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _begins(words: Words, known: Release, path: str) -> Doing | None:
    if known.stage is ReleaseStage.ASKED:
        return Doing(words.say("releases.do.word"), f"{path}/word", "pen")
    if known.stage is ReleaseStage.RELEASED:
        return Doing(words.say("releases.do.gone"), f"{path}/gone", "check", posts=True)
    return None


def _word_form(known: Release, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    chosen = request.form.get("who", known.person)
    people = (known.person, *journeys().releases.delegates(known)[:5])
    picks = tuple(Pick(one, words.person(one), one == chosen) for one in people)
    page = LendForm(
        **frame(),
        title=words.say("releases.word_title"),
        lead=words.say("releases.so_many", count=known.count),
        path=f"{HERE}/{known.id}/word",
        home=f"{HERE}/{known.id}",
        act=fresh_id(),
        blanks=(Blank("who", words.say("releases.ask.who"), "radio", picks=picks),),
        does=words.say("releases.do.release"),
        pens=(words.say("releases.sign.owner"),),
        strokes=kept_pens(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _form(act: str, problem: Message | None = None) -> Response:
    words, form = Words(journeys(), chosen_language()), request.form
    found, today = residents_at(form.get("home", "")), journeys().passes.today().isoformat()
    owners = tuple(Pick(one, words.person(one), one == form.get("owner")) for one in found[:6])
    asked = (
        (Blank("owner", words.say("releases.ask.owner"), "radio", picks=owners),) if len(owners) > 1 else ()
    )
    page = LendForm(
        **frame(),
        title=words.say("releases.new_title"),
        lead="",
        path=f"{HERE}/new",
        home=HERE,
        act=act,
        blanks=(
            Blank("home", words.say("loans.ask.home"), value=form.get("home", "")[:24], most=24),
            *asked,
            Blank("goods", words.say("releases.ask.goods"), "area", form.get("goods", "")[:2000], most=2000),
            Blank("carrier", words.say("releases.ask.carrier"), value=form.get("carrier", "")[:40], most=40),
            Blank("plate", words.say("releases.ask.plate"), value=form.get("plate", "")[:12], most=12),
            Blank("since", words.say("releases.ask.since"), "date", form.get("since", today)[:10], most=10),
            Blank("until", words.say("releases.ask.until"), "date", form.get("until", today)[:10], most=10),
        ),
        does=words.say("releases.do.ask"),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
