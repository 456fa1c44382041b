"""What the upkeep of keys asks of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.house import House
from kiosk.domain.upkeep.knowing import has_turned_up, keys_fitting
from kiosk.domain.upkeep.losing import to_recut

ASKED_FOR_S = 120
"""So long whoever brought a key back may still say how it is; then the desk asks."""
SWAPPED_WITHIN_S = 600
"""So long a replacement may wait for its new tag before the desk is told."""


@dataclass(frozen=True)
class Waiting:
    """Something about one key that waits for somebody; `about` tells two such things of one key apart."""

    code: str
    since: datetime
    key: str
    about: str = ""
    urgent: bool = False


def waiting(house: House, now: datetime) -> Iterator[Waiting]:
    """Yield everything that waits."""
    for loss in house.losses.values():
        found = has_turned_up(house, loss)
        yield Waiting(
            "lost_key_found" if found else "lock_change", loss.since, loss.key, loss.id, urgent=True
        )
    for key in to_recut(house):
        withdrawn = house.conditions[key.id].withdrawn
        if withdrawn:
            yield Waiting(f"key_recut.{withdrawn.reason}", withdrawn.since, key.id)
    yield from _conditions(house, now)
    for copies in house.copies.values():
        fitting = keys_fitting(house, copies.cylinder)
        if copies.counted and copies.counted.differs and fitting:
            yield Waiting("copies_differ", copies.counted.at, fitting[0].id, copies.cylinder)


def _conditions(house: House, now: datetime) -> Iterator[Waiting]:
    for one in house.conditions.values():
        for fault in one.faults:
            yield Waiting(
                f"key_fault.{fault.what}", fault.since, one.key, fault.id, fault.what == "part_missing"
            )
        if one.note_wanted and now - one.note_wanted.since >= timedelta(seconds=ASKED_FOR_S):
            yield Waiting("key_note_due", one.note_wanted.since, one.key, one.note_wanted.movement)
        if one.replacing and now - one.replacing.since >= timedelta(seconds=SWAPPED_WITHIN_S):
            yield Waiting("key_replacing", one.replacing.since, one.key, one.replacing.act)
