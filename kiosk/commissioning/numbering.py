"""Boards that have each other's number, as trials show them: one mistake, not as many as there are doors. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kiosk.commissioning.thought import BoardKey, Thought
from kiosk.commissioning.trials import Trial
from kiosk.settings import Wire

ENOUGH_CHANNELS = 2
"""One channel alone is more likely two crossed cables."""


def swapped_boards(thought: Thought, trials: Sequence[Trial]) -> Mapping[BoardKey, BoardKey]:
    """Return, both ways round, the boards whose wires, as far as tried, opened just the doors of the other's channels.

    A door that opened by a wire of its own board, or of another channel, speaks against it.
    """
    went: dict[BoardKey, set[BoardKey | None]] = {}
    channels: dict[frozenset[BoardKey], set[int]] = {}
    for trial in trials:
        if trial.opened is None:
            continue
        own, fired = thought.doors[trial.opened].latch, trial.wire
        crossed = own[0] == fired[0] and own[1] != fired[1] and own[2] == fired[2]
        went.setdefault(fired[:2], set()).add(own[:2] if crossed else None)
        if crossed:
            channels.setdefault(frozenset((own[:2], fired[:2])), set()).add(fired[2])
    found: dict[BoardKey, BoardKey] = {}
    for pair, seen in channels.items():
        one, other = sorted(pair)
        agree = went.get(one, {other}) == {other} and went.get(other, {one}) == {one}
        if agree and len(seen) >= ENOUGH_CHANNELS and _alike(thought, one, other):
            found |= {one: other, other: one}
    return found


def as_numbered(thought: Thought, swapped: Mapping[BoardKey, BoardKey]) -> Thought:
    """Return the same thought with the wires of those boards as the numbers really are."""

    def renumbered(wire: Wire) -> Wire:
        return (*swapped.get(wire[:2], wire[:2]), wire[2])

    if not swapped:
        return thought
    doors = {
        place: replace(door, latch=renumbered(door.latch), switch=door.switch and renumbered(door.switch))
        for place, door in thought.doors.items()
    }
    return replace(thought, doors=doors)


def _alike(thought: Thought, one: BoardKey, other: BoardKey) -> bool:
    """Whether the wires of one board may stand on the other."""
    here, there = thought.boards[one], thought.boards[other]
    return (here.channels, here.senses) == (there.channels, there.senses)
