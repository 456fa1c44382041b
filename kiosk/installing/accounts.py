"""The accounts of the units, by systemd-sysusers; what is missing is read from the target's own lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.installing.record import Record
from kiosk.installing.target import Target
from kiosk.installing.wanted import Act

ENDED = "Look at /etc/passwd and /etc/group, mend what is said above, and run the installation again."


@dataclass(frozen=True)
class Accounts:
    """Accounts, groups, memberships, as sysusers.d writes them. They stay when Loge goes: the record is theirs."""

    lines: str

    def missing(self, target: Target) -> list[str]:
        """Return, in words, what there is not yet."""
        found = []
        for line in self.lines.splitlines():
            kind, name, *rest = line.split() or ["#", ""]
            if kind == "u" and target.number("passwd", name) is None:
                found.append(f"the account {name}")
            elif kind == "g" and target.number("group", name) is None:
                found.append(f"the group {name}")
            elif kind == "m" and name not in target.members(rest[0]):
                found.append(f"{name} in the group {rest[0]}")
        return found

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield their making."""
        if missing := self.missing(target):
            yield Act(f"make {', '.join(missing)}", lambda: self._make(target))

    def _make(self, target: Target) -> None:
        # With no file named it reads the target's sysusers.d, ours among them; made already is made.
        root = () if target.here else (f"--root={target.root}",)
        offline = {"SYSTEMD_OFFLINE": "1"} if not target.here else {}
        target.run(("systemd-sysusers", *root), "The accounts could not be made", ENDED, offline)
        os.sync()

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield nothing: what they own stays, and must not come into the hands of the next account that is made."""
        yield from ()
