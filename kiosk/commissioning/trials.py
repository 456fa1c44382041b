"""What one trial of a latch has shown: pure comparison of what all boards told before, while open, and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.commissioning.thought import BoardKey, Input, Thought, channel_at
from kiosk.settings import Wire

Levels = Mapping[BoardKey, Sequence[bool | None]]
"""What each board sends now, bit by bit; None for a bit that does not settle or was not sent."""


@dataclass(frozen=True)
class Moved:
    """An input that changed when a latch was fired: what it was before, and how many bits its board sends."""

    input: Input
    before: bool
    bits: int


@dataclass(frozen=True)
class Trial:
    """One latch fired once. `place`: whose it was thought to be; `opened`: the door that the person saw open.

    `moved`: the input that changed with it, if any did. `sure`: the person was asked twice, since senses and
    person differed.
    """

    place: str
    wire: Wire
    opened: str | None
    moved: Moved | None
    insisted: bool = False


def moved_inputs(before: Levels, now: Levels) -> list[Moved]:
    """Return every input that reads otherwise now; what was or is unknown has not moved."""
    found = []
    for (line, board), was in before.items():
        is_now = now.get((line, board), ())
        bits = sum(level is not None for level in was)
        for index, (old, new) in enumerate(zip(was, is_now, strict=False)):
            if old is not None and new is not None and old != new:
                found.append(Moved((line, board, index + 1), old, bits))
    return found


def is_back(moved: Moved, now: Levels) -> bool | None:
    """Return whether an input reads again what it read before; None while its board says nothing."""
    line, board, bit = moved.input
    levels = now.get((line, board))
    level = levels[bit - 1] if levels is not None and bit <= len(levels) else None
    return None if level is None else level == moved.before


def door_of(thought: Thought, moved: Moved) -> str | None:
    """Return the door whose switch an input is thought to be, or None if it is nobody's."""
    line, board, bit = moved.input
    known = thought.boards.get((line, board))
    channel = channel_at(known, bit, moved.bits) if known else None
    return thought.door_at_switch((line, board, channel)) if channel else None
