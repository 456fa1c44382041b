"""How the appliance's care stands: its newest backup, its restorations, its updates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LAST = "last"
DONE, ROLLED_BACK, HELD, NOT_BEGUN = "done", "rolled_back", "held", "not_begun"


@dataclass(frozen=True)
class Backup:
    """The newest backup, and since when none can be made. `made` None: there was none yet; `code` "": all is well."""

    made: datetime | None = None
    file: str = ""
    seq: int = 0
    events: int = 0
    size_bytes: int = 0
    failing: datetime | None = None
    told: datetime | None = None
    code: str = ""


@dataclass(frozen=True)
class Continuation:
    """A board on which the log goes on. Movements between `made` and `at` may be missing: somebody has to count.

    It stays at hand until a stocktake that began after it has ended, or a supervisor says that all was looked through.
    """

    id: str
    at: datetime
    seq: int
    made: str
    public: str
    before: str
    looked: tuple[str, ...] = ()
    """Parcels for which the desk has printed a new slip since, having looked where they are."""


@dataclass(frozen=True)
class Update:
    """One update as it ended. `seen`: which supervisor has read it, "" nobody yet."""

    id: str
    at: datetime
    to: str
    before: str
    outcome: str
    code: str = ""
    seen: str = ""
