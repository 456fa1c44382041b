"""From the camera frame that holds a claim slip's code to the unlock frame on the wire, and where the time goes."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drivers.kerong_cu16.codec import unlock_request as kerong_unlock
from drivers.xor_board.codec import unlock_request as xor_unlock
from kiosk import claim_slip
from kiosk.assembly.storage import Storage
from kiosk.domain import events as e
from kiosk.settings import Settings, Wire, fittings_of
from tests.bench.figures import Aim, Figure, spread
from tests.bench.marked_kiosk import MARKS, Mark
from tests.bench.stand import Stand, workshop
from tests.wire.waiting import until

IDLE_S = 5
"""The site's idle time here: a collection whose end nobody tells is over this soon, and its door free again."""
STATUS_S = {"locks-a": 0.0073, "locks-b": 0.0135}
"""What a board's status takes at the line's real speed: 14 bytes at 19200 baud, 13 at 9600. A pty takes none."""
FRAME_MS = {"locks-a": 2.6, "locks-b": 5.2}
"""What the five bytes of an unlock frame take at the line's real speed."""


@dataclass(frozen=True)
class Slip:
    """A claim slip, and the door it opens."""

    text: str
    place: str
    wire: Wire

    @property
    def frame(self) -> bytes:
        """What must go out on the wire."""
        line, board, channel = self.wire
        return (kerong_unlock if line == "locks-a" else xor_unlock)(board, channel)


class Parcels:
    """Writes waiting parcels into a record, in turn behind each compartment of one line, and keeps their slips."""

    def __init__(self, line: str, count: int) -> None:
        self._line = line
        self._count = count
        self.slips: list[Slip] = []

    def into(self, storage: Storage, settings: Settings) -> None:
        """Record the parcels as dropped and confirmed; their slips are good from now on."""
        doors = [
            (f.place.id, f.latch) for f in fittings_of(settings) if f.latch[0] == self._line and f.place.size
        ]
        for turn in range(self._count):
            place, wire = doors[turn % len(doors)]
            number = claim_slip.new_number()
            storage.ledger.append(*_dropped(f"{turn:032x}", place, number))
            text = claim_slip.write(storage.keys.slips, settings.site.id, number)
            self.slips.append(Slip(text, place, wire))


def _dropped(movement: str, place: str, slip: str) -> Sequence[e.Event]:
    parcel = f"p-{movement[-12:]}"
    return (
        e.ParcelDropIntended(
            movement=movement,
            parcel=parcel,
            courier="c-wang",
            recipient="r-zhang",
            unit="1-1-0802",
            barcode=f"SF{movement[-12:]}",
            size="S",
            place=place,
            slip=slip,
            code_mac=slip * 4,
        ),
        e.ParcelDropConfirmed(movement, "presence"),
    )


def frame_to_unlock(count: int = 45) -> list[Figure]:
    """Return the time from the frame to the wire for both families of boards, and where it goes."""
    figures = []
    for line, family in (("locks-a", "CU16"), ("locks-b", "XOR")):
        samples, _ = _measured(line, count)
        how = (
            f"claim slips' QR codes held to the simulated camera; first send of that picture to the unlock frame at "
            f"the {family} board, the kiosk a process of its own on one core; the intent is durable in "
            f"between; status replies as late as at the real speed (the pty itself is immediate), and "
            f"{FRAME_MS[line]} ms added for the frame's own bytes"
        )
        aim = Aim("p95", 150)
        figures.append(Figure(f"frame to unlock, {family}", spread(samples), "ms", how, aim))
    _, marks = _measured("locks-a", 20, marked=True)
    how = "where the time goes, CU16: medians of a run of its own in which the kiosk notes when it passes each step"
    figures += [
        Figure(f"- {step}", {"p50": statistics.median(spent), "max": max(spent)}, "ms", how)
        for step, spent in marks.items()
    ]
    return figures


