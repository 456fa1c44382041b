"""A follow-up (回访): somebody is asked how it was. Due by rule; who is asked of many, no attendant can choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

GRIEVANCE, MOVE_IN, REPAIR, SERVICE = "grievance", "move_in", "repair", "service"
OF = (GRIEVANCE, MOVE_IN, REPAIR, SERVICE)
"""After what somebody is asked."""
REACHED, NOT_REACHED, DECLINED, GIVEN_UP = "reached", "not_reached", "declined", "given_up"
RESULTS = (REACHED, NOT_REACHED, DECLINED, GIVEN_UP)
TRIES = 3
"""So often somebody is tried before it may be given up."""


class Stage(Enum):
    """How far it is."""

    PASSED_OVER = "passed over"
    """Not among those who are asked."""
    DUE = "due"
    REACHED = "reached"
    DECLINED = "declined"
    GIVEN_UP = "given up"


@dataclass(frozen=True)
class Attempt:
    """One call that reached nobody. `act`: the form by which that was said."""

    at: datetime
    by: str
    act: str = ""


@dataclass(frozen=True)
class FollowUp:
    """One line of the register 《回访记录表》.

    `about`: the id of what it follows, `number` what people call that, `service`: which service, "" for the others.
    `made`: when that had ended; asked between `opens` and `due`. `handler`: who of the staff did it: somebody else
    had better ask. `words`: the vault's reference to what was said.
    """

    id: str
    of: str
    about: str
    number: str
    service: str
    person: str
    unit: str
    made: datetime
    opens: datetime
    due: datetime
    handler: str = ""
    target_percent: int = 100
    stage: Stage = Stage.DUE
    tries: tuple[Attempt, ...] = ()
    satisfaction: int = 0
    """1 to 5; 0: not said."""
    words: str = ""
    ended: datetime | None = None
    by: str = ""
    led_to: tuple[str, ...] = ()
    """What came of it: "grievance:<id>", "order:<id>"."""
    told_late: bool = False

    @property
    def over(self) -> bool:
        """Whether nobody is to be asked any more."""
        return self.stage is not Stage.DUE

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is to be asked now."""
        return self.stage is Stage.DUE and self.opens <= now


@dataclass(frozen=True)
class Rule:
    """How many of a hundred are asked, from so many days after the end until so many days."""

    percent: int
    from_days: int
    by_days: int


DEFAULT: Mapping[str, Rule] = {
    GRIEVANCE: Rule(100, 0, 3),
    MOVE_IN: Rule(100, 30, 37),
    REPAIR: Rule(60, 7, 14),
}
"""The rules of a site that says nothing else; services bring their own."""
SERVICE_WITHIN_DAYS = 7
"""So long after its day a service's customer may be asked."""


@dataclass(frozen=True)
class Source:
    """Something that has ended, and after which somebody is asked. `rule`: its own, None for that of its kind."""

    of: str
    about: str
    number: str
    person: str
    unit: str
    ended: datetime
    service: str = ""
    handler: str = ""
    rule: Rule | None = None

    @property
    def id(self) -> str:
        """The id of its follow-up; what was taken up again and ended again is asked about again."""
        named = f"{self.of}:{self.about}:{self.ended:%Y%m%d%H%M%S}"
        return sha256(named.encode()).hexdigest()[:32]


def is_drawn(source: Source, percent: int, asked: int, seen: int) -> bool:
    """Return whether somebody is asked, where not all are.

    The digest of an id that nobody chooses draws the lot, so that nobody picks the happy ones. `asked` of `seen`
    before it: whenever the share would fall short, this one is asked whatever the lot says.
    """
    if percent >= 100:
        return True
    if percent <= 0:
        return False
    if asked * 100 < percent * (seen + 1):
        return True
    lot = int(source.id[:8], 16) % 100
    return lot < percent // 2


@dataclass(frozen=True)
class Rate:
    """How the follow-ups of one kind stand, in whole numbers. `target_percent`: what is to be asked of `ended`."""

    of: str
    ended: int
    due: int
    """Those whose last day is over, or who were asked."""
    asked: int
    in_time: int
    reached: int
    points: int
    """The sum of satisfaction, 1 to 5 each, of those `rated`."""
    rated: int
    target_percent: int

    @property
    def percent(self) -> int:
        """How many of a hundred that ended were asked."""
        return self.asked * 100 // self.due if self.due else 100

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.asked * 100 >= self.target_percent * self.due


def rates(follow_ups: Iterable[FollowUp], now: datetime) -> list[Rate]:
    """Return how the follow-ups of a period stand, one line for each kind that there is one of."""
    found: dict[str, list[FollowUp]] = {}
    for one in follow_ups:
        found.setdefault(one.of, []).append(one)
    return [_rate(of, found[of], now) for of in OF if of in found]


def _rate(of: str, several: list[FollowUp], now: datetime) -> Rate:
    asked = [one for one in several if one.stage in (Stage.REACHED, Stage.DECLINED, Stage.GIVEN_UP)]
    due = [one for one in several if one in asked or one.due <= now]
    rated = [one for one in asked if one.satisfaction]
    return Rate(
        of=of,
        ended=len(several),
        due=len(due),
        asked=len(asked),
        in_time=sum(one.ended is not None and one.ended <= one.due for one in asked),
        reached=sum(one.stage is Stage.REACHED for one in asked),
        points=sum(one.satisfaction for one in rated),
        rated=len(rated),
        target_percent=max(one.target_percent for one in several),
    )


def window(rule: Rule, ended: datetime) -> tuple[datetime, datetime]:
    """Return from when until when somebody is asked."""
    return ended + timedelta(days=rule.from_days), ended + timedelta(
        days=max(rule.by_days, rule.from_days + 1)
    )
