"""Codes as they are hard to read: blurred, far, bent, torn, in glare and shadow.

Every picture follows from its seed. `TUNING` seeds were looked at while the reader was built; `HELD_OUT` ones never.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

import barcode
import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from tests.bench.code_pictures import Grey, Posed, code128, qr
from tests.bench.scenes import Scene, letters, seen

TUNING, HELD_OUT = 1, 90_001
SIZES = ((640, 480), (800, 600), (1280, 720))
Spoil = Callable[[Scene], None]


def _plane(size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    down, across = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float64)
    return down / size[1], across / size[1] - (size[0] / size[1] - 1) / 2


def _plain(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(2.5, 5)


def _small(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(1.15, 2.0)


def _defocus(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(2.5, 5)
    scene.blur_px = scene.pixels * scene.chance.uniform(0.35, 1.4 if scene.linear else 0.95)


def _motion(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(2.5, 5)
    scene.smear_px = scene.pixels * scene.chance.uniform(0.8, 2.4)


def _tilt(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(3.5, 6)
    scene.tilt_deg = scene.chance.uniform(40, 65)


def _bent(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(3, 5)
    scene.bend = scene.chance.uniform(0.8, 2.2)


def _turned(scene: Scene) -> None:
    scene.pixels = scene.chance.uniform(2.2, 4)
    scene.turn_deg = scene.chance.uniform(0, 360)


def _faint(scene: Scene) -> None:
    scene.contrast = scene.chance.uniform(0.06, 0.2)
    scene.grain = scene.chance.uniform(1.5, 4)


def _grainy(scene: Scene) -> None:
    scene.grain = scene.chance.uniform(15, 40)
    scene.quality = scene.chance.randrange(20, 60)


def _shadow(scene: Scene) -> None:
    """Half of it lies in the sun."""
    down, across = _plane(scene.size)
    angle = scene.chance.uniform(0, np.pi)
    beside = (across - 0.5) * np.cos(angle) + (down - 0.5) * np.sin(angle) + scene.chance.uniform(-0.08, 0.08)
    soft = scene.chance.uniform(0.004, 0.08)
    scene.light = scene.chance.uniform(0.12, 0.35) + 0.7 / (1 + np.exp(-beside / soft))


def _glare(scene: Scene) -> None:
    """A lamp's long spot on glass: in its middle nothing is left of what is behind."""
    down, across = _plane(scene.size)
    angle, reach = scene.chance.uniform(0, np.pi), scene.chance.uniform(0.03, 0.07)
    x, y = across - 0.5 - scene.chance.uniform(-0.12, 0.12), down - 0.5 - scene.chance.uniform(-0.12, 0.12)
    beside, along = x * np.sin(angle) - y * np.cos(angle), x * np.cos(angle) + y * np.sin(angle)
    scene.glare = 260 * np.exp(-((beside / reach) ** 2) - (along / (4 * reach)) ** 2)
    scene.contrast = 0.7


def _damaged(scene: Scene) -> None:
    """Pen strokes, holes, stains; or a strip, or corner, torn off."""
    high, wide = scene.symbol.shape
    scene.symbol = scene.symbol.copy()
    if scene.chance.random() < 0.5:
        for _ in range(scene.chance.randrange(1, 4)):
            ends = [(scene.chance.randrange(wide), scene.chance.randrange(high)) for _ in range(2)]
            thick, level = (
                max(2, round(wide * scene.chance.uniform(0.01, 0.03))),
                scene.chance.choice((10, 120, 250)),
            )
            cv2.line(scene.symbol, ends[0], ends[1], level, thick)
        return
    if scene.linear:  # bars: torn along the top or bottom
        scene.symbol[: round(high * scene.chance.uniform(0.2, 0.6))] = scene.chance.choice((60, 140, 255))
        return
    down, across = np.mgrid[0:high, 0:wide] / np.array((high, wide))[:, None, None]
    depth = scene.chance.choice((down, 1 - down)) + scene.chance.choice((across, 1 - across))
    scene.symbol[depth < scene.chance.uniform(0.25, 0.55)] = scene.chance.choice((60, 255))


def _inverted(scene: Scene) -> None:
    scene.inverted = True
    scene.pixels = scene.chance.uniform(2, 5)


