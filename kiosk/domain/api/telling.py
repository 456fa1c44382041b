"""What another program may ask, and which of all events it is told of."""

from __future__ import annotations

import re
from collections.abc import Mapping

SCOPES = ("deliveries:write", "states:read", "webhooks:manage")
"""What a token may be good for; each is given by name, none follows from another."""
NAME = re.compile(r"[a-z0-9-]{1,32}")
"""What a token may be called."""

MOVED: Mapping[str, str] = {
    "parcel.drop.confirmed/1": "parcel.waiting",
    "parcel.collect.confirmed/1": "parcel.collected",
    "parcel.recall.confirmed/1": "parcel.recalled",
    "parcel.expired/1": "parcel.expired",
    "parcel.returned/1": "parcel.returned",
    "key.issue.confirmed/1": "key.out",
    "key.return.confirmed/1": "key.back",
}
"""What a confirmed movement is to another program, by the event's name on disk."""
ALARMED = frozenset(
    {
        "door.forced/1", "door.ajar/1", "door.doubted/1", "seal.opened/1", "key.gone/1", "key.back/1",
        "key.issue.doubted/1", "key.return.doubted/1", "key.leave.doubted/1", "key.take_back.doubted/1",
        "slot.two_tags/1", "device.lost/1", "device.part.lost/1",
    }
)  # fmt: skip
"""Events that may raise an alarm; whether one did, the alarm's own number tells."""
ALARM = "alarm.raised"
KINDS = (*MOVED.values(), ALARM)
"""Everything that a webhook can be told of."""


def sources(kinds: frozenset[str]) -> frozenset[str]:
    """Return the names on disk of the events that may be told as one of `kinds`."""
    moved = {name for name, kind in MOVED.items() if kind in kinds}
    return frozenset(moved | (ALARMED if ALARM in kinds else frozenset()))
