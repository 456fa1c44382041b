"""What is in a backup: the site's folder without this machine's own key, its settings, and a list of it all.

A tar stream; the last member, `manifest.json`, names each other one with its size and SHA-256, and says what the log's
head is and how many rows its tables have. Files that are being removed meanwhile (a picture whose time is over) are
left out; everything that is kept in SQLite is a copy of one instant.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from kiosk.ledger.schema import connect_to_read

LEDGER = "site/ledger.db"
MANIFEST = "manifest.json"
MOST_MANIFEST = 64 * 1024 * 1024
OWN = frozenset(("lock", "keys/device.key", "keys/record-begun", "care", "reserve", "reserve-2", "reserve-3"))
"""What stays behind: another machine signs with a key of its own, and two that sign alike can't be told apart."""
COUNTED = ("events", "sealed", "person_keys")


class Sink(Protocol):
    """What takes bytes."""

    def write(self, content: bytes, /) -> int:
        """Take some."""


class Source(Protocol):
    """What gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return some, b"" at the end."""


class BadContents(Exception):
    """What was read back is not what was written; the message says which part."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `files`: size in bytes and SHA-256 (hex) of each, by name."""

    site: str
    made: str
    release: str
    seq: int
    head: str
    counts: dict[str, int]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


def copied(source: Path, target: Path) -> None:
    """Copy a database as it is at one instant. Whoever writes to it meanwhile is not held up.

    Raises:
        sqlite3.Error: it can't be read, or the copy can't be written.
    """
    target.touch(mode=0o600)
    with closing(connect_to_read(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)  # in one go: a single reading, which a writer in WAL mode never waits for
        copy.execute("PRAGMA journal_mode = DELETE")


def facts_of(ledger: Path) -> tuple[int, str, dict[str, int]]:
    """Return the number and the hash of the newest event, and how many rows each counted table has."""
    with closing(connect_to_read(ledger)) as connection:
        row = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        counts = {
            name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in COUNTED
        }
    return (row[0], row[1].hex(), counts) if row else (0, "0" * 64, counts)


def write(
    out: Sink, folder: Path, scratch: Path, settings: Sequence[Path], site: str, made: str, release: str
) -> Manifest:
    """Write all of a site into `out`, and return what that was.

    `scratch`: a folder on the machine's own disk for copies of databases; each is gone when it was written.
    `settings`: the site's own files, its settings first.
    """
    ledger = scratch / "ledger.db"
    copied(folder / "ledger.db", ledger)
    seq, head, counts = facts_of(ledger)
    manifest = Manifest(site, made, release, seq, head, counts)
    with tarfile.open(fileobj=_Written(out), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, manifest, LEDGER, ledger)
        ledger.unlink()
        for name, path in _files(folder):
            if path.suffix == ".db":
                copied(path, scratch / path.name)
                _add(tar, manifest, name, scratch / path.name)
                (scratch / path.name).unlink()
            else:
                _add(tar, manifest, name, path)
        for path in settings:
            _add(tar, manifest, f"settings/{path.name}", path)
        _member(tar, MANIFEST, json.dumps(asdict(manifest), separators=(",", ":")).encode())
    return manifest


def read(source: Source, target: Path | None) -> Manifest:
    """Return what is in a backup, each file checked; they are written below `target`, None: the ledger's too are not.

    Raises:
        BadContents: a file is missing, is another one, or has no business there.
        Damaged, OSError: `source` or `target` fails.
    """
    found: dict[str, tuple[int, str]] = {}
    said = b""
    try:
        with tarfile.open(fileobj=_Read(source), mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise BadContents(f"{member.name[:80]} has no business in a backup")
                if member.name == MANIFEST:
                    said = content.read(MOST_MANIFEST)
                else:
                    found[member.name] = _taken(content, target and target / member.name)
    except tarfile.TarError as cause:
        raise BadContents(f"its list of files can't be read: {cause}") from None
    while source.read(1 << 16):  # only the last piece says that it is the last
        pass
    return _agreeing(said, found)


def _agreeing(said: bytes, found: dict[str, tuple[int, str]]) -> Manifest:
    try:
        facts: dict[str, Any] = json.loads(said)
        files = {name: (int(size), str(digest)) for name, (size, digest) in facts.pop("files").items()}
        manifest = Manifest(**facts, files=files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadContents("its list of files is missing or can't be read") from None
    if found != files:
        wrong = sorted(name for name in found.keys() | files.keys() if found.get(name) != files.get(name))
        raise BadContents(f"{wrong[0]} is missing or is another one")
    return manifest


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what belongs to a site beside its ledger, by its name in the backup."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        own = inner.as_posix() in OWN or inner.parts[0] in OWN or inner.name.startswith(".")
        if own or inner.name.startswith("ledger.db") or path.is_symlink() or not path.is_file():
            continue
        if not inner.name.endswith((".db-wal", ".db-shm", ".db-journal")):
            yield f"site/{inner.as_posix()}", path


def _add(tar: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # its time was over just now
    with file:
        size = os.fstat(file.fileno()).st_size
        digest = _Counted(file, size)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        tar.addfile(member, digest)
        manifest.files[name] = (size, digest.hash.hexdigest())


def _member(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    inside = path.parts[0] in ("site", "settings") and len(path.parts) > 1
    return name == MANIFEST or (inside and not path.is_absolute() and ".." not in path.parts)


def _taken(content: Any, target: Path | None) -> tuple[int, str]:
    """Return size and digest of a member, written down if it is wanted."""
    digest, size = sha256(), 0
    out: BinaryIO | None = None
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        out = os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    try:
        while part := content.read(1 << 18):
            digest.update(part)
            size += len(part)
            if out:
                out.write(part)
        if out:
            out.flush()
            os.fsync(out.fileno())
    finally:
        if out:
            out.close()
    return size, digest.hexdigest()


class _Counted(io.RawIOBase):
    """A file that is read to a size that was promised: one that shrinks meanwhile is filled up with nothing."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left, self.hash = file, size, sha256()

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        part = self._file.read(wanted)
        part += bytes(wanted - len(part))
        self._left -= wanted
        self.hash.update(part)
        return part


class _Written(io.RawIOBase):
    def __init__(self, out: Sink) -> None:
        self._out = out

    def write(self, content: Any) -> int:
        return self._out.write(bytes(content))


class _Read(io.RawIOBase):
    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        return self._source.read(size)
