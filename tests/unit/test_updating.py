"""Who may say what a release is, and what happens when the power goes out at any of its steps."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.updating import steps
from kiosk.updating.bundle import Manifest, NotOurs, is_later, manifest_of, pack, unpack
from kiosk.updating.steps import State

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


# ---- what is signed ----------------------------------------------------------------------------------------


@pytest.fixture
def wheels(tmp_path: Path) -> list[Path]:
    """Three wheels; what is in them does not matter here."""
    found = []
    for name in ("loge-0.2.0-py3-none-any.whl", "flask-3.1-py3-none-any.whl", "numpy-2.0-cp311.whl"):
        path = tmp_path / "wheels" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode() * 50)
        found.append(path)
    return found


def release(there: list[Path], **more: object) -> Manifest:
    digests = {one.name: sha256(one.read_bytes()).hexdigest() for one in there}
    return Manifest(**{"version": "0.2.0", "schema": 6, "wheels": digests, **more})  # type: ignore[arg-type]


def packed(
    tmp_path: Path, there: list[Path], key: Ed25519PrivateKey = KEY, said: Manifest | None = None
) -> Path:
    out = tmp_path / "update.loge"
    pack(out, said or release(there), there, key)
    return out


def test_a_signed_update_gives_its_wheels(tmp_path: Path, wheels: list[Path]) -> None:
    out = packed(tmp_path, wheels, said=release(wheels, news={"en": "Better"}))
    manifest = manifest_of(out, PUBLIC)
    assert (manifest.version, manifest.news["en"]) == ("0.2.0", "Better")
    unpack(out, manifest, tmp_path / "none", tmp_path / "into")
    assert sorted(one.name for one in (tmp_path / "into").iterdir()) == sorted(manifest.wheels)


def test_what_the_appliance_has_may_be_left_out_and_is_checked_all_the_same(
    tmp_path: Path, wheels: list[Path]
) -> None:
    out = tmp_path / "update.loge"
    pack(out, release(wheels), wheels, KEY, leave_out=[wheels[2].name])
    manifest = manifest_of(out, PUBLIC)
    with pytest.raises(NotOurs, match="neither in the update nor here"):
        unpack(out, manifest, tmp_path / "none", tmp_path / "into")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / wheels[2].name).write_bytes(b"somebody's own")
    with pytest.raises(NotOurs, match="other bytes"):
        unpack(out, manifest, kept, tmp_path / "into")
    shutil.copy(wheels[2], kept)
    unpack(out, manifest, kept, tmp_path / "into")


def test_nobody_else_signs(tmp_path: Path, wheels: list[Path]) -> None:
    out = packed(tmp_path, wheels, Ed25519PrivateKey.generate())
    with pytest.raises(NotOurs, match="not signed by the release key"):
        manifest_of(out, PUBLIC)


def rezipped(out: Path, changed: dict[str, bytes], added: dict[str, bytes]) -> Path:
    """Return the update with some of its files changed, and some more."""
    with zipfile.ZipFile(out) as whole:
        entries = {one: changed.get(one, whole.read(one)) for one in whole.namelist()}
    with zipfile.ZipFile(out, "w") as bundle:
        for name, content in {**entries, **added}.items():
            bundle.writestr(name, content)
    return out


def test_a_changed_manifest_a_changed_wheel_and_a_stowaway_are_found(
    tmp_path: Path, wheels: list[Path]
) -> None:
    out = packed(tmp_path, wheels)
    with zipfile.ZipFile(out) as whole:
        said = whole.read("manifest.json")
    with pytest.raises(NotOurs, match="not signed"):
        manifest_of(
            rezipped(packed(tmp_path, wheels), {"manifest.json": said.replace(b"0.2.0", b"0.2.1")}, {}),
            PUBLIC,
        )
    for name in ("wheels/evil-1-py3-none-any.whl", "../evil", "wheels/../../evil"):
        with pytest.raises(NotOurs, match="does not name"):
            manifest_of(rezipped(packed(tmp_path, wheels), {}, {name: b"evil"}), PUBLIC)
    worn = rezipped(packed(tmp_path, wheels), {f"wheels/{wheels[1].name}": b"evil"}, {})
    with pytest.raises(NotOurs, match="other bytes"):
        unpack(worn, manifest_of(worn, PUBLIC), tmp_path / "none", tmp_path / "into")
    out.write_bytes(b"no zip at all")
    with pytest.raises(NotOurs, match="is no update"):
        manifest_of(out, PUBLIC)


@pytest.mark.parametrize(
    "more",
    [
        {"version": "0.3.0"},  # the wheel is another version
        {"version": "../../etc"},
        {"version": "0.2.0; reboot"},
        {"schema": "six"},
        {"wheels": {"../evil.whl": "00" * 32}},
        {"wheels": {}},
    ],
)
def test_even_a_signed_manifest_names_a_release_and_no_path(
    tmp_path: Path, wheels: list[Path], more: dict[str, object]
) -> None:
    with pytest.raises(NotOurs, match="can't be read"):
        manifest_of(packed(tmp_path, wheels, said=release(wheels, **more)), PUBLIC)


@pytest.mark.parametrize(
    ("version", "than", "later"),
    [("0.10.0", "0.9.3", True), ("0.9.3", "0.10.0", False), ("1.0", "1.0.0", False), ("1.0.1", "1.0", True)],
)
def test_versions_are_numbers(version: str, than: str, later: bool) -> None:
    assert is_later(version, than) is later


# ---- the steps ---------------------------------------------------------------------------------------------


class Appliance:
    """Two environments, a kiosk that says which of them it runs from, and a record."""

    def __init__(self, root: Path) -> None:
        self.root, self.slots, self.folder = root, root / "opt", root / "var"
        for slot in ("a", "b"):
            (self.slots / slot / "bin").mkdir(parents=True)
            self.script(self.slots / slot / "bin" / "python", "exit 0")
        (self.slots / "current").symlink_to("a")
        self.folder.mkdir(mode=0o700)
        with closing(sqlite3.connect(self.folder / "ledger.db")) as record:
            record.execute("CREATE TABLE events (seq)")
        self.script(root / "start", f"readlink {self.slots}/current > {root}/running")
        self.script(root / "stop", f"rm -f {root}/running")
        (root / "running").write_text("a\n")
        self.path = self.slots / "updating" / "state.json"
        self.path.parent.mkdir()
        self.sick = self.busy = False
        self.rereads: Iterator[int] = iter(())
        """Up to which event a fresh start has read the record again, asked one after the other."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def script(self, path: Path, words: str) -> None:
        path.write_text(f"#!/bin/sh\n{words}\n")
        path.chmod(0o755)

    @property
    def running(self) -> str:
        path = self.root / "running"
        return path.read_text().strip() if path.exists() else ""

    def begin(self, step: str = "stopping") -> State:
        address = f"http://127.0.0.1:{self._server.server_port}"
        state = State(
            step, "u1", "0.2.0", "0.1.0", "b", "a", str(self.slots), "site.toml", str(self.root), str(self.folder),
            f"{address}/health.json", f"{address}/", (str(self.root / "start"),), (str(self.root / "stop"),),
            limit_s=0.3, steady_s=1, quiet_s=0.2,
        )  # fmt: skip
        return steps.write(self.path, state)

    def told(self) -> set[tuple[str, str]]:
        """What the kiosk will record: outcome and reason, by the update's name at most one."""
        found = [json.loads(one.read_text()) for one in sorted((self.folder / "care/ended").glob("*.json"))]
        assert {one["update"] for one in found} <= {"u1"}
        return {(one["outcome"], one["code"]) for one in found}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        appliance = self

        class Kiosk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                slot = appliance.running
                sick = not slot or (slot == "b" and appliance.sick)
                if slot == "b" and (done := next(appliance.rereads, None)) is not None:
                    self.send_response(503)
                    self.end_headers()
                    said = {"version": "0.2.0", "rereading": {"done": done, "total": 100}}
                    self.wfile.write(json.dumps(said).encode())
                    return
                self.send_response(500 if sick else 200)
                self.end_headers()
                if not sick:
                    version = "0.2.0" if slot == "b" else "0.1.0"
                    seen = {
                        "version": version,
                        "stuck_threads": [],
                        "uptime_s": 5,
                        "under_way": int(appliance.busy),
                    }
                    self.wfile.write(json.dumps(seen).encode())

            def log_message(self, format: str, *arguments: object) -> None:
                return

        return Kiosk


