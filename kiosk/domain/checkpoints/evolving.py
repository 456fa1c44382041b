"""What the house makes of the log's own events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.checkpoints.checkpoint import AT_HAND, LAST, Checkpoint, name_of
from kiosk.domain.checkpoints.events import CheckpointEvent, CheckpointSigned, DeviceKeyBegun
from kiosk.domain.house import House, newest


def with_checkpoint(house: House, event: CheckpointEvent, at: datetime) -> House:
    """Return the house after an event about the log."""
    last = house.checkpoints.get(LAST)
    match event:
        case DeviceKeyBegun():
            begun = Checkpoint(event.public, last.seq if last else 0)
            return house.having(checkpoints=newest(house.checkpoints, LAST, begun))
        case CheckpointSigned() if last:
            signed = Checkpoint(
                last.public, event.seq, at, event.head, event.signed_at, event.why, event.signature
            )
            others = {name: one for name, one in house.checkpoints.items() if name != LAST}
            others = newest(others, name_of(event.seq), signed)
            kept = dict(list(others.items())[-AT_HAND:])
            return house.having(checkpoints={**kept, LAST: replace(last, seq=event.seq, signed=at)})
    return house
