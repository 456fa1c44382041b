"""What every lock board driver offers, whatever it speaks: fire one latch, read all switches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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
