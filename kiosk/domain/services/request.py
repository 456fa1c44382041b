"""A request for a service: one line of the register 《金钥匙服务信息登记表》, with what was agreed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from kiosk.domain.items import Label

LOBBY, DESK, PHONE = "lobby", "desk", "phone"
CHANNELS = (LOBBY, DESK, PHONE)
"""Where somebody asked."""
ACCEPT, BEGIN, FINISH = "accept", "begin", "done"
"""What has a deadline."""


class Stage(Enum):
    """How far a request is."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    UNDER_WAY = "under way"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"


OVER = frozenset({Stage.DONE, Stage.CANCELLED, Stage.REFUSED})


@dataclass(frozen=True)
class Terms:
    """What was agreed, as the catalogue said it then: money in integer cents, deadlines as moments.

    `cents`: None until the desk has named a price. `beforehand_cents`: what is paid before anything is done.
    """

    paid: bool = False
    cents: int | None = 0
    beforehand_cents: int = 0
    beforehand_percent: int = 0
    """Of a price that is yet to be named."""
    currency: str = "CNY"
    accept_by: datetime | None = None
    begin_by: datetime | None = None
    done_by: datetime | None = None
    supervisor_after_min: int = 15
    free_until: datetime | None = None
    """Until then it is called off for nothing; None: always."""
    keep_percent: int = 0
    follow_share_percent: int = 0
    follow_after_days: int = 0
    proof: str = "slip"
    work_order: bool = False
    escort: bool = False
    calls: tuple[datetime, ...] = ()
    """When somebody is to be called, each day once."""


@dataclass(frozen=True)
class Step:
    """One step of a request's life: "accepted", "begun", ..., when, and by whom."""

    what: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Attempt:
    """One call of a wake-up: answered or not."""

    at: datetime
    answered: bool
    by: str


@dataclass(frozen=True)
class Call:
    """One morning's call. `result`: what was found by whoever went up, "" as long as nobody did."""

    due: datetime
    attempts: tuple[Attempt, ...] = ()
    result: str = ""
    visited: datetime | None = None
    visited_by: str = ""

    @property
    def answered(self) -> bool:
        """Whether somebody answered."""
        return any(one.answered for one in self.attempts)

    @property
    def unanswered(self) -> int:
        """How often nobody did."""
        return sum(not one.answered for one in self.attempts)

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done for this morning."""
        return self.answered or bool(self.result)


@dataclass(frozen=True)
class Request:
    """One request for a service. `details`: the vault's reference to what is personal in its answers, "" for nothing.

    `answers`: by field, what is not personal. `untold`: fields that its customer tells the desk instead of writing.
    """

    id: str
    number: str
    """The service number, "20261122-017": the day and the how manieth of it."""
    service: str
    name: Label
    """The service's name, as the catalogue called it then."""
    person: str
    unit: str
    made: datetime
    by: str
    channel: str
    terms: Terms
    answers: Mapping[str, str] = field(default_factory=dict)
    details: str = ""
    details_digest: str = ""
    untold: tuple[str, ...] = ()
    wished: datetime | None = None
    slip: str = ""
    """The number in its slip's QR code; a slip printed anew has another."""
    slip_used: datetime | None = None
    stage: Stage = Stage.REGISTERED
    owner: str = ""
    """Who of the staff answers for it."""
    provider: str = ""
    """Who does it, if not the staff: the vault's reference to a name."""
    escorts: str = ""
    """Who of the staff goes along."""
    agreed: datetime | None = None
    """When its customer agreed to the price that the desk named."""
    steps: tuple[Step, ...] = ()
    calls: tuple[Call, ...] = ()
    told_late: Mapping[str, datetime] = field(default_factory=dict)
    """Which missed deadlines the supervisors have been told of."""
    ended: datetime | None = None
    why: str = ""
    """Why it was called off or refused: a code or the vault's reference."""
    kept_cents: int = 0
    proved_by: str = ""
    """How its delivery was proved: "slip", "document" or "word"."""
    signature: str = ""
    on_time: bool | None = None
    """Whether it was done by its deadline; None where it had none, or is not done."""

    @property
    def called(self) -> tuple[str, ...]:
        """What the service is called in each language; it is found by any of them."""
        return tuple(dict.fromkeys((self.name.en, self.name.zh_Hans, self.name.zh_Hant)))

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.stage in OVER

    @property
    def due(self) -> datetime | None:
        """By when its next step must have been taken."""
        after = {
            Stage.REGISTERED: (self.terms.accept_by, self.terms.begin_by, self.terms.done_by),
            Stage.ACCEPTED: (self.terms.begin_by, self.terms.done_by),
            Stage.UNDER_WAY: (self.terms.done_by,),
        }
        return next((one for one in after.get(self.stage, ()) if one is not None), None)

    @property
    def awaits(self) -> str:
        """What its next deadline is about: "accept", "begin" or "done"; "" for none."""
        steps = {Stage.REGISTERED: ACCEPT, Stage.ACCEPTED: BEGIN, Stage.UNDER_WAY: FINISH}
        return steps.get(self.stage, "")

    @property
    def next_call(self) -> Call | None:
        """Return the first call that is not over, if any is left."""
        return next((one for one in self.calls if not one.over), None)

    @property
    def quote_wanted(self) -> bool:
        """Whether the desk is yet to name a price."""
        return self.terms.paid and self.terms.cents is None and not self.over

    @property
    def agreement_wanted(self) -> bool:
        """Whether its customer is yet to agree to the price that was named."""
        return self.terms.paid and self.terms.cents is not None and self.agreed is None and not self.over

    def step(self, what: str) -> Step | None:
        """Return when and by whom a step was taken last."""
        return next((one for one in reversed(self.steps) if one.what == what), None)


def number_of(day: date, count: int) -> str:
    """Return the service number of the `count`th request of a day: 20261122-017."""
    return f"{day:%Y%m%d}-{count:03d}"
