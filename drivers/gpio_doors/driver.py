"""Doors wired straight to GPIO pins: a coil driver per latch, a contact per door, no protocol between."""

from __future__ import annotations

import atexit
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpiozero import DigitalInputDevice, DigitalOutputDevice, GPIOZeroError

from drivers.doors import BoardStatus
from drivers.gpio_doors.debounce import SETTLE_S, Debounce
from drivers.gpio_doors.world_pins import WorldFactory
from drivers.trouble import LinkLost

PULSE_MS = 400
PULSE_MS_MOST = 1000
COIL_REST_S = 1.0
"""Least time from the end of a pulse to the next of the same coil."""

_LEVELS_WITHIN_S = 1.0


@dataclass(frozen=True)
class GpioWiring:
    """A board's pins, channel 1 first. `shut_level`: what a switch pin reads when the door is shut.

    Switch pins are pulled up: wire the contact to ground, closed when shut (`shut_level` 0), and a broken
    wire reads open.
    """

    latch_pins: tuple[int, ...]
    switch_pins: tuple[int, ...]
    shut_level: int

    def __post_init__(self) -> None:
        if len(self.latch_pins) != len(self.switch_pins) or self.shut_level not in (0, 1):
            raise ValueError(f"{self}: as many latch pins as switch pins, shut_level 0 or 1")


class GpioDoors:
    """A `LockLine` on one GPIO chip. Coils are off from the first moment, and off whenever a call returns."""

    skipped_bytes: int

    def __init__(
        self, pins: str, boards: Mapping[int, GpioWiring], *, name: str, pulse_ms: int = PULSE_MS
    ) -> None:
        """Take the pins of `boards` on "gpiochipN", or on the simulated world's "unix:PATH".

        Raises:
            LinkLost: no such chip or world, or its pins are taken.
            ValueError: a pulse longer than one second, or `pins` in neither form.
        """
        if not 0 < pulse_ms <= PULSE_MS_MOST:
            raise ValueError(f"a pulse of {pulse_ms} ms: 1 to {PULSE_MS_MOST} are allowed")
        self.skipped_bytes = 0
        self._name, self._boards, self._pulse_s = name, dict(boards), pulse_ms / 1000
        self._one_coil = threading.Lock()
        self._rested_s: dict[int, float] = {}
        self._devices: dict[int, Any] = {}
        self._settling: dict[int, Debounce] = {}
        self._factory: Any = None
        self._errors: tuple[type[Exception], ...] = (OSError, GPIOZeroError)
        atexit.register(self.close)  # a thread that ends with the process in a pulse runs no `finally`
        try:
            self._take_pins(pins)
        except BaseException:
            self.close()
            raise

    def unlock(self, board: int, channel: int) -> None:
        """Energise one coil for the pulse, and return when it is off again.

        One coil at a time on the whole chip; the same coil rests for a second first, so this may take 1.4 s.

        Raises:
            LinkLost: the chip or the world is gone.
            ValueError: no such board or channel.
        """
        wiring = self._boards.get(board)
        if wiring is None or not 1 <= channel <= len(wiring.latch_pins):
            raise ValueError(f"{self._name}: no board {board} channel {channel}")
        pin = wiring.latch_pins[channel - 1]
        coil = self._devices[pin]
        with self._one_coil, self._link_errors():
            time.sleep(max(0.0, self._rested_s.get(pin, 0.0) - time.monotonic()))
            self._check_world()
            try:
                coil.on()
                time.sleep(self._pulse_s)
            finally:
                coil.off()
                self._rested_s[pin] = time.monotonic() + COIL_REST_S

    def status(self, board: int) -> BoardStatus:
        """Return what one board's switches have settled on; None for a contact that does not settle.

        Raises:
            LinkLost: the chip or the world is gone.
            KeyError: the board is not among those given.
        """
        wiring = self._boards[board]
        with self._link_errors():
            levels = [self._settled_level(pin) for pin in wiring.switch_pins]
        return BoardStatus(
            shut=tuple(None if level is None else level == wiring.shut_level for level in levels),
            present=(None,) * len(levels),
        )

    def close(self) -> None:
        """Switch every coil off, then release the pins; never raises."""
        for device in self._devices.values():
            if isinstance(
                device, DigitalOutputDevice
            ):  # off before close: a closed output is a floating input
                with suppress(*self._errors):
                    device.off()
        if isinstance(self._factory, WorldFactory):
            self._factory.hang_up()  # no edge may arrive at a closed pin
        for device in (*self._devices.values(), self._factory):
            if device is not None:
                with suppress(*self._errors):
                    device.close()
        self._devices.clear()

    def _take_pins(self, pins: str) -> None:
        """Open the chip, switch every coil off, and wait until the switches' first readings mean something."""
        with self._link_errors():
            self._factory, self._errors = _open_pins(pins)
            for wiring in self._boards.values():
                for pin in wiring.latch_pins:
                    self._devices[pin] = DigitalOutputDevice(
                        pin, initial_value=False, pin_factory=self._factory
                    )
                for pin in wiring.switch_pins:
                    self._take_switch(pin)
            if isinstance(self._factory, WorldFactory) and not self._factory.listen(_LEVELS_WITHIN_S):
                raise LinkLost(self._name, "the world did not tell its levels")
            for pin in self._settling:
                self._settled_level(pin)
        time.sleep(SETTLE_S)

    def _take_switch(self, pin: int) -> None:
        switch = DigitalInputDevice(pin, pull_up=True, pin_factory=self._factory)
        self._devices[pin] = switch
        self._settling[pin] = settling = Debounce()
        switch.when_activated = switch.when_deactivated = _edge_noter(settling)

    def _settled_level(self, pin: int) -> int | None:
        return self._settling[pin].read(int(self._devices[pin].pin.state), time.monotonic())

    def _check_world(self) -> None:
        if isinstance(self._factory, WorldFactory):
            self.skipped_bytes = self._factory.skipped_bytes
            if self._factory.lost:
                raise LinkLost(self._name, "the pins' world hung up")

    @contextmanager
    def _link_errors(self) -> Iterator[None]:
        """Turn the pin library's errors into `LinkLost`, and notice a world that is gone."""
        try:
            yield
        except self._errors as cause:
            raise LinkLost(self._name, str(cause)) from cause
        self._check_world()


def _edge_noter(settling: Debounce) -> Callable[[], None]:
    return lambda: settling.edge(time.monotonic())


def _open_pins(pins: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """Return the pin factory for `pins` and the errors that its devices raise."""
    if pins.startswith("unix:"):
        return WorldFactory(pins.removeprefix("unix:")), (OSError, GPIOZeroError)
    number = pins.removeprefix("gpiochip")
    if number == pins or not number.isdecimal():
        raise ValueError(f'{pins!r}: "gpiochipN" or "unix:PATH" is allowed')
    # lgpio changes into LG_WD, or writes into the current directory, when it is first imported
    here = Path.cwd()
    os.environ.setdefault("LG_WD", tempfile.gettempdir())
    try:
        import lgpio  # here alone: it starts a thread and needs its library
        from gpiozero.pins.lgpio import LGPIOFactory
    except ImportError as cause:
        raise OSError(f"lgpio is not installed: {cause}") from cause
    finally:
        os.chdir(here)
    errors = (OSError, GPIOZeroError, lgpio.error)
    try:
        return LGPIOFactory(chip=int(number)), errors
    except lgpio.error as cause:
        raise OSError(f"{pins}: {cause}") from cause
