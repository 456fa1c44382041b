"""The kiosk, unchanged, with a note of when it passed each step on the way from a picture to a latch.

`python -m tests.bench.marked_kiosk NOTES run SITE ...` is `kiosk run SITE ...`; at its end it writes NOTES as JSON.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from drivers.camera import driver as camera
from drivers.kerong_cu16.driver import KerongCu16
from drivers.xor_board.driver import XorBoards
from kiosk.__main__ import main
from kiosk.assembly.equipment import Locks
from kiosk.flows.parcels.collect import Collect
from kiosk.ledger.store import SqliteLedger

MARKS = "marks.json"


class Mark(NamedTuple):
    """One step that was passed, in monotonic seconds."""

    name: str
    began_s: float
    ended_s: float


STEPS: tuple[tuple[str, Any, str], ...] = (
    ("decoded", camera, "decoded"),
    ("by_slip", Collect, "by_slip"),
    ("execute", SqliteLedger, "execute"),
    ("commit", SqliteLedger, "_commit"),
    ("unlock", Locks, "unlock"),
    ("fired", KerongCu16, "unlock"),
    ("fired", XorBoards, "unlock"),
)
"""What is noted, where it is found, and what it is called there."""


def noting(name: str, step: Callable[..., Any], marks: deque[Mark]) -> Callable[..., Any]:
    """Return `step`, which also notes when it began and ended."""

    @functools.wraps(step)
    def noted(*words: Any, **more: Any) -> Any:
        began_s = time.monotonic()
        try:
            return step(*words, **more)
        finally:
            marks.append(Mark(name, began_s, time.monotonic()))

    return noted


if __name__ == "__main__":
    passed: deque[Mark] = deque(maxlen=200_000)
    for name, owner, step in STEPS:
        setattr(owner, step, noting(name, getattr(owner, step), passed))
    code = main(sys.argv[2:])
    Path(sys.argv[1]).write_text(json.dumps(list(passed)), encoding="utf-8")
    sys.exit(code)
