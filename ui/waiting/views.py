"""Keep it longer, I am away, and what waiting costs: at the lobby screen, by card or by code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Parcel
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.movein_slip import day_in
from kiosk.language.messages import moment_of, text
from kiosk.language.money import money_of
from ui import failures
from ui.collecting import AT_THE_KEYPAD
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys
from ui.rendering import chosen_language, show, surroundings
from ui.waiting import screens as s

pages = Blueprint("waiting", __name__)
MOST = 5
"""How many answers fit on one page beside a further one."""
FOR_DAYS = (2, 6, 9, 13, 20, 29)
"""After how many days somebody who is away usually comes back."""


@pages.get("/wait")
@role("anyone")
def wait() -> AnyResponse:
    """What waits, until when, and whether its resident is away."""
    token = request.args.get("by", "")
    visit = journeys().visits.current
    if not token and (visit is None or visit.role is not Role.RESIDENT):
        return show(s.WaitCode(digits=surroundings().code_digits))
    person, own = journeys().waiting.asker(token)
    absence = journeys().waiting.absence(person)
    language, zone = chosen_language(), journeys().settings.site.time_zone
    at = f"?by={quote(token)}" if token else ""
    options = [_parcel(one, at) for one in own[:MOST]]
    facts = {}
    if absence:
        facts = {
            "since": moment_of(absence.since, language, zone, "MMMd"),
            "until": moment_of(absence.until, language, zone, "MMMd"),
        }
    return show(
        s.Choose(
            title="waiting.mine",
            body="waiting.away_now" if absence else "waiting.mine_body" if own else "waiting.mine_none",
            facts=facts,
            options=tuple(options),
            ends=("waiting.is_back", f"/wait/back{at}") if absence else None,
            onward=None if absence else ("waiting.going_away", f"/wait/away{at}"),
            back="/collect" if token else "/home",
        )
    )


@pages.post("/wait/code")
@role("anyone")
def enter_code() -> AnyResponse:
    """The code of a parcel: no door opens by it here."""
    code = request.form.get("code", "")
    try:
        token = journeys().waiting.type_code(code)
    except Refused as refused:
        if refused.code not in AT_THE_KEYPAD:
            raise
        problem = failures.message(refused.code, refused.facts)
        typed = code[:20] if refused.code == "code.mistyped" else ""
        digits = surroundings().code_digits
        return show(s.WaitCode(digits=digits, typed=typed, problem=problem, cue="refused"), 409)
    return go(f"/wait?by={token}")


@pages.get("/wait/parcels/<parcel>")
@role("anyone")
def until(parcel: str) -> Response:
    """Until which day is it to be kept?"""
    token = request.args.get("by", "")
    _, own = journeys().waiting.asker(token)
    if all(one.id != parcel for one in own):
        raise Refused("keep.not_yours")
    days = journeys().waiting.days_to_keep(parcel)
    language = chosen_language()
    step = max(1, -(-len(days) // (MOST + 1)))
    shown = sorted({*days[step - 1 :: step], *days[-1:]})[: MOST + 1]
    return show(
        s.Choose(
            title="waiting.keep_until",
            body="waiting.keep_body" if days else "waiting.keep_none",
            options=tuple(s.Option(day_in(language, day), value=day.isoformat()) for day in shown),
            posts=f"/wait/parcels/{quote(parcel)}",
            fields={"by": token, "came_from": "/wait"},
            back=f"/wait?by={quote(token)}" if token else "/wait",
        )
    )


@pages.post("/wait/parcels/<parcel>")
@role("anyone")
def keep(parcel: str) -> AnyResponse:
    """Keep it until then."""
    token = request.form.get("by", "")
    journeys().waiting.keep_own(parcel, _day(request.form.get("until", "")), token)
    return go(f"/wait?by={quote(token)}" if token else "/wait")


@pages.get("/wait/away")
@role("anyone")
def away() -> Response:
    """Away from when, and until when? One question a page."""
    token, since = request.args.get("by", ""), request.args.get("since", "")
    journeys().waiting.asker(token)
    at = f"by={quote(token)}&" if token else ""
    today, language = journeys().waiting.today(), chosen_language()
    if not since:
        days = [today + timedelta(days=n) for n in range(MOST + 1)]
        options = [
            s.Option(_named(day, today), path=f"/wait/away?{at}since={day.isoformat()}") for day in days
        ]
        return show(s.Choose(title="waiting.away_from", body="waiting.away_body", options=tuple(options)))
    first = _day(since)
    most = journeys().waiting.rules.away_days
    days = [first + timedelta(days=n) for n in FOR_DAYS if n < most]
    return show(
        s.Choose(
            title="waiting.away_until",
            body="waiting.away_body",
            options=tuple(s.Option(day_in(language, day), value=day.isoformat()) for day in days),
            posts="/wait/away",
            fields={"by": token, "since": first.isoformat(), "came_from": "/wait"},
            back=f"/wait/away?{at}",
        )
    )


@pages.post("/wait/away")
@role("anyone")
def go_away() -> AnyResponse:
    """Note it."""
    form = request.form
    token = form.get("by", "")
    journeys().waiting.away_own(_day(form.get("since", "")), _day(form.get("until", "")), token)
    return go(f"/wait?by={quote(token)}" if token else "/wait")


@pages.post("/wait/back")
@role("anyone")
def back() -> AnyResponse:
    """Parcels' time goes on."""
    token = request.args.get("by", "")
    journeys().waiting.back_own(token)
    return go(f"/wait?by={quote(token)}" if token else "/wait")


