"""Every screen of the lobby as a value: what it shows, and nothing of how it came about.

A view builds one from a journey, the gallery builds one from fixed values, and both render the same template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ui.drawing import Drawing


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What all screens have.

    `topics`: events that make the page look again. `back`: where the arrow leads (None: no way back from here).
    `cue`: the name of a tone to sound once when the page comes up. `rests`: whether an idle time-out guards it.
    """

    template: ClassVar[str] = ""
    topics: tuple[str, ...] = ()
    back: str | None = "/"
    cue: str | None = None
    rests: bool = True
    patience_s: int | None = None
    """Where the idle time-out is shorter than elsewhere."""
    name: ClassVar[str] = ""


@dataclass(frozen=True, kw_only=True)
class Idle(Screen):
    """Nobody is here.

    `cannot`: what does not work just now, with the code of its trouble. `left_open`: the number of a door left open.
    """

    template = "lobby/idle.html"
    name = "idle"
    now: datetime
    cannot: Mapping[str, str]
    left_open: int | None = None
    alarm: str = ""
    """The message key of what is amiss here, about the door of that number."""
    alarm_number: int = 0
    free: str = ""
    """How many doors of each size are free, for couriers: "S 7 · M 3"."""
    back: str | None = None
    rests: bool = False
    topics: tuple[str, ...] = ("devices", "doors")


@dataclass(frozen=True, kw_only=True)
class Leave(Screen):
    """Leaving and sending, which the desk does for now."""

    template = "lobby/leave.html"
    name = "leave"


@dataclass(frozen=True, kw_only=True)
class Services(Screen):
    """The golden-key services, which the desk arranges for now."""

    template = "lobby/services.html"
    name = "services"


@dataclass(frozen=True, kw_only=True)
class Desk(Screen):
    """How to reach a person. `back` is the page it was called from."""

    template = "lobby/desk.html"
    name = "desk"
    no_badges: bool = False
    """No badge can be read just now: supervisors have a way in of their own."""


@dataclass(frozen=True, kw_only=True)
class Comfort(Screen):
    """Bigger letters, more contrast, dark; and slots that are reached from a wheelchair."""

    template = "lobby/comfort.html"
    name = "comfort"
    reach: bool = False
    """Whether slots in reach are wanted first."""


@dataclass(frozen=True, kw_only=True)
class Message(Screen):
    """A refusal, a trouble or a bug, in words. `again`: where "try again" leads; `facts` fill in the text."""

    template = "lobby/message.html"
    name = "message"
    code: str
    facts: Mapping[str, object]
    again: str | None = None
    back: str | None = "/"


@dataclass(frozen=True, kw_only=True)
class Collect(Screen):
    """A resident wants a parcel: hold the code to the camera, or type it."""

    template = "collect/show.html"
    name = "collect"
    cannot: Mapping[str, str]
    by_id: bool = False
    """Whether an ID card opens doors here now."""
    topics: tuple[str, ...] = ("devices",)


@dataclass(frozen=True, kw_only=True)
class Code(Screen):
    """The keypad for a pick-up code; `problem` is the refusal of the last try."""

    template = "collect/code.html"
    name = "code"
    digits: int
    typed: str = ""
    """What was typed and can't be a code: shown again, to be compared."""
    problem: Message | None = None
    back: str | None = "/collect"


@dataclass(frozen=True, kw_only=True)
class CodesHome(Screen):
    """The keypad for the home that a typed pick-up `code` belongs to: asked for after codes were wrong here."""

    template = "collect/home.html"
    name = "code"
    code: str
    problem: Message | None = None
    back: str | None = "/collect/code"


