"""What a number of a report counts, one by one: when it was, about what, by whom, and where that is seen."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, request

from kiosk.flows.reports.happened import HAPPENED, one_by_one
from kiosk.flows.reports.parts import LINES
from kiosk.flows.reports.written import ReportWords, named
from kiosk.ports.register import LogLine
from ui.desk.dayreports import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language, show

HERE = f"{PATH}/dayreport"
pages = Blueprint("desk_counted", __name__, url_prefix=HERE)
AT_ONCE = 50
LEADS: Mapping[str, str] = {
    "parcel": "items",
    "place": "places",
    "loan": "loans",
    "permit": "passes",
    "release": "releases",
    "order": "orders",
    "grievance": "grievances",
    "inspection": "inspections",
    "stay": "contractors",
    "move_in": "movein",
}
"""By the name of an event's field: where what it names is seen."""
WHO = ("by", "word_by", "person")
"""Fields that say who it was, the first that is there."""


@pages.get("/<period>/of/<code>")
@role("attendant", at="desk")
def counted(period: str, code: str) -> Response:
    """The events that a line counts, the newest first."""
    if code not in HAPPENED:
        abort(404)
    flow, words = journeys().reports, Words(journeys(), chosen_language())
    first, last = (flow.asked(day) for day in flow.bounds(period))
    before = request.args.get("before", "")
    before_seq = int(before) if before.isdecimal() and len(before) < 16 else None
    found = one_by_one(journeys().register, code, first, last, before_seq=before_seq, most=AT_ONCE + 1)
    said = report_words()
    here = f"{HERE}/{period}/of/{code}"
    return show(
        p.CountedPage(
            **frame(),
            chips=chips(words, "dayreport"),
            title=titled(said, code),
            told=said.period(period),
            rows=tuple(_row(words, line) for line in found[:AT_ONCE]),
            back=f"{HERE}/{period}",
            older=f"{here}?before={found[AT_ONCE - 1].seq}" if len(found) > AT_ONCE else "",
        )
    )


def report_words() -> ReportWords:
    """Return the words of reports in the reader's language."""
    settings, language = journeys().settings, chosen_language()
    standards = journeys().reports.standards
    return ReportWords(language, settings.site.time_zone, standards, named(settings.catalogue, language))


def titled(said: ReportWords, code: str) -> str:
    """Return what a line is called with the part of the report that it stands in."""
    part = said.say(f"dayreport.part.{code.partition('.')[0]}")
    return f"{part} · {said.label(LINES[code])}"


def _row(words: Words, line: LogLine) -> p.CountedRow:
    field = next((name for name in LEADS if line.body.get(name)), "")
    about = str(line.body.get(field, ""))
    who = next((str(line.body[name]) for name in WHO if line.body.get(name)), "")
    return p.CountedRow(
        line.seq,
        line.at,
        _about(words, line, field, about),
        words.person(who) if who else "",
        f"{PATH}/{LEADS[field]}/{about}" if field else "",
    )


def _about(words: Words, line: LogLine, field: str, about: str) -> str:
    if field == "place":
        return words.place(about)
    if field == "parcel":
        return words.item(about)
    if field:
        return words.say("dayreport.counted.look")
    return str(line.body.get("device") or line.body.get("unit") or line.body.get("version") or "")
