from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lobby import Play, Site
from tests.ui.test_desk import Desk

SETTINGS = """
[storeroom]
shelves = ["A1", "A2"]

[parcels.fee]
cents_a_day = 100
free_hours = 48
settle = "owed"
"""


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + SETTINGS)
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.fixture
def desk(play: Play) -> Desk:
    """The lobby's pages, by their addresses."""
    return Desk(play)