@dataclass(frozen=True)
class Act:
    """One button of a door page: its text, where it posts what, and how it looks.

    `way` "post" needs a form; "get" is a link. `new`: the form carries a fresh movement id.
    """

    label: str
    path: str
    fields: Mapping[str, str]
    look: str = "second"
    way: str = "post"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Door(Screen):
    """One movement at its door. `kind` and `text` choose the words, `acts` are the ways on, the last the primary."""

    template = "movement/door.html"
    name = "door"
    movement: str
    kind: str
    moment: str
    text: str
    number: str
    """What people call the place: "5", or "G5" where there are several cabinets."""
    is_slot: bool
    drawing: Drawing
    acts: tuple[Act, ...]
    near: Drawing | None = None
    """Its surroundings, where the whole is drawn too small to find the door in it."""
    waits_s: float | None = None
    item: str = ""
    receipt: str = ""
    """The message key about the receipt, if there is anything to say."""
    due: datetime | None = None
    """When the key that leaves is due back."""
    due_form: str = "Hm"
    """How a time is written: "Hm" for today's, "MMMd Hm" for another day's."""
    beside: str = ""
    """The sentence about a second key that hangs there, in place of the usual one."""
    pair: str = ""
    """The key that belongs with one in hand and has not come out."""
    then_key: str = ""
    """The key that comes out next, on the same signature."""
    lines: tuple[str, ...] = ()
    """What is to be said beside: "1 of 3", which door comes next, what is left out and why."""
    leaves_in_s: int | None = None
    """After this many seconds the page goes to `next_path` by itself."""
    next_path: str = "/"
    title: str = ""
    """What is done here, as the end of a message key, where that is more than `kind` says."""

    @property
    def status(self) -> str:
        """How it stands, for shape and colour: "go", "good", "care" or "bad"."""
        if self.moment in ("open", "opening"):
            return "go"
        if self.moment == "done":
            return "good"
        return "bad" if self.moment in ("not_opened", "unreachable", "doubt") else "care"


@dataclass(frozen=True, kw_only=True)
class CourierPin(Screen):
    """A courier says who it is."""

    template = "courier/pin.html"
    name = "courier_pin"
    badge_works: bool = True
    new_here: bool = False
    """Whether a courier may register alone."""
    problem: Message | None = None
    asks: str = "pin"
    """Or "phone", its last four digits, where PINs alone pause."""
    last_four: str = ""
    """What was typed of it."""


@dataclass(frozen=True, kw_only=True)
class Scan(Screen):
    """The courier holds a parcel to the camera."""

    template = "courier/scan.html"
    name = "scan"
    free: Mapping[str, int]
    drawing: Drawing
    left: int = 0
    """How many parcels were left so far on this visit."""
    camera_works: bool = True
    outgoing: int = 0
    """How many parcels of residents wait for this courier's company."""
    due_back: int = 0
    """How many doors hold something that this courier may take along again."""
    sweep: str = ""
    """The movement that begins with that."""
    back: str | None = None
    topics: tuple[str, ...] = ("house", "devices")


@dataclass(frozen=True, kw_only=True)
class Number(Screen):
    """The parcel's number by keypad."""

    template = "courier/number.html"
    name = "number"
    letters: bool = False
    """The keys are letters, not digits."""
    back: str | None = "/courier/scan"
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Recipient(Screen):
    """Whose parcel it is: `by` "unit", "name" or "last_four"."""

    template = "courier/recipient.html"
    name = "recipient"
    by: str
    barcode: str
    keys: tuple[tuple[str, str], ...] = ()
    """Building, entrance, floor or flat: what stands on each key, and where it leads; none: it is typed."""
    so_far: str = ""
    """What was chosen of the home."""
    back: str | None = "/courier/scan"
    problem: Message | None = None

    @property
    def columns(self) -> int:
        """How many keys stand in a row, one of those that there is a look for."""
        return next(wide for wide in (3, 4, 6, 8, 11) if wide * 3 >= len(self.keys))


@dataclass(frozen=True)
class Found:
    """One candidate as a courier may see it."""

    person: str
    masked_name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Confirm(Screen):
    """The candidates, masked, to compare with the label; `again` leads back to the search."""

    template = "courier/confirm.html"
    name = "confirm"
    found: tuple[Found, ...]
    again: str
    back: str | None = "/courier/recipient"


