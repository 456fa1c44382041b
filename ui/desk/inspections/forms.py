"""A new plan for an empty home, made at the desk with the owner."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.inspections.inspection import POINTS, TELLS
from kiosk.domain.inspections.planning import MOST_WISHES, MakePlan
from kiosk.domain.keeping.keeping import DOCUMENTS
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.keeping_slips import group_in, terms
from ui import failures
from ui.desk.inspections import pages as p
from ui.desk.inspections.cards import HERE
from ui.desk.keeping.pages import Pick
from ui.desk.keeping.views import HERE as KEPT
from ui.desk.keeping.views import resident_of
from ui.desk.sessions import PATH, frame, present
from ui.desk.witnesses import ASKS, posted_name, witnesses
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_inspection_forms", __name__, url_prefix=f"{PATH}/inspections/new")
EVERY = ("7", "14", "28")
AT_THE_PAGE = frozenset(
    {
        "identity.needed",
        "signature.missing",
        "inspection.days",
        "inspection.hours",
        "inspection.points",
        "inspection.who",
        "inspection.plan_exists",
        *ASKS,
    }
)
Picks = tuple[tuple[str, str, tuple[Pick, ...]], ...]


@pages.get("/<who>")
@role("attendant", at="desk")
def plan(who: str) -> AnyResponse:
    """What the owner asks for; a home that has a plan shows that."""
    if known := journeys().inspections.plan_of(resident_of(who).unit or ""):
        return go(f"{HERE}/plans/{known.id}")
    return _form(who, fresh_id())


@pages.post("/<who>")
@role("attendant", at="desk")
def make(who: str) -> AnyResponse:
    """The owner has agreed."""
    act, form = posted_id(), request.form
    wishes = _wishes(form.get("wishes", ""))
    signed = form.get("basis", "signed") == "signed"
    try:
        made = journeys().inspections.make(
            present(),
            _asked(who, act, len(wishes)),
            wishes,
            act,
            form.get("document", ""),
            posted_name() if signed else None,
        )
    except Refused as refused:
        if refused.code not in AT_THE_PAGE and not refused.code.startswith("consent."):
            raise
        return _form(who, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/plans/{made.id}")


def _asked(who: str, act: str, wishes: int) -> MakePlan:
    form = request.form
    days = form.get("days", "") or form.get("every", "7")
    weekday = form.get("weekday", "")
    return MakePlan(
        plan=act[:16],
        person=resident_of(who).id,
        every_days=int(days) if days.isdecimal() and len(days) < 4 else 0,
        weekday=int(weekday) if weekday.isdecimal() and len(weekday) == 1 else None,
        from_min=_minute(form.get("from", "")),
        until_min=_minute(form.get("until", "")),
        duration_min=_number(form.get("duration", "")),
        who=tuple(form.getlist("who")),
        points=tuple(one for one in POINTS if one in form.getlist("points")),
        wishes=wishes,
        tells=form.get("tells", ""),
    )


def _form(who: str, act: str, problem: Message | None = None) -> Response:
    words, person, form = Words(journeys(), chosen_language()), resident_of(who), request.form
    consent = journeys().inspections.consent_for(person.unit or "")
    zone = journeys().settings.site.time_zone
    said = "\u2002".join(value for _, value in terms(consent, words.language, zone)[:4]) if consent else ""
    page = p.PlanForm(
        **frame(),
        home=f"{KEPT}/{who}",
        path=f"{HERE}/new/{who}",
        act=act,
        resident=journeys().directory.name(person.id),
        unit=person.unit or "",
        consent=said,
        picks=_picks(words),
        days=form.get("days", "")[:3],
        from_time=form.get("from", "09:00")[:5],
        until_time=form.get("until", "12:00")[:5],
        duration=form.get("duration", "60")[:3],
        wishes=form.get("wishes", "")[:400],
        problem=problem,
        witness=witnesses(),
    )
    return show(page, 409 if problem else 200)


def _picks(words: Words) -> Picks:
    """Return the choices: as they were posted, else as most owners want them."""
    form, say = request.form, words.say
    every, weekday = form.get("every", "7"), form.get("weekday", "0")
    points = form.getlist("points") if form else [one for one in POINTS if one != "plants"]
    who, tells = form.getlist("who"), form.get("tells", TELLS[0])
    groups, people = journeys().inspections.who_may()
    days = [Pick("", say("inspections.desk.any_day"), weekday == "")]
    days += [Pick(str(n), say(f"inspections.weekday.{n}"), weekday == str(n)) for n in range(7)]
    named = [Pick(f"group:{one}", group_in(words.language, one), f"group:{one}" in who) for one in groups]
    named += [Pick(f"person:{one.id}", words.person(one.id), f"person:{one.id}" in who) for one in people]
    basis, document = form.get("basis", "signed"), form.get("document", "")
    return (
        ("every", "radio", tuple(Pick(n, say(f"inspections.desk.every_{n}"), n == every) for n in EVERY)),
        ("weekday", "radio", tuple(days)),
        ("who", "checkbox", tuple(named)),
        ("points", "checkbox", tuple(Pick(n, say(f"inspections.point.{n}"), n in points) for n in POINTS)),
        ("tells", "radio", tuple(Pick(n, say(f"inspections.desk.tell.{n}"), n == tells) for n in TELLS)),
        (
            "basis",
            "radio",
            tuple(Pick(n, say(f"inspections.desk.basis_{n}"), n == basis) for n in ("signed", "consent")),
        ),
        (
            "document",
            "radio",
            tuple(Pick(n, say(f"keeping.document.{n}"), n == document) for n in DOCUMENTS),
        ),
    )


def _wishes(typed: str) -> list[str]:
    lines = [line.strip() for line in typed.splitlines()]
    return [line for line in lines if line][: MOST_WISHES + 1]  # one too many is refused, not dropped


def _minute(typed: str) -> int:
    """Return a typed time of day in minutes, -1 for none; "00:00" as an end means midnight and is "24:00"."""
    found = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)", typed)
    return int(found[1]) * 60 + int(found[2]) if found else -1


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0
