"""How well and how fast codes are read: `python -m tests.bench.codes [COUNT [SEED]]` prints a table and JSON."""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import cv2
import numpy as np
from PIL import Image

from drivers.camera.codes import LOBBY, RETAIL, Code
from drivers.camera.driver import Camera, decoded
from drivers.camera.second import SECOND
from drivers.camera.sim import CameraSim, serve
from drivers.camera.stacked import read_stacked
from drivers.camera.watching import Watch
from tests.bench.code_engines import CASCADE, LIVE, Engine, engines, zxing
from tests.bench.code_pictures import Grey, Posed, posed, qr
from tests.bench.figures import Aim, Figure
from tests.bench.hard_pictures import HELD_OUT, hard
from tests.bench.licence_cards import shots
from tests.bench.no_codes import codeless

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "codes_zxing-cpp_samples.zip"
TWO_CODES = {"qrcode-2/16.webp"}
"""Samples that show a second code besides the labelled one."""
ALL = ("qr", "code128", *RETAIL, "datamatrix")
SETS = {
    "hard qr": ("qr",),
    "hard code128": ("code128",),
    "hard ean13": RETAIL,
    "hard datamatrix": ("datamatrix",),
}
AIMS = {"hard qr": 150.0}
"""Milliseconds that 95 % of a set's pictures may take."""


@dataclass
class Tally:
    """What one engine did with one set of pictures."""

    pictures: int = 0
    read: int = 0
    misread: int = 0
    spent_ms: list[float] = field(default_factory=list)
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)

    def note(self, picture: Posed, texts: list[str], spent_ms: float) -> None:
        """Count one picture."""
        self.spent_ms.append(spent_ms)
        wrong = [text for text in texts if text != picture.text]
        if wrong and picture.kind not in TWO_CODES:
            self.misread += 1
            self.wrong.append(f"{picture.kind}: {wrong[0][:40]!r}, not {(picture.text or '')[:40]!r}")
        if picture.text is not None:
            self.pictures += 1
            self.read += picture.text in texts
            if picture.text not in texts:
                self.missed[picture.kind] += 1

    def figures(self) -> dict[str, object]:
        """Return the counts, and milliseconds of processor time a picture."""
        return {
            "pictures": self.pictures,
            "read": self.read,
            "recall": round(self.read / max(1, self.pictures), 3),
            "looked at": len(self.spent_ms),
            "misread": self.misread,
            "median_ms": round(statistics.median(self.spent_ms), 1),
            "p95_ms": round(statistics.quantiles(self.spent_ms, n=20, method="inclusive")[-1], 1),
            "missed": dict(self.missed),
            "wrong": self.wrong,
        }


def samples() -> Iterator[tuple[str, bytes, str]]:
    """Yield (name, picture file, text) of the photographs, nothing where they are not at hand."""
    if not SAMPLES.exists():
        return
    with zipfile.ZipFile(SAMPLES) as pack:
        texts = {name for name in pack.namelist() if name.endswith(".txt") and ".result." not in name}
        for name in pack.namelist():
            beside = str(PurePosixPath(name).with_suffix(".txt"))
            if not name.endswith(".txt") and beside in texts:
                yield name, pack.read(name), pack.read(beside).decode("utf-8")


def sets(count: int, seed: int) -> Iterator[tuple[str, Iterable[Posed], dict[str, Engine]]]:
    """Yield the sets of pictures by name, each made as it is walked, and the engines that are to read them."""
    lobby = engines(LOBBY)
    if SAMPLES.exists():
        grey = (Posed(n, np.array(Image.open(io.BytesIO(f)).convert("L")), t) for n, f, t in samples())
        yield "photographs", grey, lobby
        yield "photographs held up", (Posed(n, _held_up(f), t) for n, f, t in samples()), lobby
    yield "lobby", posed(count, seed), lobby
    for name, symbologies in SETS.items():
        yield name, hard(name.split()[1], count, seed), engines(symbologies)
    stacked = {
        "zxing-cpp": lambda grey: zxing(("pdf417",), grey),
        CASCADE: lambda grey: list(read_stacked(grey)),
    }
    yield "licences", (Posed(shot.grade, shot.grey, shot.text) for shot in shots(count, seed)), stacked
    yield "no codes", codeless(count, seed), engines(ALL)


