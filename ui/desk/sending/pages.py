"""The page about parcels that are sent, and its forms, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class SendingRow:
    """One parcel that is sent. `where`: in words; `owed`: its fee is to be settled here; `gone`: its carrier has it."""

    id: str
    number: str
    sender: str
    carrier: str
    waybill: str
    where: str
    made: datetime
    owed: bool = False
    fee: str = ""
    here: bool = False
    at_desk: bool = False
    gone: bool = False


@dataclass(frozen=True)
class OpenSending:
    """One of them with its ways. `strokes`: where it goes, as it was written by hand, in `box`."""

    row: SendingRow
    goes_to: tuple[str, ...]
    strokes: tuple[str, ...] = ()
    box: str = ""
    act: str = ""
    unaddressed: bool = False
    """Its resident could not write: the desk asks where it goes."""


@dataclass(frozen=True, kw_only=True)
class SendingsPage(DeskPage):
    """What is to be sent, what has gone with its fee owed; signatures and handing over by carrier."""

    template = "desk/sendings.html"
    name = "desk_sendings"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    rows: tuple[SendingRow, ...]
    offered: bool
    carriers: tuple[tuple[str, int], ...] = ()
    """Carriers for which something waits, and how many."""
    handing: tuple[tuple[str, str, int], ...] = ()
    """Sweeps that are signed for and of which something lies at the desk: id, courier, how many."""
    open: OpenSending | None = None
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class NewSending(DeskPage):
    """The form by which the desk registers a parcel for a resident."""

    template = "desk/sending_new.html"
    name = "desk_sending"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    carriers: tuple[tuple[str, bool], ...]
    fees: tuple[tuple[str, bool], ...]
    goods: tuple[tuple[str, bool], ...]
    typed: tuple[tuple[str, str], ...]
    """The fields to be typed, with what stands in them."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class SweepForm(DeskPage):
    """A courier signs at the desk for all that waits for one carrier."""

    template = "desk/sending_sign.html"
    name = "desk_sending"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    carrier: str
    count: int
    couriers: tuple[tuple[str, str, bool], ...]
    problem: Message | None = None
