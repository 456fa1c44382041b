"""How an erasure changes the house: what stood for somebody is gone; what was done stays, and says "erased"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.erasure.erasure import Erasure
from kiosk.domain.erasure.events import CopyGiven, PersonalEvent, PersonErased
from kiosk.domain.homesfile.evolving import with_look
from kiosk.domain.homesfile.look import Look
from kiosk.domain.house import House, newest

V = TypeVar("V")


def with_erasure(house: House, event: PersonalEvent, at: datetime) -> House:
    """Return the house after one event about what is kept of somebody."""
    if isinstance(event, CopyGiven):
        return _with_copy(house, event, at)
    if not isinstance(event, PersonErased):
        return house
    gone = event.person
    erased = Erasure(
        gone,
        event.erasure,
        event.role,
        event.by,
        event.second,
        event.why,
        event.records,
        event.backups_until,
        at,
    )
    return house.having(
        erasures=newest(house.erasures, gone, erased),
        cards=_of_others(house.cards, gone),
        filed_ids=_of_others(house.filed_ids, gone),
        absences=_of_others(house.absences, gone),
        home_notes=_of_others(house.home_notes, gone),
        notices=_of_others(house.notices, gone),
        deliveries={
            name: replace(one, recipient="") if one.recipient == gone else one
            for name, one in house.deliveries.items()
        },
        delegations={
            name: one for name, one in house.delegations.items() if gone not in (one.principal, one.person)
        },
    )


def _with_copy(house: House, event: CopyGiven, at: datetime) -> House:
    """Whoever gives a copy has looked at all of it: it stands among the looks into that home's file."""
    person = house.people.get(event.person)
    unit = (person.unit if person else "") or ""
    return with_look(house, Look(event.copy, unit, event.by, "resident_asks", at, True, event.person))


def _of_others(entities: Mapping[str, V], person: str) -> dict[str, V]:
    return {name: one for name, one in entities.items() if getattr(one, "person", "") != person}
