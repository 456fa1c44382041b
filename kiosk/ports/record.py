"""The record, as the journeys write it and read its newest state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk.domain.events import Event
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import Key
from kiosk.domain.movements import Movement


@dataclass(frozen=True)
class Sealed:
    """Something personal to be kept in the vault, under the key of the person it is about."""

    reference: str
    person: str
    content: bytes


Decide = Callable[[House], Sequence[Event]]


class Ledger(Protocol):
    """The record: everything that happened, in order, on disk before anything moves."""

    @property
    def house(self) -> House:
        """The state after the last event: one consistent, immutable picture."""

    @property
    def head(self) -> str:
        """The hash of the last event, in hex."""

    @property
    def newest(self) -> tuple[int, str]:
        """The number of the last event and its hash in hex, of one and the same."""

    def execute(
        self, decide: Decide, *, sealed: Sequence[Sealed] = (), erased: Sequence[str] = ()
    ) -> Sequence[Recorded]:
        """Return what `decide` made of the house, durably recorded; nobody else decides meanwhile.

        With it the records `sealed` go into the vault, and those whose references are `erased` out of it.
        """

    def find(self, movement: str) -> Movement | None:
        """Return a movement, however long ago it ended."""

    def key(self, key: str) -> Key | None:
        """Return a key, also one that has left the register."""

    def opened(self, reference: str) -> bytes | None:
        """Return what was sealed under `reference`, or None if it is not there any more."""

    def sealed_of(self, *people: str) -> Sequence[str]:
        """Return the references of all that is sealed under the keys of these people."""

    def sealed_before(self, prefix: str, before: datetime, most: int) -> Sequence[str]:
        """Return the references that begin with `prefix` of what was sealed before a moment, `most` at most."""

    def sealed_between(self, first: str, before: str) -> Sequence[str]:
        """Return the references in the vault from `first` on that sort before `before`, in their order."""
