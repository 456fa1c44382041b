"""A power cut in the midst of lending: what is on record of things, people and money still fits together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from kiosk.assembly.house import Kiosk
from kiosk.domain.house import House
from kiosk.domain.items import at_place, with_person
from kiosk.domain.money.account import cash
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.pledge import lies_here
from tests.lobby import HERE, Site

LENDS = """
import os, sys
from datetime import timedelta
from pathlib import Path
from kiosk.assembly.house import Kiosk
from kiosk.domain.items import Label
from kiosk.domain.loans.stock import Terms
from kiosk.flows.items.loan_forms import Borrower, Seen
from kiosk.settings import load
from tests.lobby import SIGNATURE

kiosk = Kiosk(load(Path(sys.argv[1])), Path(sys.argv[2]))
known, house = kiosk.journeys, kiosk.ledger.house
by, chief = house.people["a-lin"], house.people["s-chen"]
known.loan_stock.set_kind(chief, Terms("ladder", Label("Ladder", "梯子", "梯子"), 10_000, 1440))
for name in ("l1", "l2"):
    known.loan_stock.add(chief, name, "ladder", "A3")
print("ready", flush=True)
while True:
    for one in known.lending.out():
        known.lending.take_back(by, one.id, Seen("good"), [], SIGNATURE)
        print("back", flush=True)
    due = known.clock.now() + timedelta(hours=2)
    known.lending.lend(by, os.urandom(16).hex(), Borrower("r-zhang"), ["l1", "l2"], due, SIGNATURE, SIGNATURE)
    print("lent", flush=True)
"""


def test_a_cut_at_any_moment_leaves_every_thing_with_one_custodian_and_the_books_even(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    try:
        for lines in (1, 2, 4, 7):
            _cut_after(site, lines)
            kiosk = Kiosk(site.settings, site.root)
            try:
                _fits_together(kiosk.ledger.house)
                before = kiosk.ledger.house
                kiosk.ledger.rebuild()
                assert kiosk.ledger.house.loans == before.loans
                assert kiosk.ledger.house.loan_items == before.loan_items
            finally:
                kiosk._on.register.close()
                kiosk._storage.close()
    finally:
        site.close()


def _cut_after(site: Site, lines: int) -> None:
    """Kill a kiosk that lends and takes back without end, once it has said so many words, wherever it is by then."""
    command = [sys.executable, "-c", LENDS, str(site.file), str(site.root)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(lines)]
        os.killpg(child.pid, signal.SIGKILL)
        assert said[0] == b"ready\n" and all(said)


def _fits_together(house: House) -> None:
    out = {one.item: one for one in house.loans.values() if one.out}
    for item in house.loan_items.values():
        loan = out.get(item.id)
        assert item.loan == (loan.id if loan else "")
        assert item.custodian == (with_person(loan.person) if loan else at_place("shelf:A3"))
    held = [lies_here(house, "loan", one.id) for one in house.loans.values()]
    assert held == [10_000 if one.out else 0 for one in house.loans.values()]
    assert standing_cents(house, cash()) == sum(held)
