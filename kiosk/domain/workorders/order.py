"""A work order (维修派工单): somebody is sent to put something right, by when, with which key, at what cost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

WHAT = ("water", "power", "doors", "heating", "gas", "appliance", "lift", "light", "other")
"""What is to be put right."""
SIGNATURE, PHONE, WITNESS = "signature", "phone", "witness"
AGREED_BY = (SIGNATURE, PHONE, WITNESS)
"""How a customer has said yes to a price."""
NOBODY_HOME, CHECKED = "nobody_home", "checked"
"""How work ends without its customer: a photo of it; for common areas, a colleague has looked at it."""
KEY_STAYS = ("work_goes_on", "with_resident", "lost")
"""Why an order may end while its key is out."""
CALLED_OFF = ("customer", "twice", "not_ours", "settled_itself", "price")
"""Why an order is called off."""
_OURS = re.compile(r"WX-(\d{5,})")


class Stage(Enum):
    """How far an order is."""

    ISSUED = "issued"
    TAKEN = "taken"
    ON_SITE = "on site"
    WAITING = "waiting"
    """For parts, or for a day that was agreed."""
    DONE = "done"
    CALLED_OFF = "called off"


OVER = (Stage.DONE, Stage.CALLED_OFF)


@dataclass(frozen=True)
class Step:
    """One step of an order: what, when, by whom; `until` while it waits, `words`: the vault's reference to a note."""

    what: str
    at: datetime
    by: str
    until: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Quote:
    """A price that was told before the work, in cents; `how` its customer said yes, "" as long as they have not."""

    cents: int
    currency: str
    by: str
    at: datetime
    how: str = ""
    agreed: datetime | None = None
    agreed_before: str = ""
    """Before whom of the staff."""
    signature: str = ""

    @property
    def holds(self) -> bool:
        """Whether its customer has said yes."""
        return bool(self.how)


@dataclass(frozen=True)
class Material:
    """One line of what was used. `words`: the vault's reference to what it is; cents for one."""

    id: str
    words: str
    count: int
    cents: int
    struck: bool = False

    @property
    def sum_cents(self) -> int:
        """What the line costs, in cents."""
        return 0 if self.struck else self.count * self.cents


@dataclass(frozen=True)
class WorkOrder:
    """One order, from the wish to the signature under the work. Money in integer cents.

    `request`: the number of the service it belongs to, "" for one that began at the desk. `person`: its customer, ""
    for common areas, as is `unit`. `asked`: when somebody asked for it. `words`: the vault's reference to where and
    what.
    """

    id: str
    number: str
    what: str
    unit: str
    person: str
    made: datetime
    asked: datetime
    by: str
    worker: str = ""
    """Who goes: of the staff, or a contractor on record; "" as long as nobody is named."""
    request: str = ""
    urgent: bool = False
    words: str = ""
    stage: Stage = Stage.ISSUED
    steps: tuple[Step, ...] = ()
    quote: Quote | None = None
    materials: tuple[Material, ...] = ()
    told: int = 0
    """How far its being late has been told: 0 to 5."""
    ended: datetime | None = None
    how: str = ""
    """How its end is proven: `SIGNATURE`, `WITNESS`, `NOBODY_HOME`, `CHECKED`; why it was called off."""
    signature: str = ""
    photo: str = ""
    """The vault's reference to the picture of the work, where nobody was at home."""
    labour_cents: int = 0
    cents: int = 0
    """What it came to, once it has ended."""
    currency: str = "CNY"
    key_stays: str = ""
    """Why it has ended while its key was out."""
    paid: datetime | None = None
    paid_by: str = ""
    """How it was paid: a way of the books, or "prepaid"."""
    entry: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.stage in OVER

    def first(self, what: str) -> datetime | None:
        """Return when a step was first taken."""
        return next((one.at for one in self.steps if one.what == what), None)

    @property
    def on_site(self) -> datetime | None:
        """When somebody was there."""
        return self.first(Stage.ON_SITE.value)

    @property
    def waits_until(self) -> datetime | None:
        """Until when it waits, while it does."""
        return self.steps[-1].until if self.stage is Stage.WAITING and self.steps else None

    @property
    def materials_cents(self) -> int:
        """What the materials cost, in cents."""
        return sum(one.sum_cents for one in self.materials)

    @property
    def agreed_cents(self) -> int:
        """Up to how much its customer has agreed, in cents."""
        return self.quote.cents if self.quote and self.quote.holds else 0


@dataclass(frozen=True)
class Clocks:
    """A site's patience with its orders: from the wish to the order, to the site, to the end, and who hears of it."""

    issue_min: int = 5
    on_site_min: int = 15
    supervisor_min: int = 15
    """So long after it should have been on site the supervisors hear of it."""
    done_h: int = 48
    supervisor_h: int = 24
    manager_h: int = 72
    """So long after it should have been done the supervisors, then the property manager hear of it."""

    def issue_by(self, asked: datetime) -> datetime:
        """Return by when an order is to be written."""
        return asked + timedelta(minutes=self.issue_min)

    def site_by(self, order: WorkOrder) -> datetime:
        """Return by when somebody is to be on site: counted from the order's own writing."""
        return order.made + timedelta(minutes=self.on_site_min)

    def done_by(self, order: WorkOrder) -> datetime:
        """Return by when it is to be done; an order that waits for parts begins anew on the day it waits for."""
        told = [one.until for one in order.steps if one.until]
        return max([order.made, *told]) + timedelta(hours=self.done_h)


def next_number(known: Iterable[WorkOrder]) -> str:
    """Return the number of the next order: WX-00042. The newest order never leaves the running state."""
    counts = [int(found[1]) for one in known if (found := _OURS.fullmatch(one.number))]
    return f"WX-{max(counts, default=0) + 1:05d}"


def is_ours(number: str) -> bool:
    """Return whether a number is of the form that our own orders have."""
    return _OURS.fullmatch(number.strip().upper()) is not None
