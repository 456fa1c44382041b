"""Writing an incident report: begun in one touch, kept as it grows, signed once, sent, added to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.incidents import events as i
from kiosk.domain.incidents.incident import (
    HOW,
    KINDS,
    MOST_PHOTOS,
    NEEDED,
    PARTS,
    SOURCES,
    Incident,
    Stage,
    may_read,
)
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import Pen

AHEAD = timedelta(minutes=2)
"""A clock on the wall may be so much ahead of the machine's."""
OLDEST = timedelta(days=31)


@dataclass(frozen=True)
class BeginReport:
    """Somebody begins a report. `incident`: its id, made with the page; `year`: the site's present one."""

    incident: str
    kind: str
    happened: datetime
    by: Person
    year: int
    source: str = ""
    about: str = ""


def decide_begin(house: House, command: BeginReport, now: datetime) -> list[e.Event]:
    """Return a new draft; nothing for one that is known, or when the same thing has a report already.

    Raises:
        Refused: `staff.needed`; `incident.kind`, `incident.when`.
    """
    if command.incident in house.incidents or begun_from(house, command.source, command.about):
        return []
    _need_staff(command.by)
    _need_kind(command.kind)
    _need_time(command.happened, now)
    if command.source not in SOURCES:
        raise Refused("incident.kind")
    year, number = _next_number(house, command.year)
    return [
        i.IncidentBegun(
            command.incident,
            year,
            number,
            command.kind,
            command.happened,
            command.by.id,
            command.source,
            command.about,
        )
    ]


def begun_from(house: House, source: str, about: str) -> Incident | None:
    """Return the report that was begun from an alarm, an emergency or a movement, if one is at hand."""
    found = (one for one in house.incidents.values() if one.stage is not Stage.WITHDRAWN)
    return next((one for one in found if source and (one.source, one.about) == (source, about)), None)


def decide_write(
    house: House,
    incident: str,
    by: Person,
    kind: str,
    happened: datetime,
    told: Sequence[i.Told],
    now: datetime,
) -> list[e.Event]:
    """Return what somebody has written in a draft; nothing where nothing is new.

    Raises:
        Refused: `staff.needed`, `incident.unknown`, `incident.finished`, `incident.not_yours`; `incident.kind`,
            `incident.when`, `incident.part`.
    """
    known = need_draft(house, incident, by)
    _need_kind(kind)
    _need_time(happened, now)
    if any(one.part not in PARTS for one in told):
        raise Refused("incident.part")
    if not told and (kind, happened) == (known.kind, known.happened):
        return []
    return [i.IncidentWritten(incident, by.id, kind, happened, tuple(told))]


def decide_photo(house: House, incident: str, kept: i.IncidentPhotoKept, by: Person) -> list[e.Event]:
    """Return that a picture was kept; nothing for one that is known.

    Raises:
        Refused: as `decide_write`; `incident.photos` when there are enough.
    """
    known = need_draft(house, incident, by)
    if any(one.id == kept.photo for one in known.photos):
        return []
    if len(known.photos) >= MOST_PHOTOS:
        raise Refused("incident.photos", count=MOST_PHOTOS)
    return [kept]


def decide_sign(
    house: House, incident: str, by: Person, written: Sequence[str], seen: str, pen: Pen
) -> list[e.Event]:
    """Return the signature under a report; nothing for one that this person has signed.

    `written`: the parts in which there are words. `seen`: the digest of what the page showed.

    Raises:
        Refused: `staff.needed`, `incident.unknown`, `incident.not_yours`, `incident.finished`; `incident.incomplete`
            with how many parts are missing; `incident.changed` when the page showed something else.
    """
    if (known := house.incidents.get(incident)) and known.finished and known.signed_by == by.id:
        return []
    known = need_draft(house, incident, by)
    silent = [part for part in NEEDED if part not in written]
    if silent:
        raise Refused("incident.incomplete", count=len(silent))
    if seen != seen_digest(known):
        raise Refused("incident.changed")
    return [i.IncidentSigned(incident, by.id, seen, pen.signature, pen.digest)]


