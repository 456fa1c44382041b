"""SIGKILL in the middle of all that the key cabinet knows beyond taking and bringing: nobody stuck, nobody blamed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.flows.test_contractors import at_noon
from tests.ledger.cabinet_chores import Override, PrintsMap, ShiftEnd, Stocktake
from tests.ledger.cabinet_errands import ContractorDay, HandOver, HomeInspection, MovesIn, TakeBoth
from tests.ledger.cabinet_hooks import AnyHook, Lost, NewTag
from tests.ledger.cabinet_lane import Cabinet, Journey
from tests.ledger.nursery import nursed
from tests.lobby import Site

EXPLORE = bool(int(os.environ.get("LOGE_EXPLORE", "0")))
"""Cut at every point of every journey (takes minutes), not at a few of each."""
LANES: Sequence[Sequence[tuple[type[Journey], Sequence[int]]]] = (
    ((HandOver, (2, 5)), (ContractorDay, (2, 9, 27, 41)), (PrintsMap, (2, 5))),
    ((HomeInspection, (4, 13, 34)), (TakeBoth, (10, 24)), (ShiftEnd, (2, 4))),
    ((Override, (2, 5, 11, 19)), (Stocktake, (3, 5)), (Lost, (2, 4, 8))),
    ((NewTag, (2, 5, 9)), (MovesIn, (2, 8, 14))),
    ((AnyHook, (3, 6, 9)),),
)
"""In each world its journeys, each with the points at which the power fails: every even one is after a commit."""


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Path]:
    """A process that has imported everything and forks kiosks."""
    with nursed(tmp_path, "tests.ledger.cabinet_acts") as path:
        yield path


def world(root: Path, lane: int) -> Site:
    """Return the world of a lane: at noon, so that a contractor's day is not over."""
    if LANES[lane][0][0] is AnyHook:
        return Site(root, sample="any-slot", opens_within_s="1.5", idle_s="30")
    return Site(root, amend=at_noon, opens_within_s="1.5", idle_s="30")


def cut_in(cabinet: Cabinet, journey: type[Journey], points: Sequence[int]) -> int:
    """Return how often the power has failed in the middle of a journey."""
    cuts = 0
    for point in count(1) if EXPLORE else points:
        cut = cabinet.cut_at(journey, point)
        cuts += cut
        if EXPLORE and not cut:
            break
    return cuts


def test_killed_in_the_middle_every_errand_comes_to_its_end(nursery: Path, tmp_path: Path) -> None:
    """Each lane is one world; kiosks come and go before it."""
    sites: list[Site] = []

    def run(lane: int) -> int:
        with closing(Cabinet(nursery, sites[lane])) as cabinet:
            cabinet.boot()
            return sum(cut_in(cabinet, journey, points) for journey, points in LANES[lane])

    try:
        for lane in range(len(LANES)):
            sites.append(world(tmp_path / f"s{lane}", lane))
        with ThreadPoolExecutor(len(LANES)) as threads:
            cuts = list(threads.map(run, range(len(LANES))))
    finally:
        for site in sites:
            site.close()
    planned = [sum(len(points) for _, points in lane) for lane in LANES]
    assert all(made >= some for made, some in zip(cuts, planned, strict=True)), (cuts, planned)
