"""What SQLite asks of the disk, seen at the disk: every write, cut, flush and removal, in order; and faults by choice.

SQLite's own layer above the operating system (sqlite3_vfs, https://www.sqlite.org/vfs.html) is a table of functions;
here the ones that change a file are led through ours. Nothing of the kiosk knows of it, so that no durable step can be
forgotten. Files of other folders pass untouched. Works where Python's sqlite3 uses the shared libsqlite3.so.0.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OK, FULL, READONLY, IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE = 0, 13, 8, 778, 1034, 1546
_WRITE, _TRUNCATE, _SYNC = 3, 4, 5
"""Places in sqlite3_io_methods, counted in pointers: iVersion, xClose, xRead, xWrite, xTruncate, xSync, ..."""
_METHODS = 19
_OPEN, _DELETE = 5, 6
"""Places in sqlite3_vfs, counted in pointers: two ints make one, mxPathname with its gap another, pNext, zName, ..."""

_WRITES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_TRUNCATES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_SYNCS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_OPENS = ctypes.CFUNCTYPE(  # SQLite keeps the name's address: it goes through our hands as it is
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_int),
)
_DELETES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)


@dataclass(frozen=True)
class Step:
    """One thing that the disk was asked to do, or a mark that the test made between two of them."""

    kind: str
    """write, truncate, sync, delete or mark."""
    path: str
    offset: int = 0
    content: bytes = b""
    """Of a mark: what was marked."""


class Disk:
    """Everything asked of the files of one folder. There is one for a process: its hooks stay until the end."""

    def __init__(self) -> None:
        self._folder = ""
        self._steps: list[Step] = []
        self._kill_at: int | None = None
        self._last_words = Path(os.devnull)
        self._fault: Callable[[Step], int] | None = None
        self._lock = threading.RLock()
        self._paths: dict[int, str] = {}
        self._laid: dict[int, Any] = {}
        self._kept: list[Any] = []
        self._hook()

    def watch(self, folder: Path) -> None:
        """Forget what was; from here on, see to the files of this folder that are opened."""
        with self._lock:
            self._folder = f"{folder.resolve()}/"
            self._steps, self._kill_at, self._fault = [], None, None

    @property
    def steps(self) -> list[Step]:
        """What was asked since `watch`."""
        with self._lock:
            return list(self._steps)

    @property
    def turn(self) -> threading.RLock:
        """Who holds it lets nobody else ask for anything meanwhile."""
        return self._lock

    def mark(self, text: str) -> None:
        """Note that something was told to a person, or done to the world, by now."""
        with self._lock:
            self._steps.append(Step("mark", "", content=text.encode()))

    def kill_before(self, step: int, last_words: Path) -> None:
        """Have this process killed when so many steps are done and the next one is asked for.

        What was asked until then is left in a file.
        """
        self._last_words, self._kill_at = last_words, step

    def kill(self, last_words: Path) -> None:
        """Have this process killed now, whatever its other threads are about; leave in a file what was asked."""
        with self._lock:
            last_words.write_bytes(pickle.dumps(self._steps))
            os.kill(os.getpid(), signal.SIGKILL)

    def fails(self, fault: Callable[[Step], int] | None) -> None:
        """Have SQLite told `fault`'s result code instead of what was asked; `OK` lets a step pass."""
        self._fault = fault

    def _asked(self, step: Step) -> int:
        with self._lock:
            if self._kill_at is not None:
                if self._kill_at <= 0:
                    self.kill(self._last_words)
                self._kill_at -= 1
            code = self._fault(step) if self._fault else OK
            if code == OK:
                self._steps.append(step)
            return code

    def _hook(self) -> None:
        library = ctypes.CDLL("libsqlite3.so.0")
        library.sqlite3_vfs_find.restype = ctypes.c_void_p
        table = (ctypes.c_void_p * 8).from_address(library.sqlite3_vfs_find(None))
        opens, deletes = _OPENS(table[_OPEN] or 0), _DELETES(table[_DELETE] or 0)

        def opened(vfs: int, name: int | None, file: int, flags: int, told: Any) -> int:
            code = opens(vfs, name, file, flags, told)
            path = ctypes.string_at(name).decode() if name else ""
            if code == OK and self._folder and path.startswith(self._folder):
                self._lay(file, Path(path).name)
            return int(code)

        def deleted(vfs: int, name: int, synced: int) -> int:
            path = ctypes.string_at(name).decode()
            ours = bool(self._folder) and path.startswith(self._folder) and Path(path).exists()
            code = self._asked(Step("delete", Path(path).name)) if ours else OK
            return code or int(deletes(vfs, name, synced))

        ours = (_OPENS(opened), _DELETES(deleted))
        self._kept += [opens, deletes, ours]
        for place, function in zip((_OPEN, _DELETE), ours, strict=True):
            table[place] = ctypes.cast(function, ctypes.c_void_p).value

    def _lay(self, file: int, name: str) -> None:
        """Give an open file methods of ours: SQLite looks them up in its first field at every call."""
        self._paths[file] = name
        first = ctypes.c_void_p.from_address(file)
        original = first.value or 0
        if original not in self._laid:
            self._laid[original] = self._methods(original)
        first.value = ctypes.addressof(self._laid[original])

    def _methods(self, original: int) -> Any:
        theirs = (ctypes.c_void_p * _METHODS).from_address(original)
        writes, truncates, syncs = (
            _WRITES(theirs[_WRITE] or 0), _TRUNCATES(theirs[_TRUNCATE] or 0), _SYNCS(theirs[_SYNC] or 0)
        )  # fmt: skip

        def written(file: int, content: int, size: int, offset: int) -> int:
            step = Step("write", self._paths.get(file, ""), offset, ctypes.string_at(content, size))
            return self._asked(step) or int(writes(file, content, size, offset))

        def truncated(file: int, size: int) -> int:
            return self._asked(Step("truncate", self._paths.get(file, ""), size)) or int(
                truncates(file, size)
            )

        def synced(file: int, flags: int) -> int:
            return self._asked(Step("sync", self._paths.get(file, ""))) or int(syncs(file, flags))

        ours = (_WRITES(written), _TRUNCATES(truncated), _SYNCS(synced))
        self._kept += [writes, truncates, syncs, ours]
        table = (ctypes.c_void_p * _METHODS)(*theirs)
        for place, function in zip((_WRITE, _TRUNCATE, _SYNC), ours, strict=True):
            table[place] = ctypes.cast(function, ctypes.c_void_p).value
        return table


_ONE: list[Disk] = []


def the_disk() -> Disk:
    """Return this process's disk, its hooks laid at the first call."""
    if not _ONE:
        _ONE.append(Disk())
    return _ONE[0]


def can_be_watched() -> bool:
    """Return whether Python's sqlite3 is the shared library that can be hooked."""
    try:
        ctypes.CDLL("libsqlite3.so.0")
    except OSError:
        return False
    return "libsqlite3.so" in Path("/proc/self/maps").read_text(encoding="utf-8")
