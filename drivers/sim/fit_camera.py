"""Fits the lobby's camera: behind the page's stream, or behind a socket as the Pi's own camera is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drivers.camera.pi_camera import PictureServer
from drivers.camera.sim import CameraSim

if TYPE_CHECKING:
    from drivers.sim.world import World

UNIX = "unix:"


class Ribbon:
    """The cable of a camera behind a socket: with it goes the server, and the socket with the server."""

    def __init__(self, camera: CameraSim, path: Path) -> None:
        self._camera = camera
        self._path = path
        self._server: PictureServer | None = None

    @property
    def plugged(self) -> bool:
        """Whether it is in."""
        return self._server is not None

    def plug(self) -> None:
        """Put it in: the socket is there."""
        self._camera.plug()
        if self._server is None:
            self._server = PictureServer(self._path, self._camera)

    def unplug(self) -> None:
        """Pull it: every stream ends, and the socket is gone."""
        self._camera.unplug()
        if self._server is not None:
            self._server.close()
            self._server = None


def fit_camera(world: World) -> CameraSim:
    """Return the lobby's camera, with a cable to pull and faults to set where the site has one."""
    camera = CameraSim()
    if "camera" not in world.plan.site:
        return camera
    source = str(world.plan.site["camera"]["source"])
    on_socket = source.startswith(UNIX)
    world.cables["camera"] = Ribbon(camera, world.plan.path(source)) if on_socket else camera
    world.faultable["camera"] = [camera]
    return camera
