"""Pictures with known codes for measuring: waybills and claim slips before a lobby camera, in any light."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import barcode
import cv2
import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
SIZE = (1280, 720)


@dataclass(frozen=True)
class Posed:
    """A picture of a known kind; `text` is all that may be read in it, None where nothing may."""

    kind: str
    grey: Grey
    text: str | None


def qr(text: str, pixels: int = 4, error: str = "m") -> Grey:
    """Return a QR code, `pixels` a module, with its quiet zone."""
    made = io.BytesIO()
    segno.make(text, error=error, micro=False).save(made, kind="png", scale=pixels, border=4)
    return np.array(Image.open(made).convert("L"))


def code128(text: str, pixels: int = 3) -> Grey:
    """Return a Code 128, `pixels` a module, with its quiet zone."""
    bits = "0" * 12 + "".join(barcode.get("code128", text).build()) + "0" * 12
    line = np.repeat(np.where(np.array(list(bits)) == "1", 0, 255).astype(np.uint8), pixels)
    paper = np.full((40 * pixels, line.size), 255, np.uint8)
    paper[3 * pixels : -3 * pixels] = line
    return paper


def posed(count: int, seed: int = 1) -> Iterator[Posed]:
    """Yield `count` QR and `count` Code 128 pictures of each kind, and decoys; the same for the same seed."""
    chance = random.Random(seed)
    noise = np.random.default_rng(seed)
    for kind, spoil in KINDS.items():
        for _ in range(count):
            for make in (_claim_slip, _waybill) if kind != "inverted" else (_claim_slip,):
                text, code = make(chance)
                yield Posed(
                    f"{kind} {'qr' if make is _claim_slip else 'code128'}", spoil(code, chance, noise), text
                )
    for _ in range(4 * count):
        yield Posed("decoy", _decoy(chance, noise), None)


def _claim_slip(chance: random.Random) -> tuple[str, Grey]:
    text = "LOGE1." + "".join(
        chance.choices("ABCDEFGHJKMNPQRSTVWXYZ0123456789", k=chance.choice((24, 110, 150)))
    )
    return text, qr(text, pixels=chance.choice((5, 6, 7)))


def _waybill(chance: random.Random) -> tuple[str, Grey]:
    company = chance.choice(("SF", "YT", "JDVA", "77", "43"))
    text = company + "".join(chance.choices("0123456789", k=chance.choice((10, 13, 13))))
    return text, code128(text, pixels=chance.choice((3, 4)))


def _lobby(noise: np.random.Generator, level: float = 60.0) -> Grey:
    ramp = np.linspace(level * 0.6, level * 1.5, SIZE[0])[None, :] * np.linspace(1.2, 0.8, SIZE[1])[:, None]
    return _grey(np.clip(ramp + noise.normal(0, 2, (SIZE[1], SIZE[0])), 0, 255))


def placed(
    code: Grey, noise: np.random.Generator, turn_deg: float = 0, tilt: float = 0, scale: float = 1
) -> Grey:
    """Return a lobby with `code` in it, turned, tilted (0 to 1: how much the far edge shrinks) and scaled."""
    high, wide = code.shape
    scale *= (
        min(1.0, 1150 / wide, 640 / high) if turn_deg % 180 == 0 else min(1.0, 660 / np.hypot(wide, high))
    )
    halves = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) * scale / 2
    halves[:2] *= 1 - tilt * 0.4
    halves[:2, 1] *= 1 - tilt * 0.3
    angle = np.deg2rad(turn_deg)
    turning = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    to = (halves @ turning + (SIZE[0] / 2, SIZE[1] / 2)).astype(np.float32)
    whence = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    lens = cv2.getPerspectiveTransform(whence, to)
    paper = cv2.warpPerspective(code, lens, SIZE, flags=cv2.INTER_AREA, borderValue=0)
    shape = cv2.warpPerspective(np.full_like(code, 255), lens, SIZE, borderValue=0)
    return _grey(np.where(shape > 127, paper, _lobby(noise)))


def _noisy(grey: Grey, noise: np.random.Generator, levels: float) -> Grey:
    return _grey(np.clip(grey + noise.normal(0, levels, grey.shape), 0, 255))


def _dim(grey: Grey, noise: np.random.Generator) -> Grey:
    return _noisy(_grey(grey * 0.16 + 12), noise, 3)


def _glare(grey: Grey, chance: random.Random) -> Grey:
    across, down = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    x, y = SIZE[0] / 2 + chance.uniform(-250, 250), SIZE[1] / 2 + chance.uniform(-150, 150)
    spot = 150 * np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * 90.0**2))
    return _grey(np.clip(grey * 0.7 + 20 + spot, 0, 255))


def _smeared(grey: Grey, pixels: int) -> Grey:
    return _grey(cv2.blur(grey, (pixels, 1)))


def _decoy(chance: random.Random, noise: np.random.Generator) -> Grey:
    """Return what looks like a code and is none: bars or blocks, hatching, noise, a covered waybill."""
    seen = _lobby(noise).copy()
    pixels = chance.choice((3, 4, 6))
    kind = chance.randrange(6)
    if kind >= 4:
        code = _waybill(chance)[1].copy()
        thumb = chance.randrange(40, code.shape[1] - 160)
        code[:, thumb : thumb + chance.choice((30, 60, 120))] = 120
        return _noisy(placed(code, noise, chance.uniform(-8, 8)), noise, 2)
    if kind == 0:
        bars = np.repeat(noise.integers(0, 2, 900 // pixels).astype(np.uint8) * 255, pixels)
        seen[250:450, 150 : 150 + bars.size] = bars
    elif kind == 1:
        blocks = noise.integers(0, 2, (420 // pixels, 420 // pixels)).astype(np.uint8) * 255
        seen[150 : 150 + len(blocks) * pixels, 400 : 400 + len(blocks) * pixels] = np.kron(
            blocks, np.ones((pixels, pixels), np.uint8)
        )
    elif kind == 2:
        seen[(np.add.outer(np.arange(SIZE[1]), np.arange(SIZE[0])) // pixels) % 2 == 0] = 210
    else:
        seen = _noisy(seen, noise, 40)
    return _noisy(seen, noise, 2)


def _grey(pixels: NDArray[np.float64] | Grey | cv2.typing.MatLike) -> Grey:
    return np.asarray(pixels).astype(np.uint8)


KINDS: dict[str, Callable[[Grey, random.Random, np.random.Generator], Grey]] = {
    "plain": lambda code, _, noise: placed(code, noise),
    "turned 90": lambda code, chance, noise: placed(code, noise, chance.choice((90, 270))),
    "turned 180": lambda code, _, noise: placed(code, noise, 180),
    "askew 15": lambda code, chance, noise: placed(code, noise, chance.uniform(-15, 15)),
    "askew 45": lambda code, chance, noise: placed(code, noise, chance.uniform(30, 60)),
    "tilted": lambda code, chance, noise: placed(code, noise, chance.uniform(-6, 6), tilt=0.6),
    "far": lambda code, _, noise: placed(code, noise, scale=0.5),
    "out of focus": lambda code, _, noise: _grey(cv2.GaussianBlur(placed(code, noise), (0, 0), 2.0)),
    "moving": lambda code, chance, noise: _smeared(placed(code, noise, chance.uniform(-5, 5)), 4),
    "dim": lambda code, _, noise: _dim(placed(code, noise), noise),
    "noisy": lambda code, _, noise: _noisy(placed(code, noise), noise, 15),
    "glare": lambda code, chance, noise: _glare(placed(code, noise), chance),
    "inverted": lambda code, _, noise: placed(_grey(255 - code), noise),
}
