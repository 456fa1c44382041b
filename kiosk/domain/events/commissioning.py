"""The installer's walk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as


@stored_as("commissioning.begun/1")
@dataclass(frozen=True)
class CommissioningBegun(Event):
    """The installer's walk began with these settings (SHA-256 of the file, in hex)."""

    version: str
    settings: str


@stored_as("door.tried/1")
@dataclass(frozen=True)
class DoorTried(Event):
    """A latch is about to be fired to learn what it opens. `wire`: "line/board/channel"."""

    place: str
    wire: str


@stored_as("site.commissioned/1")
@dataclass(frozen=True)
class SiteCommissioned(Event):
    """New settings and a report were written (SHA-256 of the files, in hex), with so many findings."""

    settings: str
    report: str
    findings: int
    by_hand: int
    not_walked: int
