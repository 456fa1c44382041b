"""Where the walk over the doors stands, as a value: what its page shows, and what a touch would do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.commissioning.trials import Moved
from kiosk.settings import Wire


class Stage(Enum):
    """Where the walk stands with its door."""

    READY = "ready"
    """A touch fires its latch."""
    FIRING = "firing"
    """The command is on its way."""
    ASKING = "asking"
    """It was fired: which door opened?"""
    OPEN = "open"
    """The person has said which; it is to be shut."""
    NEXT = "next"
    """The last door was right and is shut; this one is fired in a moment, unless held."""
    DONE = "done"
    """Every door was walked or left out."""


BUSY = (Stage.FIRING, Stage.ASKING, Stage.OPEN)
"""A door may stand open: the walk stays with it."""


@dataclass(frozen=True)
class Standing:
    """Where the walk stands: what the screen shows.

    `conflict`: why the person is asked again ("other", "none", "late", "several"), with `said` and `sensed`.
    `trouble`: why the latch could not be fired. `felt`: the place inside which something changed.
    `interrupted`: the kiosk stopped while this door was being tried.
    """

    step: int
    stage: Stage
    place: str
    wire: Wire | None
    conflict: str = ""
    said: str | None = None
    sensed: str | None = None
    moved: Moved | None = None
    trouble: str = ""
    fired_s: float = 0.0
    due_s: float = 0.0
    felt: str | None = None
    interrupted: bool = False
    unsensed: bool = False
    """The door was said to be open, and no switch has moved in all the time that one may take."""
