"""A site whose record or whose keys are lost says so, and begins nothing new in their place."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

import pytest

from kiosk.assembly.storage import RecordGone, open_storage
from kiosk.doctor.findings import Mark
from kiosk.doctor.record import record_findings
from kiosk.domain import events as e
from kiosk.ledger.begun import is_marked
from kiosk.ledger.reserve import Reserve
from kiosk.ports.record import Sealed
from kiosk.settings import Settings, load
from kiosk.site_keys import NAMES, REPLACED, KeysGone, LooseSecrets, load_or_make

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(DEMO)


@pytest.fixture(scope="module")
def worked(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site that has been at work."""
    storage = open_storage(settings, tmp_path_factory.mktemp("worked"))
    begun = e.CommissioningBegun("0.1.0", "00")
    storage.ledger.execute(lambda _: [begun], sealed=[Sealed("person:r-1", "r-1", b"{}")])
    storage.close()
    Reserve(storage.folder, 4096).hold()
    return storage.folder


@pytest.fixture
def folder(worked: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to lose something of."""
    return shutil.copytree(worked, tmp_path / worked.name)


def said(folder: Path) -> list[str]:
    """Return what the doctor finds wrong with the record."""
    return [one.says for one in record_findings(folder) if one.mark is Mark.WRONG]


def test_a_sound_site_opens_again(settings: Settings, folder: Path) -> None:
    storage = open_storage(settings, folder.parent)
    assert storage.ledger.opened("person:r-1") == b"{}"
    storage.close()
    assert said(folder) == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - REPLACED))
def test_no_key_is_made_for_a_record_that_another_made(settings: Settings, folder: Path, name: str) -> None:
    key = folder / "keys" / f"{name}.key"
    kept = key.read_bytes()
    key.unlink()
    for _ in range(2):
        with pytest.raises(KeysGone, match=rf"{name}\.key is gone"):
            open_storage(settings, folder.parent)
    assert not key.exists()
    assert said(folder) == ["doctor.record.key_gone"]
    key.write_bytes(kept)
    key.chmod(0o600)
    open_storage(settings, folder.parent).close()


def test_another_machines_key_is_made_anew(settings: Settings, folder: Path) -> None:
    (folder / "keys" / "device.key").unlink()
    open_storage(settings, folder.parent).close()
    assert (folder / "keys" / "device.key").stat().st_mode & 0o777 == 0o600


def test_a_vault_key_of_another_site_opens_nothing(settings: Settings, folder: Path) -> None:
    (folder / "keys" / "vault.key").write_bytes(secrets.token_bytes(32))
    with pytest.raises(KeysGone, match=r"vault\.key is not"):
        open_storage(settings, folder.parent)


def test_a_lost_record_is_not_begun_anew_over_full_doors(settings: Settings, folder: Path) -> None:
    for path in folder.glob("ledger.db*"):
        path.unlink()
    for _ in range(2):
        with pytest.raises(RecordGone):
            open_storage(settings, folder.parent)
    assert not (folder / "ledger.db").exists()
    assert said(folder) == ["doctor.record.gone"]


@pytest.mark.parametrize("left", ["nothing", "an empty file", "an empty record"])
def test_a_record_that_is_gone_without_traces_is_missed_while_its_keys_are_there(
    settings: Settings, folder: Path, left: str, tmp_path: Path
) -> None:
    Reserve(folder, 0).give_up()
    for path in folder.glob("ledger.db*"):
        path.unlink()
    if left == "an empty file":
        (folder / "ledger.db").touch()
    elif left == "an empty record":
        open_storage(settings, tmp_path / "another").close()
        shutil.copy(tmp_path / "another" / "var" / "ledger.db", folder)
    for _ in range(2):
        with pytest.raises(RecordGone, match="restore it from a backup, or move"):
            open_storage(settings, folder.parent)
    assert said(folder) == ["doctor.record.gone"]
    folder.rename(tmp_path / "moved away")
    open_storage(settings, folder.parent).close()


def test_a_record_of_an_older_release_is_marked_when_it_is_opened(settings: Settings, folder: Path) -> None:
    (folder / "keys" / "record-begun").unlink()
    open_storage(settings, folder.parent).close()
    assert is_marked(folder) and (folder / "keys" / "record-begun").stat().st_mode & 0o777 == 0o600


def test_a_first_start_that_was_cut_short_before_the_first_event_is_begun_again(
    settings: Settings, tmp_path: Path
) -> None:
    for _ in range(2):
        open_storage(settings, tmp_path).close()
    assert not is_marked(tmp_path / "var")
    storage = open_storage(settings, tmp_path)
    storage.ledger.append(e.CommissioningBegun("0.1.0", "00"))
    assert is_marked(tmp_path / "var")
    storage.close()


def test_a_mark_that_the_disk_does_not_take_costs_nothing(settings: Settings, tmp_path: Path) -> None:
    storage = open_storage(settings, tmp_path)
    keys, aside = storage.folder / "keys", storage.folder / "aside"
    keys.rename(aside)
    keys.touch()
    storage.ledger.append(e.CommissioningBegun("0.1.0", "00"))
    storage.close()
    keys.unlink()
    aside.rename(keys)
    open_storage(settings, tmp_path).close()
    assert is_marked(storage.folder)


@pytest.mark.parametrize("beside", ["", "-wal"])
def test_an_empty_file_in_its_place_is_a_lost_record_too(
    settings: Settings, folder: Path, beside: str
) -> None:
    """SQLite takes it for a new record, and removes the write-ahead log beside it."""
    (folder / "ledger.db").write_bytes(b"")
    if beside:
        Reserve(folder, 0).give_up()
        (folder / f"ledger.db{beside}").write_bytes(bytes(4096))
    kept = {path.name: path.stat().st_size for path in folder.glob("ledger.db*")}
    for _ in range(2):
        with pytest.raises(RecordGone, match=r"ledger\.db is empty"):
            open_storage(settings, folder.parent)
    assert {path.name: path.stat().st_size for path in folder.glob("ledger.db*")} == kept
    assert said(folder) == ["doctor.record.gone"]


def test_an_empty_file_of_a_first_start_that_was_cut_short_is_begun(
    settings: Settings, tmp_path: Path
) -> None:
    load_or_make(tmp_path / "var" / "keys")
    (tmp_path / "var" / "ledger.db").touch()
    storage = open_storage(settings, tmp_path)
    storage.ledger.append(e.CommissioningBegun("0.1.0", "00"))
    storage.close()


def test_no_record_is_begun_where_a_restoration_was_cut_short(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / ".restoring" / "site").mkdir(parents=True)
    with pytest.raises(RecordGone, match="restore again"):
        open_storage(settings, tmp_path)
    assert not (tmp_path / "var" / "ledger.db").exists()
    shutil.rmtree(tmp_path / ".restoring")
    open_storage(settings, tmp_path).close()
    (tmp_path / ".restoring").mkdir()
    open_storage(settings, tmp_path).close()


def test_a_pipe_in_a_key_s_place_is_a_damaged_key(settings: Settings, folder: Path) -> None:
    (folder / "keys" / "vault.key").unlink()
    os.mkfifo(folder / "keys" / "vault.key", 0o600)
    with pytest.raises(LooseSecrets, match=r"vault\.key is damaged"):
        open_storage(settings, folder.parent)


def test_a_log_without_its_record_is_a_lost_record(settings: Settings, folder: Path) -> None:
    Reserve(folder, 0).give_up()
    (folder / "ledger.db").rename(folder / "ledger.db-wal")
    with pytest.raises(RecordGone):
        open_storage(settings, folder.parent)


def test_a_first_start_that_was_cut_short_leaves_no_half_key(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    half = keys / f"vault.key.{os.urandom(4).hex()}"
    half.touch(mode=0o600)  # what a power cut leaves of a key that was being written
    made = load_or_make(keys)
    assert len(made.vault) == 32
    assert load_or_make(keys).vault == made.vault
