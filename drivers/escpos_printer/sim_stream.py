"""ESC/POS commands as a printer takes them out of its receive buffer: the driver's bytes, read backwards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dots:
    """Rows of dots to print (GS v 0, or GS ( L function 50)."""

    rows: tuple[bytes, ...]


@dataclass(frozen=True)
class Store:
    """Rows of dots to keep until function 50 prints them (GS ( L function 112)."""

    rows: tuple[bytes, ...]


@dataclass(frozen=True)
class PrintStored:
    """GS ( L function 50."""


@dataclass(frozen=True)
class CutPaper:
    """GS V, with or without a feed to the cutter."""


@dataclass(frozen=True)
class ProcessId:
    """GS ( H function 48."""

    job: bytes


@dataclass(frozen=True)
class QueuedStatus:
    """GS r n."""

    n: int


@dataclass(frozen=True)
class Feed:
    """LF or ESC d n: print what is in the line, then feed."""

    lines: int


@dataclass(frozen=True)
class Letter:
    """A printable byte, or the two or four bytes of a Chinese character."""

    code: bytes


@dataclass(frozen=True)
class Style:
    """A setting of the letters that follow: "kanji", "size", "kanji size", "bold", "align" or "inverse"."""

    name: str
    value: int


@dataclass(frozen=True)
class Reset:
    """ESC @: the line not yet printed is forgotten."""


@dataclass(frozen=True)
class Nothing:
    """A command that changes nothing on paper, or a byte that means nothing."""


Command = (
    Dots | Store | PrintStored | CutPaper | ProcessId | QueuedStatus | Feed | Letter | Style | Reset | Nothing
)

_ESC_ARGUMENTS = {b"t": 1, b"R": 1, b"M": 1, b"3": 1, b"J": 1, b"!": 1, b"-": 1, b"G": 1}
_GS_ARGUMENTS = {b"a": 1, b"L": 2, b"W": 2, b"P": 2, b"I": 1, b"b": 1}
_FS_ARGUMENTS = {b"W": 1, b"-": 1, b"C": 1, b"S": 2}
_STYLES = {
    b"\x1ba": "align",
    b"\x1bE": "bold",
    b"\x1d!": "size",
    b"\x1dB": "inverse",
    b"\x1c!": "kanji size",
}
_DLE_LENGTHS = {b"\x04": 3, b"\x05": 3, b"\x14": 5}


def next_command(buffer: bytes, *, kanji: bool = False) -> tuple[Command, int] | None:
    """Return the first command and how many bytes it takes, or None if it is not whole yet.

    `kanji`: after FS &, when a byte above 80 takes the next one with it, whatever that is.
    """
    if not buffer:
        return None
    if buffer[:2] in _STYLES:
        return (Style(_STYLES[buffer[:2]], buffer[2]), 3) if len(buffer) > 2 else None
    match buffer[:1]:
        case b"\x1b":
            return _escape(buffer)
        case b"\x1d":
            return _group(buffer)
        case b"\x10":
            return _sized(Nothing(), buffer, _DLE_LENGTHS.get(buffer[1:2], 2))
        case b"\x1c":
            return _kanji(buffer)
        case b"\n":
            return Feed(1), 1
    if kanji and 0x81 <= buffer[0] <= 0xFE:
        length = 4 if 0x30 <= buffer[1:2].ljust(1, b"\0")[0] <= 0x39 else 2
        return _sized(Letter(buffer[:length]), buffer, length)
    letter = 0x20 <= buffer[0] != 0x7F
    return (Letter(buffer[:1]) if letter else Nothing()), 1


def _kanji(buffer: bytes) -> tuple[Command, int] | None:
    """FS & and FS . and what belongs to them. Source: as `letters`."""
    kind = buffer[1:2]
    if kind in (b"&", b"."):
        return Style("kanji", kind == b"&"), 2
    return _sized(Nothing(), buffer, 2 + _FS_ARGUMENTS.get(kind, 0))


def _sized(command: Command, buffer: bytes, length: int) -> tuple[Command, int] | None:
    return (command, length) if len(buffer) >= length else None


def _escape(buffer: bytes) -> tuple[Command, int] | None:
    kind = buffer[1:2]
    if kind == b"d":
        return (Feed(buffer[2]), 3) if len(buffer) > 2 else None
    if kind == b"@":
        return Reset(), 2
    return _sized(Nothing(), buffer, 2 + _ESC_ARGUMENTS.get(kind, 0))


def _group(buffer: bytes) -> tuple[Command, int] | None:
    match buffer[1:2]:
        case b"v":
            return _raster(buffer)
        case b"(":
            return _extended(buffer)
        case b"V":
            if len(buffer) < 3:
                return None
            return _sized(CutPaper(), buffer, 4 if buffer[2] in (65, 66) else 3)
        case b"r":
            return (QueuedStatus(buffer[2]), 3) if len(buffer) > 2 else None
    return _sized(Nothing(), buffer, 2 + _GS_ARGUMENTS.get(buffer[1:2], 0))


def _raster(buffer: bytes) -> tuple[Command, int] | None:
    """GS v 0 m xL xH yL yH d1...dk. Source: Epson ESC/POS command reference, GS v 0."""
    if len(buffer) < 8:
        return None
    row_bytes, height = int.from_bytes(buffer[4:6], "little"), int.from_bytes(buffer[6:8], "little")
    length = 8 + row_bytes * height
    return (Dots(_rows(buffer[8:length], row_bytes)), length) if len(buffer) >= length else None


def _extended(buffer: bytes) -> tuple[Command, int] | None:
    """GS ( x pL pH ...: every such command says how long it is, so that unknown ones can be skipped."""
    if len(buffer) < 5:
        return None
    length = 5 + int.from_bytes(buffer[3:5], "little")
    if len(buffer) < length:
        return None
    arguments = buffer[5:length]
    if buffer[2:3] == b"H" and arguments[:2] == b"\x30\x30" and len(arguments) == 6:
        return ProcessId(arguments[2:]), length
    if buffer[2:3] == b"L" and arguments[1:2] == b"\x70" and len(arguments) >= 10:
        row_bytes = (int.from_bytes(arguments[6:8], "little") + 7) // 8
        return Store(_rows(arguments[10:], row_bytes)), length
    if buffer[2:3] == b"L" and arguments[1:2] in (b"\x02", b"\x32"):
        return PrintStored(), length
    return Nothing(), length


def _rows(dots: bytes, row_bytes: int) -> tuple[bytes, ...]:
    return tuple(dots[i : i + row_bytes] for i in range(0, len(dots), row_bytes)) if row_bytes else ()
