"""The printed key map: which slot holds which key, for the day on which no screen can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

FORMS = ("slip", "sheet")
"""On the receipt printer, or as a page (A4)."""


@dataclass(frozen=True)
class MapLine:
    """One key on the map."""

    place: str
    key: str
    stands_for: str = ""
    """The number that stands for a home's key on paper; "" for one that is named."""


@dataclass(frozen=True)
class KeyMap:
    """One map that was printed. The newest stays at hand for ever; an older one until its paper is destroyed."""

    number: int
    issued: datetime
    by: str
    second: str
    form: str
    digest: str
    lines: tuple[MapLine, ...]
    """Of the newest alone: an older one's are in the log."""
    seal: str = ""
    superseded: bool = False
    destroyed: bool = False

    @property
    def id(self) -> str:
        """Its name among the maps at hand."""
        return f"{self.number:04d}"

    @property
    def hides_homes(self) -> bool:
        """Whether a second part says which number is which home's key."""
        return any(line.stands_for for line in self.lines)


def digest_of(lines: Iterable[MapLine]) -> str:
    """Return the SHA-256 of a map's slots and keys, in hex; what stands for a key on paper does not count."""
    listed = "".join(f"{line.place} {line.key}\n" for line in lines)
    return sha256(listed.encode()).hexdigest()


def in_order(place: str) -> tuple[str, int]:
    """Return by what slots are sorted: K2 before K10."""
    prefix, digits = re.match(r"(\D*)(\d*)", place).groups()  # type: ignore[union-attr]
    return prefix, int(digits or 0)


def moved_since(lines: Iterable[MapLine], now: Mapping[str, str]) -> list[str]:
    """Return the keys whose slot is not as on a map: moved, new, or gone. `now`: the slot of each key."""
    printed = {line.key: line.place for line in lines}
    return sorted(key for key in printed.keys() | now.keys() if printed.get(key) != now.get(key))
