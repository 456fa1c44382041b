"""Starts the kiosk and starts it again when it dies, as its systemd unit does; cuts its power for tests."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable

RESTART_AFTER_S = 1.0
QUICK_S = 10.0
"""A run shorter than this counts as a quick failure, as systemd's StartLimitIntervalSec=10 does."""
MOST_QUICK_FAILURES = 5
BAD_SETTINGS = 78
"""EX_CONFIG of sysexits.h: starting again would not help."""


class Launcher:
    """One command kept running in a thread. `on_end(code, why)` is called once if it gives up."""

    def __init__(self, command: str, on_end: Callable[[int, str], None]) -> None:
        self.command = shlex.split(command)
        self.starts = 0
        self.gave_up = ""
        self.last_words: deque[str] = deque(maxlen=20)
        self._on_end = on_end
        self._stopping = threading.Event()
        self._cut = False
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="launcher", daemon=True)

    @property
    def pid(self) -> int | None:
        """The running child's process id, or None between two runs."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def start(self) -> None:
        """Run the command until `stop`."""
        self._thread.start()

    def power_cut(self) -> int | None:
        """Kill the child and all its processes at once; return its process id, None if it was down."""
        child = self._child
        if child is None or child.poll() is not None:
            return None
        self._cut = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        return child.pid

    def stop(self, within_s: float = 8.0) -> None:
        """End the child in good order; kill what has not ended `within_s`."""
        self._stopping.set()
        if (child := self._child) is not None and child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(within_s)
            except subprocess.TimeoutExpired:
                self.power_cut()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(2)

    def _keep(self) -> None:
        quick = 0
        while not self._stopping.is_set():
            began_s = time.monotonic()
            self._cut = False
            code = self._run_once()
            if self._stopping.is_set():
                return
            if code == BAD_SETTINGS:
                self._give_up(code, "the kiosk refuses its settings (exit 78), see its words above")
                return
            short = time.monotonic() - began_s < QUICK_S and not self._cut
            quick = quick + 1 if short else 0
            if quick >= MOST_QUICK_FAILURES:
                self._give_up(
                    1, f"the kiosk failed {quick} times in a row (last exit {code}); not started again"
                )
                return
            self._stopping.wait(RESTART_AFTER_S)

    def _run_once(self) -> int:
        """Return the child's exit code once it has ended; its words pass through and the last are kept."""
        self.starts += 1
        try:
            # a session of its own: Ctrl-C reaches the launcher alone, which ends the child in order
            child = subprocess.Popen(
                self.command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        except OSError as cause:
            self.last_words.append(str(cause))
            self._give_up(1, f"cannot start {self.command[0]}: {cause.strerror}")
            self._stopping.set()
            return 127
        self._child = child
        if self._stopping.is_set():  # told to stop while it was being started
            child.terminate()
        assert child.stdout is not None
        with child.stdout as words:
            for line in words:
                text = line.decode(errors="replace").rstrip()
                self.last_words.append(text)
                print(text, file=sys.stderr, flush=True)  # noqa: T201 (the child's own words pass through)
        return child.wait()

    def _give_up(self, code: int, why: str) -> None:
        self.gave_up = why
        self._on_end(code, why)
