"""The lossy disk on its socket, asked by a client that others have written: QEMU's own."""

from __future__ import annotations

import random
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.vm.disk import ABORT, SECTOR, UNSUPPORTED, DiskServer, LossyDisk, taken

needs_qemu_io = pytest.mark.skipif(shutil.which("qemu-io") is None, reason="no qemu-io here (qemu-utils)")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DiskServer]:
    serving = DiskServer(LossyDisk(bytes(1 << 20)), tmp_path / "disk")
    yield serving
    serving.close()


def ask(server: DiskServer, *commands: str) -> str:
    words = [word for command in commands for word in ("-c", command)]
    where = f"nbd+unix:///lossy?socket={server.path}"
    done = subprocess.run(
        ["qemu-io", "-t", "writeback", "-f", "raw", *words, where],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def after(server: DiskServer) -> bytes:
    server.disk.cut_now()
    return server.disk.after_the_cut(random.Random(1), survives=0.0)[0]


@needs_qemu_io
def test_qemu_reads_what_it_wrote_and_its_flush_is_kept(server: DiskServer) -> None:
    said = ask(server, "write -P 5 4096 8192", "flush", "read -P 5 4096 8192")
    assert "Pattern verification failed" not in said
    assert server.disk.unflushed == 0
    assert after(server)[4096:12288] == b"\5" * 8192


@needs_qemu_io
def test_a_forced_write_is_kept_and_no_other(server: DiskServer) -> None:
    line = ask(server, "write -P 5 0 4096", "flush", "write -f -P 6 0 512", "read -v 0 1")
    assert "06" in line
    medium = after(server)
    assert medium[:SECTOR] == b"\6" * SECTOR
    assert medium[SECTOR:4096] == b"\5" * (4096 - SECTOR)


def test_an_unknown_option_is_refused_and_farewell_is_taken(server: DiskServer) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(5)
        line.connect(str(server.path))
        assert taken(line, 18) == b"NBDMAGICIHAVEOPT\0\3"
        line.sendall(struct.pack(">I", 3))
        for option, expected in ((99, UNSUPPORTED), (ABORT, 1)):
            line.sendall(b"IHAVEOPT" + struct.pack(">II", option, 3) + b"abc")
            _, told, kind, length = struct.unpack(">QIII", taken(line, 20))
            assert (told, kind, length) == (option, expected, 0)


def test_whoever_is_killed_in_the_middle_harms_nobody(server: DiskServer) -> None:
    for piece in (b"", b"\0\0", struct.pack(">I", 3) + b"IHAVE"):
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.connect(str(server.path))
            line.sendall(piece)
    with closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(5)
        line.connect(str(server.path))
        assert taken(line, 8) == b"NBDMAGIC"
