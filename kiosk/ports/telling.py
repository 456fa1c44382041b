"""Ways to tell people things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """Words for one person, in their language, and ways to reach them."""

    id: str
    person: str
    name: str
    phone: str | None
    email: str | None
    language: str
    subject: str
    body: str
    qr: str | None = None


class Channel(Protocol):
    """One way to tell people things."""

    name: str

    def send(self, message: Message) -> bool:
        """Return whether it was taken; False: this person can't be reached this way.

        Raises:
            OSError: not now; try again later.
        """
