"""Lines of text as bytes for printers whose own font holds GB18030."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drivers.escpos_printer.shapes import LineShape

CHINESE_ON = b"\x1c&"
"""FS &: bytes above 80 come in pairs, one Chinese character each. Some printers begin a new line at this."""

CHINESE_OFF = b"\x1c."
"""FS .: each byte is a letter of its own again."""

_PLAIN = b"\x1d!\x00\x1c!\x00\x1bE\x00\x1dB\x00\x1ba\x00"
_MOST_BYTES = 1000  # in one go: a small buffer holds them, and paper that ends stops the sending soon


def groups(lines: Sequence[LineShape]) -> Iterator[tuple[bytes, int]]:
    """Yield the lines as (bytes, rows of dots) that end with plain letters and Chinese off.

    Raises:
        ValueError: a line holds what no such printer can print.
    """
    group, rows = b"", 0
    for line in lines:
        made = _line(line)
        if group and len(group) + len(made) > _MOST_BYTES:
            yield CHINESE_ON + group + _PLAIN + CHINESE_OFF, rows
            group, rows = b"", 0
        group += made
        rows += max(30, 24 * line.size[1])
    if group:
        yield CHINESE_ON + group + _PLAIN + CHINESE_OFF, rows


def _line(line: LineShape) -> bytes:
    """Return one line with all its settings, since the one before may have had others.

    Sizes are said twice: FS ! for Chinese, GS ! for letters, and on most models for both; the last one counts.
    Source: Epson ESC/POS command reference, GS !, FS !, ESC E, ESC a, GS B, FS &; manuals of other makers.
    """
    across, down = line.size
    text = line.text.encode("gb18030")
    chinese = not line.text.isascii()
    if not (1 <= across <= 8 and 1 <= down <= 8) or (chinese and max(across, down) > 2):
        raise ValueError(f"no letters of {across} x {down}: {line.text!r}")
    if not line.text.isprintable() or any(len(c.encode("gb18030")) > 2 for c in line.text):
        raise ValueError(f"not in the printer's letters: {line.text!r}")
    twice = (0x04 if across == 2 else 0) | (0x08 if down == 2 else 0)
    return (
        bytes((0x1B, 0x61, line.centred, 0x1D, 0x42, line.inverse, 0x1B, 0x45, line.bold))
        + bytes((0x1C, 0x21, twice, 0x1D, 0x21, (across - 1) << 4 | (down - 1)))
        + text
        + b"\n"
    )
