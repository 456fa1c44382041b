"""The paper of the simulated printer: a roll that runs out, what hangs from the slot, what was cut off."""

from __future__ import annotations

import io

from PIL import Image


class Roll:
    """Paper of `width_px` dots. `left`: rows until it ends, None for plenty. A piece is a tuple of rows."""

    def __init__(self, width_px: int) -> None:
        self.width_px = width_px
        self.left: int | None = None
        self.hanging: list[bytes] = []
        self.pieces: list[tuple[bytes, ...]] = []

    def print_row(self, row: bytes) -> bool:
        """Burn one row and move on; False if there is no paper for it."""
        if self.left is not None:
            if self.left <= 0:
                return False
            self.left -= 1
        width = self.width_px // 8
        self.hanging.append(row[:width].ljust(width, b"\0"))
        return True

    def part(self) -> None:
        """Cut or tear off what hangs out; a scrap without any print on it is swept away."""
        if any(any(row) for row in self.hanging):
            self.pieces.append(tuple(self.hanging))
        self.hanging.clear()


def as_png(rows: tuple[bytes, ...], width_px: int) -> bytes:
    """Return rows of dots as a PNG picture of 1 bit per pixel, print in black."""
    picture = Image.frombytes("1", (width_px, len(rows)), bytes(byte ^ 0xFF for byte in b"".join(rows)))
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(203, 203))
    return file.getvalue()
