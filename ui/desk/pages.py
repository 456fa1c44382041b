"""The attendants' pages as values: what each shows, in its reader's language, and nothing of how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from ui.drawing import Drawing
from ui.screens import Message, Screen


@dataclass(frozen=True, kw_only=True)
class DeskPage(Screen):
    """What all attendants' pages have. `lobby`: it is shown by the lobby's own screen."""

    tab: ClassVar[str] = ""
    who: str
    supervisor: bool
    lobby: bool
    back: str | None = None
    rests: bool = False
    topics: tuple[str, ...] = ("house", "devices")


@dataclass(frozen=True)
class WitnessChoice:
    """Who may stand by in place of a signature (id and name), nobody: there is none; `on`: their room is open."""

    names: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    on: bool = False


NO_WITNESS = WitnessChoice()


@dataclass(frozen=True)
class Held:
    """One item and who answers for it, or a door. `kind`: "key", "parcel", "loan" or "door"; `tone`: "care", "bad"."""

    item: str
    kind: str
    label: str
    detail: str
    custodian: str
    since: datetime | None
    tone: str = ""
    note: str = ""
    """The message key of what is wrong with it."""
    slip: bool = False
    """Whether a new claim slip can be printed for it."""
    missing: bool = False
    person: str = ""
    """The sealed name of who holds it, for a link to their movements."""
    remarks: tuple[str, ...] = ()
    """What else is to be told of it: faults, that it is out of service, that its lock is not safe."""
    cared: str = ""
    """The path of the page on how it is, for a key of the register."""

    @property
    def path(self) -> str:
        """Where its life is told."""
        return f"/desk/{'places' if self.kind == 'door' else 'items'}/{self.item}"


@dataclass(frozen=True)
class Deed:
    """A button of one task. `fields` go with the post."""

    label: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    way: str = "post"


@dataclass(frozen=True)
class TaskCard:
    """One task in words: `code` has what happened and what to do; `facts` fill them in."""

    id: str
    code: str
    since: datetime
    urgent: bool
    facts: Mapping[str, object]
    path: str
    place: str = ""
    settles: bool = False
    """Whether saying what is found behind the door ends it."""
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the register. Message keys: `what`, and `ended` with its cause."""

    at: datetime
    what: str
    item: str
    item_path: str
    place: str
    number: int
    is_slot: bool
    who: str
    person: str
    """The sealed name of who acted."""
    ended: str
    cause: str = ""
    tone: str = ""
    until: datetime | None = None
    why: str = ""
    """The reason and work order in words."""
    for_whom: str = ""
    strokes: tuple[str, ...] = ()
    box: str = ""
    """The signature's drawing area (an SVG view box)."""
    reference: str = ""
    picture: str = ""
    """The path of the still that was kept."""
    grounds: tuple[str, ...] = ()
    """On what a key left: who agreed, under which consent."""
    due: datetime | None = None
    note: tuple[str, ...] = ()
    """A note by hand, drawn as the signature is, in `note_box`."""
    note_box: str = ""
    report: str = ""
    """The path of an emergency's report."""
    report_due: bool = False


@dataclass(frozen=True)
class Selected:
    """The door or thing that was picked, and its life."""

    title: str
    subtitle: str
    path: str
    life: tuple[Row, ...]
    held: tuple[Held, ...] = ()
    place: str = ""
    number: int = 0
    is_slot: bool = False
    state: str = ""
    """The door: "shut", "open", "asked" or "unknown"."""
    since: datetime | None = None
    doubt: TaskCard | None = None
    can_open: bool = False
    can_settle: bool = False
    before: str = ""
    """The path of the door before this one."""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Map(DeskPage):
    """Cabinet and locker with who holds what, the tasks, and the selected thing."""

    template = "desk/map.html"
    name = "desk_map"
    tab = "map"
    drawing: Drawing
    here: str
    totals: tuple[tuple[str, int], ...]
    shown: str
    held: tuple[Held, ...]
    tasks: tuple[TaskCard, ...]
    more_tasks: int = 0
    """How many wait besides: the most urgent are shown."""
    selected: Selected | None = None
    find: str | None = None
    """What was searched for; None: the site is small enough to need no search here."""
    parts: tuple[Chip, ...] = ()
    """The parts of a large cabinet; the one that is on is drawn as high as the page."""
    reasons: tuple[str, ...] = ("look", "clear_doubt", "resident_asks", "count", "maintenance")


