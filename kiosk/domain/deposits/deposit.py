"""An item left at the desk: one line of the register 《物品寄存登记表》."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

UNCLAIMED_AFTER = timedelta(days=30)
"""What nobody has claimed for so long is reported."""
SHOWN_FOR = timedelta(minutes=10)
"""So long after its stub was held to a camera the desk may give an item out against it."""
SLIP = "deposit slip"
STUB, LOST_STUB = "slip", "lost"
"""How a claim was begun: against the stub; without one."""


class Stage(Enum):
    """How far a deposit is. Where its item is, the item itself tells."""

    ASKED = "asked"
    """It is described; nobody has signed, and the desk has taken nothing in."""
    TAKEN_IN = "taken in"
    CLAIMED = "claimed"
    CALLED_OFF = "called off"
    REFUSED = "refused"
    SETTLED = "settled"
    """It is over without having been claimed: the supervisor says how."""


OVER = (Stage.CLAIMED, Stage.CALLED_OFF, Stage.REFUSED, Stage.SETTLED)


@dataclass(frozen=True)
class Claim:
    """One time that pieces were handed out. `signature`: the taker's; `left`: pieces that stayed."""

    id: str
    at: datetime
    count: int
    left: int
    how: str
    signature: str
    by: str
    second: str = ""


@dataclass(frozen=True)
class Claiming:
    """A claim under way: signed for, or waiting for somebody to judge its signature."""

    id: str
    at: datetime
    count: int
    how: str
    document: str
    by: str
    second: str = ""
    signature: str = ""
    fresh: str = ""
    """The number of the stub for what stays, "" where nothing does."""
    shelf: str = ""
    """Where that is laid."""


@dataclass(frozen=True)
class Deposit:
    """What was left, whose it is, and who gave and took it. Money in integer cents.

    `words`: the vault's reference to what was said of it in free words; `named_by`: the resident who has named a guest.
    """

    id: str
    person: str
    unit: str
    what: str
    count: int
    condition: str
    made: datetime
    by: str
    """Who described it: its owner at the lobby, or one of the staff."""
    size: str = "M"
    heavy: bool = False
    named_by: str = ""
    due: datetime | None = None
    cents: int = 0
    """What its owner says it is worth."""
    words: str = ""
    goods: str = ""
    """Which of the refused goods it was refused for."""
    stage: Stage = Stage.ASKED
    taken_by: str = ""
    taken: datetime | None = None
    slip: str = ""
    """The number of the one stub that is good for it (hex)."""
    void: tuple[str, ...] = ()
    """Stubs that are good no more, the newest last."""
    signature: str = ""
    countersigned: str = ""
    photo: str = ""
    item: str = ""
    """What lies here for it: the newest that was put away."""
    claiming: Claiming | None = None
    claims: tuple[Claim, ...] = ()
    shown: datetime | None = None
    """When its stub was last held to a camera."""
    reminded: datetime | None = None
    reported: datetime | None = None
    untold: datetime | None = None
    """Since when its owner is to be telephoned: no message reaches them."""
    ended: datetime | None = None
    ended_by: str = ""
    why: str = ""

    @property
    def number(self) -> str:
        """What people call it: it stands on both parts of its slip."""
        return f"D{self.id[:6].upper()}"

    @property
    def slips(self) -> tuple[str, ...]:
        """Every stub there ever was for it."""
        return (*self.void, self.slip) if self.slip else self.void

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.stage in OVER

    def stub_is_shown(self, now: datetime) -> bool:
        """Return whether its stub was shown a short while ago."""
        return self.shown is not None and timedelta(0) <= now - self.shown < SHOWN_FOR
