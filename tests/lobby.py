"""A whole site for tests: a simulated world in its own process, and a kiosk before it, in this process or its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from drivers.health import Condition
from drivers.sim.bench import Bench, BenchTrouble
from kiosk.assembly.house import Kiosk
from kiosk.assembly.storage import open_storage
from kiosk.domain.movements import Movement
from kiosk.enrolment import enrol, read
from kiosk.flows.people.directory import Directory
from kiosk.settings import Settings, furniture_of, load
from tests.wire.waiting import until

HERE = Path(__file__).resolve().parent.parent
PEOPLE = HERE / "config" / "demo-people.toml"

LIN = "04A1B2C3D4E580"
ZHOU = "04B2C3D4E5F680"
CHEN = "04C3D4E5F60780"
WANG = "04D4E5F6071880"
LIN_PIN = "246810"
WANG_PIN = "31415926"
SIGNATURE = [[(10 + 6 * step, 40 + (step * 37) % 50, 16 * step) for step in range(24)]]

PATIENCE_S = 45.0
"""So long a machine that has much else to do may take for what is done at once."""


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Site:
    """A demo site of its own under `root`, with its world running."""

    def __init__(
        self,
        root: Path,
        *,
        sample: str = "demo",
        amend: Callable[[str], str] = str,
        amend_people: Callable[[str], str] = str,
        secrets: str = "",
        **changes: str,
    ) -> None:
        """Start the world of a sample site. `amend` changes its TOML, `amend_people` that of its people and keys.

        `secrets` stands in the file beside it.
        """
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        people = (HERE / "config" / f"{sample}-people.toml").read_text(encoding="utf-8")
        self.people = root / "people.toml"
        self.people.write_text(amend_people(people), encoding="utf-8")
        self.world_port, self.port, self.health_port = free_port(), free_port(), free_port()
        demo = (HERE / "config" / f"{sample}.toml").read_text(encoding="utf-8")
        demo = demo.replace("127.0.0.1:8400", f"127.0.0.1:{self.world_port}")
        demo = demo.replace("127.0.0.1:8410", f"127.0.0.1:{self.port}")
        if "[health]" not in demo:
            demo += f'\n[health]\nlisten = "127.0.0.1:{self.health_port}"\n'
        for old, new in changes.items():
            demo = demo.replace(f"{old} =", f"{old} = {new}  #")
        self.file = root / "site.toml"
        self.file.write_text(amend(demo), encoding="utf-8")
        if secrets:
            (root / "secrets.toml").touch(mode=0o600)
            (root / "secrets.toml").write_text(secrets, encoding="utf-8")
        self.settings: Settings = load(self.file)
        self._world = self._start_world()
        self.bench = self._reach_bench()
        self._children: list[subprocess.Popen[bytes]] = []
        self._enrol()

    @property
    def address(self) -> str:
        """Where the kiosk's screens are."""
        return f"http://127.0.0.1:{self.port}"

    def kiosk(self) -> Kiosk:
        """Return a kiosk in this process, started, with every device there."""
        kiosk = Kiosk(self.settings, self.root)
        kiosk.start()
        until(
            lambda: all(one.condition == "up" for one in kiosk.states.states() if one.kind != "storage"),
            PATIENCE_S,
        )
        until(lambda: all(r.usable for r in kiosk.eyes.readings().values()), PATIENCE_S)
        return kiosk

    def kiosk_process(self, **environment: str) -> subprocess.Popen[bytes]:
        """Return a kiosk in a process of its own, ready to be used (and killed)."""
        command = [sys.executable, "-m", "kiosk", "run", str(self.file), "--root", str(self.root)]
        log = (self.root / "kiosk.log").open("ab")
        child = subprocess.Popen(
            command,
            cwd=HERE,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        log.close()
        self._children.append(child)
        return child

    def answers(self) -> bool:
        """Return whether the kiosk's port is open."""
        with closing(socket.socket()) as way:
            way.settimeout(0.5)
            return way.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self) -> None:
        """Stop everything."""
        for child in self._children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.bench.close()
        self._world.terminate()
        try:
            self._world.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._world.kill()
            self._world.wait()
        if self._world.stdout:
            self._world.stdout.close()

    def _start_world(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "drivers.sim",
            str(self.file),
            "--people",
            str(self.people),
            "--root",
            str(self.root),
        ]
        command += ["--listen", f"127.0.0.1:{self.world_port}"]
        with (self.root / "world.log").open("ab") as log:
            return subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log)

    def _reach_bench(self) -> Bench:
        path = self.root / "dev" / "bench"

        def reach() -> Bench | None:
            assert self._world.poll() is None, (self.root / "world.log").read_text()
            try:
                return Bench(path)
            except BenchTrouble:
                return None

        bench = until(reach, PATIENCE_S)
        assert bench is not None
        return bench

    def _enrol(self) -> None:
        storage = open_storage(self.settings, self.root)
        directory = Directory(card for _, card in storage.ledger.vault.all_like("person:"))
        enrol(
            read(self.people, furniture_of(self.settings)),
            storage.ledger,
            storage.keys.digest,
            directory.card,
        )
        storage.close()


