"""A simulated ESC/POS receipt printer: its paper comes out as pictures, its faults have names."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from functools import lru_cache

from drivers.escpos_printer import codec
from drivers.escpos_printer.sim_letters import Look, TypeLine
from drivers.escpos_printer.sim_roll import Roll, as_png
from drivers.escpos_printer.sim_stream import (
    Command,
    CutPaper,
    Dots,
    Feed,
    Letter,
    PrintStored,
    ProcessId,
    QueuedStatus,
    Reset,
    Store,
    Style,
    next_command,
)

_WIDTHS_PX = {80: 576, 58: 384}
_REALTIME = re.compile(rb"\x10\x04[\x01-\x04]")  # anywhere: in pictures too, as printers do
_png = lru_cache(maxsize=64)(as_png)


class EscposSim:
    """A printer with `paper_mm` wide paper and a cutter, for `PtyHost`. Its state may be set from any thread.

    Plain attributes:
    `proof`: "process-id", "status" or "none"; `proof_late_s`: proofs are held back for so long;
    `proof_of_another`: a process id that is answered in place of the right one;
    `garbage`: sent in place of each real-time status;
    `remembers_half`: a pulled cable goes unnoticed, as on RS-232: it waits for the rest of a picture;
    `overheated`: the print head rests until it is cool, with all that came meanwhile in the buffer;
    `boot_s`: once switched on, it is deaf for so long;
    `buffer_bytes`: what arrives on top of these while it stands still is lost, counted in `lost_bytes`.
    """

    def __init__(self, paper_mm: int = 80, dots: int | None = None) -> None:
        self._guard = threading.RLock()
        self._roll = Roll(dots or _WIDTHS_PX[paper_mm])
        self._state = "plenty"
        self._cover_open = self._cutter_jam = self._cutter_error = False
        self._power = True
        self.proof = "process-id"
        self.proof_late_s = 0.0
        self.proof_of_another: bytes | None = None
        self.garbage = b""
        self.remembers_half = self.overheated = False
        self.boot_s = 0.0
        self._awake_s = 0.0
        self.buffer_bytes = 8192
        self.lost_bytes = 0
        self._forget()

    def _forget(self) -> None:
        self._received = bytearray()
        self._tail = b""
        self._printing: deque[bytes] = deque()
        self._stored: tuple[bytes, ...] = ()
        self._line = TypeLine(self._roll.width_px)
        self._look = Look()
        self._outbox: list[tuple[float, bytes]] = []

    # ---- what hands and eyes do -----------------------------------------------------------------
    @property
    def pieces(self) -> list[bytes]:
        """The pieces of paper that came off, as PNG files, newest last."""
        with self._guard:
            return [_png(piece, self._roll.width_px) for piece in self._roll.pieces]

    @property
    def hanging(self) -> bytes | None:
        """What hangs from the slot uncut, as a PNG file, or None."""
        with self._guard:
            rows = tuple(self._roll.hanging)
        return as_png(rows, self._roll.width_px) if rows else None

    @property
    def roll(self) -> str:
        """The paper: "plenty", "near end" or "out". Loading "plenty" after "out" takes the old tail away."""
        return "out" if self._roll.left == 0 else self._state

    @roll.setter
    def roll(self, state: str) -> None:
        if state not in ("plenty", "near end", "out"):
            raise ValueError(f"a roll is plenty, near end or out, not {state!r}")
        with self._guard:
            if self.roll == "out" and state != "out":
                self._roll.part()
            self._roll.left = 0 if state == "out" else None
            self._state = state
            self._work()

    @property
    def lines_left(self) -> int | None:
        """Rows of dots until the paper ends; None for a roll that does not."""
        return self._roll.left

    @lines_left.setter
    def lines_left(self, rows: int | None) -> None:
        with self._guard:
            self._roll.left = rows
            self._work()

    @property
    def cover_open(self) -> bool:
        """Whether the lid is up: nothing moves."""
        return self._cover_open

    @cover_open.setter
    def cover_open(self, is_open: bool) -> None:
        with self._guard:
            self._cover_open = is_open
            self._work()

    @property
    def cutter_jam(self) -> bool:
        """Whether something blocks the blade: the next cut ends in an error, until this is cleared."""
        return self._cutter_jam

    @cutter_jam.setter
    def cutter_jam(self, jammed: bool) -> None:
        with self._guard:
            self._cutter_jam = jammed
            self._cutter_error = self._cutter_error and jammed
            self._work()

    @property
    def power(self) -> bool:
        """Whether it is switched on. Switching off forgets all that was not yet printed."""
        return self._power

    @power.setter
    def power(self, on: bool) -> None:
        with self._guard:
            self._awake_s = time.monotonic() + self.boot_s if on and not self._power else self._awake_s
            self._power = on
            if not on:
                self._forget()

    def tear(self) -> None:
        """Tear off by hand what hangs out: it becomes the newest piece."""
        with self._guard:
            self._roll.part()

    def forget_paper(self) -> None:
        """Take all paper that came out away."""
        with self._guard:
            self._roll.pieces.clear()
            self._roll.hanging.clear()

    # ---- what the cable does ----------------------------------------------------------------------
    def feed(self, received: bytes) -> bytes:
        """Return what the printer sends back upon `received`, and what it had yet to send."""
        with self._guard:
            if not self._power or time.monotonic() < self._awake_s:
                return b""
            answer = b""
            while question := _REALTIME.search(self._tail + received):
                end = question.end() - len(self._tail)
                self._take(received[:end])
                self._work()
                answer += self.garbage or bytes((self._status(question[0][2]),))
                self._tail, received = b"", received[end:]
            self._take(received)
            self._tail = (self._tail + received)[-2:]
            self._work()
            return answer + self._due()

    def unplugged(self) -> None:
        """Forget half a command, unless `remembers_half`; what is whole stays and will be printed."""
        with self._guard:
            self._outbox.clear()
            self._tail = b""
            if not self.remembers_half:
                whole, kanji = 0, self._look.kanji
                while step := next_command(bytes(self._received[whole:]), kanji=kanji):
                    whole += step[1]
                    if isinstance(step[0], Style) and step[0].name == "kanji":
                        kanji = bool(step[0].value)
                del self._received[whole:]

    def _take(self, received: bytes) -> None:
        """Put `received` into the buffer; while the printer stands still only what there is room for."""
        room = max(0, self.buffer_bytes - len(self._received)) if self._stuck else len(received)
        self._received += received[:room]
        self.lost_bytes += len(received[room:])

    def _status(self, n: int) -> int:
        out, error = self.roll == "out", self._cutter_error
        offline = 0x08 if self._stuck else 0
        cause = (0x04 if self._cover_open else 0) | (0x20 if out else 0) | (0x40 if error else 0)
        paper = 0x6C if out else 0x0C if self._state == "near end" else 0
        cause |= 0x40 if self.overheated else 0
        failed = (0x08 if error else 0) | (0x40 if self.overheated else 0)
        return 0x12 | {1: offline, 2: cause, 3: failed, 4: paper}[n]

    @property
    def _stuck(self) -> bool:
        return self._cover_open or self._cutter_error or self.overheated or self._roll.left == 0

    # ---- what the mechanism does --------------------------------------------------------------------
    def _work(self) -> None:
        """Go on with the buffer until it is empty, half a command is left, or something is in the way."""
        taken = 0
        while self._power and not self._stuck:
            if self._printing:
                if self._roll.print_row(self._printing[0]):
                    self._printing.popleft()
                continue
            kanji = self._look.kanji
            step = next_command(bytes(self._received[taken : taken + 16]), kanji=kanji) or next_command(
                bytes(self._received[taken:]), kanji=kanji
            )
            if step is None or not self._carry_out(step[0]):
                break
            taken += step[1]
        del self._received[:taken]

    def _carry_out(self, command: Command) -> bool:
        """Do one command; False if it has to be done again when the cutter is free."""
        match command:
            case Dots(rows):
                self._printing.extend(rows)
            case Store(rows):
                self._stored = rows
            case PrintStored():
                self._printing.extend(self._stored)
                self._stored = ()
            case CutPaper():
                if self._cutter_jam:
                    self._cutter_error = True
                    return False
                self._roll.part()
            case ProcessId(job) if self.proof == "process-id":
                self._post(codec.proof_answer(self.proof_of_another or job))
            case QueuedStatus(n) if self.proof != "none":
                self._post(b"\x03" if n in (1, 49) and self._state == "near end" else b"\x00")
            case Feed(lines):
                for _ in range(lines):
                    self._printing.extend(self._line.rows())
            case Letter(code):
                self._printing.extend(self._line.put(code, self._look))
            case Style(name, value):
                self._look = self._look.changed(name, value)
            case Reset():
                self._line.clear()
                self._look = Look()
        return True

    def _post(self, answer: bytes) -> None:
        self._outbox.append((time.monotonic() + self.proof_late_s, answer))

    def _due(self) -> bytes:
        now_s = time.monotonic()
        due = b"".join(answer for when_s, answer in self._outbox if when_s <= now_s)
        self._outbox = [(when_s, answer) for when_s, answer in self._outbox if when_s > now_s]
        return due
