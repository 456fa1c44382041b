"""The page of the appliance's care as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class BackupView:
    """How backups stand. `where` "": the site makes none; `code`: why none can be made, "" while all is well."""

    where: str
    made: datetime | None = None
    file: str = ""
    events: int = 0
    mebibytes: str = ""
    code: str = ""
    failing: datetime | None = None
    making: bool = False
    at: str = ""
    keep: int = 0
    keep_days: int = 0


@dataclass(frozen=True)
class ContinuedView:
    """The record went on upon this board. `countable`: a stocktake settles it; else a supervisor's word does."""

    id: str
    at: datetime
    made: datetime | None
    countable: bool


@dataclass(frozen=True)
class UpdateRow:
    """One update as it ended. `unseen`: somebody has to read of it."""

    id: str
    at: datetime
    to: str
    before: str
    outcome: str
    reason: str
    """The key of what went wrong, "" for nothing."""
    unseen: bool
    tone: str


@dataclass(frozen=True, kw_only=True)
class CarePage(DeskPage):
    """Backups, restorations and updates, for the supervisor."""

    template = "desk/care.html"
    name = "desk_care"
    tab = "keys"
    topics: tuple[str, ...] = ("house", "care")
    chips: tuple[Chip, ...]
    version: str
    backup: BackupView
    continued: tuple[ContinuedView, ...] = ()
    updates: tuple[UpdateRow, ...] = ()
    problem: Message | None = None
