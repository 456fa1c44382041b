"""The simulated world's end of the GPIO wires: coils and lights at the outputs, contacts at the inputs."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from drivers.gpio_doors.codec import LineFinder, PinLevel, Ready, line
from drivers.sim.hardware import DoorHardware

OVERLONG_S = 1.2
_LOOK_EVERY_S = 0.005

Contact = Callable[[], bool]
"""Whether a contact is in the state that its pin's level stands for."""


class GpioSim:
    """Latches, switches, microswitches and lights by pin, on a Unix socket at `path`, with a cable to pull.

    `switches`: pin -> the door and the level that means shut; `presences`: likewise, the level that means that
    something is there. A coil fires its door when the pulse ends, or
    after 1.2 s if it does not; when the other end hangs up, every output counts as off.
    """

    overlong: int
    """How many times a coil was left on for more than 1.2 s."""
    most_on_at_once: int
    """The largest number of coils that were on together."""
    pulses: deque[tuple[int, int]]
    """The latest pulses: pin, milliseconds."""
    broken_wires: set[int]
    """Fault: these contacts' pins read 1, by their pull-up."""
    bounces: int
    """Fault: a contact that changes first flips this many times."""

    def __init__(
        self,
        path: Path,
        latches: Mapping[int, DoorHardware],
        switches: Mapping[int, tuple[DoorHardware, int]],
        presences: Mapping[int, tuple[DoorHardware, int]] | None = None,
        lights: Mapping[int, DoorHardware] | None = None,
    ) -> None:
        self.path = path
        self._latches = latches
        self._lights = lights or {}
        self._contacts: dict[int, tuple[Contact, int]] = {
            pin: (door.switch_shut, level) for pin, (door, level) in switches.items()
        }
        self._contacts |= {
            pin: (door.item_present, level) for pin, (door, level) in (presences or {}).items()
        }
        self._on_since_s: dict[int, float] = {}
        self._fired_overlong: set[int] = set()
        self._told: dict[int, int] = {}
        self._listener: socket.socket | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.overlong, self.most_on_at_once, self.pulses = 0, 0, deque(maxlen=500)
        self.broken_wires, self.bounces = set(), 0

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._listener is not None

    @property
    def coils_on(self) -> frozenset[int]:
        """The pins whose coils are on now."""
        return frozenset(self._on_since_s)

    def plug(self) -> None:
        """Put the cable in: `path` appears."""
        if self._listener is not None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(self._listener, self._stopping), name="sim gpio", daemon=True
        )
        self._thread.start()

    def unplug(self) -> None:
        """Pull the cable: `path` vanishes, whoever is connected is cut off, all coils are off."""
        if self._listener is None:
            return
        self._listener = None
        self.path.unlink(missing_ok=True)
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    close = unplug

    def _serve(self, listener: socket.socket, stopping: threading.Event) -> None:
        """Serve one kiosk after the other; a newer one takes over."""
        kiosk: socket.socket | None = None
        finder = LineFinder()
        while not stopping.is_set():
            ends = [end for end in (listener, kiosk) if end is not None]
            ready, _, _ = select.select(ends, [], [], _LOOK_EVERY_S)
            try:
                if listener in ready:
                    self._hang_up(kiosk)
                    kiosk, finder = listener.accept()[0], LineFinder()
                    kiosk.settimeout(1.0)
                    self._greet(kiosk)
                elif kiosk in ready and kiosk is not None:
                    self._hear(kiosk, finder)
                self._watch_coils()
                if kiosk is not None:
                    self._tell_changes(kiosk)
            except OSError:
                self._hang_up(kiosk)
                kiosk = None
        self._hang_up(kiosk)
        listener.close()

    def _hear(self, kiosk: socket.socket, finder: LineFinder) -> None:
        received = kiosk.recv(4096)
        if not received:
            raise ConnectionResetError("the kiosk hung up")
        for message in finder.feed(received):
            if not isinstance(message, PinLevel):
                continue
            if message.pin in self._lights:
                self._lights[message.pin].hold(bool(message.level))
            self._switch_coil(message.pin, message.level)

    def _hang_up(self, kiosk: socket.socket | None) -> None:
        for pin in list(self._on_since_s):
            self._switch_coil(pin, 0)
        for light in self._lights.values():
            light.hold(False)
        if kiosk is not None:
            with contextlib.suppress(OSError):
                kiosk.close()

    def _switch_coil(self, pin: int, level: int) -> None:
        if level and pin in self._latches:
            self._on_since_s.setdefault(pin, time.monotonic())
            self.most_on_at_once = max(self.most_on_at_once, len(self._on_since_s))
        elif not level and pin in self._on_since_s:
            pulse_ms = round((time.monotonic() - self._on_since_s.pop(pin)) * 1000)
            self.pulses.append((pin, pulse_ms))
            if pin not in self._fired_overlong:
                self._latches[pin].fire(pulse_ms)
            self._fired_overlong.discard(pin)

    def _watch_coils(self) -> None:
        for pin, since_s in self._on_since_s.items():
            if pin not in self._fired_overlong and time.monotonic() - since_s > OVERLONG_S:
                self._fired_overlong.add(pin)
                self.overlong += 1
                self._latches[pin].fire(round(OVERLONG_S * 1000))

    def _greet(self, kiosk: socket.socket) -> None:
        self._told = {pin: self._level(pin) for pin in self._contacts}
        levels = b"".join(line(PinLevel(pin, level)) for pin, level in self._told.items())
        kiosk.sendall(levels + line(Ready()))

    def _tell_changes(self, kiosk: socket.socket) -> None:
        for pin in self._contacts:
            level = self._level(pin)
            if self._told[pin] == level:
                continue
            self._told[pin] = level
            for flip in range(self.bounces * 2):
                kiosk.sendall(line(PinLevel(pin, level ^ (flip & 1))))
                self._stopping.wait(0.001)
            kiosk.sendall(line(PinLevel(pin, level)))

    def _level(self, pin: int) -> int:
        contact, level = self._contacts[pin]
        if pin in self.broken_wires:
            return 1
        return level if contact() else 1 - level
