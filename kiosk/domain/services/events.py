"""Facts about services that somebody asked for: what each event is called on disk, and what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as
from kiosk.domain.items import Label
from kiosk.domain.services.request import Terms


@dataclass(frozen=True)
class ServiceEvent(Event):
    """Something about a request for a service."""

    request: str


@stored_as("service.requested/1")
@dataclass(frozen=True)
class ServiceRequested(ServiceEvent):
    """Somebody asks for a service. `details`: the vault's reference to what is personal in the answers."""

    number: str
    service: str
    name: Label
    person: str
    unit: str
    answers: Mapping[str, str]
    details: str
    details_digest: str
    untold: tuple[str, ...]
    wished: datetime | None
    terms: Terms
    slip: str
    channel: str
    by: str


@stored_as("service.amended/1")
@dataclass(frozen=True)
class ServiceAmended(ServiceEvent):
    """What was asked for is another thing now; all of it as it is from here on, and why."""

    answers: Mapping[str, str]
    details: str
    details_digest: str
    untold: tuple[str, ...]
    wished: datetime | None
    terms: Terms
    why: str
    by: str


@stored_as("service.quoted/1")
@dataclass(frozen=True)
class ServiceQuoted(ServiceEvent):
    """The desk has named a price; its customer has not agreed yet."""

    cents: int
    beforehand_cents: int
    by: str


@stored_as("service.agreed/1")
@dataclass(frozen=True)
class ServiceAgreed(ServiceEvent):
    """Its customer has agreed to the price. `signature`: "" for an agreement by word, at the desk or by telephone."""

    cents: int
    by: str
    channel: str
    signature: str = ""
    signature_digest: str = ""


@stored_as("service.accepted/1")
@dataclass(frozen=True)
class ServiceAccepted(ServiceEvent):
    """Somebody answers for it. `provider`: the vault's reference to who does it, `escorts`: who goes along."""

    owner: str
    by: str
    provider: str = ""
    escorts: str = ""


@stored_as("service.begun/1")
@dataclass(frozen=True)
class ServiceBegun(ServiceEvent):
    """It is under way."""

    by: str


@stored_as("service.done/1")
@dataclass(frozen=True)
class ServiceDone(ServiceEvent):
    """It is delivered. `proved_by`: "slip", "document" (with a signature) or "word"."""

    by: str
    proved_by: str
    slip: str = ""
    signature: str = ""
    signature_digest: str = ""
    note: str = ""


@stored_as("service.cancelled/1")
@dataclass(frozen=True)
class ServiceCancelled(ServiceEvent):
    """It is called off. `kept_cents`: what its customer loses of what was paid."""

    by: str
    why: str
    kept_cents: int
    refund_cents: int


@stored_as("service.refused/1")
@dataclass(frozen=True)
class ServiceRefused(ServiceEvent):
    """The desk can't do it, and has said why."""

    by: str
    why: str


@stored_as("service.late/1")
@dataclass(frozen=True)
class ServiceLate(ServiceEvent):
    """A deadline was missed so long ago that the supervisors are told. `deadline`: "accept", "begin" or "done"."""

    deadline: str


@stored_as("service.call/1")
@dataclass(frozen=True)
class CallMade(ServiceEvent):
    """Somebody was called at the hour they wished. `due`: that hour."""

    due: datetime
    answered: bool
    by: str


@stored_as("service.went_up/1")
@dataclass(frozen=True)
class WentUp(ServiceEvent):
    """Two calls were not answered and somebody went up. `result`: "awake", "away" or "help"."""

    due: datetime
    result: str
    by: str


@stored_as("service.slip.replaced/1")
@dataclass(frozen=True)
class ServiceSlipReplaced(ServiceEvent):
    """A new slip was printed; the old one is void."""

    slip: str
    by: str
