"""A complaint about the house (投诉), or praise: who answers it, by when, step by step, and that it was told back.

Called a grievance here: a complaint is what somebody says of a parcel (`kiosk.domain.complaints`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

COMPLAINT, PRAISE = "complaint", "praise"
KINDS = (COMPLAINT, PRAISE)
ABOUT = ("noise", "cleaning", "security", "repair", "staff", "neighbour", "parking", "charges", "other")
"""What it is about."""
LOBBY, DESK, PHONE = "lobby", "desk", "phone"
WAYS = (LOBBY, DESK, PHONE)
"""How it came."""
OUTCOMES = ("put_right", "explained", "made_good", "unfounded", "passed_on", "withdrawn")
"""How it was answered."""
TOLD_BY = ("phone", "in_person", "letter")
"""How whoever complained was told of it."""
_NUMBER = re.compile(r"TS-(\d{5,})")


class Stage(Enum):
    """How far it is."""

    OPEN = "open"
    HANDLED = "handled"
    """Answered, and its complainant is yet to be told."""
    CLOSED = "closed"


@dataclass(frozen=True)
class Step:
    """One step: "made", "owned", "noted", "handled", "told", "reopened"; `words`: the vault's reference to a note."""

    what: str
    at: datetime
    by: str
    words: str = ""


@dataclass(frozen=True)
class Grievance:
    """One line of the register 《投诉登记表》.

    `person`: who complains, "" for somebody who does not say. `against`: the one of the staff it is about, "" for
    nobody. `owner`: who of the staff answers for it. `words`: the vault's reference to what was said.
    """

    id: str
    number: str
    kind: str
    about: str
    way: str
    person: str
    unit: str
    made: datetime
    due: datetime
    by: str
    against: str = ""
    urgent: bool = False
    owner: str = ""
    words: str = ""
    stage: Stage = Stage.OPEN
    steps: tuple[Step, ...] = ()
    outcome: str = ""
    answer: str = ""
    """The vault's reference to what was answered."""
    handled: datetime | None = None
    told_by: str = ""
    ended: datetime | None = None
    reopened: int = 0
    late: int = 0
    """How far its being late has been told: 0 to 3."""

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.stage is Stage.CLOSED

    @property
    def anonymous(self) -> bool:
        """Whether nobody can be told how it ended."""
        return not self.person

    @property
    def is_complaint(self) -> bool:
        """Whether it is a complaint; praise has no deadline."""
        return self.kind == COMPLAINT

    @property
    def in_time(self) -> bool | None:
        """Whether it was answered by its deadline; None as long as it is not answered."""
        return self.handled <= self.due if self.handled else None


@dataclass(frozen=True)
class Rules:
    """What a site wants of its answers. `hidden`: whoever a grievance is against does not see it."""

    due_h: int = 72
    urgent_due_h: int = 4
    supervisor_h: int = 0
    manager_h: int = 24
    hidden: bool = True
    anonymous: bool = True
    most_unnamed: int = 12
    """So many may come in a day from people who don't say who they are."""

    def due(self, made: datetime, *, urgent: bool) -> datetime:
        """Return by when it is to be answered."""
        return made + timedelta(hours=self.urgent_due_h if urgent else self.due_h)


def next_number(known: Iterable[Grievance]) -> str:
    """Return the number of the next one: TS-00042. The newest never leaves the running state."""
    counts = [int(found[1]) for one in known if (found := _NUMBER.fullmatch(one.number))]
    return f"TS-{max(counts, default=0) + 1:05d}"


def may_see(one: Grievance, person: str, *, hidden: bool) -> bool:
    """Return whether somebody of the staff may see it: whoever it is against does not, where the site says so."""
    return not (hidden and one.against and one.against == person)
