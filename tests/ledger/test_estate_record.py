"""The estate's record up to now, and the lobby laid out as it says; a record that is there is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.assembly.storage import open_storage
from kiosk.domain.items import CustodianKind
from kiosk.domain.parcels.codes import well_formed
from kiosk.estate.__main__ import main
from kiosk.estate.record import is_on_record, put_on_record
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.settings import Settings, load


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate with today on record."""
    made = tmp_path_factory.mktemp("estate")
    assert main([str(made)]) == 0
    assert not is_on_record(settings(made), made)
    assert put_on_record(settings(made), made, weeks=0) > 500
    return made


def settings(root: Path) -> Settings:
    return load(root / "site.toml")


def test_the_lobby_is_laid_out_as_the_record_says(root: Path) -> None:
    storage = open_storage(settings(root), root)
    house, lies = storage.ledger.house, json.loads((root / "world.json").read_text(encoding="utf-8"))
    storage.close()
    hanging = {door["key"]: place for place, door in lies["doors"].items() if "key" in door}
    assert len(house.keys) == 500 == len(hanging) + len(lies["keys_in_hand"])
    for key in house.keys.values():
        if key.custodian.kind is CustodianKind.PLACE:
            assert hanging[key.tag] == key.custodian.id
        else:
            assert key.tag in lies["keys_in_hand"]
    assert not [movement for movement in house.movements.values() if not movement.ended]


def test_what_recipients_were_told_opens_their_door(root: Path) -> None:
    site = settings(root)
    storage = open_storage(site, root)
    parcels, opened, digest = (
        storage.ledger.house.parcels.values(),
        storage.ledger.opened,
        storage.keys.digest,
    )
    brought = [(one, (opened(f"code:{one.slip}") or b"").decode()) for one in parcels if one.courier]
    storage.close()
    assert brought
    for parcel, code in brought:
        assert len(code) == site.collect.code_digits and well_formed(code)
        assert parcel.code_mac == digest("code", code)


def test_the_chain_holds_and_no_time_lies_ahead(root: Path) -> None:
    reader = connect_to_read(root / "var" / "ledger.db")
    assert walk(reader).broken_at is None
    reader.close()
    storage = open_storage(settings(root), root)
    last = storage.ledger.last_at
    assert last is not None and last <= storage.clock.now()
    storage.close()


def test_a_record_that_is_there_is_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "var" / "ledger.db").stat()
    assert main([str(root), "--weeks", "2"]) == 0
    after = (root / "var" / "ledger.db").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (
        before.st_ino, before.st_mtime_ns, before.st_size,
    )  # fmt: skip
    assert "events" not in capsys.readouterr().out
