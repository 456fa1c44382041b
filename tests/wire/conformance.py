"""What every lock line is put through: a rig of eight doors, boards that babble, and time-outs made short.

docs/conformance.md tells how a new back-end joins.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from drivers.doors import LockLine
from drivers.gpio_doors.sim import GpioSim
from drivers.sim.host import Machine, PtyHost
from tests.wire.plain_door import PlainDoor

Shut = tuple[bool | None, ...]

_WAITS = ("REPLY_WITHIN_S", "UNLOCK_REPLY_WITHIN_S", "_LEVELS_WITHIN_S")


@dataclass
class KitDoor(PlainDoor):
    """A door that may also lie about itself, or be held open by a coil that never lets go."""

    lies: bool | None = None
    coil_stays_on: bool = False

    def push_shut(self) -> None:
        """Press the door shut, as a person does; a latch that is drawn does not catch."""
        self.shut = not (self.coil_stays_on and self.fired_ms)

    def switch_shut(self) -> bool:
        """Return what the switch reads: the truth, unless it lies."""
        return self.shut if self.lies is None else self.lies


@dataclass
class KitLamp:
    """An indicator light at a board's output."""

    on: bool = False
    pulses: int = 0

    def fire(self, pulse_ms: int) -> None:
        """Note a pulse, which nobody should send to a light."""
        self.pulses += 1

    def hold(self, on: bool) -> None:
        """Shine, or not."""
        self.on = on

    def switch_shut(self) -> bool:
        """Return what an input without a contact reads."""
        return False

    def item_present(self) -> bool:
        """Return what an input without a sensor reads."""
        return False


Doors = dict[int, dict[int, KitDoor]]
Lamps = dict[tuple[int, int], KitLamp]


def two_boards() -> Doors:
    """Return boards 1 and 2 with four doors each, all shut."""
    return {board: {channel: KitDoor() for channel in range(1, 5)} for board in (1, 2)}


@dataclass(frozen=True)
class Golden:
    """Bytes from makers' documents, as hex: board 1 with door 2 open alone, and board 1 channel 1 fired."""

    question: str
    answer: str
    unlock: str
    confirmation: str = ""
    """Empty where the protocol promises no answer to an unlock."""


@dataclass
class Rig:
    """A lock line under test, its cable and its doors."""

    cable: PtyHost | GpioSim
    connect: Callable[[], LockLine]
    doors: Doors
    patience: Sequence[ModuleType]
    """The modules whose time-outs the kit may shorten."""
    states_in: Callable[[bytes, int], set[Shut]]
    """All that a stream proves of one board's first four doors, found without the driver's codec."""
    golden: Golden | None = None
    sees_doors: bool = True
    lamps: Lamps = field(default_factory=dict)
    """The indicator lights, by board and output, where this back-end has some."""
    golden_lights: tuple[str, str] = ("", "")
    """Bytes that switch board 1's first light on, and off again."""
    connected: list[LockLine] = field(default_factory=list)

    def line(self) -> LockLine:
        """Return a freshly opened driver."""
        self.connected.append(self.connect())
        return self.connected[-1]

    @property
    def host(self) -> PtyHost:
        """The pty of a serial line."""
        assert isinstance(self.cable, PtyHost)
        return self.cable

    @property
    def boards(self) -> Any:
        """The simulated boards: `silent_boards` and `answers_as` are attributes of each family's."""
        return self.host.machine

    def seen(self, *truth: bool) -> Shut:
        """Return what a driver may say of doors that stand so: without switches, nothing."""
        return truth if self.sees_doors else (None,) * len(truth)

    def fired(self) -> dict[tuple[int, int], int]:
        """Return how often each latch was fired, as far as any was."""
        return {
            (board, channel): len(door.fired_ms)
            for board, doors in self.doors.items()
            for channel, door in doors.items()
            if door.fired_ms
        }

    def shining(self) -> set[tuple[int, int]]:
        """Return the lights that are on."""
        return {at for at, lamp in self.lamps.items() if lamp.on}

    def sent_since(self, start: int, way: str = "to") -> bytes:
        """Return what passed on the wire since its entry number `start`."""
        return b"".join(frame for _, to, frame in self.host.traffic.entries[start:] if to == way)

    def hurried(self, within_s: float = 0.03) -> AbstractContextManager[None]:
        """Shorten every time-out: for when silence is what is expected."""
        return _time_outs(self.patience, within_s, gap_s=0.004)

    def patient(self) -> AbstractContextManager[None]:
        """Lengthen every time-out: where an answer is expected, a busy machine must not pass for a mute board."""
        return _time_outs(self.patience, 1.5, gap_s=0.04)

    def close(self) -> None:
        """Close every driver, then pull the cable."""
        for line in self.connected:
            line.close()
        self.cable.close()


