"""A door with one latch and two sensors, for boards under test."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.sim.hardware import HELD_MS


@dataclass
class PlainDoor:
    """Springs open when fired, unless it jams; a test pushes it shut."""

    shut: bool = True
    item: bool = False
    jams: bool = False
    fired_ms: list[int] = field(default_factory=list)

    def fire(self, pulse_ms: int) -> None:
        """Note the pulse and spring open."""
        self.fired_ms.append(pulse_ms)
        self.shut = self.shut and self.jams

    def hold(self, on: bool) -> None:
        """Spring open by an output that is switched on without an end."""
        if on:
            self.fire(HELD_MS)

    def switch_shut(self) -> bool:
        """Return what the switch reads: the truth."""
        return self.shut

    def item_present(self) -> bool:
        """Return what the sensor reads: the truth."""
        return self.item
