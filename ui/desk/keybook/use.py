"""How much keys are used: by month, one key for a year, those nobody takes, and all outings of a home's keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from babel.dates import format_skeleton
from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Key
from kiosk.flows.keys.questions import UsedKey
from kiosk.ports.register import KeyOuting
from ui.desk.keybook import pages as p
from ui.desk.keybook.spreadsheets import local_time, spreadsheet
from ui.desk.life import life_of
from ui.desk.pages import Chip, Row
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_key_use", __name__, url_prefix=f"{PATH}/keys")
HERE = f"{PATH}/keys"
AT_ONCE = 40
MOST_IN_CSV, WHOLE_LIFE = 20_000, 5_000
UNUSED_DAYS = 180
USE = ("item", "place", "times", "out_h", "most_by", "last_taken")
UNUSED = ("item", "place", "last_taken")
OUTINGS = ("item", "who", "since", "back_at", "why")
LIFE = ("begun", "kind", "place", "who", "why", "ended")


@pages.get("/use")
@role("attendant", at="desk")
def by_month() -> Response:
    """How much each key was used in a month."""
    words, month = Words(journeys(), chosen_language()), _asked_month()
    found = [one for one in journeys().questions.used(month) if one.times]
    before, after = month - timedelta(days=1), month + timedelta(days=31)
    on = after.replace(day=1) <= journeys().questions.today()
    return show(
        p.KeysUsed(
            **frame(),
            chips=use_chips(words, "by_month"),
            rows=tuple(_used(words, one) for one in found),
            month=format_skeleton("yMMMM", month, locale=words.language.value),
            earlier=f"{HERE}/use?month={before:%Y-%m}",
            later=f"{HERE}/use?month={after:%Y-%m}" if on else "",
            times=sum(one.times for one in found),
            hours=_hours(sum(one.out_s for one in found)),
            csv=f"{HERE}/use.csv?month={month:%Y-%m}",
        )
    )


@pages.get("/use.csv")
@role("attendant", at="desk")
def month_csv() -> Response:
    """The same for a spreadsheet, with the keys that nobody took."""
    words, month = Words(journeys(), chosen_language()), _asked_month()
    rows = []
    for one in journeys().questions.used(month):
        row, last = _used(words, one), local_time(one.last) if one.last else ""
        rows.append([row.label, row.slot, str(row.times), row.hours, row.most_by, last])
    return spreadsheet(words, "key_use", f"{month:%Y-%m}", USE, rows)


@pages.get("/use/<key>")
@role("attendant", at="desk")
def of_key(key: str) -> Response:
    """How much one key was used in each of the last twelve months, and by whom."""
    words, known = Words(journeys(), chosen_language()), _known(key)
    months = journeys().questions.used_by_month(key)
    most = max((sum(one.times for one in uses) for _, uses in months), default=0)
    return show(
        p.KeyUsed(
            **frame(),
            chips=use_chips(words, ""),
            key=key,
            label=words.key(known),
            slot=words.place(known.place),
            rows=tuple(
                p.MonthRow(
                    month=format_skeleton("yMMM", month, locale=words.language.value),
                    times=sum(one.times for one in uses),
                    share=round(100 * sum(one.times for one in uses) / most) if most else 0,
                    hours=_hours(sum(one.out_s for one in uses)),
                    by=tuple(
                        words.say("key_use.most_by", who=words.person(one.bearer), count=one.times)
                        for one in uses[:3]
                    ),
                )
                for month, uses in months
            ),
            csv=f"{HERE}/use/{key}.csv",
            life_csv=f"{HERE}/life/{key}.csv",
        )
    )


@pages.get("/use/<key>.csv")
@role("attendant", at="desk")
def key_csv(key: str) -> Response:
    """One key's use by month and person, for a spreadsheet."""
    words, known = Words(journeys(), chosen_language()), _known(key)
    rows = [
        [f"{month:%Y-%m}", words.person(one.bearer), str(one.times), _hours(one.out_s)]
        for month, uses in journeys().questions.used_by_month(key)
        for one in uses
    ]
    return spreadsheet(words, "one_key", known.id, ("month", "who", "times", "out_h"), rows)


@pages.get("/life/<key>.csv")
@role("attendant", at="desk")
def life_csv(key: str) -> Response:
    """A key's whole life, for a spreadsheet."""
    words = Words(journeys(), chosen_language())
    if journeys().ledger.key(key) is None:
        abort(404)
    rows = [_life(words, row) for row in life_of(words, item=key, most=WHOLE_LIFE)]
    return spreadsheet(words, "key_life", key, LIFE, rows)


@pages.get("/unused")
@role("attendant", at="desk")
def unused() -> Response:
    """The keys that nobody took since a day."""
    words, day = Words(journeys(), chosen_language()), _asked_day()
    found = journeys().questions.unused_since(day)
    return show(
        p.KeysUnused(
            **frame(),
            chips=use_chips(words, "unused"),
            since=day.isoformat(),
            rows=tuple(
                p.UnusedRow(key.id, words.key(key), words.place(key.place), last) for key, last in found
            ),
            csv=f"{HERE}/unused.csv?since={day.isoformat()}",
        )
    )


