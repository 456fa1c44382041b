"""People, their badges, guesses at their codes, and the keys that are known."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as
from kiosk.domain.items import Label


@stored_as("person.enrolled/1")
@dataclass(frozen=True)
class PersonEnrolled(Event):
    """A person is known, or known anew."""

    person: str
    role: str
    groups: tuple[str, ...]
    unit: str | None
    company: str | None
    language: str
    badge: str | None
    active: bool


@stored_as("person.identified/1")
@dataclass(frozen=True)
class PersonIdentified(Event):
    """Somebody proved to be this person, and how."""

    person: str
    how: str


@stored_as("badge.refused/1")
@dataclass(frozen=True)
class BadgeRefused(Event):
    """A badge that opens nothing was shown."""

    badge: str
    reason: str


@stored_as("badge.given/1")
@dataclass(frozen=True)
class BadgeGiven(Event):
    """A badge (a keyed digest of its number) is somebody's; `proves`: it answers challenges with the site's key."""

    person: str
    badge: str
    proves: bool
    by: str
    reason: str = ""


@stored_as("badge.revoked/1")
@dataclass(frozen=True)
class BadgeRevoked(Event):
    """A badge opens nothing any more, from now on."""

    person: str
    badge: str
    by: str
    reason: str


@stored_as("guess.refused/1")
@dataclass(frozen=True)
class GuessRefused(Event):
    """A code or PIN was wrong; `bucket` is what it counts against."""

    bucket: str


@stored_as("code.guess.refused/1")
@dataclass(frozen=True)
class CodeGuessRefused(Event):
    """A pick-up code was wrong that might have been right.

    `chance_e15`: how likely, in units of 1e-15; `bucket` is what it counts against.
    """

    bucket: str
    chance_e15: int


@stored_as("key.registered/1")
@dataclass(frozen=True)
class KeyRegistered(Event):
    """A key is known, or described anew; its custody is not touched when it was known before."""

    key: str
    kind: str
    label: Label
    tag: str
    place: str
    groups: tuple[str, ...]
    unit: str | None
