"""By what residents are known beside their badge: a printed card, a document on file; and what is kept of documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NUMBER, PICTURE = "number", "picture"
"""The two parts of a document that are kept, each with an end of its own."""
PURPOSES = ("pick-up", "contractor", "desk", "transfer")
"""For what a document is shown: a parcel, a contractor, an attendant's question, an item that changes hands."""
HOWS = ("read", "corrected", "typed")


@dataclass(frozen=True)
class Card:
    """A printed card that is good. `until`: None while nobody revokes it."""

    id: str
    person: str
    digest: str
    issued: datetime
    by: str
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Return whether its time is over."""
        return self.until is not None and self.until <= now


@dataclass(frozen=True)
class FiledId:
    """A resident's document on file: its kind, the keyed digest, since when, how it came here."""

    person: str
    document: str
    digest: str
    since: datetime
    by: str
    how: str


@dataclass(frozen=True)
class KeptDocument:
    """What is kept of a document that was shown; None: that part is not there, or not any more."""

    id: str
    person: str
    purpose: str
    document: str
    digest: str
    at: datetime
    by: str
    how: str
    number_until: datetime | None
    picture_until: datetime | None

    @property
    def parts(self) -> tuple[tuple[str, datetime], ...]:
        """What is there still, with its end."""
        both = ((NUMBER, self.number_until), (PICTURE, self.picture_until))
        return tuple((part, until) for part, until in both if until is not None)


def key_of(record: str, part: str) -> str:
    """Return the name of the vault's key under which one part of a document is sealed: each has one of its own."""
    return f"document-{part}:{record}"
