"""An appliance with two real environments: a release that is well comes into use, one that is not is undone, and the
record that it had already made newer is read by the old one again, with all that happened meanwhile."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import signal
import site as site_module
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import MIGRATIONS, connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from kiosk.site_keys import load_or_make
from kiosk.updating import carrying
from kiosk.updating.__main__ import main as release_side
from kiosk.updating.building import READY
from tests.lobby import Site
from tests.wire.waiting import until

HERE = Path(__file__).parents[2]
NEWER_SCHEMA = len(MIGRATIONS) + 1


# ---- a record carried back ---------------------------------------------------------------------------------


def newer_record(folder: Path, kind: str = "door.forced/1") -> tuple[int, str]:
    """Make a record as a newer release leaves it, and return its head."""
    folder.mkdir(parents=True)
    ledger = SqliteLedger(folder / "ledger.db", SystemClock(), load_or_make(folder / "keys").vault)
    ledger.execute(
        lambda _house: [e.KioskStarted("9")], sealed=[Sealed("person:r", "r", b"Featherstonehaugh")]
    )
    for _ in range(20):
        ledger.append(e.DoorForced("C01"))
    newest = ledger.newest
    ledger.close()
    with closing(sqlite3.connect(folder / "ledger.db", isolation_level=None)) as newer:
        newer.execute("CREATE TABLE of_2027 (id TEXT)")
        newer.execute("ALTER TABLE doors ADD COLUMN of_2027 TEXT")
        if kind != "door.forced/1":
            newer.execute(
                "INSERT INTO events VALUES (?, '2027-01-01T00:00:00.000Z', ?, '{}', x'00')",
                (newest[0] + 1, kind),
            )
        newer.execute(f"PRAGMA user_version = {NEWER_SCHEMA}")
    return newest


def test_a_newer_record_is_read_again_with_every_event_and_the_vault(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    newest = newer_record(folder)
    (folder / "ledger.db.carried").write_text("left over from a power cut")
    assert carrying.carry(folder) == carrying.CARRIED
    ledger = SqliteLedger(folder / "ledger.db", SystemClock(), load_or_make(folder / "keys").vault)
    assert ledger.newest == newest and ledger.opened("person:r") == b"Featherstonehaugh"
    assert ledger.house.door("C01").forced_at
    ledger.append(e.DoorForced("C02"))
    ledger.close()
    with closing(connect_to_read(folder / "ledger.db")) as connection:
        assert walk(connection).broken_at is None
    assert carrying.carry(folder) == carrying.SAME, "a second time changes nothing"
    assert (folder / "ledger.db.newer").exists(), "what the newer one wrote is kept beside it"


def test_a_record_with_events_of_a_newer_kind_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    newer_record(folder, "balloon.released/1")
    before = (folder / "ledger.db").read_bytes()
    with pytest.raises(carrying.TooNew, match=r"balloon\.released/1"):
        carrying.carry(folder)
    assert (folder / "ledger.db").read_bytes() == before


def test_a_record_at_work_is_not_carried_anywhere(tmp_path: Path) -> None:
    newer_record(tmp_path / "var")
    with (tmp_path / "var" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            carrying.carry(tmp_path / "var")


# ---- an appliance ------------------------------------------------------------------------------------------


def wheel(folder: Path, name: str, version: str, files: dict[str, bytes]) -> Path:
    """Return a wheel of these files (PEP 427), made here and now."""
    info = f"{name}-{version}.dist-info"
    files = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = "".join(
        f"{one},sha256={base64.urlsafe_b64encode(sha256(content).digest()).decode().rstrip('=')},{len(content)}\n"
        for one, content in files.items()
    )
    out = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for one, content in {**files, f"{info}/RECORD": listed.encode()}.items():
            packed.writestr(one, content)
    return out


def loge(version: str, amend: Callable[[str, str], str] = lambda _name, text: text) -> dict[str, bytes]:
    """Return the files of a release of Loge: this tree's, as `amend` changes them."""
    found = {}
    for package in ("kiosk", "drivers", "ui"):
        for path in (HERE / package).rglob("*"):
            name = path.relative_to(HERE).as_posix()
            if path.is_file() and "__pycache__" not in name:
                found[name] = path.read_bytes()
                if path.suffix == ".py":
                    found[name] = amend(name, path.read_text(encoding="utf-8")).encode()
    found["kiosk/version.py"] = f'"""The release."""\n\nVERSION = "{version}"\n'.encode()
    return found


def sick(name: str, text: str) -> str:
    """A release with a newer record, whose screens never come."""
    if name == "kiosk/ledger/schema.py":
        text = re.sub(
            r"(?m)^MIGRATIONS = \((.*)\)$", r'MIGRATIONS = (\1, "CREATE TABLE of_2027 (id TEXT);")', text
        )
        assert "of_2027" in text
    if name == "ui/first.py":
        assert '@pages.get("/")' in text
        text = re.sub(
            r'(@pages\.get\("/"\)\n@role\([^\n]*\)\ndef \w+\([^)]*\)[^\n]*:\n)',
            r'\1    raise RuntimeError("sick")\n',
            text,
        )
        assert "sick" in text
    return text


