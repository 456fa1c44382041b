"""Shifts (交接班): who is on duty, what is handed over, and what was said of each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kiosk.domain.items import Key
from kiosk.domain.shifts.tally import Tally

REASONS = ("known", "being_searched", "being_repaired", "with_bearer", "told_supervisor", "sensor", "other")
"""What may be said of a difference; "other" asks for a note."""
LEAVE_REASONS = ("night_duty", "works_on", "emergency", "cabinet_down", "other")
"""Why a supervisor lets a key go home with somebody, closes a handover, or ends a shift; "other" asks for a note."""
CLOSING_REASONS = ("nobody_comes", "went_home", "ill", "other")
RECENT = 24
"""How many shifts that are over stay at hand; the rest is in the register."""


class Stage(Enum):
    """How far a shift is."""

    ON = "on"
    LEFT = "left"
    """Its person has signed and gone; nobody has taken over yet."""
    OVER = "over"


@dataclass(frozen=True)
class Difference:
    """Something that is not as it should be when a shift ends; one of the ids says what it is about.

    `code` is the task's that says the same where there is one, so that its words are there already.
    """

    code: str
    since: datetime | None = None
    place: str = ""
    item: str = ""
    movement: str = ""
    device: str = ""
    off: int = 0
    """How much more was counted than is on record; less than 0: so much is missing."""
    money: bool = False
    """Whether `off` is in cents."""

    @property
    def id(self) -> str:
        """A name for this difference that stays while it does: so much is missing, not so much more."""
        about = self.movement or self.item or self.place or self.device
        return f"{self.code.replace('.', '-')}-{about}{f'{self.off:+d}' if self.off else ''}"


@dataclass(frozen=True)
class Explained:
    """A difference that somebody has explained; it goes from shift to shift until it is settled.

    `answers`: who has to do something about it. `note`: the vault's reference to what was typed.
    """

    difference: Difference
    reason: str
    answers: str
    by: str
    at: datetime
    note: str = ""
    carried: int = 0
    """Through how many handovers it has gone."""


@dataclass(frozen=True)
class LetGo:
    """A key that stays with somebody who goes off duty, by a supervisor's leave; it stays due."""

    key: str
    by: str
    reason: str
    note: str = ""
    at: datetime | None = None
    """When; a key that came back and was taken again since is not meant."""


@dataclass(frozen=True)
class KeyOutside:
    """A key that was with somebody at a handover."""

    key: str
    bearer: str
    due: datetime | None


@dataclass(frozen=True)
class Counted:
    """What the sensors showed at a handover, in slots, and what waited at the desk, in tasks."""

    slots: int = 0
    as_recorded: int = 0
    unsensed: int = 0
    """Slots that no sensor can tell of."""
    urgent: int = 0
    ordinary: int = 0
    long_running: int = 0


@dataclass(frozen=True)
class Handover:
    """What a shift left behind, as its person signed it."""

    explained: tuple[Explained, ...] = ()
    out: tuple[KeyOutside, ...] = ()
    let_go: tuple[LetGo, ...] = ()
    counted: Counted = Counted()
    tallies: tuple[Tally, ...] = ()
    """What was counted by hand."""
    notes: tuple[str, ...] = ()
    """The notes that go on to the next shift, by their ids."""


@dataclass(frozen=True)
class Shift:
    """One person's turn of duty, from clocking on until somebody answers for what it left."""

    id: str
    person: str
    begun: datetime
    stage: Stage = Stage.ON
    let_go: tuple[LetGo, ...] = ()
    """Keys that a supervisor has let go."""
    handover: Handover = Handover()
    ended: datetime | None = None
    """When its person went off duty."""
    signature: str = ""
    taken_by: str = ""
    taken: datetime | None = None
    taker_signature: str = ""
    closed_by: str = ""
    """The supervisor who closed it in place of a taker, or ended it in place of its person."""
    reason: str = ""
    note: str = ""
    absent: bool = False
    """Its person left without clocking off."""

    def leave_for(self, key: Key) -> LetGo | None:
        """Return the leave for a key to stay with the person of this shift, if it was given since they took it."""
        given = next((one for one in self.let_go if one.key == key.id), None)
        again = given and given.at and key.since and key.since > given.at
        return None if again else given

    @property
    def over(self) -> bool:
        """Whether nothing waits for it any more."""
        return self.stage is Stage.OVER


def on_duty(shifts: Sequence[Shift], person: str) -> Shift | None:
    """Return the shift that a person is in now, if any."""
    return next((one for one in shifts if one.person == person and one.stage is Stage.ON), None)