@dataclass(frozen=True, kw_only=True)
class Size(Screen):
    """S, M, L or XL by picture. `path` takes the choice; `at_least` leaves out what was too small."""

    template = "courier/size.html"
    name = "size"
    movement: str
    path: str
    recipient: str
    free: Mapping[str, int]
    barcode: str = ""
    paused: frozenset[str] = frozenset()
    """Sizes of which no door can be reached just now."""
    for_whom: Found | None = None
    """Whose parcel it is by its announcement: to compare with the label."""
    likely: str = ""
    """The size that was announced."""
    storeroom: bool = False
    """Whether the site has one."""
    asks_heavy: bool = False
    heavy: bool = False
    """It was announced as heavy."""
    marks: tuple[str, ...] = ()
    """Categories that the courier is asked about."""
    beside: str = ""
    """The door behind which it may lie beside others of its home, and what people call it."""
    beside_number: str = ""
    title: str = "courier.size_title"
    back: str | None = "/courier/recipient"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class Summary(Screen):
    """What this courier left."""

    template = "courier/summary.html"
    name = "summary"
    count: int
    back: str | None = "/courier/scan"


@dataclass(frozen=True, kw_only=True)
class Stored(Screen):
    """A parcel on its way to a shelf. `subject`: "put", "give", "in" or "out", the words."""

    template = "courier/stored.html"
    name = "stored"
    shelf: str
    tag: str
    subject: str
    acts: tuple[Act, ...]
    back: str | None = None
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True)
class KeyRow:
    """One key on an attendant's list; `why_not` is a refusal's code."""

    key: str
    label: str
    kind: str
    number: int
    free: bool
    held: bool
    why_not: str | None = None
    since: datetime | None = None
    movement: str = ""
    due: datetime | None = None
    late: bool = False
    again: datetime | None = None
    """When it may next be taken, where only the hour is in the way."""
    time_form: str = "MMMd Hm"
    """How `due` or `again` is written: "Hm" for today's."""
    remark: str = ""
    """What whoever takes it is to know: its newest fault, or that its lock is to be changed."""
    booked: tuple[datetime, datetime] | None = None
    """From when until when this person has booked it."""
    booked_form: str = "Hm"
    booked_now: bool = False
    """The hour of the booking has come."""
    errand: str = ""
    """A home to look after ("due"), or to tell of ("findings"): then `key` is the inspection."""


@dataclass(frozen=True, kw_only=True)
class KeyList(Screen):
    """What an attendant holds and may take, page by page.

    `query` keeps what was searched for in the addresses of the other pages; `found`: how many keys fit it.
    """

    template = "keys/list.html"
    name = "keys"
    held: tuple[KeyRow, ...]
    rows: tuple[KeyRow, ...]
    page: int = 1
    pages: int = 1
    query: str = ""
    found: int = 0
    alarms: int = 0
    """How many alarms wait for one of the staff."""
    long: bool = False
    """There are so many that searching is quicker."""
    bookings: int = 0
    """How many bookings this person has, or should hear of."""
    back: str | None = None
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class Sign(Screen):
    """PIN and signature, or the signature alone after a badge that proves itself.

    `strokes` is what was drawn before a wrong PIN.
    """

    template = "keys/sign.html"
    name = "sign"
    row: KeyRow
    movement: str
    reason: str
    work_order: str
    asks_pin: bool = True
    strokes: str = ""
    problem: Message | None = None
    others: tuple[str, ...] = ()
    """The labels of the keys that are signed for with it."""
    signer: str = ""
    """Whose PIN it is, where colleagues have typed theirs before."""
    due: datetime | None = None
    due_form: str = "Hm"
    due_for: str = ""
    """Why it is due so early: "booked" the own booking ends, "next" somebody else has booked it from then on."""
    back: str | None = "/keys"
