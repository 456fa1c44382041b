"""From the start of the kiosk's process to its first page, with an empty record and with a long one."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from kiosk.assembly.storage import open_storage
from tests.bench.appends import fill
from tests.bench.figures import Aim, Figure, spread
from tests.bench.stand import cpu_s, workshop
from tests.lobby import HERE, Site
from tests.wire.waiting import until

IMPORTS = "import kiosk.assembly.house, kiosk.serve, ui.app"


def start_to_ready(long: int = 100_000, runs: int = 5) -> list[Figure]:
    """Return seconds from the process's start to a 200 from its port, and what they are spent on."""
    figures = []
    with workshop() as root:
        site = Site(root / "s")
        try:
            for count in (0, long):
                if count:
                    _lengthen(site, count)
                samples = [_until_ready(site) for _ in range(runs)]
                how = (
                    f"process start to the idle page's 200, {runs} times, files in the page cache, "
                    "the simulated lobby running beside it"
                )
                waits, works = ([one[at] for one in samples] for at in (0, 1))
                figures += [
                    Figure(f"start to ready, {count} events", spread(waits), "s", how, Aim("p95", 3)),
                    Figure(f"- CPU until then, {count} events", spread(works), "s", how),
                ]
            opened = [_opening(site) for _ in range(runs)]
        finally:
            site.close()
    how = "what the start is spent on, each measured alone"
    for name, words in (("an empty Python", "pass"), ("all imports", IMPORTS)):
        figures.append(Figure(f"- {name}", spread([_python(words) for _ in range(runs)]), "s", how))
    return [*figures, Figure(f"- opening a record of {long} events", spread(opened), "s", how)]


def _lengthen(site: Site, count: int) -> None:
    storage = open_storage(site.settings, site.root)
    fill(storage, count)
    storage.close()


def _until_ready(site: Site) -> tuple[float, float]:
    """Return seconds until the port answers, and the seconds of CPU that the process has used by then."""
    command = [sys.executable, "-m", "kiosk", "run", str(site.file), "--root", str(site.root)]
    with (site.root / "kiosk.log").open("ab") as log:
        began_s = time.monotonic()
        child = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: _answers(site.port), 60)
        return time.monotonic() - began_s, cpu_s(child.pid)
    finally:
        os.kill(child.pid, signal.SIGTERM)
        child.wait(timeout=30)


def _answers(port: int) -> bool:
    way = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError):
        way.request("GET", "/")
        return way.getresponse().status == 200
    return False


def _opening(site: Site) -> float:
    began_s = time.perf_counter()
    open_storage(site.settings, site.root).close()
    return time.perf_counter() - began_s


def _python(words: str) -> float:
    began_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", words], cwd=HERE, check=True)
    return time.perf_counter() - began_s
