"""When a code that was made out with difficulty counts: a second picture, or a number that is awaited."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
import pytest

from drivers.camera.codes import FIRST_LOOK, LOOKS, MORE_LOOKS, RETAIL, Code, read_codes, seen
from drivers.camera.looks import busiest, of_a_size, slant_deg, turned
from drivers.camera.watching import AGREE_WITHIN_S, FRAMES, Agreement, Watch, undisputed
from tests.bench.hard_pictures import HELD_OUT, SYMBOLS, hard
from tests.bench.no_codes import codeless

CORNERS = ((0, 0), (9, 0), (9, 9), (0, 9))
SLIP = Code("qr", "LOGE1.7", CORNERS)
ONE = Code("ean13", "4006381333931", CORNERS, sure=False)
OTHER = Code("ean13", "4006381333948", CORNERS, sure=False)


class TestAgreement:
    def test_a_sure_code_counts_at_once(self) -> None:
        assert Agreement().counted((SLIP,), 1.0) == (SLIP,)

    def test_an_unsure_one_counts_in_the_second_picture(self) -> None:
        agreement = Agreement()
        assert agreement.counted((ONE,), 1.0) == ()
        assert agreement.counted((), 1.1) == ()
        assert agreement.counted((ONE,), 1.2) == (ONE,)

    def test_what_is_awaited_counts_in_the_first(self) -> None:
        assert Agreement(lambda text: text == ONE.text).counted((ONE, OTHER), 1.0) == (ONE,)

    def test_two_that_contradict_each_other_count_when_one_has_more(self) -> None:
        agreement = Agreement()
        told = [
            agreement.counted((code,), at) for at, code in enumerate((ONE, OTHER, ONE, OTHER, ONE), start=1)
        ]
        assert told == [(), (), (ONE,), (), (ONE,)]

    def test_one_symbol_told_as_two_texts_tells_none(self) -> None:
        agreement = Agreement()
        assert [agreement.counted((ONE, OTHER), at) for at in (1.0, 1.1, 1.2)] == [(), (), ()]
        assert [agreement.counted((ONE,), at) for at in (1.3, 1.4)] == [(), (ONE,)]

    def test_a_stray_line_through_a_symbol_does_not_hide_it(self) -> None:
        agreement = Agreement()
        symbol = replace(ONE, corners=((0, 30), (300, 30), (300, 130), (0, 130)))
        stray = Code("upce", OTHER.text, sure=False, corners=((0, 0), (150, 0), (150, 1), (0, 1)))
        assert agreement.counted((stray, symbol), 1.0) == ()
        assert agreement.counted((stray, symbol), 1.1) == (symbol,)

    def test_two_goods_side_by_side_dispute_nothing(self) -> None:
        beside = replace(OTHER, corners=((40, 0), (49, 0), (49, 9), (40, 9)))
        assert undisputed((ONE, beside)) == (ONE, beside)
        assert undisputed((ONE, OTHER)) == ()

    def test_another_kind_of_code_contradicts_nothing(self) -> None:
        agreement = Agreement()
        waybill = Code("code128", "SF1", CORNERS, sure=False)
        agreement.counted((ONE, waybill), 1.0)
        assert agreement.counted((ONE, waybill), 1.1) == (ONE, waybill)

    def test_what_was_seen_long_ago_is_no_second_picture(self) -> None:
        agreement = Agreement()
        agreement.counted((ONE,), 1.0)
        assert agreement.counted((ONE,), 1.0 + AGREE_WITHIN_S) == ()
        assert len(agreement._told) == 1

    def test_pictures_full_of_guesses_take_no_memory(self) -> None:
        agreement = Agreement()
        for turn in range(2000):
            agreement.counted((Code("ean13", str(turn), CORNERS, sure=False),), turn / 10)
        assert len(agreement._told) <= AGREE_WITHIN_S * 10 + 1


class TestWatching:
    def test_goods_count_in_the_second_frame_and_announced_ones_in_the_first(self) -> None:
        text, symbol = SYMBOLS["ean13"](random.Random(3))
        scene = np.pad(symbol[::3, ::3], 100, constant_values=200)
        watch = Watch(RETAIL)
        told = [[code.text for code in watch.look(scene, at)] for at in (1.0, 1.1, 1.2)]
        assert told == [[], [text], [text]]
        assert [code.text for code in Watch(RETAIL, lambda one: one == text).look(scene, 1.0)] == [text]

    def test_all_looks_are_taken_within_three_frames_of_a_change(self) -> None:
        watch, noise = Watch(), np.random.default_rng(1)
        scene = noise.integers(0, 60, (200, 300)).astype(np.uint8)
        taken = [watch.look(scene, at / 10) for at in range(FRAMES)]
        assert taken == [()] * FRAMES and watch._looks_left <= 0

    def test_no_look_is_named_twice_and_each_is_for_something(self) -> None:
        assert len({look.name for look in LOOKS}) == len(LOOKS)
        assert all(look.reads(("qr", "code128", "datamatrix", "pdf417", *RETAIL)) for look in LOOKS)


class TestLooks:
    @pytest.mark.parametrize("degrees", [-40, -22, -11, 9, 17, 33, 44])
    def test_bars_that_lie_askew_are_found_to(self, degrees: int) -> None:
        _, symbol = SYMBOLS["code128"](random.Random(2))
        view = turned(degrees)(np.pad(symbol[::2, ::2], 200, constant_values=255)).grey
        assert view is not None
        assert slant_deg(view) == pytest.approx(-degrees, abs=3)

    def test_a_picture_with_nothing_askew_is_not_turned(self) -> None:
        assert slant_deg(np.full((480, 640), 90, np.uint8)) is None

    def test_the_busiest_part_holds_what_is_drawn(self) -> None:
        picture = np.full((720, 1280), 120, np.uint8)
        _, symbol = SYMBOLS["qr"](random.Random(2))
        small = cv2.resize(symbol, (120, 120), interpolation=cv2.INTER_AREA)
        picture[560:680, 1100:1220] = small
        x, y, wide, high = busiest(picture, 300_000)
        assert wide * high <= 300_000
        assert x <= 1100 and x + wide >= 1220 and y <= 560 and y + high >= 680

    def test_a_very_large_picture_goes_apart_smaller_and_its_places_come_back(self) -> None:
        view = of_a_size(np.zeros((3000, 4000), np.uint8))
        assert view.grey is not None and view.grey.size <= 1_300_000
        back = cv2.invertAffineTransform(view.lens)
        assert back @ (view.grey.shape[1], view.grey.shape[0], 1) == pytest.approx((4000, 3000), abs=5)

    def test_a_small_picture_is_all_busy(self) -> None:
        assert busiest(np.zeros((100, 200), np.uint8), 300_000) == (0, 0, 200, 100)


@pytest.mark.parametrize("symbology", ["qr", "code128", "ean13", "datamatrix"])
def test_later_looks_read_what_the_first_does_not_and_misread_nothing(symbology: str) -> None:
    first, all_looks, wrong = 0, 0, []
    for picture in hard(symbology, 1, HELD_OUT):
        first += picture.text in [one.text for one in seen(picture.grey, (symbology,), FIRST_LOOK)]
        told = read_codes(picture.grey, (symbology,))
        all_looks += picture.text in [one.text for one in told]
        wrong += [(picture.kind, one.text) for one in told if one.text != picture.text and one.sure]
    assert all_looks > first
    assert wrong == []


def test_pictures_without_a_code_have_none() -> None:
    asked = ("qr", "code128", "datamatrix", *RETAIL)
    told = [
        (one.kind, read_codes(one.grey, asked, (FIRST_LOOK, *MORE_LOOKS))) for one in codeless(1, HELD_OUT)
    ]
    assert [(kind, code) for kind, found in told for code in found] == []
