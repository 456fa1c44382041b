"""Things an installed system has: each says what is missing of it, makes it, and takes it away again."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.installing.record import Record, digest, settle, write_whole
from kiosk.installing.target import Target, Trouble

BEFORE, EDITED, NEW = ".before-loge", ".edited", ".new"


@dataclass(frozen=True)
class Act:
    """One change: in words, and as a deed."""

    says: str
    do: Callable[[], object]


class Wanted(Protocol):
    """Something the system has once Loge is installed."""

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield what is missing; nothing where all is as wanted."""

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield what takes it away; nothing where it is not there, or is not ours."""


@dataclass(frozen=True)
class Owned:
    """Mode and owner of a path."""

    mode: int = 0o644
    owner: str = "root"
    group: str = "root"

    def __str__(self) -> str:
        return f"{self.mode:04o} {self.owner}:{self.group}"

    def numbers(self, target: Target) -> tuple[int, int]:
        """Return uid and gid in the target.

        Raises:
            Trouble: it has no such account.
        """
        uid, gid = target.number("passwd", self.owner), target.number("group", self.group)
        if uid is None or gid is None:
            raise Trouble(
                f"There is no account {self.owner}:{self.group}.", "Run the installation from its start."
            )
        return uid, gid

    def holds(self, target: Target, path: Path) -> bool:
        """Return whether a path that is there has this mode and owner."""
        seen = path.lstat()
        wanted = (target.number("passwd", self.owner), target.number("group", self.group))
        return (seen.st_uid, seen.st_gid) == wanted and stat.S_IMODE(seen.st_mode) == self.mode

    def give(self, target: Target, path: Path) -> None:
        """Give it to a path that is there."""
        os.chown(path, *self.numbers(target), follow_symlinks=False)
        path.chmod(self.mode)


@dataclass(frozen=True)
class File:
    """A file that Loge ships; one that was there before comes back when Loge goes.

    `adapted`: changes made by hand stay, and a newer version is laid beside it.
    """

    path: str
    content: bytes
    owned: Owned = Owned()
    adapted: bool = False

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its writing, or the mending of its mode."""
        place = target.at(self.path)
        if place.is_symlink() or not place.is_file():
            yield Act(f"write {self.path} ({self.owned})", lambda: self._write(target, record))
            return
        there = place.read_bytes()
        if there == self.content:
            if self.path not in record.files:
                yield Act(f"take over {self.path}", lambda: record.wrote(self.path, self.content))
            if not self.owned.holds(target, place):
                yield Act(f"mend {self.path} ({self.owned})", lambda: self.owned.give(target, place))
        elif record.files.get(self.path) == digest(there):
            yield Act(f"renew {self.path}", lambda: self._write(target, record))
        elif self.path not in record.files:
            says = f"write {self.path} (what was there becomes {self.path}{BEFORE})"
            yield Act(says, lambda: self._write(target, record, aside=BEFORE))
        elif self.adapted:
            yield from self._beside(target, record)
        else:
            says = f"renew {self.path} (it was changed by hand: kept as {self.path}{EDITED})"
            yield Act(says, lambda: self._write(target, record, aside=EDITED))

    def _beside(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the laying of a new version beside one that was adapted, unless that one knows it already."""
        beside = target.at(self.path + NEW)
        known = record.files.get(self.path) == digest(self.content)
        if not known and not (beside.is_file() and beside.read_bytes() == self.content):
            numbers = self.owned
            says = f"lay {self.path}{NEW} beside {self.path}, which was changed by hand: compare them"
            yield Act(says, lambda: write_whole(beside, self.content, numbers.mode, numbers.numbers(target)))

    def _write(self, target: Target, record: Record, aside: str = "") -> None:
        place = target.at(self.path)
        if aside:
            if aside == BEFORE:
                record.wrote(self.path + BEFORE, place.read_bytes())
            place.replace(place.with_name(place.name + aside))
        record.wrote(self.path, self.content)
        write_whole(place, self.content, self.owned.mode, self.owned.numbers(target))

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its removal, and the return of what was there before."""
        place = target.at(self.path)
        if self.path not in record.files:
            return
        there = digest(place.read_bytes()) if place.is_file() else ""
        if there and there == record.files.get(self.path + BEFORE):
            # What was there before is back already: the run that did it was cut off just then.
            yield Act("", lambda: self._forget(record))
        elif there and there != record.files[self.path]:
            says = f"move {self.path}, which was changed by hand, to {self.path}{EDITED}"
            yield Act(says, lambda: self._remove(target, record, EDITED))
        else:
            yield Act(f"remove {self.path}", lambda: self._remove(target, record))

    def _remove(self, target: Target, record: Record, aside: str = "") -> None:
        place = target.at(self.path)
        if aside:
            place.replace(place.with_name(place.name + aside))
        place.unlink(missing_ok=True)
        place.with_name(place.name + NEW).unlink(missing_ok=True)
        _return(place)
        self._forget(record)

    def _forget(self, record: Record) -> None:
        record.forget(self.path)
        record.forget(self.path + BEFORE)


@dataclass(frozen=True)
class Link:
    """A symbolic link: a unit that is on, or (to /dev/null) one that can't be started."""

    path: str
    to: str
    means: str = ""

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its making."""
        place = target.at(self.path)
        if place.is_symlink() and str(place.readlink()) == self.to:
            # Ours is recorded before it is made: one that is not was somebody's own wish, and stays when Loge goes.
            return
        yield Act(self.means or f"link {self.path} to {self.to}", lambda: self._make(place, record))

    def _make(self, place: Path, record: Record) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_symlink() or place.exists():
            if self.path in record.files:
                place.unlink()
            else:
                place.replace(place.with_name(place.name + BEFORE))
        record.wrote(self.path, self.to.encode())
        place.symlink_to(self.to)
        settle(place.parent)

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its removal, if it still is what was made."""
        if self.path in record.files:
            yield Act(f"undo: {self.means or self.path}", lambda: self._remove(target.at(self.path), record))

    def _remove(self, place: Path, record: Record) -> None:
        if place.is_symlink() and str(place.readlink()) == self.to:
            place.unlink()
        if not place.is_symlink():
            _return(place)
        record.forget(self.path)


@dataclass(frozen=True)
class Folder:
    """A folder; `kept`: what lies in it are the site's own things, which stay when Loge goes."""

    path: str
    owned: Owned = Owned(0o755)
    kept: bool = False

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its making, or the mending of its mode."""
        place = target.at(self.path)
        if not place.is_dir():
            yield Act(f"make the folder {self.path} ({self.owned})", lambda: self._make(target))
        elif not self.owned.holds(target, place):
            yield Act(f"mend {self.path} ({self.owned})", lambda: self.owned.give(target, place))

    def _make(self, target: Target) -> None:
        place = target.at(self.path)
        numbers = self.owned.numbers(target)
        place.mkdir(parents=True, mode=0o700)
        os.chown(place, *numbers)
        place.chmod(self.owned.mode)

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its removal where it is empty."""
        place = target.at(self.path)
        if not self.kept and place.is_dir() and not any(place.iterdir()):
            yield Act(f"remove the folder {self.path}", place.rmdir)


@dataclass(frozen=True)
class Once:
    """A file of the site's own: made where there is none; afterwards only a mode that is too wide is mended."""

    path: str
    content: bytes
    owned: Owned

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield its making, or the mending of its mode."""
        place = target.at(self.path)
        if not place.is_file():
            says = f"make {self.path} ({self.owned}), yours to change"
            yield Act(
                says,
                lambda: write_whole(place, self.content, self.owned.mode, self.owned.numbers(target)),
            )
        elif stat.S_IMODE(place.stat().st_mode) & ~self.owned.mode:
            yield Act(f"mend {self.path} ({self.owned})", lambda: self.owned.give(target, place))

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield nothing: it is the site's."""
        yield from ()


def _return(place: Path) -> None:
    before = place.with_name(place.name + BEFORE)
    if before.is_symlink() or before.exists():
        before.replace(place)
