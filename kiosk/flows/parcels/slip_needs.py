"""Who needs a claim slip: everybody, or those who were not told of their parcel in another way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.outgoing import Paper

HELD_S = 600
"""A notice that has not gone out after so long may never: then the slip is printed."""


class Need(Enum):
    """Whether a claim slip is to be printed."""

    NOW = "now"
    NOT_YET = "not yet"
    NEVER = "never"


class SlipNeeds:
    """Holds the claim slip of a parcel back until it is known whether its notice reached somebody.

    A slip is the right to collect, and one that nobody waits for lies in the lobby for anybody to take. What an
    attendant asks for at the desk is printed at once. After a restart nothing is known of notices that went out
    before: then it is printed.
    """

    def __init__(self, *, always: bool, reachable: Callable[[Paper], bool]) -> None:
        """`reachable`: whether the slip's reader has anything that a notice can reach."""
        self._always = always
        self._reachable = reachable
        self._guard = threading.Lock()
        self._told: dict[str, bool] = {}
        self._asked_for: set[str] = set()

    def heard(self, events: Sequence[e.Event]) -> bool:
        """Take in what was recorded together; return whether a slip's need may have changed."""
        replaced = {f"s-{event.slip}" for event in events if isinstance(event, e.SlipReplaced)}
        with self._guard:
            self._asked_for |= replaced
            for event in events:
                if isinstance(event, e.NoticeSent):
                    self._told[event.notice] = bool(event.channels)
        return any(isinstance(event, e.PaperQueued | e.NoticeSent) for event in events)

    def of(self, paper: Paper, house: House, now: datetime) -> Need:
        """Return whether a queued claim slip is to be printed."""
        notice = "n-" + paper.id.removeprefix("s-")
        with self._guard:
            if self._always or paper.id in self._asked_for or not self._reachable(paper):
                return Need.NOW
            if notice in house.notices:
                held = now - paper.since < timedelta(seconds=HELD_S)
                return Need.NOT_YET if held else Need.NOW
            return Need.NEVER if self._told.pop(notice, False) else Need.NOW
