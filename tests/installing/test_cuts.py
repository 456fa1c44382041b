"""The power goes before any one change to the disk, on the way in or out: the next run comes to the same end.

The points are counted by Python's own audit events, not by hand: each file opened for writing, each renaming, removal,
link, mode, owner, folder and each program started. `make test` takes some; `python -m tests.installing cuts` all.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.installing.plan import Asked
from kiosk.installing.running import Run
from kiosk.installing.target import Target
from tests.installing.card import clone, fresh, needs_root, needs_systemd, seen, surroundings

pytestmark = [needs_root, needs_systemd]
CHANGES = frozenset(
    (
        *("os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir"),
        *("os.chmod", "os.chown", "os.truncate", "subprocess.Popen"),
    )
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
TOLD = "update-initramfs -u"
"""What the system has to be told once the splash has changed, whenever the power went."""
IN_TESTS = 30
"""So many cuts of each kind in `make test`."""


class PowerCut(BaseException):
    """No code of the installer may see it and go on."""


class Mains:
    """Counts the changes to the disk, and is off from one of them on."""

    def __init__(self) -> None:
        self.on = False
        self.count = 0
        self.cut_at = 0
        sys.addaudithook(self._hear)

    def _hear(self, event: str, facts: tuple[object, ...]) -> None:
        if not self.on:
            return
        opened = event == "open" and isinstance(facts[2], int) and bool(facts[2] & WRITING)
        if event in CHANGES or opened:
            self.count += 1
            if self.cut_at and self.count >= self.cut_at:
                raise PowerCut

    @contextmanager
    def until(self, cut_at: int) -> Iterator[None]:
        """Let the changes before the one of this number through, all for 0."""
        self.on, self.count, self.cut_at = True, 0, cut_at
        try:
            yield
        finally:
            self.on = False


MAINS = Mains()


class Bench:
    """Trees in memory, where a change costs no time, beside a clone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clone = clone(folder / "clone")
        self.calls = folder / "calls"
        self._fresh = fresh(folder / "fresh")

    def asked(self, name: str, like: Path | None = None) -> Asked:
        """Return what an installation on a new card is about; `like`: the card it is a copy of."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(like or self._fresh, self.folder / name, symlinks=True)
        return Asked(Target(self.folder / name), self.clone)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a bench; the stand-in for programs of a tree is found first."""
    for name, value in surroundings(tmp_path / "any").items():
        monkeypatch.setenv(name, value)
    return Bench(tmp_path)


def lines(text: str, end: str = "\n") -> None:
    """Take the lines of progress and leave them."""


def end(tree: Path) -> dict[str, object]:
    """Return what counts of a tree: all but systemd-sysusers' own copies and stamps."""
    return {
        path: what for path, what in seen(tree).items() if not path.endswith(("-", ".updated", ".pwd.lock"))
    }


def points(count: int, most: int) -> list[int]:
    """Return which of `count` changes are cut at: all, or `most` of them, spread evenly, the last one among them."""
    step = max(1, -(-count // most))
    return sorted({*range(1, count + 1, step), count})


def cut_installing(bench: Bench, most: int = IN_TESTS) -> int:
    """Return at how many points an installation was cut off and came to its end all the same."""
    whole = bench.asked("whole")
    with MAINS.until(0):
        Run(whole, lines).install()
    wanted, changes = end(whole.target.root), MAINS.count
    cuts = points(changes, most)
    for at in cuts:
        asked = bench.asked("cut")
        bench.calls.write_text("")
        _cut(Run(asked, lines).install, at)
        Run(asked, lines).install()
        assert TOLD in bench.calls.read_text(), f"cut at {at} of {changes}"
        assert end(asked.target.root) == wanted, f"cut at {at} of {changes}"
        assert Run(asked, lines).install() == 0, f"cut at {at} of {changes}"
    return len(cuts)


def cut_removing(bench: Bench, most: int = IN_TESTS) -> int:
    """Return at how many points a removal was cut off and came to its end all the same."""
    whole = bench.asked("whole")
    Run(whole, lines).install()
    with MAINS.until(0):
        Run(whole, lines).remove()
    left, changes = end(whole.target.root), MAINS.count
    cuts = points(changes, most)
    for at in cuts:
        asked = bench.asked("cut")
        Run(asked, lines).install()
        bench.calls.write_text("")
        _cut(Run(asked, lines).remove, at)
        Run(asked, lines).remove()
        assert TOLD in bench.calls.read_text(), f"cut at {at} of {changes}"
        assert end(asked.target.root) == left, f"cut at {at} of {changes}"
    return len(cuts)


def _cut(work: Callable[[], object], at: int) -> None:
    with pytest.raises(PowerCut), MAINS.until(at):
        work()


def test_an_installation_that_is_cut_off_goes_on(bench: Bench) -> None:
    assert cut_installing(bench) >= IN_TESTS // 2


def test_a_removal_that_is_cut_off_goes_on(bench: Bench) -> None:
    assert cut_removing(bench) >= IN_TESTS // 2
