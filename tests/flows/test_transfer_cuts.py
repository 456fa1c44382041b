"""A power cut between any two steps of handing something on: each thing has one custodian, and goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from kiosk.assembly.house import Kiosk
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage, at_place, with_person
from kiosk.domain.transfers.transfer import Stage
from tests.flows.test_deposits import with_shelves
from tests.lobby import HERE, Site

HANDS_ON = """
import os, sys
from pathlib import Path
from kiosk.assembly.house import Kiosk
from kiosk.flows.items.transfers import Brought
from kiosk.settings import load
from tests.lobby import SIGNATURE

kiosk = Kiosk(load(Path(sys.argv[1])), Path(sys.argv[2]))
flow, by = kiosk.journeys.transfers, kiosk.ledger.house.people["a-lin"]
said = Brought(True, "bag", 1, "none", ("Ann Guest", "13988887777"), where="shelf:A")
print("ready", flush=True)
for name in [one.id for one in kiosk.ledger.house.transfers.values() if not one.over]:
    flow.hand_over(name, os.urandom(16).hex(), ("passport", "E12345678"), SIGNATURE, by)
    print("gone on with", flush=True)
while True:
    name = os.urandom(16).hex()
    flow.take_in(name, "r-zhang", said, SIGNATURE, by)
    print("taken in", flush=True)
    flow.hand_over(name, os.urandom(16).hex(), ("passport", "E12345678"), SIGNATURE, by)
    print("fetched", flush=True)
"""


def test_a_cut_leaves_each_thing_with_its_giver_its_shelf_or_its_taker(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=with_shelves)
    try:
        for lines in (1, 2, 3, 6):
            _cut_after(site, lines)
            kiosk = Kiosk(site.settings, site.root)
            try:
                before = kiosk.ledger.house
                _fits_together(before)
                kiosk.ledger.rebuild()
                assert kiosk.ledger.house.transfers == before.transfers
                assert kiosk.ledger.house.parcels == before.parcels
            finally:
                kiosk._on.register.close()
                kiosk._storage.close()
    finally:
        site.close()


def _cut_after(site: Site, lines: int) -> None:
    """Kill a kiosk that takes in and hands out without end, once it has said so many words, wherever it is by then."""
    command = [sys.executable, "-c", HANDS_ON, str(site.file), str(site.root)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(lines)]
        os.killpg(child.pid, signal.SIGKILL)
        assert said[0] == b"ready\n" and all(said)


def _fits_together(house: House) -> None:
    for one in house.transfers.values():
        item = house.parcels[one.item]
        assert one.signature, "nothing is here that nobody has signed for"
        if one.stage is Stage.FETCHED:
            assert item.custodian == with_person(one.taken_by) and one.taker_signature and one.record
        else:
            assert one.stage is Stage.TAKEN_IN and item.stage is ParcelStage.WAITING
            assert item.custodian == at_place("shelf:A") and not one.taken_by
