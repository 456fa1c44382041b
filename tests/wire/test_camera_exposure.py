"""Exposure: dim paper wants a long one, a phone's screen a short one, and nobody knows beforehand which it will be."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import pytest
from PIL import Image

from drivers.camera.codes import Code, read_codes
from drivers.camera.driver import Camera, Frame, decoded
from drivers.camera.exposure import (
    ACTIVE_S,
    AUTO,
    LONG_MS,
    LOOKS,
    MIDDLE_MS,
    PATIENCE,
    REST_S,
    SHORT_MS,
    Bracketing,
    Light,
    light_of,
)
from drivers.camera.looking import Looking
from drivers.camera.pi_camera import PictureServer
from drivers.camera.sim import CameraSim
from drivers.camera.v4l2 import APERTURE_PRIORITY, MANUAL, V4l2Exposure
from drivers.trouble import LinkLost, NoReply
from tests.bench.code_pictures import qr
from tests.wire.camera_stand import CLAIM, Stand, texts
from tests.wire.waiting import until

PHONE = {"light": 0.02, "glow": 25.0}
PAPER = {"light": 0.02, "glow": 0.0}
FRAME_S = 1 / 15
PATIENCE_S = 30.0
"""So long a machine that has much else to do may take for what is done at once."""


def lit(light: float, glow: float) -> CameraSim:
    camera = CameraSim()
    camera.light, camera.glow = light, glow
    return camera


class TestSimulatedLight:
    @pytest.mark.parametrize(
        ("scene", "read_at"),
        [
            (PHONE, [SHORT_MS]),
            (PAPER, [LONG_MS]),
            ({"light": 1.0, "glow": 0.0}, [SHORT_MS, MIDDLE_MS, LONG_MS]),
        ],
        ids=["phone at night", "paper at night", "paper by day"],
    )
    def test_what_can_be_read_depends_on_the_exposure(
        self, scene: dict[str, float], read_at: list[float]
    ) -> None:
        camera = lit(**scene)
        camera.show(Image.fromarray(qr(CLAIM, pixels=8)))
        read = []
        for exposure_ms in (SHORT_MS, MIDDLE_MS, LONG_MS):
            camera.expose(exposure_ms)
            if read_codes(decoded(camera.jpeg())):
                read.append(exposure_ms)
        assert read == read_at

    def test_a_lamp_in_view_is_seen_as_one(self) -> None:
        camera = lit(**PHONE)
        camera.show(Image.fromarray(qr(CLAIM, pixels=8)))
        camera.expose(LONG_MS)
        grey = decoded(camera.jpeg())
        assert grey is not None and light_of(grey).glares
        camera.clear()
        dark = decoded(camera.jpeg())
        assert dark is not None and not light_of(dark).glares


class TestBracketing:
    LIT, DIM, GLARING = Light(90, 0.0), Light(20, 0.0), Light(70, 0.05)

    def take(self, bracketing: Bracketing, light: Light, count: int, at_s: float = 0.0) -> list[float | None]:
        """Return the exposures asked for over `count` pictures in which something moves and nothing is read."""
        return [
            bracketing.next(light, read=False, moved=True, at_s=at_s + turn * FRAME_S)
            for turn in range(count)
        ]

    def test_nothing_moves_and_the_camera_is_left_alone(self) -> None:
        bracketing = Bracketing()
        asked = {
            bracketing.next(self.DIM, read=False, moved=False, at_s=turn * FRAME_S) for turn in range(200)
        }
        assert asked == {AUTO}

    @pytest.mark.parametrize(
        ("light", "order"),
        [(GLARING, (SHORT_MS, LONG_MS, MIDDLE_MS)), (DIM, (LONG_MS, SHORT_MS, MIDDLE_MS))],
        ids=["glare", "dark"],
    )
    def test_unread_the_likeliest_exposure_comes_first_and_all_have_their_turn(
        self, light: Light, order: tuple[float, ...]
    ) -> None:
        asked = self.take(Bracketing(), light, PATIENCE + 2 * 3 * LOOKS)
        assert asked[: PATIENCE - 1] == [AUTO] * (PATIENCE - 1)
        turns = [ms for ms, before in zip(asked, [AUTO, *asked], strict=False) if ms != before]
        assert tuple(turns[:6]) == order * 2
        assert all(asked.count(ms) >= 2 * LOOKS - 1 for ms in order)

    def test_a_code_keeps_the_exposure_that_showed_it(self) -> None:
        bracketing = Bracketing()
        self.take(bracketing, self.DIM, PATIENCE)
        held = [bracketing.next(self.DIM, read=True, moved=False, at_s=1 + turn) for turn in range(20)]
        assert set(held) == {LONG_MS}

    def test_a_code_read_at_once_changes_nothing(self) -> None:
        bracketing = Bracketing()
        asked = {bracketing.next(self.LIT, read=True, moved=True, at_s=turn * FRAME_S) for turn in range(50)}
        assert asked == {AUTO}

    def test_after_the_last_movement_the_camera_gets_its_own_exposure_back_and_settles_unobserved(
        self,
    ) -> None:
        bracketing = Bracketing()
        self.take(bracketing, self.DIM, 10)
        still_s = 10 * FRAME_S + ACTIVE_S
        assert bracketing.next(self.DIM, read=False, moved=False, at_s=still_s) is AUTO
        settling = [
            bracketing.next(self.LIT, read=False, moved=True, at_s=still_s + turn * FRAME_S)
            for turn in range(int(REST_S / FRAME_S))
        ]
        assert set(settling) == {AUTO}, "its own settling must not start it again"
        later = self.take(bracketing, self.DIM, PATIENCE, still_s + REST_S + 1)
        assert later[-1] == LONG_MS


class Panel:
    """The exposure controls of a UVC camera as the kernel keeps them, rules included."""

    def __init__(self, mode: float = APERTURE_PRIORITY, steps: float = 156.0, *, manual: bool = True) -> None:
        self.mode, self.steps, self._manual = mode, steps, manual

    def get(self, prop: int, /) -> float:
        return {cv2.CAP_PROP_AUTO_EXPOSURE: self.mode, cv2.CAP_PROP_EXPOSURE: self.steps}[prop]

    def set(self, prop: int, value: float, /) -> bool:
        if prop == cv2.CAP_PROP_AUTO_EXPOSURE:
            if value not in (MANUAL, APERTURE_PRIORITY) or (value == MANUAL and not self._manual):
                return False
            self.mode = value
            return True
        if self.mode != MANUAL or not 1 <= value <= 5000:
            return False  # EACCES, ERANGE
        self.steps = value
        return True


class TestV4l2:
    def test_milliseconds_become_the_kernels_steps_and_automatic_comes_back(self) -> None:
        panel = Panel()
        control = V4l2Exposure(panel)
        assert control.set(4.0) and (panel.mode, panel.steps) == (MANUAL, 40)
        assert control.set(0.05) and panel.steps == 1
        assert control.set(None) and panel.mode == APERTURE_PRIORITY
        control.restore()
        assert panel.mode == APERTURE_PRIORITY

    @pytest.mark.parametrize(("mode", "steps"), [(MANUAL, 77.0), (APERTURE_PRIORITY, 156.0)])
    def test_at_the_end_it_is_as_it_was_found(self, mode: float, steps: float) -> None:
        panel = Panel(mode, steps)
        control = V4l2Exposure(panel)
        control.set(30.0)
        control.restore()
        assert panel.mode == mode and (mode != MANUAL or panel.steps == steps)

    def test_what_was_not_touched_is_not_touched_at_the_end(self) -> None:
        panel = Panel(MANUAL, 77.0)
        V4l2Exposure(panel).restore()
        assert (panel.mode, panel.steps) == (MANUAL, 77.0)

    def test_a_camera_without_the_control_says_so(self) -> None:
        assert not V4l2Exposure(Panel(manual=False)).set(4.0)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with closing(Stand("socket", tmp_path)) as made:
        yield made


class OnTime(Camera):
    """A real camera on a machine with nothing else to do: no picture is late, and each bears its own time."""

    count = 0

    def frame(self) -> Frame:
        """Return the next picture."""
        self.count += 1
        came = until(self._came, PATIENCE_S)
        assert came is not None
        return replace(came, taken_s=self.count * FRAME_S)

    def _came(self) -> Frame | None:
        try:
            return super().frame()
        except NoReply:
            return None


class TestLooking:
    """The whole way: pictures over the socket, codes out, exposures back."""

    def look(
        self, stand: Stand, exposure: str | float, rounds: int = 60
    ) -> tuple[list[Code], list[float | None]]:
        """Return the codes that came in at most `rounds` pictures, and the exposures that were used.

        Whoever does not read for seconds, on a machine that has much else to do, is let go, and looks once more.
        """
        for _ in range(3):
            stand.lobby.clear()
            with contextlib.suppress(LinkLost):
                return self._look_once(stand, exposure, rounds)
        return self._look_once(stand, exposure, rounds)

    def _look_once(
        self, stand: Stand, exposure: str | float, rounds: int
    ) -> tuple[list[Code], list[float | None]]:
        came: list[Code] = []
        used: list[float | None] = []
        looking = Looking(came.append, exposure)
        with closing(looking.opened(OnTime(stand.source, name="camera"))) as camera:
            if isinstance(exposure, float):
                until(lambda: stand.lobby.exposure_ms == exposure, PATIENCE_S)
            for _ in range(3):
                looking.round(camera)
            stand.lobby.show(Image.fromarray(qr(CLAIM, pixels=8)), share=0.4)
            for _ in range(rounds):
                looking.round(camera)
                used.append(stand.lobby.exposure_ms)
                if came:
                    break
        return came, used

    @pytest.mark.parametrize("scene", [PHONE, PAPER], ids=["phone", "paper"])
    def test_bracketing_reads_both_with_no_hand_on_the_camera(
        self, stand: Stand, scene: dict[str, float]
    ) -> None:
        stand.lobby.light, stand.lobby.glow = scene["light"], scene["glow"]
        came, _ = self.look(stand, "bracket")
        assert texts(tuple(came)) == [("qr", CLAIM)]

    def test_unread_all_exposures_are_tried_and_a_fixed_one_stays(self, stand: Stand) -> None:
        stand.lobby.blur_px = 12
        came, used = self.look(stand, "bracket", 40)
        assert came == [] and {SHORT_MS, MIDDLE_MS, LONG_MS} <= set(used)
        until(lambda: stand.lobby.exposure_ms is None, PATIENCE_S)
        came, used = self.look(stand, MIDDLE_MS, 12)
        assert set(used) == {MIDDLE_MS}

    def test_the_camera_is_left_automatic_when_the_kiosk_goes(self, stand: Stand) -> None:
        with closing(OnTime(stand.source, name="camera")) as camera:
            assert camera.expose(SHORT_MS)
            until(lambda: stand.lobby.exposure_ms == SHORT_MS, PATIENCE_S)
            until(lambda: camera.frame().exposure_ms == SHORT_MS, PATIENCE_S)
        until(lambda: stand.lobby.exposure_ms is None, PATIENCE_S)

    def test_a_camera_that_takes_no_orders_is_used_as_it_is(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with closing(Stand("tcp", tmp_path)) as network:
            network.lobby.blur_px = 12
            came, used = self.look(network, "bracket", 12)
            assert came == [] and set(used) == {None}
            assert caplog.text.count("lets nobody set its exposure") == 1
            network.lobby.blur_px = 0
            came, _ = self.look(network, "bracket", 12)
            assert texts(tuple(came)) == [("qr", CLAIM)]

    def test_a_camera_that_does_not_do_what_it_says_still_reads(self, stand: Stand) -> None:
        stand.lobby.stubborn = True
        came, _ = self.look(stand, "bracket", 40)
        assert texts(tuple(came)) == [("qr", CLAIM)]


class TestControls:
    """What travels to the picture server beside the question."""

    @pytest.mark.parametrize(
        "line",
        [
            b"exposure 4\n",
            b'{"exposure_ms": "4"}\n',
            b'{"exposure_ms": true}\n',
            b'{"exposure_ms": -1}\n',
            b'{"exposure_ms": 1e9}\n',
            b'{"exposure_ms": NaN}\n',
            b'{"exposure_ms": [4]}\n',
            b"[]\n",
            b"\xff\xfe\n",
            b"{" * 3000 + b"\n",
            b"\n\n\n",
        ],
    )
    def test_nonsense_is_passed_over_and_the_next_line_counts(self, tmp_path: Path, line: bytes) -> None:
        lobby = CameraSim()
        path = tmp_path / "pictures"
        with closing(PictureServer(path, lobby)), socket.socket(socket.AF_UNIX) as way:
            way.connect(str(path))
            way.sendall(b"GET / HTTP/1.0\r\n\r\n" + line)
            way.sendall(json.dumps({"exposure_ms": 4}).encode() + b"\n")
            until(lambda: lobby.exposure_ms == 4, PATIENCE_S)
            assert b"X-Exposure-Ms: 4.000\r\n" in _until_told(way)

    def test_its_socket_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "pictures"
        with closing(PictureServer(path, CameraSim())):
            assert path.stat().st_mode & 0o777 == 0o600
        assert not path.exists()

    def test_a_viewer_that_says_nothing_does_not_keep_others_out(self, tmp_path: Path) -> None:
        path = tmp_path / "pictures"
        with closing(PictureServer(path, CameraSim())):
            mute = [socket.socket(socket.AF_UNIX) for _ in range(3)]
            for way in mute:
                way.connect(str(path))
            with closing(Camera(f"unix:{path}", name="camera")) as camera:
                assert camera.frame().grey.shape == (720, 1280)
            for way in mute:
                way.close()


def _until_told(way: socket.socket) -> bytes:
    way.settimeout(PATIENCE_S)
    came = b""
    while b"X-Exposure-Ms" not in came:
        came = came[-200:] + way.recv(65_536)
    return came + way.recv(200)
