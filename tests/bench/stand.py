"""A whole site to measure: its world, and the kiosk as a process of its own, on one core if asked."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from kiosk.assembly.storage import Storage, open_storage
from kiosk.ledger.schema import connect_to_read
from kiosk.settings import Settings
from tests.lobby import HERE, Site
from tests.wire.waiting import until

TICKS_S = os.sysconf("SC_CLK_TCK")


def cpu_s(process: int) -> float:
    """Return the seconds of CPU that a process has used so far, in its own code and in the system's."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_S


@contextmanager
def workshop() -> Iterator[Path]:
    """Yield a fresh folder on the disk that the repository is on: /tmp is often memory, and memory has no fsync."""
    ground = HERE / "var"
    ground.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="b-", dir=ground, ignore_cleanup_errors=True) as made:
        yield Path(made)


class Stand:
    """A site and its kiosk process; `prepare` may write into the record before the kiosk starts."""

    def __init__(
        self,
        root: Path,
        prepare: Callable[[Storage, Settings], None] = lambda _storage, _settings: None,
        *,
        kiosk: Sequence[str] = ("kiosk",),
        core: int | None = None,
        **changes: Any,
    ) -> None:
        """`kiosk`: the module to run and the words before "run"; `core`: the only core it may use."""
        self.site = Site(root, **changes)
        self.bench = self.site.bench
        try:
            storage = open_storage(self.site.settings, root)
            prepare(storage, self.site.settings)
            storage.close()
            self.record = connect_to_read(storage.folder / "ledger.db")
            self.child = self._start(kiosk, core)
            until(self.answers, 30)
        except BaseException:
            self.site.close()
            raise

    def __enter__(self) -> Stand:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.record.close()
        self.site.close()

    def stop(self) -> None:
        """End the kiosk in good order."""
        if self.child.poll() is None:
            os.kill(self.child.pid, signal.SIGTERM)
            try:
                self.child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.wait()

    def answers(self) -> bool:
        """Return whether the idle page answers 200."""
        assert self.child.poll() is None, (self.site.root / "kiosk.log").read_text()[-2000:]
        way = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            way.request("GET", "/")
            return way.getresponse().status == 200
        return False

    def all_up(self) -> None:
        """Wait until every serial device has answered and the camera is looked through."""
        for line in ("locks-a", "locks-b", "badge-reader", "printer"):
            until(partial(self._heard, line), 15)
        until(lambda: self.bench.camera_sent_s() is not None, 15)

    def _heard(self, line: str) -> bool:
        return any(way == "from" for _, way, _ in self.bench.traffic(line))

    def cpu_s(self) -> float:
        """Return the seconds of CPU that the kiosk has used so far."""
        return cpu_s(self.child.pid)

    def memory_mb(self) -> dict[str, float]:
        """Return what the kiosk holds in memory, in MB: resident, and its proportional share of it."""
        told = Path(f"/proc/{self.child.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
        kb = {line.split(":")[0]: int(line.split()[1]) for line in told}
        return {"RSS": kb["Rss"] / 1024, "PSS": kb["Pss"] / 1024}

    def _start(self, kiosk: Sequence[str], core: int | None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *kiosk, "run", str(self.site.file), "--root", str(self.site.root)]
        with (self.site.root / "kiosk.log").open("ab") as log:
            child = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log, start_new_session=True)
        if core is not None:
            os.sched_setaffinity(child.pid, {core})  # before it has made a thread: all of them inherit it
        return child
