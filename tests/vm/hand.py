"""The plain hand inside a guest: runs what the host asks in a shell. It needs nothing but Python's own library.

One JSON object a line each way on `loge.control`: {"do": name, ...} -> {"ok": result} or {"failed": words}.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import threading
import traceback
from pathlib import Path
from typing import Any

PORTS = Path("/dev/virtio-ports")
PAUSE = threading.Event()


class Port:
    """One of QEMU's ports: a stream to a host that may not be there yet."""

    def __init__(self, name: str) -> None:
        self._file = os.open(PORTS / name, os.O_RDWR | os.O_CLOEXEC)

    def say(self, what: Any) -> None:
        """Send one line."""
        self.give(json.dumps(what).encode() + b"\n")

    def give(self, what: bytes) -> None:
        """Send bytes."""
        while what:
            what = what[os.write(self._file, what) :]

    def take(self) -> bytes:
        """Return what has come, as soon as something has."""
        while True:
            select.select([self._file], [], [])
            if piece := os.read(self._file, 65536):
                return piece
            PAUSE.wait(0.05)  # nobody is at the other end


class PlainHand:
    """What can be asked; every public method is one deed."""

    def hello(self) -> str:
        """Answer."""
        return "hello"

    def sh(self, script: str, limit_s: float = 600) -> tuple[int, str]:
        """Return a shell's exit code and all that it printed."""
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
            timeout=limit_s,
        )
        return done.returncode, done.stdout


def answer(hand: PlainHand) -> None:
    """Answer for ever."""
    control, come = Port("loge.control"), b""
    control.say("here")
    while True:
        come += control.take()
        while b"\n" in come:
            line, come = come.split(b"\n", 1)
            facts = json.loads(line)
            try:
                control.say({"ok": getattr(hand, facts.pop("do"))(**facts)})
            except Exception:
                control.say({"failed": traceback.format_exc(limit=-4)})


if __name__ == "__main__":
    answer(PlainHand())
