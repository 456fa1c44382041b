"""A print job as bytes, made by python-escpos: pictures in bands that a small buffer holds, and cuts."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from typing import Any, Protocol

from PIL import Image

from drivers.escpos_printer import codec

_TEAR_LINES = 4  # what was printed last has to pass the tear bar, some 15 mm above the head


class PieceShape(Protocol):
    """A picture of one piece of paper: whole bytes per row, most significant bit first, 1 = black."""

    @property
    def width_px(self) -> int:
        """Dots in a row; a multiple of 8."""

    @property
    def rows(self) -> bytes:
        """All rows, from the top."""


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
    """Builds the bytes of jobs for one printer; `cuts` is whether it has a cutter."""

    def __init__(self, *, cuts: bool) -> None:
        self._escpos = _library()
        self._cuts = cuts

    def opening(self) -> bytes:
        """Return what comes before a job and prints nothing: a reset of settings, no unasked status."""
        self._escpos.hw("INIT")
        return self._take() + codec.QUIET

    def bands(self, piece: PieceShape) -> Iterator[bytes]:
        """Yield the piece as commands of at most `codec.BAND_BYTES` of picture, white at the right left out.

        Raises:
            ValueError: the piece is wider than 576 dots, or its rows are not whole.
        """
        row_bytes, odd = divmod(piece.width_px, 8)
        if odd or not 0 < row_bytes <= 72 or len(piece.rows) % row_bytes:
            raise ValueError(
                f"not a picture for this printer: {piece.width_px} dots, {len(piece.rows)} bytes"
            )
        step = row_bytes * (codec.BAND_BYTES // row_bytes)
        for start in range(0, len(piece.rows), step):
            yield self._band(piece.rows[start : start + step], row_bytes)

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
