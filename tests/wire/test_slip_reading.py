"""A claim slip at the camera, as people hold it up: over the simulated camera's own wire, within a few frames."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from drivers.camera.codes import Code, read_codes
from drivers.camera.driver import Camera
from drivers.camera.mending import mended
from drivers.camera.sim import CameraSim, serve
from drivers.camera.sim_view import empty_lobby
from drivers.camera.watching import FRAMES, Watch
from kiosk import claim_slip
from tests.bench.code_pictures import posed
from tests.slip_pictures import slip, tilted, torn, views
from tests.wire.camera_stand import frame_with_news, texts

TEXT = claim_slip.write(
    Ed25519PrivateKey.from_private_bytes(b"the key of a slip in a picture.."), "yunqi", "00112233aabbccdd"
)
VIEWS = views(TEXT)


@pytest.fixture(scope="module")
def before() -> Iterator[tuple[CameraSim, Camera]]:
    """Yield a camera on the network, and the lobby it looks at."""
    lobby = CameraSim()
    with closing(serve(lobby)) as server, closing(Camera(server.url, name="camera")) as camera:
        yield lobby, camera
        lobby.unplug()


@pytest.mark.parametrize("name", list(VIEWS))
def test_it_is_known_within_three_frames(before: tuple[CameraSim, Camera], name: str) -> None:
    lobby, camera = before
    watch, known = Watch(), tuple[Code, ...]()
    lobby.show(Image.fromarray(VIEWS[name]()), fills_view=True)
    frame = frame_with_news(lobby, camera)
    for _ in range(FRAMES):
        known = known or watch.look(frame.grey, frame.taken_s)
        frame = camera.frame()
    assert texts(known) == [("qr", TEXT)]


def test_a_torn_code_is_framed_where_it_is() -> None:
    (whole,) = read_codes(tilted(slip(TEXT), 0, "x"))
    (code,) = read_codes(tilted(torn(slip(TEXT), "bottom left"), 0, "x"))
    assert code.text == whole.text
    assert np.abs(np.array(code.corners) - np.array(whole.corners)).max() <= 4


def test_half_a_slip_is_no_slip() -> None:
    view = VIEWS["58 mm, far"]()
    (code,) = read_codes(view)
    middle = sum(x for x, _ in code.corners) // 4
    view[:, middle:] = 60
    assert read_codes(view) == ()


def test_what_is_no_code_is_not_made_one() -> None:
    decoys = [one.grey for one in posed(3, seed=5) if one.text is None]
    assert len(decoys) == 12
    assert [read_codes(one) for one in decoys] == [()] * len(decoys)


def test_an_empty_lobby_costs_nothing_to_mend() -> None:
    """Nearly all pictures are empty; noise, and what is full of squares, is given up at once."""
    noise = np.random.default_rng(2)
    pictures = [np.asarray(empty_lobby().convert("L")), noise.integers(0, 256, (720, 1280)).astype(np.uint8)]
    pictures.append(np.kron(noise.integers(0, 2, (90, 160)) * 255, np.ones((8, 8))).astype(np.uint8))
    for picture in pictures:
        assert list(mended(picture)) == []
        best_s = min(_spent_s(picture) for _ in range(5))
        assert best_s < 0.05


def _spent_s(picture: np.ndarray) -> float:
    began_s = time.process_time()
    for _ in mended(picture):
        pass
    return time.process_time() - began_s


def test_a_wall_of_finder_patterns_is_given_up_in_time() -> None:
    square = np.pad(
        np.pad(np.pad(np.zeros((9, 9), np.uint8), 3, constant_values=255), 3), 3, constant_values=255
    )
    wall = np.tile(square, (27, 48))[:720, :1280]
    assert len(list(mended(wall))) <= 8
    assert _spent_s(wall) < 1.0
