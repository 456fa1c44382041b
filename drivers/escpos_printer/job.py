"""A print job as bytes, made by python-escpos: pictures in bands that a small buffer holds, and cuts."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PIL import Image

from drivers.escpos_printer import codec
from drivers.escpos_printer.letters import groups
from drivers.escpos_printer.shapes import LineShape, PieceShape, Printable

_TEAR_LINES = 4  # what was printed last has to pass the tear bar, some 15 mm above the head


@dataclass(frozen=True)
class Step:
    """What is sent in one go, between two looks at the printer; `rows` of dots of paper come of it."""

    data: bytes
    rows: int


def _library() -> Any:
    """Return python-escpos' printer that only collects bytes, without what its import leaves behind.

    Importing it configures the root logger and leaves a temporary folder: neither is a driver's business.
    """
    handlers = logging.root.handlers[:]
    from escpos import capabilities
    from escpos.printer import Dummy

    logging.root.handlers[:] = handlers
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    profile = capabilities.Profile()
    media = {"dpi": 203, "width": {"mm": 72, "pixels": 576}}  # without a width it prints a warning each time
    profile.profile_data = {**profile.profile_data, "media": media}
    return Dummy(profile=profile)


class JobBytes:
    """Builds the bytes of jobs for one printer; `cuts` is whether it has a cutter.

    `band_bytes`: the most picture in one command, on lines where `codec.BAND_BYTES` would take too long.
    """

    def __init__(self, *, cuts: bool, band_bytes: int = codec.BAND_BYTES) -> None:
        self._escpos = _library()
        self._cuts = cuts
        self._band_bytes = min(codec.BAND_BYTES, band_bytes)

    def opening(self) -> bytes:
        """Return what comes before a job and prints nothing: a reset of settings, no unasked status."""
        self._escpos.hw("INIT")
        return self._take() + codec.QUIET

    def steps(self, piece: Printable) -> Iterator[Step]:
        """Yield a piece from the top, each step small enough for the printer's buffer.

        Raises:
            ValueError: it can't be printed.
        """
        strips = (piece,) if isinstance(piece, PieceShape) else piece.strips
        for typed, run in groupby(strips, lambda strip: isinstance(strip, LineShape)):
            if typed:
                lines = [line for line in run if isinstance(line, LineShape)]
                yield from (Step(data, rows) for data, rows in groups(lines))
                continue
            for picture in run:
                if isinstance(picture, PieceShape):
                    yield from self._picture(picture)

    def _picture(self, piece: PieceShape) -> Iterator[Step]:
        """Yield the picture as commands of one band each, white at the right left out.

        Raises:
            ValueError: the piece is wider than 576 dots, or its rows are not whole.
        """
        row_bytes, odd = divmod(piece.width_px, 8)
        if odd or not 0 < row_bytes <= 72 or len(piece.rows) % row_bytes:
            raise ValueError(
                f"not a picture for this printer: {piece.width_px} dots, {len(piece.rows)} bytes"
            )
        step = row_bytes * max(1, self._band_bytes // row_bytes)
        for start in range(0, len(piece.rows), step):
            dots = piece.rows[start : start + step]
            yield Step(self._band(dots, row_bytes), len(dots) // row_bytes)

    def parting(self) -> bytes:
        """Return the cut after a piece, or the feed to the tear bar where there is no cutter."""
        if self._cuts:
            self._escpos.cut(feed=False)
        else:
            self._escpos.print_and_feed(_TEAR_LINES)
        return self._take()

    def _band(self, dots: bytes, row_bytes: int) -> bytes:
        rows = [dots[i : i + row_bytes] for i in range(0, len(dots), row_bytes)]
        inked = max(1, *(len(row.rstrip(b"\0")) for row in rows))
        safe = codec.defuse(b"".join(row[:inked] for row in rows))
        white_is_one = bytes(byte ^ 0xFF for byte in safe)
        picture = Image.frombytes("1", (inked * 8, len(rows)), white_is_one)
        self._escpos.image(picture, impl="bitImageRaster", fragment_height=len(rows))
        return self._take()

    def _take(self) -> bytes:
        made: bytes = self._escpos.output
        self._escpos.clear()
        return made
