"""A few of the power cuts that `python -m tests.powercuts --doors` makes at every point of every errand at a door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.nursery import nursed
from tests.powercuts.disk import can_be_watched
from tests.powercuts.doors import DOORS, ERASURE, cut_door
from tests.powercuts.images import LOST

pytestmark = pytest.mark.skipif(
    not can_be_watched(), reason="SQLITE IS NOT A SHARED LIBRARY HERE: NOT WATCHED"
)


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A process that has imported everything and forks kiosks."""
    with nursed(tmp_path_factory.mktemp("nursery"), "tests.powercuts.door_kiosk") as path:
        yield path


@pytest.mark.parametrize(
    ("name", "points"),
    [("send", range(3, 4)), ("emergency release", range(7, 8)), (ERASURE, range(1, 3))],
)
def test_what_a_disk_forgets_at_a_door_is_nothing_that_was_acknowledged(
    nursery: Path, tmp_path: Path, name: str, points: range
) -> None:
    """Of these cuts each loses all that was not flushed; no latch has fired without its command on record."""
    assert name in DOORS
    found = cut_door(nursery, tmp_path / "s", name, points, LOST)
    assert not found.broken, found.broken
    assert found.modes[LOST] == len(points)