def _snapshot(scene: Scene) -> None:
    """Some of everything, as in a picture that somebody took in a hurry."""
    chance = scene.chance
    scene.pixels = chance.uniform(1.6, 4.5)
    scene.turn_deg = chance.choice((0, 0, 90, 180, 270)) + chance.gauss(0, 8)
    scene.tilt_deg = abs(chance.gauss(0, 22))
    scene.bend = chance.choice((0, 0, 0.6))
    scene.blur_px = scene.pixels * chance.uniform(0, 0.6)
    scene.smear_px = scene.pixels * chance.choice((0, 0, 0.8))
    scene.contrast = chance.uniform(0.25, 0.9)
    scene.grain = chance.uniform(2, 12)
    scene.quality = chance.randrange(35, 90)
    if chance.random() < 0.3:
        _shadow(scene)


KINDS: Mapping[str, Spoil] = {
    "plain": _plain,
    "small": _small,
    "defocus": _defocus,
    "motion": _motion,
    "tilt": _tilt,
    "bent": _bent,
    "turned": _turned,
    "faint": _faint,
    "grainy": _grainy,
    "shadow": _shadow,
    "glare": _glare,
    "damaged": _damaged,
    "inverted": _inverted,
    "snapshot": _snapshot,
}


def _qr(chance: random.Random) -> tuple[str, Grey]:
    text = chance.choice(("LOGE1.", "https://example.org/", "")) + letters(
        chance, 6, chance.choice((20, 60, 150))
    )
    return text, qr(text, pixels=8, error=chance.choice("lmqh"))


def _code128(chance: random.Random) -> tuple[str, Grey]:
    text = chance.choice(("SF", "YT", "JDVA", "77", "ZTO", "78")) + "".join(
        chance.choices("0123456789", k=chance.randint(8, 14))
    )
    return text, code128(text, pixels=8)


def _retail(kind: str, digits: int) -> Callable[[random.Random], tuple[str, Grey]]:
    def made(chance: random.Random) -> tuple[str, Grey]:
        code = barcode.get(kind, "".join(chance.choices("0123456789", k=digits - 1)))
        bits = "0" * 11 + "".join(code.build()).replace("G", "1") + "0" * 11
        line = np.repeat(np.where(np.array(list(bits)) == "1", 0, 255).astype(np.uint8), 8)
        symbol = np.full((60 * 8, line.size), 255, np.uint8)
        symbol[16:-16] = line
        return code.get_fullcode()[-digits:].rjust(13 if kind == "upca" else digits, "0"), symbol

    return made


def _written(
    form: zxingcpp.BarcodeFormat, least: int, most: int
) -> Callable[[random.Random], tuple[str, Grey]]:
    def made(chance: random.Random) -> tuple[str, Grey]:
        text = letters(chance, least, most)
        symbol = np.array(zxingcpp.create_barcode(text, form).to_image(scale=8, add_quiet_zones=True))
        return text, np.ascontiguousarray(symbol, np.uint8)

    return made


SYMBOLS: Mapping[str, Callable[[random.Random], tuple[str, Grey]]] = {
    "qr": _qr,
    "code128": _code128,
    "ean13": _retail("ean13", 13),
    "upca": _retail("upca", 12),
    "ean8": _retail("ean8", 8),
    "datamatrix": _written(zxingcpp.BarcodeFormat.DataMatrix, 8, 40),
    "pdf417": _written(zxingcpp.BarcodeFormat.PDF417, 20, 90),
}
LINEAR = ("code128", "ean13", "upca", "ean8")


def hard(symbology: str, count: int, seed: int = TUNING) -> Iterator[Posed]:
    """Yield `count` pictures of each kind that show one code of this symbology."""
    for number, (kind, spoil) in enumerate(KINDS.items()):
        if kind == "inverted" and symbology in LINEAR:
            continue
        for turn in range(count):
            chance = random.Random(f"{seed} {symbology} {kind} {turn}")
            noise = np.random.default_rng((seed, number, turn, sum(symbology.encode())))
            text, symbol = SYMBOLS[symbology](chance)
            scene = Scene(symbol, chance, noise, chance.choice(SIZES), symbology in LINEAR)
            spoil(scene)
            yield Posed(f"{symbology} {kind}", seen(scene), text)
