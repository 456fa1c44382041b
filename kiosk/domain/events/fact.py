"""What a recorded fact is, and how it gets its name on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar


@dataclass(frozen=True)
class Event:
    """A recorded fact; `stored_as` is its name on disk."""

    stored_as: ClassVar[str] = ""


STORED: dict[str, type[Event]] = {}
"""Every event class by the name it is stored as."""

E = TypeVar("E", bound=type[Event])


def stored_as(name: str) -> Callable[[E], E]:
    """Register an event class under its name on disk."""

    def register(event: E) -> E:
        event.stored_as = name
        STORED[name] = event
        return event

    return register
