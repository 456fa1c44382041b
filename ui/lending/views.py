"""At the lobby: what may be borrowed and what one has, goods that wait for one's word, what was held to the camera."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.loans.stock import free_of
from kiosk.domain.passes.permit import VALID
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.releases.release import Release, ReleaseStage
from kiosk.flows.items.loan_slips import thing
from kiosk.flows.passes.passes import ShownPass
from kiosk.flows.passes.releases import ShownRelease
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui import failures
from ui.guards import role
from ui.keys import strokes_of
from ui.lending import screens as s
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("lending", __name__)
ROWS = 3
"""How many fit on one page."""
SHOWN_FOR = timedelta(seconds=60)
DAY_H = 48
"""Times of more hours than this are said in days."""


@pages.get("/lending")
@role("anyone")
def borrow() -> Response:
    """What may I borrow, what do I have, until when?"""
    language = chosen_language()
    visit = journeys().visits.current
    known = visit is not None and visit.role is Role.RESIDENT
    rows = [*(_own(language) if known else ()), *_offered(language)]
    page, pages_ = _page_of(len(rows))
    shown = tuple(rows[(page - 1) * ROWS : page * ROWS])
    return show(s.Borrow(rows=shown, known=known, page=page, pages=pages_, back="/home" if known else "/"))


@pages.get("/shown")
@role("anyone")
def shown() -> AnyResponse:
    """What was held to the camera just now."""
    since = journeys().clock.now() - SHOWN_FOR
    found: list[ShownPass | ShownRelease] = [
        *journeys().passes.last_shown(),
        *journeys().releases.last_shown(),
    ]
    newest = max((one for one in found if one.at >= since), key=lambda one: one.at, default=None)
    if newest is None:
        return go("/")
    return show(_pass(newest) if isinstance(newest, ShownPass) else _release(newest))


@pages.get("/home/goods")
@role("anyone")
def goods() -> Response:
    """What is to leave with my word?"""
    waiting = journeys().releases.own()
    if not waiting:
        return show(s.GoodsDone(released=False))
    one = waiting[0]
    told = journeys().releases.goods(one)
    lines = told.lines if told else ()
    page, pages_ = _page_of(len(lines))
    return show(
        s.GoodsAsked(
            release=one.id,
            number=one.number,
            count=one.count,
            until=one.until,
            lines=tuple(lines[(page - 1) * ROWS : page * ROWS]),
            page=page,
            pages=pages_,
        )
    )


@pages.get("/home/goods/<release>/sign")
@role("anyone")
def ask_to_sign(release: str) -> Response:
    """Sign here."""
    return _sign(_mine(release))


@pages.post("/home/goods/<release>/sign")
@role("anyone")
def sign(release: str) -> AnyResponse:
    """They may leave."""
    known = journeys().releases.need(release)
    try:
        journeys().releases.sign_own(release, strokes_of(request.form.get("strokes", "")))
    except Refused as refused:
        if refused.code != "signature.missing":
            raise
        return _sign(known, failures.message(refused.code, refused.facts))
    return go("/home/goods/done")


@pages.post("/home/goods/<release>/refuse")
@role("anyone")
def refuse(release: str) -> AnyResponse:
    """They stay."""
    journeys().releases.call_off_own(release)
    return go("/home/goods")


@pages.get("/home/goods/done")
@role("anyone")
def done() -> AnyResponse:
    """The next one, or that they may leave."""
    return go("/home/goods") if journeys().releases.own() else show(s.GoodsDone(released=True))


def _own(language: Language) -> list[s.BorrowRow]:
    house, now = journeys().ledger.house, journeys().clock.now()
    trusted = journeys().lateness.by_clock
    return [
        s.BorrowRow(thing(house, one.item, one.kind, language), "", one.due, late=trusted and one.late(now))
        for one in journeys().lending.own()
    ]


def _offered(language: Language) -> list[s.BorrowRow]:
    house = journeys().ledger.house
    found = []
    for kind in house.loan_kinds.values():
        if not kind.offered:
            continue
        free, hours = len(free_of(house, kind.id)), kind.longest_min // 60
        so_long = "hours" if hours <= DAY_H else "days"
        time = text(f"loans.lobby.{so_long}", language, hours=hours, days=hours // 24)
        money = money_of(kind.deposit_cents, journeys().money.currency, language)
        said = (
            text("loans.lobby.free", language, free=free) if free else text("loans.lobby.all_out", language),
            time,
            text("loans.lobby.deposit", language, amount=money) if kind.deposit_cents else "",
        )
        small = " · ".join(part for part in said if part)
        found.append(s.BorrowRow(kind.label.in_language(language.value), small))
    return found


def _pass(one: ShownPass) -> s.Shown:
    permit = journeys().passes.need(one.permit)
    found = next(each for each in permit.passes if each.number == one.number)
    good = one.verdict == VALID
    return s.Shown(
        title=f"passes.shown.{one.verdict}",
        number=permit.pass_number(found),
        tell="passes.shown.welcome" if good else "passes.shown.desk",
        good=good,
        until=permit.until if good else None,
        cue="seen" if good else "refused",
    )


def _release(one: ShownRelease) -> s.Shown:
    known = journeys().releases.need(one.release)
    return s.Shown(
        title="releases.shown.released" if one.lets_go else "releases.shown.held",
        number=known.number,
        tell="releases.shown.gate" if one.lets_go else f"releases.shown.{_why_held(known)}",
        good=one.lets_go,
        until=known.until if one.lets_go else None,
        cue="seen" if one.lets_go else "refused",
    )


def _why_held(known: Release) -> str:
    return {ReleaseStage.GONE: "gone", ReleaseStage.CALLED_OFF: "off"}.get(known.stage, "over")


def _mine(release: str) -> Release:
    found = next((one for one in journeys().releases.own() if one.id == release), None)
    if found is None:
        raise Refused("release.over")
    return found


def _sign(known: Release, problem: Message | None = None) -> Response:
    page = s.GoodsSign(release=known.id, number=known.number, count=known.count, problem=problem)
    return show(page, 409 if problem else 200)


def _page_of(count: int) -> tuple[int, int]:
    asked = request.args.get("page", "1")
    pages_ = max(1, -(-count // ROWS))
    return min(max(1, int(asked) if asked.isdecimal() and len(asked) < 4 else 1), pages_), pages_
