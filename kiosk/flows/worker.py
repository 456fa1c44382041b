"""A thread that does its work when woken, and looks again by itself now and then."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kiosk.ports.devices import Unavailable

log = logging.getLogger(__name__)


class Worker:
    """One thread for one kind of work. Work that cannot be recorded now is tried again at the next turn."""

    def __init__(self, name: str, work: Callable[[], None], *, again_s: float) -> None:
        self._work = work
        self._again_s = again_s
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def stopping(self) -> bool:
        """Whether the work should come to an end."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin with whatever waits."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._woken.set()

    def end(self) -> None:
        """Ask the thread to end once the work in hand is done; wait for nothing."""
        self._stopping.set()
        self._woken.set()

    def stop(self) -> None:
        """End the thread once the work in hand is done."""
        self.end()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        told = ""
        while not self.stopping:
            self._woken.clear()
            try:
                self._work()
                told = ""
            except Unavailable as trouble:
                if str(trouble) != told:  # said once, however long it lasts
                    log.warning("%s waits: %s", self._thread.name, trouble)
                told = str(trouble)
            except Exception:
                log.exception("bug in %s", self._thread.name)
            self._woken.wait(timeout=self._again_s)
