"""The simulated camera: the lobby as it sees it, any picture held before it, and its cable."""

from __future__ import annotations

import io
import threading
import time
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image, ImageDraw, ImageFilter, ImageOps, UnidentifiedImageError

from drivers.camera import codec

WIDTH, HEIGHT = 1280, 720
MOST_PIXELS = 40_000_000
"""Larger pictures are not taken: a drop of a few kB must not unpack to gigabytes."""

_EVERY_S = 1 / 12
_BESIDE_BY = 1.5
"""Taller than this times its width, a picture is a slip and is held closer: its code keeps its pixels."""


class CameraSim:
    """A camera looking at a dim lobby; `show` holds a picture before it, `unplug` pulls its cable.

    Any thread may call anything. The picture is encoded once a change, however many streams there are.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lobby = _lobby()
        self._jpeg = _encoded(self._lobby)
        self._turn = 0
        self._plugged = True
        self._frozen = False
        self.last_sent_s: float | None = None
        """Monotonic seconds when the current picture first went out to a stream; None until it does."""

    def show(self, picture: Image.Image | bytes, *, fills_view: bool = False) -> None:
        """Hold `picture` (a PIL image, or a picture file of any kind) before the camera.

        `fills_view` makes it all that the camera sees, stretched to 1280x720: for views posed elsewhere.

        Raises:
            ValueError: the bytes are no picture, or one of more than `MOST_PIXELS`; what was shown stays.
        """
        held = _opened(picture) if isinstance(picture, bytes) else picture
        seen = held.convert("RGB").resize((WIDTH, HEIGHT)) if fills_view else _held_up(self._lobby, held)
        self._set(_encoded(seen))

    def clear(self) -> None:
        """Take the picture away: the empty lobby is seen."""
        self._set(_encoded(self._lobby))

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

    def jpeg(self) -> bytes:
        """Return what the camera sees now: 1280x720, JPEG."""
        return self._jpeg

    def stream(self) -> Iterator[bytes]:
        """Yield the parts of an endless multipart body (`codec.content_type()`), about 12 a second.

        A changed picture goes out at once. The iterator ends when the cable is pulled.
        """
        turn = -1
        while True:
            with self._changed:
                self._wait(turn)
                if not self._plugged:
                    return
                if self._frozen:
                    continue
                if self.last_sent_s is None:
                    self.last_sent_s = time.monotonic()
                turn, jpeg = self._turn, self._jpeg
            yield codec.part(jpeg)

    def _wait(self, turn: int) -> None:
        """Wait for a picture other than `turn`, for the cable to be pulled, or for the next frame's time."""
        self._changed.wait_for(
            lambda: not self._plugged or (self._turn != turn and not self._frozen), timeout=_EVERY_S
        )

    def _set(self, jpeg: bytes) -> None:
        with self._changed:
            self._jpeg = jpeg
            self._turn += 1
            self.last_sent_s = None
            self._changed.notify_all()


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


def _opened(file: bytes) -> Image.Image:
    """Return the picture in `file`, upright and in memory.

    Raises:
        ValueError: no picture, a broken one, or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own word on large pictures; ours follows
            picture = Image.open(io.BytesIO(file))
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(f"the picture has {picture.width} x {picture.height} pixels")
        picture.load()
        return ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, EOFError) as cause:
        raise ValueError(f"this is no picture: {cause}") from cause


def _held_up(lobby: Image.Image, picture: Image.Image) -> Image.Image:
    """Return the lobby with `picture` on white paper in its middle, at 60 % of the height (slips: 92 %)."""
    clean = picture.convert("RGBA")
    paper = Image.new("RGB", clean.size, "white")
    paper.paste(clean, mask=clean.getchannel("A"))
    share = 0.92 if paper.height > _BESIDE_BY * paper.width else 0.6
    scale = min(share * HEIGHT / paper.height, 0.9 * WIDTH / paper.width)
    if scale > 1:  # whole pixels first: a small code must not be blurred by being enlarged
        paper = paper.resize(
            (paper.width * -int(-scale // 1), paper.height * -int(-scale // 1)), Image.Resampling.NEAREST
        )
        scale = min(share * HEIGHT / paper.height, 0.9 * WIDTH / paper.width)
    size = max(1, round(paper.width * scale)), max(1, round(paper.height * scale))
    paper = ImageOps.expand(paper.resize(size, Image.Resampling.LANCZOS), border=12, fill="white")
    seen = lobby.copy()
    seen.paste(paper, ((WIDTH - paper.width) // 2, (HEIGHT - paper.height) // 2))
    return seen


def _lobby() -> Image.Image:
    """Return an empty lobby in the evening: floor, far wall, a glass door, a lamp, out of focus."""
    lobby = Image.new("RGB", (WIDTH, HEIGHT), (58, 54, 50))
    draw = ImageDraw.Draw(lobby)
    draw.polygon([(0, HEIGHT), (WIDTH, HEIGHT), (960, 470), (320, 470)], fill=(78, 72, 64))
    draw.rectangle((320, 130, 960, 470), fill=(88, 82, 74))
    draw.rectangle((520, 190, 760, 470), fill=(44, 56, 66))
    draw.line((640, 190, 640, 470), fill=(96, 98, 96), width=8)
    draw.rectangle((370, 230, 450, 330), fill=(110, 96, 78))
    draw.ellipse((560, 40, 720, 90), fill=(150, 142, 122))
    return lobby.filter(ImageFilter.GaussianBlur(5))


def _encoded(seen: Image.Image) -> bytes:
    made = io.BytesIO()
    seen.save(made, "JPEG", quality=85)
    return made.getvalue()
