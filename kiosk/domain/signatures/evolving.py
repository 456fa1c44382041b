"""How each recorded event about signatures on file changes the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk.domain.house import House, newest
from kiosk.domain.signatures import events as s
from kiosk.domain.signatures.deciding import specimens_of, with_room
from kiosk.domain.signatures.specimen import MOST_WAITING, Specimen, Specimens, Waiting


def with_signature(house: House, event: s.SignatureEvent, at: datetime) -> House:
    """Return the house after `event`; a comparison that is over is in the log alone."""
    match event:
        case s.SpecimenKept():
            kept = with_room(specimens_of(house, event.person).kept)
            new = Specimen(event.signature, event.signature_digest, at, event.by)
            entry = Specimens(event.person, (*kept, new))
            return house.having(specimens=newest(house.specimens, event.person, entry))
        case s.SpecimensDropped():
            return house.having(specimens=_without(house.specimens, event.person))
        case s.SignatureCompared():
            return house.having(comparisons=_compared(house, event, at))
        case s.SignatureJudged():
            return house.having(comparisons=_without(house.comparisons, event.comparison))
    return house


def without_signatures(house: House, person: str) -> House:
    """Return the house after a person was forgotten: nothing stands for them, nothing of theirs waits."""
    waiting = {name: one for name, one in house.comparisons.items() if one.person != person}
    return house.having(specimens=_without(house.specimens, person), comparisons=waiting)


def _compared(house: House, event: s.SignatureCompared, at: datetime) -> dict[str, Waiting]:
    """Return what waits: whoever signs anew for the same thing waits once, or not at all if that is the same."""
    rest = {
        name: one
        for name, one in house.comparisons.items()
        if name != event.comparison
        and (not event.item or (one.person, one.item) != (event.person, event.item))
    }
    if event.verdict == "same":
        return rest
    return {**dict(list(rest.items())[1 - MOST_WAITING :]), event.comparison: _waiting(event, at)}


def _waiting(event: s.SignatureCompared, at: datetime) -> Waiting:
    return Waiting(
        id=event.comparison,
        person=event.person,
        item=event.item,
        document=event.document,
        signature=event.signature,
        digest=event.signature_digest,
        references=event.references,
        verdict=event.verdict,
        score_milli=event.score_milli,
        at=at,
    )


def _without(known: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {other: one for other, one in known.items() if other != name}
