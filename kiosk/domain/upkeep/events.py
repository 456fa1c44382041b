"""Facts about how keys are: what each event is called on disk, and what it carries.

`note` is the vault's reference to what was typed or written, "" for nothing; `note_digest` its SHA-256 in hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain.events import Event, stored_as
from kiosk.domain.items import Label


@dataclass(frozen=True)
class UpkeepEvent(Event):
    """Something about how one key is; the base of all events here."""

    key: str


@stored_as("key.fault.reported/1")
@dataclass(frozen=True)
class KeyFaultReported(UpkeepEvent):
    """`said_by` says that something is wrong with a key; `by` took it down, `movement` is the return it came with."""

    fault: str
    what: str
    said_by: str
    by: str
    movement: str
    note: str
    note_digest: str


@stored_as("key.fault.noted/1")
@dataclass(frozen=True)
class KeyFaultNoted(UpkeepEvent):
    """Words, or a drawing, were added to a fault."""

    fault: str
    by: str
    note: str
    note_digest: str


@stored_as("key.fault.mended/1")
@dataclass(frozen=True)
class KeyFaultMended(UpkeepEvent):
    """A fault is over (`how`: one of `MENDED`)."""

    fault: str
    what: str
    by: str
    how: str
    work_order: str


@stored_as("key.note.wanted/1")
@dataclass(frozen=True)
class KeyNoteWanted(UpkeepEvent):
    """The key is back, and its rule asks how it is."""

    movement: str
    bearer: str


@stored_as("key.found_fine/1")
@dataclass(frozen=True)
class KeyFoundFine(UpkeepEvent):
    """Nothing is wrong with a key, by the word of `said_by`."""

    movement: str
    said_by: str
    by: str


@stored_as("key.withdrawn/1")
@dataclass(frozen=True)
class KeyWithdrawn(UpkeepEvent):
    """A key is out of service: nobody takes it."""

    by: str
    reason: str
    note: str
    note_digest: str


@stored_as("key.put_back/1")
@dataclass(frozen=True)
class KeyPutBack(UpkeepEvent):
    """A key that was withdrawn is in service again."""

    by: str


@stored_as("key.replacement.begun/1")
@dataclass(frozen=True)
class KeyReplacementBegun(UpkeepEvent):
    """A key gets another tag: the one that is sensed next, alone, in its slot."""

    act: str
    by: str
    reason: str
    cut: str
    label: Label | None


@stored_as("key.replacement.given_up/1")
@dataclass(frozen=True)
class KeyReplacementGivenUp(UpkeepEvent):
    """The key stays as it was."""

    act: str
    by: str


@stored_as("key.replaced/1")
@dataclass(frozen=True)
class KeyReplaced(UpkeepEvent):
    """Another cut, tag or label is this key from now on; `old_tag` is retired where it differs from `tag`."""

    act: str
    by: str
    reason: str
    cut: str
    label: Label | None
    tag: str
    old_tag: str


@stored_as("key.tag.retired/1")
@dataclass(frozen=True)
class KeyTagRetired(UpkeepEvent):
    """A tag is no key's any more; should it be sensed, its key is named."""

    tag: str
    by: str


@stored_as("key.tag.retired_seen/1")
@dataclass(frozen=True)
class RetiredTagSeen(UpkeepEvent):
    """A tag hangs in a slot that was this key's once."""

    tag: str
    place: str


@stored_as("key.lost/1")
@dataclass(frozen=True)
class KeyLost(UpkeepEvent):
    """A key is declared lost. `signed_by` signed: who lost it, or who declares it in their absence."""

    loss: str
    cylinder: str
    lost_by: str
    by: str
    owner: str
    how: str
    signed_by: str
    signature: str
    signature_digest: str
    note: str
    note_digest: str


@stored_as("key.lost.found/1")
@dataclass(frozen=True)
class LostKeyFound(UpkeepEvent):
    """A lost key is sensed in a slot; it stays out of service."""

    loss: str
    place: str


@stored_as("key.loss.recovered/1")
@dataclass(frozen=True)
class LossRecovered(UpkeepEvent):
    """A supervisor holds the lock for safe, since the key was found: it is in service again."""

    loss: str
    by: str
    note: str
    note_digest: str


@stored_as("key.lock_change.given/1")
@dataclass(frozen=True)
class LockChangeGiven(UpkeepEvent):
    """Somebody else sees to the lock change."""

    loss: str
    owner: str
    by: str


@stored_as("key.lock_changed/1")
@dataclass(frozen=True)
class LockChanged(UpkeepEvent):
    """The lock was changed on `done_on`; who did it stands in the note. No earlier copy fits it any more."""

    loss: str
    cylinder: str
    by: str
    done_on: date
    work_order: str
    note: str
    note_digest: str


@stored_as("key.cylinder.set/1")
@dataclass(frozen=True)
class KeyFits(UpkeepEvent):
    """What a key fits: keys of one cylinder are copies of each other."""

    cylinder: str
    by: str


@stored_as("key.copy.recorded/1")
@dataclass(frozen=True)
class CopyRecorded(UpkeepEvent):
    """A copy is known that does not hang here; the note says more of who has it."""

    copy: str
    cylinder: str
    holder: str
    by: str
    order: str
    cut: str
    note: str
    note_digest: str


@stored_as("key.copy.ended/1")
@dataclass(frozen=True)
class CopyEnded(UpkeepEvent):
    """A copy is not outside any more (`why`: one of `COPY_ENDS`)."""

    copy: str
    cylinder: str
    by: str
    why: str


@stored_as("key.copies.counted/1")
@dataclass(frozen=True)
class CopiesCounted(UpkeepEvent):
    """Somebody counted all copies that there should be: `known` were on record, `found` there are."""

    cylinder: str
    by: str
    found: int
    known: int
    note: str
    note_digest: str