@contextmanager
def _time_outs(modules: Sequence[ModuleType], within_s: float, gap_s: float) -> Iterator[None]:
    wanted_s = dict.fromkeys(_WAITS, within_s) | {"GAP_S": gap_s}
    were = [(of, name, getattr(of, name)) for of in modules for name in wanted_s if hasattr(of, name)]
    assert were, "a back-end without a time-out to shorten"
    try:
        for module, name, _ in were:
            setattr(module, name, wanted_s[name])
        yield
    finally:
        for module, name, value in were:
            setattr(module, name, value)


@contextmanager
def plugged_in(rig: Rig) -> Iterator[Rig]:
    """Plug a rig in for one test."""
    rig.cable.plug()
    with rig.patient():
        yield rig
    rig.close()


def shut_of(line: LockLine, board: int) -> Shut:
    """Return the first four doors of a board."""
    return line.status(board).shut[:4]


class Babbler:
    """A machine that answers whatever is asked with `script`; the true boards hear it too and stay mute."""

    def __init__(self, boards: Machine) -> None:
        self._boards = boards
        self.script = b""

    def feed(self, received: bytes) -> bytes:
        """Return the script, once for each piece of a question."""
        self._boards.feed(received)
        return self.script

    def unplugged(self) -> None:
        """Forget half-received frames."""
        self._boards.unplugged()


@contextmanager
def babbling(rig: Rig) -> Iterator[Babbler]:
    """Put a babbler in the place of the boards."""
    boards = rig.host.machine
    babbler = Babbler(boards)
    rig.host.machine = babbler
    try:
        yield babbler
    finally:
        rig.host.machine = boards


def genuine_answers(rig: Rig, line: LockLine) -> list[bytes]:
    """Return true answers of both boards to questions of their state, for several states."""
    answers = []
    for truth in ((True,) * 4, (False, True, True, False), (False,) * 4):
        for board, doors in rig.doors.items():
            for door, is_shut in zip(doors.values(), truth, strict=True):
                door.shut = is_shut
            start = len(rig.host.traffic.entries)
            line.status(board)
            answers.append(rig.sent_since(start, "from"))
    for doors in rig.doors.values():
        for door in doors.values():
            door.shut = True
    return answers


def streams(genuine: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return streams of noise, true answers, and true answers with a byte changed, cut or doubled."""
    true = st.sampled_from(genuine)
    at = st.integers(0, 70)
    cut = st.builds(lambda answer, at: answer[: at % len(answer)], true, at)
    changed = st.builds(
        lambda head, byte, answer: head + bytes([byte]) + answer[len(head) + 1 :],
        cut,
        st.integers(0, 255),
        true,
    )
    pieces = st.lists(st.one_of(st.binary(max_size=12), true, changed, cut), max_size=4)
    return pieces.map(b"".join)


class PinWorld:
    """A Unix socket in the place of the simulated GPIO world, which says just the bytes that it is given."""

    def __init__(self, path: Path, says: bytes) -> None:
        path.unlink(missing_ok=True)
        self._says = says
        self.heard = b""
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen()
        self._hangs_up = threading.Event()
        self._kiosk: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError), self._listener.accept()[0] as self._kiosk:
            self._kiosk.sendall(self._says)
            while not self._hangs_up.is_set() and (received := self._kiosk.recv(4096)):
                self.heard += received

    def hang_up_after_talking(self) -> PinWorld:
        """Have the cable pulled after the last byte; return this world."""
        self._hangs_up.set()
        return self

    def close(self) -> None:
        """Go away."""
        for end in (self._listener, self._kiosk):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=2)
        self._listener.close()

    def switched_on(self) -> set[int]:
        """Return the pins that the kiosk has ever driven high."""
        told = [json.loads(line) for line in self.heard.splitlines()]
        return {change["pin"] for change in told if change["level"]}
