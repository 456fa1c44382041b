"""The log of movements: searched, filtered, paged, printed as a register page, taken along as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.movements import Kind, Movement
from kiosk.domain.people import Role
from kiosk.ports.register import SHORT_WORDS_IN, SHORTEST_WORDS
from ui.desk import pages as p
from ui.desk.question import DAYS, Question, all_answers, answers, asked_in, cursor
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words, movement_row
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_log", __name__, url_prefix=PATH)
AT_ONCE = 50
MOST_IN_CSV = 20_000
COLUMNS = (
    "begun", "kind", "item", "for_whom", "place", "who", "why", "ended", "cause", "until", "reference",
    "reason", "work_order", "due", "agreed", "consent", "signed",
)  # fmt: skip


@pages.get("/log")
@role("attendant", at="desk")
def log() -> Response:
    """The register, newest first."""
    question, language = asked_in(request.args), chosen_language()
    words = Words(journeys(), language)
    before, before_id = request.args.get("before", ""), request.args.get("id", "")
    found = answers(journeys(), question, language, before=before, before_id=before_id, most=AT_ONCE + 1)
    shown = found[:AT_ONCE]
    older = cursor(shown[-1]) if len(found) > AT_ONCE else None
    here = question.address()
    return show(
        p.Log(
            **frame(),
            rows=tuple(movement_row(words, one) for one in shown),
            words=question.words,
            person=question.person,
            kinds=_kinds(words, question),
            days=_days(words, question),
            places=_places(words, question),
            people=_people(question.person),
            place=question.place,
            day=question.day,
            query={"kind": question.kind},
            older=_with(here, before=older[0], id=older[1]) if older else "",
            newest=_with(here) if before else "",
            csv=f"{PATH}/log.csv?{here}",
            count=len(shown),
            forgotten=question.forgotten,
            short_in=SHORT_WORDS_IN if 0 < len(question.words) < SHORTEST_WORDS else 0,
            now=journeys().clock.now(),
        )
    )


@pages.post("/log/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    form = request.form
    question = asked_in({name: form.get(name, "") for name in ("kind", "place", "day")})
    return go(_with(question.address(words=form.get("words", "").strip(), person=form.get("person", ""))))


@pages.get("/log.csv")
@role("attendant", at="desk")
def as_csv() -> Response:
    """The register as CSV that spreadsheets open with Chinese intact and without running anything."""
    question, language = asked_in(request.args), chosen_language()
    words = Words(journeys(), language)
    response = Response(stream_with_context(_lines(words, question)), mimetype="text/csv")
    day = journeys().clock.now().astimezone(_zone()).strftime("%Y%m%d")
    response.headers["Content-Disposition"] = f'attachment; filename="movements-{day}.csv"'
    return response


def _lines(words: Words, question: Question) -> Iterator[str]:
    yield "\ufeff" + csv_line([words.say(f"attendant.column.{name}") for name in COLUMNS])
    for movement in all_answers(journeys(), question, words.language, MOST_IN_CSV):
        row = movement_row(words, movement)
        yield csv_line(
            [
                _time(row.at),
                words.say(row.what),
                row.item,
                row.for_whom,
                words.place(row.place),
                row.who,
                row.why,
                words.say(row.ended),
                words.say(row.cause) if row.cause else "",
                _time(row.until) if row.until else "",
                row.reference,
                *_grounds(words, movement),
            ]
        )


def _grounds(words: Words, movement: Movement) -> list[str]:
    """Return on what a movement rests, a fact a column; who agreed is as they are called, several by semicolons."""
    return [
        words.reason(movement.reason) if movement.reason else "",
        movement.work_order,
        _time(movement.due) if movement.due else "",
        "; ".join(words.person(one) for one in movement.authorisers),
        movement.consent,
        words.say("attendant.log.yes" if movement.signature else "attendant.log.no"),
    ]


def csv_line(cells: list[str]) -> str:
    """Return one CSV record. A cell that a spreadsheet would run as a formula begins with an apostrophe.

    Source: RFC 4180; OWASP, CSV Injection.
    """
    safe = [
        f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") else cell
        for cell in cells
    ]
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(safe)
    return written.getvalue()


def _zone() -> ZoneInfo:
    return ZoneInfo(journeys().settings.site.time_zone)


def _time(moment: datetime) -> str:
    return moment.astimezone(_zone()).strftime("%Y-%m-%d %H:%M:%S")


def _with(query: str, **more: str) -> str:
    asked = "&".join(part for part in (query, urlencode(more)) if part)
    return f"{PATH}/log?{asked}" if asked else f"{PATH}/log"


def _kinds(words: Words, question: Question) -> tuple[p.Chip, ...]:
    every = p.Chip(words.say("attendant.log.every_kind"), _with(question.address(kind="")), not question.kind)
    return (
        every,
        *(
            p.Chip(
                words.say(f"attendant.kind.{kind.value}"),
                _with(question.address(kind=kind.value)),
                question.kind == kind.value,
            )
            for kind in Kind
        ),
    )


def _days(words: Words, question: Question) -> tuple[p.Chip, ...]:
    return tuple(
        p.Chip(
            words.say(f"attendant.log.{day or 'every_day'}"),
            _with(question.address(day=day)),
            question.day == day,
        )
        for day in ("", *DAYS)
    )


def _places(words: Words, question: Question) -> tuple[p.Chip, ...]:
    return tuple(
        p.Chip(words.place(place), place, question.place == place) for place in journeys().furniture.places
    )


def _people(chosen: str) -> tuple[tuple[str, str, bool], ...]:
    """Everybody, staff first; residents stand under their unit."""
    order = {role: place for place, role in enumerate(reversed(Role))}
    everybody = sorted(
        journeys().ledger.house.people.values(), key=lambda one: (order[one.role], one.unit or "")
    )
    names = Words(journeys(), chosen_language())
    return tuple((one.id, names.person(one.id), one.id == chosen) for one in everybody)
