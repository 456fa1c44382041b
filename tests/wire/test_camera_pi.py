"""The Pi camera's process: the file that runs on the Pi, under the system's own Python, with a folder as its camera."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from drivers.camera import pi_camera
from drivers.camera.codes import read_codes
from drivers.camera.driver import Camera
from drivers.camera.looking import Looking
from drivers.camera.sim import CameraSim
from drivers.loop import Condition, DeviceLoop
from drivers.trouble import LinkLost
from tests.bench.code_pictures import qr
from tests.wire.camera_stand import CLAIM, texts
from tests.wire.waiting import until

SCRIPT = Path(pi_camera.__file__)
PYTHON = Path("/usr/bin/python3")
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="no system Python here")


class PictureProcess:
    """One run after another of the script, as systemd starts it again and again."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "run" / "pictures"
        self.source = f"unix:{self.socket}"
        self._folder = folder
        camera = CameraSim()
        camera.show(Image.fromarray(qr(CLAIM, pixels=8)))
        (folder / "1.jpg").write_bytes(camera.jpeg())
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *more: str) -> None:
        command: list[str | Path] = [
            PYTHON,
            "-I",
            SCRIPT,
            "--socket",
            self.socket,
            "--camera",
            "stills",
            "--folder",
            self._folder,
        ]
        with (self._folder / "words.txt").open("ab") as words:
            self.process = subprocess.Popen([*command, *more], stderr=words, stdout=words)
        until(lambda: self.socket.exists() or self.ended is not None, 10)

    @property
    def ended(self) -> int | None:
        assert self.process is not None
        return self.process.poll()

    @property
    def words(self) -> str:
        return (self._folder / "words.txt").read_text()

    def stop(self, by: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(by)
        return self.process.wait(10)

    def close(self) -> None:
        if self.process is not None and self.ended is None:
            self.stop(signal.SIGKILL)


@pytest.fixture
def pi(tmp_path: Path) -> Iterator[PictureProcess]:
    with closing(PictureProcess(tmp_path)) as made:
        yield made


def test_its_pictures_arrive_and_its_exposure_is_told(pi: PictureProcess) -> None:
    pi.start("--rate", "30")
    with closing(Camera(pi.source, name="camera")) as camera:
        frame = camera.frame()
        assert texts(read_codes(frame.grey)) == [("qr", CLAIM)] and frame.exposure_ms is None
        assert camera.expose(6.0)
        until(lambda: camera.frame().exposure_ms == 6.0, 5)
        assert camera.still() == (pi.socket.parent.parent / "1.jpg").read_bytes()
    with closing(Camera(pi.source, name="camera")) as again:
        until(lambda: again.frame().exposure_ms is None)  # the next viewer finds it automatic
    assert pi.stop(signal.SIGTERM) == 0
    assert not pi.socket.exists()


@pytest.mark.parametrize("mode", ["600", "660"])
def test_the_socket_is_for_whom_the_unit_says(pi: PictureProcess, mode: str) -> None:
    pi.start("--mode", mode)
    until(lambda: "ready" in pi.words, 5)
    assert pi.socket.stat().st_mode & 0o777 == int(mode, 8)


def test_killed_stopped_and_started_again_the_loop_says_so_and_it_comes_back(pi: PictureProcess) -> None:
    came: list[str] = []
    looking = Looking(lambda code: came.append(code.text), "bracket")
    loop = DeviceLoop(
        "camera",
        lambda: looking.opened(Camera(pi.source, name="camera")),
        looking.round,
        every_s=0,
        on_health=lambda _: None,
        longest_wait_s=0.4,
    )
    loop.start()
    try:
        until(lambda: loop.health.condition is Condition.DOWN, 5)
        pi.start()
        until(lambda: loop.health.condition is Condition.UP and came, 10)
        pi.stop(signal.SIGKILL)  # its socket stays behind, dead
        until(lambda: loop.health.condition is Condition.DOWN, 5)
        assert pi.socket.exists()
        pi.start()
        until(lambda: loop.health.condition is Condition.UP, 10)
        assert pi.process is not None
        os.kill(pi.process.pid, signal.SIGSTOP)
        until(lambda: loop.health.condition is Condition.DOWN, 10)
        os.kill(pi.process.pid, signal.SIGCONT)
        until(lambda: loop.health.condition is Condition.UP, 10)
    finally:
        loop.stop()


def test_a_camera_that_sends_nothing_ends_its_process_for_the_unit_to_start_it_again(
    pi: PictureProcess,
) -> None:
    pi.start("--rate", "0.05")  # one picture in twenty seconds: a sensor that hangs
    until(lambda: pi.ended is not None, 10)
    assert pi.ended == 1 and "sends nothing" in pi.words and not pi.socket.exists()
    with pytest.raises(LinkLost):
        Camera(pi.source, name="camera")


def test_without_a_camera_it_says_why_and_ends(pi: PictureProcess) -> None:
    (pi.socket.parent.parent / "1.jpg").unlink()
    pi.start()
    until(lambda: pi.ended is not None, 10)
    assert pi.ended == 1 and "no pictures" in pi.words


def test_where_picamera2_is_missing_it_says_so_and_ends(pi: PictureProcess) -> None:
    command: list[str | Path] = [PYTHON, "-I", SCRIPT, "--socket", pi.socket]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert (
        "ModuleNotFoundError" in done.stderr or "RuntimeError" in done.stderr or "IndexError" in done.stderr
    )


def test_it_needs_nothing_but_the_standard_library() -> None:
    """The venv's packages are built for another numpy than the system's: none of them may be reached."""
    probe = "import runpy, sys; runpy.run_path(sys.argv[1]); print(sorted(m for m in sys.modules if 'numpy' in m))"
    done = subprocess.run(
        [PYTHON, "-I", "-c", probe, SCRIPT], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.strip() == "[]"