@pytest.fixture
def appliance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Appliance]:
    monkeypatch.setattr(steps, "LOOK_S", 0.02)
    made = Appliance(tmp_path / "appliance")
    yield made
    made.close()


def test_a_release_that_is_well_stays(appliance: Appliance) -> None:
    assert steps.proceed(appliance.path, appliance.begin()) == "done"
    assert (appliance.running, steps.current(appliance.slots), appliance.told()) == ("b", "b", {("done", "")})
    assert (appliance.folder / steps.COPY).stat().st_mode & 0o777 == 0o600
    assert not appliance.path.exists() and (appliance.slots / "a").exists()


def test_a_release_that_is_not_well_is_undone(appliance: Appliance) -> None:
    appliance.sick = True
    assert steps.proceed(appliance.path, appliance.begin()) == "rolled_back"
    assert (appliance.running, steps.current(appliance.slots)) == ("a", "a")
    assert appliance.told() == {("rolled_back", "unhealthy")}
    assert not (appliance.slots / "b").exists(), "what failed is not kept for somebody to switch to"


def test_a_release_that_reads_years_again_is_waited_for_while_it_comes_on(appliance: Appliance) -> None:
    begun_s = time.monotonic()

    def on() -> Iterator[int]:
        while (spent_s := time.monotonic() - begun_s) < 4:
            yield int(1000 * spent_s)

    appliance.rereads = on()
    state = steps.write(appliance.path, replace(appliance.begin(), limit_s=3.0))
    assert steps.proceed(appliance.path, state) == "done"
    assert time.monotonic() - begun_s > 4, "longer than it may take to be well"
    assert (appliance.running, appliance.told()) == ("b", {("done", "")})


