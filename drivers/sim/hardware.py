"""What a simulated board finds at the ends of its wires."""

from __future__ import annotations

from typing import Protocol

HELD_MS = 1200
"""What a latch feels of an output that is switched on without an end, before its coil burns."""


class DoorHardware(Protocol):
    """One channel as its board sees it: an output to energise and two inputs to read."""

    def fire(self, pulse_ms: int) -> None:
        """Energise the coil once; the door springs open unless it jams."""

    def hold(self, on: bool) -> None:
        """Switch the output on without an end, or off: a light shines; a latch is fired, and its coil burns."""

    def switch_shut(self) -> bool:
        """Return what the door switch reads (it may lie)."""

    def item_present(self) -> bool:
        """Return what the presence sensor reads (it may lie)."""
