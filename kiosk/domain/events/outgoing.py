"""Devices, paper and notices."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as


@stored_as("device.lost/1")
@dataclass(frozen=True)
class DeviceLost(Event):
    """A device stopped answering."""

    device: str
    detail: str


@stored_as("device.returned/1")
@dataclass(frozen=True)
class DeviceReturned(Event):
    """A device answers again."""

    device: str


@stored_as("kiosk.started/1")
@dataclass(frozen=True)
class KioskStarted(Event):
    """The kiosk came up; what was open is looked at again."""

    version: str


@stored_as("paper.queued/1")
@dataclass(frozen=True)
class PaperQueued(Event):
    """A slip is to be printed."""

    paper: str
    what: str
    movement: str
    language: str


@stored_as("paper.begun/1")
@dataclass(frozen=True)
class PaperBegun(Event):
    """Its bytes are about to go to the printer: from here on it may come out."""

    paper: str


@stored_as("paper.ended/1")
@dataclass(frozen=True)
class PaperEnded(Event):
    """What is known of it: printed, not sent, unknown, or not needed."""

    paper: str
    outcome: str
    detail: str = ""


@stored_as("notice.queued/1")
@dataclass(frozen=True)
class NoticeQueued(Event):
    """Somebody is to be told something."""

    notice: str
    person: str
    template: str
    item: str


@stored_as("notice.taken/1")
@dataclass(frozen=True)
class NoticeTaken(Event):
    """One way to tell people has taken a notice, while another is still to be tried again."""

    notice: str
    channel: str


@stored_as("notice.sent/1")
@dataclass(frozen=True)
class NoticeSent(Event):
    """Every channel that the site has took it."""

    notice: str
    channels: tuple[str, ...]