def test_a_release_that_reads_and_comes_no_further_is_undone(appliance: Appliance) -> None:
    appliance.rereads = repeat(7)
    assert steps.proceed(appliance.path, appliance.begin()) == "rolled_back"
    assert (appliance.running, appliance.told()) == ("a", {("rolled_back", "unhealthy")})


def test_nothing_is_switched_under_somebodys_hands(appliance: Appliance) -> None:
    appliance.busy = True
    assert steps.proceed(appliance.path, appliance.begin()) == "not_begun"
    assert (appliance.running, appliance.told()) == ("a", {("not_begun", "busy")})


def test_a_record_that_the_old_release_can_not_read_is_not_taken_back(appliance: Appliance) -> None:
    appliance.sick = True
    appliance.script(appliance.slots / "a/bin/python", "echo events of 2027 >&2; exit 3")
    assert steps.proceed(appliance.path, appliance.begin()) == "held"
    assert (appliance.running, steps.current(appliance.slots)) == ("b", "b")
    assert appliance.told() == {("held", "unhealthy")} and (appliance.slots / "b").exists()


def test_without_an_older_environment_nothing_is_taken_back(appliance: Appliance) -> None:
    appliance.sick = True
    shutil.rmtree(appliance.slots / "a")
    assert steps.proceed(appliance.path, appliance.begin()) == "held"
    assert (steps.current(appliance.slots), appliance.told()) == ("b", {("held", "unhealthy")})


def test_a_record_that_can_not_be_copied_stops_it(appliance: Appliance) -> None:
    (appliance.folder / "ledger.db").write_bytes(b"no database" * 100)
    assert steps.proceed(appliance.path, appliance.begin()) == "not_begun"
    assert (appliance.running, appliance.told()) == ("a", {("not_begun", "copy")})


def test_devices_that_were_down_before_are_no_reason_to_go_back(appliance: Appliance) -> None:
    address = appliance.begin().health
    assert steps.is_well(address, address, "0.1.0", 5)
    assert not steps.is_well(address, address, "0.1.0", 6), "not yet for long enough"
    assert not steps.is_well(address, address, "0.2.0", 1), "another release answers"
    assert not steps.is_well("http://127.0.0.1:1/health.json", address, "0.1.0", 1)


