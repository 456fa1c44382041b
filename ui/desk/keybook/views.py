"""Keys at the desk: which are out, who is late, and who could take what at any hour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from kiosk.domain.items import Key
from kiosk.domain.people import STAFF
from kiosk.flows.keys.lateness import taking_of
from kiosk.flows.keys.questions import CouldOpen
from kiosk.language.messages import known
from ui.desk.keybook import pages as p
from ui.desk.keybook.spreadsheets import local_time, spreadsheet
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_keys", __name__, url_prefix=PATH)
AT_ONCE = 300


@pages.get("/keys")
@role("attendant", at="desk")
def out() -> Response:
    """Who holds what."""
    return _list("out")


@pages.get("/keys/late")
@role("attendant", at="desk")
def late() -> Response:
    """Who holds what for too long."""
    return _list("late")


@pages.get("/keys.csv")
@role("attendant", at="desk")
def as_csv() -> Response:
    """Who holds what, or for too long, for a spreadsheet."""
    words = Words(journeys(), chosen_language())
    view = "late" if request.args.get("view") == "late" else "out"
    rows = [
        [
            row.label,
            row.slot,
            row.who,
            *(local_time(one) if one else "" for one in (row.since, row.due)),
            row.why,
        ]
        for row in _rows(words, view)
    ]
    return spreadsheet(words, view, "", ("item", "place", "who", "since", "due", "why"), rows)


@pages.get("/keys/rights.csv")
@role("supervisor", at="desk")
def rights_csv() -> Response:
    """Who could take which key at an hour, for a spreadsheet."""
    words, at = Words(journeys(), chosen_language()), _asked_hour() or journeys().clock.now()
    rows = [
        [words.person(one.person), words.item(one.key), _slot(words, one.key), words.say(_could(one.why_not))]
        for one in _could_open(at)
    ]
    return spreadsheet(words, "rights", local_time(at), ("who", "item", "place", "could"), rows)


@pages.get("/keys/rights")
@role("supervisor", at="desk")
def rights() -> Response:
    """Who could take which key at an hour."""
    words = Words(journeys(), chosen_language())
    at = _asked_hour() or journeys().clock.now()
    house = journeys().ledger.house
    key, person = request.args.get("key", ""), request.args.get("who", "")
    key, person = key if key in house.keys else "", person if person in house.people else ""
    found = _could_open(at)
    staff = [one for one in house.people.values() if one.role in STAFF]
    return show(
        p.Rights(
            **frame(),
            rows=tuple(
                p.RightRow(
                    words.person(one.person), words.item(one.key), _slot(words, one.key), one.why_not or ""
                )
                for one in found[:AT_ONCE]
            ),
            chips=chips(words, "rights"),
            at=at,
            typed=_local(at).strftime("%Y-%m-%dT%H:%M"),
            key=key,
            person=person,
            keys=tuple((one.id, words.key(one), one.id == key) for one in house.keys.values()),
            people=tuple((one.id, words.person(one.id), one.id == person) for one in staff),
            more=max(0, len(found) - AT_ONCE),
            csv=f"{PATH}/keys/rights.csv?"
            + urlencode({"at": _local(at).strftime("%Y-%m-%dT%H:%M"), "key": key, "who": person}),
        )
    )


def _could_open(at: datetime) -> list[CouldOpen]:
    """Return the answer to what was asked, those who could first."""
    house = journeys().ledger.house
    key, person = request.args.get("key", ""), request.args.get("who", "")
    key, person = key if key in house.keys else "", person if person in house.people else ""
    found = journeys().questions.could_open(at, key=key, person=person)
    return sorted(found, key=lambda one: (one.why_not is not None, one.person))


def _could(why_not: str | None) -> str:
    """Return the message key of whether somebody could."""
    if why_not is None:
        return "attendant.keys.could"
    short = f"refused.{why_not}.short"
    return short if known(short) else f"refused.{why_not}.title"


def _list(view: str) -> Response:
    words = Words(journeys(), chosen_language())
    return show(
        p.KeysOut(
            **frame(),
            rows=tuple(_rows(words, view)),
            chips=chips(words, view),
            csv=f"{PATH}/keys.csv" + ("?view=late" if view == "late" else ""),
            now=journeys().clock.now(),
        )
    )


def _rows(words: Words, view: str) -> Iterable[p.KeyOut]:
    asked = journeys().questions
    found = asked.overdue() if view == "late" else asked.held()
    keys = [(person, key) for person, held in found.items() for key in held]
    now = journeys().clock.now()
    keys.sort(key=lambda pair: (pair[1].due is None, pair[1].due or pair[1].since or now))
    if view == "late":  # whoever is the latest first, with all that they have
        people = list(dict.fromkeys(person for person, _ in keys))
        keys.sort(key=lambda pair: people.index(pair[0]))
    return [_row(words, person, key) for person, key in keys]


def _row(words: Words, person: str, key: Key) -> p.KeyOut:
    now = journeys().clock.now()
    taking = taking_of(journeys().register, key.id, person)
    why = [words.reason(taking.reason), taking.work_order] if taking else []
    return p.KeyOut(
        key=key.id,
        label=words.key(key),
        slot=words.place(key.place),
        who=words.person(person),
        person=seal(person),
        since=key.since,
        due=key.due,
        late=key.due is not None and key.due <= now,
        why="\u2002".join(part for part in why if part),
    )


def _slot(words: Words, key: str) -> str:
    known = journeys().ledger.house.keys.get(key)
    return words.place(known.place) if known else ""


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(journeys().settings.site.time_zone))


def _asked_hour() -> datetime | None:
    typed = request.args.get("at", "")
    if not re.fullmatch(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d", typed):
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(journeys().settings.site.time_zone))
    except ValueError:
        return None
