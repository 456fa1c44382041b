"""A backup's bytes: whoever changes, cuts, swaps or adds one is found out, and only its owner can read it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.backup.locks import COST, MOST_COST, Opens, WrongLock, new_private, read_private, unlocked
from kiosk.backup.sealing import MAGIC, PIECE, TAG, Damaged, Opener, Sealer, head_of, opened

PASS = Opens("correct horse battery staple")


def sealed(content: bytes, opens: Opens = PASS) -> tuple[bytes, bytes]:
    """Return a backup of some bytes, and its own key."""
    out = io.BytesIO()
    sealer = Sealer(out, {"site": "demo"}, opens)
    for start in range(0, len(content), 100_000):
        sealer.write(content[start : start + 100_000])
    sealer.finish()
    return out.getvalue(), sealer.file_key


def read(whole: bytes, key: bytes) -> bytes:
    source = io.BytesIO(whole)
    return Opener(source, head_of(source), key).read()


@pytest.fixture(scope="module")
def long() -> tuple[bytes, bytes, bytes]:
    content = bytes(range(256)) * (PIECE // 256) * 3 + b"the end"
    return (content, *sealed(content))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 17])
def test_what_goes_in_comes_out(size: int) -> None:
    content = (b"Key, please. " * (size // 13 + 1))[:size]
    whole, key = sealed(content)
    assert read(whole, key) == content
    assert b"Key, please" not in whole


def test_the_passphrase_opens_it_and_no_other_does() -> None:
    whole, _ = sealed(b"secret")
    assert opened(io.BytesIO(whole), PASS).read() == b"secret"
    for wrong in (Opens("correct horse battery stapl"), Opens(), Opens(private=bytes(range(32)))):
        with pytest.raises(WrongLock):
            opened(io.BytesIO(whole), wrong)


def test_the_private_key_opens_it_and_the_public_half_does_not(tmp_path: Path) -> None:
    public = bytes.fromhex(new_private(tmp_path / "key"))
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        new_private(tmp_path / "key")
    whole, _ = sealed(b"secret", Opens(to=public))
    private = read_private(tmp_path / "key")
    assert opened(io.BytesIO(whole), Opens(private=private)).read() == b"secret"
    for wrong in (Opens(private=public), Opens(to=public), Opens("a passphrase of mine")):
        with pytest.raises(WrongLock):
            opened(io.BytesIO(whole), wrong)
    (tmp_path / "no-key").write_text("hello")
    with pytest.raises(ValueError, match="no key"):
        read_private(tmp_path / "no-key")


def test_either_of_both_opens_it(tmp_path: Path) -> None:
    public = bytes.fromhex(new_private(tmp_path / "key"))
    whole, _ = sealed(b"secret", Opens(PASS.passphrase, public))
    for one in (PASS, Opens(private=read_private(tmp_path / "key"))):
        assert opened(io.BytesIO(whole), one).read() == b"secret"


def test_nothing_is_sealed_that_nobody_could_open() -> None:
    with pytest.raises(WrongLock):
        sealed(b"secret", Opens())


def test_a_cut_anywhere_is_found(long: tuple[bytes, bytes, bytes]) -> None:
    content, whole, key = long
    head = whole.index(b"\n", len(MAGIC)) + 1
    pieces = [head + number * (PIECE + TAG) for number in range(1, 4)]
    for cut in (
        0,
        5,
        len(MAGIC),
        head - 1,
        head,
        head + 1,
        *pieces,
        *(one - 1 for one in pieces),
        len(whole) - 1,
    ):
        with pytest.raises(Damaged):
            read(whole[:cut], key)
    assert read(whole, key) == content


def test_pieces_can_be_neither_swapped_nor_dropped_nor_told_twice_nor_added(
    long: tuple[bytes, bytes, bytes],
) -> None:
    _, whole, key = long
    head = whole.index(b"\n", len(MAGIC)) + 1
    size = PIECE + TAG
    first, second, rest = (
        whole[head : head + size],
        whole[head + size : head + 2 * size],
        whole[head + 2 * size :],
    )
    for wrong in (
        second + first + rest,
        second + rest,
        first + first + second + rest,
        first + second + rest + first,
    ):
        with pytest.raises(Damaged):
            read(whole[:head] + wrong, key)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_is_found(long: tuple[bytes, bytes, bytes], data: st.DataObject) -> None:
    _, whole, key = long
    where = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(whole)
    changed[where] ^= 1 << bit
    with pytest.raises((Damaged, WrongLock)):
        read(bytes(changed), key)


def test_a_head_that_asks_for_all_memory_is_not_opened() -> None:
    whole, _ = sealed(b"secret")
    _, line, rest = whole.split(b"\n", 2)
    head = json.loads(line)
    assert head["locks"][0]["cost"] == COST
    for cost in (MOST_COST + 1, 60, -1, "16", 1e9):
        head["locks"][0]["cost"] = cost
        with pytest.raises(WrongLock):
            unlocked(head["locks"], PASS)
    assert rest


@given(st.binary(max_size=300))
def test_no_bytes_at_all_are_more_than_no_backup(garbage: bytes) -> None:
    for whole in (garbage, MAGIC + garbage, MAGIC + b'{"salt":"00","locks":[]}\n' + garbage):
        with pytest.raises((Damaged, WrongLock)):
            opened(io.BytesIO(whole), PASS)
