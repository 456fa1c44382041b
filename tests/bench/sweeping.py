"""How fast 96 doors are read over one line, beside what the line's own speed allows."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.sim.host import Machine, PtyHost
from kiosk.assembly.equipment import Eyes
from kiosk.assembly.lines import line_loops, lock_line
from kiosk.settings import Settings
from tests.bench.figures import Aim, Figure
from tests.bench.stand import workshop
from tests.wire.plain_door import PlainDoor
from tests.wire.small_sites import FAMILIES, line_site
from tests.wire.waiting import until

BITS_A_BYTE = 10
SWEEPS = 40


class PacedHost(PtyHost):
    """A pty that takes as long for each byte as a wire of `baud` does, both ways; its boards answer at once."""

    def __init__(self, path: Path, machine: Machine, baud: int) -> None:
        super().__init__(path, machine)
        self.byte_s = BITS_A_BYTE / baud
        self.bytes_passed = 0

    def _reply(self, controller: int, answer: bytes, stopping: threading.Event) -> None:
        began_s, _, question = self.traffic.entries[-1]
        free_s = began_s + len(question) * self.byte_s
        _wait_until(free_s, stopping)
        for at, octet in enumerate(answer, start=1):
            _wait_until(free_s + at * self.byte_s, stopping)
            super()._reply(controller, bytes([octet]), stopping)
        self.bytes_passed += len(question) + len(answer)


def _wait_until(at_s: float, stopping: threading.Event) -> None:
    while (left_s := at_s - time.monotonic()) > 0 and not stopping.wait(left_s):
        continue


@dataclass(frozen=True)
class Wire:
    """A line of one family with 96 doors."""

    name: str
    family: str
    boards: range
    channels: int
    baud: int


WIRES = (
    Wire("CU16, 6 boards, 19200", "kerong-cu16", range(6), 16, 19200),
    Wire("XOR, 6 boards, 9600", "xor-8a", range(1, 7), 16, 9600),
    Wire("WKLY, 6 boards, 9600", "wkly", range(6), 16, 9600),
    Wire("Modbus, 12 boards, 9600", "modbus-relays", range(1, 13), 8, 9600),
)


def line_sweep() -> list[Figure]:
    """Return for each family the share of its line's speed that the driver alone and the kiosk's loop reach."""
    figures = []
    how = (
        "status of 96 doors over one pty that takes ten bit times for each byte, both ways, before boards that answer "
        "at once; bytes of questions and answers over what the line could carry in that time; "
    )
    for wire in WIRES:
        aim = Aim("ratio", 0.7, at_least=True) if wire.family == "kerong-cu16" else None
        with workshop() as root:
            alone, sweep_s = _alone(root, wire)
            in_loop, round_ms = _in_loop(root, wire)
        figures += [
            Figure(
                f"sweep in the kiosk's loop, {wire.name}",
                {"ratio": in_loop, "round ms": round_ms},
                "",
                how + "the loop as the kiosk runs it, 3 s",
                aim,
            ),
            Figure(
                f"- the driver alone, {wire.name}",
                {"ratio": alone, "p50 ms": statistics.median(sweep_s) * 1000},
                "",
                f"{how}{SWEEPS} sweeps without a pause",
            ),
        ]
    return figures


@contextmanager
def _plugged(root: Path, wire: Wire) -> Iterator[tuple[PacedHost, Settings]]:
    doors: Any = {b: {channel: PlainDoor() for channel in range(1, wire.channels + 1)} for b in wire.boards}
    host = PacedHost(root / "locks", FAMILIES[wire.family](doors), wire.baud)
    host.plug()
    try:
        yield host, line_site(wire.family, doors)
    finally:
        host.close()


def _alone(root: Path, wire: Wire) -> tuple[float, list[float]]:
    """Return the share of the line's speed, and how long each sweep took in seconds."""
    with _plugged(root, wire) as (host, settings):
        line = lock_line(settings.lines[0], root)
        for board in wire.boards:
            line.status(board)  # the first answers teach some drivers their length
        spent_s, before = [], host.bytes_passed
        for _ in range(SWEEPS):
            began_s = time.monotonic()
            for board in wire.boards:
                line.status(board)
            spent_s.append(time.monotonic() - began_s)
        ratio = (host.bytes_passed - before) * host.byte_s / sum(spent_s)
        line.close()
    return ratio, spent_s


def _in_loop(root: Path, wire: Wire, for_s: float = 3.0) -> tuple[float, float]:
    """Return the share of the line's speed, and how long a round took at the end, in milliseconds."""
    with _plugged(root, wire) as (host, settings):
        eyes = Eyes(settings, lambda place: None)
        loop = line_loops(settings, root, eyes, lambda health: None)["locks"]
        loop.start()
        until(lambda: all(reading.shut for reading in eyes.readings().values()), 10)
        began_s, before = time.monotonic(), host.bytes_passed
        until(lambda: time.monotonic() > began_s + for_s, for_s + 1)
        ratio = (host.bytes_passed - before) * host.byte_s / (time.monotonic() - began_s)
        round_s = loop.look().round_s
        loop.stop()
    return ratio, round_s * 1000
