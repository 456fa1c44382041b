"""What a courier sees from the PIN to the summary, as values for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.drawing import Drawing
from ui.screens import Message, Screen


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
    asks: str = "courier.recipient_title"
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

    @property
    def full(self) -> bool:
        """Whether the storeroom is all that is left."""
        return self.storeroom and not any(self.free.values())


@dataclass(frozen=True, kw_only=True)
class Summary(Screen):
    """What this courier left."""

    template = "courier/summary.html"
    name = "summary"
    count: int
    back: str | None = "/courier/scan"
