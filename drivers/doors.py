"""What every lock board driver offers, whatever it speaks: fire one latch, read all switches; some: switch a light."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class BoardStatus:
    """One board's inputs, channel 1 first. None means that the board does not know.

    `shut`: the door switch reads shut. `present`: an item is sensed inside.
    """

    shut: tuple[bool | None, ...]
    present: tuple[bool | None, ...]


class LockLine(Protocol):
    """One serial line (or GPIO chip) with one or more lock boards; channels count from 1."""

    skipped_bytes: int
    """How many received bytes belonged to no valid frame, since the line was opened."""

    def unlock(self, board: int, channel: int) -> None:
        """Fire one latch once. Returning proves nothing about the door.

        Raises:
            NoReply, BadReply: the board refused or stayed silent where its protocol promises an answer.
            LinkLost: the line is gone.
        """

    def status(self, board: int) -> BoardStatus:
        """Return what one board's inputs read now.

        Raises:
            NoReply: nothing whole came back in time.
            LinkLost: the line is gone.
        """

    def close(self) -> None:
        """Release the line; never raises."""


@runtime_checkable
class Lights(Protocol):
    """A line some of whose outputs feed indicator lights.

    Each such output is named when the driver is made; no other one can be held on. All are dark when the line is
    opened and when it is closed.
    """

    def light(self, board: int, output: int, on: bool) -> None:
        """Switch one indicator light on or off. Where the protocol has no answer to it, returning proves nothing.

        Raises:
            ValueError: no light was named there: it may be a latch, whose coil would burn.
            NoReply, BadReply: the board refused or stayed silent where its protocol promises an answer.
            LinkLost: the line is gone.
        """


class NamedLights:
    """The outputs of a line that feed lights: for these alone a command to hold an output is ever made."""

    def __init__(self, line: str, outputs: Collection[tuple[int, int]]) -> None:
        self._line = line
        self.outputs = tuple(sorted(outputs))

    def need(self, board: int, output: int) -> None:
        """Return if a light was named there.

        Raises:
            ValueError: there is none.
        """
        if (board, output) not in self.outputs:
            raise ValueError(f"{self._line}: board {board} output {output} feeds no light")

    def need_none(self, board: int, channel: int) -> None:
        """Return if no light was named there.

        Raises:
            ValueError: there is one, so no latch is there to be fired.
        """
        if (board, channel) in self.outputs:
            raise ValueError(f"{self._line}: board {board} channel {channel} feeds a light")

    def of(self, board: int) -> tuple[int, ...]:
        """Return the outputs of one board that feed lights."""
        return tuple(output for of, output in self.outputs if of == board)