@pages.get("/collect/fee")
@role("anyone")
def fee() -> AnyResponse:
    """What waiting has cost."""
    asked = journeys().fees.asked()
    if asked is None:
        return go("/collect")
    amount = money_of(asked.cents, journeys().fees.currency, chosen_language())
    owed = journeys().fees.rule.owed
    page = s.FeeAsked(
        amount=amount, count=len(asked.parcels), owed=owed, token=asked.token, others=len(asked.along)
    )
    return show(page)


@pages.post("/collect/fee")
@role("anyone")
def agree() -> AnyResponse:
    """It is owed, and the door opens."""
    return go(f"/movements/{journeys().pickups.agree(request.form.get('token', '')).id}")


@pages.get("/collect/sign")
@role("anyone")
def signing() -> AnyResponse:
    """Room for a signature."""
    asked = journeys().proofs.asked()
    return show(s.CollectSign(token=asked.token, count=asked.signed_for)) if asked else go("/collect")


@pages.post("/collect/sign")
@role("anyone")
def sign() -> AnyResponse:
    """Signed: the door opens."""
    token, strokes = request.form.get("token", ""), strokes_of(request.form.get("strokes", ""))
    try:
        return go(f"/movements/{journeys().pickups.sign(token, strokes).id}")
    except Refused as refused:
        asked = journeys().proofs.asked()
        if refused.code != "signature.missing" or asked is None:
            raise
        problem = failures.message(refused.code, refused.facts)
        page = s.CollectSign(token=asked.token, count=asked.signed_for, problem=problem, cue="refused")
        return show(page, 409)


def _parcel(one: Parcel, at: str) -> s.Option:
    language, place = chosen_language(), journeys().furniture.places.get(one.custodian.id)
    shelf = is_shelf(one.custodian.id) or place is None
    label = (
        text("delegates.one_at_desk", language)
        if shelf or place is None
        else text("delegates.one", language, place=journeys().furniture.label_of(place))
    )
    ends = journeys().waiting.of(one.id).expires
    zone = journeys().settings.site.time_zone
    small = text("waiting.expires", language, time=moment_of(ends, language, zone, "MMMd Hm"))
    return s.Option(label, small, f"/wait/parcels/{quote(one.id)}{at}")


def _named(day: date, today: date) -> str:
    names: Sequence[str] = ("waiting.today", "waiting.tomorrow")
    ahead = (day - today).days
    return text(names[ahead], chosen_language()) if ahead < len(names) else day_in(chosen_language(), day)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused("away.days", days=journeys().waiting.rules.away_days) from None
