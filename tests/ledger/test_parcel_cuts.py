"""SIGKILL at each durable step of a shared door, a sweep, a sending, its courier, a fee: nothing lost or owed twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.nursery import nursed
from tests.ledger.person import KioskLine, Person
from tests.ledger.test_power_cuts import Lane
from tests.lobby import WANG, Site

FEE = "\n[parcels.fee]\ncents_a_day = 100\nfree_hours = 0\n"
EMMA = "040718293A4B80"
ERRANDS = ("share", "sweep", "send", "along", "fee")


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Path]:
    """A process that has imported everything and forks kiosks."""
    with nursed(tmp_path, "tests.ledger.parcel_kiosk") as path:
        yield path


@dataclass
class Taker(Person):
    """Somebody who takes out whatever lies behind the door that opens."""

    def done(self, place: str) -> bool:
        """Return whether the door is empty."""
        return not self.bench.door(place)["parcels"]

    def act(self, place: str) -> None:
        """Take everything."""
        for number in list(self.bench.door(place)["parcels"]):
            self.bench.take_parcel(place, number)


class ParcelLane(Lane):
    """One world, and the rarer errands before its kiosks."""

    def share(self) -> tuple[str, Person]:
        """A courier lays a second parcel beside the first one of its home."""
        self._settle_doubts()
        while not (place := self.kiosk.do("beside")):
            self._through(super().drop()[1])
        self.parcels += 1
        number = f"SF{self.parcels:04}"
        self.site.bench.bring_parcel(number)

        def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
            kiosk.do("tap", badge=WANG)
            told: dict[str, Any] = kiosk.do("share", movement=movement, barcode=number, place=place)
            return told

        return "share", Person(self.site, self.kiosk, number, True, ask)

    def sweep(self) -> tuple[str, Person]:
        """A courier takes along what is expired behind one door, alone or shared."""
        self._settle_doubts()
        if not self.kiosk.do("errands")["expired"]:
            while not (waiting := self.kiosk.do("errands")["waiting"]):
                self._through(self.share()[1])
            self.kiosk.do("expire", place=waiting[-1])

        def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
            kiosk.do("tap", badge=WANG)
            told: dict[str, Any] = kiosk.do("sweep", movement=movement)
            return told

        return "sweep", Taker(self.site, self.kiosk, "", False, ask)

    def send(self) -> tuple[str, Person]:
        """A resident registers a parcel and leaves it behind a door."""
        self._settle_doubts()
        sending = os.urandom(16).hex()
        number = sending[:6].upper()
        self.site.bench.bring_parcel(number)

        def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
            kiosk.do("tap", badge=EMMA)
            assert kiosk.do("register", sending=sending) == number
            told: dict[str, Any] = kiosk.do("send", movement=movement, sending=sending)
            return told

        return "send", Person(self.site, self.kiosk, number, True, ask)

    def along(self) -> tuple[str, Person]:
        """Its carrier's courier signs for what waits and takes the first of it along."""
        self._settle_doubts()
        while not self.kiosk.do("errands")["outgoing"]:
            self._through(self.send()[1])
        sweep = os.urandom(16).hex()

        def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
            kiosk.do("tap", badge=WANG)
            told: dict[str, Any] = kiosk.do("take_along", sweep=sweep, movement=movement)
            return told

        return "along", Taker(self.site, self.kiosk, "", False, ask)

    def fee(self) -> tuple[str, Person]:
        """A resident agrees to what waiting has cost, and collects."""
        self._settle_doubts()
        while not (waiting := self.kiosk.do("errands")["waiting"]):
            self._through(super().drop()[1])
        parcel = self.kiosk.do("parcels_at", place=waiting[0])[0]
        qr = self.kiosk.do("qr", parcel=parcel)

        def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
            told: dict[str, Any] = kiosk.do("collect_and_pay", qr=qr)
            return told

        return "fee", Taker(self.site, self.kiosk, "", False, ask, names_it=False)

    def prove(self) -> None:
        """As for every errand; and whoever has collected for a fee owes it, whoever has not owes nothing."""
        super().prove()
        stages, fees = self.kiosk.do("custody")["stages"], self.kiosk.do("ledger_of_fees")
        collected = {parcel for parcel, stage in stages.items() if stage == "collected"}
        assert set(fees) >= collected, "collected, and its fee is forgotten"
        assert not [parcel for parcel in fees if stages.get(parcel, "collected") != "collected"], (
            "owed for nothing"
        )

    def _through(self, person: Person) -> None:
        person.begin()
        person.see_it_through(give_up=False)


def test_killed_at_every_durable_step_of_the_rarer_errands(
    nursery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sites: list[Site] = []

    def run(number: int) -> Lane:
        site = Site(tmp_path / f"s{number}", opens_within_s="1.0", idle_s="30", amend=lambda text: text + FEE)
        sites.append(site)
        with closing(ParcelLane(nursery, site)) as lane:
            lane.boot()
            lane.cut_everywhere([lane.share, lane.sweep, lane.send, lane.along, lane.fee], 1 + number)
        return lane

    try:
        with ThreadPoolExecutor(2) as threads:
            lanes = list(threads.map(run, range(2)))
    finally:
        for site in sites:
            site.close()
    cuts = {name: sum(lane.cuts.get(name, 0) for lane in lanes) for name in ERRANDS}
    with capsys.disabled():
        print(f"\npower cuts: {cuts}")  # noqa: T201
    assert min(cuts.values()) >= 8
