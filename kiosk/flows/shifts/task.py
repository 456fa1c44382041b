"""One thing for a person to do, as every part of the desk tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Task:
    """Something for a person to do. `code` has its words in every language; one of the ids says what it is about."""

    code: str
    since: datetime
    urgent: bool = True
    place: str = ""
    item: str = ""
    paper: str = ""
    notice: str = ""
    device: str = ""
    movement: str = ""
    alarm: str = ""
    booking: str = ""
    inspection: str = ""
    """A plan, an inspection, or an urgent finding of one."""
    person: str = ""
    """Whose it is; "": anybody's at the desk."""
    keymap: str = ""
    """The number of a printed key map."""
    matter: str = ""
    """What of the desk's own it is about: `code` begins with whose."""

    @property
    def id(self) -> str:
        """A name for this task that stays while it does."""
        ways = (
            self.alarm,
            self.inspection,
            self.booking,
            self.paper,
            self.notice,
            self.device,
            self.movement,
            self.item,
            self.place,
            self.matter,
        )
        about = next((one for one in ways if one), "")
        return f"{self.code.replace('.', '-')}-{about or self.keymap}"
