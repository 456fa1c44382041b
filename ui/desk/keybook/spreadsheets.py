"""Answers about keys as spreadsheets: each says of which site and time it is, by whom, and where the chain stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response

from ui.desk.log import csv_line
from ui.desk.sessions import present
from ui.desk.words import Words
from ui.reach import journeys


def spreadsheet(
    words: Words, what: str, period: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Response:
    """Return rows under a head as CSV; that it was given out is on record. `columns`: under "attendant.column"."""
    now = journeys().clock.now()

    def compose(chain: str) -> bytes:
        lines = [
            [
                journeys().settings.site.name.in_language(words.language.value),
                words.say(f"key_sheets.{what}"),
            ],
            [words.say("key_sheets.period"), period or words.say("key_sheets.whole")],
            [words.say("key_sheets.made"), local_time(now), words.person(present().id)],
            [words.say("key_sheets.chain"), chain],
            [],
            [words.say(f"attendant.column.{name}") for name in columns],
            *map(list, rows),
        ]
        return ("\ufeff" + "".join(map(csv_line, lines))).encode()

    content = journeys().exports.noted(present(), what, period, words.language, len(rows), compose)
    response = Response(content, mimetype="text/csv")
    name = "-".join(one for one in (what.replace("_", "-"), period.replace(" ", "")) if one)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{local_time(now, "%Y%m%d")}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def local_time(at: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return a time as the site's clocks show it."""
    return at.astimezone(ZoneInfo(journeys().settings.site.time_zone)).strftime(form)