class Play:
    """A kiosk and its lobby, with the verbs that journeys are told in."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.bench = site.bench
        self.kiosk = site.kiosk()
        self.journeys = self.kiosk.journeys

    def close(self) -> None:
        """Stop the kiosk; the world goes on."""
        self.kiosk.stop()

    def power_cycle(self) -> None:
        """Stop the kiosk and start another before the same world."""
        self.kiosk.stop()
        self.kiosk = self.site.kiosk()
        self.journeys = self.kiosk.journeys

    def moment(self, movement: Movement | str) -> str:
        """Return what the person before the door is told now."""
        return self.journeys.doors.moment(movement if isinstance(movement, str) else movement.id).moment

    def comes_to(self, movement: Movement | str, moment: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the person is told `moment`."""
        seen: list[str] = []

        def arrived() -> bool:
            seen.append(self.moment(movement))
            return seen[-1] == moment

        try:
            until(arrived, within_s)
        except AssertionError:
            raise AssertionError(f"waited for {moment!r}, last was {seen[-1]!r}") from None

    def tap(self, badge: str, kind: str = "ntag") -> None:
        """Lay a badge on the reader until the kiosk knows who is there."""
        self.bench.tap(badge, kind=kind)
        until(lambda: self.journeys.visits.current is not None, PATIENCE_S)
        self.bench.lift()
        self._until_looked("badge-reader", 4)  # until the reader knows that it is gone

    def _until_looked(self, device: str, times: int) -> None:
        """Wait until a device's loop has come round so many times."""
        loop, looks = self.kiosk.loops[device], set[float]()

        def enough() -> bool:
            if loop.health.condition is not Condition.DOWN:  # trying to open it is no look
                looks.add(loop.last_tick_s)
            return len(looks) >= times

        until(enough, PATIENCE_S)

    def scan(self, number: str) -> None:
        """Hold a parcel's label to the camera until the kiosk has its number."""
        self.bench.show_text(number, "code128")
        until(lambda: (v := self.journeys.visits.current) is not None and v.barcode == number, PATIENCE_S)
        self.bench.clear()

    def start_drop(self, number: str, last_four: str = "0802", size: str = "S") -> Movement:
        """Return the movement of a drop whose door has been asked to open."""
        self.bench.bring_parcel(number)
        self.scan(number)
        candidate = self.journeys.drop.find_recipients(last_four=last_four)[0]
        return self.journeys.drop.start(os.urandom(16).hex(), number, candidate.person, size)

    def drop(self, number: str, last_four: str = "0802", size: str = "S") -> Movement:
        """Return the movement of a whole drop."""
        movement = self.start_drop(number, last_four, size)
        self.comes_to(movement, "open")
        self.bench.put_parcel(movement.place, number)
        self.bench.push_shut(movement.place)
        return movement

    def issue(self, key: str, badge: str = LIN, pin: str = LIN_PIN) -> Movement:
        """Return the movement of a key's issue whose slot has been asked to open."""
        self.tap(badge)
        return self.journeys.keys.issue(os.urandom(16).hex(), key, "repair", "W-7", pin, SIGNATURE)

    def replays(self) -> bool:
        """Return whether the log replays to the house that runs, nothing being recorded between the two looks."""
        ledger = self.kiosk.ledger
        with ledger._lock:
            running = ledger.house
            ledger.rebuild()
            return ledger.house == running

    def facts(self) -> dict[str, Any]:
        """Return everything to be seen in the world."""
        return self.bench.state()


PAUSE = threading.Event()
