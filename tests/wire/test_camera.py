"""Camera driver against the simulated camera: real HTTP on localhost, real JPEG, real codes."""

from __future__ import annotations

import io
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from drivers.camera import codec
from drivers.camera.codes import Code, read_codes
from drivers.camera.driver import Camera, decoded
from drivers.camera.sim import CameraServer, CameraSim, serve
from drivers.camera.watching import Moments, Watch
from drivers.trouble import LinkLost, NoReply
from tests.bench.code_pictures import KINDS, Grey, code128, qr
from tests.wire.camera_stand import CLAIM, WAYBILL, frame_with_news, png, texts
from tests.wire.waiting import until


@pytest.fixture
def lobby() -> CameraSim:
    return CameraSim()


@pytest.fixture
def server(lobby: CameraSim) -> Iterator[CameraServer]:
    with closing(serve(lobby)) as serving:
        yield serving
        lobby.unplug()


@pytest.fixture
def camera(server: CameraServer) -> Iterator[Camera]:
    with closing(Camera(server.url, name="camera")) as opened:
        yield opened


class TestReading:
    @pytest.mark.parametrize(
        ("picture", "read"),
        [(qr(CLAIM), ("qr", CLAIM)), (code128(WAYBILL), ("code128", WAYBILL))],
        ids=["claim slip", "waybill"],
    )
    def test_a_code_held_up_is_in_the_first_frame_after_it_and_gone_with_it(
        self, lobby: CameraSim, camera: Camera, picture: Grey, read: tuple[str, str]
    ) -> None:
        assert read_codes(camera.frame().grey) == ()
        lobby.show(png(picture))
        assert texts(read_codes(frame_with_news(lobby, camera).grey)) == [read]
        lobby.clear()
        assert read_codes(frame_with_news(lobby, camera).grey) == ()

    def test_the_corners_frame_the_code_in_the_picture(self, lobby: CameraSim, camera: Camera) -> None:
        lobby.show(Image.fromarray(qr(CLAIM)))
        (code,) = read_codes(frame_with_news(lobby, camera).grey)
        across, down = zip(*code.corners, strict=True)
        assert (sum(across) / 4, sum(down) / 4) == pytest.approx((640, 360), abs=4)
        assert 300 < max(down) - min(down) < 0.6 * 720
        assert code.corners[0] < code.corners[2]

    def test_corners_found_askew_are_corners_of_the_picture_itself(self) -> None:
        noise = np.random.default_rng(5)
        (code,) = read_codes(KINDS["askew 45"](code128(WAYBILL), random.Random(5), noise))
        across, down = zip(*code.corners, strict=True)
        assert (sum(across) / 4, sum(down) / 4) == pytest.approx((640, 360), abs=12)

    def test_chinese_text_is_read_as_written(self) -> None:
        assert texts(read_codes(qr("3栋1201 王女士 测试"))) == [("qr", "3栋1201 王女士 测试")]

    def test_several_codes_in_one_picture(self) -> None:
        wide = [np.pad(qr(word), ((0, 8), (0, 8)), constant_values=255) for word in ("ONE", "TWO", "SIX")]
        assert sorted(texts(read_codes(np.hstack(wide)))) == [("qr", "ONE"), ("qr", "SIX"), ("qr", "TWO")]

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_a_claim_slip_is_read_in_every_light_and_pose(self, kind: str) -> None:
        seen = KINDS[kind](qr(CLAIM, pixels=6), random.Random(4), np.random.default_rng(4))
        assert texts(read_codes(seen)) == [("qr", CLAIM)]

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "inverted"])
    def test_a_waybill_is_read_in_every_light_and_pose(self, kind: str) -> None:
        seen = KINDS[kind](code128(WAYBILL, pixels=4), random.Random(4), np.random.default_rng(4))
        assert texts(read_codes(seen)) == [("code128", WAYBILL)]

    @pytest.mark.parametrize("kind", ["plain", "askew 45", "out of focus", "dim", "tilted"])
    def test_a_code_moved_before_the_camera_is_known_within_three_frames(
        self, lobby: CameraSim, camera: Camera, kind: str
    ) -> None:
        watch = Watch()
        for _ in range(5):
            frame = camera.frame()
            assert watch.look(frame.grey, frame.taken_s) == ()
        seen = KINDS[kind](code128(WAYBILL, pixels=4), random.Random(9), np.random.default_rng(9))
        lobby.show(Image.fromarray(seen), fills_view=True)
        first = frame_with_news(lobby, camera)
        frames = (first, camera.frame(), camera.frame())
        known = [watch.look(frame.grey, frame.taken_s) for frame in frames]
        assert texts(known[-1]) == [("code128", WAYBILL)]

    def test_a_code_that_stays_is_known_without_reading_it_again(
        self, lobby: CameraSim, camera: Camera
    ) -> None:
        watch, moments = Watch(), Moments()
        lobby.show(png(qr(CLAIM)))
        came: list[Code] = []
        for frame in (frame_with_news(lobby, camera), *(camera.frame() for _ in range(14))):
            codes = watch.look(frame.grey, frame.taken_s)
            assert texts(codes) == [("qr", CLAIM)]
            came += moments.fresh(codes, frame.taken_s)
        assert texts(tuple(came)) == [("qr", CLAIM)]
        assert watch.readings == 1


