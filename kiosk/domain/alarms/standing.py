"""How an alarm comes, is counted, and ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from kiosk.domain.alarms.alarm import Alarm, Duties
from kiosk.domain.alarms.evolving import put_alarm
from kiosk.domain.house import House, Recorded


def override_at(house: House, cabinet: str) -> Alarm | None:
    """Return the override of a cabinet that is not accounted for yet, if any."""
    for one in house.alarms.values():
        if one.open and one.kind == "override" and one.cabinet == cabinet:
            return one
    return None


def raised(
    house: House,
    recorded: Recorded,
    kind: str,
    *,
    place: str = "",
    device: str = "",
    cabinet: str = "",
    keys: tuple[str, ...] = (),
    over: bool = False,
) -> House:
    """Return the house with one alarm more; where the same one stands already it is counted. `over`: it just was so."""
    places = (place,) if place else ()
    for one in house.alarms.values():
        same = (one.kind, one.device, one.cabinet) == (kind, device, cabinet)
        if one.open and same and one.places == places:
            counted = again(one, recorded.at, key=keys)
            return put_alarm(house, replace(counted, ended=recorded.at if over else None))
    fresh = Alarm(
        id=f"{recorded.seq}-{kind}-{place or device or cabinet}",
        kind=kind,
        owner=duties_of(house).owner(kind),
        begun=recorded.at,
        last=recorded.at,
        places=places,
        cabinet=cabinet,
        keys=keys,
        device=device,
        ended=recorded.at if over else None,
    )
    return put_alarm(house, fresh)


def again(
    alarm: Alarm, at: datetime, *, place: str = "", key: str | tuple[str, ...] = (), count: int = 1
) -> Alarm:
    """Return an alarm that came once more, with what it is about now as well."""
    keys = (key,) if isinstance(key, str) else key
    places = (*(one for one in alarm.places if one != place), place) if place else alarm.places
    return replace(
        alarm,
        places=places,
        keys=tuple(dict.fromkeys((*alarm.keys, *keys))),
        last=at,
        ended=None,
        count=alarm.count + count,
    )


def going_on(house: House) -> list[Alarm]:
    """Return the alarms whose trouble is not over, acknowledged or not."""
    return [one for one in house.alarms.values() if one.ended is None and not one.part_of]


def with_ended(house: House, alarms: Iterable[Alarm], at: datetime) -> House:
    """Return the house in which the trouble of these is over; they still want their acknowledgement."""
    for one in alarms:
        house = put_alarm(house, replace(one, ended=at))
    return house


def duties_of(house: House) -> Duties:
    """Return what the site has decided about alarms."""
    return house.alarm_duties.get("site", Duties())
