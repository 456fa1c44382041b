"""The disk of `make test-vm`: what was flushed is kept, what was not may be lost, in whole sectors, in any order."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from tests.vm.disk import SECTOR, LossyDisk

OLD = b"\0" * SECTOR
SECTORS = 64


@pytest.fixture
def disk() -> LossyDisk:
    return LossyDisk(bytes(SECTORS * SECTOR))


def sector(value: int) -> bytes:
    return bytes([value]) * SECTOR


def kept(medium: bytes) -> list[int]:
    return [medium[at * SECTOR] for at in range(SECTORS)]


def cut(disk: LossyDisk, seed: int = 1, survives: float = 0.5) -> tuple[bytes, int]:
    disk.cut_now()
    return disk.after_the_cut(random.Random(seed), survives=survives)


def test_what_was_flushed_is_there(disk: LossyDisk) -> None:
    disk.write(0, sector(7) * SECTORS)
    disk.flush()
    assert cut(disk, survives=0.0) == (sector(7) * SECTORS, 0)


def test_what_was_not_flushed_is_read_and_is_lost(disk: LossyDisk) -> None:
    disk.write(3 * SECTOR, sector(7))
    assert disk.read(3 * SECTOR, SECTOR) == sector(7)
    assert cut(disk, survives=0.0) == (bytes(SECTORS * SECTOR), 1)


def test_some_of_it_survives_each_sector_for_itself(disk: LossyDisk) -> None:
    disk.write(0, sector(7) * SECTORS)
    medium, lost = cut(disk)
    found = kept(medium)
    assert set(found) == {0, 7}
    assert lost == found.count(0)
    assert sum(one != other for one, other in pairwise(found)) > 8, "not simply the first ones"


def test_of_a_sector_written_again_any_version_survives(disk: LossyDisk) -> None:
    for value in (1, 2, 3):
        disk.write(0, sector(value) * SECTORS)
    assert set(kept(cut(disk)[0])) == {0, 1, 2, 3}


def test_a_write_through_is_there_and_what_was_cached_of_it_does_not_come_back(disk: LossyDisk) -> None:
    disk.write(0, sector(1) * SECTORS)
    disk.write(0, sector(2) * SECTORS, through=True)
    for seed in range(5):
        assert set(kept(cut(disk, seed)[0])) == {2}


def test_a_read_across_cache_and_medium_is_one_piece(disk: LossyDisk) -> None:
    disk.write(0, sector(1) * 3)
    disk.flush()
    disk.write(SECTOR, sector(2))
    assert disk.read(SECTOR // 2, 2 * SECTOR) == b"\1" * 256 + b"\2" * 512 + b"\1" * 256


@pytest.mark.parametrize("requests", range(1, 7))
def test_the_power_fails_at_a_request_before_it_is_answered(disk: LossyDisk, requests: int) -> None:
    told: list[int] = []
    disk.cut_after(requests, lambda: told.append(disk.writes + disk.flushes))
    answers = []
    for value in (1, 2, 3):
        answers += [disk.write(0, sector(value)), disk.flush()]
    assert answers == [True] * (requests - 1) + [False] * (7 - requests)
    assert told == [requests - 1], "called once, at once"
    assert kept(disk.after_the_cut(random.Random(1), survives=0.0)[0])[0] == (requests - 1) // 2
    assert disk.cut


def test_nothing_is_taken_after_the_cut(disk: LossyDisk) -> None:
    disk.write(0, sector(1))
    disk.cut_now()
    assert not disk.flush()
    assert not disk.write(0, sector(2), through=True)
    assert kept(disk.after_the_cut(random.Random(1), survives=1.0)[0])[0] == 1


def test_nobody_looks_at_the_medium_while_the_power_is_on(disk: LossyDisk) -> None:
    with pytest.raises(AssertionError, match="still on"):
        disk.after_the_cut(random.Random(1), survives=1.0)


def test_a_cut_may_wait_for_a_flush_with_something_to_flush() -> None:
    disk, told = LossyDisk(bytes(4 * SECTOR)), list[int]()
    disk.cut_after(2, lambda: told.append(disk.flushes), full=True)
    assert disk.flush() and disk.write(0, b"1" * SECTOR) and disk.flush()  # the first of two
    assert disk.flush() and disk.write(0, b"2" * SECTOR)
    assert not told
    assert not disk.flush()
    assert told == [3]
    assert disk.unflushed == 1
    assert disk.after_the_cut(random.Random(1), survives=0.0) == (b"1" * SECTOR + bytes(3 * SECTOR), 1)
