"""Facts about the log itself: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class CheckpointEvent(Event):
    """The device's own word about its log; the base of all events here."""


@stored_as("log.device_key.begun/1")
@dataclass(frozen=True)
class DeviceKeyBegun(CheckpointEvent):
    """From here on another device signs the log. `public`: its Ed25519 key, 64 hex digits; `before`: the last one's."""

    public: str
    before: str = ""


@stored_as("log.checkpoint.signed/1")
@dataclass(frozen=True)
class CheckpointSigned(CheckpointEvent):
    """The device has signed that at event `seq` the head was `head` (hex). `why`: start, day, shift or count.

    `signature`: 128 hex digits over the statement that docs/formats/log-export.md describes; `signed_at` is part of it.
    """

    seq: int
    head: str
    signed_at: str
    why: str
    signature: str
