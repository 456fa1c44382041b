"""How well machine-readable zones are read: `python -m tests.bench.zones [PACK]` prints a table, and what was missed.

PACK is a ZIP or a folder of pictures with `labels.json` (name to lines, null where there is no zone); without it the
shared specimens, where they are at hand. Zones that are drawn and damaged are measured always.
"""

from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import cv2
import numpy as np

from drivers.documents.engine import Engine
from drivers.documents.looking import look
from drivers.documents.sight import Sight
from kiosk.domain.documents.document import FieldName
from kiosk.domain.documents.zone import Zone, read_zone
from tests.bench.figures import Aim, Figure
from tests.bench.zone_pictures import GRADES, posed

SPECIMENS = Path(__file__).parents[3] / "shared" / "data" / "mrz_specimens.zip"
TODAY = date(2026, 11, 22)
PROVED = (FieldName.NUMBER, FieldName.BORN, FieldName.EXPIRES)
DRAWN = 8
"""Drawn documents of each grade."""


@dataclass(frozen=True)
class Shown:
    """A picture file and the lines of its zone; None where it has none."""

    name: str
    file: bytes
    lines: tuple[str, ...] | None


@dataclass
class Tally:
    """What was read of one set. `wrong`: fields that were sure and wrong, by picture."""

    pictures: int = 0
    exact: int = 0
    proved: int = 0
    sure: int = 0
    spent_s: float = 0.0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def note(self, shown: Shown, found: Zone | None, spent_s: float) -> None:
        """Count one picture."""
        self.spent_s += spent_s
        self.pictures += 1
        lines = found.lines if found else None
        self.exact += lines == shown.lines
        if lines != shown.lines:
            self.missed.append(f"{shown.name}: {lines}, not {shown.lines}")
        truth = written(shown.lines) if shown.lines else None
        if truth is None or found is None:
            self.proved += found is None and truth is None
            self.wrong += [f"{shown.name}: a zone where there is none"] if found else []
            return
        said, right = found.document, truth.document
        self.proved += all(said.text(name) == right.text(name) for name in PROVED)
        self.sure += all(one.sure for one in said.fields.values())
        wrong = [name for name in said.fields if said.is_sure(name) and said.text(name) != right.text(name)]
        self.wrong += [f"{shown.name}: {', '.join(wrong)}"] if wrong else []

    def figures(self) -> dict[str, float]:
        """Return the shares of pictures, and processor seconds for one."""
        whole = max(1, self.pictures)
        shares = {"exact": self.exact, "number_birth_expiry": self.proved, "all_sure": self.sure}
        told = {name: round(count / whole, 3) for name, count in shares.items()}
        return {**told, "wrong": len(self.wrong), "cpu_s": round(self.spent_s / whole, 2), "n": self.pictures}


def written(lines: Sequence[str]) -> Zone | None:
    """Return what some lines say if they stand there just so."""
    return read_zone([[[((mark, 1.0),) for mark in line] for line in lines]] * 2, TODAY)


def found_in(engine: Engine, file: bytes) -> Zone | None:
    """Return the zone that the kiosk's reader finds in a picture file."""
    seen = look(engine, file)
    if not isinstance(seen, Sight) or not seen.zones:
        return None
    return read_zone([[line.choices for line in reading] for reading in seen.zones], TODAY)


def specimens(pack: Path) -> Iterator[Shown]:
    """Yield the pictures of a ZIP or a folder."""
    files = _files(pack)
    for name, lines in json.loads(files["labels.json"]).items():
        yield Shown(name, files[name], tuple(lines) if lines else None)


def turned(pictures: Iterable[Shown], quarters: int) -> Iterator[Shown]:
    """Yield pictures turned by quarters, clockwise."""
    for one in pictures:
        pixels = cv2.imdecode(np.frombuffer(one.file, np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        turn = np.ascontiguousarray(np.rot90(pixels, -quarters))
        yield Shown(f"{one.name}, turned {quarters}", cv2.imencode(".png", turn)[1].tobytes(), one.lines)


def drawn(grade: str, count: int) -> Iterator[Shown]:
    """Yield drawn documents, in all orientations."""
    for number, one in enumerate(posed(np.random.default_rng(9303), grade, count)):
        yield Shown(f"{grade} {number}", cv2.imencode(".png", one.pixels)[1].tobytes(), one.lines)


def measured(engine: Engine, pictures: Iterable[Shown]) -> Tally:
    """Return what was read of some pictures."""
    tally = Tally()
    for one in pictures:
        began_s = time.process_time()
        found = found_in(engine, one.file)
        tally.note(one, found, time.process_time() - began_s)
    return tally


def sets(pack: Path) -> Iterator[tuple[str, Iterable[Shown]]]:
    """Yield the sets by name: the specimens as they are and turned, where they are at hand; then drawn ones."""
    if pack.exists():
        shown = list(specimens(pack))
        yield "specimens", shown
        for quarters in (1, 2, 3):
            yield f"specimens turned {90 * quarters}", turned(shown[quarters::4], quarters)
    for grade in GRADES:
        yield f"drawn {grade}", drawn(grade, DRAWN)


def zones() -> list[Figure]:
    """Return how well machine-readable zones are read."""
    cv2.setNumThreads(1)
    engine = Engine()
    how = "pictures with known lines through the reader and the rules; wrong: sure and wrong in some field"
    figures = []
    for name, pictures in sets(SPECIMENS):
        aim = Aim("exact", 0.85, at_least=True) if name == "specimens" else None
        figures.append(Figure(f"zones, {name}", measured(engine, pictures).figures(), "", how, aim))
    if not SPECIMENS.exists():
        print(f"  skipped: the specimens, since {SPECIMENS.name} is not at hand")
    return figures


def main(words: Sequence[str]) -> int:
    """Print the table, and every picture that was missed or misread."""
    cv2.setNumThreads(1)
    pack = Path(words[0]) if words else SPECIMENS
    if not pack.exists():
        print(f"skipped: the specimens, since {pack} is not at hand")
    engine = Engine()
    for name, pictures in sets(pack):
        tally = measured(engine, pictures)
        print(name, json.dumps(tally.figures()), flush=True)
        for told in (*tally.missed, *(f"WRONG {wrong}" for wrong in tally.wrong)):
            print(f"    {told}", flush=True)
    return 0


def _files(pack: Path) -> dict[str, bytes]:
    if pack.is_dir():
        return {path.name: path.read_bytes() for path in pack.iterdir() if path.is_file()}
    with zipfile.ZipFile(pack) as held:
        return {Path(name).name: held.read(name) for name in held.namelist() if not name.endswith("/")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
