"""An item that changes hands at the desk: one line of the register 《转交物品登记表》."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

REMIND_AFTER = (timedelta(days=1), timedelta(days=3), timedelta(days=5))
BACK_AFTER = timedelta(days=7)
"""What nobody has fetched for so long goes back to who gave it."""
TAG = "transfer tag"


class Stage(Enum):
    """How far a transfer is. Where its item is, the item itself tells."""

    TAKEN_IN = "taken in"
    FETCHED = "fetched"
    GIVEN_BACK = "given back"
    REFUSED = "refused"
    SETTLED = "settled"


OVER = (Stage.FETCHED, Stage.GIVEN_BACK, Stage.REFUSED, Stage.SETTLED)


@dataclass(frozen=True)
class Handing:
    """A handing over under way. `record`: what is kept of the taker's document; `back`: to who gave it."""

    id: str
    at: datetime
    record: str
    signature: str
    by: str
    back: bool = False


@dataclass(frozen=True)
class Transfer:
    """Who gives what to whom: one of the two is a resident, the other a visitor who is known here for a while.

    `words`: the vault's reference to telephone numbers and what was said of the item in free words.
    """

    id: str
    person: str
    """The resident."""
    visitor: str
    unit: str
    to_resident: bool
    what: str
    count: int
    made: datetime
    by: str
    size: str = "M"
    heavy: bool = False
    words: str = ""
    goods: str = ""
    """Which of the refused goods it is: refused, or taken in by a supervisor's decision."""
    allowed_by: str = ""
    why: str = ""
    """Why a supervisor took it in, or how it was settled: a code, or the vault's reference to what was typed."""
    stage: Stage = Stage.TAKEN_IN
    signature: str = ""
    """Of who gave it."""
    item: str = ""
    handing: Handing | None = None
    record: str = ""
    """What is kept of the document of who took it."""
    taken_by: str = ""
    taker_signature: str = ""
    told: datetime | None = None
    untold: datetime | None = None
    """Since when the other side is to be telephoned: no message reaches them."""
    reminders: int = 0
    ended: datetime | None = None
    ended_by: str = ""

    @property
    def number(self) -> str:
        """What people call it: it stands on its tag."""
        return f"T{self.id[:6].upper()}"

    @property
    def giver(self) -> str:
        """Who has left it."""
        return self.visitor if self.to_resident else self.person

    @property
    def taker(self) -> str:
        """For whom it is."""
        return self.person if self.to_resident else self.visitor

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.stage in OVER
