"""What waits for somebody at the desk, as each part of the house tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Pending:
    """Something for a person to do. `code`: its words, and by the first of them whose it is; `about`: an id there.

    `person`: whose it is to do, "" anybody's at the desk.
    """

    code: str
    since: datetime
    urgent: bool = True
    about: str = ""
    person: str = ""
