"""A switch as its contact settles: a new level counts only after it has stayed."""

from __future__ import annotations

SETTLE_S = 0.030
CHATTER_S = 0.5


class Debounce:
    """One input's settled level. Times are monotonic seconds, passed in.

    `edge` may be called from another thread than `read`: each attribute has one writer.
    """

    def __init__(self) -> None:
        self._edge_s = float("-inf")
        self._read_s = float("-inf")
        self._since_s = float("-inf")
        self._restless_from_s: float | None = None
        self._latest: int | None = None
        self._settled: int | None = None

    def edge(self, at_s: float) -> None:
        """Note that the input changed, if only for an instant between two reads."""
        self._edge_s = at_s

    def read(self, level: int, at_s: float) -> int | None:
        """Return the settled level, given what the pin reads now; None when nothing has settled.

        A level counts after 30 ms without change; until then the one before it stands. A contact that has not
        settled for 500 ms says nothing.
        """
        edge_s = self._edge_s
        if level != self._latest:
            self._since_s = edge_s if edge_s > self._read_s else at_s
        else:
            self._since_s = max(self._since_s, edge_s)
        self._latest, self._read_s = level, at_s
        if at_s - self._since_s >= SETTLE_S:
            self._settled, self._restless_from_s = level, None
        elif self._restless_from_s is None:
            self._restless_from_s = at_s
        elif at_s - self._restless_from_s > CHATTER_S:
            self._settled = None
        return self._settled
