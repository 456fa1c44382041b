"""A code on paper among other print, seen through a lens in some light: what can be wrong with a picture of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.bench.code_pictures import Grey


@dataclass
class Scene:
    """A symbol on its way into a picture: what is still to be done to it, drawn from one chance."""

    symbol: Grey
    chance: random.Random
    noise: np.random.Generator
    size: tuple[int, int]
    linear: bool
    pixels: float = 3.5
    """Pixels a module in the picture, before tilting."""
    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    bend: float = 0.0
    """The angle, in radians, that the symbol covers of the round thing it is stuck on."""
    blur_px: float = 0.0
    smear_px: float = 0.0
    contrast: float = 1.0
    grain: float = 2.0
    quality: int = 88
    inverted: bool = False
    light: NDArray[np.float64] | None = None
    glare: NDArray[np.float64] | None = None


def seen(scene: Scene) -> Grey:
    """Return the picture of a scene: paper among print, through a lens, in its light, as JPEG."""
    symbol = 255 - scene.symbol if scene.inverted else scene.symbol
    wide, high = scene.size
    lens = _lens(scene, symbol.shape)
    bent = _bent_symbol(symbol, scene.bend) if scene.bend else symbol
    step = 8 / max(scene.pixels, 1e-6)
    if step > 2:  # what is far is averaged, not sampled
        bent = cv2.GaussianBlur(bent, (0, 0), 0.3 * step)  # type: ignore[assignment]
    paper = cv2.warpPerspective(bent, lens, (wide, high), flags=cv2.INTER_LINEAR)
    there = cv2.warpPerspective(np.full(bent.shape, 255, np.uint8), lens, (wide, high)) > 127
    around = background(scene.size, scene.chance, scene.noise, dark=scene.inverted)
    view = np.where(there, paper, around).astype(np.float64)
    middle = 128 + scene.chance.uniform(-30, 30)
    view = (view - 128) * scene.contrast + middle
    if scene.light is not None:
        view *= scene.light
    if scene.blur_px:
        view = np.asarray(cv2.filter2D(view, -1, _disc(scene.blur_px)), np.float64)
    if scene.smear_px:
        smear = _line(scene.smear_px, scene.chance.uniform(0, np.pi))
        view = np.asarray(cv2.filter2D(view, -1, smear), np.float64)
    if scene.glare is not None:
        view += scene.glare
    view += scene.noise.normal(0, scene.grain, view.shape)
    file = cv2.imencode(
        ".jpg", np.clip(view, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, scene.quality]
    )[1]
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)


def _lens(scene: Scene, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return how the symbol's pixels come to the picture's: turned, tilted about an axis of its own, in the middle."""
    high, wide = shape
    scale = scene.pixels / 8
    turn, tilt = np.deg2rad(scene.turn_deg), np.deg2rad(scene.tilt_deg)
    room = min(0.95 * scene.size[0] / (wide * scale), 0.95 * scene.size[1] / (high * scale))
    if scene.turn_deg % 180:
        room = min(room, 0.95 * scene.size[1] / (np.hypot(wide, high) * scale))
    scale *= min(1.0, room)
    away, axis = 2.5 * max(wide, high) * scale, scene.chance.uniform(0, 2 * np.pi)
    if scene.linear:
        axis = scene.chance.choice((0.0, np.pi / 2, np.pi / 4))
    to = []
    for left, top in ((-wide, -high), (wide, -high), (wide, high), (-wide, high)):
        x, y = left * scale / 2, top * scale / 2
        along, beside = x * np.cos(axis) + y * np.sin(axis), -x * np.sin(axis) + y * np.cos(axis)
        nearer = away / (away + beside * np.sin(tilt))
        beside *= np.cos(tilt)
        x = (along * np.cos(axis) - beside * np.sin(axis)) * nearer
        y = (along * np.sin(axis) + beside * np.cos(axis)) * nearer
        to.append((x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)))
    spot = (
        np.array(to)
        + np.array(scene.size) / 2
        + np.array((scene.chance.uniform(-15, 15), scene.chance.uniform(-15, 15)))
    )
    whence = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(whence, spot.astype(np.float32)), np.float64)


def _bent_symbol(symbol: Grey, bend: float) -> Grey:
    """Return the symbol as it looks on a bottle: its sides come nearer to each other and turn away."""
    high, wide = symbol.shape
    reach = np.sin(bend / 2)
    across = np.arcsin(np.linspace(-reach, reach, wide)) / bend + 0.5
    sag = (1 - np.cos((across - 0.5) * bend)) * 0.12 * high
    down, _ = np.mgrid[0:high, 0:wide]
    return np.asarray(
        cv2.remap(
            symbol,
            np.tile(across * (wide - 1), (high, 1)).astype(np.float32),
            (down - sag[None, :]).astype(np.float32),
            cv2.INTER_LINEAR,
            borderValue=255,
        ),
        np.uint8,
    )


def _disc(radius: float) -> NDArray[np.float64]:
    side = int(np.ceil(radius)) * 2 + 1
    down, across = np.mgrid[0:side, 0:side] - side // 2
    kernel = np.clip(radius + 0.5 - np.hypot(down, across), 0, 1)
    return np.asarray(kernel / kernel.sum())


def _line(length: float, angle: float) -> NDArray[np.float64]:
    side = int(np.ceil(length)) * 2 + 3
    kernel = np.zeros((side, side), np.float64)
    for at in np.linspace(-length / 2, length / 2, 41):
        x, y = side / 2 - 0.5 + at * np.cos(angle), side / 2 - 0.5 + at * np.sin(angle)
        kernel[round(y), round(x)] += 1
    kernel = cv2.GaussianBlur(kernel, (0, 0), 0.5)  # type: ignore[assignment]
    return np.asarray(kernel / kernel.sum())


def background(
    size: tuple[int, int], chance: random.Random, noise: np.random.Generator, *, dark: bool = False
) -> Grey:
    """Return what lies around a code: a printed label, a box, a table."""
    wide, high = size
    level = chance.uniform(20, 70) if dark else chance.uniform(90, 235)
    stains = cv2.resize(noise.normal(0, 12, (6, 8)), size, interpolation=cv2.INTER_CUBIC)
    view = np.asarray(np.clip(level + stains, 0, 255), np.uint8)
    for _ in range(chance.randrange(4, 14)):
        at = (chance.randrange(wide), chance.randrange(high))
        ink = chance.choice((level * 0.25, level * 0.6, min(255.0, level * 1.4)))
        if chance.random() < 0.7:
            cv2.putText(
                view,
                letters(chance, 4, 16),
                at,
                chance.randrange(8),
                chance.uniform(0.4, 1.6),
                ink,
                chance.randrange(1, 3),
            )
        else:
            cv2.rectangle(
                view,
                at,
                (at[0] + chance.randrange(20, 260), at[1] + chance.randrange(10, 160)),
                ink,
                chance.choice((-1, 2, 4)),
            )
    return view


def letters(chance: random.Random, least: int, most: int) -> str:
    """Return capital letters and digits that are not mistaken for each other."""
    return "".join(chance.choices("ABCDEFGHJKMNPQRSTVWXYZ0123456789", k=chance.randint(least, most)))
