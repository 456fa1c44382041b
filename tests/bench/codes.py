"""How well and how fast codes are read: `python -m tests.bench.codes` prints a table, then it as JSON."""

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
import zxingcpp
from PIL import Image

from drivers.camera.codes import Code, Watch, read_codes
from drivers.camera.driver import Camera, decoded
from drivers.camera.sim import CameraSim, serve
from tests.bench.code_pictures import Grey, Posed, posed, qr
from tests.bench.figures import Figure

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "codes_zxing-cpp_samples.zip"
TWO_CODES = {"qrcode-2/16.webp"}
"""Samples that show a second code besides the labelled one."""

try:
    from pyzbar import pyzbar
except ImportError:  # libzbar0 is not installed, and nothing but this comparison needs it
    pyzbar = None

Engine = Callable[[Grey], list[str]]


def zxing(grey: Grey, binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage) -> list[str]:
    """Return the texts that zxing-cpp reads."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
    found = zxingcpp.read_barcodes(
        grey, formats=formats, text_mode=zxingcpp.TextMode.Plain, binarizer=binarizer
    )
    return [one.text for one in found]


def zbar(grey: Grey) -> list[str]:
    """Return the texts that zbar reads."""
    kinds = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]
    return [one.data.decode("utf-8", "replace") for one in pyzbar.decode(grey, symbols=kinds)]


ENGINES: dict[str, Engine] = {
    "zxing": zxing,
    **({"zbar": zbar, "zxing, else zbar": lambda grey: zxing(grey) or zbar(grey)} if pyzbar else {}),
    "read_codes": lambda grey: [code.text for code in read_codes(grey)],
}


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
        """Return the counts, and milliseconds a picture."""
        return {
            "pictures": self.pictures,
            "read": self.read,
            "recall": round(self.read / max(1, self.pictures), 3),
            "misread": self.misread,
            "median_ms": round(statistics.median(self.spent_ms), 1),
            "p95_ms": round(statistics.quantiles(self.spent_ms, n=20)[-1], 1),
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


def sets(count: int) -> Iterator[tuple[str, Iterable[Posed]]]:
    """Yield the sets of pictures by name, each made as it is walked."""
    if SAMPLES.exists():
        yield (
            "photographs",
            (Posed(n, np.array(Image.open(io.BytesIO(f)).convert("L")), t) for n, f, t in samples()),
        )
        yield "photographs held up", (Posed(n, _held_up(f), t) for n, f, t in samples())
    yield "lobby", posed(count)


def _held_up(file: bytes) -> Grey:
    camera = CameraSim()
    camera.show(file)
    grey = decoded(camera.jpeg())
    assert grey is not None
    return grey


def measure(count: int = 10) -> dict[str, dict[str, dict[str, object]]]:
    """Return set -> engine -> figures; `count` is how many pictures of each kind are made."""
    cv2.setNumThreads(1)
    told: dict[str, dict[str, dict[str, object]]] = {}
    for name, pictures in sets(count):
        tallies = {engine: Tally() for engine in ENGINES}
        for picture in pictures:
            for engine, read in ENGINES.items():
                began_s = time.perf_counter()
                texts = read(picture.grey)
                tallies[engine].note(picture, texts, (time.perf_counter() - began_s) * 1000)
        told[name] = {engine: tally.figures() for engine, tally in tallies.items()}
    return told


def live(count: int = 40) -> dict[str, float]:
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
    """Return how well and how fast the kiosk's own reading does; `main` tells of the other engines as well."""
    found = []
    for name, engines in measure().items():
        one = engines["read_codes"]
        how = "pictures with a known code or none, from a lobby drawn in any light and, where at hand, photographs"
        told = {key: float(str(one[key])) for key in ("recall", "misread", "pictures")}
        spent = {"p50": float(str(one["median_ms"])), "p95": float(str(one["p95_ms"]))}
        found.append(Figure(f"codes read, {name}", told, "", how))
        found.append(Figure(f"one picture, {name}", spent, "ms", how))
    prompt = live()
    how = "a picture sent to its code known, over HTTP, in one process"
    values = {"p50": prompt["median_ms"], "p95": prompt["p95_ms"]}
    return [*found, Figure("picture to code", values, "ms", how)]


def main() -> None:
    """Print the table and the JSON."""
    if not SAMPLES.exists():
        print(f"skipped: the photographs, since {SAMPLES.name} is not at hand")
    told = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    print(f"{'pictures':<22}{'engine':<20}{'read':>11}{'misread':>9}{'median ms':>11}{'p95 ms':>9}")
    for name, engines in told.items():
        for engine, one in engines.items():
            read = f"{one['read']} / {one['pictures']}"
            print(
                f"{name:<22}{engine:<20}{read:>11}{one['misread']:>9}{one['median_ms']:>11}{one['p95_ms']:>9}"
            )
    prompt = live()
    print(
        f"picture sent to code known, over HTTP: median {prompt['median_ms']} ms, p95 {prompt['p95_ms']} ms"
    )
    print(json.dumps({**told, "live": prompt}, ensure_ascii=False))


if __name__ == "__main__":
    main()
