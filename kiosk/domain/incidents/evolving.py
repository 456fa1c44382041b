"""How each recorded event changes the incident reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.incidents import events as i
from kiosk.domain.incidents.incident import Addition, Incident, Photo, Stage, kept


def with_incident(house: House, event: i.IncidentEvent, at: datetime) -> House:
    """Return the house after one event of a report."""
    if isinstance(event, i.IncidentBegun):
        return _put(house, _begun(event, at))
    if isinstance(event, i.IncidentSeen):
        return house
    known = house.incidents.get(event.incident)
    if known is None and isinstance(event, i.IncidentAdded):
        known = event.was
    return _put(house, _changed(known, event, at)) if known else house


def _begun(event: i.IncidentBegun, at: datetime) -> Incident:
    return Incident(
        id=event.incident,
        year=event.year,
        number=event.number,
        kind=event.kind,
        happened=event.happened,
        made=at,
        by=event.by,
        source=event.source,
        about=event.about,
        writers=(event.by,),
    )


def _changed(known: Incident, event: i.IncidentEvent, at: datetime) -> Incident:
    match event:
        case i.IncidentWritten():
            return _written(known, event)
        case i.IncidentPhotoKept():
            photo = Photo(event.photo, event.source, event.digest, event.size, event.by, at)
            return replace(known, photos=(*known.photos, photo), writers=_with(known, event.by))
        case i.IncidentPhotosRemoved():
            return replace(known, photos=tuple(one for one in known.photos if one.id not in event.photos))
        case i.IncidentSigned():
            signed = replace(known, stage=Stage.SIGNED, signed_by=event.by, signed=at)
            return replace(signed, signature=event.signature)
        case i.IncidentSent():
            return replace(known, stage=Stage.SENT, sent_by=event.by, sent=at, how=event.how)
        case i.IncidentAdded():
            return replace(
                known, additions=(*known.additions, Addition(event.addition, event.by, at, event.words))
            )
        case i.IncidentWithdrawn():
            return replace(known, stage=Stage.WITHDRAWN, ended_by=event.by, why=event.why)
        case i.IncidentReminded():
            return replace(known, step=max(known.step, event.step))
    return known


def _written(known: Incident, event: i.IncidentWritten) -> Incident:
    parts = {**known.parts, **{one.part: one.words for one in event.told}}
    step = known.step if event.happened == known.happened else 0  # another time, another clock
    return replace(
        known,
        kind=event.kind,
        happened=event.happened,
        parts={name: words for name, words in parts.items() if words},
        writers=_with(known, event.by),
        step=step,
    )


def _with(known: Incident, person: str) -> tuple[str, ...]:
    return known.writers if person in known.writers else (*known.writers, person)


def _put(house: House, incident: Incident) -> House:
    return house.having(incidents=kept(newest(house.incidents, incident.id, incident)))
