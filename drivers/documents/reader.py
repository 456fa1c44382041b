"""The reader of documents as the kiosk drives it: a process of its own, started when needed, ended when idle."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import IO

from drivers.documents.codec import LENGTHS, MOST_PICTURE_BYTES, Refusal, frame, head_of, lengths_of, seen_in
from drivers.documents.sight import Sight
from drivers.link import deadline
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply

COMMAND = (sys.executable, "-m", "drivers.documents")
NEEDED = ("onnxruntime", "rapidocr", "cv2", "PIL")
READY_WITHIN_S = 60.0
"""A Pi 4 with a slow card loads the networks in some 8 s the first time."""
ANSWER_WITHIN_S = 60.0
"""For one picture: a second of a desktop's processor; it comes last on a Pi that has other work."""
_CHUNK = 1 << 16
_HOME = Path(__file__).resolve().parent.parent.parent


class DocumentReader:
    """The process, or the wish for one. Belongs to one thread; made anew after `LinkLost`.

    No picture and nothing read from one is logged, kept, or passed in an argument.
    """

    def __init__(
        self,
        *,
        name: str,
        idle_s: float | None,
        on_wait: Callable[[], None] = lambda: None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """Look whether the process could be started; `idle_s`: it is ended after so long unused, None: kept warm.

        `on_wait` is called about once a second while it waits for the process.

        Raises:
            LinkLost: what it needs is not installed (code "not_installed").
        """
        self.name = name
        self._idle_s = idle_s
        self._on_wait = on_wait
        self._command = tuple(command)
        self._child: _Child | None = None
        self._numbers = count(1)
        self._used_s = time.monotonic()
        lacking = [package for package in NEEDED if find_spec(package) is None]
        if lacking:
            raise LinkLost(name, f"not installed: {', '.join(lacking)}", code="not_installed")

    @property
    def pid(self) -> int | None:
        """The process that is there, if one is."""
        return self._child.pid if self._child else None

    def prepare(self) -> None:
        """Have the process there and ready.

        Raises:
            NoReply: it does not get ready.
            LinkLost: it can't be started.
        """
        self._used_s = time.monotonic()
        if self._child is None:
            self._child = _Child(self.name, self._command, self._on_wait)
        self._ready(self._child)

    def read(self, picture: bytes) -> Sight | Refusal:
        """Return what is seen in a picture file, or why it can't be read.

        Raises:
            LinkLost: the process died.
            NoReply: it took too long, and was ended.
            BadReply: it answered something else.
        """
        if len(picture) > MOST_PICTURE_BYTES:
            return Refusal("too_large")
        self.prepare()
        child = self._child
        assert child is not None
        number = next(self._numbers)
        try:
            child.send(frame({"number": number}, picture), ANSWER_WITHIN_S)
            head, body = child.receive(ANSWER_WITHIN_S)
        except (NoReply, BadReply):
            self._end()  # what would come now belongs to a question that nobody asks any more
            raise
        seen = seen_in(head, body)
        if seen is None or head.get("number") != number:
            self._end()
            raise BadReply(self.name, "an answer to another question")
        self._used_s = time.monotonic()
        return seen

    def tend(self) -> None:
        """Look after the process: start it where it is kept warm, end it where it was idle long enough.

        Raises:
            LinkLost: it has died.
        """
        if self._child is not None and not self._child.lives():
            self._end()
            raise LinkLost(self.name, "the process has ended")
        if self._idle_s is None:
            self.prepare()
        elif self._child is not None and time.monotonic() - self._used_s > self._idle_s:
            self._end()

    def close(self) -> None:
        """End the process."""
        self._end()

    def _ready(self, child: _Child) -> None:
        if child.ready:
            return
        try:
            head, _ = child.receive(READY_WITHIN_S)
        except DeviceTrouble:
            self._end()
            raise
        if head.get("ready") is not True:
            self._end()
            raise LinkLost(self.name, str(head.get("why", "")), code="not_installed")
        child.ready = True

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


class _Child:
    """One run of the process and its two pipes."""

    def __init__(self, name: str, command: Sequence[str], on_wait: Callable[[], None]) -> None:
        self._name = name
        self._on_wait = on_wait
        self.ready = False
        environment = {**os.environ, "PYTHONPATH": str(_HOME)}
        try:
            self._run = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                bufsize=0,
            )
        except OSError as cause:
            raise LinkLost(name, f"it can't be started: {cause.strerror}") from cause
        assert self._run.stdin is not None
        assert self._run.stdout is not None
        self._to: IO[bytes] = self._run.stdin
        self._from: IO[bytes] = self._run.stdout
        os.set_blocking(self._to.fileno(), False)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._run.pid

    def lives(self) -> bool:
        """Return whether it is there."""
        return self._run.poll() is None

    def send(self, words: bytes, within_s: float) -> None:
        """Pass `words` on.

        Raises:
            LinkLost: it is gone.
            NoReply: it does not take them.
        """
        until_s = deadline(within_s)
        rest = memoryview(words)
        while rest:
            if not self._waited([], [self._to], until_s):
                raise NoReply(self._name, "it takes no picture")
            try:
                rest = rest[os.write(self._to.fileno(), rest[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as cause:
                raise LinkLost(self._name, "the process has ended") from cause

    def receive(self, within_s: float) -> tuple[dict[str, object], bytes]:
        """Return the next frame.

        Raises:
            LinkLost: it is gone.
            NoReply: nothing whole came in time.
            BadReply: what came is no frame.
        """
        until_s = deadline(within_s)
        lengths = lengths_of(self._bytes(LENGTHS.size, until_s))
        if lengths is None:
            raise BadReply(self._name, "no frame")
        head = head_of(self._bytes(lengths[0], until_s))
        body = self._bytes(lengths[1], until_s)
        if head is None:
            raise BadReply(self._name, "no frame")
        return head, body

    def _bytes(self, size: int, until_s: float) -> bytes:
        got = bytearray()
        while len(got) < size:
            if not self._waited([self._from], [], until_s):
                raise NoReply(self._name, "no answer in time")
            more = os.read(self._from.fileno(), min(_CHUNK, size - len(got)))
            if not more:
                raise LinkLost(self._name, "the process has ended")
            got += more
        return bytes(got)

    def _waited(self, reading: list[IO[bytes]], writing: list[IO[bytes]], until_s: float) -> bool:
        """Return whether a pipe is ready before `until_s`."""
        while (left_s := until_s - time.monotonic()) > 0:
            ready = select.select(reading, writing, [], min(1.0, left_s))
            if ready[0] or ready[1]:
                return True
            self._on_wait()
        return False

    def end(self) -> None:
        """End it, and wait until it has."""
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        self._run.kill()
        self._run.wait()
