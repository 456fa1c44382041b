"""Bar codes of every kind before a running lobby's camera: what is announced, what is on goods, and what is cut off."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.bench.code_pictures import Grey, code128
from tests.bench.hard_pictures import SYMBOLS
from tests.lobby import WANG_PIN, Play, Site
from tests.wire.waiting import until


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Yield a lobby that looks for what is printed on goods and by foreign carriers as well."""

    def more_codes(text: str) -> str:
        return text.replace("[camera]\n", '[camera]\ncodes = ["qr", "code128", "ean13", "datamatrix"]\n')

    site = Site(tmp_path / "s", amend=more_codes)
    play = Play(site)
    yield play
    play.close()
    site.close()


def show(play: Play, picture: Grey) -> None:
    made = io.BytesIO()
    Image.fromarray(np.pad(picture, 40, constant_values=255)).save(made, "PNG")
    play.bench.show(made.getvalue())


def scanned(play: Play, picture: Grey, text: str) -> bool:
    show(play, picture)
    found = until(lambda: (v := play.journeys.visits.current) is not None and v.barcode == text, 8)
    play.bench.clear()
    return bool(found)


@pytest.mark.parametrize("symbology", ["ean13", "upca", "datamatrix"])
def test_a_parcel_named_by_another_kind_of_code_is_scanned(play: Play, symbology: str) -> None:
    play.journeys.visits.by_pin(WANG_PIN)
    text, symbol = SYMBOLS[symbology](random.Random(4))
    assert scanned(play, symbol, text)


def test_a_carriers_number_and_an_announced_one_need_one_picture(play: Play) -> None:
    fits = play.kiosk._fits
    assert fits("SF1234567890123") and not fits("4006381333931")
    play.journeys.visits.by_pin(WANG_PIN)
    assert scanned(play, code128("SF1234567890123", pixels=4), "SF1234567890123")


def test_a_label_of_which_a_third_is_gone_names_no_parcel(play: Play) -> None:
    play.journeys.visits.by_pin(WANG_PIN)
    cut = code128("SF1234567890123", pixels=4)
    cut[:, cut.shape[1] * 2 // 3 :] = 255
    show(play, cut)
    looks = set()

    def enough() -> bool:
        looks.add(play.kiosk.loops["camera"].last_tick_s)
        return len(looks) >= 12

    until(enough, 8)
    visit = play.journeys.visits.current
    assert visit is not None and not visit.barcode
