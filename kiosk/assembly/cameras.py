"""Opens the camera, looks for codes, and takes stills."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.camera.driver import Camera, Mounting, coarse, fitted
from drivers.camera.looking import Looking
from drivers.loop import DeviceLoop
from drivers.trouble import DeviceTrouble
from kiosk.assembly.paths import OnHealth, at
from kiosk.domain.deliveries.waybills import fits_a_carrier
from kiosk.flows.doors.evidence import Evidence, Rules
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register
from kiosk.settings import Settings
from kiosk.settings.camera import PI, CameraSettings

PI_SOCKET = "unix:/run/loge-picamera/pictures"
"""Where systemd/loge-picamera.service serves the Pi's own camera."""
LONGEST_PX, QUALITY = 1280, 80
STILL_WITHIN_S = 2.0


def camera_loop(
    settings: Settings,
    root: Path,
    on_code: Callable[[str], None],
    on_health: OnHealth,
    fits: Callable[[str], bool] = fits_a_carrier,
) -> DeviceLoop[Any] | None:
    """Return the loop that looks for codes, if the site has a camera. `fits`: whose bar code counts in one picture."""
    if settings.camera is None:
        return None
    source, mounting = source_of(settings.camera, root), mounting_of(settings.camera)
    camera = settings.camera
    looking = Looking(lambda code: on_code(code.text), camera.exposure, camera.codes, fits)
    return DeviceLoop(
        "camera",
        lambda: looking.opened(Camera(source, name="camera", mounting=mounting)),
        looking.round,
        every_s=0.0,
        on_health=on_health,
    )


def source_of(camera: CameraSettings, root: Path) -> str:
    """Return what the driver opens."""
    return PI_SOCKET if camera.source == PI else at(root, camera.source)


def mounting_of(camera: CameraSettings) -> Mounting:
    """Return how the camera hangs."""
    return Mounting(camera.rotation, camera.mirror)


class LobbyCamera:
    """The camera as the journeys see it: one still at a time."""

    def __init__(self, loop: DeviceLoop[Any], mounting: Mounting) -> None:
        self._loop = loop
        self._mounting = mounting

    def still(self) -> bytes:
        """Return what it sees now as an upright JPEG, its longer side at most 1280 pixels.

        Raises:
            Unavailable: the camera is down, or gives no whole picture.
        """
        # turned and scaled here, on the asking thread: the camera's own goes on looking for codes
        return self._whole(fitted(self._jpeg(), self._mounting, longest_px=LONGEST_PX, quality=QUALITY))

    def glance(self) -> bytes:
        """Return what it sees now, mirrored and too coarse for anybody to read a card in it. Raises as `still`."""
        return self._whole(coarse(self._jpeg(), self._mounting))

    def _jpeg(self) -> bytes:
        try:
            taken: bytes = self._loop.call(lambda camera: camera.still(), within_s=STILL_WITHIN_S)
        except DeviceTrouble as trouble:
            raise Unavailable(self._loop.name, "camera", str(trouble)) from trouble
        return taken

    def _whole(self, picture: bytes | None) -> bytes:
        if picture is None:
            raise Unavailable(self._loop.name, "camera", "no whole picture")
        return picture


def evidence_of(
    settings: Settings, folder: Path, ledger: Ledger, register: Register, clock: Clock
) -> Evidence:
    """Return what keeps stills. Without a camera it takes none, and still removes those whose time is over."""
    rules = Rules(())
    if (camera := settings.camera) is not None:
        free_bytes = camera.evidence_free_mb * 1_000_000
        rules = Rules(camera.evidence, camera.evidence_per_day, camera.evidence_days, free_bytes)
    return Evidence(ledger, register, clock, rules, lambda: shutil.disk_usage(folder).free)
