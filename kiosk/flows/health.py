"""How the whole kiosk is doing, for a monitoring program: nothing of it is about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.flows.shifts.open_matters import OpenMatters
from kiosk.ports.devices import DeviceState

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""With less room on its disk the record can't be kept for long."""


@dataclass(frozen=True)
class SiteHealth:
    """One look at everything. `queues`: what waits, by name; `stuck`: threads that do not move any more.

    `head_seq`: the number of the last event in the record. `clock_trusted`: whether the machine's clock is not behind
    what the record says.
    """

    site: str
    version: str
    at: datetime
    uptime_s: float
    head_seq: int
    clock_trusted: bool
    disk_free_bytes: int
    devices: Sequence[DeviceState]
    queues: Mapping[str, int]
    stuck: Sequence[str]
    matters: OpenMatters = field(default_factory=OpenMatters)

    @property
    def troubles(self) -> Sequence[str]:
        """What keeps the site from serving as it should: "device:locks-a", "thread:watcher", "disk"."""
        return [
            *(f"device:{state.name}" for state in self.devices if state.condition == "down"),
            *(f"thread:{name}" for name in self.stuck),
            *(["disk"] if self.disk_free_bytes < LEAST_FREE_BYTES else []),
        ]

    @property
    def condition(self) -> str:
        """Return "down" when something that the site needs is, "degraded" when something works in part, else "up"."""
        if self.troubles:
            return "down"
        part = any(state.condition != "up" for state in self.devices)
        return "degraded" if part or not self.clock_trusted else "up"