class TestPromptness:
    def test_a_frame_is_out_at_once_and_never_one_late(self, lobby: CameraSim, camera: Camera) -> None:
        late_s = []
        for turn in range(20):
            lobby.show(Image.new("L", (300, 300), 255 * (turn % 2)))
            frame = frame_with_news(lobby, camera)
            assert (frame.grey[360, 640] > 128) == bool(turn % 2), "the frame before was handed out"
            assert lobby.last_sent_s is not None
            late_s.append(frame.taken_s - lobby.last_sent_s)
        assert sorted(late_s)[10] < 0.04  # half of a frame's time, on a machine with other work

    def test_a_reader_that_was_busy_gets_the_newest_and_not_the_oldest(
        self, lobby: CameraSim, camera: Camera
    ) -> None:
        lobby.show(Image.new("L", (300, 300), 255))
        camera.frame()
        other = codec.Parts()
        # a second viewer stands for the time that passes: ten frames go out to both, unread by the first
        sent = [len(other.feed(chunk)) for chunk, _ in zip(lobby.stream(), range(10), strict=False)]
        assert sum(sent) == 10
        lobby.show(Image.new("L", (300, 300), 0))
        until(lambda: lobby.last_sent_s is not None)
        assert camera.frame().grey[360, 640] < 128

    def test_the_still_is_the_last_frame_in_colour(self, lobby: CameraSim, camera: Camera) -> None:
        with pytest.raises(NoReply):
            camera.still()
        lobby.show(Image.new("RGB", (300, 300), (200, 30, 30)))
        frame = frame_with_news(lobby, camera)
        still = camera.still()
        assert still == lobby.jpeg()
        red, green, _ = Image.open(io.BytesIO(still)).getpixel((640, 360))  # type: ignore[misc]
        assert red > 150 > green
        assert frame.grey.shape == (720, 1280)
        assert not frame.grey.flags.writeable


class TestSeries:
    def test_a_numbered_series_gives_each_picture_once_and_ends(self, tmp_path: Path) -> None:
        for number, text in enumerate(("FIRST", "SECOND")):
            Image.fromarray(qr(text, pixels=8)).save(tmp_path / f"{number:03}.png")
        with closing(Camera(str(tmp_path / "%03d.png"), name="camera")) as camera:
            assert [texts(read_codes(camera.frame().grey)) for _ in "ab"] == [
                [("qr", "FIRST")],
                [("qr", "SECOND")],
            ]
            assert Image.open(io.BytesIO(camera.still())).format == "JPEG"
            with pytest.raises(LinkLost):
                camera.frame()


class TestSimulator:
    @pytest.mark.parametrize("size", [(1, 1), (3000, 40), (40, 3000), (1600, 1200), (120, 80)])
    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
    def test_any_picture_can_be_held_up(self, lobby: CameraSim, size: tuple[int, int], mode: str) -> None:
        lobby.show(Image.new(mode, size))
        assert codec.jpeg_size(lobby.jpeg()) == (1280, 720)

    @pytest.mark.parametrize(
        "file", [b"", b"GIF89a", b"<svg/>", png(qr("X"))[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 90]
    )
    def test_what_is_no_picture_is_refused_and_what_was_shown_stays(
        self, lobby: CameraSim, file: bytes
    ) -> None:
        before = lobby.jpeg()
        with pytest.raises(ValueError):
            lobby.show(file)
        assert lobby.jpeg() == before

    def test_a_bomb_is_refused_before_it_unpacks(self, lobby: CameraSim) -> None:
        bomb = io.BytesIO()
        Image.new("1", (9000, 9000)).save(bomb, "PNG")
        with pytest.raises(ValueError, match="9000 x 9000"):
            lobby.show(bomb.getvalue())

    def test_a_long_receipt_is_held_close_enough_to_be_read(self, lobby: CameraSim) -> None:
        paper = np.full((1500, 576), 255, np.uint8)
        code = qr(CLAIM, pixels=8)
        paper[600 : 600 + len(code), 100 : 100 + len(code)] = code
        lobby.show(png(paper))
        grey = decoded(lobby.jpeg())
        assert texts(read_codes(grey)) == [("qr", CLAIM)]

    def test_last_sent_is_unknown_until_the_picture_goes_out(self, lobby: CameraSim) -> None:
        lobby.show(Image.new("L", (9, 9)))
        assert lobby.last_sent_s is None
        viewer = lobby.stream()
        began_s = time.monotonic()
        next(viewer)
        first_s = lobby.last_sent_s
        assert first_s is not None and first_s >= began_s
        next(viewer)
        assert lobby.last_sent_s == first_s

    def test_the_cable_ends_every_stream(self, lobby: CameraSim) -> None:
        ended: list[int] = []
        count: Callable[[], None] = lambda: ended.append(sum(1 for _ in lobby.stream()))  # noqa: E731
        viewers = [threading.Thread(target=count) for _ in range(3)]
        for viewer in viewers:
            viewer.start()
        until(lambda: lobby.last_sent_s is not None)
        lobby.unplug()
        until(lambda: len(ended) == 3)
        assert not lobby.plugged
        assert list(lobby.stream()) == []
