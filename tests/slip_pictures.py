"""A claim slip, or a phone that shows one, as a camera in a lobby sees it: torn, tilted, in glare, in the dark, far."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.language.messages import Language
from kiosk.paper import PaperStock, Qr
from kiosk.paper.forms import Letterhead
from tests.bench.code_pictures import SIZE, Grey, qr
from tests.bench.slips import claim_slip
from tests.paper_shots import printed

SIDES = ("top", "bottom", "left", "right", "top left", "top right", "bottom left", "bottom right")
TORN_OFF = 0.2
"""The share of a slip's surface that is gone."""
_LOBBY = 60.0
RAGGED = 0.015
"""A tear is no cut: it strays by so much of the width."""


def slip(text: str, paper_mm: int = 58) -> Grey:
    """Return a claim slip as the printer makes it, in dots, with this QR code on it."""
    letterhead = Letterhead("云栖花园", Language.SIMPLIFIED, "Asia/Shanghai", "0571-8765 4321")
    blocks = [
        replace(block, text=text) if isinstance(block, Qr) else block for block in claim_slip(letterhead)
    ]
    return np.asarray(printed(blocks, PaperStock(paper_mm), Language.SIMPLIFIED)[0], np.uint8)


def torn(paper: Grey, side: str, seed: int = 1) -> Grey:
    """Return a slip of which a fifth is torn off at one side or corner, raggedly; what shows there is the lobby."""
    high, wide = paper.shape
    down, across = np.mgrid[0:high, 0:wide]
    from_edge = {
        "top": down / high, "bottom": 1 - down / high, "left": across / wide, "right": 1 - across / wide,
    }  # fmt: skip
    edges = side.split()
    depth = sum(from_edge[edge] for edge in edges)
    ragged = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (high, wide)), (0, 0), 5)
    found = paper.copy()
    found[
        depth + RAGGED * ragged / ragged.std() < (TORN_OFF if len(edges) == 1 else (2 * TORN_OFF) ** 0.5)
    ] = _LOBBY
    return found


def code_torn(text: str, share: float) -> Grey:
    """Return a QR code alone whose lower right corner is gone: this share of its surface."""
    code = qr(text, pixels=6)
    side = code.shape[0]
    down, across = np.mgrid[0:side, 0:side] / side
    code[2 - down - across < (2 * share) ** 0.5] = _LOBBY
    return code


def tilted(paper: Grey, degrees: float, axis: str, fills: float = 0.9, away: float = 3.0) -> Grey:
    """Return the view of a lobby with `paper` turned about its own "x" or "y" axis, filling this share of the height.

    `away`: how far the camera is, in heights of the paper.
    """
    high, wide = paper.shape
    angle, aspect = np.deg2rad(degrees), wide / high
    corners = []
    for x, y in ((-aspect, -1.0), (aspect, -1.0), (aspect, 1.0), (-aspect, 1.0)):
        x, y = x / 2, y / 2
        at = (
            (x * np.cos(angle), y, x * np.sin(angle))
            if axis == "y"
            else (x, y * np.cos(angle), y * np.sin(angle))
        )
        nearer = away / (away + at[2])
        corners.append((at[0] * nearer * fills * SIZE[1], at[1] * nearer * fills * SIZE[1]))
    return _seen(paper, np.array(corners) + np.array(SIZE) / 2)


def _seen(paper: Grey, corners: NDArray[np.float64]) -> Grey:
    high, wide = paper.shape
    whence = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    lens = cv2.getPerspectiveTransform(whence, corners.astype(np.float32))
    there = cv2.warpPerspective(np.full_like(paper, 255), lens, SIZE)
    view = cv2.warpPerspective(paper, lens, SIZE, flags=cv2.INTER_AREA)
    noise = np.random.default_rng(7).normal(0, 2, (SIZE[1], SIZE[0]))
    return _grey(np.where(there > 127, view, _LOBBY) + noise)


def phone(text: str, chance: random.Random, *, dark: bool = False) -> Grey:
    """Return a phone's screen with a QR code, held askew, with the reflection of a lamp across it.

    `dark`: its theme shows light modules on black.
    """
    code = qr(text, pixels=8)
    code = _grey(255 - code) if dark else code
    screen = np.full((2 * code.shape[0], int(1.15 * code.shape[1])), 20 if dark else 245, np.uint8)
    y, x = (np.array(screen.shape) - np.array(code.shape)) // 2
    screen[y : y + code.shape[0], x : x + code.shape[1]] = code
    view = tilted(screen, chance.uniform(-20, 20), "y", fills=1.15).astype(np.float64)
    return _grey(view * 0.75 + 30 + _lamp(chance))


def _lamp(chance: random.Random) -> NDArray[np.float64]:
    """A long soft spot, as a fluorescent tube is seen in glass: in its middle nothing is left of what is behind."""
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    angle = np.deg2rad(chance.uniform(20, 70))
    x, y = SIZE[0] / 2 + chance.uniform(-90, 90), SIZE[1] / 2 + chance.uniform(-90, 90)
    beside = (across - x) * np.sin(angle) - (down - y) * np.cos(angle)
    along = (across - x) * np.cos(angle) + (down - y) * np.sin(angle)
    spot: NDArray[np.float64] = 190 * np.exp(-((beside / 26) ** 2) - (along / 200) ** 2)
    return spot


def in_the_dark(view: Grey) -> Grey:
    """Return a view at night: a sixth of the light, and the sensor's own noise."""
    noise = np.random.default_rng(9).normal(0, 3, view.shape)
    return _grey(view * 0.16 + 12 + noise)


def _grey(pixels: NDArray[np.float64] | Grey) -> Grey:
    return np.clip(pixels, 0, 255).astype(np.uint8)


def views(text: str) -> Mapping[str, Callable[[], Grey]]:
    """Return every way in which a slip with this code is held up, by name; each picture is made when asked for."""
    made: dict[str, Callable[[], Grey]] = {}
    for paper_mm in (58, 80):
        name = f"{paper_mm} mm"
        for side in SIDES:
            made[f"{name}, torn off: {side}"] = partial(_torn_view, text, paper_mm, side)
        for axis in "xy":
            made[f"{name}, 60 degrees about {axis}"] = partial(_view, text, paper_mm, 60, axis)
        made[f"{name}, in the dark"] = partial(_dark_view, text, paper_mm)
        made[f"{name}, far"] = partial(_view, text, paper_mm, 0, "x", 0.6)
    for seed in range(4):
        made[f"phone in glare {seed}"] = partial(_phone_view, text, seed, dark=False)
        made[f"dark phone in glare {seed}"] = partial(_phone_view, text, seed, dark=True)
    made["inverted"] = lambda: tilted(_grey(255 - qr(text, pixels=6)), 0, "x", fills=0.6)
    made["a corner of the code torn off"] = lambda: tilted(code_torn(text, 0.1), 0, "x", fills=0.6)
    made["small"] = lambda: tilted(qr(text, pixels=6), 0, "x", fills=0.16)
    return made


def _view(text: str, paper_mm: int, degrees: float, axis: str, fills: float = 0.9) -> Grey:
    return tilted(slip(text, paper_mm), degrees, axis, fills)


def _torn_view(text: str, paper_mm: int, side: str) -> Grey:
    return tilted(torn(slip(text, paper_mm), side), 0, "x")


def _dark_view(text: str, paper_mm: int) -> Grey:
    return in_the_dark(_view(text, paper_mm, 0, "x"))


def _phone_view(text: str, seed: int, *, dark: bool) -> Grey:
    return phone(text, random.Random(seed), dark=dark)
