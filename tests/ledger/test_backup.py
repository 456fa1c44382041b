"""Backups of a real record on real file systems: full, read-only, pulled out, cut off; and back onto another board."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.backup import locks, making
from kiosk.backup.contents import BadContents
from kiosk.backup.job import as_plain, from_plain
from kiosk.backup.locks import Opens, WrongLock, new_private, read_private
from kiosk.backup.making import SUFFIX, Job, NoBackup, make
from kiosk.backup.restoring import NotRestored, restore
from kiosk.backup.sealing import Damaged, Sealer
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.care.events import LogContinued
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from kiosk.receipt_qr import receipt_qr
from kiosk.site_keys import load_or_make, public_hex
from kiosk.verifying.alone import Verifier, receipts_in
from kiosk.verifying.exporting import lines_of
from tests.wire.waiting import until

NOON = datetime(2026, 5, 3, 4, 0, tzinfo=UTC)
PASS = Opens("correct horse battery staple")
SITE = '[site]\nid = "small"\nname = "Small"\n'
SECRET = "Featherstonehaugh 13800138000"


class Small:
    """A site without devices: its record, its keys, a picture, and its settings."""

    def __init__(self, root: Path, disk: Path | None = None) -> None:
        self.root, self.folder = root, root / "var"
        self.target = disk or root / "stick"
        self.target.mkdir(parents=True, exist_ok=True)
        (self.folder / "evidence").mkdir(parents=True, mode=0o700)
        (self.folder / "evidence" / "p1.sealed").write_bytes(os.urandom(70_000))
        self.site_file = root / "site.toml"
        self.site_file.write_text(SITE)
        (root / "secrets.toml").write_text('smtp_password = "swordfish"\n')
        self.keys = load_or_make(self.folder / "keys")
        self.ledger = SqliteLedger(self.folder / "ledger.db", SystemClock(), self.keys.vault)
        self.ledger.execute(
            lambda _house: [e.KioskStarted("0.1.0")],
            sealed=[Sealed("person:r-lin", "r-lin", SECRET.encode())],
        )
        self.happens(40)

    def happens(self, count: int = 1) -> None:
        for number in range(count):
            self.ledger.append(e.DoorForced(f"C{number:02d}"))

    def job(self, **more: object) -> Job:
        job = Job(
            "small",
            self.folder,
            self.target,
            (self.site_file, self.root / "secrets.toml"),
            PASS,
            other_disk=False,
        )
        return replace(job, **more)  # type: ignore[arg-type]

    @property
    def files(self) -> list[str]:
        """What lies on the stick."""
        return sorted(path.name for path in self.target.iterdir())

    def head(self) -> tuple[int, str]:
        return self.ledger.newest


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase is stretched less; test_backup_sealing.py does it in full."""
    monkeypatch.setattr(locks, "COST", 12)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    site = Small(tmp_path / "old")
    yield site
    site.ledger.close()


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of one MiB."""
    place = tmp_path / "mounted"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "stick", place], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("SKIPPED LOUDLY: no right to mount a small file system here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def newer(small: Small, days: float = 0, **more: object) -> str:
    return make(small.job(**more), NOON + timedelta(days=days)).file


def test_a_backup_is_the_record_of_one_instant_while_others_write(small: Small) -> None:
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            small.happens()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = make(small.job(), NOON)
    finally:
        ended.set()
        writer.join()
    assert small.files == [made.file] == [f"loge-small-20260503T040000Z{SUFFIX}"]
    assert 41 <= made.seq == made.events < small.ledger.seq, "the writer was not held up"
    content = (small.target / made.file).read_bytes()
    for secret in (
        SECRET.encode(),
        b"swordfish",
        small.keys.vault,
        small.keys.badges,
        b"DoorForced",
        b'"C01"',
    ):
        assert secret not in content


def test_a_missing_stick_is_not_written_around(small: Small) -> None:
    with pytest.raises(NoBackup, match="missing"):
        make(small.job(target=small.root / "nothing-there"), NOON)
    with pytest.raises(NoBackup, match=r"missing.*own disk"):
        make(small.job(other_disk=True), NOON)
    assert small.files == []


def test_a_full_stick_holds_no_half_backup(small: Small, stick: Path) -> None:
    with pytest.raises(NoBackup) as no:
        make(small.job(target=stick, other_disk=True), NOON)
    assert no.value.code == "full"
    assert list(stick.iterdir()) == [], "not even a part of one: the room is given back"


def test_a_stick_that_can_not_be_written_to(small: Small, stick: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
    with pytest.raises(NoBackup) as no:
        make(small.job(target=stick), NOON)
    assert no.value.code == "read_only"
    assert not (small.folder / "care" / "scratch").exists()


@pytest.mark.parametrize("room_left", [making.ROOM_LEFT, -(10**9)])
def test_a_full_disk_of_our_own_is_not_the_sticks_fault(
    small: Small, stick: Path, room_left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen beforehand; and where others fill it up just then, by SQLite's own word."""
    subprocess.run(["mount", "-o", "remount,size=4m", stick], check=True)
    cramped = stick / "var"
    shutil.copytree(small.folder, cramped, ignore=shutil.ignore_patterns("evidence", "*-wal", "*-shm"))
    (cramped / "others").write_bytes(bytes(shutil.disk_usage(stick).free - 200_000))
    monkeypatch.setattr(making, "ROOM_LEFT", room_left)
    with pytest.raises(NoBackup) as no:
        make(small.job(folder=cramped), NOON)
    assert no.value.code == "no_room"
    assert small.files == []


