"""The history that the benches measure is one: it holds, it is found again, and made again it is the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.parcels.storing import is_shelf, stored
from kiosk.ledger.chain import walk
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.schema import PROJECTIONS, connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.site_keys import load_or_make
from tests.bench.filling import Filled, HistoryClock
from tests.bench.parcel_site import DOORS
from tests.bench.parcel_years import fill

COUNT = 6000


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return fill(tmp_path_factory.mktemp("years") / "site", COUNT)


def opened(filled: Filled) -> SqliteLedger:
    folder = filled.root / "var"
    return SqliteLedger(folder / "ledger.db", HistoryClock(), load_or_make(folder / "keys").vault)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what is kept beside the events: entities, words, subjects."""
    reader = sqlite3.connect(path)
    found = {
        name: reader.execute(f"SELECT id, live, body FROM {name} ORDER BY id").fetchall()
        for name in PROJECTIONS
    }
    found["words"] = reader.execute(
        "SELECT number, id, begun, words FROM movement_words ORDER BY number"
    ).fetchall()
    found["subjects"] = reader.execute("SELECT * FROM subjects ORDER BY 1, 2, 3").fetchall()
    reader.close()
    return found


def test_it_is_on_record_whole_though_it_was_committed_seldom(filled: Filled) -> None:
    reader = connect_to_read(filled.root / "var" / "ledger.db")
    verdict = walk(reader)
    reader.close()
    assert verdict.broken_at is None and COUNT <= verdict.events == filled.events < COUNT + 20


def test_parcels_come_to_doors_and_shelves_and_leave_again(filled: Filled) -> None:
    ledger = opened(filled)
    house: House = ledger.house
    ledger.close()
    at = Counter(one.stage for one in house.parcels.values())
    assert len(house.doors) == DOORS
    assert at[ParcelStage.WAITING] > 50 and at[ParcelStage.COLLECTED]
    lying = [one for one in house.parcels.values() if one.stage is ParcelStage.WAITING]
    assert all(one.custodian.kind is CustodianKind.PLACE for one in lying)
    doors = Counter(one.custodian.id for one in lying if not is_shelf(one.custodian.id))
    assert set(doors.values()) == {1} and stored(house) and house.deliveries


def test_made_again_it_is_the_same(filled: Filled) -> None:
    path = filled.root / "var" / "ledger.db"
    before = rows(path)
    assert before["parcels"] and before["words"] and before["subjects"]
    ledger = opened(filled)
    ledger.rebuild()
    ledger.close()
    assert rows(path) == before


def test_a_parcel_is_found_by_its_number(filled: Filled) -> None:
    register = SqliteRegister(filled.root / "var" / "ledger.db")
    dropped = register.movements(kind="parcel.drop")[-1]
    parcel = register.parcel(dropped.item)
    assert parcel is not None
    assert dropped.id in [one.id for one in register.movements(words=parcel.barcode)]
    register.close()
