"""The mechanical override of a cabinet: told from doors that open alone together, and over when all are shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.domain.alarms.evolving import put_alarm
from kiosk.domain.alarms.standing import duties_of, going_on, with_ended
from kiosk.domain.house import House, Recorded
from kiosk.domain.places import Place


def likely_override(house: House, cabinet: str, recorded: Recorded) -> House:
    """Return the house in which several doors of one cabinet that opened alone at about the same time are one alarm."""
    duties = duties_of(house)
    within = timedelta(seconds=duties.override_within_s)
    alone = [
        one
        for one in house.alarms.values()
        if one.open
        and one.kind == "forced"
        and Place.cabinet_of(one.place) == cabinet
        and recorded.at - one.last <= within
    ]
    if len(alone) < duties.override_doors:
        return house
    first = min(alone, key=lambda one: one.begun)
    whole = replace(
        first,
        id=f"{recorded.seq}-override-{cabinet}",
        kind="override",
        owner=duties.owner("override"),
        cabinet=cabinet,
        places=tuple(place for one in alone for place in one.places),
        keys=tuple(dict.fromkeys(key for one in alone for key in one.keys)),
        last=recorded.at,
        count=len(alone),
        ended=None,
        taken_by=next((one.taken_by for one in alone if one.taken_by), ""),
        step=max(one.step for one in alone),
    )
    for one in alone:
        house = put_alarm(house, replace(one, part_of=whole.id))
    return put_alarm(house, whole)


def end_override(house: House, cabinet: str, at: datetime) -> House:
    """Return the house in which an override is over whose seal and every door that it opened are seen shut."""
    seal = house.seals.get(cabinet)
    found = [
        one
        for one in going_on(house)
        if one.kind == "override"
        and one.cabinet == cabinet
        and not any(house.door(place).seen_open for place in one.places)
    ]
    return house if seal and seal.seen_open else with_ended(house, found, at)