def test_a_release_that_is_up_and_shows_no_page_is_given_up_before_its_time(appliance: Appliance) -> None:
    address = appliance.begin().health
    nowhere = "http://127.0.0.1:1/"
    assert not steps.is_well(address, nowhere, "0.1.0", 1), "its page does not come"
    assert steps.is_hopeless(address, "0.1.0", 1)
    assert not steps.is_hopeless(address, "0.1.0", 2), "it may yet"
    assert not steps.is_hopeless(address, "0.2.0", 1), "it is not up yet"
    assert not steps.is_hopeless(f"{nowhere}health.json", "0.1.0", 1)
    state = steps.write(appliance.path, replace(appliance.begin("switching"), page=nowhere, limit_s=60.0))
    assert steps.proceed(appliance.path, state) == "rolled_back"


LAUNCHER = """
import os, signal, sys
from pathlib import Path
from kiosk.updating import steps

kill_at, counted = int(sys.argv[2]), 0
steps.LOOK_S = 0.02

def cut():
    global counted
    counted += 1
    if counted == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)

def around(name):
    real = getattr(steps, name)
    def stepped(*given):
        cut()
        done = real(*given)
        cut()
        return done
    setattr(steps, name, stepped)

for name in ("write", "switch", "_call", "_copy", "_carried", "_leave", "_sync"):
    around(name)
path = Path(sys.argv[1])
if sys.argv[3] == "resume":
    steps.resume(path)
else:
    steps.proceed(path, steps.read(path))
Path(sys.argv[4]).write_text(str(counted))
"""


def launched(appliance: Appliance, how: str, kill_at: int) -> int:
    """Return how many points a power cut could have come at; 0 where it came."""
    counted = appliance.root / "counted"
    counted.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, str(appliance.path), str(kill_at), how, str(counted)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return int(counted.read_text()) if counted.exists() else 0


@pytest.mark.parametrize("sick", [False, True], ids=["well", "sick"])
def test_a_power_cut_at_every_step_leaves_one_release_at_work_and_one_word_about_it(
    tmp_path: Path, sick: bool
) -> None:
    def fresh(number: int) -> Appliance:
        made = Appliance(tmp_path / str(number))
        made.sick = sick
        made.begin()
        return made

    whole = fresh(0)
    points = launched(whole, "proceed", 0)
    whole.close()
    assert points > 20
    for number in range(1, points + 1):
        appliance = fresh(number)
        try:
            assert launched(appliance, "proceed", number) == 0, "it was cut off"
            appliance.script(
                appliance.root / "boot", f"readlink {appliance.slots}/current > {appliance.root}/running"
            )
            subprocess.run([appliance.root / "boot"], check=True)  # systemd starts whichever is in use
            assert (appliance.slots / steps.current(appliance.slots)).is_dir(), (
                f"point {number}: it does not boot"
            )
            launched(appliance, "resume", number % 7 + 1)  # and once more
            launched(appliance, "resume", 0)
            used, told = steps.current(appliance.slots), appliance.told()
            assert not appliance.path.exists(), f"point {number}"
            assert appliance.running == used, f"point {number}"
            outcomes = {outcome for outcome, _ in told}
            if used == "b":
                assert outcomes == {"done"} and not sick, f"point {number}"
            else:
                assert outcomes in ({"rolled_back"}, {"not_begun"}), f"point {number}: {outcomes}"
                assert sick or outcomes == {"not_begun"}, (
                    f"point {number}: a release that is well is not undone"
                )
            assert steps.resume(appliance.path) == "", "nothing is left to do"
        finally:
            appliance.close()


def test_the_file_beside_the_state_needs_no_environment_at_all(appliance: Appliance) -> None:
    appliance.begin("switching")
    steps.switch(appliance.slots, "b")
    appliance.script(
        appliance.root / "start", f"readlink {appliance.slots}/current > {appliance.root}/running"
    )
    shutil.copy(steps.__file__, appliance.path.parent / "steps.py")
    shutil.rmtree(appliance.slots / "a")
    done = subprocess.run(
        [shutil.which("python3") or sys.executable, "-I", str(appliance.path.parent / "steps.py"), str(appliance.path)],
        capture_output=True, text=True, check=False, cwd="/", env={"PATH": os.defpath},
    )  # fmt: skip
    assert (done.returncode, appliance.told()) == (0, {("done", "")}), done.stderr
