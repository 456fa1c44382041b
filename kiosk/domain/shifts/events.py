"""Facts of shifts and of late keys: what each event is called on disk, and what it carries.

Reasons are codes; what was typed beside them stands in the vault.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Confirmed, Event, MovementEvent, stored_as
from kiosk.domain.shifts.shift import Difference, Handover
from kiosk.domain.shifts.tally import ToCount


@dataclass(frozen=True)
class ShiftEvent(Event):
    """Something about a shift, or about what one leaves to the next; the base of all events here."""


@stored_as("shift.begun/1")
@dataclass(frozen=True)
class ShiftBegun(ShiftEvent):
    """Somebody clocked on."""

    shift: str
    person: str


@stored_as("shift.key.left/1")
@dataclass(frozen=True)
class ShiftKeyLeft(ShiftEvent):
    """A supervisor lets a key stay with somebody who goes off duty: an override. The key stays theirs, and due."""

    shift: str
    key: str
    by: str
    reason: str
    note: str


@stored_as("shift.difference.explained/1")
@dataclass(frozen=True)
class DifferenceExplained(ShiftEvent):
    """Somebody said why something is not as it should be, and who answers for it. Said again, the last counts."""

    difference: Difference
    reason: str
    answers: str
    by: str
    note: str


@stored_as("shift.difference.settled/1")
@dataclass(frozen=True)
class DifferenceSettled(ShiftEvent):
    """What was explained is as it should be again: it is carried over no more."""

    difference: str


@stored_as("shift.signed/1")
@dataclass(frozen=True)
class ShiftSigned(ShiftEvent):
    """Its person has signed what the shift leaves, and is off duty. `seen`: the digest of what was on the screen."""

    shift: str
    person: str
    handover: Handover
    seen: str
    signature: str
    signature_digest: str


@stored_as("shift.taken/1")
@dataclass(frozen=True)
class ShiftTaken(ShiftEvent):
    """The next person has signed for what a shift left."""

    shift: str
    person: str
    signature: str
    signature_digest: str


@stored_as("shift.closed/1")
@dataclass(frozen=True)
class ShiftClosed(ShiftEvent):
    """A supervisor closed a handover that nobody has taken."""

    shift: str
    by: str
    reason: str
    note: str


@stored_as("shift.ended_absent/1")
@dataclass(frozen=True)
class ShiftEndedAbsent(ShiftEvent):
    """A supervisor ended the shift of somebody who left without clocking off; their keys stay theirs, and due."""

    shift: str
    by: str
    reason: str
    note: str
    handover: Handover


@stored_as("shift.counted/1")
@dataclass(frozen=True)
class ShiftCounted(ShiftEvent):
    """Somebody has counted by hand: lines as the record expected them, each with what was found, in this order."""

    count: str
    shift: str
    by: str
    lines: tuple[ToCount, ...]
    found: tuple[int, ...]


@stored_as("shift.note.left/1")
@dataclass(frozen=True)
class ShiftNoteLeft(ShiftEvent):
    """Somebody leaves a note to whoever comes next. `words`: the vault's reference; `digest`: its SHA-256 in hex."""

    note: str
    kind: str
    by: str
    words: str
    digest: str


@stored_as("shift.note.done/1")
@dataclass(frozen=True)
class ShiftNoteDone(ShiftEvent):
    """What a note says is done: it is carried over no more."""

    note: str
    by: str


@stored_as("key.due.moved/1")
@dataclass(frozen=True)
class KeyDueMoved(ShiftEvent):
    """A key that is out is due at another time; None: it was due at no time."""

    key: str
    bearer: str
    was: datetime | None
    due: datetime
    by: str
    reason: str
    note: str


@stored_as("key.reminded/1")
@dataclass(frozen=True)
class KeyReminded(ShiftEvent):
    """Somebody at the desk had the bearer of a key told once more; `notice` is the one that goes out."""

    key: str
    bearer: str
    notice: str
    by: str


@stored_as("key.hand_over.intended/1")
@dataclass(frozen=True)
class KeyHandOverIntended(MovementEvent):
    """A key goes from one person's hand into another's; both have signed, so it is confirmed in one go.

    `issue`: the movement by which the giver got it. `place`: the key's own slot.
    """

    key: str
    giver: str
    bearer: str
    place: str
    unit: str
    issue: str
    reason: str
    work_order: str
    note: str
    consent: str
    due: datetime | None
    giver_signature: str
    giver_signature_digest: str
    signature: str
    signature_digest: str


@stored_as("key.hand_over.confirmed/1")
@dataclass(frozen=True)
class KeyHandOverConfirmed(Confirmed):
    """The key is with the taker; the evidence is both signatures."""
