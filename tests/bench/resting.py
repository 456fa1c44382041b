"""What the kiosk needs: memory after all journeys, and CPU while nothing happens."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image

from tests.bench.figures import Aim, Figure
from tests.bench.stand import Stand, workshop
from tests.bench.streaming import Stream
from tests.bench.visitor import Visitor

IDLE_S = 10.0
PICTURES_A_SECOND = 12


def resident_memory(rounds: int = 5) -> list[Figure]:
    """Return the kiosk's memory when it is ready, after every journey once, and after all of them again and again."""
    figures = []
    with workshop() as root, Stand(root / "s") as stand:
        stand.all_up()
        how = "/proc smaps_rollup of the kiosk process before the simulated lobby; PSS is its own share of what it maps"
        figures.append(Figure("memory, ready", stand.memory_mb(), "MB", how))
        visitor = Visitor(stand)
        for turn in range(rounds):
            visitor.drop(f"SF{turn:013}")
            visitor.collect()
            visitor.lend_key()
            if turn == 0:
                figures.append(
                    Figure("memory, all journeys once", stand.memory_mb(), "MB", how, Aim("PSS", 200))
                )
        figures.append(Figure(f"memory, all journeys {rounds} times", stand.memory_mb(), "MB", how))
    return figures


def idle_cpu() -> list[Figure]:
    """Return the share of one core that the kiosk uses while nobody is there."""
    figures = []
    with workshop() as root, Stand(root / "s") as stand, Stream(stand.site.port):
        stand.all_up()
        how = (
            f"CPU time of the kiosk process over {IDLE_S:.0f} s at the idle screen, one event stream open; four lines "
            f"polled, {PICTURES_A_SECOND} pictures a second"
        )
        figures.append(
            Figure("idle CPU, still picture", {"share": _share(stand)}, "% of a core", f"{how}, all the same")
        )
        with _flickering(stand):
            share = _share(stand)
        told = f"{how}, each with the noise of a real sensor, so that every one is unpacked and compared"
        figures.append(Figure("idle CPU, living picture", {"share": share}, "% of a core", told))
    return figures


def _share(stand: Stand) -> float:
    pause = threading.Event()
    before_s, began_s = stand.cpu_s(), time.monotonic()
    pause.wait(IDLE_S)
    return (stand.cpu_s() - before_s) / (time.monotonic() - began_s) * 100


@contextmanager
def _flickering(stand: Stand) -> Iterator[None]:
    """Hold one picture after another to the camera that differ by noise alone."""
    pictures, ended = [_noisy(seed) for seed in range(PICTURES_A_SECOND)], threading.Event()

    def flicker() -> None:
        turn = 0
        while not ended.wait(1 / PICTURES_A_SECOND):
            stand.bench.show(pictures[turn % len(pictures)])
            turn += 1

    thread = threading.Thread(target=flicker, name="flicker")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        stand.bench.clear()


def _noisy(seed: int) -> bytes:
    grey = np.random.default_rng(seed).normal(90, 5, (450, 1100)).clip(0, 255).astype(np.uint8)
    made = io.BytesIO()
    Image.fromarray(grey).save(made, "JPEG", quality=90)
    return made.getvalue()