def _held_up(file: bytes) -> Grey:
    camera = CameraSim()
    camera.show(file)
    grey = decoded(camera.jpeg())
    assert grey is not None
    return grey


def measure(
    count: int = 4, seed: int = HELD_OUT, told: Callable[[str], None] = lambda line: None
) -> dict[str, dict[str, dict[str, object]]]:
    """Return set -> engine -> figures; `count` is how many pictures of each kind are made, `told` gets a line each."""
    cv2.setNumThreads(1)
    SECOND.prepare()
    found: dict[str, dict[str, dict[str, object]]] = {}
    for name, pictures, readers in sets(count, seed):
        tallies = {engine: Tally() for engine in readers}
        for picture in pictures:
            for engine, read in readers.items():
                began_s = time.process_time() + SECOND.cpu_s
                texts = read(picture.grey)
                spent_s = time.process_time() + SECOND.cpu_s - began_s
                tallies[engine].note(picture, texts, max(0.0, spent_s) * 1000)
        found[name] = {engine: tally.figures() for engine, tally in tallies.items()}
        for engine, one in found[name].items():
            read_of = f"{one['read']} / {one['pictures']}"
            told(
                f"{name:<22}{engine:<24}{read_of:>11}{one['misread']:>9}{one['median_ms']:>11}{one['p95_ms']:>9}"
            )
    return found


def promptness(count: int = 40) -> dict[str, float]:
    """Return milliseconds from a picture's going out to its code's being known, over HTTP."""
    lobby, watch, spent_ms = CameraSim(), Watch(), []
    server = serve(lobby)
    camera = Camera(server.url, name="camera")
    try:
        for turn in range(count):
            text = f"LOGE1.{turn:04}" + "7F3K9QH2M8VXTZ4B6NCRJWY5DPSA0E1G" * 3
            lobby.show(Image.fromarray(qr(text, pixels=6)))
            known: tuple[Code, ...] = ()
            while text not in [code.text for code in known]:
                frame = camera.frame()
                known = watch.look(frame.grey, frame.taken_s)
            spent_ms.append((time.monotonic() - (lobby.last_sent_s or 0)) * 1000)
    finally:
        camera.close()
        lobby.unplug()
        server.close()
    p95_ms = statistics.quantiles(spent_ms, n=20)[-1]
    return {"median_ms": round(statistics.median(spent_ms), 1), "p95_ms": round(p95_ms, 1)}


def codes() -> list[Figure]:
    """Return how well and how fast the kiosk's own reading does, and how many each engine alone reads."""
    found = []
    how = "pictures drawn from seeds that nobody looked at, and photographs where at hand; share read"
    spent_how = "processor milliseconds a picture, of the kiosk and of the process that reads with zbar"
    for name, each in measure().items():
        if any(one["pictures"] for one in each.values()):
            shares = {engine: float(str(one["recall"])) for engine, one in each.items()}
            found.append(Figure(f"codes read, {name}", shares, "", how))
        wrong = {engine: float(str(one["misread"])) for engine, one in each.items()}
        final = LIVE if LIVE in wrong else CASCADE
        found.append(Figure(f"misread, {name}", wrong, "pictures", how, Aim(final, 0)))
        spent = {"p50": float(str(each[CASCADE]["median_ms"])), "p95": float(str(each[CASCADE]["p95_ms"]))}
        aim = Aim("p95", AIMS[name]) if name in AIMS else None
        found.append(Figure(f"one picture, {name}", spent, "ms", spent_how, aim))
    prompt = promptness()
    how = "a picture sent to its code known, over HTTP, in one process"
    values = {"p50": prompt["median_ms"], "p95": prompt["p95_ms"]}
    return [*found, Figure("picture to code", values, "ms", how)]


def main() -> None:
    """Print the table and the JSON."""
    if not SAMPLES.exists():
        print(f"skipped: the photographs, since {SAMPLES.name} is not at hand")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else HELD_OUT
    print(f"{'pictures':<22}{'engine':<24}{'read':>11}{'misread':>9}{'median ms':>11}{'p95 ms':>9}")
    told = measure(count, seed, lambda line: print(line, flush=True))
    prompt = promptness()
    print(
        f"picture sent to code known, over HTTP: median {prompt['median_ms']} ms, p95 {prompt['p95_ms']} ms"
    )
    print(json.dumps({**told, "live": prompt}, ensure_ascii=False))


if __name__ == "__main__":
    main()
