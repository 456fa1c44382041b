"""The simulated camera: the lobby as it sees it, any picture held before it, and its cable."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image, ImageFilter

from drivers.camera import codec
from drivers.camera.pi_camera import Picture
from drivers.camera.sim_light import Scene
from drivers.camera.sim_view import HEIGHT, WIDTH, empty_lobby, encoded, held_up, opened

_WHOLE = {"blur_px": 0.0, "light": 1.0, "glow": 0.0}
_EVERY_S = 1 / 12
_METERS_AFTER = 8
"""Pictures until an automatic exposure has followed a change of light: two thirds of a second."""


class CameraSim:
    """A camera looking at a dim lobby; `show` holds a picture before it, `unplug` pulls its cable.

    Any thread may call anything. The picture is encoded once a change, however many streams there are. It is a source
    for `pi_camera.PictureServer` as well: there its exposure can be set. Faults, all to be set at any time: `frozen`,
    `torn`, `giant`, `blur_px`, `stubborn`; and the light: `light`, `glow`.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lobby = empty_lobby()
        self._held: tuple[Image.Image, tuple[int, int]] | None = None
        self._fault: dict[str, float] = dict(_WHOLE)
        self._exposure_ms: float | None = None
        self._jpeg = encoded(self._lobby)
        self._metered_ms: float | None = None
        self._sent = 0
        self._turn = 0
        self._plugged = True
        self._frozen = False
        self.torn = False
        """Every picture ends in its middle, as on a cable that loses bytes."""
        self.giant = False
        """Every picture claims to be 65535 pixels high and wide."""
        self.stubborn = False
        """It lets nobody set its exposure, and does not say so."""
        self.last_sent_s: float | None = None
        """Monotonic seconds when the current picture first went out to a stream; None until it does."""

    def show(
        self, picture: Image.Image | bytes, *, fills_view: bool = False, share: float | None = None
    ) -> None:
        """Hold `picture` (a PIL image, or a picture file of any kind) before the camera.

        `share` is how much of the view's height it takes (None: as one holds such a thing). `fills_view` makes it all
        that the camera sees, stretched to 1280x720: for views posed elsewhere.

        Raises:
            ValueError: the bytes are no picture, or one of more than `MOST_PIXELS`; what was shown stays.
        """
        held = opened(picture) if isinstance(picture, bytes) else picture
        if fills_view:
            self._held = held.convert("RGB").resize((WIDTH, HEIGHT)), (0, 0)
        else:
            self._held = held_up(held, share)
        self._look_again()

    def clear(self) -> None:
        """Take the picture away: the empty lobby is seen."""
        self._held = None
        self._look_again()

    def plug(self) -> None:
        """Put the cable in: streams can be opened again."""
        with self._changed:
            self._plugged = True

    def unplug(self) -> None:
        """Pull the cable: every stream ends at once, and new ones are empty."""
        with self._changed:
            self._plugged = False
            self._changed.notify_all()

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._plugged

    @property
    def frozen(self) -> bool:
        """Whether the camera hangs: the streams stay open and nothing more comes out of them."""
        return self._frozen

    @frozen.setter
    def frozen(self, hangs: bool) -> None:
        with self._changed:
            self._frozen = hangs
            self._changed.notify_all()

    @property
    def blur_px(self) -> float:
        """How far out of focus the lens is: the sigma of its blur in pixels; 0: sharp."""
        return self._fault["blur_px"]

    @blur_px.setter
    def blur_px(self, sigma_px: float) -> None:
        self._set_fault("blur_px", sigma_px)

    @property
    def light(self) -> float:
        """The light in the lobby: 1.0 in the day, 0.02 at night with one lamp."""
        return self._fault["light"]

    @light.setter
    def light(self, share: float) -> None:
        self._set_fault("light", share)

    @property
    def glow(self) -> float:
        """How bright what is held up shines by itself, in whites of lit paper: 0.0 paper, 12.0 a phone's screen."""
        return self._fault["glow"]

    @glow.setter
    def glow(self, whites: float) -> None:
        self._set_fault("glow", whites)

    @property
    def exposure_ms(self) -> float | None:
        """The exposure that was asked for; None: automatic."""
        return self._exposure_ms

    def expose(self, exposure_ms: float | None) -> None:
        """Take pictures with so long an exposure from now on; None: as the camera thinks best."""
        if not self.stubborn and exposure_ms != self._exposure_ms:
            self._exposure_ms = exposure_ms
            self._look_again()

    def jpeg(self) -> bytes:
        """Return what the camera sees now: 1280x720, JPEG."""
        return self._jpeg

    def next(self, after: int, within_s: float) -> Picture | None:
        """Return the picture after number `after`, at most 12 a second; None if none came `within_s`.

        Raises:
            OSError: the cable was pulled.
        """
        del within_s  # a picture comes sooner than anybody's patience ends, or the camera hangs
        with self._changed:
            self._wait(after)
            if not self._plugged:
                raise ConnectionResetError("the camera is unplugged")
            if self._frozen:
                return None
            if self.last_sent_s is None:
                self.last_sent_s = time.monotonic()
            self._sent += 1
            picture = Picture(self._turn, self._spoilt(self._jpeg), self._exposure_ms)
        if self._sent == _METERS_AFTER and self._exposure_ms is None and self._is_lit:
            self._look_again(metered=True)
        return picture

    def stream(self) -> Iterator[bytes]:
        """Yield the parts of an endless multipart body (`codec.content_type()`), about 12 a second.

        A changed picture goes out at once. The iterator ends when the cable is pulled.
        """
        turn = -1
        while True:
            try:
                picture = self.next(turn, _EVERY_S)
            except ConnectionResetError:
                return
            if picture is not None:
                turn = picture.turn
                yield codec.part(picture.jpeg)

    def _wait(self, turn: int) -> None:
        """Wait for a picture other than `turn`, for the cable to be pulled, or for the next frame's time."""
        self._changed.wait_for(
            lambda: not self._plugged or (self._turn != turn and not self._frozen), timeout=_EVERY_S
        )

    def _set_fault(self, name: str, value: float) -> None:
        self._fault[name] = float(value)
        self._look_again()

    def _spoilt(self, jpeg: bytes) -> bytes:
        if self.giant:
            size_at = jpeg.index(b"\xff\xc0") + 5
            jpeg = jpeg[:size_at] + b"\xff\xff\xff\xff" + jpeg[size_at + 4 :]
        return jpeg[: len(jpeg) // 2] if self.torn else jpeg

    def _look_again(self, *, metered: bool = False) -> None:
        """See anew. An automatic exposure follows only when it has `metered` the light for a while."""
        seen = self._seen(metered)
        if self.blur_px:
            seen = seen.filter(ImageFilter.GaussianBlur(self.blur_px))
        jpeg = encoded(seen)
        with self._changed:
            self._jpeg = jpeg
            self._turn += 1
            if not metered:
                self._sent, self.last_sent_s = 0, None
            self._changed.notify_all()

    @property
    def _is_lit(self) -> bool:
        """Whether the light matters: by plain light what is held up is seen to the pixel."""
        return self.light != 1.0 or (self._held is not None and self.glow > 0)

    def _seen(self, metered: bool) -> Image.Image:
        held, corner = self._held or (None, (0, 0))
        if self._exposure_ms is not None or self._is_lit:
            scene = Scene(self._lobby, held, corner, self.light, self.glow)
            if metered or self._metered_ms is None:
                self._metered_ms = scene.metered_ms()
            return scene.seen(self._exposure_ms or self._metered_ms)
        self._metered_ms = None
        seen = self._lobby.copy()
        if held is not None:
            seen.paste(held, corner)
        return seen


class _Handler(BaseHTTPRequestHandler):
    """Serves the stream of its server's camera at any path, or 503 while the cable is out."""

    server: CameraServer

    def do_GET(self) -> None:
        """Send the stream until the camera or the viewer goes."""
        if not self.server.camera.plugged:
            self.send_error(503, "The camera is unplugged")
            return
        self.send_response(200)
        self.send_header("Content-Type", codec.content_type())
        self.end_headers()
        try:
            for chunk in self.server.camera.stream():
                self.wfile.write(chunk)
        except OSError:  # the viewer has gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: a camera has no log."""


class CameraServer(ThreadingHTTPServer):
    """An HTTP server on localhost with nothing but one camera."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, camera: CameraSim, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.camera = camera

    @property
    def url(self) -> str:
        """Where the stream is."""
        return f"http://127.0.0.1:{self.server_address[1]}/camera.mjpg"

    def close(self) -> None:
        """Stop serving and release the port."""
        self.shutdown()
        self.server_close()


def serve(camera: CameraSim, port: int = 0) -> CameraServer:
    """Return a running server of `camera` on localhost; port 0 takes any free one (see `url`)."""
    server = CameraServer(camera, port)
    threading.Thread(target=server.serve_forever, args=(0.05,), name="camera server", daemon=True).start()
    return server
