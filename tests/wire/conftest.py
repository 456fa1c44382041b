"""Pseudo-terminals for the wire tests: plugged in for one test, pulled out after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drivers.sim.host import Machine, PtyHost


@pytest.fixture
def host_of(tmp_path: Path) -> Iterator[Callable[[Machine], PtyHost]]:
    """Return a function that plugs a simulated machine into a fresh pty."""
    with ExitStack() as pulled_out_at_the_end:

        def host(machine: Machine) -> PtyHost:
            host = PtyHost(tmp_path / f"tty{type(machine).__name__}", machine)
            pulled_out_at_the_end.callback(host.close)
            host.plug()
            return host

        yield host