def _measured(line: str, count: int, *, marked: bool = False) -> tuple[list[float], dict[str, list[float]]]:
    parcels = Parcels(line, count)
    with workshop() as root, _slow_as_real(root, line, parcels, marked) as stand:
        spans = [_opened(stand, slip) for slip in parcels.slips]
        stand.stop()
        steps = _steps(root / MARKS, spans) if marked else {}
    return [(at_s - sent_s) * 1000 + FRAME_MS[line] for sent_s, at_s in spans], steps


@contextmanager
def _slow_as_real(root: Path, line: str, parcels: Parcels, marked: bool) -> Iterator[Stand]:
    """Yield a stand whose lock lines take as long as wires do, with the kiosk on the last core."""
    cores = sorted(os.sched_getaffinity(0))
    words = ("tests.bench.marked_kiosk", str(root / MARKS)) if marked else ("kiosk",)

    with Stand(root, parcels.into, kiosk=words, core=cores[-1], idle_s=str(IDLE_S)) as stand:
        for name, late_s in STATUS_S.items():
            stand.bench.line_fault(name, late_s=late_s)
        stand.all_up()
        yield stand


def _opened(stand: Stand, slip: Slip) -> tuple[float, float]:
    """Return when the slip's picture went out and when the unlock frame came, monotonic seconds; shut the door."""
    until(lambda: _free(stand.record, slip.place), 30)
    fired = len(stand.bench.firings())
    stand.bench.show_text(slip.text)
    until(lambda: len(stand.bench.firings()) > fired, 10)
    sent_s = stand.bench.camera_sent_s()
    assert sent_s is not None
    frames = [
        at_s for at_s, way, sent in stand.bench.traffic(slip.wire[0]) if way == "to" and slip.frame in sent
    ]
    stand.bench.clear()
    stand.bench.push_shut(slip.place)
    return sent_s, min(at_s for at_s in frames if at_s > sent_s)


def _free(record: sqlite3.Connection, place: str) -> bool:
    """Return whether no collection is under way behind a door, and the door was seen shut."""
    asked = "SELECT count(*) FROM movements WHERE place = ? AND json_extract(body, '$.stage') IN (?, ?, ?)"
    under_way = record.execute(asked, (place, "intended", "opened", "unclear")).fetchone()[0]
    return not under_way


def _steps(file: Path, spans: Sequence[tuple[float, float]]) -> dict[str, list[float]]:
    """Return milliseconds of each step on the way, for every sample."""
    marks = [Mark(*one) for one in json.loads(file.read_text(encoding="utf-8"))]
    found: dict[str, list[float]] = {}
    for sent_s, wire_s in spans:
        for step, began_s, ended_s in _passed(marks, sent_s, wire_s):
            found.setdefault(step, []).append((ended_s - began_s) * 1000)
    return found


def _passed(marks: Sequence[Mark], sent_s: float, wire_s: float) -> list[tuple[str, float, float]]:
    """Return what happened between two moments: step, when it began, when it ended."""

    def last(name: str, before_s: float) -> Mark:
        return [mark for mark in marks if mark.name == name and sent_s <= mark.began_s <= before_s][-1]

    fired, unlock, slip = last("fired", wire_s), last("unlock", wire_s), last("by_slip", wire_s)
    commit, grey = last("commit", unlock.began_s), last("decoded", slip.began_s)
    execute = last("execute", commit.began_s)
    return [
        ("camera to kiosk", sent_s, grey.began_s),
        ("JPEG to grey", grey.began_s, grey.ended_s),
        ("reading the code", grey.ended_s, slip.began_s),
        ("checking the slip", slip.began_s, execute.began_s),
        ("deciding", execute.began_s, commit.began_s),
        ("intent durable", commit.began_s, commit.ended_s),
        ("telling the others", commit.ended_s, unlock.began_s),
        ("waiting for the line", unlock.began_s, fired.began_s),
        ("out to the board", fired.began_s, wire_s),
    ]
