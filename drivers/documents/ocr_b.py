"""Reads lines of OCR-B, the print of machine-readable zones: a small network that knows its 37 characters alone.

It was trained on drawn lines (tests/bench/zone_training.py), on no picture of a document. Imported inside the reading
process only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float32]
"""Logarithms of probabilities, (steps, 38): what each step of a strip shows, the last one being no character."""

MARKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
NOTHING = len(MARKS)
HIGH_PX, CAPITAL_PX, PITCH_PX = 32, 18.0, 12.0
"""How a strip must be: its height, that of a capital in its middle, and the distance of characters; within a fifth."""
STEP_PX = 2.0
"""Step number t of a strip looks at the column t * STEP_PX + 0.5."""
_MODEL = Path(__file__).with_name("ocr_b.onnx")
_MOST_AT_ONCE = 12


class OcrB:
    """The network, loaded once."""

    def __init__(self) -> None:
        """Load it."""
        import onnxruntime

        wanted = onnxruntime.SessionOptions()
        wanted.intra_op_num_threads = wanted.inter_op_num_threads = 1
        wanted.enable_cpu_mem_arena = wanted.enable_mem_pattern = (
            False  # they keep the largest picture's memory
        )
        wanted.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            str(_MODEL), wanted, providers=["CPUExecutionProvider"]
        )

    def shares(self, strips: Sequence[NDArray[np.uint8]]) -> list[Shares]:
        """Return what each strip shows. Strips are grey, `HIGH_PX` high, all of one width."""
        found: list[Shares] = []
        for at in range(0, len(strips), _MOST_AT_ONCE):
            given = np.stack(strips[at : at + _MOST_AT_ONCE]).astype(np.float32)
            middle, spread = given.mean(axis=(1, 2), keepdims=True), given.std(axis=(1, 2), keepdims=True)
            given = ((given - middle) / (spread + 8))[:, None]
            found.extend(self._session.run(None, {"strips": given})[0])
        return found
