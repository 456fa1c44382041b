"""The two networks that read: where text is in a picture, and what one line of it says.

The models are those in rapidocr's wheel, run by onnxruntime on one thread; rapidocr's own code is not run, so that
nothing is fetched, logged or kept. Imported inside the reading process only.
Source: PP-OCRv6 small (Apache-2.0) as rapidocr 3.10 ships it; before and after them as its ch_ppocr_det and _rec.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.documents.ocr_b import OcrB

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]
"""Four corners, (4, 2): upper left, upper right, lower right, lower left of the text as it lies in the picture."""

_LINE_HIGH_PX = 48
_MOST_LINE_PX = 1600
_TEXT, _BOX = 0.3, 0.5
"""From which probability on a pixel is text, and a box is a line."""
_UNCLIP = 1.6
_CHOICES = 4


@dataclass(frozen=True)
class Said:
    """What one line says: each character's choices, most likely first."""

    text: str
    confidence: float
    choices: tuple[tuple[tuple[str, float], ...], ...]


class ModelsMissing(Exception):
    """rapidocr is not installed here, or has not the models in it."""


def models() -> tuple[Path, Path]:
    """Return the files of the detector and of the recogniser.

    Raises:
        ModelsMissing: they are not there.
    """
    spec = find_spec("rapidocr")
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        folder = Path(place) / "models"
        found = [sorted(folder.glob(f"*_{what}_*.onnx")) for what in ("det", "rec")]
        if all(found):
            return found[0][-1], found[1][-1]
    raise ModelsMissing("no models in rapidocr" if spec else "rapidocr is not installed")


class Engine:
    """Both networks, loaded once."""

    def __init__(self) -> None:
        """Load them.

        Raises:
            ModelsMissing: they are not installed.
        """
        detector, recogniser = models()
        self.ocr_b = OcrB()
        self._detector = _session(detector)
        self._recogniser = _session(recogniser)
        marks = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._marks = ["", *marks, " "]

    def boxes(self, seen: Pixels, longest_px: int) -> list[Corners]:
        """Return where lines of text are, looked for in a copy of `seen` with sides of at most `longest_px`."""
        high, wide = seen.shape[:2]
        scale = min(1.0, longest_px / max(high, wide))
        size = (_of_32(wide * scale), _of_32(high * scale))
        small = cv2.resize(seen, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        given = (small.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        share = self._run(self._detector, given)[0, 0]
        back = np.array((wide / size[0], high / size[1]), np.float32)
        return [box * back for box in _boxes(share)]

    def read(self, lines: Sequence[Pixels]) -> list[Said]:
        """Return what each of some upright cut-outs says, each one line of text."""
        return [self._said(line) for line in lines]

    def _said(self, line: Pixels) -> Said:
        high, wide = line.shape[:2]
        width_px = min(_MOST_LINE_PX, max(16, round(_LINE_HIGH_PX * wide / max(1, high))))
        fitted = cv2.resize(line, (width_px, _LINE_HIGH_PX), interpolation=cv2.INTER_LINEAR)
        given = (fitted.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        return self._decoded(self._run(self._recogniser, given)[0])

    def _decoded(self, shares: NDArray[np.float32]) -> Said:
        """Return the best path of CTC: repeats are one character, index 0 is none."""
        best = shares.argmax(axis=1)
        choices: list[tuple[tuple[str, float], ...]] = []
        start = 0
        for at in range(1, len(best) + 1):
            if at < len(best) and best[at] == best[start]:
                continue
            if best[start]:
                peak = shares[start:at].max(axis=0)
                top = np.argpartition(peak, -_CHOICES)[-_CHOICES:]
                order = sorted(((float(peak[one]), int(one)) for one in top if one), reverse=True)
                choices.append(tuple((self._mark(one), round(share, 4)) for share, one in order))
            start = at
        text = "".join(choice[0][0] for choice in choices)
        confidence = float(np.mean([choice[0][1] for choice in choices])) if choices else 0.0
        return Said(text, confidence, tuple(choices))

    def _mark(self, index: int) -> str:
        return self._marks[index] if index < len(self._marks) else " "

    @staticmethod
    def _run(session: Any, given: NDArray[np.float32]) -> NDArray[np.float32]:
        made: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: given})[0]
        return made


def _session(file: Path) -> Any:
    import onnxruntime

    wanted = onnxruntime.SessionOptions()
    wanted.intra_op_num_threads = wanted.inter_op_num_threads = 1
    wanted.enable_cpu_mem_arena = wanted.enable_mem_pattern = (
        False  # both keep the memory of the largest picture
    )
    wanted.log_severity_level = 4
    return onnxruntime.InferenceSession(str(file), wanted, providers=["CPUExecutionProvider"])


def _of_32(size: float) -> int:
    return max(32, round(size / 32) * 32)


def _boxes(share: NDArray[np.float32]) -> list[Corners]:
    """Return the boxes in a map of probabilities, each grown to the height of its text."""
    mask = cv2.dilate((share > _TEXT).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours[:400]:
        (x, y), (wide, high), angle = cv2.minAreaRect(contour)
        if min(wide, high) < 3 or _mean_within(share, contour) < _BOX:
            continue
        more = wide * high * _UNCLIP / (2 * (wide + high))
        box = cv2.boxPoints(((x, y), (wide + 2 * more, high + 2 * more), angle))
        found.append(np.asarray(box, np.float32))
    return found


def _mean_within(share: NDArray[np.float32], contour: Any) -> float:
    x, y, wide, high = cv2.boundingRect(contour)
    mask = np.zeros((high, wide), np.uint8)
    cv2.drawContours(mask, [contour], -1, 1, -1, offset=(-x, -y))
    return float(cv2.mean(share[y : y + high, x : x + wide], mask)[0])
