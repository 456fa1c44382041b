"""Late keys by person: who was told what and when, a reminder by one touch, a later time."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.lateness import DUE_REASONS
from kiosk.flows.keys.lateness import LateKey
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.language.messages import moment_of
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts import pages as p
from ui.desk.shifts.telling import picks, words_of_reader
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_overdue", __name__, url_prefix=PATH)
HERE = f"{PATH}/late"
AT_THE_PAGE = frozenset({"key.not_late", "clock.untrusted", "key.not_out"})


@pages.get("/late")
@role("attendant", at="desk")
def overdue() -> Response:
    """Everybody who is late."""
    return _page()


@pages.post("/late/remind")
@role("attendant", at="desk")
def remind() -> AnyResponse:
    """Have somebody told now."""
    who = unseal(request.form.get("who", ""))
    try:
        journeys().lateness.remind(present(), who or "", posted_id())
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _page(failures.message(refused.code, refused.facts))
    return go(HERE)


@pages.get("/late/<key>/due")
@role("attendant", at="desk")
def ask(key: str) -> Response:
    """When the key may be due instead, and why."""
    return _asking(key, fresh_id())


@pages.post("/late/<key>/due")
@role("attendant", at="desk")
def move(key: str) -> AnyResponse:
    """Let a key be due later."""
    act, form = posted_id(), request.form
    try:
        due = _time(form.get("time", ""))
        journeys().lateness.move_due(present(), key, due, form.get("reason", ""), form.get("words", ""), act)
    except Refused as refused:
        if refused.code in AT_THE_PAGE:
            return _page(failures.message(refused.code, refused.facts))
        if refused.code.startswith("due.") or refused.code == "reason.missing":
            return _asking(key, act, failures.message(refused.code, refused.facts))
        raise
    return go(HERE)


def _time(typed: str) -> datetime:
    try:
        due = datetime.fromisoformat(typed)
    except ValueError:
        raise Refused("due.not_later") from None
    if due.tzinfo is None:
        raise Refused("due.not_later")
    return due


def _asking(key: str, act: str, problem: Message | None = None) -> Response:
    words, form, known = words_of_reader(), request.form, journeys().ledger.house.keys.get(key)
    if known is None or not journeys().lateness.may_move(key, present()):
        raise Refused("due.not_yours")
    offered, chosen = journeys().lateness.offered(key), form.get("time", "")
    times = [(one.isoformat(), moment_of(one, words.language, words.time_zone, "MMMd Hm")) for one in offered]
    if chosen not in [value for value, _ in times]:
        chosen = times[0][0]
    page = p.ShiftForm(
        **frame(),
        deed="due",
        path=f"{HERE}/{key}/due",
        back_to=HERE,
        act=act,
        subject=words.key(key),
        about=words.person(known.custodian.id),
        reasons=picks(DUE_REASONS, "shift.why", words, form.get("reason", "")),
        times=tuple(p.Pick(value, told, value == chosen) for value, told in times),
        typed=form.get("words", ""),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _page(problem: Message | None = None) -> Response:
    words, known = words_of_reader(), journeys()
    found = known.lateness.late()
    people = tuple(
        p.LatePerson(
            id=seal(who),
            who=words.person(who),
            on_duty=known.shifts.of(who) is not None,
            keys=tuple(_row(words, one) for one in keys),
        )
        for who, keys in found
    )
    page = p.LatePage(
        **frame(),
        chips=chips(Words(known, chosen_language()), "late"),
        people=people,
        act=fresh_id(),
        by_clock=known.lateness.by_clock,
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _row(words: HandoverWords, late: LateKey) -> p.LateRow:
    key = late.key
    return p.LateRow(
        key=key.id,
        label=words.key(key.id),
        slot=words.place(key.place),
        due=key.due or journeys().clock.now(),
        told=tuple(_told(words, *one) for one in reversed(late.told)),
        later=f"{HERE}/{key.id}/due" if journeys().lateness.may_move(key.id, present()) else "",
    )


def _told(words: HandoverWords, who: str, when: datetime, by: str, sent: bool) -> str:
    time = moment_of(when, words.language, words.time_zone, "MMMd Hm")
    facts = {"who": words.person(who), "time": time}
    line = words.say("late.told_by", **facts, by=words.person(by)) if by else words.say("late.told", **facts)
    return line if sent else f"{line}\u2002({words.say('late.waits')})"
