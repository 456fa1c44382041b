"""Facts about goods that leave the estate: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class ReleaseEvent(Event):
    """Something about one release; the base of all events here."""

    release: str


@stored_as("release.asked/1")
@dataclass(frozen=True)
class ReleaseAsked(ReleaseEvent):
    """Goods of a resident are to leave. `goods`: the vault's reference to what, by whom, in which vehicle."""

    person: str
    unit: str
    goods: str
    goods_digest: str
    count: int
    since: datetime
    until: datetime
    by: str


@stored_as("release.given/1")
@dataclass(frozen=True)
class ReleaseGiven(ReleaseEvent):
    """The owner's word. `word`: how; `word_by`: whose it was; `said`: the vault's reference to what was said or called.

    `served`: who of the staff heard it, "" for a resident at the lobby screen.
    """

    word: str
    word_by: str
    said: str
    said_digest: str
    signature: str
    signature_digest: str
    served: str
    slip: str


@stored_as("release.shown/1")
@dataclass(frozen=True)
class ReleaseShown(ReleaseEvent):
    """Its paper was shown to the camera: the goods may leave (`lets_go`), or may not."""

    lets_go: bool


@stored_as("release.gone/1")
@dataclass(frozen=True)
class ReleaseGone(ReleaseEvent):
    """Somebody has seen the goods leave."""

    by: str


@stored_as("release.called_off/1")
@dataclass(frozen=True)
class ReleaseCalledOff(ReleaseEvent):
    """The goods stay."""

    by: str


@stored_as("release.lapsed/1")
@dataclass(frozen=True)
class ReleaseLapsed(ReleaseEvent):
    """Its time is over; whoever shows its paper now is told so."""
