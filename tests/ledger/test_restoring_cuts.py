"""A restoration that is killed before any of its durable steps is said to be half done, and is done by the next one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.assembly.storage import RecordGone, open_storage
from kiosk.backup import locks
from kiosk.backup.restoring import NotRestored, restore
from kiosk.settings import load
from tests.ledger.test_backup import PASS, SECRET, Small, newer

HERE = Path(__file__).parents[2]
SETTINGS = load(HERE / "config" / "demo.toml")


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "COST", 12)
        small = Small(tmp_path_factory.mktemp("old"))
        yield small.target / newer(small)
        small.ledger.close()


@pytest.fixture
def tries(backup: Path, tmp_path: Path) -> list[Path]:
    """Return the folders of restorations that were cut short, each a step later than the one before."""
    folder = tmp_path / "tries"
    command = [sys.executable, "-m", "tests.ledger.restoring_child", str(backup), str(folder)]
    subprocess.run(command, cwd=HERE, check=True, timeout=300)
    return sorted(folder.iterdir(), key=lambda path: int(path.name))


def opens(root: Path) -> str:
    """Return what a start finds: "gone" or "half" (and makes nothing in its place), or "whole"."""
    before = sorted(path.name for path in root.iterdir())
    try:
        storage = open_storage(SETTINGS, root)
    except RecordGone as gone:
        assert sorted(path.name for path in root.iterdir()) == before
        return "half" if gone.restoring else "gone"
    assert storage.ledger.opened("person:r-lin") == SECRET.encode()
    assert len(storage.ledger.house.continuations) == 1
    storage.close()
    return "whole"


def test_a_start_says_what_is_and_another_restoration_ends_it(tries: list[Path], backup: Path) -> None:
    found = [opens(root) for root in tries]
    assert len(tries) > 30 and found[0] == "gone" and found[-1] == "whole"
    assert found == sorted(found, key=["gone", "half", "whole"].index), found
    for root, was in zip(tries, found, strict=True):
        assert all(path.stat().st_mode & 0o077 == 0 for path in root.glob("*.toml")), "half a copy neither"
        if was == "whole":
            with pytest.raises(NotRestored, match=r"was restored to .* already; start the kiosk"):
                restore(backup, PASS, root / "site.toml", root)
        else:
            restore(backup, PASS, root / "site.toml", root)
        assert opens(root) == "whole"
        left = {path.name for path in root.iterdir()}
        assert {"site.toml", "secrets.toml", "var"} <= left
        assert not [name for name in left if name.startswith(".")], left
        asides = [path for path in root.iterdir() if path.name.startswith("var.before")]
        assert any((path / "lock").exists() for path in asides), "what lay there is kept"


@pytest.mark.skipif(os.geteuid() != 0, reason="ONLY THE ADMINISTRATOR GIVES FILES AWAY")
def test_what_has_its_name_belongs_to_the_site_s_account(backup: Path, tmp_path: Path) -> None:
    root = tmp_path / "new"
    root.mkdir()
    os.chown(root, 1234, 1234)
    restore(backup, PASS, root / "site.toml", root)
    for path in (root / "var", *(root / "var").rglob("*"), *root.glob("*.toml")):
        assert path.stat().st_uid == 1234, path


def test_a_folder_that_is_a_disk_of_its_own_is_told_before_anything_is_moved(
    backup: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "var"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NO FILE SYSTEM MAY BE MOUNTED HERE")
    try:
        with pytest.raises(NotRestored, match="is a disk of its own"):
            restore(backup, PASS, tmp_path / "new" / "site.toml", tmp_path / "new")
        assert [path.name for path in (tmp_path / "new").iterdir()] == ["var"]
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
    shutil.rmtree(folder)
