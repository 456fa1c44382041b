"""The attendants' pages about contractors as values: who is in, letting somebody in, one stay, who is not let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.cards.pages import NO_CAMERA, Camera
from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class StayRow:
    """One stay in a list. `keys` are those that are out; `deposit` what is held, in words."""

    path: str
    name: str
    company: str
    keys: str
    due: datetime | None
    deposit: str
    since: datetime
    left: datetime | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ContractorList(DeskPage):
    """Who is in now, and whoever was searched for."""

    template = "desk/contractors.html"
    name = "desk_contractors"
    tab = "keys"
    rows: tuple[StayRow, ...]
    chips: tuple[Chip, ...]
    words: str
    searched: bool
    blocked: int


@dataclass(frozen=True)
class Choice:
    """One choice of a form."""

    value: str
    text: str
    on: bool = False


@dataclass(frozen=True)
class Compare:
    """What the number says, to be compared with the card. `born` and `region` are "" where it says nothing."""

    number: str
    """Masked."""
    born: str
    female: bool
    region: str
    known: str
    """By which name the number is known already, "" for none."""
    checked: str = ""
    """The number that was checked, sealed: letting in takes the same one."""


@dataclass(frozen=True, kw_only=True)
class NewContractor(DeskPage):
    """Letting somebody in: the document first; once its number was checked, the rules and the signature."""

    template = "desk/contractor_new.html"
    name = "desk_contractor_new"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    kinds: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    number: str = ""
    named: str = ""
    company: str = ""
    phone: str = ""
    compare: Compare | None = None
    rules: str = ""
    agreed: bool = False
    problem: Message | None = None
    seconds: tuple[tuple[str, str], ...] = ()
    """Colleagues, where the site asks for more than was shown."""
    witness: WitnessChoice = NO_WITNESS
    """Who may stand by in place of a signature."""
    camera: Camera = NO_CAMERA
    """How the reading of a document at the lobby's camera stands."""


@dataclass(frozen=True)
class Waiting:
    """A badge is awaited; `seen` is whose lay there, "" for none yet. `asks`: "pin", "met" or ""."""

    id: str
    seen: str
    asks: str
    problem: str
    left_ms: int
    of_ms: int


@dataclass(frozen=True)
class ErrandCard:
    """One key of a stay. `step` as in "contractors.step"; `deeds` are those that can be done now."""

    id: str
    key: str
    label: str
    slot: str
    why: str
    step: str
    tone: str
    sponsor: str
    deposit: str
    due: datetime | None
    deeds: tuple[str, ...]
    note: str = ""
    waiting: Waiting | None = None


@dataclass(frozen=True, kw_only=True)
class ContractorStay(DeskPage):
    """One stay: its keys, each with the next step."""

    template = "desk/contractor.html"
    name = "desk_contractor"
    tab = "keys"
    topics: tuple[str, ...] = ("house", "sponsor")
    path: str
    act: str
    named: str
    company: str
    document: str
    since: datetime
    served: str
    left: datetime | None
    errands: tuple[ErrandCard, ...]
    keys: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    photo: str = ""
    can_leave: bool = False
    can_block: bool = False
    soonest: str = ""
    """The first day until which somebody can be blocked, as a date field has it."""
    person: str = ""
    """The sealed name, for a link to their movements."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class ContractorSign(DeskPage):
    """The contractor signs for a key."""

    template = "desk/contractor_sign.html"
    name = "desk_contractor_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    path: str
    home: str
    act: str
    named: str
    errand: ErrandCard
    due: datetime
    problem: Message | None = None
    witness: WitnessChoice = NO_WITNESS
    """Who may stand by in place of a signature."""


@dataclass(frozen=True)
class BlockedRow:
    """One document that is not let in. `path` lifts it."""

    path: str
    named: str
    document: str
    reason: str
    until: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class BlockedList(DeskPage):
    """Documents that are not let in."""

    template = "desk/contractors_blocked.html"
    name = "desk_contractors_blocked"
    tab = "keys"
    topics: tuple[str, ...] = ()
    rows: tuple[BlockedRow, ...]
    chips: tuple[Chip, ...]
