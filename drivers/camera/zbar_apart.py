"""`python -m drivers.camera.zbar_apart`: zbar in a process of its own, pictures on standard input, texts on output.

zbar is C that has written past its buffers when a code was drawn to make it (CVE-2023-40889, -40890) and that stops its
process where it trusts itself not to. Anybody may hold anything before the camera; so it reads here, where there is
nothing else to break.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from typing import BinaryIO

from drivers.camera.second_wire import ANSWER, MISSING, QUESTION, READY, SYMBOL, ZBAR

MOST_BYTES = 400_000_000
"""Address space: a picture that makes zbar ask for more ends this process, and no other."""


def main() -> int:
    """Answer one picture after the other until the kiosk hangs up; return 0, or `MISSING` without zbar."""
    try:
        from pyzbar import pyzbar
    except (ImportError, MemoryError):  # libzbar0 is not installed, or ctypes is not allowed here
        return MISSING
    for what, most in ((resource.RLIMIT_AS, MOST_BYTES), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):  # a unit's own limits stand
            resource.setrlimit(what, (most, most))
    wire, out = sys.stdin.buffer, sys.stdout.buffer
    out.write(READY)
    out.flush()
    while head := _whole(wire, QUESTION.size):
        wide, high, asked = QUESTION.unpack(head)
        pixels = _whole(wire, wide * high)
        if not pixels:
            break
        kinds = [pyzbar.ZBarSymbol[name] for bit, name in enumerate(ZBAR) if asked >> bit & 1]
        found = pyzbar.decode((pixels, wide, high), symbols=kinds)[:16]
        out.write(ANSWER.pack(len(found)))
        for one in found:
            text = one.data[:4096]
            box = (one.rect.left, one.rect.top, one.rect.width, one.rect.height)
            out.write(SYMBOL.pack(ZBAR.index(one.type), len(text), *(max(0, min(65535, at)) for at in box)))
            out.write(text)
        out.flush()
    return 0


def _whole(wire: BinaryIO, count: int) -> bytes:
    came = wire.read(count)
    return came if len(came) == count else b""


if __name__ == "__main__":
    sys.exit(main())
