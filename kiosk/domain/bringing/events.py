"""Keys that somebody brings who does not have them on record: what each event is called on disk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, KeyReturnIntended, stored_as


@dataclass(frozen=True)
class BringingEvent(Event):
    """Something about a key that was brought; the base of all events here."""


@stored_as("key.brought/1")
@dataclass(frozen=True)
class KeyBrought(KeyReturnIntended):
    """Somebody is about to hang a key that `had` has on record ("": nobody); `by` brings it ("": nobody said who).

    `how`: "badge", or "lobby" for somebody who did not say who they are: then its tag alone proves anything.
    """

    had: str
    by: str
    how: str


@stored_as("key.desk_called/1")
@dataclass(frozen=True)
class KeyBroughtToDesk(BringingEvent):
    """Somebody stands in the lobby with a key that no slot can open for; the desk is called. `key`: "" if unknown.

    `why` is the code of what is in the way.
    """

    found: str
    key: str
    by: str
    why: str


@stored_as("key.taken_in/1")
@dataclass(frozen=True)
class KeyTakenIn(BringingEvent):
    """The desk has a key in hand that somebody brought. `key`: "" for one that nobody knows.

    `had`: who had it on record until now. `story`: the vault's reference to who brought it, and from where.
    """

    found: str
    key: str
    had: str
    by: str
    story: str
    story_digest: str


@stored_as("key.found.closed/1")
@dataclass(frozen=True)
class FoundKeyClosed(BringingEvent):
    """What became of a key that nobody knew, or of a call to the desk (`outcome` "nobody_there").

    `note`: the vault's reference to the words.
    """

    found: str
    by: str
    outcome: str
    note: str
    note_digest: str
