"""Residents' own keys at the desk: the register 《钥匙留存登记表》, and a home's page."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Key, KeyKind
from kiosk.domain.keeping import keeping
from kiosk.domain.keys.consent import Consent
from kiosk.domain.people import Person, Role
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.keys.keeping_slips import listed, reason_in, terms
from ui.desk.keeping import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.log import csv_line
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words, drawn
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_keeping", __name__, url_prefix=f"{PATH}/keeping")
HERE = f"{PATH}/keeping"
DAYS = (30, 90, 365)
"""For how long a consent is usually given."""
MOST_FOUND = 12


@pages.get("")
@role("attendant", at="desk")
def register() -> Response:
    """All keys that residents have left, and whoever was searched for."""
    words = Words(journeys(), chosen_language())
    asked = unseal(request.args.get("words", "")) or ""
    found = journeys().directory.matching(journeys().ledger.house, asked) if asked.strip() else []
    people = [one for one in found if one.role is Role.RESIDENT and one.unit and one.active][:MOST_FOUND]
    return show(
        p.KeptKeys(
            **frame(),
            rows=tuple(_rows(words)),
            found=tuple(p.Person(words.person(one.id), _address(one.id)) for one in people),
            chips=chips(words, "keeping"),
            words=asked,
            csv=f"{HERE}/register.csv",
            now=journeys().clock.now(),
        )
    )


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed, never as plain words in an address."""
    return go(f"{HERE}?words={seal(request.form.get('words', '').strip())}")


@pages.get("/register.csv")
@role("attendant", at="desk")
def as_csv() -> Response:
    """The register for a spreadsheet."""
    words = Words(journeys(), chosen_language())
    names = ("unit", "item", "place", "where", "kept_since", "terms", "kept_until")
    lines = ["\ufeff" + csv_line([words.say(f"attendant.column.{name}") for name in names])]
    for row in _rows(words):
        since, until = (_day(at) if at else "" for at in (row.since, row.until))
        lines.append(csv_line([row.unit, row.label, row.slot, row.where, since, row.terms, until]))
    response = Response("".join(lines), mimetype="text/csv")
    name = journeys().clock.now().astimezone(_zone()).strftime("%Y%m%d")
    response.headers["Content-Disposition"] = f'attachment; filename="kept-keys-{name}.csv"'
    return response


@pages.get("/<who>")
@role("attendant", at="desk")
def home(who: str) -> Response:
    """One home's keys and consents."""
    resident, words = resident_of(who), Words(journeys(), chosen_language())
    unit = resident.unit or ""
    look_at(unit, "consents")
    keys = keeping.keys_of(journeys().ledger.house, unit)
    return show(
        p.KeptHome(
            **frame(),
            home=f"{HERE}/{who}",
            resident=journeys().directory.name(resident.id),
            unit=unit,
            keys=tuple(_row(words, key) for key in keys),
            consents=tuple(_consent(words, one) for one in journeys().consents.of(unit)),
            chips=chips(words, "keeping"),
            slots=len(journeys().keeping.free_slots()),
            in_reach=resident.in_reach,
        )
    )


@pages.get("/homes/<unit>")
@role("attendant", at="desk")
def of_home(unit: str) -> AnyResponse:
    """The page of a home, as whoever lives there now has it; a move-in where nobody does."""
    people = journeys().ledger.house.people.values()
    home = [one for one in people if one.unit == unit and one.role is Role.RESIDENT and one.active]
    newest = max(home, key=lambda one: (one.home_since is not None, one.home_since, one.id), default=None)
    return go(_address(newest.id) if newest else f"{PATH}/movein")


@pages.post("/<who>/reach")
@role("attendant", at="desk")
def ask_reach(who: str) -> AnyResponse:
    """The resident's parcels go behind doors within reach, or behind any."""
    wanted = request.form.get("reach") == "low"
    journeys().homes.ask_reach(resident_of(who).id, present().id, wanted=wanted)
    return go(f"{HERE}/{who}")


def resident_of(who: str) -> Person:
    """Return whom a sealed name in an address means.

    Raises:
        Refused: `resident.unknown`, also after the kiosk was started anew.
    """
    return keeping.resident(journeys().ledger.house, unseal(who) or "")


def look_at(unit: str, what: str) -> None:
    """Put a look at a home's file on record; a page that looks again by itself is the same look."""
    if request.headers.get("X-Loge-Look") != "again":
        journeys().keeping.looked(present(), unit, what)


def _address(person: str) -> str:
    return f"{HERE}/{seal(person)}"


def _rows(words: Words) -> list[p.KeptKey]:
    kept = [key for key in journeys().ledger.house.keys.values() if key.kind is KeyKind.UNIT]
    return [_row(words, key) for key in sorted(kept, key=lambda key: (key.unit or "", key.place))]


def _row(words: Words, key: Key) -> p.KeptKey:
    house, now = journeys().ledger.house, journeys().clock.now()
    agreed = journeys().consents.of(key.unit or "")
    home = [one for one in house.people.values() if one.unit == key.unit and one.role is Role.RESIDENT]
    active = next((one.id for one in home if one.active), "")
    said = listed([_short(words, one) for one in agreed], words.language)
    return p.KeptKey(
        key=key.id,
        label=words.key(key),
        slot=words.place(key.place),
        unit=key.unit or "",
        where=words.custodian(key.custodian),
        person=seal(active) if active else "",
        since=min((one.since for one in agreed), default=None),
        until=max((one.until for one in agreed), default=None),
        terms=said or words.say("keeping.none"),
        tone="bad" if keeping.recalled(house, key, now) else "" if agreed else "care",
    )


def _short(words: Words, one: Consent) -> str:
    return listed([reason_in(words.language, reason) for reason in one.reasons], words.language)


def _consent(words: Words, one: Consent) -> p.ConsentRow:
    strokes, box = drawn(words, one.signed)
    zone = journeys().settings.site.time_zone
    said = tuple(terms(one, words.language, zone))
    stood_by = journeys().directory.name(witness) if (witness := witness_of(one.signed)) else ""
    return p.ConsentRow(one.id, said, journeys().directory.name(one.given_by), strokes, box, stood_by)


def end_of(days: str, day: str) -> datetime:
    """Return the end of the consent: so many days from now, or of a typed day; now for what makes no sense."""
    now = journeys().clock.now()
    if day:
        try:
            typed = datetime.fromisoformat(day[:10])
        except ValueError:
            return now
        return typed.replace(hour=23, minute=59, tzinfo=_zone())
    return journeys().consents.until(int(days)) if days in {str(one) for one in DAYS} else now


def _day(at: datetime) -> str:
    return at.astimezone(_zone()).strftime("%Y-%m-%d")


def _zone() -> ZoneInfo:
    return ZoneInfo(journeys().settings.site.time_zone)
