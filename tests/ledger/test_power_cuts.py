"""SIGKILL at every durable step of every journey, before the same world: nothing is lost and nobody is stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from tests.ledger.nursery import PATIENCE_S, nursed
from tests.ledger.person import Denied, Died, KioskLine, Person, attendant, courier, resident
from tests.lobby import Site
from tests.wire.waiting import until

KEY, TAG, SLOT = "k-lobby", "01-000001a1b2c3", "K01"
A_ROUNDING_S = 1e-3
"""The record's times are cut to milliseconds; both clocks are the machine's, and the kiosk's is never ahead of it."""
LANES = 2
"""Worlds for each pair of journeys: each takes every second point."""


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Path]:
    """A process that has imported everything and forks kiosks."""
    with nursed(tmp_path, "tests.ledger.kiosk_with_kill") as path:
        yield path


@dataclass
class Lane:
    """One world, the kiosk of the moment before it, and what came of the power cuts so far."""

    nursery: Path
    site: Site
    kiosk: KioskLine = field(init=False)
    cuts: dict[str, int] = field(default_factory=dict)
    starts_s: list[float] = field(default_factory=list)
    parcels: int = 0

    def boot(self) -> None:
        """Start a kiosk before the same world, in which nothing has moved that was not on record by then."""
        _chain_and_coils(self.site)
        self.kiosk = KioskLine(self.nursery, self.site)
        self.starts_s.append(self.kiosk.times["made_s"] + self.kiosk.times["up_s"])

    def close(self) -> None:
        """Let the kiosk of the moment go."""
        if hasattr(self, "kiosk"):
            self.kiosk.close()

    def cut_everywhere(self, journeys: list[Callable[[], tuple[str, Person]]], first: int) -> None:
        """Play the journeys in turn, the power failing at a later point each time, until none of them is cut."""
        point, uncut = first, 0
        while uncut < len(journeys):
            uncut = 0
            for journey in journeys:
                name, person = journey()
                if self.play(name, person, point):
                    self.cuts[name] = self.cuts.get(name, 0) + 1
                else:
                    uncut += 1
            point += LANES

    def play(self, name: str, person: Person, point: int) -> bool:
        """Return whether the power failed at that point; either way the errand is ended and everything agrees."""
        give_up = point // LANES % 2 == 1
        try:
            self.kiosk.do("arm", points=point)
            person.begin()
            person.see_it_through(give_up=False)
            until(lambda: self.kiosk.do("quiet"), PATIENCE_S)
            self.kiosk.do("arm", points=1_000_000)
            cut = False
        except Died:
            cut = True
            self.boot()
            person.kiosk = self.kiosk
        try:
            self.recover(person, give_up=give_up)
            self.prove()
        except (AssertionError, Denied) as broken:
            last = (self.nursery.parent / "kiosks.log").read_text().splitlines()[-4:]
            raise AssertionError(
                f"{name}, point {point}, giving up {give_up}: {broken!r}\n{last}"
            ) from broken
        return cut

    def recover(self, person: Person, *, give_up: bool) -> None:
        """What a person does when the screen comes back: read it, else begin again; give up or go on.

        Who has not yet seen the number of a movement that is under way finds it by showing the slip again.
        """
        if person.see() is None and not (give_up and person.names_it):
            try:
                person.begin()
            except Denied as denied:
                assert str(denied) == "slip.used", denied  # it was collected before the power failed
        person.see_it_through(give_up=give_up)
        until(lambda: self.kiosk.do("quiet"), PATIENCE_S)

    def prove(self) -> None:
        """The chain holds, coils fired as commanded, and record and world agree or the place is in doubt."""
        for place, door in self.site.bench.state()["doors"].items():
            if door["open"]:
                self.site.bench.push_shut(place)
        until(lambda: not self.kiosk.do("custody")["under_way"], PATIENCE_S)
        until(lambda: not self._contradictions(), PATIENCE_S)
        _chain_and_coils(self.site)

    def _contradictions(self) -> list[str]:
        record, world = self.kiosk.do("custody"), self.site.bench.state()["doors"]
        return [
            f"{place}: recorded {record['held'].get(place)}, there is {door}"
            for place, door in world.items()
            if place not in record["doubts"]
            and sorted(record["held"].get(place, []))
            != sorted([*door["parcels"], *filter(None, [door["key"]])])
        ]

    # the four journeys, each from a state in which it can be made
    def drop(self) -> tuple[str, Person]:
        """A courier comes with a parcel; what the last ones left undone, the desk has settled."""
        self._settle_doubts()
        self.parcels += 1
        barcode = f"SF{self.parcels:04}"
        return "drop", courier(self.site, self.kiosk, barcode, "S" if self.parcels % 2 else "M")

    def collect(self) -> tuple[str, Person]:
        """A resident comes for a parcel that waits; one is brought if there is none."""
        self._settle_doubts()
        while not (waiting := self._waiting()):
            _, person = self.drop()
            person.begin()
            person.see_it_through(give_up=False)
        parcel, place = waiting
        barcode = self.site.bench.door(place)["parcels"][0]
        return "collect", resident(self.site, self.kiosk, barcode, self.kiosk.do("qr", parcel=parcel))

    def _waiting(self) -> tuple[str, str] | None:
        record = self.kiosk.do("custody")
        waiting = [parcel for parcel, stage in record["stages"].items() if stage == "waiting"]
        places = {barcode: place for place, held in record["held"].items() for barcode in held}
        for parcel in waiting:
            barcode = record["barcodes"][parcel]
            if places.get(barcode) and barcode in self.site.bench.door(places[barcode])["parcels"]:
                return parcel, places[barcode]
        return None

    def issue(self) -> tuple[str, Person]:
        """An attendant comes for the key; if it is out, it is brought back first."""
        self._settle_doubts()
        if self.kiosk.do("custody")["keys"][KEY][0] != "place":
            self._carry("give_back")
        return "issue", attendant(self.site, self.kiosk, KEY, TAG, "issue")

    def give_back(self) -> tuple[str, Person]:
        """An attendant brings the key; if it is in, it is taken first."""
        self._settle_doubts()
        if self.kiosk.do("custody")["keys"][KEY][0] == "place":
            self._carry("issue")
        return "return", attendant(self.site, self.kiosk, KEY, TAG, "give_back")

    def _carry(self, act: str) -> None:
        person = attendant(self.site, self.kiosk, KEY, TAG, act)
        person.begin()
        person.see_it_through(give_up=False)

    def _settle_doubts(self) -> None:
        """An attendant looks behind each doubtful door, puts a stray key in its slot, and says what is there."""
        for place in self.kiosk.do("custody")["doubts"]:
            door = self.site.bench.door(place)
            inside = bool(door["parcels"] or door["key"])
            self.kiosk.do("settle", place=place, finding="item_inside" if inside else "empty")


