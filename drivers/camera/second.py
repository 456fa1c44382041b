"""The second engine, zbar, in a process apart: asked where the first reads nothing; its end harms nobody."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import re
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from drivers.camera.looks import Grey
from drivers.camera.second_wire import ANSWER, KINDS, MISSING, QUESTION, READY, SYMBOL

log = logging.getLogger(__name__)

WITHIN_S = 2.0
START_WITHIN_S = 20.0
_HOME = Path(__file__).resolve().parents[2]
REST_S, LONGEST_REST_S = 5.0, 300.0
WELL_S = 3600.0
"""After it died it is started again so late; twice as late each time, until an hour went well."""
_PLAIN = re.compile(rb"[\x20-\x7e]+")


@dataclass(frozen=True)
class Heard:
    """One code as the second engine tells it: symbology, text, and the box around it (left, top, width, height)."""

    symbology: str
    text: str
    box: tuple[int, int, int, int]


class Second:
    """A process that reads codes, started when it is first asked. Any thread may ask; one at a time is answered."""

    def __init__(
        self,
        command: tuple[str, ...] = (sys.executable, "-m", "drivers.camera.zbar_apart"),
        within_s: float = WITHIN_S,
    ) -> None:
        """`within_s`: it is ended when it has not answered by then."""
        self._within_s = within_s
        self._command = command
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._rest_s = REST_S
        self._not_before_s = self._born_s = float("-inf")
        self.deaths = 0

    def read(self, grey: Grey, symbologies: tuple[str, ...]) -> tuple[Heard, ...]:
        """Return what it reads in a picture: () too where it is missing, just starting, dead, or too slow."""
        asked = sum(1 << bit for bit, name in enumerate(KINDS) if name in symbologies)
        high, wide = grey.shape
        if not asked or max(high, wide) > 65535:
            return ()
        with self._lock:
            try:
                if not self._is_ready(0.0):
                    return ()
                return self._answer(QUESTION.pack(wide, high, asked) + grey.tobytes())
            except (OSError, EOFError, ValueError, IndexError, struct.error) as trouble:
                self._bury(trouble)
                return ()

    def prepare(self, within_s: float = START_WITHIN_S) -> bool:
        """Have it started, and wait so long; return whether it can be asked."""
        with self._lock:
            try:
                return self._is_ready(within_s)
            except (OSError, EOFError) as trouble:
                self._bury(trouble)
                return False

    @property
    def cpu_s(self) -> float:
        """Processor seconds that the process has used, for the bench."""
        with self._lock, contextlib.suppress(OSError, IndexError):
            if self._child is not None:
                stat = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii")
                fields = stat.rpartition(")")[2].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0

    def close(self) -> None:
        """End the process; the next question starts another."""
        with self._lock:
            self._end()

    def _is_ready(self, within_s: float) -> bool:
        """Start it if it is to be started; nobody waits for that but who says so: a picture goes on without it."""
        if self._child is None and time.monotonic() >= self._not_before_s:
            self._start()
        if self._child is None or self._ready:
            return self._ready
        assert self._child.stdout is not None
        wire = self._child.stdout.fileno()
        if select.select((wire,), (), (), within_s)[0]:
            if os.read(wire, len(READY)) != READY:
                raise EOFError("it does not begin")
            self._ready = True
        elif time.monotonic() - self._born_s > START_WITHIN_S:
            raise EOFError("it does not get ready")
        return self._ready

    def _start(self) -> None:
        self._child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=_HOME,
        )
        self._born_s = time.monotonic()
        assert self._child.stdin is not None
        os.set_blocking(self._child.stdin.fileno(), False)

    def _answer(self, question: bytes) -> tuple[Heard, ...]:
        until_s = time.monotonic() + self._within_s
        assert self._child is not None and self._child.stdin is not None
        wire, left = self._child.stdin.fileno(), memoryview(question)
        while left:
            if not select.select((), (wire,), (), max(0.0, until_s - time.monotonic()))[1]:
                raise EOFError("it takes no picture")
            left = left[os.write(wire, left) :]
        heard = []
        for _ in range(ANSWER.unpack(self._whole(ANSWER.size, until_s))[0]):
            kind, length, *box = SYMBOL.unpack(self._whole(SYMBOL.size, until_s))
            text = self._whole(length, until_s)
            if _PLAIN.fullmatch(text):  # what is not ASCII it guesses, and often wrongly
                heard.append(Heard(KINDS[kind], text.decode("ascii"), (box[0], box[1], box[2], box[3])))
        return tuple(heard)

    def _whole(self, count: int, until_s: float) -> bytes:
        assert self._child is not None and self._child.stdout is not None
        came, wire = b"", self._child.stdout.fileno()
        while len(came) < count:
            if not select.select((wire,), (), (), max(0.0, until_s - time.monotonic()))[0]:
                raise EOFError("it does not answer")
            more = os.read(wire, count - len(came))
            if not more:
                raise EOFError("it is gone")
            came += more
        return came

    def _bury(self, trouble: Exception) -> None:
        """A process that ended is no trouble for the camera: the looks of the first engine go on."""
        code = self._end()
        if code == MISSING:
            self._not_before_s = float("inf")
            log.info("zbar is not installed: one engine reads the codes")
            return
        if time.monotonic() - self._born_s > WELL_S:
            self._rest_s = REST_S
        self.deaths += 1
        self._not_before_s = time.monotonic() + self._rest_s
        log.warning("the second code reader ended (%s, %s); again in %.0f s", code, trouble, self._rest_s)
        self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)

    def _end(self) -> int | None:
        child, self._child, self._ready = self._child, None, False
        if child is None:
            return None
        with contextlib.suppress(OSError):
            child.stdin.close()  # type: ignore[union-attr]
        try:
            code = child.wait(0.2)
        except subprocess.TimeoutExpired:
            child.kill()
            code = child.wait()
        child.stdout.close()  # type: ignore[union-attr]
        return code


SECOND = Second()
"""The one that the kiosk uses."""
atexit.register(SECOND.close)
