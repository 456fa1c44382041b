"""In which language somebody reads just now: for the few words that stand in place of a name."""

from __future__ import annotations

from contextvars import ContextVar

from kiosk.language.messages import Language

_READER: ContextVar[Language | None] = ContextVar("reader", default=None)


def reads(language: Language) -> None:
    """Take note that what this thread makes from now on is read in that language."""
    _READER.set(language)


def reader(otherwise: Language) -> Language:
    """Return in which language this is read, or `otherwise` where nobody has said so."""
    return _READER.get() or otherwise
