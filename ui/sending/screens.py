"""Sending a parcel, and taking along what is sent: the lobby's pages as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.screens import Message, Screen


@dataclass(frozen=True, kw_only=True)
class SendFirst(Screen):
    """Nobody is identified: how to send something from here. `offered`: the site takes parcels to be sent."""

    template = "sending/first.html"
    name = "send_first"
    offered: bool
    back: str | None = "/leave"


@dataclass(frozen=True, kw_only=True)
class Write(Screen):
    """Where does it go? Written by hand, as on the label."""

    template = "sending/write.html"
    name = "send_write"
    sending: str
    carrier: str
    fee: str
    problem: Message | None = None
    back: str | None = "/send/new"


@dataclass(frozen=True, kw_only=True)
class SweepSign(Screen):
    """A courier signs once for all that waits for the own company."""

    template = "sending/sign.html"
    name = "sweep_sign"
    sweep: str
    carrier: str
    at_doors: int
    at_desk: int
    problem: Message | None = None
    back: str | None = "/courier/scan"


@dataclass(frozen=True, kw_only=True)
class SweepPage(Screen):
    """What is left of a sweep, and the number of the parcel that was taken last."""

    template = "sending/sweep.html"
    name = "sweep"
    sweep: str
    movement: str
    at_doors: int
    at_desk: int
    taken: int
    number: str = ""
    """What the parcel taken last is called, while its waybill is not known."""
    sending: str = ""
    letters: bool = False
    """The keys are letters, not digits."""
    problem: Message | None = None
    back: str | None = "/courier/scan"
    topics: tuple[str, ...] = ("house",)
