"""The desk's pages about services, as values: what is asked for, one of them with its ways, forms, the day's calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message

Lines = tuple[tuple[str, str], ...]
Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RequestRow:
    """One request. `due`: by when its next step must be taken; `late`: that is over; `told`: supervisors know."""

    id: str
    number: str
    customer: str
    service: str
    price: str
    state: str
    due: datetime | None = None
    late: bool = False
    told: bool = False


@dataclass(frozen=True)
class OpenRequest:
    """One request with what can be done. `ways`: the codes of those that are open now, the next one first."""

    row: RequestRow
    facts: Lines
    told: Lines
    pens: tuple[tuple[str, str, tuple[str, ...]], ...]
    """What was written by hand: label, view box, strokes."""
    steps: tuple[tuple[str, datetime, str], ...]
    ways: tuple[str, ...]
    act: str
    staff: Named
    me: str
    escort: bool = False
    outside: bool = False
    provider: str = ""
    cents: int = 0
    price: str = ""
    wanted: str = ""
    paid: str = ""
    amount: str = ""
    """What is still to be paid, as it is typed."""
    costs: tuple[str, str] = ("", "")
    """What is kept and what is given back if it is called off now."""
    refund: str = ""


@dataclass(frozen=True, kw_only=True)
class ServicesPage(DeskPage):
    """What is asked for; `shown`: "today" or "open"."""

    template = "desk/services.html"
    name = "desk_services"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    rows: tuple[RequestRow, ...]
    offered: bool
    shown: str = "open"
    open: OpenRequest | None = None
    problem: Message | None = None


@dataclass(frozen=True)
class FormField:
    """One field of the form. `kind`: as in the catalogue; `choices`: code and name; `hand`: it was written by hand."""

    code: str
    label: str
    kind: str
    value: str = ""
    required: bool = True
    choices: Named = ()
    hand: bool = False
    wrong: bool = False


@dataclass(frozen=True, kw_only=True)
class WhichService(DeskPage):
    """Which service is to be written down?"""

    template = "desk/service_which.html"
    name = "desk_service_which"
    tab = "keys"
    topics: tuple[str, ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


@dataclass(frozen=True, kw_only=True)
class ServiceForm(DeskPage):
    """The form of one service, new or changed (`number`: of the request that is)."""

    template = "desk/service_form.html"
    name = "desk_service_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    path: str
    title: str
    rows: Lines
    fields: tuple[FormField, ...]
    home: str = ""
    whose: str = ""
    channel: str = "desk"
    number: str = ""
    reason: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class DeliverForm(DeskPage):
    """Delivery: the slip is scanned, or ID and signature; its customer signs."""

    template = "desk/service_deliver.html"
    name = "desk_service_deliver"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    act: str
    path: str
    number: str
    customer: str
    service: str
    seen: bool = False
    document: str = ""
    seconds: Named = ()
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None


@dataclass(frozen=True)
class CallRow:
    """One call of a day. `attempts`: how many there were; `ways`: "call", "go_up", or none once it is over."""

    request: str
    number: str
    due: datetime
    customer: str
    phone: str
    attempts: int
    ways: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class CallsPage(DeskPage):
    """The wake-up calls of a day."""

    template = "desk/service_calls.html"
    name = "desk_service_calls"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    day: datetime
    before: str
    after: str
    rows: tuple[CallRow, ...]
    problem: Message | None = None
