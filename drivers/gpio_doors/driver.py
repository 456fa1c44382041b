"""Doors wired straight to GPIO pins: a coil driver per latch, contacts and lights where there are any."""

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

    `switch_pins` and `presence_pins` (microswitches under the items) are as many as the latches, or none; a board
    without latches may have any number of switches;
    `presence_level` is what the latter read when something is there. All inputs are pulled up: wire a contact to
    ground; a door switch that is closed when shut (`shut_level` 0) reads open when its wire breaks.
    """

    latch_pins: tuple[int, ...]
    switch_pins: tuple[int, ...]
    shut_level: int
    presence_pins: tuple[int, ...] = ()
    presence_level: int = 0
    light_pins: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for pins in (self.switch_pins, self.presence_pins):
            if self.latch_pins and len(pins) not in (0, len(self.latch_pins)):
                raise ValueError(f"{self}: as many switch or presence pins as latch pins, or none")
        if not {self.shut_level, self.presence_level} <= {0, 1}:
            raise ValueError(f"{self}: levels are 0 or 1")
        others = {*self.latch_pins, *self.switch_pins, *self.presence_pins}
        if len(set(self.light_pins)) != len(self.light_pins) or others & {*self.light_pins}:
            raise ValueError(f"{self}: a pin that feeds a light feeds nothing else")


class GpioDoors:
    """A `LockLine` with `Lights` on one GPIO chip. Coils are off from the first moment, and whenever a call returns."""

    skipped_bytes: int

    def __init__(
        self, pins: str, boards: Mapping[int, GpioWiring], *, name: str, pulse_ms: int = PULSE_MS
    ) -> None:
        """Take the pins of `boards` on "gpiochipN", or on the simulated world's "unix:PATH".

        Raises:
            LinkLost: no such chip or world, or its pins are taken.
            ValueError: a pulse longer than one second, `pins` in neither form, or a light on another board's pin.
        """
        if not 0 < pulse_ms <= PULSE_MS_MOST:
            raise ValueError(f"a pulse of {pulse_ms} ms: 1 to {PULSE_MS_MOST} are allowed")
        lights = {pin for wiring in boards.values() for pin in wiring.light_pins}
        if any(lights & {*wiring.latch_pins} for wiring in boards.values()):
            raise ValueError(f"{name}: a light on a latch's pin would hold its coil")
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
        """Return what one board's contacts have settled on; None for one that does not settle or is not there.

        Raises:
            LinkLost: the chip or the world is gone.
            KeyError: the board is not among those given.
        """
        wiring = self._boards[board]
        with self._link_errors():
            shut = self._contacts(wiring.switch_pins, wiring.shut_level)
            present = self._contacts(wiring.presence_pins, wiring.presence_level)
        unknown = (None,) * len(wiring.latch_pins)
        return BoardStatus(shut=shut or unknown, present=present or unknown)

    def light(self, board: int, output: int, on: bool) -> None:
        """Switch the light on a board's light pin on or off, the first pin being output 1.

        Raises:
            LinkLost: the chip or the world is gone.
            ValueError: no such board or light.
        """
        wiring = self._boards.get(board)
        if wiring is None or not 1 <= output <= len(wiring.light_pins):
            raise ValueError(f"{self._name}: board {board} output {output} feeds no light")
        with self._link_errors():
            self._check_world()
            self._devices[wiring.light_pins[output - 1]].value = on

    def close(self) -> None:
        """Switch every coil and light off, then release the pins; never raises."""
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
        """Open the chip, switch every coil off, and wait until the contacts' first readings mean something."""
        with self._link_errors():
            self._factory, self._errors = _open_pins(pins)
            for wiring in self._boards.values():
                for pin in (*wiring.latch_pins, *wiring.light_pins):
                    self._devices[pin] = DigitalOutputDevice(
                        pin, initial_value=False, pin_factory=self._factory
                    )
                for pin in (*wiring.switch_pins, *wiring.presence_pins):
                    self._take_contact(pin)
            if isinstance(self._factory, WorldFactory) and not self._factory.listen(_LEVELS_WITHIN_S):
                raise LinkLost(self._name, "the world did not tell its levels")
            for pin in self._settling:
                self._settled_level(pin)
        time.sleep(SETTLE_S)

    def _take_contact(self, pin: int) -> None:
        contact = DigitalInputDevice(pin, pull_up=True, pin_factory=self._factory)
        self._devices[pin] = contact
        self._settling[pin] = settling = Debounce()
        contact.when_activated = contact.when_deactivated = _edge_noter(settling)

    def _contacts(self, pins: tuple[int, ...], level: int) -> tuple[bool | None, ...]:
        """Return for each pin whether it has settled on `level`; None while it has not settled."""
        settled = [self._settled_level(pin) for pin in pins]
        return tuple(None if found is None else found == level for found in settled)

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
