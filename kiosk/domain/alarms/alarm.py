"""Alarms: what was sensed that nobody asked for, who answers for it, and how far it is dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.people import STAFF, Person, Role

KINDS = (
    "wrong_key", "wrong_slot", "two_tags", "tag_unreadable", "key_gone", "key_back", "ajar", "forced", "override",
    "board_lost", "reader_lost", "item_missing",
)  # fmt: skip
"""Every kind there is; each has its words in every language."""
FOUND = ("in_order", "mistake", "fault", "missing", "break_in")
"""What somebody may have found where the alarm was."""
DONE = ("nothing", "put_right", "mended", "reported", "police")
"""What somebody may have done about it."""
SERIOUS = ("missing", "break_in")
"""Findings that want a few words with them."""
OVERRIDE_WHY = ("power_cut", "electronics", "emergency", "drill")
"""Why a cabinet was opened by its mechanical override."""
SIGNERS = 2


@dataclass(frozen=True)
class Signed:
    """One name under the explanation of an override: the vault's reference to the pen strokes."""

    person: str
    signature: str


@dataclass(frozen=True)
class Explained:
    """Why the sealed override was used: the broken seal's number and the new one's, signed by two people."""

    reason: str
    broken: str
    fresh: str
    at: datetime
    signed: tuple[Signed, ...]

    @property
    def complete(self) -> bool:
        """Whether the second person has signed as well."""
        return len(self.signed) >= SIGNERS


@dataclass(frozen=True)
class Alarm:
    """One trouble, however often it comes and goes, until somebody has said what was found and done."""

    id: str
    kind: str
    owner: str
    """Who answers for it: a role, or "person:<id>"."""
    begun: datetime
    last: datetime
    """When it was last sensed."""
    places: tuple[str, ...] = ()
    cabinet: str = ""
    """The prefix of the cabinet that an override opened."""
    keys: tuple[str, ...] = ()
    """The keys concerned, as far as they are known."""
    device: str = ""
    count: int = 1
    """How often it came."""
    ended: datetime | None = None
    """When it was sensed to be over; it still wants its acknowledgement."""
    taken_by: str = ""
    silenced_by: str = ""
    step: int = 0
    """Who was told so far: nobody (0), its owner (1), the property manager (2)."""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    found: str = ""
    done: str = ""
    note: str = ""
    """The vault's reference to the words."""
    explained: Explained | None = None
    counted: bool = False
    """A stocktake has accounted for what an override may have moved."""
    part_of: str = ""
    """The alarm that says the same of more doors."""

    @property
    def place(self) -> str:
        """The door that it is about; the newest of several."""
        return self.places[-1] if self.places else ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to say what was found and done."""
        return self.acknowledged_at is None and not self.part_of

    @property
    def stocktake_due(self) -> bool:
        """Whether the keys are yet to be counted after an override."""
        overridden = self.kind == "override" or self.explained is not None
        return overridden and not self.open and not self.counted and not self.part_of

    @property
    def over(self) -> bool:
        """Whether nothing more can come of it."""
        return bool(self.part_of) or (not self.open and self.ended is not None and not self.stocktake_due)

    @property
    def sounds(self) -> bool:
        """Whether it is to be heard in the lobby: it goes on, and nobody is on it yet."""
        loud = self.kind in ("ajar", "forced", "override", "key_gone", "two_tags")
        return loud and self.open and self.ended is None and not self.taken_by and not self.silenced_by


@dataclass(frozen=True)
class Duties:
    """What a site has decided about alarms, from the moment it is on record: no event before it is an alarm.

    `owners`: (kind, who answers: a role, or "person:<id>"); the supervisor for every other kind. `boards` and
    `readers`: the devices whose loss is an alarm. So many doors of one cabinet that open alone within so many seconds
    are the mechanical override.
    """

    owners: tuple[tuple[str, str], ...] = ()
    boards: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    override_doors: int = 3
    override_within_s: int = 60

    def owner(self, kind: str) -> str:
        """Return who answers for alarms of a kind."""
        return dict(self.owners).get(kind, Role.SUPERVISOR.value)


@dataclass(frozen=True)
class Seal:
    """The seal of one cabinet's mechanical override. `number` is "" until somebody has written it down."""

    cabinet: str
    number: str = ""
    since: datetime | None = None
    by: str = ""
    seen_open: bool = False
    """Its switch, where there is one, shows that the override stands open."""


@dataclass(frozen=True)
class Patience:
    """How many minutes after its beginning an alarm reaches its owner, and the property manager."""

    owner_min: int = 2
    manager_min: int = 30

    def step_at(self, alarm: Alarm, now: datetime) -> int:
        """Return how far an alarm is to be told by now: 0 to 2. One that is over, or in hand, troubles no owner."""
        age = now - alarm.begun
        if age >= timedelta(minutes=self.manager_min):
            return 2
        waits = alarm.ended is None and not alarm.taken_by
        return 1 if waits and age >= timedelta(minutes=self.owner_min) else 0


def answers_for(alarm: Alarm, person: Person) -> bool:
    """Return whether this person may say what was found: owner, on it, or one who answers for the house."""
    if not person.active or person.role not in STAFF:
        return False
    if person.role in (Role.SUPERVISOR, Role.MANAGER):
        return True
    return person.id == alarm.taken_by or alarm.owner in (person.role.value, f"person:{person.id}")
