"""Pictures that show no code, and much that looks like one: print, cloth, keyboards, faces, noise, covered bars."""

from __future__ import annotations

import random
from collections.abc import Iterator

import cv2
import numpy as np

from tests.bench.code_pictures import Grey, Posed
from tests.bench.hard_pictures import LINEAR, SIZES, SYMBOLS, TUNING
from tests.bench.scenes import Scene, background, letters, seen


def _print(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    view = np.full((size[1], size[0]), 235, np.uint8)
    for row in range(20, size[1], chance.randrange(14, 40)):
        cv2.putText(
            view,
            letters(chance, 40, 90).replace("0", " "),
            (10, row),
            chance.randrange(8),
            row % 3 * 0.2 + 0.5,
            30,
            1,
        )
    return view


def _checks(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    down, across = np.mgrid[0 : size[1], 0 : size[0]]
    step = chance.randrange(3, 24)
    rows, columns = (down // step) % 2, (across // (step * chance.choice((1, 1, 2)))) % 2
    shades = chance.choice(((40, 140, 230), (90, 150, 210)))
    return np.asarray(np.array(shades, np.uint8)[rows + columns])


def _keys(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    view = np.full((size[1], size[0]), 40, np.uint8)
    side = chance.randrange(16, 60)
    for y in range(4, size[1] - side, side + side // 4):
        for x in range(4 + y // 7 % side, size[0] - side, side + side // 4):
            cv2.rectangle(view, (x, y), (x + side, y + side), chance.randrange(170, 240), -1)
            cv2.putText(
                view,
                letters(chance, 1, 1),
                (x + side // 4, y + side * 2 // 3),
                0,
                side / 50,
                20,
                max(1, side // 20),
            )
    return view


def _stripes(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    step = chance.randrange(2, 9)
    bars = np.repeat(noise.integers(0, 2, size[0] // step + 1).astype(np.uint8) * 200 + 30, step)[: size[0]]
    view = np.tile(bars, (size[1], 1))
    return np.ascontiguousarray(cv2.resize(view.T, size)) if chance.random() < 0.5 else view


def _blocks(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    step = chance.randrange(3, 14)
    blocks = noise.integers(0, 2, (size[1] // step + 1, size[0] // step + 1)) * 200 + 30
    return np.kron(blocks, np.ones((step, step)))[: size[1], : size[0]].astype(np.uint8)


def _faces(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    view = background(size, chance, noise)
    for _ in range(chance.randrange(1, 5)):
        x, y, reach = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(30, 160)
        cv2.ellipse(
            view,
            (x, y),
            (reach * 3 // 4, reach),
            chance.uniform(-20, 20),
            0,
            360,
            chance.randrange(120, 220),
            -1,
        )
        cv2.ellipse(view, (x, y - reach // 2), (reach * 4 // 5, reach // 2), 0, 180, 360, 30, -1)
        for side in (-1, 1):
            cv2.circle(view, (x + side * reach // 3, y - reach // 6), max(2, reach // 9), 25, -1)
        cv2.ellipse(view, (x, y + reach // 2), (reach // 3, reach // 8), 0, 0, 180, 60, 3)
    return view


def _static(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    grain = noise.normal(128, chance.uniform(10, 90), (size[1], size[0]))
    if chance.random() < 0.5:
        grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), chance.uniform(0.7, 3)))
        grain = (grain - 128) * 4 + 128
    return np.clip(grain, 0, 255).astype(np.uint8)


def _covered(size: tuple[int, int], chance: random.Random, noise: np.random.Generator) -> Grey:
    """Return a linear code of which a thumb hides some: bars on both sides, and no right text."""
    symbology = chance.choice(LINEAR)
    _, symbol = SYMBOLS[symbology](chance)
    symbol = symbol.copy()
    at = round(symbol.shape[1] * chance.uniform(0.25, 0.6))
    symbol[:, at : at + round(symbol.shape[1] * chance.uniform(0.08, 0.2))] = chance.choice((90, 130, 255))
    scene = Scene(
        symbol, chance, noise, size, linear=True, pixels=chance.uniform(2, 4), turn_deg=chance.uniform(-8, 8)
    )
    scene.blur_px = scene.pixels * chance.choice((0, 0, 0.5))
    return seen(scene)


NOTHING = (_print, _checks, _keys, _stripes, _blocks, _faces, _static, _covered, background)


def codeless(count: int, seed: int = TUNING) -> Iterator[Posed]:
    """Yield `count` pictures of each kind in which no code may be read."""
    for number, draw in enumerate(NOTHING):
        for turn in range(count):
            chance, noise = (
                random.Random(f"{seed} none {number} {turn}"),
                np.random.default_rng((seed, number, turn)),
            )
            view = draw(chance.choice(SIZES), chance, noise).astype(np.float64)
            if chance.random() < 0.4:
                view = np.asarray(cv2.GaussianBlur(view, (0, 0), chance.uniform(0.5, 2)))
            view = (
                (view - 128) * chance.uniform(0.3, 1)
                + 128
                + noise.normal(0, chance.uniform(1, 8), view.shape)
            )
            yield Posed(f"none {draw.__name__.strip('_')}", np.clip(view, 0, 255).astype(np.uint8), None)
