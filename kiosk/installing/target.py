"""The system that is made into the appliance: this machine, or a tree that becomes a card's image."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class Trouble(Exception):
    """Why the installation can't go on, and what to do about it."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what = what
        self.do = do


@dataclass(frozen=True)
class Target:
    """A system by its root folder."""

    root: Path = Path("/")

    @property
    def here(self) -> bool:
        """Whether it is this very machine, and not a tree on it."""
        return self.root == Path("/")

    @property
    def running(self) -> bool:
        """Whether its services can be started now: not in a tree, nor in a chroot."""
        return self.here and Path("/run/systemd/system").is_dir()

    def at(self, path: str) -> Path:
        """Return where a path of the target is found from here."""
        return self.root / path.lstrip("/")

    def number(self, kind: str, name: str) -> int | None:
        """Return the number of an account (`passwd`) or a group (`group`) of the target; None: there is none."""
        for line in _lines(self.at(f"/etc/{kind}")):
            fields = line.split(":")
            if fields[0] == name and len(fields) > 2 and fields[2].isdecimal():
                return int(fields[2])
        return None

    def members(self, group: str) -> frozenset[str]:
        """Return who is named as a member of a group of the target."""
        for line in _lines(self.at("/etc/group")):
            fields = line.split(":")
            if fields[0] == group and len(fields) > 3:
                return frozenset(filter(None, fields[3].split(",")))
        return frozenset()

    def inside(self, command: Sequence[str]) -> list[str]:
        """Return `command` as it is called so that it runs in the target."""
        return list(command) if self.here else ["chroot", str(self.root), *command]

    def run(self, command: Sequence[str], what: str, do: str, env: Mapping[str, str] | None = None) -> str:
        """Return what a command has printed; `what` it was for and what to `do` are told when it fails.

        Raises:
            Trouble: it failed, or there is no such program.
        """
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as trouble:
            raise Trouble(f"{what}: {command[0]}: {trouble.strerror}", do) from trouble
        if done.returncode:
            said = "\n".join(done.stdout.strip().splitlines()[-20:])
            raise Trouble(f"{what} (exit status {done.returncode}):\n{said}", do)
        return done.stdout


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
