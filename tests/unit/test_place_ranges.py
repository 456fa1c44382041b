"""Many doors in few words, on the page of devices."""

from __future__ import annotations

import pytest

from ui.desk.devices import ranges


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([f"K{number:02}" for number in range(1, 177)], "K01–K176"),
        (["L05", "L03", "L04", "L10"], "L03–L05, L10"),
        (["K99", "K101", "K100", "L01"], "K99–K101, L01"),
        (["gate", "K2"], "K2, gate"),
        ([], ""),
    ],
)
def test_places_are_told_as_they_are_counted(places: list[str], said: str) -> None:
    assert ranges(places) == said
