"""Alarms at the desk: what waits, what was found, the history; the seals. And one touch at the lobby's screen."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.alarms.alarm import DONE, FOUND, KINDS, OVERRIDE_WHY
from kiosk.domain.alarms.deciding import EXPLAINABLE
from kiosk.domain.people import STAFF
from kiosk.domain.places import Place
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import bounds_of, period_in
from ui import failures
from ui.desk.alarms import pages as p
from ui.desk.alarms import words as w
from ui.desk.keybook.ways import chips
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_alarms", __name__, url_prefix=PATH)
lobby = Blueprint("alarms", __name__)
HERE = f"{PATH}/alarms"
AT_ONCE = 40
AT_LOBBY = 2
AT_THE_PAGE = frozenset(
    {
        "alarm.not_yours",
        "alarm.note_needed",
        "alarm.explain",
        "alarm.key_gone",
        "alarm.explained",
        "finding.unknown",
        "number.form",
        "reason.missing",
        "seal.number_needed",
        "seal.other_number",
        "seal.override_open",
        "signature.missing",
        "override.alone",
    }
)


@pages.get("/alarms")
@role("attendant", at="desk")
def waiting() -> Response:
    """What waits for somebody, the oldest first."""
    words = Words(journeys(), chosen_language())
    rows = tuple(w.row_of(words, one, present()) for one in journeys().alarms.waiting())
    return show(p.AlarmList(**frame(), chips=chips(words, "alarms"), views=_views(words, "open"), rows=rows))


@pages.get("/alarms/history")
@role("attendant", at="desk")
def history() -> Response:
    """Every alarm there was, newest first."""
    words = Words(journeys(), chosen_language())
    asked = {name: request.args.get(name, "")[:60] for name in ("kind", "place", "before", "before_id")}
    period = period_in(request.args.get("period", ""))
    since, until = bounds_of(period, journeys().settings.site.time_zone)
    asked["before"] = asked["before"] or until
    found = journeys().alarms.history(**asked, since=since, most=AT_ONCE + 1)
    older = ""
    if len(found) > AT_ONCE:
        last = found[AT_ONCE - 1]
        stamp = last.begun.isoformat().replace("+00:00", "Z")
        older = f"{HERE}/history?" + urlencode(
            {**asked, "before": stamp, "before_id": last.id, "period": period}
        )
    places = journeys().furniture.places
    return show(
        p.AlarmList(
            **frame(),
            topics=(),
            chips=chips(words, "alarms"),
            views=_views(words, "history"),
            rows=tuple(w.row_of(words, one, None) for one in found[:AT_ONCE]),
            history=True,
            kinds=tuple((one, words.say(f"alarms.kind.{one}"), one == asked["kind"]) for one in KINDS),
            places=tuple((one, words.place(one), one == asked["place"]) for one in places),
            older=older,
        )
    )


@pages.get("/alarms/seals")
@role("attendant", at="desk")
def seals() -> Response:
    """Which seal is on which cabinet."""
    return _seals()


@pages.post("/alarms/seals/<cabinet>")
@role("supervisor", at="desk")
def set_seal(cabinet: str) -> AnyResponse:
    """Record the seal that is on a cabinet now."""
    try:
        journeys().alarms.set_seal(cabinet, request.form.get("number", ""), present())
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _seals(failures.message(refused.code, refused.facts), 409)
    return go(f"{HERE}/seals")


@pages.get("/alarms/<alarm>")
@role("attendant", at="desk")
def one(alarm: str) -> Response:
    """One alarm."""
    return _one(alarm)


@pages.post("/alarms/<alarm>/take")
@role("attendant", at="desk")
def take(alarm: str) -> AnyResponse:
    """Be on it."""
    return _then(alarm, lambda: journeys().alarms.take(alarm, present()))


@pages.post("/alarms/<alarm>/silence")
@role("attendant", at="desk")
def silence(alarm: str) -> AnyResponse:
    """Switch its sound off."""
    return _then(alarm, lambda: journeys().alarms.silence(alarm, present()))


@pages.post("/alarms/<alarm>/acknowledge")
@role("attendant", at="desk")
def acknowledge(alarm: str) -> AnyResponse:
    """Say what was found and done."""
    form = request.form
    found, done, note = (form.get(name, "") for name in ("found", "done", "note"))
    return _then(alarm, lambda: journeys().alarms.acknowledge(alarm, present(), found, done, note))


@pages.post("/alarms/<alarm>/explain")
@role("attendant", at="desk")
def explain(alarm: str) -> AnyResponse:
    """Say why the mechanical override was used, and sign."""
    form = request.form
    why, broken, fresh = (form.get(name, "") for name in ("reason", "broken", "fresh"))
    strokes = strokes_of(form.get("strokes", ""))
    return _then(alarm, lambda: journeys().alarms.explain(alarm, present(), why, broken, fresh, strokes))


@pages.post("/alarms/<alarm>/sign")
@role("attendant", at="desk")
def sign(alarm: str) -> AnyResponse:
    """Put the second name under an explanation."""
    strokes = strokes_of(request.form.get("strokes", ""))
    return _then(alarm, lambda: journeys().alarms.sign(alarm, present(), strokes))


@lobby.get("/alarms")
@role("attendant")
def at_lobby() -> Response:
    """What waits, for whoever of the staff has just tapped a badge."""
    words = Words(journeys(), chosen_language())
    reader = journeys().visits.need(*STAFF).person
    found = journeys().alarms.waiting()
    rows = tuple(w.row_of(words, alarm, reader) for alarm in found[:AT_LOBBY])
    return show(p.LobbyAlarms(rows=rows, more=len(found) - len(rows)))


@lobby.post("/alarms/<alarm>/take")
@role("attendant")
def take_at_lobby(alarm: str) -> AnyResponse:
    """Be on it: one touch after the badge."""
    journeys().alarms.take(alarm, journeys().visits.need(*STAFF).person)
    return go("/alarms")


def _then(alarm: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _one(alarm, failures.message(refused.code, refused.facts), 409)
    return go(f"{HERE}/{alarm}")


def _one(name: str, problem: Message | None = None, status: int = 200) -> Response:
    words, alarm = Words(journeys(), chosen_language()), journeys().alarms.find(name)
    reader = present()
    may = w.may_acknowledge(alarm, reader)
    seal = journeys().ledger.house.seals.get(alarm.cabinet or Place.cabinet_of(alarm.place))
    signed = [one.person for one in alarm.explained.signed] if alarm.explained else []
    return show(
        p.AlarmPage(
            **frame(),
            chips=chips(words, "alarms"),
            views=_views(words, "open" if alarm.open else "history"),
            row=w.row_of(words, alarm, reader),
            keys=w.concerned(words, alarm),
            doors=w.doors_of(words, alarm) if len(alarm.places) > 1 else "",
            place=alarm.place,
            told=words.say("alarms.role.manager")
            if alarm.step > 1
            else w.owner_of(words, alarm.owner)
            if alarm.step
            else "",
            note=journeys().alarms.words_of(alarm),
            explanation=w.explanation_of(words, alarm),
            can_acknowledge=may,
            can_explain=may and alarm.kind in EXPLAINABLE,
            can_sign=alarm.open and bool(signed) and reader.id not in signed,
            findings=FOUND,
            deeds_done=DONE,
            why=OVERRIDE_WHY,
            broken=seal.number if seal else "",
            problem=problem,
        ),
        status,
    )


def _seals(problem: Message | None = None, status: int = 200) -> Response:
    words = Words(journeys(), chosen_language())
    rows = tuple(
        p.SealRow(one.cabinet, one.number, words.person(one.by) if one.by else "", one.since, one.seen_open)
        for one in journeys().alarms.seals()
    )
    return show(
        p.Seals(
            **frame(),
            chips=chips(words, "alarms"),
            views=_views(words, "seals"),
            rows=rows,
            problem=problem,
        ),
        status,
    )


def _views(words: Words, chosen: str) -> tuple[Chip, ...]:
    paths = {"open": HERE, "history": f"{HERE}/history", "seals": f"{HERE}/seals"}
    return tuple(Chip(words.say(f"alarms.{view}"), path, view == chosen) for view, path in paths.items())