def _chain_and_coils(site: Site) -> None:
    fired: dict[str, list[float]] = {}
    firings, printed = site.bench.firings(), site.bench.printed()
    commands, begun = _on_record(site)  # looked at last: what has moved by then was on record before it moved
    for firing in firings:
        fired.setdefault(firing["place"], []).append(firing["wall_s"])
    for place, times in fired.items():
        assert len(times) <= len(commands.get(place, [])), f"{place} fired {len(times)} times"
        for number, fired_s in enumerate(times):
            assert commands[place][number] <= fired_s + A_ROUNDING_S, f"{place} fired before its command"
    assert len(printed) <= begun


def _on_record(site: Site) -> tuple[dict[str, list[float]], int]:
    """Return when each latch was to be fired, and how many papers have been begun, in a record whose chain holds."""
    commands: dict[str, list[float]] = {}
    sql = "SELECT json_extract(body, '$.place'), at FROM events WHERE type = 'door.commanded/1' ORDER BY seq"
    maps = "SUM(json_extract(body, '$.paper') LIKE 'm-%')"  # a key map may come out in two pieces
    count_sql = f"SELECT count(*) + coalesce({maps}, 0) FROM events WHERE type = 'paper.begun/1'"
    with closing(connect_to_read(site.root / "var" / "ledger.db")) as reader:
        verdict = walk(reader)
        for place, at in reader.execute(sql):
            commands.setdefault(place, []).append(datetime.fromisoformat(at).timestamp())
        begun = reader.execute(count_sql).fetchone()[0]
    assert verdict.broken_at is None, verdict
    return commands, begun


def test_killed_at_every_durable_step(
    nursery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each lane is one world; kiosks come and go before it."""
    sites: list[Site] = []

    def run(number: int) -> Lane:
        site = Site(tmp_path / f"s{number}", opens_within_s="1.0", idle_s="30")
        sites.append(site)
        with closing(Lane(nursery, site)) as lane:
            lane.boot()
            pair: list[Any] = [lane.drop, lane.collect] if number % 2 == 0 else [lane.issue, lane.give_back]
            lane.cut_everywhere(pair, 1 + number // 2)
        return lane

    try:
        with ThreadPoolExecutor(2 * LANES) as threads:
            lanes = list(threads.map(run, range(2 * LANES)))
    finally:
        for site in sites:
            site.close()
    cuts: dict[str, int] = {}
    for lane in lanes:
        for name, count in lane.cuts.items():
            cuts[name] = cuts.get(name, 0) + count
    starts_s = sorted(start for lane in lanes for start in lane.starts_s)
    with capsys.disabled():
        print(f"\npower cuts: {cuts}; a kiosk is up in {starts_s[len(starts_s) // 2]:.2f} s (median)")  # noqa: T201
    assert min(cuts[name] for name in ("drop", "collect", "issue", "return")) >= 10
