"""`python -m drivers.sim SITE.toml`: the simulated lobby with its page, and the kiosk beside it if asked."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TextIO

from drivers.sim.control import ControlServer
from drivers.sim.deeds import Deeds
from drivers.sim.launcher import Launcher
from drivers.sim.page import Page, page_app
from drivers.sim.plan import PlanTrouble, read_plan
from drivers.sim.world import World


class Ending:
    """Why and with which exit code everything ends; the first reason counts.

    A signal wakes the main thread through a pipe: one that arrives just before a lock is waited for would
    otherwise be noticed only when the next one comes.
    """

    def __init__(self) -> None:
        self.code = 0
        self.why = ""
        self._said = False
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)

    def on_signals(self, *signals: signal.Signals) -> None:
        """End in good order upon any of these."""
        signal.set_wakeup_fd(self._waker)
        for one in signals:
            signal.signal(one, lambda _number, _frame: self.say(0, ""))

    def say(self, code: int, why: str) -> None:
        """End now."""
        if not self._said:
            self.code, self.why, self._said = code, why, True
            os.write(self._waker, b".")

    def wait(self) -> None:
        """Return when someone has said to end."""
        while not self._said:
            os.read(self._wake, 64)


def main(words: list[str] | None = None) -> int:
    """Return the exit code once everything has been stopped and every device node removed."""
    asked = _arguments(words)
    ending = Ending()
    ending.on_signals(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    try:
        with contextlib.ExitStack() as stack:
            address = _build(asked, ending, stack)
            print(f"Open {address}", flush=True)
            ending.wait()
    except PlanTrouble as trouble:
        ending.say(2, str(trouble))
    except OSError as trouble:
        ending.say(1, f"{trouble.filename or asked.root}: {trouble.strerror}")
    if ending.why:
        print(f"The simulated lobby stops: {ending.why}", file=sys.stderr)
    return ending.code


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.sim", description="A simulated lobby for a site."
    )
    parser.add_argument("site", type=Path, help="the site's TOML file")
    parser.add_argument("--people", type=Path, help="people and keys: badges to tap, keys in their slots")
    parser.add_argument("--root", type=Path, help="folder of relative paths (default: that of SITE)")
    parser.add_argument("--listen", default="127.0.0.1:8400", metavar="HOST:PORT", help="the page's address")
    parser.add_argument("--control", type=Path, help="the bench's socket (default: ROOT/dev/bench)")
    parser.add_argument("--kiosk", metavar="COMMAND", help="start this and start it again whenever it dies")
    asked = parser.parse_args(words)
    host, _, port = asked.listen.rpartition(":")
    if not host or not port.isdigit():
        parser.error(f"--listen {asked.listen}: a host and a port, as in 127.0.0.1:8400")
    asked.root = asked.root or asked.site.parent
    return asked


def _build(asked: argparse.Namespace, ending: Ending, stack: contextlib.ExitStack) -> str:
    """Start everything, leave its undoing on the stack, and return the address to open."""
    plan = read_plan(asked.site, asked.people, asked.root)
    plan.root.mkdir(parents=True, exist_ok=True)
    stack.enter_context(_alone(plan.root))
    world = World(plan)
    stack.callback(world.close)
    if asked.kiosk:
        _must_be_free(plan.site["screen"].get("listen", "127.0.0.1:8410"))
    kiosk = Launcher(asked.kiosk, ending.say) if asked.kiosk else None
    deeds = Deeds(world, kiosk)
    host, _, port = asked.listen.rpartition(":")
    try:
        page = Page(page_app(world, deeds), host.strip("[]"), int(port))
    except OSError as cause:
        raise PlanTrouble(f"cannot listen on {asked.listen}: {cause.strerror}") from cause
    stack.callback(page.close)
    world.start()
    control = ControlServer(asked.control or plan.root / "dev" / "bench", deeds)
    stack.callback(control.close)
    if kiosk:
        kiosk.start()
        stack.callback(kiosk.stop)
    return f"http://{asked.listen}/"


def _must_be_free(listen: str) -> None:
    """Return if the kiosk will get its address; a kiosk that never gets it would be started in vain."""
    host, _, port = listen.rpartition(":")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, int(port)))
        except OSError as cause:
            hint = "another program uses it; `make run KIOSK_PORT=9010` takes another"
            raise PlanTrouble(f"the kiosk cannot listen on {listen}: {cause.strerror} ({hint})") from cause


def _alone(root: Path) -> TextIO:
    """Return an open, locked file: two lobbies on one root would pull each other's cables."""
    mark = (root / "world.lock").open("w")
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as cause:
        mark.close()
        raise PlanTrouble(f"another simulated lobby runs on {root}") from cause
    return mark


if __name__ == "__main__":
    sys.exit(main())
