"""A whole kiosk in the guest before a lobby outside it: its power fails in the middle of people's errands."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.ledger.person import Denied, Died, KioskLine, Person, courier, resident
from tests.vm.building import KEPT, Guest
from tests.vm.cuts import AS_AT_BOOT, RECORD
from tests.vm.disk import LossyDisk
from tests.vm.machine import PATIENCE, Frozen, Machine, MachineTrouble
from tests.vm.outcome import Failed
from tests.vm.outside import SiteOutside, plug_in
from tests.wire.waiting import until

ATTEMPTS = 4
KIOSK_WITHIN_S = 240 * PATIENCE


@dataclass
class CutLobby:
    """One world, the machine of the moment before it, and what came of the power cuts so far."""

    guest: Guest
    frozen: Frozen
    site: SiteOutside
    chance: random.Random
    kiosk: KioskLine = field(init=False)
    started: Machine | None = None
    boots: int = 0
    starting: int = 0
    """Cuts while the kiosk started."""
    parcels: int = 0
    unflushed: int = 0
    """Sectors that were in the disk's cache at all cuts together."""
    dropped: int = 0
    fired: int = 0
    """Times that a latch has fired."""
    midway: int = 0
    """Cuts at which a movement was under way on record, or a door open."""

    @property
    def machine(self) -> Machine:
        """The machine that runs, or the last one that did."""
        assert self.started
        return self.started

    def boot(self) -> None:
        """Start the machine from what its disk has kept, and the kiosk; nothing moves by itself meanwhile.

        At some boots the power fails again while the kiosk starts.
        """
        fired = len(self.site.bench.firings())
        for attempt in range(ATTEMPTS):
            self._switch_on()
            if attempt == 0 and self.boots and self.chance.random() < 0.2:
                self.machine.disk.cut_after(self.chance.randrange(1, 30), self.machine.kill)
            try:
                self.machine.ask("kiosk")
                self.kiosk = KioskLine(KEPT / "run" / "kiosk", self.site, within_s=KIOSK_WITHIN_S)
                break
            except (Died, MachineTrouble, TimeoutError) as cause:
                if attempt + 1 == ATTEMPTS:
                    raise Failed(f"the kiosk does not come up: {cause!r}") from cause
                self.starting += 1
                self.end()
        self.boots += 1
        self._prove_coils()
        if stray := self.site.bench.firings()[fired:]:
            raise Failed(f"a latch fired by itself: {stray}")

    def _switch_on(self) -> None:
        self.started = Machine(self.guest, KEPT / "run", LossyDisk(self.site.medium), self.frozen)
        self.machine.__enter__()
        self.machine.sh(AS_AT_BOOT)
        plug_in(self.machine, self.site.line)

    def close(self) -> None:
        """Stop whatever runs."""
        if self.started:
            self.started.close()

    def end(self) -> None:
        """Have the disk be what it is after the cut."""
        self.machine.power_off()
        self.machine.close()
        survives = self.chance.choice((0.0, 0.5, self.chance.random()))
        self.unflushed += self.machine.disk.unflushed
        self.site.medium, dropped = self.machine.disk.after_the_cut(self.chance, survives=survives)
        self.dropped += dropped

    def cut(self) -> str:
        """Play one errand into a power cut, boot again, end the errand, and prove that everything agrees."""
        name, person = self._errand()
        person.patience_s = KIOSK_WITHIN_S
        give_up = self.chance.random() < 0.5
        how = self._light_fuse()
        try:
            person.begin()
            person.see_it_through(give_up=False)
            how = "at rest"
        except Died:
            self.midway += 1
        except Denied as denied:
            raise Failed(f"{name}: {denied} before any cut; {self.kiosk.do('custody')}") from denied
        self.end()
        self.boot()
        person.kiosk = self.kiosk
        try:
            self._recover(person, give_up=give_up)
            self._prove()
        except (AssertionError, Denied) as broken:
            raise Failed(f"{name}, cut {how}, giving up {give_up}: {broken!r}") from broken
        return f"{name}, {how}"

    def _light_fuse(self) -> str:
        """Have the power fail at some write or flush of the disk, or at some moment."""
        machine = self.machine
        if self.chance.random() < 0.6:
            requests = self.chance.randrange(1, 40)
            machine.disk.cut_after(requests, machine.kill)
            return f"at request {requests}"
        after_s = self.chance.uniform(0.05, 3.0)
        fuse = threading.Timer(after_s, machine.power_off)
        fuse.daemon = True
        fuse.start()
        return f"after {after_s:.1f} s"

    def _errand(self) -> tuple[str, Person]:
        self._settle_doubts()
        if self.chance.random() < 0.5 and (waiting := self._waiting()):
            parcel, place = waiting
            barcode = self.site.bench.door(place)["parcels"][0]
            return "collect", resident(self.site, self.kiosk, barcode, self.kiosk.do("qr", parcel=parcel))
        self.parcels += 1
        size = "S" if self.parcels % 2 else "M"  # small doors sense a parcel, the others ask
        return "drop", courier(self.site, self.kiosk, f"SF{self.parcels:04}", size)

    def _waiting(self) -> tuple[str, str] | None:
        record = self.kiosk.do("custody")
        places = {barcode: place for place, held in record["held"].items() for barcode in held}
        for parcel, stage in record["stages"].items():
            barcode = record["barcodes"][parcel]
            if stage == "waiting" and barcode in self.site.bench.door(places[barcode])["parcels"]:
                return parcel, places[barcode]
        return None

    def _settle_doubts(self) -> None:
        for place in self.kiosk.do("custody")["doubts"]:
            inside = self.site.bench.door(place)["parcels"]
            self.kiosk.do("settle", place=place, finding="item_inside" if inside else "empty")

    def _recover(self, person: Person, *, give_up: bool) -> None:
        """What a person does when the screen comes back: read it, else begin again; give up or go on."""
        if person.see() is None and not (give_up and person.names_it):
            try:
                person.begin()
            except Denied as denied:
                assert str(denied) == "slip.used", denied  # it was collected before the power failed
        person.see_it_through(give_up=give_up)

    def _prove(self) -> None:
        """The chain holds, coils fired as commanded, and record and world agree or the place is in doubt."""
        for place, door in self.site.bench.state()["doors"].items():
            if door["open"]:
                self.site.bench.push_shut(place)
        until(lambda: not self.kiosk.do("custody")["under_way"], KIOSK_WITHIN_S)
        until(lambda: not self._contradictions(), KIOSK_WITHIN_S)
        self._prove_coils()

    def _contradictions(self) -> list[str]:
        record, world = self.kiosk.do("custody"), self.site.bench.state()["doors"]
        return [
            f"{place}: recorded {record['held'].get(place)}, there is {door['parcels']}"
            for place, door in world.items()
            if place not in record["doubts"]
            and sorted(record["held"].get(place, [])) != sorted(door["parcels"])
        ]

    def _prove_coils(self) -> None:
        told: dict[str, Any] = self.machine.ask("commands", root=RECORD)
        if told["broken"]:
            raise Failed(f"the chain: {told['broken']}")
        fired: dict[str, int] = {}
        self.fired = len(self.site.bench.firings())
        for firing in self.site.bench.firings():
            fired[firing["place"]] = fired.get(firing["place"], 0) + 1
        for place, count in fired.items():
            if count > told["commanded"].get(place, 0):
                raise Failed(
                    f"{place} fired {count} times, commanded {told['commanded'].get(place, 0)} times"
                )
