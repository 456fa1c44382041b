"""What the settings think of the wiring before anybody has looked: doors, their wires, and how each board tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.settings import Settings, Wire, channels_of, fittings_of

BoardKey = tuple[str, int]
"""A line's name and a board's address on it."""
Order = Literal["low", "high"]
Input = tuple[str, int, int]
"""One bit as a board sends it: line, board, and the bit counted from 1, before any order of bytes is applied."""


@dataclass(frozen=True)
class BoardThought:
    """How a board tells of its doors. `shut_level`: the bit of a shut door.

    `order`: which eight channels come first, where that differs between boards, else None.
    """

    shut_level: Literal[0, 1]
    order: Order | None
    channels: int
    senses: bool = True


@dataclass(frozen=True)
class DoorThought:
    """One door's wires. `switch` None: it has none. `follows`: the switch hangs beside the latch by default."""

    place: str
    latch: Wire
    switch: Wire | None
    bus: str | None = None
    senses_presence: bool = False
    senses_tags: bool = False

    @property
    def senses_inside(self) -> bool:
        """Whether anything tells what is behind this door."""
        return self.senses_presence or self.senses_tags or self.bus is not None


@dataclass(frozen=True)
class Thought:
    """All doors by place in the order of the settings, and all boards."""

    doors: Mapping[str, DoorThought]
    boards: Mapping[BoardKey, BoardThought]

    def door_at_switch(self, switch: Wire) -> str | None:
        """Return whose switch a wire is thought to be."""
        return next((door.place for door in self.doors.values() if door.switch == switch), None)

    def door_at_latch(self, latch: Wire) -> str | None:
        """Return whose latch a wire is thought to be."""
        return next((door.place for door in self.doors.values() if door.latch == latch), None)

    def with_board(self, key: BoardKey, **changes: object) -> Thought:
        """Return this with one board thought of otherwise."""
        board = replace(self.boards[key], **changes)  # type: ignore[arg-type]
        return replace(self, boards={**self.boards, key: board})


def named(wire: Wire) -> str:
    """Return a wire as one word."""
    return "/".join(str(part) for part in wire)


def thought_of(settings: Settings) -> Thought:
    """Return what the settings say."""
    boards: dict[BoardKey, BoardThought] = {}
    for line in settings.lines:
        for board in line.boards:
            by_level = line.family in ("gpio", "modbus-relays")
            boards[line.name, board.address] = BoardThought(
                shut_level=board.shut_level if by_level else board.shut_bit,
                order=board.first_status_byte if line.family == "xor-8a" else None,
                channels=channels_of(line, board),
                senses=line.family != "modbus-relays" or board.inputs,
            )
    doors = {}
    for fitted in fittings_of(settings):
        if not fitted.place.stands_for_door:
            continue  # one door before several slots is walked once
        switch = fitted.switch
        if switch is not None and not boards[switch[0], switch[1]].senses:
            switch = None
        doors[fitted.place.id] = DoorThought(
            fitted.place.id,
            fitted.latch,
            switch,
            fitted.bus,
            fitted.place.senses_presence,
            fitted.place.senses_tags,
        )
    return Thought(doors, boards)


def channel_at(board: BoardThought, bit: int, bits: int, order: Order | None = None) -> int | None:
    """Return the channel that the `bit`-th of `bits` sent bits belongs to, or None if it is beyond the board's.

    `order`: another order of bytes than the board is thought to have.
    """
    if (order or board.order) == "high":
        byte, within = divmod(bit - 1, 8)
        bit = 8 * (bits // 8 - 1 - byte) + within + 1
    return bit if 1 <= bit <= board.channels else None


def bit_of(board: BoardThought, channel: int, bits: int) -> int:
    """Return which of `bits` sent bits tells of a channel."""
    if board.order != "high":
        return channel
    byte, within = divmod(channel - 1, 8)
    return 8 * (bits // 8 - 1 - byte) + within + 1
