"""One backup from beginning to end: written, read back from the medium, opened, verified, and only then given its name.

What was cut short, whatever the reason, is called `.making-...` and is no backup: the next one removes it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from kiosk.backup.contents import LEDGER, BadContents, Manifest, facts_of, read, write
from kiosk.backup.locks import Opens, WrongLock
from kiosk.backup.sealing import Damaged, Opener, Sealer, head_of, opened
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.version import VERSION

SUFFIX = ".loge-backup"
UNFINISHED = ".making-"
ROOM_LEFT = 64 * 1024 * 1024
"""So much room stays free on the machine's own disk, whatever a copy needs."""
BY_ERRNO = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EFBIG: "too_big",
    errno.ENOENT: "gone",
    errno.ENODEV: "gone",
    errno.ENXIO: "gone",
    errno.EIO: "gone",
    errno.ESTALE: "gone",
    errno.ENOTCONN: "gone",
    errno.ENOTDIR: "missing",
}
"""What a failing medium means to whoever has to see to it."""


class NoBackup(Exception):
    """None was made. `code`: why, as `care.backup.<code>` in the translations says it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Job:
    """What is backed up, and where to. `folder`: the site's storage; `settings`: its files, the settings first.

    `other_disk`: `target` has to lie on another disk than `folder`. Of the site's backups the newest `keep` stay, and
    of those none older than `keep_days`; by age only while `dated` (the clock is to be believed).
    """

    site: str
    folder: Path
    target: Path
    settings: tuple[Path, ...]
    opens: Opens
    other_disk: bool = True
    keep: int = 14
    keep_days: int = 35
    dated: bool = True


@dataclass(frozen=True)
class Made:
    """A backup that was opened again and found whole. `removed`: how many older ones made room for it."""

    file: str
    seq: int
    head: str
    events: int
    size_bytes: int
    removed: int = 0


def make(job: Job, now: datetime) -> Made:
    """Return the backup that now lies in the job's folder.

    Raises:
        NoBackup: there is none, and nothing looks like one.
    """
    _fit(job)
    try:
        with _alone(job.folder / "care") as scratch:
            return _attempt(job, now, scratch)
    except OSError as cause:
        raise NoBackup(BY_ERRNO.get(cause.errno or 0, "failed"), str(cause)) from cause


@contextmanager
def _alone(care: Path) -> Iterator[Path]:
    """Yield an empty scratch folder that nobody else works in, and take it away."""
    care.mkdir(mode=0o700, exist_ok=True)
    scratch = care / "scratch"
    lock = os.open(care / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoBackup("busy", "another one is being made") from None
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700)
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    finally:
        os.close(lock)


def _attempt(job: Job, now: datetime, scratch: Path) -> Made:
    _clear(job.target)
    name = f"loge-{job.site}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"
    unfinished = job.target / f"{UNFINISHED}{name}"
    try:
        return _made(job, now, unfinished, scratch)
    except BaseException:
        with _quietly():
            unfinished.unlink(missing_ok=True)
        raise


def _made(job: Job, now: datetime, unfinished: Path, scratch: Path) -> Made:
    with unfinished.open("xb") as out:
        try:
            made = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            sealer = Sealer(out, {"site": job.site, "made": made, "release": VERSION}, job.opens)
            wanted = write(sealer, job.folder, scratch, job.settings, job.site, made, VERSION)
        except WrongLock as cause:
            raise NoBackup("unlocked", str(cause)) from cause
        except sqlite3.Error as cause:
            code = "no_room" if getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL else "record"
            raise NoBackup(code, str(cause)) from cause
        sealer.finish()
        out.flush()
        os.fsync(out.fileno())
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # it is read back from the medium itself
    with unfinished.open("rb") as written:
        found = restored(written, scratch, job.opens, sealer.file_key)
    if found != wanted:
        raise NoBackup("damaged", "what was read back is not what was written")
    size = unfinished.stat().st_size
    name = unfinished.name.removeprefix(UNFINISHED)
    unfinished.rename(job.target / name)
    sync(job.target)
    made_now = Made(name, wanted.seq, wanted.head, wanted.counts["events"], size)
    return replace(made_now, removed=rotate(job, now, name))


def restored(written: BinaryIO, scratch: Path, opens: Opens, file_key: bytes = b"") -> Manifest:
    """Return what a backup holds once it was opened into `scratch` and its record verified; `scratch` is empty then.

    `file_key`: known to whoever has just written it; used where no passphrase could open it.

    Raises:
        NoBackup: `damaged`, with what is wrong.
    """
    place = scratch / "opened"
    try:
        if opens.passphrase or opens.private or not file_key:
            source = opened(written, opens)
        else:
            source = Opener(written, head_of(written), file_key)
        found = read(source, place)
        verify(place / LEDGER, found)
    except (Damaged, BadContents, WrongLock, sqlite3.Error) as cause:
        raise NoBackup("damaged", str(cause)) from cause
    except OSError as cause:
        if cause.errno in (errno.ENOSPC, errno.EDQUOT):  # the medium is only read here: it is our own disk
            raise NoBackup("no_room", str(cause)) from cause
        raise
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return found


def verify(ledger: Path, said: Manifest) -> None:
    """Check a copy of the record against what is said of it.

    Raises:
        BadContents: it is damaged, its chain is broken, or it is not the one.
    """
    with closing(connect_to_read(ledger)) as connection:
        word = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if word != "ok":
            raise BadContents(f"the database is damaged: {word}")
        verdict = walk(connection)
    if verdict.broken_at is not None:
        raise BadContents(f"the chain is broken at event {verdict.broken_at}: {verdict.reason}")
    if (verdict.events, verdict.head) != (said.seq, said.head) or facts_of(ledger)[2] != said.counts:
        raise BadContents("the record is another one than its list says")


def rotate(job: Job, now: datetime, just_made: str = "") -> int:
    """Return how many old backups were removed; the newest one always stays, and so does `just_made`."""
    ours = re.compile(rf"loge-{re.escape(job.site)}-(\d{{8}}T\d{{6}}Z){re.escape(SUFFIX)}")
    known = sorted(
        ((when.group(1), path) for path in job.target.iterdir() if (when := ours.fullmatch(path.name))),
        reverse=True,
    )
    oldest = f"{now.astimezone(UTC) - timedelta(days=job.keep_days):%Y%m%dT%H%M%SZ}"
    gone = 0
    for place, (made, path) in enumerate(known):
        over = place >= job.keep or (job.dated and made < oldest)
        if place and over and path.name != just_made:  # a clock that ran ahead has dated others later
            with _quietly():
                path.unlink()
                gone += 1
    return gone


def _fit(job: Job) -> None:
    """Find out what can't work before anything is written."""
    if not job.target.is_dir():
        raise NoBackup("missing", str(job.target))
    if job.other_disk and job.target.stat().st_dev == job.folder.stat().st_dev:
        why = "lies on this machine's own disk: nothing is mounted there (other_disk)"
        raise NoBackup("missing", f"{job.target} {why}")
    if not (job.folder / "ledger.db").exists():
        raise NoBackup("record", "there is no record yet")
    copy = (job.folder / "ledger.db").stat().st_size + ROOM_LEFT
    if shutil.disk_usage(job.folder).free < copy:
        raise NoBackup("no_room", f"{copy >> 20} MiB are needed for a moment")


def _clear(target: Path) -> None:
    for left in target.glob(f"{UNFINISHED}*{SUFFIX}"):
        left.unlink()


def sync(folder: Path) -> None:
    """Have a folder's names on its disk. File systems that can't (some network shares) are believed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with _quietly():
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _quietly() -> Iterator[None]:
    """Go on where the medium does not answer any more: what matters was said already."""
    try:
        yield
    except OSError:
        return
