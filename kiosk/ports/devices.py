"""Doors, sensors, camera, reader of documents, voice and printer, as the journeys need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.domain.documents.document import Document
from kiosk.domain.places import Reading
from kiosk.language.messages import Language
from kiosk.ports.paper import PieceShape, TypedShape


class Unavailable(Exception):
    """A device that this needs is not there; `device` is its name in the settings, `kind` what it is to people.

    `begun` tells that nobody knows whether the device did what it was asked.
    """

    def __init__(self, device: str, kind: str, detail: str = "", *, begun: bool = False) -> None:
        super().__init__(f"{device}: {detail}" if detail else device)
        self.device = device
        self.kind = kind
        self.detail = detail
        self.begun = begun


class Stills(Protocol):
    """The camera, for evidence."""

    def still(self) -> bytes:
        """Return what it sees now as an upright JPEG of at most 1280 x 1280 pixels.

        Raises:
            Unavailable: the camera is down, or gives no whole picture.
        """


class Glances(Protocol):
    """The camera, for whoever holds something before it."""

    def glance(self) -> bytes:
        """Return what it sees now as a mirror would show it: a JPEG too coarse for anybody to read a card in it.

        Raises:
            Unavailable: the camera is down, or gives no whole picture.
        """


@dataclass(frozen=True)
class ReadDocument:
    """A document that was read. `picture`: the side it was read from, cut out upright, a JPEG."""

    document: Document
    picture: bytes = field(repr=False)


class DocumentReading(Protocol):
    """The reader of ID cards, passports and licences. Slow: ask on a thread that nobody waits at a screen for."""

    def prepare(self) -> None:
        """Have it started: a document is about to be shown. Returns at once."""

    def read(self, pictures: Sequence[bytes]) -> Document | None:
        """Return what some pictures (JPEG or PNG) of one document say together, None where none is seen.

        Raises:
            Unavailable: it is not there, or died over it. It comes back by itself.
        """

    def cut_out(self, pictures: Sequence[bytes]) -> ReadDocument | None:
        """Return the same with the document's side, cut out of the last picture that showed it. Raises as `read`."""


class Latches(Protocol):
    """The doors' coils."""

    def unlock(self, place: str) -> None:
        """Fire the latch of a place once.

        Raises:
            Unavailable: its line is down, or did not take the command.
        """

    def reachable(self, place: str) -> bool:
        """Return whether its line is up."""


class Sight(Protocol):
    """What the sensors show at this moment."""

    def reading(self, place: str) -> Reading:
        """Return the last look at a place; unknown while its line is down."""

    def readings(self) -> Mapping[str, Reading]:
        """Return the last look at every place."""


@dataclass(frozen=True)
class DeviceState:
    """A device as people are told of it: condition is "up", "degraded" or "down".

    `code`: what ails it, "" for nothing; the texts under "device.ailment" say it. `detail`: the same for engineers.
    `boards`: those it is about, where it is not the whole line. `bad_frames`: what came and was no answer, by kind,
    since the start. `answered`: when it last made a good round. `round_ms`: how long that took.
    """

    name: str
    kind: str
    condition: str
    since: datetime
    detail: str
    lost_count: int
    code: str = ""
    boards: tuple[int, ...] = ()
    missed_count: int = 0
    bad_frames: Mapping[str, int] = field(default_factory=dict)
    answered: datetime | None = None
    round_ms: float = 0.0


class Devices(Protocol):
    """The state of every device."""

    def states(self) -> Sequence[DeviceState]:
        """Return every device's state, in the order of the settings."""

    def is_up(self, kind: str) -> bool:
        """Return whether at least one device of that kind works."""


class Speaker(Protocol):
    """The voice that reads pages aloud."""

    def say(self, words: str, language: Language) -> bytes:
        """Return `words` as a WAV file, or b"" where nothing of them can be said.

        Raises:
            Unavailable: it does not work just now.
        """


class Printer(Protocol):
    """The receipt printer."""

    def print(self, pieces: Sequence[PieceShape | TypedShape]) -> tuple[str, str]:
        """Return ("printed" | "not sent" | "unknown", detail), once that is known. Never prints twice."""