def decide_sent(house: House, incident: str, by: Person, how: str) -> list[e.Event]:
    """Return that a report is with the company; nothing for one that is there already.

    Raises:
        Refused: `staff.needed`, `incident.unknown`, `incident.not_yours`, `incident.unsigned`, `incident.how`.
    """
    known = need(house, incident, by)
    if known.stage is Stage.SENT:
        return []
    if known.stage is not Stage.SIGNED:
        raise Refused("incident.unsigned")
    if how not in HOW:
        raise Refused("incident.how")
    return [i.IncidentSent(incident, by.id, how)]


def decide_add(known: Incident | None, by: Person, addition: str, words: str, digest: str) -> list[e.Event]:
    """Return what is added to a finished report, however long ago; nothing for what is there already.

    Raises:
        Refused: `staff.needed`, `incident.unknown`, `incident.not_yours`, `incident.unsigned`, `incident.empty`.
    """
    _need_staff(by)
    if known is None:
        raise Refused("incident.unknown")
    if any(one.id == addition for one in known.additions):
        return []
    if not may_read(known, by):
        raise Refused("incident.not_yours")
    if not known.finished:
        raise Refused("incident.unsigned")
    if not words:
        raise Refused("incident.empty")
    return [i.IncidentAdded(known.id, known, addition, by.id, words, digest)]


def decide_withdraw(house: House, incident: str, by: Person, why: str) -> list[e.Event]:
    """Return that a draft was begun by mistake; nothing for one that was withdrawn already.

    Raises:
        Refused: `supervisor.needed`, `incident.unknown`, `incident.finished`, `reason.missing`.
    """
    if by.role not in (Role.SUPERVISOR, Role.MANAGER) or not by.active:
        raise Refused("supervisor.needed")
    known = house.incidents.get(incident)
    if known is None:
        raise Refused("incident.unknown")
    if known.stage is Stage.WITHDRAWN:
        return []
    if known.stage is not Stage.DRAFT:
        raise Refused("incident.finished")
    if not why:
        raise Refused("reason.missing")
    return [i.IncidentWithdrawn(incident, by.id, why)]


def seen_digest(known: Incident) -> str:
    """Return a digest of what is signed: number, kind, time, each part and each picture as it stands."""
    parts = sorted(known.parts.items())
    photos = [[one.id, one.digest] for one in known.photos]
    said = [known.name, known.kind, known.happened.isoformat(), parts, photos]
    return sha256(json.dumps(said).encode()).hexdigest()


def need(house: House, incident: str, by: Person) -> Incident:
    """Return a report at hand that somebody may read.

    Raises:
        Refused: `staff.needed`, `incident.unknown`, `incident.not_yours`.
    """
    _need_staff(by)
    known = house.incidents.get(incident)
    if known is None:
        raise Refused("incident.unknown")
    if not may_read(known, by):
        raise Refused("incident.not_yours")
    return known


def need_draft(house: House, incident: str, by: Person) -> Incident:
    """Return a draft that somebody may write in. Raises as `need`; `incident.finished`."""
    known = need(house, incident, by)
    if known.stage is not Stage.DRAFT:
        raise Refused("incident.finished")
    return known


def _next_number(house: House, year: int) -> tuple[int, int]:
    last = max(house.incidents.values(), key=lambda one: (one.year, one.number), default=None)
    if last is None or last.year < year:
        return year, 1
    return last.year, last.number + 1


def _need_staff(by: Person) -> None:
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")


def _need_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Refused("incident.kind")


def _need_time(happened: datetime, now: datetime) -> None:
    if not now - OLDEST <= happened <= now + AHEAD:
        raise Refused("incident.when", days=OLDEST.days)
