"""Turns a series of looks at the reader into the moments at which a badge was laid on it."""

from __future__ import annotations

from drivers.pn532.badge import Badge

_ANY_RANDOM_UID = b""


class Presence:
    """Remembers which badges lie on the reader, so that a badge held there counts once.

    Feed it answers only: a look that failed says nothing about the badge and is not fed.
    """

    def __init__(self, away_looks: int = 2) -> None:
        """`away_looks`: how many looks in a row must miss a badge before it can be laid again."""
        self._away_looks = away_looks
        self._missed: dict[bytes, int] = {}

    def look(self, seen: Badge | None) -> Badge | None:
        """Return the badge if this look is the moment it was laid, else None."""
        mark = None if seen is None else _mark(seen)
        for other in [held for held in self._missed if held != mark]:
            self._missed[other] += 1
            if self._missed[other] >= self._away_looks:
                del self._missed[other]
        if seen is None or mark is None:
            return None
        laid = mark not in self._missed
        self._missed[mark] = 0
        return seen if laid else None

    @property
    def held(self) -> int:
        """How many badges lie on the reader, as far as the last looks tell."""
        return len(self._missed)


def _mark(badge: Badge) -> bytes:
    # a random uid changes with every look: without this, one phone held still would be laid again and again
    return _ANY_RANDOM_UID if badge.is_random else badge.uid
