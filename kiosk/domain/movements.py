"""A movement: one attempt to change custody, from intent to what a sensor or a person confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(Enum):
    """The movements there are."""

    DROP = "parcel.drop"
    COLLECT = "parcel.collect"
    ISSUE = "key.issue"
    RETURN = "key.return"
    LEAVE = "key.leave"
    """A resident leaves the own key."""
    TAKE_BACK = "key.take_back"
    """A resident takes the own key home."""
    RECALL = "parcel.recall"
    """A courier takes the own parcel out again."""
    HAND_OVER = "key.hand_over"
    """A key goes from one person's hand into another's; no door moves."""

    @property
    def takes_out(self) -> bool:
        """Whether the item leaves its place."""
        return self in (Kind.COLLECT, Kind.ISSUE, Kind.TAKE_BACK, Kind.RECALL)


class Stage(Enum):
    """How far a movement is proven."""

    INTENDED = "intended"
    """On disk; the latch may or may not have fired; the door was not seen open."""
    OPENED = "opened"
    """The door was seen open."""
    UNCLEAR = "unclear"
    """The door is shut again and the person must say or try again; `note` says why."""
    CONFIRMED = "confirmed"
    ABANDONED = "abandoned"
    DOUBTED = "doubted"


ENDED = (
    Stage.CONFIRMED,
    Stage.ABANDONED,
    Stage.DOUBTED,
)  # no set: hashing an Enum costs more than three looks

REPORT_DUE = "due"
LOBBY = "lobby"
"""How a key was brought by somebody who did not say who they are."""


@dataclass(frozen=True)
class Movement:
    """One attempt to change the custody of `item` at `place`."""

    id: str
    kind: Kind
    item: str
    place: str
    bearer: str
    """The person who acts: courier, attendant, or the resident whose slip or code was shown."""
    stage: Stage
    begun: datetime
    commanded: datetime
    """When the latch was last commanded."""
    changed: datetime
    pulses: int = 1
    was_open: bool = False
    """The door has been seen open for it."""
    unwatched: bool = False
    """The power failed since the door was last seen to open: nobody saw or asked what happened meanwhile."""
    note: str = ""
    """What makes it unclear, or why it ended so."""
    how: str = ""
    """How the bearer was identified."""
    evidence: str = ""
    reason: str = ""
    work_order: str = ""
    signature: str = ""
    """The vault's reference to the pen strokes."""
    unit: str = ""
    due: datetime | None = None
    """When a key that was issued is due back."""
    note_reference: str = ""
    """The vault's reference to a note written by hand."""
    authorisers: tuple[str, ...] = ()
    """Who else was there and agreed."""
    consent: str = ""
    """The resident's consent under which a home's key left."""
    report: str = ""
    """"due" after an emergency without the resident's consent; then the vault's reference to what was written."""

    giver: str = ""
    """Who gave a key from hand to hand; the taker is its bearer."""
    giver_signature: str = ""
    delegation: str = ""
    """By whose leave somebody else collected a parcel."""
    brought: str = ""
    """How a key was brought back by another than who had it: "badge", or "lobby" where nobody said who."""
    brought_by: str = ""

    @property
    def acting(self) -> str:
        """Who stands at the door: its bearer, or whoever brings the key for them; "" where nobody said who."""
        return self.brought_by if self.brought else self.bearer

    @property
    def hung_at(self) -> str:
        """Where a key that came back hangs: another slot than was opened for it, where a cabinet takes any."""
        kind, _, place = self.evidence.partition(":")
        return place if self.kind is Kind.RETURN and kind == "tag" and place else self.place

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.stage in ENDED

    @property
    def report_due(self) -> bool:
        """Whether somebody has yet to write what happened; for a key that stayed there is nothing to write."""
        return self.report == REPORT_DUE and self.stage is not Stage.ABANDONED
