"""What the walk needs of the equipment and of the record: satisfied by shape, wired in `kiosk.commissioning.house`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.commissioning.trials import Levels
from kiosk.domain.events import Event
from kiosk.settings import Wire


@dataclass(frozen=True)
class LineFacts:
    """One line of lock boards as it was found. `trouble`: why it can't be used, "" if it can.

    `answering`, `mute`: addresses of the settings' boards; `strangers`: addresses that answer and stand nowhere.
    `echoes`: what is sent comes back (None: not known, or no serial line). `baud`: the rate at which its boards
    answer where that is not the settings', else None. `speaks`: the line whose boards answer here instead, or "".
    """

    name: str
    family: str
    device: str
    trouble: str = ""
    answering: tuple[int, ...] = ()
    mute: tuple[int, ...] = ()
    strangers: tuple[int, ...] = ()
    echoes: bool | None = None
    baud: int | None = None
    speaks: str = ""


@dataclass(frozen=True)
class DeviceFacts:
    """One device that is no line: "badge-reader", "printer", "camera". `trouble` as for lines; `proof`: a printer's."""

    name: str
    device: str
    trouble: str = ""
    heard: int = 0
    """Badges laid, or codes read, since the walk began."""
    text: str = ""
    """The last code that was read."""
    sharpness: float | None = None
    """How sharp the camera sees what it reads now: the higher the sharper; None while it sees nothing."""
    sharp: bool | None = None


class Doors(Protocol):
    """Latches, switches and what is felt inside."""

    def levels(self) -> Levels:
        """Return what every board sends now; a board that does not answer is missing."""

    def inside(self) -> Mapping[str, Hashable]:
        """Return what is sensed inside: tags, or an item; None while nothing is known.

        Also of places without a sensor of their own, and of wires that are nobody's by the wire's name: where cables
        are crossed, another's sensor comes along to theirs.
        """

    def fire(self, wire: Wire) -> None:
        """Fire one latch once.

        Raises:
            Unavailable: its line is down, or did not take the command.
        """


class Equipment(Doors, Protocol):
    """Everything that is screwed to the wall or stands on the desk."""

    def lines(self) -> Sequence[LineFacts]:
        """Return how each line was found."""

    def look_again(self) -> None:
        """Have every line opened and surveyed anew."""

    def reader(self) -> DeviceFacts | None:
        """Return how the badge reader is; None if the settings have none."""

    def printer(self) -> DeviceFacts | None:
        """Return how the printer is."""

    def camera(self) -> DeviceFacts | None:
        """Return how the camera is, and what it read last."""

    def look_at_camera(self) -> DeviceFacts | None:
        """Return the same with how sharp it sees at this moment; waits for a picture."""

    def probe_printer(self) -> str:
        """Return how the printer proves a print, as the settings write it; it prints nothing.

        Raises:
            Unavailable: it does not answer.
        """

    def print_slip(self, text: str) -> tuple[str, str]:
        """Print a test slip with `text` as its QR code; return outcome ("printed", ...) and detail."""


class Record(Protocol):
    """The ledger, as far as the walk writes it."""

    def append(self, *events: Event) -> object:
        """Have events durably recorded."""
