"""How each recorded event changes the emergency releases that are at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.emergency import events as m
from kiosk.domain.emergency.emergency import Emergency
from kiosk.domain.house import House


def with_emergency(house: House, event: m.EmergencyEvent, at: datetime) -> House:
    """Return the house after one event of a release."""
    if isinstance(event, m.EmergencyBegun):
        begun = Emergency(event.emergency, event.by, event.second, event.reason, event.places, at)
        return _put(house, begun)
    known = house.emergencies.get(event.emergency)
    if known is None:
        return house
    match event:
        case m.EmergencyDoorAsked():
            return _put(house, replace(known, asked=(*known.asked, event.place)))
        case m.EmergencyEnded():
            return _put(house, replace(known, ended=at))
    return house


def counted_since(house: House, begun: datetime) -> House:
    """Return the house after a stocktake that began at `begun` has ended: what lay before it is accounted for."""
    left = {name: one for name, one in house.emergencies.items() if one.ended is None or one.ended > begun}
    return house if len(left) == len(house.emergencies) else replace(house, emergencies=left)


def _put(house: House, emergency: Emergency) -> House:
    others = {name: one for name, one in house.emergencies.items() if name != emergency.id}
    return replace(house, emergencies={**others, emergency.id: emergency})
