"""The program itself: a virtual environment built in the slot that is not in use, then put into use in one step."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.installing import slots
from kiosk.installing.packages import python_of
from kiosk.installing.record import PLACE, Record, write_whole
from kiosk.installing.target import Target, Trouble
from kiosk.installing.wanted import Act

LOCK = "requirements-appliance.txt"
PACKAGES = ("kiosk", "drivers", "ui")
SHARED = "share/loge"
"""In each slot: what this installer needs, in the shape of a clone, so that a slot can install itself again."""
UNTAKEN = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")
AGAIN = "Run the installation again: what is half built is built anew, and what was in use before still is."
NO_WAY = f"Look at the network, or bring the wheels along (--offline FOLDER). {AGAIN}"
PIP = (
    "-m",
    "pip",
    "--no-input",
    "--disable-pip-version-check",
    "--no-cache-dir",
    "install",
    "--progress-bar=off",
)
# Wheels alone, but for what nobody has made a wheel of: the pinned builders make one, not what the index has today.
PINNED = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--no-binary=pydes", "--no-build-isolation")
BUILDERS = "builders.txt"
LGPIO = ("lgpio.py", "_lgpio*.so")


@dataclass(frozen=True)
class Program:
    """Loge with exactly the packages of the lock file, each known by its digest."""

    source: Path
    offline: Path | None = None

    def made_from(self, target: Target) -> str:
        """Return the name of what a slot would be built from: the code, the lock, the system's Python."""
        seen = hashlib.sha256(str(python_of(target)).encode())
        files = [self.source / "pyproject.toml", self.source / "config" / LOCK]
        for package in PACKAGES:
            files += sorted(_files(self.source / package))
        for path in files:
            seen.update(f"{path.relative_to(self.source).as_posix()}\0".encode())
            seen.update(hashlib.sha256(path.read_bytes()).digest())
        return seen.hexdigest()

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the building of a slot and its putting into use."""
        if not (self.source / PACKAGES[0]).is_dir():
            return  # called from a slot, which has the installer's files alone
        folder, made_from = target.at(slots.FOLDER), self.made_from(target)
        now = slots.current(folder)
        if slots.stamp(folder, now) == made_from or self._updated(slots.stamp(folder, now)):
            return
        new = slots.other(folder)
        if slots.stamp(folder, new) != made_from:
            wheels = f", from {self.offline}" if self.offline else ""
            says = f"build the program in {slots.FOLDER}/{new}, by the digests of config/{LOCK}{wheels}"
            yield Act(says, lambda: self._build(target, new, made_from))
        yield Act(f"put {slots.FOLDER}/{new} into use", lambda: slots.switch(folder, new))

    def _updated(self, stamp: str) -> bool:
        """Return whether a signed update has put this very release into use, or a later one: no clone undoes that."""
        found = re.fullmatch(r"update (\d+(?:\.\d+)*)\S*", stamp)
        own = re.search(r'^VERSION = "(\d+(?:\.\d+)*)', self._version(), re.MULTILINE)
        if found is None or own is None:
            return False
        return _numbers(found[1]) >= _numbers(own[1])

    def _version(self) -> str:
        return (self.source / "kiosk" / "version.py").read_text(encoding="utf-8")

    def _build(self, target: Target, name: str, made_from: str) -> None:
        inside = f"{slots.FOLDER}/{name}"
        slot = target.at(inside)
        if slot.exists():
            # The stamp first: what is half removed must not pass for whole.
            (slot / slots.STAMP).unlink(missing_ok=True)
            shutil.rmtree(slot)
        slot.parent.mkdir(parents=True, exist_ok=True)
        made = f"The virtual environment {inside} could not be made"
        target.run(target.inside(("python3", "-m", "venv", inside)), made, AGAIN)
        self._share(slot / SHARED)
        self._install(target, inside)
        _link_lgpio(target, slot)
        python = f"{inside}/bin/python"
        tried = (python, "-I", "-c", "import kiosk.__main__, kiosk.assembly.house, ui.app")
        target.run(target.inside(tried), f"The program in {inside} does not start", AGAIN)
        os.sync()
        write_whole(slot / slots.STAMP, f"{made_from}\n".encode(), 0o644)

    def _share(self, shared: Path) -> None:
        for part in (*PACKAGES, "systemd", "config"):
            shutil.copytree(self.source / part, shared / part, ignore=UNTAKEN)
        for part in ("pyproject.toml", "README.md"):
            shutil.copyfile(self.source / part, shared / part)

    def _install(self, target: Target, inside: str) -> None:
        python, shared = f"{inside}/bin/python", f"{inside}/{SHARED}"
        wheels = self._wheels(target, inside)
        failed = "The Python packages could not be installed"
        for lock in (_builders(target.at(shared)), LOCK):
            locked = (*PINNED, "-r", f"{shared}/config/{lock}")
            target.run(target.inside((python, *PIP, *wheels, *locked)), failed, NO_WAY)
        own = ("--no-deps", "--no-index", "--no-build-isolation", shared)
        target.run(target.inside((python, *PIP, *own)), "Loge itself could not be installed", AGAIN)
        # Only the installer's part stays; the program lives in site-packages.
        for part in (*PACKAGES, "build", "loge.egg-info"):
            shutil.rmtree(target.at(f"{shared}/{part}"), ignore_errors=True)
        shutil.rmtree(target.at(f"{inside}/wheels"), ignore_errors=True)

    def _wheels(self, target: Target, inside: str) -> tuple[str, ...]:
        """Return how pip is told where the wheels are; in a tree it sees only what lies there."""
        if self.offline is None:
            return ()
        if not any(self.offline.glob("*.whl")):
            raise Trouble(
                f"There is no wheel in {self.offline}.", f"Fill it: pip download -r config/{LOCK} -d FOLDER"
            )
        if target.here:
            return ("--no-index", f"--find-links={self.offline.resolve()}")
        shutil.copytree(self.offline, target.at(f"{inside}/wheels"))
        return ("--no-index", f"--find-links={inside}/wheels")

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the removal of both slots."""
        folder = target.at(slots.FOLDER)
        there = [path for path in sorted(folder.glob("*")) if path.name != Path(PLACE).name]
        if there:
            names = ", ".join(f"{slots.FOLDER}/{path.name}" for path in there)
            yield Act(f"remove the program: {names}", lambda: _remove(there))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts:
            yield path


def _builders(shared: Path) -> str:
    """Return the name of a lock file with the builders alone, taken from the whole one; they are installed first."""
    entries = re.split(r"\n(?=[a-z])", (shared / "config" / LOCK).read_text(encoding="utf-8"))
    chosen = [entry for entry in entries if entry.startswith("setuptools==")]
    (shared / "config" / BUILDERS).write_text("\n".join(chosen) + "\n", encoding="utf-8")
    return BUILDERS


def _link_lgpio(target: Target, slot: Path) -> None:
    """Lend the slot the system's own lgpio where the index of Python packages has none for this Python."""
    if python_of(target) < (3, 13):
        return
    system = target.at("/usr/lib/python3/dist-packages")
    for site in slot.glob("lib/python3*/site-packages"):
        for file in (path for pattern in LGPIO for path in system.glob(pattern)):
            (site / file.name).unlink(missing_ok=True)
            (site / file.name).symlink_to(f"/usr/lib/python3/dist-packages/{file.name}")


def _remove(parts: Iterable[Path]) -> None:
    for path in parts:
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
