"""A disk whose cache loses what was not flushed: served to QEMU over a socket (NBD), cut at any request.

Its rule is that of a drive or an SD card with a volatile cache: a write is answered when it is in the cache; a flush
(or a write with FUA) is answered when everything (or that write) is on the medium. When the power fails, of each sector
that was written and not flushed any version may be on the medium: the old one, the last one, or one between; each
sector for itself, so that writes are torn and change places.

Source: the NBD protocol, doc/proto.md of the NetworkBlockDevice project: fixed newstyle negotiation, simple replies.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

SECTOR = 512
HELLO = b"NBDMAGICIHAVEOPT"
FIXED_NEWSTYLE, NO_ZEROES = 1, 2
EXPORT_NAME, ABORT, GO = 1, 2, 7
ACK, INFO, UNSUPPORTED = 1, 3, (1 << 31) + 1
HAS_FLAGS, SEND_FLUSH, SEND_FUA = 1, 4, 8
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3
FUA = 1
EINVAL = 22


class LossyDisk:
    """The medium and the volatile cache before it; every public method may be called from any thread."""

    def __init__(self, medium: bytes) -> None:
        assert medium and len(medium) % SECTOR == 0, "a disk has whole sectors"
        self._medium = bytearray(medium)
        self._cached: dict[int, list[bytes]] = {}
        """Each un-flushed sector's versions, the newest last."""
        self._guard = threading.Lock()
        self._on = True
        self._left: int | None = None
        self._only_full = False
        self._blown: Callable[[], None] = lambda: None
        self.writes = 0
        self.flushes = 0

    def __len__(self) -> int:
        """The size in bytes."""
        return len(self._medium)

    @property
    def unflushed(self) -> int:
        """How many sectors a cut would endanger now."""
        with self._guard:
            return len(self._cached)

    @property
    def cut(self) -> bool:
        """Whether the power has failed."""
        return not self._on

    def read(self, offset: int, size: int) -> bytes:
        """Return what is at `offset`, as the cache has it."""
        first, last = offset // SECTOR, -(-(offset + size) // SECTOR)
        with self._guard:
            found = bytearray(self._medium[first * SECTOR : last * SECTOR])
            for sector in self._cached.keys() & range(first, last):
                at = (sector - first) * SECTOR
                found[at : at + SECTOR] = self._cached[sector][-1]
        start = offset - first * SECTOR
        return bytes(found[start : start + size])

    def write(self, offset: int, what: bytes, *, through: bool = False) -> bool:
        """Take whole sectors into the cache, or `through` it onto the medium; False: the power failed first."""
        assert offset % SECTOR == 0 and len(what) % SECTOR == 0, "QEMU writes whole sectors"
        with self._guard:
            if not self._passed():
                return False
            self.writes += 1
            for at in range(0, len(what), SECTOR):
                sector, piece = (offset + at) // SECTOR, what[at : at + SECTOR]
                if through:
                    self._cached.pop(sector, None)
                    self._medium[sector * SECTOR : (sector + 1) * SECTOR] = piece
                else:
                    self._cached.setdefault(sector, []).append(piece)
        return True

    def flush(self) -> bool:
        """Bring the whole cache onto the medium; False: the power failed first."""
        with self._guard:
            if not self._passed(full=bool(self._cached)):
                return False
            self.flushes += 1
            for sector, versions in self._cached.items():
                self._medium[sector * SECTOR : (sector + 1) * SECTOR] = versions[-1]
            self._cached.clear()
        return True

    def cut_after(self, requests: int, blown: Callable[[], None], *, full: bool = False) -> None:
        """Have the power fail at the n-th write or flush from now, before it is answered; `blown` is called at once.

        `full`: only flushes of a cache with something in it are counted.
        """
        with self._guard:
            self._left, self._blown, self._only_full = requests, blown, full

    def cut_now(self) -> None:
        """Have the power fail: nothing that comes from now on is taken."""
        with self._guard:
            self._on = False

    def after_the_cut(self, chance: random.Random, *, survives: float) -> tuple[bytes, int]:
        """Return the medium as the next boot finds it, and how many sectors lost their last version.

        `survives`: the part of un-flushed sectors of which something later than the old version is there.
        """
        with self._guard:
            assert not self._on, "the power is still on"
            medium, lost = bytearray(self._medium), 0
            for sector, versions in sorted(self._cached.items()):
                kept = chance.randrange(len(versions)) if chance.random() < survives else -1
                if kept >= 0:
                    medium[sector * SECTOR : (sector + 1) * SECTOR] = versions[kept]
                lost += kept != len(versions) - 1
            return bytes(medium), lost

    def _passed(self, *, full: bool = False) -> bool:
        if self._on and self._left is not None and (full or not self._only_full):
            self._left -= 1
            if self._left <= 0:
                self._on = False
                self._blown()
        return self._on


