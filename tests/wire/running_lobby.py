"""A simulated lobby in a process of its own, as `make run` starts it, on free ports and a root of its own."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from drivers.sim.bench import Bench

CONFIG = Path(__file__).parents[2] / "config"


@dataclass
class RunningLobby:
    """One world process. `page` and `screen` are the addresses that its site file names."""

    process: subprocess.Popen[bytes]
    root: Path
    site: Path
    page: str
    screen: str
    bench: Bench
    words: Path

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Return the exit code after a signal, when the process has ended."""
        self.process.send_signal(by)
        return self.process.wait(15)


def free_port() -> int:
    """Return a TCP port on localhost that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def site_on_free_ports(root: Path) -> tuple[Path, str, str]:
    """Return a copy of the demo site's file on free ports, and the page's and the screen's address."""
    root.mkdir(parents=True, exist_ok=True)
    page, screen = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    text = (CONFIG / "demo.toml").read_text()
    for before, now in (("127.0.0.1:8400", page), ("127.0.0.1:8410", screen)):
        text = text.replace(before, now)
    site = root / "site.toml"
    site.write_text(text)
    return site, page, screen


def command(site: Path, root: Path, page: str, *more: str) -> list[str]:
    """Return the command line of a world process."""
    return [
        *(sys.executable, "-m", "drivers.sim", str(site), "--people", str(CONFIG / "demo-people.toml")),
        *("--root", str(root), "--listen", page, *more),
    ]


@contextmanager
def running_lobby(root: Path, *more: str) -> Iterator[RunningLobby]:
    """Yield a world that is ready, and end it whatever happens; `more` goes to its command line."""
    site, page, screen = site_on_free_ports(root)
    words = root / "words.txt"
    with ExitStack() as ends:
        said = ends.enter_context(words.open("wb"))
        process = subprocess.Popen(
            command(site, root, page, *more), stdout=subprocess.PIPE, stderr=said, cwd=CONFIG.parent
        )
        ends.callback(_end, process)
        _await_open(process, words)
        bench = ends.enter_context(Bench(root / "dev" / "bench"))
        yield RunningLobby(process, root, site, f"http://{page}", f"http://{screen}", bench, words)


def _await_open(process: subprocess.Popen[bytes], words: Path, within_s: float = 20.0) -> None:
    assert process.stdout is not None
    said, end_s = b"", time.monotonic() + within_s
    while b"\n" not in said:
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, end_s - time.monotonic()))
        piece = os.read(process.stdout.fileno(), 4096) if ready else b""
        assert piece, f"the world did not open its page: {said.decode()} {words.read_text()}"
        said += piece
    assert said.startswith(b"Open http://"), said


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
    if process.stdout:
        process.stdout.close()
