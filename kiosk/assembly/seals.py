"""The switches of the sealed mechanical overrides, as the boards that they hang on read them."""

from __future__ import annotations

from collections.abc import Callable

from drivers.doors import BoardStatus
from kiosk.settings import Settings, Wire, seals_of

OnSeal = Callable[[str, bool], None]
"""Gets the cabinet's prefix, and whether its override is seen open. Must not block: a line's thread calls it."""


class Seals:
    """Tells of each change; one must show twice in a row before it counts, but for the first look."""

    def __init__(self, settings: Settings, on_change: OnSeal) -> None:
        self._cabinets: dict[Wire, str] = {wire: name for name, wire in seals_of(settings).items()}
        self._on_change = on_change
        self._known: dict[Wire, bool] = {}
        self._candidates: set[Wire] = set()

    def saw_board(self, line: str, board: int, status: BoardStatus) -> None:
        """Take in one board's inputs; None proves nothing."""
        for wire, cabinet in self._cabinets.items():
            if wire[:2] != (line, board) or wire[2] > len(status.shut):
                continue
            shut = status.shut[wire[2] - 1]
            if shut is not None:
                self._take_in(wire, cabinet, opened=not shut)

    def _take_in(self, wire: Wire, cabinet: str, *, opened: bool) -> None:
        if self._known.get(wire) is opened:
            self._candidates.discard(wire)
        elif wire in self._known and wire not in self._candidates:
            self._candidates.add(wire)
        else:
            self._candidates.discard(wire)
            self._known[wire] = opened
            self._on_change(cabinet, opened)
