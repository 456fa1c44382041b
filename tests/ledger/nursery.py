"""A process that has imported everything and forks kiosks that kill themselves: each power cut begins with one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lobby import HERE
from tests.wire.waiting import until

PATIENCE_S = 90.0
"""So long a machine that has much else to do may take for what is always done at once."""


@contextmanager
def nursed(folder: Path, module: str, *arguments: str) -> Iterator[Path]:
    """Give the socket of such a process; `module`: what of the kiosk it knows, run with the socket's path."""
    path = folder / "nursery"
    command = [sys.executable, "-m", module, str(path), *arguments]
    with (folder / "kiosks.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=HERE, stderr=log, start_new_session=True)
    try:
        until(path.exists, PATIENCE_S)
        yield path
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
