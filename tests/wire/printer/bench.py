"""A receipt printer on the bench: slips whose every row is known, and what came out of them."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from drivers.escpos_printer.driver import EscposPrinter, Patience
from drivers.escpos_printer.sim import EscposSim
from drivers.link import SerialLink
from drivers.sim.host import Machine, PtyHost

HASTY = Patience(reply_s=0.25, probe_s=0.4, stopped_s=0.4, proof_s=0.6)
PICTURE = b"\x1dv0"
HostOf = Callable[[Machine], PtyHost]


@dataclass(frozen=True)
class Piece:
    """A picture of a shape that the driver takes."""

    width_px: int
    rows: bytes


def piece(seed: int, height: int, width_px: int = 576) -> Piece:
    """Return a picture whose every row differs from every other row of every seed, without 0x10."""
    row_bytes = width_px // 8
    rows = [
        bytes((seed, y // 200 + 32, y % 200 + 32))
        + bytes((y * 7 + x * seed) % 200 + 33 for x in range(row_bytes - 3))
        for y in range(height)
    ]
    return Piece(width_px, b"".join(rows))


def dots(png: bytes | None) -> bytes:
    """Return a PNG's rows, 1 = black."""
    assert png is not None
    return bytes(byte ^ 0xFF for byte in Image.open(io.BytesIO(png)).tobytes())


def on_paper(sim: EscposSim) -> bytes:
    """Return all rows that were ever printed, in their order."""
    cut, uncut = sim.pieces, sim.hanging
    return b"".join(map(dots, [*cut, uncut] if uncut else cut))


def most_often(slip: Piece, sim: EscposSim) -> int:
    """Return how often the row of `slip` that is on paper most often is there."""
    paper, width = on_paper(sim), slip.width_px // 8
    printed = Counter(paper[i : i + width] for i in range(0, len(paper), width))
    return max(printed[slip.rows[i : i + width]] for i in range(0, len(slip.rows), width))


def printer_at(host: PtyHost, **named: object) -> EscposPrinter:
    return EscposPrinter(SerialLink(str(host.path), 115200), name="printer", patience=HASTY, **named)  # type: ignore[arg-type]


def sent_pictures(host: PtyHost) -> int:
    """Return how many picture commands reached the cable."""
    return b"".join(frame for _, way, frame in host.traffic.entries if way == "to").count(PICTURE)


class Watched:
    """A printer where something happens once it has got `after` bytes from now on, or a certain command."""

    def __init__(self, sim: EscposSim, after: int | bytes, happens: Callable[[], object]) -> None:
        self.sim, self.after, self.happens = sim, after, happens
        self.seen, self.done = b"", False

    def feed(self, received: bytes) -> bytes:
        self.seen += received
        at = self.seen.find(self.after) if isinstance(self.after, bytes) else self.after
        if self.done or at < 0 or len(self.seen) < at:
            return self.sim.feed(received)
        self.done = True
        beyond = len(self.seen) - at
        answer = self.sim.feed(received[: len(received) - beyond])
        self.happens()
        return answer + self.sim.feed(received[len(received) - beyond :] if self.sim.power else b"")

    def unplugged(self) -> None:
        self.sim.unplugged()


class Pulled(Watched):
    """A printer whose cable comes out at that moment: what follows never arrives."""

    def __init__(self, sim: EscposSim, after: int | bytes) -> None:
        super().__init__(sim, after, lambda: None)
        self.host: PtyHost | None = None

    def feed(self, received: bytes) -> bytes:
        self.seen += received
        at = self.seen.find(self.after) if isinstance(self.after, bytes) else self.after
        if self.done or at < 0 or len(self.seen) < at or self.host is None:
            return self.sim.feed(received)
        self.done = True
        self.sim.feed(received[: len(received) - (len(self.seen) - at)])
        self.host.unplug()
        return b""
