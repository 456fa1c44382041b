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
    """A refusal, a trouble, a bug or good news (`glad`), in words; `facts` fill them in.

    `again`: where "try again" leads.
    """

    template = "lobby/message.html"
    name = "message"
    code: str
    facts: Mapping[str, object]
    again: str | None = None
    glad: bool = False
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
