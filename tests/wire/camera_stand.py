"""A simulated camera on each way that it can be reached, and what the camera tests have in common."""

from __future__ import annotations

import io
import socket
import threading
from pathlib import Path

from PIL import Image

from drivers.camera import codec
from drivers.camera.codes import Code
from drivers.camera.driver import Camera, Frame
from drivers.camera.pi_camera import PictureServer
from drivers.camera.sim import CameraServer, CameraSim, serve
from tests.bench.code_pictures import Grey

CLAIM = "LOGE1.7F3K9QH2M8VXTZ4B6NCRJWY5DPSA0E1G"
WAYBILL = "SF1234567890123"
WAYS = ("tcp", "socket")
HEAD = f"HTTP/1.0 200 OK\r\nContent-Type: {codec.content_type()}\r\n\r\n".encode()


class Stand:
    """One camera behind a TCP port, as cameras on a network are, or behind a socket, as the Pi's own is."""

    def __init__(self, way: str, folder: Path) -> None:
        self.lobby = CameraSim()
        self._path = folder / "pictures"
        self._server: CameraServer | PictureServer = (
            serve(self.lobby) if way == "tcp" else PictureServer(self._path, self.lobby)
        )
        self.source = self._server.url if isinstance(self._server, CameraServer) else f"unix:{self._path}"

    def unplug(self) -> None:
        """Pull the camera's cable; on the socket's way the server goes with it, as its process does."""
        self.lobby.unplug()
        if isinstance(self._server, PictureServer):
            self._server.close()

    def plug(self) -> None:
        """Put the cable in again."""
        self.lobby.plug()
        if isinstance(self._server, PictureServer):
            self._server = PictureServer(self._path, self.lobby)

    def close(self) -> None:
        """End it all."""
        self.lobby.unplug()
        self._server.close()


def texts(codes: tuple[Code, ...]) -> list[tuple[str, str]]:
    """Return what codes say, with their symbology."""
    return [(code.symbology, code.text) for code in codes]


def frame_with_news(lobby: CameraSim, camera: Camera) -> Frame:
    """Return the first frame that arrived after the picture now shown went out."""
    while True:
        frame = camera.frame()
        if lobby.last_sent_s is not None and frame.taken_s >= lobby.last_sent_s:
            return frame


def png(picture: Grey) -> bytes:
    """Return a picture as a PNG file."""
    made = io.BytesIO()
    Image.fromarray(picture).save(made, "PNG")
    return made.getvalue()


def raw_server(*answers: bytes, then_hang: bool = False) -> tuple[str, threading.Event]:
    """Return the URL of a server that sends `answers` to one client, and the event that ends a hang."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def answer() -> None:
        with listening, listening.accept()[0] as client:
            client.recv(4096)
            for chunk in answers:
                client.sendall(chunk)
            if then_hang:
                over.wait(20)

    threading.Thread(target=answer, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}/camera.mjpg", over
