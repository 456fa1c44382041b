"""Trains the recogniser of OCR-B on drawn lines: `python -m tests.bench.zone_training SECONDS MODEL.onnx`.

Needs what the product does not: torch 2.13 (for the processor) and onnx. With `--from WEIGHTS.pt` it goes on where it
stopped; the weights are written beside the model. Two processor hours, 150 000 lines, make a good one; more is better.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from drivers.documents.ocr_b import HIGH_PX, NOTHING
from tests.bench.zone_pictures import glyphs
from tests.bench.zone_strips import UNTOLD, WIDE_PX, normal, strip

AT_ONCE = 24
RATE = 3e-3


class Recogniser(nn.Module):  # type: ignore[misc]
    """Strips to logits for each step: six layers that look, two that look along the line."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = nn.Sequential(
            _layer(1, 32, (5, 5), (2, 2)),
            _layer(32, 48, (3, 3), (2, 1)),
            _layer(48, 64, (3, 3)),
            _layer(64, 80, (3, 3), (2, 1)),
            _layer(80, 96, (3, 3)),
            _layer(96, 128, (4, 3), padding=(0, 1)),
        )
        self.along = nn.ModuleList([_layer(128, 128, (1, 3)), _layer(128, 128, (1, 5))])
        self.drop = nn.Dropout(0.1)
        self.says = nn.Conv2d(128, NOTHING + 1, 1)

    def forward(self, strips: Any) -> Any:
        """Return (strips, characters and nothing, steps)."""
        seen = self.looks(strips)
        for layer in self.along:
            seen = seen + layer(seen)
        return self.says(self.drop(seen))[:, :, 0, :]


class Told(nn.Module):  # type: ignore[misc]
    """The recogniser as it ships: logarithms of probabilities, (strips, steps, characters and nothing)."""

    def __init__(self, recogniser: Recogniser) -> None:
        super().__init__()
        self.recogniser = recogniser

    def forward(self, strips: Any) -> Any:
        """Return what each step shows."""
        return functional.log_softmax(self.recogniser(strips), 1).transpose(1, 2)


def trained(recogniser: Recogniser, seconds: float) -> Iterator[tuple[int, float]]:
    """Train for so long; yield now and then how many lines were seen, and the loss."""
    rng, drawn = np.random.default_rng(), glyphs()
    steps = torch.optim.AdamW(recogniser.parameters(), lr=RATE, weight_decay=1e-3)
    began_s, turn = time.monotonic(), 0
    while (gone := (time.monotonic() - began_s) / seconds) < 1:
        turn += 1
        for group in steps.param_groups:
            group["lr"] = RATE * min(1.0, turn / 100) * (0.5 * (1 + math.cos(math.pi * gone)) + 0.005)
        made = [strip(rng, drawn) for _ in range(AT_ONCE)]
        given = torch.from_numpy(normal(np.stack([one.pixels for one in made])))[:, None]
        wanted = torch.from_numpy(np.stack([one.steps for one in made]))
        loss = functional.cross_entropy(recogniser(given), wanted, ignore_index=UNTOLD)
        steps.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(recogniser.parameters(), 5.0)
        steps.step()
        if turn % 50 == 0:
            yield turn * AT_ONCE, loss.item()


def written(recogniser: Recogniser, model: Path) -> None:
    """Write the model that ships, and the weights to go on from."""
    recogniser.eval()
    torch.save(recogniser.state_dict(), model.with_suffix(".pt"))
    torch.onnx.export(
        Told(recogniser).eval(),
        torch.zeros(1, 1, HIGH_PX, WIDE_PX),
        str(model),
        input_names=["strips"],
        output_names=["shares"],
        dynamic_axes={"strips": {0: "n", 3: "w"}, "shares": {0: "n", 1: "t"}},
        opset_version=17,
        dynamo=False,
    )


def main(words: Sequence[str]) -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.zone_training")
    parser.add_argument("seconds", type=float)
    parser.add_argument("model", type=Path)
    parser.add_argument("--from", dest="weights", type=Path)
    asked = parser.parse_args(words)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    recogniser = Recogniser()
    if asked.weights:
        recogniser.load_state_dict(torch.load(asked.weights))
    for lines, loss in trained(recogniser.train(), asked.seconds):
        print(f"{lines} lines, loss {loss:.4f}", flush=True)
    written(recogniser, asked.model)
    return 0


def _layer(
    ins: int, outs: int, size: tuple[int, int], stride: tuple[int, int] = (1, 1), *, padding: Any = None
) -> Any:
    pad = tuple(side // 2 for side in size) if padding is None else padding
    return nn.Sequential(nn.Conv2d(ins, outs, size, stride, pad, bias=False), nn.BatchNorm2d(outs), nn.ReLU())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
