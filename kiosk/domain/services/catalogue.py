"""The catalogue of services: what may be asked for, what must be known for it, its price, its deadlines, its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kiosk.domain.items import Label

BY_DESK = "desk"
"""Who does a service unless somebody else is named: whoever is on duty."""
SLIP, SIGNATURE, WORD = "slip", "signature", "word"
PROOFS = (SLIP, SIGNATURE, WORD)
"""What proves a delivery: the slip, else ID and signature; a signature each time; the desk's word (a call)."""
GROUPS = ("calls", "journeys", "errands", "home", "clothes", "flowers", "property", "company")
"""Groups of services, each with its picture."""


class Kind(Enum):
    """What kind of answer a field wants; it decides the screen that asks for it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    CHOICE = "choice"
    UNIT = "unit"
    COUNT = "count"
    MONEY = "money"


SEALED = frozenset({Kind.TEXT, Kind.PHONE})
"""What is always kept under its person's key: nobody knows what somebody writes."""


@dataclass(frozen=True)
class Choice:
    """One of the answers that may be chosen. `cents`: its price, where the price goes by this choice."""

    code: str
    name: Label
    cents: int = 0


@dataclass(frozen=True)
class Asked:
    """One field of a service's form."""

    code: str
    name: Label
    kind: Kind
    required: bool = True
    personal: bool = False
    least: int = 1
    most: int = 99
    choices: tuple[Choice, ...] = ()
    also: Label | None = None
    """One line below the question."""

    @property
    def sealed(self) -> bool:
        """Whether its answer goes into the vault."""
        return self.personal or self.kind in SEALED


class PriceKind(Enum):
    """How a price is made."""

    FREE = "free"
    FIXED = "fixed"
    EACH = "each"
    """So much for each of what a field counts: hours, people, pieces."""
    CHOICE = "choice"
    """As the chosen answer of a field says."""
    QUOTE = "quote"
    """As the desk says before anything is done; its customer agrees first."""


@dataclass(frozen=True)
class Price:
    """What a service costs, integer cents. `beforehand_percent` of the price, or `beforehand_cents`, is paid before."""

    kind: PriceKind = PriceKind.FREE
    cents: int = 0
    by: str = ""
    """The field that counts, or chooses."""
    beforehand_percent: int = 0
    beforehand_cents: int = 0

    @property
    def paid(self) -> bool:
        """Whether it costs anything (有偿)."""
        return self.kind is not PriceKind.FREE


@dataclass(frozen=True)
class Deadlines:
    """By when what must have happened: minutes after the request, or before (`done_before_min`) the wished hour."""

    accept_min: int = 0
    begin_min: int = 0
    done_min: int = 0
    accept_before_min: int = 0
    done_before_min: int | None = None
    supervisor_after_min: int = 15
    """So long after a deadline was missed the supervisors are told."""


@dataclass(frozen=True)
class Cancellation:
    """Free until so many minutes before the wished hour; afterwards `keep_percent` of what was paid is kept."""

    free_until_min: int = 0
    keep_percent: int = 0


@dataclass(frozen=True)
class FollowUp:
    """How many of a hundred are asked how it was, so many days after it was done."""

    share_percent: int
    after_days: int


@dataclass(frozen=True)
class Calls:
    """Calls at the wished hour on so many days: which fields say the first day, the hour, and how many days."""

    first: str
    hour: str
    days: str = ""


@dataclass(frozen=True)
class Service:
    """One service of the catalogue."""

    code: str
    name: Label
    group: str
    fields: tuple[Asked, ...] = ()
    price: Price = Price()
    done_by: str = BY_DESK
    """A role of the staff, "desk" for whoever is on duty, or "outside"."""
    provider: Label | None = None
    deadlines: Deadlines = Deadlines()
    cancellation: Cancellation = Cancellation()
    follow_up: FollowUp | None = None
    calls: Calls | None = None
    slip: Label | None = None
    """One line on its slip."""
    told: Label | None = None
    """One line below its name, before anything is asked."""
    proof: str = SLIP
    in_lobby: bool = True
    work_order: bool = False
    """Whether a work order is made for it."""
    escort: bool = False
    """Whether somebody of the staff goes along, and is named when it is accepted."""

    def field(self, code: str) -> Asked | None:
        """Return one of its fields."""
        return next((one for one in self.fields if one.code == code), None)

    def first_of(self, kind: Kind) -> Asked | None:
        """Return its first field of a kind."""
        return next((one for one in self.fields if one.kind is kind), None)


@dataclass(frozen=True)
class Catalogue:
    """All services of a site, in the order in which they are shown."""

    services: Mapping[str, Service] = field(default_factory=dict)
    currency: str = "CNY"

    def groups(self, *, in_lobby: bool = False) -> dict[str, list[Service]]:
        """Return the services by group, in order; `in_lobby`: those alone that are asked for at the lobby screen."""
        found: dict[str, list[Service]] = {}
        for one in self.services.values():
            if one.in_lobby or not in_lobby:
                found.setdefault(one.group, []).append(one)
        return found
