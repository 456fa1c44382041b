"""How each recorded event changes the stocktake under way. One that is over leaves the running state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.care.evolving import continued_before
from kiosk.domain.emergency.evolving import counted_since
from kiosk.domain.house import House
from kiosk.domain.stocktake import events as s
from kiosk.domain.stocktake.stocktake import Finding, Said, SlotCount, Stocktake


def with_stocktake(house: House, event: s.StocktakeEvent, at: datetime) -> House:
    """Return the house after one event of a stocktake."""
    if isinstance(event, s.StocktakeBegun):
        return _put(house, Stocktake(event.stocktake, event.by, at, event.why))
    known = house.stocktakes.get(event.stocktake)
    if known is None:
        return house
    match event:
        case s.SlotCounted():
            counted = SlotCount(event.place, Finding(event.finding), event.expected, event.found)
            return _put(house, replace(known, counts={**known.counts, event.place: counted}))
        case s.SlotLookedAt():
            said = Said(event.finding, event.by, event.reason, at)
            return _put(house, replace(known, said={**known.said, event.place: said}))
        case s.StocktakeSigned():
            return _put(house, replace(known, signed={**known.signed, event.person: event.signature}))
        case s.StocktakeEnded():
            since = counted_since(_without(house, known.id), known.begun)
            return continued_before(since, known.begun)
        case s.StocktakeGivenUp():
            return _without(house, known.id)
    return house


def _without(house: House, name: str) -> House:
    return replace(house, stocktakes={other: one for other, one in house.stocktakes.items() if other != name})


def _put(house: House, stocktake: Stocktake) -> House:
    return replace(house, stocktakes={stocktake.id: stocktake})
