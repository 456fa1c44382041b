"""What a simulated board finds at the ends of its wires."""

from __future__ import annotations

from typing import Protocol


class DoorHardware(Protocol):
    """One door as its board sees it: a coil to energise and two inputs to read."""

    def fire(self, pulse_ms: int) -> None:
        """Energise the coil once; the door springs open unless it jams."""

    def switch_shut(self) -> bool:
        """Return what the door switch reads (it may lie)."""

    def item_present(self) -> bool:
        """Return what the presence sensor reads (it may lie)."""
