"""Numbers of papers: what is one, and that no name stands in the log by that way."""

from __future__ import annotations

import pytest

from kiosk.domain.numbers import paper_number
from kiosk.domain.refusal import Refused


@pytest.mark.parametrize(
    "number", ["", "W-7", "WX-0231", "2026/11-0042", "0017", "YJ 7", "A1", "PO#88.2", "A 17 / A 18"]
)
def test_a_number(number: str) -> None:
    assert paper_number(f" {number} ") == number


@pytest.mark.parametrize(
    "typed",
    [
        "Zhang Wei",
        "张伟",
        "张伟 13800138000 转",
        "for Mrs Li",
        "W-7 张伟",
        "7;8",
        "-7",
        "1" * 41,
        "7\n8",
        "Featherstonehaugh 7",
    ],
)
def test_what_is_none(typed: str) -> None:
    with pytest.raises(Refused, match=r"number\.form"):
        paper_number(typed)
