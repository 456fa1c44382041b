"""How many slips on dim paper and on bright screens are read: at one exposure, automatic, and with bracketing."""

from __future__ import annotations

import contextlib
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from drivers.camera.codes import Code
from drivers.camera.driver import Camera
from drivers.camera.looking import Looking
from drivers.camera.pi_camera import PictureServer
from drivers.camera.sim import CameraSim
from drivers.trouble import NoReply
from tests.bench.code_pictures import qr
from tests.bench.figures import Figure

LIGHTS = {
    "paper by day": (1.0, 0.0),
    "paper in the evening": (0.08, 0.0),
    "paper at night": (0.02, 0.0),
    "phone by day": (1.0, 8.0),
    "phone in the evening": (0.08, 12.0),
    "phone at night": (0.02, 25.0),
    "phone at night, brightest": (0.02, 60.0),
}
"""Light in the lobby, and how many whites of lit paper the screen shines (0: it is paper)."""
SHARES = (0.25, 0.4, 0.6)
"""How much of the view's height the slip or screen takes."""
WAYS: dict[str, str | float] = {"fixed 8 ms": 8.0, "auto": "auto", "bracket": "bracket"}
MOST_PICTURES = 24
"""Two seconds: who holds a slip up for longer has given up."""


@dataclass(frozen=True)
class Held:
    """One slip held up in some light: after how many pictures it was read, None for never."""

    light: str
    way: str
    pictures: int | None


def exposures(count: int = 2) -> list[Figure]:
    """Return how many are read within two seconds, by kind of light and way of exposing."""
    held = list(measured(count))
    how = "held before the simulated camera over its socket, read within 24 pictures"
    figures = [
        Figure(f"slips read, {light}", {way: _share(held, light, way) for way in WAYS}, "%", how)
        for light in LIGHTS
    ]
    figures.append(
        Figure(
            "slips read, all", {way: _share(held, "", way) for way in WAYS}, "%", how + ", all lights alike"
        )
    )
    how = (
        "median of those that were read, 12 a second; the simulated automatic exposure follows the light in 8"
    )
    figures += [
        Figure(f"pictures until read, {light}", {way: _pictures(held, light, way) for way in WAYS}, "", how)
        for light in LIGHTS
    ]
    return figures


def measured(count: int) -> Iterator[Held]:
    """Yield each slip with how it went."""
    chance = random.Random(6)
    with tempfile.TemporaryDirectory() as folder:
        lobby, path = CameraSim(), Path(folder) / "pictures"
        with closing(PictureServer(path, lobby)):
            for light in LIGHTS:
                for share in SHARES * count:
                    text = "LOGE1." + "".join(chance.choices("ABCDEFGHJKMNPQRSTVWXYZ0123456789", k=110))
                    for way, exposure in WAYS.items():
                        lobby.light, lobby.glow = LIGHTS[light]
                        lobby.clear()
                        yield Held(light, way, _read(lobby, f"unix:{path}", exposure, text, share))


def _read(lobby: CameraSim, source: str, exposure: str | float, text: str, share: float) -> int | None:
    came: list[Code] = []
    looking = Looking(came.append, exposure)
    with closing(looking.opened(Camera(source, name="camera"))) as camera:
        for _ in range(10):  # the automatic exposure settles on the empty lobby
            with contextlib.suppress(NoReply):
                looking.round(camera)
        lobby.show(Image.fromarray(qr(text, pixels=8)), share=share)
        for picture in range(1, MOST_PICTURES + 1):
            with contextlib.suppress(NoReply):  # a picture that a busy machine has missed
                looking.round(camera)
            if any(code.text == text for code in came):
                return picture
    return None


def _pictures(held: list[Held], light: str, way: str) -> float:
    counts = [one.pictures for one in held if (one.light, one.way) == (light, way) and one.pictures]
    return float(statistics.median(counts)) if counts else 0.0


def _share(held: list[Held], light: str, way: str) -> float:
    asked = [one for one in held if one.way == way and light in ("", one.light)]
    return round(100 * sum(one.pictures is not None for one in asked) / len(asked), 1)


def main() -> None:
    """Print the table."""
    for figure in exposures(int(sys.argv[1]) if len(sys.argv) > 1 else 2):
        print(
            f"{figure.name:<46}"
            + "".join(f"{way}: {value:>6.1f}{figure.unit}   " for way, value in figure.values.items())
        )


if __name__ == "__main__":
    main()
