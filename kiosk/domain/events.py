"""Every fact that Loge records: what each event is called on disk, and what it carries.

A name is never changed; a new shape gets a new number. Events carry ids, digests and references, never names,
phone numbers or secrets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from kiosk.domain.items import Custodian, Label


@dataclass(frozen=True)
class Event:
    """A recorded fact; `stored_as` is its name on disk."""

    stored_as: ClassVar[str] = ""


STORED: dict[str, type[Event]] = {}
"""Every event class by the name it is stored as."""

E = TypeVar("E", bound=type[Event])


def stored_as(name: str) -> Callable[[E], E]:
    """Register an event class under its name on disk."""

    def register(event: E) -> E:
        event.stored_as = name
        STORED[name] = event
        return event

    return register


# ---- people and keys -----------------------------------------------------------------------------


@stored_as("person.enrolled/1")
@dataclass(frozen=True)
class PersonEnrolled(Event):
    """A person is known, or known anew."""

    person: str
    role: str
    groups: tuple[str, ...]
    unit: str | None
    company: str | None
    language: str
    badge: str | None
    active: bool


@stored_as("person.identified/1")
@dataclass(frozen=True)
class PersonIdentified(Event):
    """Somebody proved to be this person, and how."""

    person: str
    how: str


@stored_as("badge.refused/1")
@dataclass(frozen=True)
class BadgeRefused(Event):
    """A badge that opens nothing was shown."""

    badge: str
    reason: str


@stored_as("badge.given/1")
@dataclass(frozen=True)
class BadgeGiven(Event):
    """A badge (a keyed digest of its number) is somebody's; `proves`: it answers challenges with the site's key."""

    person: str
    badge: str
    proves: bool
    by: str
    reason: str = ""


@stored_as("badge.revoked/1")
@dataclass(frozen=True)
class BadgeRevoked(Event):
    """A badge opens nothing any more, from now on."""

    person: str
    badge: str
    by: str
    reason: str


@stored_as("guess.refused/1")
@dataclass(frozen=True)
class GuessRefused(Event):
    """A code or PIN was wrong; `bucket` is what it counts against."""

    bucket: str


@stored_as("code.guess.refused/1")
@dataclass(frozen=True)
class CodeGuessRefused(Event):
    """A pick-up code was wrong that might have been right.

    `chance_e15`: how likely, in units of 1e-15; `bucket` is what it counts against.
    """

    bucket: str
    chance_e15: int


@stored_as("key.registered/1")
@dataclass(frozen=True)
class KeyRegistered(Event):
    """A key is known, or described anew; its custody is not touched when it was known before."""

    key: str
    kind: str
    label: Label
    tag: str
    place: str
    groups: tuple[str, ...]
    unit: str | None


# ---- doors ---------------------------------------------------------------------------------------


@stored_as("door.commanded/1")
@dataclass(frozen=True)
class DoorCommanded(Event):
    """A latch is about to be fired, by whom and for which movement (none: the desk's own)."""

    place: str
    movement: str
    by: str
    reason: str = ""


@stored_as("door.pulsed/1")
@dataclass(frozen=True)
class DoorPulsed(Event):
    """The board took the command; that proves nothing about the door."""

    place: str
    movement: str


@stored_as("door.unreached/1")
@dataclass(frozen=True)
class DoorUnreached(Event):
    """The command did not get through, or nobody can tell whether it did."""

    place: str
    movement: str
    detail: str


@stored_as("door.stayed_shut/1")
@dataclass(frozen=True)
class DoorStayedShut(Event):
    """The desk's command did not open it; should it open later, nobody has commanded that."""

    place: str


@stored_as("door.opened/1")
@dataclass(frozen=True)
class DoorOpened(Event):
    """The switch showed open after a command."""

    place: str
    movement: str


@stored_as("door.shut/1")
@dataclass(frozen=True)
class DoorShut(Event):
    """The switch showed shut again."""

    place: str
    movement: str


@stored_as("door.forced/1")
@dataclass(frozen=True)
class DoorForced(Event):
    """The switch showed open and nobody had commanded it."""

    place: str


@stored_as("door.ajar/1")
@dataclass(frozen=True)
class DoorAjar(Event):
    """The door has been open for too long."""

    place: str
    movement: str


@stored_as("door.doubted/1")
@dataclass(frozen=True)
class DoorDoubted(Event):
    """The place is blocked until an attendant settles it."""

    place: str
    reason: str


@stored_as("door.settled/1")
@dataclass(frozen=True)
class DoorSettled(Event):
    """An attendant looked and said what is so; the place is free to use again."""

    place: str
    by: str
    finding: str


# ---- custody beyond the four movements -----------------------------------------------------------


@stored_as("custody.settled/1")
@dataclass(frozen=True)
class CustodySettled(Event):
    """An attendant stated who answers for an item."""

    item: str
    custodian: Custodian
    by: str
    reason: str


@stored_as("key.gone/1")
@dataclass(frozen=True)
class KeyGone(Event):
    """A key left its slot and no movement explains it."""

    key: str
    place: str


@stored_as("key.back/1")
@dataclass(frozen=True)
class KeyBack(Event):
    """A key is sensed in a slot and no movement explains it; `place` may be another key's slot."""

    key: str
    place: str


@stored_as("parcel.disputed/1")
@dataclass(frozen=True)
class ParcelDisputed(Event):
    """The recipient says that something is wrong with it."""

    parcel: str
    movement: str
    statement: str


@stored_as("slip.replaced/1")
@dataclass(frozen=True)
class SlipReplaced(Event):
    """A new claim slip and a new code are good for the parcel, and the old ones void."""

    parcel: str
    slip: str
    code_mac: str
    by: str


# ---- movements -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MovementEvent(Event):
    """Something about one movement."""

    movement: str


@dataclass(frozen=True)
class Confirmed(MovementEvent):
    """Custody changed; `evidence` is the sensor, or the person whose word it rests on."""

    evidence: str


@dataclass(frozen=True)
class Abandoned(MovementEvent):
    """Custody did not change."""

    reason: str


@dataclass(frozen=True)
class Doubted(MovementEvent):
    """What was sensed and said does not add up; the place is blocked until it is settled."""

    reason: str
    found: str = ""


@dataclass(frozen=True)
class Unclear(MovementEvent):
    """The door is shut and what was sensed does not fit; the person can still put it right."""

    note: str
    found: str = ""


@stored_as("movement.unwatched/1")
@dataclass(frozen=True)
class MovementUnwatched(MovementEvent):
    """Nobody can see its door any more: what happens there meanwhile is known only by what lies there afterwards."""


@stored_as("movement.stated/1")
@dataclass(frozen=True)
class MovementStated(MovementEvent):
    """The person at the door says what is so."""

    statement: str
    by: str


@stored_as("parcel.drop.intended/1")
@dataclass(frozen=True)
class ParcelDropIntended(MovementEvent):
    """A courier is about to put a parcel in; its slip and code are good once it is confirmed."""

    parcel: str
    courier: str
    recipient: str
    unit: str
    barcode: str
    size: str
    place: str
    slip: str
    code_mac: str


@stored_as("parcel.drop.confirmed/1")
@dataclass(frozen=True)
class ParcelDropConfirmed(Confirmed):
    """The parcel is in the compartment."""


@stored_as("parcel.drop.abandoned/1")
@dataclass(frozen=True)
class ParcelDropAbandoned(Abandoned):
    """The parcel stayed with the courier."""


@stored_as("parcel.drop.doubted/1")
@dataclass(frozen=True)
class ParcelDropDoubted(Doubted):
    """Nobody can tell whether the parcel is in."""


@stored_as("parcel.drop.unclear/1")
@dataclass(frozen=True)
class ParcelDropUnclear(Unclear):
    """The door is shut; is the parcel in?"""


@stored_as("parcel.collect.intended/1")
@dataclass(frozen=True)
class ParcelCollectIntended(MovementEvent):
    """Somebody with the right to it is about to take a parcel out."""

    parcel: str
    recipient: str
    unit: str
    place: str
    how: str


@stored_as("parcel.collect.confirmed/1")
@dataclass(frozen=True)
class ParcelCollectConfirmed(Confirmed):
    """The parcel is with the recipient; its slip and code are used."""


@stored_as("parcel.collect.abandoned/1")
@dataclass(frozen=True)
class ParcelCollectAbandoned(Abandoned):
    """The parcel is still in the compartment, and its slip still good."""


@stored_as("parcel.collect.doubted/1")
@dataclass(frozen=True)
class ParcelCollectDoubted(Doubted):
    """Nobody can tell whether the parcel was taken."""


@stored_as("parcel.collect.unclear/1")
@dataclass(frozen=True)
class ParcelCollectUnclear(Unclear):
    """The door is shut; was the parcel taken?"""


@stored_as("key.issue.intended/1")
@dataclass(frozen=True)
class KeyIssueIntended(MovementEvent):
    """An attendant is about to take a key."""

    key: str
    bearer: str
    place: str
    reason: str
    work_order: str
    signature: str
    signature_digest: str
    unit: str


@stored_as("key.issue.confirmed/1")
@dataclass(frozen=True)
class KeyIssueConfirmed(Confirmed):
    """The key is with the bearer."""


@stored_as("key.issue.abandoned/1")
@dataclass(frozen=True)
class KeyIssueAbandoned(Abandoned):
    """The key is still in its slot."""


@stored_as("key.issue.doubted/1")
@dataclass(frozen=True)
class KeyIssueDoubted(Doubted):
    """Nobody can tell who has the key."""


@stored_as("key.issue.unclear/1")
@dataclass(frozen=True)
class KeyIssueUnclear(Unclear):
    """The slot is shut; was the key taken?"""


@stored_as("key.return.intended/1")
@dataclass(frozen=True)
class KeyReturnIntended(MovementEvent):
    """Somebody is about to put a key back."""

    key: str
    bearer: str
    place: str
    unit: str


@stored_as("key.return.confirmed/1")
@dataclass(frozen=True)
class KeyReturnConfirmed(Confirmed):
    """The key is in its slot."""


@stored_as("key.return.abandoned/1")
@dataclass(frozen=True)
class KeyReturnAbandoned(Abandoned):
    """The key stayed with the bearer."""


@stored_as("key.return.doubted/1")
@dataclass(frozen=True)
class KeyReturnDoubted(Doubted):
    """Nobody can tell whether the key is back."""


@stored_as("key.return.unclear/1")
@dataclass(frozen=True)
class KeyReturnUnclear(Unclear):
    """The slot is shut; what is in it is not what was expected."""


# ---- devices, paper, notices ---------------------------------------------------------------------


@stored_as("device.lost/1")
@dataclass(frozen=True)
class DeviceLost(Event):
    """A device stopped answering."""

    device: str
    detail: str


@stored_as("device.returned/1")
@dataclass(frozen=True)
class DeviceReturned(Event):
    """A device answers again."""

    device: str


@stored_as("kiosk.started/1")
@dataclass(frozen=True)
class KioskStarted(Event):
    """The kiosk came up; what was open is looked at again."""

    version: str


@stored_as("paper.queued/1")
@dataclass(frozen=True)
class PaperQueued(Event):
    """A slip is to be printed."""

    paper: str
    what: str
    movement: str
    language: str


@stored_as("paper.begun/1")
@dataclass(frozen=True)
class PaperBegun(Event):
    """Its bytes are about to go to the printer: from here on it may come out."""

    paper: str


@stored_as("paper.ended/1")
@dataclass(frozen=True)
class PaperEnded(Event):
    """What is known of it: printed, not sent, unknown, or not needed."""

    paper: str
    outcome: str
    detail: str = ""


@stored_as("notice.queued/1")
@dataclass(frozen=True)
class NoticeQueued(Event):
    """Somebody is to be told something."""

    notice: str
    person: str
    template: str
    item: str


@stored_as("notice.taken/1")
@dataclass(frozen=True)
class NoticeTaken(Event):
    """One way to tell people has taken a notice, while another is still to be tried again."""

    notice: str
    channel: str


@stored_as("notice.sent/1")
@dataclass(frozen=True)
class NoticeSent(Event):
    """Every channel that the site has took it."""

    notice: str
    channels: tuple[str, ...]


# ---- commissioning -------------------------------------------------------------------------------


@stored_as("commissioning.begun/1")
@dataclass(frozen=True)
class CommissioningBegun(Event):
    """The installer's walk began with these settings (SHA-256 of the file, in hex)."""

    version: str
    settings: str


@stored_as("door.tried/1")
@dataclass(frozen=True)
class DoorTried(Event):
    """A latch is about to be fired to learn what it opens. `wire`: "line/board/channel"."""

    place: str
    wire: str


@stored_as("site.commissioned/1")
@dataclass(frozen=True)
class SiteCommissioned(Event):
    """New settings and a report were written (SHA-256 of the files, in hex), with so many findings."""

    settings: str
    report: str
    findings: int
    by_hand: int
    not_walked: int


# ---- evidence ------------------------------------------------------------------------------------


@stored_as("evidence.kept/1")
@dataclass(frozen=True)
class EvidenceKept(Event):
    """A still was taken and sealed, or it is said why there is none (`missing`; then `digest` is "" and `size` 0).

    `moment` is what it is of: "forced", "doubt", "drop" or "collect". `digest` is the SHA-256 of the picture, in hex;
    `late_ms` how long after the moment it was taken. `item` and `movement` are "" where none is concerned.
    """

    evidence: str
    moment: str
    movement: str
    place: str
    item: str
    digest: str
    size: int
    late_ms: int
    missing: str = ""


@stored_as("evidence.seen/1")
@dataclass(frozen=True)
class EvidenceSeen(Event):
    """A member of the staff looked at a picture."""

    evidence: str
    by: str


@stored_as("evidence.removed/1")
@dataclass(frozen=True)
class EvidenceRemoved(Event):
    """Pictures were taken out of the vault: their time was over. What was recorded of them stays."""

    evidence: tuple[str, ...]
    reason: str
