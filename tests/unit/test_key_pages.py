"""The list of keys, page by page: three rows of two cells, and what takes a whole row begins a row of its own."""

from __future__ import annotations

import pytest

from ui.key_screens import KeyRow
from ui.keys import paged


def row(name: str, *, held: bool = False) -> KeyRow:
    return KeyRow(name, name, "common", 1, True, held, None)


def names(rows: list[KeyRow]) -> list[str]:
    return [one.key for one in rows]


KEYS = [row("a"), row("b"), row("c"), row("d"), row("e"), row("f")]


@pytest.mark.parametrize(
    ("rows", "taken", "first", "leaves"),
    [
        (KEYS, 0, ["a", "b", "c", "d", "e", "f"], 1),
        (KEYS, 1, ["a", "b", "c", "d", "e"], 2),
        ([row("mine", held=True), *KEYS], 0, ["mine", "a", "b", "c", "d"], 2),
        # the bookings stand alone in their row, since the key in hand takes the next one whole
        ([row("mine", held=True), *KEYS], 1, ["mine", "a", "b"], 2),
        ([], 1, [], 1),
    ],
)
def test_a_page_holds_what_fits(rows: list[KeyRow], taken: int, first: list[str], leaves: int) -> None:
    shown, page, pages = paged(rows, 1, taken)
    assert (names(shown), page, pages) == (first, 1, leaves)


def test_no_key_is_lost_between_the_pages() -> None:
    rows = [row("x", held=True), row("a"), row("y", held=True), *KEYS]
    leaves = paged(rows, 1, 1)[2]
    seen = [name for page in range(1, leaves + 1) for name in names(paged(rows, page, 1)[0])]
    assert seen == names(rows)