@dataclass(frozen=True)
class Chip:
    """One filter: its words, where it leads, whether it holds now."""

    text: str
    path: str
    on: bool = False
    group: str = ""
    """"closed": a group that shows its pages when touched; "open": the one that does, its every "way" in a row below;
    "alone": a page among the groups. "" for a filter that is in no group."""


@dataclass(frozen=True, kw_only=True)
class Log(DeskPage):
    """The register of movements. `query` is the address's part that keeps the filters."""

    template = "desk/log.html"
    name = "desk_log"
    tab = "log"
    topics: tuple[str, ...] = ()
    rows: tuple[Row, ...]
    words: str
    person: str
    kinds: tuple[Chip, ...]
    days: tuple[Chip, ...]
    places: tuple[Chip, ...]
    people: tuple[tuple[str, str, bool], ...]
    """Id, name and whether chosen, of everybody who ever acts."""
    place: str
    day: str
    query: Mapping[str, str]
    older: str
    newest: str
    csv: str
    count: int
    forgotten: bool = False
    """The words of this address were sealed by an earlier run."""
    short_in: int = 0
    """Words this short were looked for in so many of the newest movements; 0: in all."""
    now: datetime


@dataclass(frozen=True)
class DeviceRow:
    """One device in words: what happened, what still works, what to do; `detail` is for the installer.

    `doors`: those on it, or on the boards that it is about.
    `counts`: how often it was lost, missed an answer, sent what can't be read. `answered`: None before it ever did.
    """

    device: str
    kind: str
    condition: str
    since: datetime
    what: str
    holds: str
    do: str
    detail: str
    doors: str
    counts: tuple[int, int, int]
    answered: datetime | None
    round_ms: int


@dataclass(frozen=True, kw_only=True)
class Devices(DeskPage):
    """Every device and what it takes down."""

    template = "desk/devices.html"
    name = "desk_devices"
    tab = "devices"
    topics: tuple[str, ...] = ("devices",)
    rows: tuple[DeviceRow, ...]
    clock: tuple[datetime, datetime] | None = None
    """The record's time and the machine's, where the record is ahead."""
    clock_how: str = "ahead"
    """Why they do not agree, as `Ahead.how` says."""
    told: tuple[str, str] = ("", "")
    """The day and the hour that a supervisor may change and say that it is."""
    in_house: tuple[str, str] | None = None
    """Where browsers of the house find the desk, and by which fingerprint they know it ("": it does not answer there).
    None where the site has no such desk, or this is one of those browsers: what it is shown proves nothing."""
    problem: Message | None = None


@dataclass(frozen=True)
class EventRow:
    """One event as the log holds it."""

    seq: int
    at: datetime
    kind: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Events(DeskPage):
    """The raw log and the head of its chain, for the supervisor."""

    template = "desk/events.html"
    name = "desk_events"
    tab = "events"
    topics: tuple[str, ...] = ()
    rows: tuple[EventRow, ...]
    head: str
    words: str
    older: str
    newest: str
    forgotten: bool = False
    searched: tuple[int, int] | None = None
    """The first and the last event that were looked through for the words."""


@dataclass(frozen=True, kw_only=True)
class Picture(DeskPage):
    """One still that was kept as evidence, or why there is none (`missing`)."""

    template = "desk/evidence.html"
    name = "desk_evidence"
    tab = "map"
    topics: tuple[str, ...] = ()
    at: datetime
    moment: str
    place: str
    back_to: str
    whose: str
    item: str
    image: str
    missing: str
    late_ms: int
    kb: int
    digest: str
    days: int
