"""Signatures at the desk: two of them are judged side by side, and a resident's own are put on file."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.refusal import Refused
from kiosk.domain.signatures.specimen import FEWEST, MOST, Specimen
from kiosk.flows.identity.comparing import REASONS, UNREADABLE_MILLI, judgement_of
from ui import failures
from ui.desk.keeping.views import HERE as HOMES
from ui.desk.keeping.views import look_at, resident_of
from ui.desk.sealing import seal
from ui.desk.seconds import ASKS, posted_second, seconds
from ui.desk.sessions import PATH, frame, present
from ui.desk.signatures import pages as p
from ui.desk.words import Words, points_of
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_signatures", __name__, url_prefix=PATH)
HERE = f"{PATH}/signatures"
AT_THE_PAGE = frozenset(
    {
        *ASKS,
        "reason.missing",
        "signature.missing",
        "specimen.plain",
        "specimen.differs",
        "specimen.enough",
        "door.busy",
        "door.doubt",
        "key.moving",
        "comparison.own",
    }
)


@pages.get("/signatures/<comparison>")
@role("attendant", at="desk")
def compare(comparison: str) -> Response:
    """Both side by side."""
    return _judge(comparison)


@pages.post("/signatures/<comparison>")
@role("attendant", at="desk")
def judge(comparison: str) -> AnyResponse:
    """The attendant has decided, and signed that."""
    form = request.form
    reason = form.get("other", "").strip() or form.get("reason", "")
    accepted = form.get("word") == "same"
    try:
        strokes = strokes_of(form.get("strokes", ""))
        word = judgement_of(present(), comparison, strokes, accepted=accepted, reason=reason)
        flow = journeys().claims if journeys().claims.judges(comparison) else journeys().keeping
        begun = flow.judge(present(), comparison, word, posted_second())
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _judge(comparison, failures.message(refused.code, refused.facts), 409)
    if begun is None:  # whoever waits at the lobby for the desk's word gets it there
        asked = any(one.token == comparison for one in journeys().vouching.waiting())
        across = journeys().counter_parcels.waits(comparison)
        return go(f"{PATH}/asked" if asked else f"{PATH}/storeroom" if across else f"{PATH}/map")
    item = journeys().ledger.house.parcels.get(begun.item)
    if item and is_shelf(begun.place):  # it is with its owner already
        return go(f"{PATH}/deposits?open={item.outgoing}")
    journeys().hub.show("movement", id=begun.id)
    return go(f"/movements/{begun.id}")


@pages.get("/specimens/<who>")
@role("attendant", at="desk")
def on_file(who: str) -> Response:
    """What stands for a resident."""
    return _on_file(who, fresh_id())


@pages.post("/specimens/<who>")
@role("attendant", at="desk")
def keep(who: str) -> AnyResponse:
    """The resident has signed once more."""
    act = posted_id()
    strokes = strokes_of(request.form.get("strokes", ""))
    try:
        journeys().comparing.enrol(present(), resident_of(who).id, act, strokes)
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _on_file(who, fresh_id(), failures.message(refused.code, refused.facts), 409)
    return go(f"{PATH}/specimens/{who}")


@pages.post("/specimens/<who>/anew")
@role("attendant", at="desk")
def anew(who: str) -> AnyResponse:
    """Nothing stands for the resident any more."""
    journeys().comparing.drop(present(), resident_of(who).id)
    return go(f"{PATH}/specimens/{who}")


def _judge(comparison: str, problem: Message | None = None, status: int = 200) -> Response:
    known, words = journeys().comparing.waiting(comparison), Words(journeys(), chosen_language())
    person = journeys().ledger.house.people.get(known.person)
    unit = (person.unit if person else "") or ""
    look_at(unit, "signature")
    kept = {one.signature: one for one in journeys().comparing.specimens(known.person).kept}
    first = words.say("signatures.first")
    shown = [(name, _known_since(words, kept[name]) if name in kept else first) for name in known.references]
    unreadable, claims = known.score_milli >= UNREADABLE_MILLI, journeys().claims.judges(comparison)
    page = p.Judge(
        **frame(),
        home=f"{PATH}/deposits/{known.item}/claim" if claims else f"{HOMES}/{seal(known.person)}",
        path=f"{HERE}/{comparison}",
        resident=journeys().directory.name(known.person),
        unit=unit,
        verdict="unreadable" if unreadable else known.verdict,
        score="" if unreadable else f"{known.score_milli / 1000:.2f}",
        now=_drawn(known.signature, words.say("signatures.now")),
        known=tuple(_drawn(name, label) for name, label in shown),
        reasons=REASONS,
        seconds=seconds(problem),
        problem=problem,
    )
    return show(page, status)


def _on_file(who: str, act: str, problem: Message | None = None, status: int = 200) -> Response:
    resident, words = resident_of(who), Words(journeys(), chosen_language())
    look_at(resident.unit or "", "signature")
    known = journeys().comparing.specimens(resident.id)
    page = p.OnFile(
        **frame(),
        home=f"{HOMES}/{who}",
        path=f"{PATH}/specimens/{who}",
        act=act,
        resident=journeys().directory.name(resident.id),
        unit=resident.unit or "",
        rows=tuple(_drawn(one.signature, _kept_since(words, one)) for one in known.kept),
        enough=known.enough,
        full=len(known.kept) >= MOST,
        another_visit=len(known.kept) >= FEWEST and not known.enough,
        problem=problem,
    )
    return show(page, status)


def _drawn(signature: str, label: str) -> p.Drawn:
    strokes = [list(one) for one in journeys().comparing.strokes(signature) if one]
    if not strokes:
        return p.Drawn(label)
    points, box = points_of(strokes)
    lasted = (strokes[-1][-1][2] - strokes[0][0][2]) / 1000
    return p.Drawn(label, points, box, json.dumps(strokes, separators=(",", ":")), f"{lasted:.1f}")


def _known_since(words: Words, one: Specimen) -> str:
    return words.say("signatures.known", day=_day(one))


def _kept_since(words: Words, one: Specimen) -> str:
    if not one.by:
        return words.say("signatures.accepted", day=_day(one))
    return words.say("signatures.seen_by", day=_day(one), name=words.person(one.by))


def _day(one: Specimen) -> str:
    return f"{one.at.astimezone(journeys().consents.zone):%Y-%m-%d}"
