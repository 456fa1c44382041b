"""What is counted by hand at a handover: what the record expects, and what somebody found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ToCount:
    """One line of the count. `code` has its words (`shift.count.<code>`); `about` tells lines of one code apart.

    `expected`: so many pieces by the record; where it is `money`, so many cents.
    """

    code: str
    expected: int
    money: bool = False
    about: str = ""

    @property
    def id(self) -> str:
        """A name for this line that stays from shift to shift."""
        return f"{self.code}-{self.about}" if self.about else self.code


@dataclass(frozen=True)
class Tally:
    """What somebody counted of one line, in pieces or in cents, and what the record expected just then."""

    code: str
    about: str
    money: bool
    expected: int
    counted: int
    shift: str
    by: str
    at: datetime
    count: str = ""
    """The id of the form that it was counted on."""

    @property
    def id(self) -> str:
        """The name of its line."""
        return ToCount(self.code, 0, about=self.about).id

    @property
    def off(self) -> int:
        """How much more there is than on record; less than 0: so much is missing."""
        return self.counted - self.expected


@dataclass(frozen=True)
class Count:
    """What was counted in a shift and still stands, and the lines that somebody has yet to count."""

    made: tuple[Tally, ...] = ()
    missing: tuple[ToCount, ...] = ()


NO_COUNT = Count()
