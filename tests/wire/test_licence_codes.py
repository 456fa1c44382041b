"""Codes on the backs of licences, photographed badly: each is made flat, cleaned, and read as it was printed."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pytest

from drivers.camera.stacked import read_stacked
from kiosk.domain.documents.document import FieldName
from kiosk.domain.documents.licence import licence
from tests.bench.code_engines import zxing
from tests.bench.hard_pictures import HELD_OUT
from tests.bench.licence_cards import GRADES, shots
from tests.bench.no_codes import codeless

SHOTS = {shot.grade: shot for shot in shots(1, HELD_OUT)}


@pytest.mark.parametrize("grade", GRADES)
def test_a_card_is_read_whole(grade: str) -> None:
    shot = SHOTS[grade]
    (text,) = read_stacked(shot.grey)
    assert text == shot.text
    found = licence(text, date(2026, 11, 22))
    assert found is not None and found.is_sure(FieldName.NUMBER) and found.doubts == ()


def test_one_look_reads_few_of_them() -> None:
    raw = [shot.grade for shot in SHOTS.values() if shot.text in zxing(("pdf417",), shot.grey)]
    assert len(raw) < len(GRADES) - 2


@pytest.mark.parametrize("grade", ["mild", "turned"])
def test_upside_down_on_its_side_or_as_a_negative_it_is_the_same(grade: str) -> None:
    shot = SHOTS[grade]
    for turn in (1, 2, 3):
        assert read_stacked(np.ascontiguousarray(np.rot90(shot.grey, turn))) == (shot.text,)


def test_pictures_without_one_have_none_and_end_in_time() -> None:
    for one in codeless(1, HELD_OUT + 1):
        began_s = time.process_time()
        assert read_stacked(one.grey, budget_s=0.3) == (), one.kind
        assert time.process_time() - began_s < 1.5


@pytest.mark.parametrize(
    "picture", [None, np.zeros((1, 1), np.uint8), np.zeros((20000, 20000), np.uint8), np.zeros((40, 40, 3), np.uint8)]
)  # fmt: skip
def test_what_is_no_picture_has_none(picture: object) -> None:
    assert read_stacked(picture) == ()  # type: ignore[arg-type]
