"""Sharpness tells a camera that is out of focus from a sharp one, whatever slip is held up and from how far."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from drivers.camera.codes import read_codes
from drivers.camera.driver import Camera
from drivers.camera.focus import is_in_focus, sharpness
from tests.bench.code_pictures import KINDS, Grey, placed, qr
from tests.wire.camera_stand import CLAIM, Stand, frame_with_news

PIXELS_A_MODULE = (2, 3, 4, 6, 9)
"""From 30 cm, where a claim slip's modules are two pixels wide, to 8 cm."""


def slip(pixels: int, sigma: float, *, light: float = 1.0) -> Grey:
    noise = np.random.default_rng(3)
    seen: Any = placed(qr(CLAIM * 3, pixels=pixels), noise).astype(np.float64)
    if sigma:
        seen = cv2.GaussianBlur(seen, (0, 0), sigma)
    whole: Grey = np.clip(seen * light + noise.normal(0, 3, seen.shape), 0, 255).astype(np.uint8)
    return whole


@pytest.mark.parametrize("pixels", PIXELS_A_MODULE)
@pytest.mark.parametrize("light", [1.0, 0.45])
def test_sharp_is_sharp_and_blurred_is_blurred_at_any_distance(pixels: int, light: float) -> None:
    assert [is_in_focus(sharpness(slip(pixels, sigma, light=light))) for sigma in (0, 0.7, 1.0)] == [True] * 3
    assert [is_in_focus(sharpness(slip(pixels, sigma, light=light))) for sigma in (2.5, 4, 8)] == [False] * 3


@pytest.mark.parametrize("pixels", PIXELS_A_MODULE)
def test_more_blur_is_always_less_sharp(pixels: int) -> None:
    values = [sharpness(slip(pixels, sigma)) for sigma in (0, 0.7, 1, 1.5, 2, 3, 4, 6)]
    assert values == sorted(values, reverse=True) and values[0] > 2 * values[-2]


@pytest.mark.parametrize("pixels", (3, 4, 6, 9))
def test_what_is_in_focus_can_be_read(pixels: int) -> None:
    for sigma in (0.0, 0.5, 1.0, 1.2):
        seen = slip(pixels, sigma)
        assert is_in_focus(sharpness(seen)) and read_codes(seen)


def test_without_edges_there_is_nothing_to_judge() -> None:
    assert sharpness(np.full((720, 1280), 128, np.uint8)) == 0.0
    noise = np.random.default_rng(1).normal(60, 6, (720, 1280))
    assert sharpness(np.clip(noise, 0, 255).astype(np.uint8)) == 0.0
    assert sharpness(np.zeros((20, 20), np.uint8)) == 0.0


def test_a_slip_askew_or_dim_is_judged_as_well() -> None:
    for kind in ("askew 45", "tilted", "dim", "glare"):
        seen = KINDS[kind](qr(CLAIM, pixels=6), random.Random(4), np.random.default_rng(4))
        value = sharpness(seen)
        assert is_in_focus(value) or (kind == "dim" and value == 0.0), (kind, value)
    blurred: Any = cv2.GaussianBlur(placed(qr(CLAIM, 6), np.random.default_rng(4), 40), (0, 0), 4)
    assert not is_in_focus(sharpness(blurred))


def test_a_simulated_lens_out_of_focus_is_found_and_turned_back(tmp_path: Path) -> None:
    with closing(Stand("socket", tmp_path)) as stand, closing(Camera(stand.source, name="camera")) as camera:
        assert not is_in_focus(sharpness(camera.frame().grey)), "a far wall is no proof of focus"
        stand.lobby.show(Image.fromarray(qr(CLAIM, pixels=8)))
        assert is_in_focus(sharpness(frame_with_news(stand.lobby, camera).grey))
        stand.lobby.blur_px = 4.0
        assert 0.0 < sharpness(frame_with_news(stand.lobby, camera).grey) < 0.15
        stand.lobby.blur_px = 0.0
        assert is_in_focus(sharpness(frame_with_news(stand.lobby, camera).grey))
