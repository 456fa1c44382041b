"""How each recorded event about goods that leave changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.releases import events as n
from kiosk.domain.releases.release import Release, ReleaseStage

KEPT = 32
"""How many that are over stay at hand; the register has the others."""
_ENDS: dict[type[n.ReleaseEvent], ReleaseStage] = {
    n.ReleaseGone: ReleaseStage.GONE,
    n.ReleaseCalledOff: ReleaseStage.CALLED_OFF,
    n.ReleaseLapsed: ReleaseStage.LAPSED,
}


def with_release(house: House, event: n.ReleaseEvent, at: datetime) -> House:
    """Return the house after one event about goods that leave."""
    if isinstance(event, n.ReleaseAsked):
        asked = Release(
            event.release,
            event.person,
            event.unit,
            event.goods,
            event.count,
            at,
            event.by,
            event.since,
            event.until,
        )
        return _kept(house, asked)
    known = house.releases.get(event.release)
    return _kept(house, _changed(known, event, at)) if known else house


def _changed(known: Release, event: n.ReleaseEvent, at: datetime) -> Release:
    if isinstance(event, n.ReleaseGiven):
        return replace(
            known, stage=ReleaseStage.RELEASED, word=event.word, word_by=event.word_by, said=event.said,
            signature=event.signature, served=event.served, slip=event.slip, released=at,
        )  # fmt: skip
    if isinstance(event, n.ReleaseShown):
        return replace(known, shown=at)
    return replace(known, stage=_ENDS[type(event)], ended=at, ended_by=str(getattr(event, "by", "")))


def _kept(house: House, release: Release) -> House:
    known = newest(house.releases, release.id, release)
    for name in [one.id for one in known.values() if not one.open][:-KEPT]:
        del known[name]
    return house.having(releases=known)
