"""Which locked packages stand in advisories (OSV format, one JSON file each): `python -m tests.holes LOCK FOLDER`.

Source: https://ossf.github.io/osv-schema/, "affected" and its evaluation algorithm.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tests.locking import locked


def holes(lock: str, advisories: Path) -> list[str]:
    """Return a line for each locked package and version that an advisory of the folder affects.

    Raises:
        ValueError: a file of the folder is no advisory.
    """
    found = []
    packages = locked(lock)
    for file in sorted(advisories.rglob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        if told.get("withdrawn"):
            continue
        for part in told.get("affected", ()):
            package = part.get("package", {})
            if package.get("ecosystem") != "PyPI":
                continue
            name = canonicalize_name(str(package.get("name", "")))
            found += [
                f"{name} {version}: {told['id']} {told.get('summary', '')}".strip()
                for version, _, _ in packages.get(name, ())
                if affected(Version(version), part)
            ]
    return found


def affected(version: Version, part: Mapping[str, Any]) -> bool:
    """Return whether one part of an advisory is about this version: by name, or between two of its events."""
    if any(_same(version, one) for one in part.get("versions", ())):
        return True
    ranges = (one for one in part.get("ranges", ()) if one.get("type") == "ECOSYSTEM")
    return any(_within(version, list(_events(one.get("events", ())))) for one in ranges)


def _within(version: Version, events: Sequence[tuple[Version, str]]) -> bool:
    inside = False
    for at, what in sorted(events, key=lambda event: event[0]):
        if what == "introduced" and version >= at:
            inside = True
        elif (what == "fixed" and version >= at) or (what == "last_affected" and version > at):
            inside = False
    return inside


def _events(events: Sequence[Mapping[str, str]]) -> Iterator[tuple[Version, str]]:
    for event in events:
        for what, at in event.items():
            if what in ("introduced", "fixed", "last_affected"):
                yield Version(at), what


def _same(version: Version, named: str) -> bool:
    try:
        return Version(named) == version
    except InvalidVersion:
        return False


def main(arguments: Sequence[str]) -> int:
    """Return 1 when a package has a known hole."""
    lock, folder = map(Path, arguments)
    files = len(list(folder.rglob("*.json")))
    found = holes(lock.read_text(encoding="utf-8"), folder)
    print(*found, f"{len(found)} known holes by {files} advisories", sep="\n")  # noqa: T201
    # A folder without an advisory knows nothing, and must not pass for a clean bill.
    return int(bool(found) or not files)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
