"""Facts about registers that were given out on paper: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class RegisterEvent(Event):
    """Something about the registers; the base of all events here. None of them changes the house."""


@stored_as("register.exported/1")
@dataclass(frozen=True)
class RegisterExported(RegisterEvent):
    """Somebody had a register, or one sheet of it, made as a signed PDF, or an answer about keys as a spreadsheet.

    `period`: "2026-05", or the id of the one thing that it is about. `digest`: SHA-256 of the file. `head`: the
    chain's head that stands in it.
    """

    by: str
    register: str
    period: str
    rows: int
    language: str
    digest: str
    head: str
