"""Opens the camera and looks for codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.camera.codes import Moments, Watch
from drivers.camera.driver import Camera
from drivers.loop import DeviceLoop
from kiosk.assembly.paths import OnHealth, at
from kiosk.settings import Settings


def camera_loop(
    settings: Settings, root: Path, on_code: Callable[[str], None], on_health: OnHealth
) -> DeviceLoop[Any] | None:
    """Return the loop that looks for codes, if the site has a camera."""
    if settings.camera is None:
        return None
    source = at(root, settings.camera.source)
    watch, moments = Watch(), Moments()

    def make_round(camera: Camera) -> str:
        frame = camera.frame()
        for code in moments.fresh(watch.look(frame.grey, frame.taken_s), frame.taken_s):
            on_code(code.text)
        return ""

    return DeviceLoop(
        "camera", lambda: Camera(source, name="camera"), make_round, every_s=0.0, on_health=on_health
    )
