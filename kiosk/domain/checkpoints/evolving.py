"""What the house makes of the log's own events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.checkpoints.checkpoint import LAST, Checkpoint
from kiosk.domain.checkpoints.events import CheckpointEvent, CheckpointSigned, DeviceKeyBegun
from kiosk.domain.house import House


def with_checkpoint(house: House, event: CheckpointEvent, at: datetime) -> House:
    """Return the house after an event about the log."""
    last = house.checkpoints.get(LAST)
    match event:
        case DeviceKeyBegun():
            seq = last.seq if last else 0
            return house.having(checkpoints={LAST: Checkpoint(event.public, seq)})
        case CheckpointSigned() if last:
            return house.having(checkpoints={LAST: replace(last, seq=event.seq, signed=at)})
    return house
