"""Bytes and meaning of ESC/POS answers and questions. Pure; parsing never raises and counts what it skips."""

from __future__ import annotations

from dataclasses import dataclass

PROOF_CHARACTERS = "".join(
    c
    for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    if ord(c) & 0x93 != 0x12 and c != "7"
)
"""For process ids: none of them looks like a real-time status or an answer's head if a byte is lost."""

ASK_QUEUED = b"\x1dr\x01"
"""GS r 1: answered once everything sent before has been taken out of the receive buffer.

One byte without a name: asked several times in a row, so that the number of answers tells whose they are."""

QUIET = b"\x1da\x00"
"""GS a 0: no status unless asked for (a printer may have been set up to send it by itself)."""

BAND_BYTES = 4000
"""The most picture sent in one command: the smallest receive buffer in common use holds 4 KB."""

PAD = b"\x00" * BAND_BYTES
"""Ends a picture that was cut off on the wire (white dots); means nothing between commands."""

_PROOF_HEAD = b"\x37\x22"
_PROOF_LENGTH = 7


@dataclass(frozen=True)
class PrinterStatus:
    """What the printer says of itself now. `paper`: "plenty", "near end" or "out"; `error`: "" if none."""

    online: bool
    cover_open: bool
    paper: str
    error: str

    @property
    def hindrance(self) -> str:
        """Why nothing can be printed now, in plain words; "" when it can."""
        if self.cover_open:
            return "cover open"
        if self.paper == "out":
            return "paper out"
        return self.error or ("" if self.online else "offline")


@dataclass(frozen=True)
class Answers:
    """What a stretch of received bytes holds, each kind in its order; `rest` may be the start of a frame."""

    realtime: tuple[int, ...] = ()
    queued: tuple[int, ...] = ()
    proofs: tuple[bytes, ...] = ()
    skipped: int = 0
    rest: bytes = b""


def ask_status(n: int) -> bytes:
    """Return DLE EOT n: 1 printer, 2 why offline, 3 error, 4 paper. Answered at once, even when stuck."""
    return bytes((0x10, 0x04, n))


def ask_proof(job: bytes) -> bytes:
    """Return GS ( H function 48: the printer answers with these four bytes once all before is printed."""
    return b"\x1d(H\x06\x00\x30\x30" + job


def proof_answer(job: bytes) -> bytes:
    """Return the answer to `ask_proof(job)` as a printer sends it."""
    return _PROOF_HEAD + job + b"\x00"


def scan(received: bytes, *, final: bool = False) -> Answers:
    """Return the answers in `received`, skipping noise a byte at a time.

    `final`: nothing more will come, so that a frame's torn start is noise too.
    Source: Epson ESC/POS command reference, DLE EOT, GS r, GS ( H function 48 (process ID response).
    """
    realtime: list[int] = []
    queued: list[int] = []
    proofs: list[bytes] = []
    skipped = i = 0
    while i < len(received):
        frame = received[i : i + _PROOF_LENGTH]
        if _may_be_proof(frame):
            if len(frame) == _PROOF_LENGTH:
                proofs.append(frame[2:6])
                i += _PROOF_LENGTH
                continue
            if not final:
                break
        byte = received[i]
        if byte & 0x93 == 0x12:
            realtime.append(byte)
        elif byte & 0xF0 == 0:
            queued.append(byte)
        else:
            skipped += 1
        i += 1
    return Answers(tuple(realtime), tuple(queued), tuple(proofs), skipped, received[i:])


def _may_be_proof(frame: bytes) -> bool:
    """Whether `frame` (at most seven bytes) is a process id's answer so far."""
    if not frame or frame[:2] != _PROOF_HEAD[: len(frame)]:
        return False
    if not all(0x20 <= byte <= 0x7E for byte in frame[2:6]):
        return False
    return len(frame) < _PROOF_LENGTH or frame[6] == 0


def read_status(printer: int, offline: int, error: int, paper: int) -> PrinterStatus:
    """Return what the answers to DLE EOT 1, 2, 3 and 4 say together.

    Source: Epson ESC/POS command reference, DLE EOT n.
    """
    out = bool(paper & 0x60 or offline & 0x20)
    return PrinterStatus(
        online=not printer & 0x08,
        cover_open=bool(offline & 0x04),
        paper="out" if out else "near end" if paper & 0x0C else "plenty",
        error=_error(offline, error),
    )


def _error(offline: int, error: int) -> str:
    if error & 0x20:
        return "unrecoverable error"
    if error & 0x08:
        return "cutter jammed"
    if error & 0x40:
        return "print head too hot"
    return "error" if offline & 0x40 else ""


def stopped(offline: int) -> bool:
    """Whether the answer to DLE EOT 2 says that printing stands still: cover, paper end, error."""
    return bool(offline & 0x64)


def defuse(dots: bytes) -> bytes:
    """Return picture bytes that hold no real-time command, thicker by one dot where they did.

    Printers look for DLE EOT, DLE ENQ and DLE DC4 in all that arrives, pictures included: a signature could
    open the cash drawer, clear the buffer or ask for a status that nobody expects.
    Source: Epson ESC/POS command reference, DLE EOT, notes on graphics data.
    """
    safe = dots
    for second in (0x04, 0x05, 0x14):
        safe = safe.replace(bytes((0x10, second)), bytes((0x10, second | 0x08)))
    return safe
