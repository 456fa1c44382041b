"""The engines that read codes, each alone and our cascade of them, as one kind of function: a picture in, texts out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import zxingcpp

from drivers.camera.codes import SYMBOLOGIES, read_codes
from drivers.camera.watching import FRAMES, Watch
from tests.bench.code_pictures import Grey

try:
    from pyzbar import pyzbar
except ImportError:  # libzbar0 is not installed: the kiosk runs without it as well
    pyzbar = None

ZBAR_IS_THERE = pyzbar is not None
Engine = Callable[[Grey], list[str]]
CASCADE, LIVE = "cascade", "cascade, three frames"
_ZBAR = {"qr": "QRCODE", "code128": "CODE128", "ean13": "EAN13", "ean8": "EAN8"}


def engines(symbologies: tuple[str, ...]) -> dict[str, Engine]:
    """Return the engines that can read one of `symbologies`, by name."""
    found: dict[str, Engine] = {"zxing-cpp": partial(zxing, symbologies)}
    if ZBAR_IS_THERE and set(symbologies) & set(_ZBAR):
        found["zbar"] = partial(zbar, symbologies)
    if "qr" in symbologies:
        found["OpenCV"] = partial(opencv, cv2.QRCodeDetector())
        found["OpenCV, Aruco"] = partial(opencv, cv2.QRCodeDetectorAruco())
    if {"ean13", "ean8"} & set(symbologies):
        found["OpenCV"] = partial(opencv, cv2.barcode.BarcodeDetector())
    found[CASCADE] = partial(cascade, symbologies)
    found[LIVE] = partial(live, symbologies)
    return found


def zxing(symbologies: tuple[str, ...], grey: Grey) -> list[str]:
    """Return the texts that zxing-cpp reads."""
    formats = zxingcpp.BarcodeFormats([SYMBOLOGIES[name] for name in symbologies])
    found = zxingcpp.read_barcodes(grey, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return [one.text for one in found if one.valid]


def zbar(symbologies: tuple[str, ...], grey: Grey) -> list[str]:
    """Return the texts that zbar reads."""
    kinds = [pyzbar.ZBarSymbol[_ZBAR[name]] for name in symbologies if name in _ZBAR]
    return [one.data.decode("utf-8", "replace") for one in pyzbar.decode(grey, symbols=kinds)]


def opencv(detector: cv2.GraphicalCodeDetector, grey: Grey) -> list[str]:
    """Return the texts that a detector of OpenCV reads; it raises at some pictures, and at some texts."""
    try:
        return [text for text in detector.detectAndDecodeMulti(grey)[1] if text]
    except (cv2.error, UnicodeDecodeError):
        return []


def cascade(symbologies: tuple[str, ...], grey: Grey) -> list[str]:
    """Return the texts that all looks of the kiosk read in one picture, unsure ones too."""
    return [code.text for code in read_codes(grey, symbologies)]


def live(symbologies: tuple[str, ...], grey: Grey) -> list[str]:
    """Return the texts that count after three pictures of the same scene, each with noise of its own."""
    watch, noise = Watch(symbologies), np.random.default_rng(0)
    for frame in range(FRAMES):
        again = np.clip(grey + noise.normal(0, 2, grey.shape), 0, 255).astype(np.uint8)
        if codes := watch.look(again, frame / 12):
            return [code.text for code in codes]
    return []