@pages.get("/unused.csv")
@role("attendant", at="desk")
def unused_csv() -> Response:
    """The same for a spreadsheet."""
    words, day = Words(journeys(), chosen_language()), _asked_day()
    rows = [
        [words.key(key), words.place(key.place), local_time(last) if last else words.say("key_use.ever")]
        for key, last in journeys().questions.unused_since(day)
    ]
    return spreadsheet(words, "unused", f"{day.isoformat()}\u2013", UNUSED, rows)


@pages.get("/outings")
@role("attendant", at="desk")
def outings() -> Response:
    """Each time that somebody had a key of a home, page by page."""
    words, sealed = Words(journeys(), chosen_language()), request.args.get("q", "")
    unit, asked = unseal(sealed) or "", request.args.get("page", "1")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    count = journeys().questions.outing_count(unit) if unit else 0
    found = journeys().questions.outings(unit, (page - 1) * AT_ONCE, AT_ONCE) if count else ()
    query = urlencode({"q": sealed})
    return show(
        p.HomeOutings(
            **frame(),
            chips=use_chips(words, "outings"),
            unit=unit,
            rows=tuple(_outing(words, one) for one in found),
            count=count,
            newer=f"{HERE}/outings?{query}&page={page - 1}" if page > 1 else "",
            older=f"{HERE}/outings?{query}&page={page + 1}" if page * AT_ONCE < count else "",
            csv=f"{HERE}/outings.csv?{query}" if count else "",
        )
    )


@pages.post("/outings/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take the home that was typed; it travels on sealed."""
    return go(f"{HERE}/outings?" + urlencode({"q": seal(request.form.get("unit", "").strip())}))


@pages.get("/outings.csv")
@role("attendant", at="desk")
def outings_csv() -> Response:
    """The same for a spreadsheet."""
    words, unit = Words(journeys(), chosen_language()), unseal(request.args.get("q", "")) or ""
    rows = []
    for one in journeys().questions.outings(unit, 0, MOST_IN_CSV) if unit else ():
        row = _outing(words, one)
        back = local_time(row.back) if row.back else words.say("key_use.still")
        rows.append([row.label, row.who, local_time(row.since), back, row.why])
    return spreadsheet(words, "outings", unit, OUTINGS, rows)


def use_chips(words: Words, chosen: str) -> tuple[Chip, ...]:
    """Return the ways between the pages about the use of keys, and back."""
    paths = {"by_month": "use", "unused": "unused", "outings": "outings"}
    own = (Chip(words.say(f"key_use.{one}"), f"{HERE}/{path}", one == chosen) for one, path in paths.items())
    return (Chip(words.say("key_use.back"), HERE), *own)


def _used(words: Words, one: UsedKey) -> p.UseRow:
    key = journeys().ledger.house.keys[one.key]
    most = ""
    if one.most_by:
        most = words.say("key_use.most_by", who=words.person(one.most_by), count=one.most_times)
    return p.UseRow(
        one.key, words.key(key), words.place(key.place), one.times, _hours(one.out_s), most, one.last
    )


def _outing(words: Words, one: KeyOuting) -> p.OutingRow:
    left = journeys().ledger.find(one.movement) if one.movement else None
    why = [words.reason(left.reason) if left.reason else "", left.work_order] if left else []
    return p.OutingRow(
        key=one.key,
        label=words.item(one.key),
        who=words.person(one.bearer),
        person=seal(one.bearer),
        since=one.taken,
        back=one.back,
        why="\u2002".join(part for part in why if part),
    )


def _life(words: Words, row: Row) -> Sequence[str]:
    ended = words.say(row.ended) if row.ended else ""
    place = words.place(row.place) if row.place else ""
    return [local_time(row.at), words.say(row.what), place, row.who, row.why, ended]


def _hours(seconds: int) -> str:
    """Return hours with one decimal; what is shorter than three minutes is not nothing."""
    return f"{max(seconds / 3600, 0.1 if seconds else 0):.1f}"


def _known(name: str) -> Key:
    key = journeys().ledger.house.keys.get(name)
    if key is None:
        abort(404)
    return key


def _asked_month() -> date:
    typed = request.args.get("month", "")
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", typed):
        return date.fromisoformat(f"{typed}-01")
    return journeys().questions.today().replace(day=1)


def _asked_day() -> date:
    today, typed = journeys().questions.today(), request.args.get("since", "")
    try:
        return (
            min(today, date.fromisoformat(typed))
            if re.fullmatch(r"20\d\d-\d\d-\d\d", typed)
            else (today - timedelta(days=UNUSED_DAYS))
        )
    except ValueError:
        return today - timedelta(days=UNUSED_DAYS)
