"""Facts about what time has ended: what each event is called on disk, and what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class RetentionEvent(Event):
    """Something about how long things are kept; the base of all events here."""


@stored_as("record.retained/1")
@dataclass(frozen=True)
class RetentionKept(RetentionEvent):
    """The day's round: how many things went by each rule since the round before. `day`: the site's, "2026-05-03".

    A rule by which nothing went is not in it.
    """

    day: str
    gone: Mapping[str, int]
