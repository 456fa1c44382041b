"""The process that reads documents: pictures in on standard input, what is seen in them out on standard output.

`python -m drivers.documents`, started by `drivers.documents.reader`. It ends when its input does. Nothing that it was
given or saw is written anywhere else: standard output is the pipe, and whatever else prints goes nowhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import BinaryIO

MOST_ADDRESS_BYTES = 3_000_000_000
"""Of address space, which the libraries' own files take much of: a picture that would take more ends this process."""
NICE = 3
_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Serve until the input ends; return 1 when the models are not there."""
    answers = _own_output()
    _be_modest()
    from drivers.documents.codec import frame
    from drivers.documents.serving import Served, serve

    try:
        from drivers.documents.engine import Engine, ModelsMissing
    except ImportError as missing:
        answers.write(frame({"ready": False, "why": f"{missing.name} is not installed"}))
        answers.flush()
        return 1
    try:
        engine = Engine()
    except (ImportError, ModelsMissing) as missing:
        answers.write(frame({"ready": False, "why": str(missing)}))
        answers.flush()
        return 1
    serve(Served(sys.stdin.buffer, answers), engine)
    return 0


def _own_output() -> BinaryIO:
    """Return standard output; from now on what a library prints there or on standard error goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answers


def _be_modest() -> None:
    """Leave the machine to the kiosk: last for the processor, first to be ended when memory is short."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a terminal's Ctrl-C is for the kiosk, which then closes the pipe
    with contextlib.suppress(OSError):
        os.nice(NICE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS_BYTES, MOST_ADDRESS_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:  # noqa: PTH123
        score.write("1000")
    with contextlib.suppress(OSError, AttributeError):  # a kiosk that was killed leaves no reader behind
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
