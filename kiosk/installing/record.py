"""What the installation has put where: kept beside the program, so that a second run and the removal know it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

PLACE = "/opt/loge/installed.json"


def digest(content: bytes) -> str:
    """Return the name of a content."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes, mode: int, owner: tuple[int, int] | None = None) -> None:
    """Write a file so that a power cut leaves the old one or the new one, never a part; `owner`: uid, gid."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.loge-new")
    beside.unlink(missing_ok=True)
    way = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(way, "wb") as file:
        file.write(content)
        if owner is not None:
            os.fchown(way, *owner)
        os.fchmod(way, mode)
        file.flush()
        os.fsync(way)
    beside.replace(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Bring to the disk which names a folder holds."""
    way = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(way)
    finally:
        os.close(way)


class Record:
    """The files written with the digest of each, words added to lines, and what is still owed to the system."""

    def __init__(self, path: Path) -> None:
        self.path = path
        kept = _kept(path)
        self.files: dict[str, str] = dict(kept.get("files", {}))
        self.words: dict[str, str] = dict(kept.get("words", {}))
        self.owed: list[str] = list(kept.get("owed", {}))

    def wrote(self, path: str, content: bytes) -> None:
        """Keep that `path` is ours, with this content."""
        self._change(self.files, path, digest(content))

    def exchanged(self, path: str, before: str) -> None:
        """Keep how a line was that the system owns, the first time it is changed."""
        if path not in self.words:
            self._change(self.words, path, before)

    def forget(self, path: str) -> None:
        """Keep nothing more of `path`."""
        if self.files.pop(path, None) or self.words.pop(path, None):
            self.save()

    def owe(self, *what: str) -> None:
        """Keep that the system must still be told something: before the change, since power may be cut after it."""
        if new := [one for one in what if one not in self.owed]:
            self.owed += new
            self.save()

    def paid(self, what: str) -> None:
        """Keep that the system was told."""
        self.owed.remove(what)
        self.save()

    def save(self) -> None:
        """Bring the record to the disk."""
        kept = {"files": self.files, "words": self.words, "owed": dict.fromkeys(self.owed, "")}
        write_whole(self.path, (json.dumps(kept, indent=1, sort_keys=True) + "\n").encode(), 0o644)

    def _change(self, part: dict[str, str], path: str, value: str) -> None:
        if part.get(path) != value:
            part[path] = value
            self.save()


def _kept(path: Path) -> Mapping[str, Mapping[str, str]]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
