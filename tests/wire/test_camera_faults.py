"""What can go wrong with a camera, on each way to it: loss and return, stalls, torn, giant and hostile pictures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.camera import codec
from drivers.camera.codes import read_codes
from drivers.camera.driver import Camera, Frame, Mounting, decoded, fitted
from drivers.camera.sim import CameraSim
from drivers.loop import Condition, DeviceLoop
from drivers.trouble import LinkLost, NoReply
from tests.bench.code_pictures import qr
from tests.wire.camera_stand import CLAIM, HEAD, WAYS, Stand, png, raw_server, texts
from tests.wire.waiting import until

WHOLE = CameraSim().jpeg()


@pytest.fixture(params=WAYS)
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stand]:
    with closing(Stand(request.param, tmp_path)) as made:
        yield made


@pytest.fixture
def camera(stand: Stand) -> Iterator[Camera]:
    with closing(Camera(stand.source, name="camera")) as opened:
        yield opened


def no_reply(camera: Camera) -> bool:
    try:
        camera.frame()
    except NoReply:
        return True
    return False


def test_unplugged_midstream_is_told_at_once_and_it_comes_back(stand: Stand, camera: Camera) -> None:
    camera.frame()
    stand.unplug()
    began_s = time.monotonic()
    with pytest.raises(LinkLost):
        for _ in range(3):  # what was sent before may still be handed out
            camera.frame()
    assert time.monotonic() - began_s < 1
    with pytest.raises(LinkLost):
        Camera(stand.source, name="camera")
    stand.plug()
    stand.lobby.show(png(qr(CLAIM)))
    with closing(Camera(stand.source, name="camera")) as again:
        assert texts(read_codes(again.frame().grey)) == [("qr", CLAIM)]


def test_its_loop_says_down_and_up_again_as_the_cable_goes_and_comes(stand: Stand) -> None:
    seen: list[Frame] = []

    def make_round(camera: Camera) -> str:
        seen.append(camera.frame())
        return ""

    loop = DeviceLoop(
        "camera",
        lambda: Camera(stand.source, name="camera"),
        make_round,
        every_s=0,
        on_health=lambda _: None,
    )
    loop.start()
    try:
        until(lambda: loop.health.condition is Condition.UP and seen)
        stand.unplug()
        until(lambda: loop.health.condition is Condition.DOWN)
        stand.plug()
        before = len(seen)
        until(lambda: loop.health.condition is Condition.UP and len(seen) > before, within_s=5)
        assert loop.call(lambda camera: camera.still(), within_s=1) == stand.lobby.jpeg()
    finally:
        loop.stop()


def test_a_camera_that_hangs_is_told_in_time_and_goes_on_when_it_wakes(stand: Stand, camera: Camera) -> None:
    camera.frame()
    stand.lobby.frozen = True
    until(lambda: no_reply(camera))
    began_s = time.monotonic()
    with pytest.raises(NoReply) as trouble:
        camera.frame()
    assert trouble.value.code == "no_picture"
    assert 0.5 < time.monotonic() - began_s < 1.5
    stand.lobby.frozen = False
    assert isinstance(camera.frame(), Frame)


@pytest.mark.parametrize("fault", ["torn", "giant"])
def test_spoilt_pictures_are_no_pictures_and_the_first_whole_one_counts(
    stand: Stand, camera: Camera, fault: str
) -> None:
    camera.frame()
    setattr(stand.lobby, fault, True)
    until(lambda: no_reply(camera), 5)
    setattr(stand.lobby, fault, False)
    stand.lobby.show(png(qr(CLAIM)))
    until(lambda: not no_reply(camera) and texts(read_codes(camera.frame().grey)) == [("qr", CLAIM)], 5)


@pytest.mark.parametrize(
    "source",
    [
        "/dev/video97",
        "unix:/nowhere/pictures",
        "unix:",
        "/nowhere/%03d.png",
        "rtsp://127.0.0.1/x",
        "http://127.0.0.1:1/",
        "http://",
        "http://h:x/",
        "",
    ],
)
def test_what_is_not_there_is_link_lost(source: str) -> None:
    with pytest.raises(LinkLost):
        Camera(source, name="camera")


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.0 404 Not Found\r\n\r\n", b"\x00" * 40_000, b"SSH-2.0-x\r\n\r\n"]
)
def test_what_is_no_stream_is_link_lost(answer: bytes) -> None:
    with pytest.raises(LinkLost):
        Camera(raw_server(answer)[0], name="camera")


def test_a_server_that_never_answers_is_no_reply() -> None:
    url, over = raw_server(then_hang=True)
    began_s = time.monotonic()
    with pytest.raises(NoReply):
        Camera(url, name="camera")
    assert time.monotonic() - began_s < 3
    over.set()


def test_torn_bomb_and_foreign_pictures_are_passed_over() -> None:
    whole = CameraSim().jpeg()
    at = whole.index(b"\xff\xc0")
    bomb = whole[: at + 5] + b"\xff\xff\xff\xff" + whole[at + 9 :]
    torn, foreign = whole[: len(whole) // 2], png(qr(CLAIM))
    hostile = [torn, bomb, foreign, b"", b"\xff\xd8\xff\xd9", b"\xff" * 5000]
    url, over = raw_server(HEAD, *(codec.part(one) for one in hostile), codec.part(whole), then_hang=True)
    with closing(Camera(url, name="camera")) as camera:
        assert np.array_equal(camera.frame().grey, decoded(whole))  # type: ignore[arg-type]
    over.set()


def test_a_stream_of_nothing_whole_is_no_reply_and_not_a_wait_for_ever() -> None:
    url, over = raw_server(HEAD, codec.part(b"\xff\xd8\xff no picture \xff\xd9") * 50, then_hang=True)
    with closing(Camera(url, name="camera")) as camera, pytest.raises(NoReply):
        camera.frame()
    over.set()


PIECES = (
    b"\xff\xd8\xff",
    b"\xff\xd9",
    b"\r\n\r\n",
    b"--loge-picture\r\nContent-Length: 12\r\n",
    b"Content-Length: 999999999\r\n",
    b"X-Exposure-Ms: 9e9\r\n",
    b"X-Exposure-Ms: 1.5\r\n",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(PIECES)), max_size=12))
def test_no_bytes_on_the_wire_crash_the_reader_or_hide_the_pictures_after_them(chunks: list[bytes]) -> None:
    parts = codec.Parts()
    for chunk in chunks:
        for picture in parts.feed(chunk):
            grey = decoded(picture)
            assert grey is None or grey.ndim == 2
            assert parts.exposure_ms is None or 0 <= parts.exposure_ms < 10_000
    out = [picture for _ in range(3) for picture in parts.feed(codec.part(WHOLE))]
    assert WHOLE in out


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40_000), st.binary(min_size=1, max_size=8))
def test_a_hostile_still_is_a_picture_or_nothing(at: int, by: bytes) -> None:
    spoilt = WHOLE[:at] + by + WHOLE[at + len(by) :]
    still = fitted(spoilt, Mounting(90), longest_px=1280, quality=80)
    assert still is None or codec.jpeg_size(still) is not None


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_camera_that_hangs_askew_gives_upright_pictures_and_stills(
    tmp_path: Path, rotation: int, mirrored: bool
) -> None:
    corner = np.zeros((720, 1280, 3), np.uint8)
    corner[:360, :640] = 255  # white where the camera's own top left is
    mounting = Mounting(rotation, mirrored)
    with closing(Stand("socket", tmp_path)) as stand:
        stand.lobby.show(Image.fromarray(corner), fills_view=True)
        with closing(Camera(stand.source, name="camera", mounting=mounting)) as camera:
            grey = camera.frame().grey
            still = fitted(camera.still(), mounting, longest_px=640, quality=80)
    assert still is not None and max(codec.jpeg_size(still) or ()) == 640
    down, across = {0: (0, 0), 90: (0, 1), 180: (1, 1), 270: (1, 0)}[rotation]
    for pixels in (grey, decoded(still)):
        assert pixels is not None
        high, wide = pixels.shape
        assert (wide > high) == (rotation in (0, 180))
        levels = pixels[high // 4 :: high // 2, wide // 4 :: wide // 2]
        white = [tuple(map(int, at)) for at in np.argwhere(levels > 128)]
        assert white == [(down, 1 - across if mirrored else across)]


def test_a_still_that_is_right_as_it_came_is_kept_bit_by_bit() -> None:
    assert fitted(WHOLE, Mounting(), longest_px=1280, quality=80) is WHOLE
    assert fitted(WHOLE[:900], Mounting(), longest_px=1280, quality=80) is None
