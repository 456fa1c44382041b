"""What a simulated board has at one channel: a latch, a switch, a sensor and a light, each of them or none."""

from __future__ import annotations

from drivers.sim.lobby import SimDoor


class Lamp:
    """A place's indicator light."""

    lit = False


class SimSeal:
    """The switch behind the seal of a cabinet's mechanical override."""

    broken = False

    def switch_shut(self) -> bool:
        """Return what the switch reads: shut while the seal is whole."""
        return not self.broken


class Channel:
    """One channel with what is wired to it; satisfies DoorHardware. An input without a contact reads open and empty."""

    def __init__(
        self,
        *,
        latch: SimDoor | None = None,
        switch: SimDoor | SimSeal | None = None,
        lamp: Lamp | None = None,
    ) -> None:
        self._latch = latch
        self._switch = switch
        self._lamp = lamp

    def fire(self, pulse_ms: int) -> None:
        """Energise what hangs on the output once."""
        if self._latch:
            self._latch.fire(pulse_ms)

    def hold(self, on: bool) -> None:
        """Switch what hangs on the output on without an end, or off."""
        if self._lamp:
            self._lamp.lit = on
        if self._latch:
            self._latch.hold(on)

    def switch_shut(self) -> bool:
        """Return what the door switch reads."""
        return self._switch.switch_shut() if self._switch else False

    def item_present(self) -> bool:
        """Return what the presence sensor reads; it hangs where the latch does."""
        return self._latch.item_present() if self._latch else False
