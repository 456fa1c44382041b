"""Facts about cards of the estate and identity documents: ids and digests, never a number, a name or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class IdentityEvent(Event):
    """Something about how a person is known here; the base of all events here."""

    person: str


@stored_as("card.issued/1")
@dataclass(frozen=True)
class CardIssued(IdentityEvent):
    """A resident gets a printed card. `digest`: a keyed digest of its number; `replaces`: the card it voids, or ""."""

    card: str
    digest: str
    by: str
    until: datetime | None
    replaces: str


@stored_as("card.revoked/1")
@dataclass(frozen=True)
class CardRevoked(IdentityEvent):
    """A printed card opens nothing any more.

    `reason`: a code, or the vault's reference to what was typed; `by`: "" when its time was over.
    """

    card: str
    by: str
    reason: str


@stored_as("card.shown.refused/1")
@dataclass(frozen=True)
class CardRefused(IdentityEvent):
    """A card that was revoked, or whose time is over, was shown."""

    card: str


@stored_as("id.filed/1")
@dataclass(frozen=True)
class IdFiled(IdentityEvent):
    """A resident has a document on file, to collect by: a keyed digest of its kind and number. `how`: "read" from the
    card itself, "corrected" or "typed"."""

    document: str
    digest: str
    by: str
    how: str


@stored_as("id.removed/1")
@dataclass(frozen=True)
class IdRemoved(IdentityEvent):
    """The document is on file no more."""

    digest: str
    by: str
    reason: str


@stored_as("document.shown/1")
@dataclass(frozen=True)
class DocumentShown(IdentityEvent):
    """A document was shown for a `purpose`; `by`: who saw it, "" where nobody but the camera did.

    Its number is sealed until `number_until`, its picture (`picture`: the SHA-256 in hex) until `picture_until`; None:
    that was not kept.
    """

    record: str
    purpose: str
    document: str
    digest: str
    by: str
    how: str
    number_until: datetime | None
    picture_until: datetime | None
    picture: str


@stored_as("document.seen/1")
@dataclass(frozen=True)
class DocumentSeen(IdentityEvent):
    """A member of the staff looked at what is kept of a document."""

    record: str
    by: str


@stored_as("document.deleted/1")
@dataclass(frozen=True)
class DocumentDeleted(IdentityEvent):
    """The key to a document's "number" or "picture" was destroyed. `why`: "expired", "asked" or "forgotten"."""

    record: str
    part: str
    why: str
