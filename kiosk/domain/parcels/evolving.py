"""How each recorded event about delegates, and about what residents wish, changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.domain.house import House, newest
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.delegation import Delegation

TOLD_FOR = timedelta(days=30)
"""So long a slip that is good for nothing is told why."""


def with_delegate(house: House, event: p.DelegateEvent, at: datetime) -> House:
    """Return the house after `event`; what ended long ago leaves the running state."""
    known = dict(house.delegations)
    match event:
        case p.DelegateNamed():
            named = Delegation(
                event.delegation, event.principal, event.person, event.slip, event.parcels, event.until,
                event.called, at,
            )  # fmt: skip
            known = newest(known, named.id, named)
        case p.DelegateEnded() if event.delegation in known:
            ended = replace(known[event.delegation], ended=event.reason, at=at)
            known = newest(known, ended.id, ended)
    over = [one.id for one in known.values() if one.ended and _forgotten(one, at)]
    return house.having(delegations={name: one for name, one in known.items() if name not in over})


def with_reach(house: House, event: p.ReachAsked) -> House:
    """Return the house in which a resident's parcels go within reach, or anywhere."""
    known = house.people.get(event.person)
    if known is None:
        return house
    return house.having(people=newest(house.people, known.id, replace(known, in_reach=event.wanted)))


def _forgotten(one: Delegation, now: datetime) -> bool:
    """Without a slip nobody can come back and ask."""
    return not one.slip or (one.at is not None and now - one.at > TOLD_FOR)