class Appliance:
    """A site before a simulated world, and two environments beside it."""

    def __init__(self, root: Path) -> None:
        catalogue = f'file = "{HERE}/config/services.toml"'
        self.site = Site(root / "site", amend=lambda text: text.replace("sample = true", catalogue))
        self.root, self.slots = root, root / "opt"
        self.slots.mkdir()
        self.key, self.public = root / "release.key", root / "release.pub"
        release_side(["key", str(self.key)])
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.key.read_text()))
        self.public.write_text(private.public_key().public_bytes_raw().hex())
        self.public.chmod(0o644)
        there = [one for one in sys.path if one.endswith("site-packages")] or site_module.getsitepackages()
        self.borrowed = "\n".join(there).encode()
        log, file, world = root / "kiosk.log", self.site.file, self.site.root
        run = f"{self.slots}/current/bin/python -m kiosk run {file} --root {world}"
        self._script(
            "start",
            f"cd /; [ -e {root}/pid ] && kill -0 $(cat {root}/pid) && exit 0; {run} >>{log} 2>&1 & echo $! >{root}/pid",
        )
        self._script(
            "stop",
            f"kill $(cat {root}/pid); while kill -0 $(cat {root}/pid); do :; done 2>/dev/null; rm -f {root}/pid",
        )

    def close(self) -> None:
        pid = self.root / "pid"
        if pid.exists():
            try:
                os.kill(int(pid.read_text()), signal.SIGKILL)
            except ProcessLookupError:
                pid.unlink()
        self.site.close()

    def bundle(
        self, version: str, schema: int, amend: Callable[[str, str], str] = lambda _name, text: text
    ) -> Path:
        wheels = self.root / version
        wheels.mkdir()
        wheel(wheels, "loge", version, loge(version, amend))
        wheel(wheels, "borrowed", "1.0", {"borrowed.pth": self.borrowed})
        out = self.root / f"loge-{version}.loge"
        asked = [
            "pack",
            str(out),
            str(wheels),
            "--key",
            str(self.key),
            "--version",
            version,
            "--schema",
            str(schema),
        ]
        assert release_side([*asked, "--en", "Better"]) == 0
        return out

    def update(self, bundle: Path, *more: str, python: str = "") -> subprocess.CompletedProcess[str]:
        python = python or str(self.slots / "current" / "bin" / "python")
        command = [
            python,
            "-m",
            "kiosk",
            "update",
            str(bundle),
            str(self.site.file),
            "--root",
            str(self.site.root),
        ]
        command += ["--key", str(self.public), "--slots", str(self.slots), "--steady", "1", "--limit", "60"]
        command += ["--start", str(self.root / "start"), "--stop", str(self.root / "stop"), "--quiet", "20"]
        return subprocess.run([*command, *more], capture_output=True, text=True, check=False, cwd="/")

    def health(self) -> dict[str, object]:
        way = f"http://127.0.0.1:{self.site.health_port}/health.json"
        try:
            with urllib.request.urlopen(way, timeout=5) as answer:
                return dict(json.load(answer))
        except (
            HTTPError
        ) as answer:  # 503: a device is down, and which release it is stands there all the same
            with answer:
                return dict(json.load(answer))
        except OSError:
            return {}

    def events(self, kind: str) -> list[dict[str, object]]:
        with closing(connect_to_read(self.site.root / "var" / "ledger.db")) as connection:
            rows = connection.execute(
                "SELECT body FROM events WHERE type = ? ORDER BY seq", (kind,)
            ).fetchall()
        return [json.loads(body) for (body,) in rows]

    def _script(self, name: str, words: str) -> None:
        (self.root / name).write_text(f"#!/bin/sh\n{words}\n")
        (self.root / name).chmod(0o755)


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    made = Appliance(tmp_path)
    yield made
    made.close()


def test_one_update_comes_into_use_and_the_next_is_undone(appliance: Appliance) -> None:
    first = appliance.bundle("0.1.1", len(MIGRATIONS))
    assert "Loge 0.1.1" in appliance.update(first, "--check", python=sys.executable).stdout
    assert not (appliance.slots / "current").is_symlink()
    # No slot is there yet: this tree installs the first one as the installer would.
    installed = appliance.update(first, python=sys.executable)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    assert (appliance.slots / "current").readlink() == Path("a")
    assert (appliance.slots / "a" / READY).exists()
    assert appliance.health()["version"] == "0.1.1"

    older = appliance.bundle("0.1.0", len(MIGRATIONS))
    refused = appliance.update(older)
    assert refused.returncode == 1 and "not later" in refused.stderr
    backward = appliance.update(appliance.bundle("0.1.2", len(MIGRATIONS) - 1))
    assert backward.returncode == 1 and "the record has version" in backward.stderr
    assert appliance.health()["version"] == "0.1.1" and not (appliance.slots / "b").exists()

    failed = appliance.update(appliance.bundle("0.2.0", NEWER_SCHEMA, sick), "--limit", "150")
    assert failed.returncode == 4, failed.stdout + failed.stderr
    assert (appliance.slots / "current").readlink() == Path("a")
    until(lambda: appliance.health().get("version") == "0.1.1", 180)
    until(lambda: len(appliance.events("care.update.ended/1")) == 2, 180)
    outcomes = [(one["to"], one["outcome"], one["code"]) for one in appliance.events("care.update.ended/1")]
    assert outcomes == [
        ("0.1.1", "done", ""),
        ("0.2.0", "rolled_back", "unhealthy"),
    ]
    starts = [one["version"] for one in appliance.events("kiosk.started/1")]
    assert starts[-1] == "0.1.1" and "0.2.0" in starts, "what the newer release did is still on record"
    with closing(connect_to_read(appliance.site.root / "var" / "ledger.db")) as connection:
        assert walk(connection).broken_at is None
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
