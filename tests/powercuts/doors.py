"""Errands at doors, cut where the disk flushes and where a latch fires: the world lives on, the disk has forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

from tests.flows.test_contractors import at_noon
from tests.ledger.cabinet_chores import Override, PrintsMap, ShiftEnd, Stocktake
from tests.ledger.cabinet_errands import ContractorDay, HandOver, HomeInspection, MovesIn, TakeBoth
from tests.ledger.cabinet_hooks import AnyHook, Lost, NewTag
from tests.ledger.cabinet_lane import Cabinet, Journey
from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import Denied, Person
from tests.ledger.test_parcel_cuts import FEE, ParcelLane
from tests.ledger.test_power_cuts import Lane
from tests.lobby import Site
from tests.powercuts.erasing import ErasingLane
from tests.powercuts.forgetting import Forgetful
from tests.powercuts.images import MODES
from tests.wire.waiting import until


class Release(Journey):
    """Two people have two doors opened in turn; after a power cut nothing opens until somebody says "go on"."""

    doors = ("K11", "K12")

    def go(self) -> None:
        at, bench = self.at, self.at.site.bench
        now = at.kiosk.do("emergencies")
        if not now and "begun" not in self.ids:
            at.kiosk.do("release", places=self.doors)
        self.ids["begun"] = "yes"
        if now and not now[-1]["over"] and not now[-1]["going"]:
            fired = len(bench.firings())
            until(lambda: at.kiosk.do("known"), PATIENCE_S)  # each door was looked at once more
            assert len(bench.firings()) == fired, "a door was opened by a kiosk that has only started"
            at.kiosk.do("go_on")
        until(lambda: all(one["over"] for one in at.kiosk.do("emergencies")), PATIENCE_S)
        for place in self.doors:
            if bench.door(place)["open"]:
                bench.push_shut(place)
        until(lambda: not at.facts()["under_way"], PATIENCE_S)
        if at.kiosk.do("emergencies"):
            Stocktake(at).go()

    def over(self) -> None:
        found = self.at.facts()
        assert not self.at.kiosk.do("emergencies") and not found["forced"], found["forced"]


@dataclass
class ForgetfulLane(ParcelLane):
    """The world of the errands with parcels, and of keys as the staff take and bring them."""

    disk: Forgetful = field(default_factory=Forgetful)

    def boot(self) -> None:
        """Start a kiosk on what the disk has kept."""
        self.disk.power_fails(self.site)
        super().boot()

    def prove(self) -> None:
        """As ever; where nothing is asked for, nobody owes anything."""
        if self.site.settings.parcels.fee.cents_a_day:
            super().prove()
        else:
            Lane.prove(self)

    def send(self) -> tuple[str, Person]:
        """As ever; but a home may have only so many on their way: the courier comes for what waits."""
        while self.kiosk.do("errands")["outgoing"]:
            self._through(self.along()[1])
        return super().send()


@dataclass
class ForgetfulCabinet(Cabinet):
    """The world of all else that the key cabinet knows."""

    disk: Forgetful = field(default_factory=Forgetful)

    def boot(self) -> None:
        """Start a kiosk on what the disk has kept."""
        self.disk.power_fails(self.site)
        super().boot()


PARCELS: Mapping[str, Callable[[ForgetfulLane], Callable[[], tuple[str, Person]]]] = {
    "drop": lambda lane: lane.drop,
    "collect": lambda lane: lane.collect,
    "collect for a fee": lambda lane: lane.fee,
    "share a compartment": lambda lane: lane.share,
    "sweep of what is expired": lambda lane: lane.sweep,
    "send": lambda lane: lane.send,
    "courier collects all": lambda lane: lane.along,
    "issue of a key": lambda lane: lane.issue,
    "return of a key": lambda lane: lane.give_back,
}
CABINET: Mapping[str, type[Journey]] = {
    "handover of a key": HandOver,
    "handover of a shift": ShiftEnd,
    "stocktake": Stocktake,
    "contractor's loan": ContractorDay,
    "emergency release": Release,
    "override key": Override,
    "inspection of a home": HomeInspection,
    "two keys together": TakeBoth,
    "key map": PrintsMap,
    "lost key": Lost,
    "new tag": NewTag,
    "move-in": MovesIn,
    "any hook": AnyHook,
}
ERASURE = "erasure at the desk"
DOORS = (*PARCELS, *CABINET, ERASURE)


IN_ONE_WORLD = {"send": 10}
"""A home may fill in only so many forms a day: then another one takes its turn, in another world."""


@dataclass
class Cut:
    """What came of the cuts of one errand at a door."""

    points: int = 0
    modes: Counter[str] = field(default_factory=Counter)
    forgotten: int = 0
    broken: list[tuple[int, str, str]] = field(default_factory=list)


def site_for(root: Path, name: str) -> Site:
    """Return a world in which an errand can be made."""
    if name == "any hook":
        return Site(root, sample="any-slot", opens_within_s="1.5", idle_s="30")
    if name in CABINET:
        return Site(root, amend=at_noon, opens_within_s="1.5", idle_s="30")
    fee = FEE if name == "collect for a fee" else ""
    return Site(root, opens_within_s="1.0", idle_s="30", amend=lambda text: text + fee)


def cut_door(nursery: Path, root: Path, name: str, points: range | None = None, mode: str = "") -> Cut:
    """Return what came of cutting an errand at each point until it is not cut any more; or at some `points`.

    `mode`: what the disk forgets each time; "" for each in turn.
    """
    found = Cut()
    if points:
        _cut_in_one_world(nursery, root, name, points, mode, found)
        return found
    left = count(1)
    while _cut_in_one_world(
        nursery, root / str(found.points), name, islice(left, IN_ONE_WORLD.get(name)), mode, found
    ):
        continue
    return found


def _cut_in_one_world(
    nursery: Path, root: Path, name: str, points: Iterable[int], mode: str, found: Cut
) -> bool:
    """Return whether the errand was cut at all of some points, so that there may be more; add to what was found."""
    cut, site = False, site_for(root, name)
    try:
        with closing(_lane(nursery, site, name)) as lane:
            if isinstance(lane, Lane):
                lane.boot()
            for point in points:
                lane.disk.mode = mode or MODES[point % len(MODES)]
                try:
                    cut = _played(lane, name, point)
                except (AssertionError, Denied) as broken:
                    found.broken.append((point, lane.disk.mode, repr(broken)))
                    cut = False  # what is broken stays so in this world
                if not cut:
                    break
                found.points += 1
                found.modes[lane.disk.mode] += 1
            found.forgotten += lane.disk.lost
    finally:
        site.close()
    return cut


def _lane(nursery: Path, site: Site, name: str) -> ForgetfulLane | ForgetfulCabinet | ErasingLane:
    if name == ERASURE:
        return ErasingLane(nursery, site)
    return ForgetfulCabinet(nursery, site) if name in CABINET else ForgetfulLane(nursery, site)


def _played(lane: ForgetfulLane | ForgetfulCabinet | ErasingLane, name: str, point: int) -> bool:
    if isinstance(lane, ForgetfulCabinet):
        return lane.cut_at(CABINET[name], point)
    if isinstance(lane, ErasingLane):
        return lane.cut_at(point)
    called, person = PARCELS[name](lane)()
    return lane.play(called, person, point)
