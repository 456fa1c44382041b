"""When a code counts as new, and when a picture counts as changed: rules that need no camera."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.camera.codec import BOUNDARY, MOST_PICTURE_BYTES, Parts, jpeg_size, part
from drivers.camera.codes import Code, read_codes
from drivers.camera.watching import ABSENT_S, FORGET_S, FRAMES, LOOK_AGAIN_S, Moments, Watch, changed

CORNERS = ((0, 0), (9, 0), (9, 9), (0, 9))
CLAIM, WAYBILL = Code("qr", "LOGE1.7", CORNERS), Code("code128", "SF1234567890", CORNERS)
# what a decoder needs to believe: SOI, a frame header of 720 x 1280, then pixels without meaning
JPEG = (
    bytes.fromhex("ffd8 ffc0 0011 08 02d0 0500 03 012200 021101 031101")
    + b"\xff\xda"
    + b"x" * 40
    + b"\xff\xd9"
)


def grey(level: int = 80) -> np.ndarray:
    return np.full((720, 1280), level, np.uint8)


class TestMoments:
    def test_a_code_that_stays_counts_once(self) -> None:
        moments = Moments()
        told = [moments.fresh((CLAIM,), at_s) for at_s in (10.0, 10.1, 12.0, 16.9)]
        assert told == [(CLAIM,), (), (), ()]

    def test_a_code_missed_for_a_few_pictures_is_not_new(self) -> None:
        moments = Moments()
        moments.fresh((CLAIM,), 10.0)
        moments.fresh((), 10.1)
        assert moments.fresh((CLAIM,), 10.1 + ABSENT_S - 0.01) == ()

    def test_absence_counts_anew_after_each_sight(self) -> None:
        moments = Moments()
        moments.fresh((CLAIM,), 10.0)
        for at_s in (10.5, 11.5, 12.5):
            moments.fresh((), at_s)
            assert moments.fresh((CLAIM,), at_s + 0.4) == ()

    def test_a_code_taken_away_and_shown_again_is_new(self) -> None:
        moments = Moments()
        moments.fresh((CLAIM,), 10.0)
        moments.fresh((), 10.1)
        assert moments.fresh((CLAIM,), 10.1 + ABSENT_S) == (CLAIM,)

    def test_a_stalled_camera_makes_nothing_new(self) -> None:
        moments = Moments()
        moments.fresh((CLAIM,), 10.0)
        assert moments.fresh((CLAIM,), 10.0 + 3 * ABSENT_S) == ()

    def test_after_a_long_outage_all_is_new(self) -> None:
        moments = Moments()
        moments.fresh((CLAIM,), 10.0)
        assert moments.fresh((CLAIM,), 10.1 + FORGET_S) == (CLAIM,)

    def test_another_code_beside_it_is_new_and_moving_does_not_matter(self) -> None:
        moments = Moments()
        moments.fresh((CLAIM,), 10.0)
        moved = Code("qr", CLAIM.text, ((5, 5), (9, 5), (9, 9), (5, 9)))
        assert moments.fresh((moved, WAYBILL), 10.1) == (WAYBILL,)

    def test_what_was_seen_once_is_not_kept_for_ever(self) -> None:
        moments = Moments()
        for number in range(500):
            moments.fresh((Code("qr", str(number), CORNERS),), number / 10)
        assert len(moments._gone_s) <= ABSENT_S * 10 + 2


class TestStillness:
    def test_noise_of_the_sensor_is_no_change(self) -> None:
        noise = np.random.default_rng(3)
        first, second = (
            np.clip(grey() + noise.normal(0, 8, (720, 1280)), 0, 255).astype(np.uint8) for _ in "ab"
        )
        assert not changed(first, second)

    def test_a_thing_of_a_finger_s_breadth_is_a_change(self) -> None:
        after = grey()
        after[300:324, 500:524] = 160
        assert changed(grey(), after)

    def test_the_first_picture_and_another_size_are_changes(self) -> None:
        assert changed(None, grey())
        assert changed(np.zeros((480, 640), np.uint8), grey())

    def test_a_still_empty_lobby_is_read_with_each_look_and_then_twice_a_second(self) -> None:
        watch = Watch()
        for tick in range(12 * 10):
            watch.look(grey(), 100 + tick / 12)
        assert watch.readings <= FRAMES + 10 / LOOK_AGAIN_S
        assert watch.readings >= FRAMES + 10 / (LOOK_AGAIN_S + 2 / 12) - 2


class TestHostilePictures:
    @pytest.mark.parametrize(
        "picture",
        [
            None,
            np.zeros((0, 0), np.uint8),
            np.zeros((1, 1), np.uint8),
            np.zeros((1, 4000), np.uint8),
            np.zeros((50, 50, 3), np.uint8),
            np.zeros((50, 50), np.float64),
            np.zeros((20000, 20000), np.uint8),
            b"\xff\xd8",
        ],
        ids=["none", "empty", "dot", "line", "colour", "floats", "bomb", "bytes"],
    )
    def test_what_is_no_picture_has_no_codes(self, picture: object) -> None:
        assert read_codes(picture) == ()  # type: ignore[arg-type]
        assert Watch().look(picture, 1.0) == ()  # type: ignore[arg-type]


class TestParts:
    def test_golden_part(self) -> None:
        golden = b"--loge-picture\r\nContent-Type: image/jpeg\r\nContent-Length: 65\r\n\r\n" + JPEG + b"\r\n"
        assert (BOUNDARY, len(JPEG)) == ("loge-picture", 65)
        assert part(JPEG) == golden

    @pytest.mark.parametrize("cut", [1, 2, 7, 64, 1000])
    def test_any_cut_of_the_stream_gives_the_same_pictures(self, cut: int) -> None:
        other = JPEG.replace(b"x", b"y")
        stream = part(JPEG) + part(other) + part(JPEG)
        parts = Parts()
        came = [one for at in range(0, len(stream), cut) for one in parts.feed(stream[at : at + cut])]
        assert came == [JPEG, other, JPEG]
        assert parts.skipped == 0

    def test_a_picture_is_out_with_its_last_byte(self) -> None:
        wire = part(JPEG)[:-2]
        parts = Parts()
        assert parts.feed(wire[:-1]) == []
        assert parts.feed(wire[-1:]) == [JPEG]

    def test_without_a_length_the_end_of_the_jpeg_counts(self) -> None:
        assert Parts().feed(b"--b\r\nContent-Type: image/jpeg\r\n\r\n" + JPEG) == [JPEG]

    def test_noise_is_skipped_and_counted(self) -> None:
        parts = Parts()
        assert parts.feed(b"\x00noise" * 2000) == []
        assert parts.feed(part(JPEG)) == [JPEG]
        assert parts.skipped >= 2000

    def test_a_picture_without_an_end_takes_no_memory(self) -> None:
        parts = Parts()
        for _ in range(3 * MOST_PICTURE_BYTES // 100_000):
            assert parts.feed(b"\xff\xd8\xff" + b"\x01" * 99_997) == []
        assert len(parts._held) <= MOST_PICTURE_BYTES

    def test_the_size_is_read_from_the_frame_header_of_a_whole_jpeg(self) -> None:
        assert jpeg_size(JPEG) == (1280, 720)

    @pytest.mark.parametrize(
        "broken", [b"", b"\xff\xd8", JPEG[:-5], JPEG[2:], b"\xff\xd8\xff\xda\xff\xd9", b"GIF89a"]
    )
    def test_what_is_no_whole_jpeg_has_no_size(self, broken: bytes) -> None:
        assert jpeg_size(broken) is None
