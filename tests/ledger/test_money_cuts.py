"""The power fails while somebody pays at the desk: it stands in the books once, with one voucher."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.ledger.nursery import PATIENCE_S, nursed
from tests.ledger.person import Died, KioskLine
from tests.lobby import Site
from tests.wire.waiting import until

CENTS = 12_050


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Path]:
    """A process that has imported everything and forks kiosks."""
    with nursed(tmp_path, "tests.ledger.kiosk_with_kill") as path:
        yield path


def test_killed_at_every_durable_step_of_a_payment(nursery: Path, tmp_path: Path) -> None:
    with closing(Site(tmp_path / "s", opens_within_s="1.0", idle_s="30")) as site, ExitStack() as stack:
        kiosk = stack.enter_context(closing(KioskLine(nursery, site)))
        paid, cuts, point, uncut = 0, 0, 1, 0
        while not uncut:
            act = os.urandom(16).hex()
            try:
                kiosk.do("arm", points=point)
                kiosk.do("pay", form=act, cents=CENTS)
                until(lambda: kiosk.do("quiet"), PATIENCE_S)  # noqa: B023
                kiosk.do("arm", points=1_000_000)
                uncut += 1
            except Died:
                cuts += 1
                kiosk = stack.enter_context(closing(KioskLine(nursery, site)))
            number = kiosk.do("pay", form=act, cents=CENTS)  # the same form once more: one entry, one number
            paid += 1
            assert number.endswith(f"-{paid:06d}")
            until(lambda: kiosk.do("quiet"), PATIENCE_S)  # noqa: B023
            books = kiosk.do("books")
            assert books["entries"] == paid and len(books["signed"]) == paid
            assert books["balances"]["cash:desk"] == paid * CENTS
            assert sum(books["balances"].values()) == 0
            assert books["papers"][number] in ("printed", "unknown", "not sent"), books
            point += 1
        assert cuts >= 4  # the entry, then its paper: each before and after it is durable
        assert len(site.bench.printed()) <= paid  # never twice, whatever the kiosk knows of the first
