"""What is to be known of a key beyond where it is: its faults, whether it is in service, what its lock has seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.items import Label

FAULTS = ("bent", "worn", "hard_to_turn", "label_lost", "tag_loose", "part_missing", "other")
"""What may be wrong with a key."""
MENDED = ("mended", "nothing_found")
"""How a fault ends while the key stays; a replaced key leaves its faults behind."""
WITHDRAWN_FOR = ("faulty", "part_missing", "not_safe", "other")
"""Why a supervisor takes a key out of service."""
TO_RECUT = ("lost", "lock_changed")
"""Why the record takes one out of service: it opens nothing any more, and only another cut can take its place."""
REPLACED_FOR = ("worn", "broken", "lost", "tag", "label", "lock_changed", "other")
"""Why a key, its tag or its label is replaced."""
LOST_HOW = ("mislaid", "stolen", "broken", "not_known")
"""How a key may have been lost; one that broke outside may still be found and used."""
HOLDERS = ("resident", "developer", "contractor", "cutter", "staff", "other")
"""With whom a copy may be that does not hang here."""
COPY_ENDS = ("handed_in", "destroyed", "kept_here", "lost")
"""What becomes of such a copy: `kept_here` is a key of the register from then on."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a key, by whose word; `note` is the vault's reference to what they wrote."""

    id: str
    what: str
    said_by: str
    since: datetime
    note: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """A key that is not to be used: it hangs here, is counted and may come back, but nobody takes it."""

    by: str
    reason: str
    since: datetime
    note: str = ""


@dataclass(frozen=True)
class Replacing:
    """A replacement that waits for the new tag to be sensed in the key's slot. `label`: the new one, if it changes."""

    act: str
    by: str
    reason: str
    cut: str
    since: datetime
    label: Label | None = None


@dataclass(frozen=True)
class NoteWanted:
    """A return after which the key's rule asks how the key is, and nobody has said it yet."""

    movement: str
    bearer: str
    since: datetime


@dataclass(frozen=True)
class Condition:
    """How one key is. `cut`: the number of its cut; `cylinder`: what it fits, "" while nobody has said."""

    key: str
    cut: str = ""
    cylinder: str = ""
    faults: tuple[Fault, ...] = ()
    withdrawn: Withdrawal | None = None
    replacing: Replacing | None = None
    note_wanted: NoteWanted | None = None
    relabelled: bool = False
    """The desk has changed its label: what a file of keys says of it counts no more."""

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell of it."""
        return self == Condition(self.key)

    def fault(self, what: str) -> Fault | None:
        """Return its open fault of that kind, if it has one."""
        return next((one for one in self.faults if one.what == what), None)


@dataclass(frozen=True)
class RetiredTag:
    """A tag that was a key's and is not any more. `seen_at`: the slot where it was sensed all the same."""

    tag: str
    key: str
    since: datetime
    seen_at: str = ""
    seen: datetime | None = None


@dataclass(frozen=True)
class Loss:
    """A key that is lost. Its lock counts as compromised until it is changed, or the key was found in time.

    `replaced`: another cut hangs in its place; the lock is not safe by that. `owner` sees to the lock change.
    """

    id: str
    key: str
    cylinder: str
    lost_by: str
    """"" where nobody knows who had it."""
    declared_by: str
    since: datetime
    owner: str
    how: str = ""
    note: str = ""
    signature: str = ""
    replaced: bool = False


@dataclass(frozen=True)
class Copy:
    """A copy that does not hang here, and with whom it is. `order`: the number of the work order; `note`: by whose."""

    id: str
    holder: str
    since: datetime
    by: str
    order: str = ""
    cut: str = ""
    note: str = ""


@dataclass(frozen=True)
class Counted:
    """What somebody found when counting the copies of a lock, here and elsewhere, and how many were on record."""

    found: int
    known: int
    by: str
    at: datetime

    @property
    def differs(self) -> bool:
        """Whether it is not as recorded."""
        return self.found != self.known


@dataclass(frozen=True)
class Copies:
    """The copies of what fits one cylinder that are not here, and the last count of all of them."""

    cylinder: str
    outside: tuple[Copy, ...] = ()
    counted: Counted | None = None