class DiskServer:
    """Serves one disk on a unix socket, until it is closed or the disk's power fails."""

    def __init__(self, disk: LossyDisk, path: Path) -> None:
        self.disk, self.path = disk, path
        path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen(1)
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="disk", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        for one in (self._door, *self._lines):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was over already
        self._thread.join(10)
        self._door.close()
        self.path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            self._lines.append(line)
            with closing(line):
                try:
                    if greet(line, len(self.disk)):
                        answer(line, self.disk)
                except (OSError, EOFError):
                    continue  # QEMU was killed: that is what a power cut is here


def taken(line: socket.socket, size: int) -> bytes:
    """Return exactly `size` bytes.

    Raises:
        EOFError: the other side has gone.
    """
    got = bytearray()
    while len(got) < size:
        piece = line.recv(size - len(got))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def greet(line: socket.socket, size: int) -> bool:
    """Negotiate, and return whether requests follow."""
    line.sendall(HELLO + struct.pack(">H", FIXED_NEWSTYLE | NO_ZEROES))
    bare = bool(struct.unpack(">I", taken(line, 4))[0] & NO_ZEROES)
    flags = HAS_FLAGS | SEND_FLUSH | SEND_FUA
    while True:
        _, option, length = struct.unpack(">8sII", taken(line, 16))
        taken(line, length)
        if option == EXPORT_NAME:
            line.sendall(struct.pack(">QH", size, flags) + (b"" if bare else bytes(124)))
            return True
        if option == GO:
            _reply(line, option, INFO, struct.pack(">HQH", 0, size, flags))
            _reply(line, option, ACK)
            return True
        _reply(line, option, ACK if option == ABORT else UNSUPPORTED)
        if option == ABORT:
            return False


def _reply(line: socket.socket, option: int, kind: int, body: bytes = b"") -> None:
    line.sendall(struct.pack(">QIII", 0x3E889045565A9, option, kind, len(body)) + body)


def answer(line: socket.socket, disk: LossyDisk) -> None:
    """Answer requests until the other side says farewell or the power fails."""
    for flags, kind, handle, offset, size, what in requests(line):
        error, told = 0, b""
        if kind == READ:
            told = disk.read(offset, size)
        elif kind == WRITE:
            if not disk.write(offset, what, through=bool(flags & FUA)):
                return
        elif kind == FLUSH:
            if not disk.flush():
                return
        else:
            error = EINVAL
        if disk.cut:
            return
        line.sendall(struct.pack(">IIQ", 0x67446698, error, handle) + told)


def requests(line: socket.socket) -> Iterator[tuple[int, int, int, int, int, bytes]]:
    """Yield (flags, kind, handle, offset, size, what is written), until the other side says farewell."""
    while True:
        magic, flags, kind, handle, offset, size = struct.unpack(">IHHQQI", taken(line, 28))
        assert magic == 0x25609513, hex(magic)
        if kind == DISCONNECT:
            return
        yield flags, kind, handle, offset, size, taken(line, size) if kind == WRITE else b""
