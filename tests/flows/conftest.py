from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lobby import Play, Site


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()
