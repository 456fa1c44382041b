"""Times in the API's addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ui.api.problems import Wrong
from ui.api.reach import since_when


def test_a_time_is_understood_with_or_without_its_zone() -> None:
    noon = datetime(2026, 5, 3, 12, tzinfo=UTC)
    assert since_when("2026-05-03T12:00:00Z") == since_when("2026-05-03T20:00+08:00") == noon
    assert since_when("2026-05-03T12:00") == noon


@pytest.mark.parametrize(
    "written", ["", "now", "2026-02-30", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"]
)
def test_a_time_of_no_calendar_is_said_to_be_wrong(written: str) -> None:
    with pytest.raises(Wrong):
        since_when(written)
