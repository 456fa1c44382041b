"""How well ID cards are read: specimens drawn and spoilt by grades, beside rapidocr as it comes out of its box."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from drivers.documents.codec import Refusal
from drivers.documents.engine import Engine
from drivers.documents.looking import look
from drivers.documents.reader import DocumentReader
from kiosk.assembly.reading import lines_of
from kiosk.domain.documents.document import FEMALE, LONG, MALE, Document, FieldName, voted
from kiosk.domain.documents.lines import Line
from kiosk.domain.documents.resident_card import resident_card
from tests.bench.card_views import GRADES, View, frames, view
from tests.bench.figures import Aim, Figure

TODAY = date(2026, 11, 22)
CARDS, BACKS, VOTED, PEERS = 12, 6, 4, 4
"""How many cards a grade are read; how many backs; how many hard cards in three frames; how many by the peer."""
FIRST = 1000
"""Where the numbers of the views begin: none that anything was tuned on."""


@dataclass
class Tally:
    """What came of some cards."""

    cpu_s: list[float] = field(default_factory=list)
    right: dict[str, int] = field(default_factory=dict)
    sure: int = 0
    wrong: int = 0

    def add(self, seen: View, found: Document | None, cpu_s: float) -> None:
        """Take in one card."""
        fields = written(seen)
        marks = {name.value: bool(found and found.text(name) == text) for name, text in fields.items()}
        marks["all"] = all(marks.values())
        for name, good in marks.items():
            self.right[name] = self.right.get(name, 0) + good
        number = FieldName.EXPIRES if seen.is_back else FieldName.NUMBER
        is_sure = bool(found and found.is_sure(number))
        self.sure += is_sure
        self.wrong += is_sure and not marks[number.value]
        self.cpu_s.append(cpu_s)

    def figures(self, title: str, how: str) -> list[Figure]:
        """Return shares of what was right, and how many were wrong and not marked unsure."""
        count = len(self.cpu_s)
        shares = {name: 100 * good / count for name, good in self.right.items()}
        shares |= {"sure": 100 * self.sure / count, "n": float(count)}
        return [
            Figure(f"{title}: right", shares, "%", how, Aim("all", 90, at_least=True)),
            Figure(f"{title}: wrong and sure", {"cards": float(self.wrong)}, "cards", how, Aim("cards", 0)),
        ]


def written(seen: View) -> dict[FieldName, str]:
    """Return what is written on the side that is seen."""
    who = seen.holder
    if seen.is_back:
        ends = LONG if who.expires == "长期" else who.expires.replace(".", "-")
        return {
            FieldName.AUTHORITY: who.authority,
            FieldName.ISSUED: who.issued.replace(".", "-"),
            FieldName.EXPIRES: ends,
        }
    return {
        FieldName.NUMBER: who.number,
        FieldName.NAME: who.name,
        FieldName.SEX: FEMALE if who.sex == "女" else MALE,
        FieldName.NATION: who.nation,
        FieldName.BORN: "{:04d}-{:02d}-{:02d}".format(*who.born),
        FieldName.ADDRESS: who.address,
    }


def documents() -> list[Figure]:
    """Return how many fields were right by grade, the time and the memory of it, and the peer's."""
    engine = Engine()
    made: list[Figure] = []
    everything = Tally()
    for grade in GRADES:
        tally = Tally()
        for number in range(FIRST, FIRST + CARDS):
            seen = view(grade, number)
            found, cpu_s = _timed(partial(ours, engine, seen))
            for one in (tally, everything):
                one.add(seen, found, cpu_s)
        made += tally.figures(f"ID card, {grade}", f"one frame each, specimens from number {FIRST} on")
    made += _of_backs(engine) + _of_frames(engine)
    made.append(
        Figure(
            "ID card: processor",
            {"mean": statistics.mean(everything.cpu_s), "max": max(everything.cpu_s)},
            "CPU s",
            "one thread, one frame of 1280 pixels, from the file to the fields",
            Aim("mean", 1.5),
        )
    )
    return [*made, _memory(), *_peer()]


def ours(engine: Engine, seen: View) -> Document | None:
    """Return what the kiosk makes of a picture."""
    sight = look(engine, seen.jpeg())
    return None if isinstance(sight, Refusal) else resident_card(lines_of(sight.lines), TODAY)


def _timed(read: Callable[[], Document | None]) -> tuple[Document | None, float]:
    began_s = time.process_time()
    found = read()
    return found, time.process_time() - began_s


def _of_backs(engine: Engine) -> list[Figure]:
    tally = Tally()
    for grade in GRADES:
        for number in range(FIRST, FIRST + BACKS // 2):
            seen = view(grade, number, is_back=True)
            tally.add(seen, *_timed(partial(ours, engine, seen)))
    return tally.figures("ID card, back", "all grades, one frame each")


def _of_frames(engine: Engine) -> list[Figure]:
    tally = Tally()
    for number in range(FIRST + 500, FIRST + 500 + VOTED):
        looks = frames("hard", number, 3)
        found, cpu_s = _timed(partial(_together, engine, looks))
        tally.add(looks[0], found, cpu_s / len(looks))
    return tally.figures("ID card, hard, three frames", "voted")


def _together(engine: Engine, looks: Sequence[View]) -> Document | None:
    return voted([found for one in looks if (found := ours(engine, one)) is not None])


def _memory() -> Figure:
    reader = DocumentReader(name="documents", idle_s=None)
    try:
        for number in range(FIRST, FIRST + 4):
            seen = view("rotated", number)
            large = np.asarray(cv2.resize(seen.pixels, None, fx=3.5, fy=3.5), np.uint8)
            reader.read(View(seen.grade, seen.holder, large).jpeg())
        status = Path(f"/proc/{reader.pid}/status").read_text(encoding="ascii")
    finally:
        reader.close()
    values = {key: int(status.split(f"Vm{key}:")[1].split()[0]) / 1024 for key in ("HWM", "RSS")}
    how = "the reading process after pictures of 4480 pixels, EXIF and all; HWM: at its largest"
    return Figure("ID card: memory", values, "MB", how, Aim("HWM", 600))


def _peer() -> list[Figure]:
    """Return the same of rapidocr with its own settings, sides of at most 960 pixels, and the same rules for fields."""
    from rapidocr import RapidOCR

    asked = {"Global.log_level": "critical", "Global.max_side_len": 960}
    asked["EngineConfig.onnxruntime.intra_op_num_threads"] = 1
    engine = RapidOCR(params=asked)
    made: list[Figure] = []
    tallies: list[Tally] = []
    for grade in GRADES:
        tally = Tally()
        for number in range(FIRST, FIRST + PEERS):
            seen = view(grade, number)
            tally.add(seen, *_timed(partial(_by_peer, engine, seen)))
        tallies.append(tally)
        made += [
            Figure(one.name, one.values, one.unit, one.how)
            for one in tally.figures(f"rapidocr alone, {grade}", "peer")
        ]
    cpu_s = [spent for tally in tallies for spent in tally.cpu_s]
    made.append(
        Figure("rapidocr alone: processor", {"mean": statistics.mean(cpu_s)}, "CPU s", "peer, one thread")
    )
    return made


def _by_peer(engine: Any, seen: View) -> Document | None:
    wide = seen.pixels.shape[1]
    said = engine(seen.pixels)
    if said.txts is None:
        return None
    lines = [
        Line(text, share, *(box.min(axis=0) / wide).tolist(), *(box.max(axis=0) / wide).tolist())
        for box, text, share in zip(said.boxes, said.txts, said.scores, strict=True)
    ]
    return resident_card(sorted(lines, key=lambda line: line.top), TODAY)
