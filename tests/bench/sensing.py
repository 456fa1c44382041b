"""From a door's sensor to the event in the record, for every family of boards, through the whole kiosk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from itertools import cycle, islice

from kiosk.settings import Settings, fittings_of
from tests.bench.figures import Aim, Figure, spread
from tests.bench.stand import Stand, workshop
from tests.wire.waiting import until

SAMPLES = 24
DOORS_A_FAMILY = 8
TURNS_A_DOOR = 4
"""A switch that changes ten times in ten seconds is not believed: so often may one door be opened and shut."""
SITES = ("demo", "mixed")


def sensor_to_record() -> list[Figure]:
    """Return the time from a door switch's change to its event in the record, for each family of boards."""
    spent: dict[str, list[float]] = {}
    for sample in SITES:
        with workshop() as root, Stand(root / "s", sample=sample, ajar_after_s="600") as stand:
            families = doors_by_family(stand.site.settings)
            _all_known(stand)
            for family, places in families.items():
                if family in spent:
                    continue
                turns = islice(cycle(places), min(SAMPLES // 2, TURNS_A_DOOR * len(places)))
                spent[family] = [one for place in turns for one in _both(stand, place)]
    how = (
        "a door forced and pushed shut in the simulated lobby, a process of its own; to the event's row in the record, "
        "seen by another process (looks every 3 ms). The kiosk reads each line every 0.1 s (GPIO 0.05 s), believes a "
        "change that shows twice, and writes it durably; answers come at once, without the line's own time"
    )
    return [
        Figure(f"door to record, {family}", spread(samples), "ms", how, Aim("p95", 400))
        for family, samples in spent.items()
    ]


def doors_by_family(settings: Settings) -> dict[str, list[str]]:
    """Return some doors with a switch of each family that the site has."""
    families = {line.name: line.family for line in settings.lines}
    blind = {
        (line.name, board.address)
        for line in settings.lines
        for board in line.boards
        if line.family == "modbus-relays" and not board.inputs
    }
    found: dict[str, list[str]] = {}
    for fitted in fittings_of(settings):
        if fitted.switch and fitted.switch[:2] not in blind:
            found.setdefault(families[fitted.switch[0]], []).append(fitted.place.id)
    return {family: places[:DOORS_A_FAMILY] for family, places in found.items()}


def _all_known(stand: Stand) -> None:
    """Wait until every door that can be seen was seen."""
    seen = sum(len(places) for places in doors_by_family(stand.site.settings).values())
    until(lambda: _count(stand.record, "SELECT count(*) FROM doors") >= seen, 20)


def _both(stand: Stand, place: str) -> tuple[float, float]:
    return _recorded(stand, stand.bench.force, place), _recorded(stand, stand.bench.push_shut, place)


def _recorded(stand: Stand, move: Callable[[str], object], place: str) -> float:
    """Return milliseconds from a move to the first event that names the place."""
    asked = "SELECT count(*) FROM events WHERE type LIKE 'door.%' AND body LIKE ?"
    before = _count(stand.record, asked, f'%"{place}"%')
    began_s = time.monotonic()
    move(place)
    until(lambda: _count(stand.record, asked, f'%"{place}"%') > before, 10)
    return (time.monotonic() - began_s) * 1000


def _count(record: sqlite3.Connection, asked: str, *values: str) -> int:
    return int(record.execute(asked, values).fetchone()[0])
