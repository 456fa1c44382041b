"""Hosts a simulated device on a pseudo-terminal whose stable path stands for /dev/ttyUSB0, with a cable to pull."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class Machine(Protocol):
    """A device's electronics: bytes in, bytes out; it keeps its state while unplugged."""

    def feed(self, received: bytes) -> bytes:
        """Return what the device sends back upon `received` (any cut of the byte stream)."""

    def unplugged(self) -> None:
        """Forget half-received frames: the cable is out."""


@dataclass
class LineFaults:
    """What goes wrong on the wire itself, for every reply until cleared. All off by default."""

    silent: bool = False
    """Replies vanish."""
    late_s: float = 0.0
    """Replies come this many seconds later."""
    noise_before: bytes = b""
    """Sent before each reply."""
    noise_inside: bytes = b""
    """Inserted in the middle of each reply."""
    flip_last: bool = False
    """The last byte of each reply is wrong (checksum)."""
    cut_to: int | None = None
    """Only this many bytes of each reply arrive."""
    one_by_one_s: float = 0.0
    """The reply trickles: this many seconds between bytes."""
    echo: bool = False
    """Everything that is sent comes back first (RS-485 local echo)."""
    unplug_after: int | None = None
    """The cable comes out after this many more bytes of reply."""
    deaf: bool = False
    """What is sent to the device never arrives."""
    twice: bool = False
    """Each reply arrives two times, glued together."""


@dataclass
class Traffic:
    """What passed on the wire, for tests and the bench: monotonic seconds, direction, bytes."""

    entries: list[tuple[float, str, bytes]] = field(default_factory=list)
    most: int = 2000

    def note(self, direction: str, frame: bytes) -> None:
        """Keep one transfer ("to" or "from" the device), forgetting the oldest."""
        self.entries.append((time.monotonic(), direction, frame))
        if len(self.entries) > self.most:
            del self.entries[: self.most // 2]


class PtyHost:
    """A simulated device on a pty at `path`; `unplug` and `plug` do what hands do to a cable."""

    def __init__(self, path: Path, machine: Machine) -> None:
        self.path = path
        self.machine = machine
        self.faults = LineFaults()
        self.traffic = Traffic()
        self._lock = threading.Lock()
        self._controller: int | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._controller is not None

    def plug(self) -> None:
        """Put the cable in: `path` appears."""
        with self._lock:
            if self._controller is not None:
                return
            controller, device = os.openpty()
            tty.setraw(device)
            name = os.ttyname(device)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_name(self.path.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(name)
            fresh.replace(self.path)
            self._controller = controller
            self._stopping = threading.Event()
            self._thread = threading.Thread(
                target=self._pump,
                args=(controller, device, self._stopping),
                name=f"sim {self.path.name}",
                daemon=True,
            )
            self._thread.start()

    def unplug(self) -> None:
        """Pull the cable: `path` vanishes and whoever had it open sees the link lost."""
        with self._lock:
            if self._controller is None:
                return
            self._stopping.set()
            thread = self._thread
            self._controller = None
            self.path.unlink(missing_ok=True)
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=2)
        self.machine.unplugged()

    close = unplug

    def _pump(self, controller: int, device: int, stopping: threading.Event) -> None:
        # `device` stays open here so that the pty survives the kiosk's coming and going
        try:
            while not stopping.is_set():
                ready, _, _ = select.select([controller], [], [], 0.05)
                if not ready:
                    continue
                received = os.read(controller, 65536)
                self.traffic.note("to", received)
                if self.faults.echo:
                    os.write(controller, received)
                if self.faults.deaf:
                    continue
                self._reply(controller, self.machine.feed(received), stopping)
        except OSError:
            pass
        finally:
            for descriptor in (device, controller):
                with contextlib.suppress(OSError):
                    os.close(descriptor)

    def _reply(self, controller: int, answer: bytes, stopping: threading.Event) -> None:
        faults = self.faults
        if not answer or faults.silent:
            return
        if faults.late_s:
            stopping.wait(faults.late_s)
        middle = len(answer) // 2
        wire = faults.noise_before + answer[:middle] + faults.noise_inside + answer[middle:]
        if faults.flip_last:
            wire = wire[:-1] + bytes([wire[-1] ^ 0xFF])
        if faults.cut_to is not None:
            wire = wire[: faults.cut_to]
        if faults.twice:
            wire += wire
        unplugging = faults.unplug_after is not None and len(wire) >= faults.unplug_after
        if unplugging:
            wire = wire[: faults.unplug_after]
        elif faults.unplug_after is not None:
            faults.unplug_after -= len(wire)
        self.traffic.note("from", wire)
        if faults.one_by_one_s:
            for byte in wire:
                os.write(controller, bytes([byte]))
                stopping.wait(faults.one_by_one_s)
        elif wire:
            os.write(controller, wire)
        if unplugging:
            faults.unplug_after = None
            threading.Thread(target=self.unplug, daemon=True).start()
            stopping.wait(2)


class Talker(Machine, Protocol):
    """A device's electronics that speak when they please."""

    def speak(self, say: Callable[[bytes], None]) -> None:
        """Begin to speak through `say`, from any thread."""

    def hush(self) -> None:
        """Say nothing more; returns once nothing is being said."""


class TalkingHost(PtyHost):
    """A `PtyHost` whose machine may also speak first. Bytes that nobody takes are lost, as on a real wire."""

    def __init__(self, path: Path, machine: Talker) -> None:
        super().__init__(path, machine)
        self._talker = machine

    def plug(self) -> None:
        """Put the cable in: `path` appears, and the machine may speak."""
        if not self.plugged:
            super().plug()
            self._talker.speak(self.say)

    def unplug(self) -> None:
        """Pull the cable."""
        if self.plugged:
            self._talker.hush()
        super().unplug()

    close = unplug

    def say(self, spoken: bytes) -> None:
        """Send bytes that nobody asked for; without a cable they go nowhere."""
        with self._lock:  # while it is held, the terminal can't be closed
            if self._controller is None or self.faults.silent:
                return
            os.set_blocking(self._controller, False)
            try:
                sent = os.write(self._controller, spoken)
            except BlockingIOError:
                return
        self.traffic.note("from", spoken[:sent])
