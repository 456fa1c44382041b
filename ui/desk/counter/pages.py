"""What an attendant gives across the desk, and what is demanded for it, as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.cards.pages import NO_CAMERA, Camera
from ui.desk.pages import NO_WITNESS, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True, kw_only=True)
class AcrossPage(DeskPage):
    """A parcel off its shelf, or a new slip. `deed`: "hand-out" or "reprint"; `ways`: what is enough, as message keys.

    `shown`: how a right to it was shown a moment ago, "" for none; `whose`, `unit`, `what`: the parcel's; `act`: the
    form's id.
    """

    template = "desk/counter.html"
    name = "desk_counter"
    tab = "keys"
    topics: tuple[str, ...] = ("identifying",)
    deed: str
    path: str
    home: str
    act: str
    whose: str
    unit: str
    what: str
    ways: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    kind: str = ""
    number: str = ""
    shown: str = ""
    filed: bool = False
    camera: Camera = NO_CAMERA
    colleagues: tuple[tuple[str, str], ...] = ()
    second: str = ""
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None