def test_a_file_system_with_a_limit(small: Small) -> None:
    (small.folder / "evidence" / "p2.sealed").write_bytes(os.urandom(2_900_000))
    job = json.dumps({**as_plain(small.job()), "now": NOON.isoformat()})
    said = subprocess.run(
        ["prlimit", "--fsize=3000000", sys.executable, "-m", "kiosk.backup"],
        input=job, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(said.stdout)["failed"]["code"] == "too_big", said.stdout
    assert small.files == []


def begun(small: Small) -> subprocess.Popen[str]:
    """Return the process of a backup that has begun to write to the stick."""
    (small.folder / "evidence" / "p2.sealed").write_bytes(os.urandom(12_000_000))
    child = subprocess.Popen(
        [sys.executable, "-m", "kiosk.backup"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin
    child.stdin.write(json.dumps(as_plain(small.job())))
    child.stdin.close()
    child.stdin = None
    until(lambda: any(path.stat().st_size > 1_000_000 for path in small.target.glob(".*")), 20)
    os.kill(child.pid, signal.SIGSTOP)
    return child


def test_a_stick_that_is_pulled_out_midway(small: Small) -> None:
    child = begun(small)
    small.target.rename(small.root / "in-somebodys-pocket")
    os.kill(child.pid, signal.SIGCONT)
    said = json.loads(child.communicate(timeout=60)[0])
    assert said["failed"]["code"] == "gone"
    assert not list((small.root / "in-somebodys-pocket").glob("loge-*"))
    small.target.mkdir()
    assert newer(small) in small.files, "the next stick is taken"


def test_a_power_cut_midway_leaves_nothing_that_looks_like_a_backup(small: Small) -> None:
    first = newer(small, days=-1)
    child = begun(small)
    with pytest.raises(NoBackup, match="busy"):
        make(small.job(), NOON)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert [name for name in small.files if not name.startswith(".")] == [first]
    assert len(small.files) == 2
    second = newer(small)
    assert small.files == [first, second], "what was half written is gone"
    assert not (small.folder / "care" / "scratch").exists()


def test_a_medium_that_returns_other_bytes_is_found_out_at_once(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = making.restored

    def worn(written: io.BufferedReader, *more: object) -> object:
        content = bytearray(Path(written.name).read_bytes())
        content[len(content) // 2] ^= 1
        Path(written.name).write_bytes(content)
        return before(written, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "restored", worn)
    with pytest.raises(NoBackup) as no:
        make(small.job(), NOON)
    assert no.value.code == "damaged"
    assert small.files == []


def test_a_record_that_is_broken_makes_no_backup_that_is_called_whole(small: Small) -> None:
    with closing(sqlite3.connect(small.folder / "ledger.db")) as connection:
        connection.execute("DROP TRIGGER events_keep")
        connection.execute("UPDATE events SET body = replace(body, 'C07', 'C08') WHERE seq = 9")
        connection.commit()
    with pytest.raises(NoBackup, match=r"damaged.*chain is broken at event 9"):
        make(small.job(), NOON)
    assert small.files == []


def test_old_ones_make_room_by_number_and_by_age_and_the_newest_stays(small: Small) -> None:
    (small.target / "holiday.jpg").write_text("mine")
    (small.target / f"loge-other-20200101T000000Z{SUFFIX}").write_text("another site's")
    others = set(small.files)
    for day in range(4):
        (small.target / f"loge-small-2026050{3 + day}T040000Z{SUFFIX}").touch()
    made = [*sorted(set(small.files) - others), newer(small, days=4, keep=3)]
    assert set(small.files) - others == set(made[2:])
    late = newer(small, days=60, keep=3, keep_days=35)
    assert set(small.files) - others == {late}
    unsure = newer(small, days=400, keep_days=35, dated=False)
    assert set(small.files) - others == {late, unsure}, "a clock that nobody believes throws nothing away"
    early = newer(small, days=1, keep=2)
    assert early in small.files, "one that was just made stays, whatever a clock once dated the others"


def test_nobody_else_needs_to_know_the_passphrase(small: Small, tmp_path: Path) -> None:
    public = bytes.fromhex(new_private(tmp_path / "owner.key"))
    file = small.target / newer(small, opens=Opens(to=public))
    with pytest.raises(WrongLock):
        restore(file, PASS, tmp_path / "new" / "site.toml", tmp_path / "new")
    private = Opens(private=read_private(tmp_path / "owner.key"))
    assert restore(file, private, tmp_path / "new" / "site.toml", tmp_path / "new").manifest.seq == 41


def test_a_job_travels_whole() -> None:
    job = Job("x", Path("/a"), Path("/b"), (Path("/c"),), Opens("p" * 14, bytes(32)), False, 3, 4, False)
    assert from_plain(json.loads(json.dumps(as_plain(job)))) == job


def opened(root: Path) -> SqliteLedger:
    return SqliteLedger(root / "var" / "ledger.db", SystemClock(), load_or_make(root / "var" / "keys").vault)


def test_another_board_goes_on_with_the_same_record_and_a_key_of_its_own(
    small: Small, tmp_path: Path
) -> None:
    file = small.target / newer(small)
    seq, head = small.head()
    new = tmp_path / "new"
    done = restore(file, PASS, new / "etc" / "site.toml", new)
    assert done.folder == new / "var" and [one.name for one in done.settings] == ["secrets.toml", "site.toml"]
    for path in [*done.settings, *(one for one in done.folder.rglob("*") if one.is_file())]:
        assert path.stat().st_mode & 0o077 == 0, path
    keys = load_or_make(new / "var" / "keys")
    assert public_hex(keys.device) == done.public != public_hex(small.keys.device)
    assert (keys.vault, keys.badges, keys.digests) == (
        small.keys.vault,
        small.keys.badges,
        small.keys.digests,
    )
    ledger = opened(new)
    try:
        assert ledger.opened("person:r-lin") == SECRET.encode()
        assert (new / "var/evidence/p1.sealed").read_bytes() == (
            small.folder / "evidence/p1.sealed"
        ).read_bytes()
        [went_on] = ledger.house.continuations.values()
        assert (went_on.seq, went_on.public) == (seq, done.public)
        live = ledger.house
        ledger.rebuild()
        assert ledger.house == live
        ledger.append(e.DoorForced("C99"))
    finally:
        ledger.close()
    with closing(connect_to_read(new / "var" / "ledger.db")) as connection:
        kinds = [row[0] for row in connection.execute("SELECT type FROM events WHERE seq > ?", (seq,))]
        assert kinds == ["log.continued/1", "log.device_key.begun/1", "door.forced/1"]
        found = Verifier("small").lines(lines_of(connection))
        assert not found.broken and found.events == seq + 3
    assert LogContinued(seq, head, done.public, "", done.manifest.made)


def test_the_old_board_going_on_is_found_by_its_papers(small: Small, tmp_path: Path) -> None:
    before = receipt_qr("small", *small.head(), NOON, small.keys.device.sign)
    file = small.target / newer(small)
    new = tmp_path / "new"
    restore(file, PASS, new / "site.toml", new)
    small.happens(3)  # it should have been switched off
    after = receipt_qr("small", *small.head(), NOON, small.keys.device.sign)

    def broken(paper: str) -> list[str]:
        with closing(connect_to_read(new / "var" / "ledger.db")) as connection:
            papers = list(receipts_in(paper, "small"))
            return [
                one
                for one in Verifier("small", papers).lines(lines_of(connection)).broken
                if "clock" not in one
            ]

    assert broken(before) == []
    assert any("proves it" in one for one in broken(after))


def test_a_restoration_writes_over_nothing_and_leaves_nothing_half_done(small: Small, tmp_path: Path) -> None:
    file = small.target / newer(small)
    small.ledger.close()
    with pytest.raises(NotRestored, match="holds a record already"):
        restore(file, PASS, small.site_file, small.root)
    new = tmp_path / "new"
    new.mkdir()
    (new / "site.toml").write_text(SITE.replace("small", "large"))
    with pytest.raises(NotRestored, match="of 'small', the settings are of 'large'"):
        restore(file, PASS, new / "site.toml", new)
    (new / "site.toml").write_text(SITE + "# changed here\n")
    content = bytearray(file.read_bytes())
    content[-9] ^= 1
    (new / "worn").write_bytes(content)
    with pytest.raises(Damaged):
        restore(new / "worn", PASS, new / "site.toml", new)
    with pytest.raises(WrongLock):
        restore(file, Opens("another passphrase"), new / "site.toml", new)
    assert sorted(path.name for path in new.iterdir()) == ["site.toml", "worn"]
    (new / "var").mkdir()
    (new / "var" / "lock").touch()  # as a kiosk leaves it that was started once
    (new / "var" / "ledger.db").touch()  # and a failing card: "is empty; restore it from a backup"
    assert restore(file, PASS, new / "site.toml", new).settings == (new / "secrets.toml",)
    assert "changed here" in (new / "site.toml").read_text()
    assert (new / "var.before-restoring" / "lock").exists()


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/passwd", "elsewhere/x", "site/../../x", "site"])
def test_a_backup_that_somebody_has_made_up_writes_nowhere_else(name: str, tmp_path: Path) -> None:
    file = tmp_path / "made-up"
    with file.open("wb") as out:
        sealer = Sealer(out, {"site": "small"}, PASS)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            member = tarfile.TarInfo(name)
            member.size = 4
            tar.addfile(member, io.BytesIO(b"evil"))
        sealer.write(packed.getvalue())
        sealer.finish()
    with pytest.raises(BadContents):
        restore(file, PASS, tmp_path / "new" / "site.toml", tmp_path / "new")
    assert not (tmp_path / "new" / ".restoring").exists()
