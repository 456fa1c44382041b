"""The duty log at the desk: a day at a time, one more line, one in place of another, a print compared with it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.dutylog.entry import KINDS, DutyEntry
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import meant
from kiosk.flows.registers.writer import Writer
from kiosk.flows.shifts.duty_lines import in_fours, kind_of, notes_of, said
from kiosk.language.messages import moment_of
from ui import failures
from ui.desk.dutylog import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts.pages import Pick
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_dutylog", __name__, url_prefix=f"{PATH}/dutylog")
HERE = f"{PATH}/dutylog"
AT_THE_PAGE = frozenset({"duty.kind", "duty.empty", "duty.when"})
LEADS = {"shift": f"{PATH}/shifts/", "alarm": f"{PATH}/alarms/", "incident": f"{PATH}/incidents/"}
"""Where a line that the house has added leads, by the first word of its kind."""


@pages.get("")
@role("attendant", at="desk")
def today() -> Response:
    """The log of a day, or what was looked for."""
    flow, asked = journeys().duty_log, request.args.get("q", "")
    if asked:
        words = unseal(asked) or ""
        people = meant(journeys().ledger.house, journeys().directory, words)[0]
        return _page("", flow.find(words, people), words)
    day = _day(request.args.get("day", "")) or date.fromisoformat(flow.today())
    return _page(day.isoformat(), flow.day(day.isoformat()))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    words = request.form.get("words", "").strip()[:60]
    return go(f"{HERE}?q={seal(words)}" if words else HERE)


@pages.get("/new")
@role("attendant", at="desk")
def ask() -> Response:
    """A line to write."""
    return _form(fresh_id(), None)


@pages.post("/new")
@role("attendant", at="desk")
def write() -> AnyResponse:
    """Write a line."""
    return _kept(posted_id(), None)


@pages.get("/<entry>/correct")
@role("attendant", at="desk")
def ask_correction(entry: str) -> Response:
    """A line to write in place of another."""
    return _form(fresh_id(), _entry(entry))


@pages.post("/<entry>/correct")
@role("attendant", at="desk")
def correct(entry: str) -> AnyResponse:
    """Write a line in place of another."""
    return _kept(posted_id(), _entry(entry))


@pages.get("/check")
@role("attendant", at="desk")
def ask_check() -> Response:
    """A printed line to compare."""
    return show(p.LogCheck(**frame()))


@pages.post("/check")
@role("attendant", at="desk")
def check() -> Response:
    """Compare a printed line with the log."""
    number, mark = request.form.get("number", "")[:16], request.form.get("mark", "")[:40]
    try:
        found = journeys().duty_log.compare(number, mark)
    except Refused as refused:
        problem = failures.message(refused.code, refused.facts)
        return show(p.LogCheck(**frame(), number=number, mark=mark, problem=problem), 409)
    state = "not_there" if found.entry is None else "broken" if not found.whole else "same"
    if state == "same" and not found.same:
        state = "other"
    return show(p.LogCheck(**frame(), number=number, mark=mark, found=p.Compared(state, found.name)))


def _kept(act: str, wrong: DutyEntry | None) -> AnyResponse:
    form, flow = request.form, journeys().duty_log
    kind, words = form.get("kind", ""), form.get("words", "")
    happened = flow.moment(form.get("day", ""), form.get("hour", ""))
    try:
        if happened is None:
            raise Refused("duty.when", days=7)
        if wrong:
            flow.correct(act, wrong.id, kind, happened, present(), words)
        else:
            flow.write(act, kind, happened, present(), words)
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _form(act, wrong, failures.message(refused.code, refused.facts))
    return go(HERE)


def _entry(name: str) -> DutyEntry:
    return journeys().duty_log.entry(name) or abort(404)


def _day(asked: str) -> date | None:
    try:
        return date.fromisoformat(asked) if re.fullmatch(r"[12]\d{3}-\d\d-\d\d", asked) else None
    except ValueError:
        return None


def _page(day: str, entries: list[DutyEntry], words: str = "") -> Response:
    writer, today_ = _writer(), journeys().duty_log.today()
    shown = _day(day)
    said_day = moment_of(_noon(shown), writer.language, writer.zone, "yMMMEd") if shown else ""
    earlier = (shown - timedelta(days=1)).isoformat() if shown else ""
    later = (shown + timedelta(days=1)).isoformat() if shown and day < today_ else ""
    return show(
        p.LogPage(
            **frame(),
            chips=chips(Words(journeys(), chosen_language()), "dutylog"),
            day=day,
            day_said=said_day,
            rows=tuple(_row(writer, one, dated=not day) for one in entries),
            words=words,
            reading_on=not day and not journeys().duty_log.read_to_the_end,
            earlier=f"{HERE}?day={earlier}" if earlier else "",
            later=f"{HERE}?day={later}" if later else "",
        )
    )


def _row(writer: Writer, one: DutyEntry, *, dated: bool) -> p.LogRow:
    mine = one.by == present().id or frame()["supervisor"]
    form = "MMMd Hm" if dated else "Hm"
    lead = LEADS.get(one.kind.partition("_")[0], "")
    return p.LogRow(
        number=one.name,
        mark=in_fours(one.mark),
        at=moment_of(one.happened, writer.language, writer.zone, form),
        kind=kind_of(writer, one),
        words=said(writer, one),
        who=writer.name(one.by),
        notes=tuple(notes_of(writer, one)),
        struck=bool(one.corrected_by),
        path=f"{lead}{one.about}" if lead and one.about else "",
        correct=f"{HERE}/{one.id}/correct" if one.written and mine and not one.corrected_by else "",
    )


def _form(act: str, wrong: DutyEntry | None, problem: Message | None = None) -> Response:
    form, writer = request.form, _writer()
    if wrong and not wrong.written:
        raise Refused("duty.unknown")
    at = (wrong.happened if wrong else journeys().clock.now()).astimezone(ZoneInfo(writer.zone))
    kind = form.get("kind", wrong.kind if wrong else "")
    kinds = tuple(Pick(one, writer.say(f"duty.kind.{one}"), one == kind) for one in KINDS)
    page = p.LogForm(
        **frame(),
        act=act,
        path=f"{HERE}/{wrong.id}/correct" if wrong else f"{HERE}/new",
        kinds=kinds,
        day=form.get("day", at.date().isoformat())[:10],
        hour=form.get("hour", f"{at:%H:%M}")[:5],
        typed=form.get("words", said(writer, wrong) if wrong else ""),
        wrong=wrong.name if wrong else "",
        wrong_words=said(writer, wrong) if wrong else "",
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _writer() -> Writer:
    return journeys().registers.writer(chosen_language())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(journeys().settings.site.time_zone))
