"""The power fails while somebody works at the desk, at steps that SQLite itself was seen to take."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.settings import Settings
from tests.powercuts.disk import can_be_watched, the_disk
from tests.powercuts.errands import ERRANDS
from tests.powercuts.images import KEPT, LOST, MODES, image, told
from tests.powercuts.playing import act, on_memory, opened, shut, site_of
from tests.powercuts.sweeping import recording, swept

pytestmark = pytest.mark.skipif(
    not can_be_watched(), reason="SQLITE IS NOT A SHARED LIBRARY HERE: NOT WATCHED"
)
CUTS = 8
"""Of each errand here, in each mode; `python -m tests.powercuts` makes them all."""


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with on_memory() as folder:
        yield folder


@pytest.fixture(scope="module")
def settings(root: Path) -> Iterator[Settings]:
    yield site_of(root / "site")
    the_disk().watch(root / "nothing")


@pytest.mark.parametrize("name", list(ERRANDS))
def test_whatever_was_acknowledged_is_there_and_the_errand_comes_to_its_one_end(
    settings: Settings, root: Path, name: str
) -> None:
    steps = swept(settings, root, name, every=10**6).steps
    assert steps >= 15
    found = swept(settings, root, name, every=max(1, steps // CUTS), first=steps % 7)
    assert not found.broken, found.broken[:3]
    assert sum(found.found.values()) >= (CUTS - 1) * len(MODES)
    assert found.found["lost", "from the start"] or found.found["lost", "as acknowledged"]


def test_a_record_that_is_not_flushed_loses_what_was_acknowledged(settings: Settings, root: Path) -> None:
    """The control: the same cuts under `synchronous = NORMAL` must be found out, or they would prove nothing."""
    found = swept(settings, root, "top-up, refund", every=8, modes=(LOST,), normal=True)
    assert any("was acknowledged and is gone" in why for _, _, why in found.broken)


def test_what_is_watched_is_all_that_changes(settings: Settings, root: Path) -> None:
    recorded = recording(settings, root, "release of goods")
    for path, content in image(recorded.before / "var", recorded.asked, len(recorded.asked), KEPT).items():
        if not path.endswith("-wal"):
            continue  # closing the record has moved it all into the record's own file
        assert content and len(told(recorded.asked, len(recorded.asked))) == 3
    kinds = {step.kind for step in recorded.asked}
    assert {"write", "sync", "mark"} <= kinds
    assert {step.path for step in recorded.asked if step.kind != "mark"} <= {
        "ledger.db",
        "ledger.db-wal",
        "api.db",
    }


@pytest.mark.parametrize("step", [1, 9, 30, 61, 62, 63, 100, 139])
def test_a_process_that_is_killed_leaves_the_very_bytes_that_the_pictures_have(
    settings: Settings, root: Path, tmp_path: Path, step: int
) -> None:
    name, words = "top-up, refund", tmp_path / "asked"
    recorded = recording(settings, root, name)
    site = tmp_path / "site"
    shutil.copytree(root / "site", site)
    child = os.fork()
    if child == 0:
        try:
            disk = the_disk()
            disk.watch(site / "var")
            disk.kill_before(step, words)
            act(opened(settings, site), ERRANDS[name]())
        finally:
            os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    asked = pickle.loads(words.read_bytes())
    there = {
        path.name: path.read_bytes() for path in (site / "var").glob("ledger.db*") if path.suffix != ".db-shm"
    }
    expected = image(recorded.before / "var", asked, len(asked), KEPT)
    assert {path: content for path, content in expected.items() if path.startswith("ledger")} == {
        path: there[path] for path in there if path in expected
    }
    kiosk = opened(settings, site)
    acknowledged = [mark.split() for mark in told(asked, len(asked))]
    assert not acknowledged or kiosk.ledger.seq >= int(acknowledged[-1][1])
    act(kiosk, ERRANDS[name](), first=len(acknowledged), again=True)
    balances = {one.id: one.balance_cents for one in kiosk.ledger.house.accounts.values()}
    assert balances["cash:desk"] == 10_000 and sum(balances.values()) == 0
    shut(kiosk)
