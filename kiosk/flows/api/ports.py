"""What the API's parts need of the outside, and the values that they hand each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk.domain.events import Event


@dataclass(frozen=True)
class Token:
    """A program's right to ask. `digest`: a keyed digest of its secret; the secret itself is kept nowhere."""

    name: str
    scopes: frozenset[str]
    digest: str
    made: datetime
    revoked: datetime | None = None


@dataclass(frozen=True)
class Hook:
    """Where a program is told things. `secrets` sign what it is told, the newest first."""

    id: str
    url: str
    kinds: frozenset[str]
    by: str
    """The name of the token that set it."""
    made: datetime
    cursor: int
    """The number of the last event that is done with."""
    secrets: tuple[bytes, ...] = ()
    last: str = ""
    """What the last attempt came to: a status, or what was wrong."""
    last_at: datetime | None = None
    skipped: int = 0
    """How many were too old to be told once the receiver was found dead."""
    old_until: datetime | None = None
    """So long all secrets sign; from then on the newest alone."""

    def signing(self, at: datetime) -> tuple[bytes, ...]:
        """Return the secrets that sign at a moment."""
        return self.secrets if self.old_until and at < self.old_until else self.secrets[:1]


@dataclass(frozen=True)
class Line:
    """One event as the log holds it, with the beginning of its hash."""

    seq: int
    at: datetime
    kind: str
    body: Mapping[str, object]
    hash: str


class Tokens(Protocol):
    """Where tokens are kept."""

    def token(self, name: str) -> Token | None:
        """Return a token, also one that was revoked."""

    def untold(self) -> Sequence[tuple[int, Event]]:
        """Return what was done to tokens and hooks and is not on record yet, each with its number."""

    def told(self, number: int) -> None:
        """It is on record now."""


class Hooks(Protocol):
    """Where hooks are kept, on disk before anybody is answered."""

    def hooks(self) -> Sequence[Hook]:
        """Return every hook, the oldest first."""

    def hook(self, name: str) -> Hook | None:
        """Return one hook."""

    def keep(self, hook: Hook, event: Event) -> None:
        """Set a hook, or set it anew, with what is to be put on record of it."""

    def renew(self, name: str, secret: bytes, old_until: datetime, event: Event) -> None:
        """Sign with another secret; the one before it signs as well until then."""

    def done(
        self, name: str, seq: int, *, said: str = "", at: datetime | None = None, skipped: int = 0
    ) -> None:
        """Everything up to `seq` is done with."""

    def failed(self, name: str, said: str, at: datetime) -> None:
        """The last attempt came to nothing."""

    def drop(self, name: str, event: Event) -> None:
        """End a hook."""


class Feed(Protocol):
    """The log, read from any point on."""

    @property
    def head(self) -> int:
        """The number of the last event."""

    def after(self, seq: int, kinds: frozenset[str]) -> tuple[Sequence[Line], int]:
        """Return the next events of these kinds, oldest first, and the number up to which that is all there are."""

    def alarm_of(self, seq: int) -> Mapping[str, object] | None:
        """Return the alarm that an event raised, if it did."""


class Post(Protocol):
    """A way to hand something to a program over HTTP."""

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Return the status that was answered.

        Raises:
            OSError: nobody there, too slow, or no HTTP at all; the text says which.
        """
