"""Stills as evidence: taken when a door is forced, a doubt arises, a parcel comes or goes; kept sealed, for a while."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.house import Recorded
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Stills, Unavailable
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import LogLine, Register

log = logging.getLogger(__name__)

PREFIX = "evidence:"
SITE = "site:evidence"
"""Whose key seals a picture that is about no person we know."""
MOST_WAITING = 16
SWEEP_S = 600.0
AT_ONCE = 50
"""Pictures taken out in one go: the record is busy for milliseconds, never for a night's worth."""


@dataclass(frozen=True)
class Rules:
    """What is kept: of which moments, how many a day, for how many days, and how much of the disk is left alone."""

    moments: Collection[str]
    per_day: int = 500
    days: int = 30
    free_bytes: int = 500_000_000


@dataclass(frozen=True)
class Wanted:
    """One picture to be taken."""

    moment: str
    place: str
    movement: Movement | None
    asked_s: float


class Evidence:
    """Keeps stills on a thread of its own: no door ever waits for the camera, nor for a picture to be written."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        clock: Clock,
        rules: Rules,
        free_bytes: Callable[[], int],
    ) -> None:
        """`free_bytes` tells what is left on the disk. No picture is taken before `takes_from` was called."""
        self._ledger = ledger
        self._register = register
        self._camera: Stills | None = None
        self._clock = clock
        self._rules = rules
        self._free_bytes = free_bytes
        self._waiting: deque[Wanted] = deque()
        self._swept_s = float("-inf")
        self._worker = Worker("evidence", self._work, again_s=SWEEP_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def takes_from(self, camera: Stills) -> None:
        """Have stills from this camera from now on."""
        self._camera = camera

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Take note of moments worth a picture, one a place. Never waits; the oldest is dropped when they pile up."""
        if self._camera is None:
            return
        wanted: dict[str, Wanted] = {}
        for entry in recorded:
            if (one := self._wanted(entry.event)) is not None:
                wanted.setdefault(one.place, one)
        if not wanted:
            return
        self._waiting.extend(wanted.values())
        while len(self._waiting) > MOST_WAITING:
            dropped = self._waiting.popleft()
            log.warning("no picture of %s at %s: too many at once", dropped.moment, dropped.place)
        self._worker.wake()

    @property
    def swept(self) -> bool:
        """Whether all that waited has been done since the start, and what was over has been taken out."""
        return self._swept_s > float("-inf")

    def about(self, seq: int) -> LogLine:
        """Return the event number `seq` of the log, by which a picture was kept.

        Raises:
            Refused: `evidence.unknown`.
        """
        for line in self._register.events(before_seq=seq + 1, most=1):
            if line.seq == seq and line.kind == e.EvidenceKept.stored_as:
                return line
        raise Refused("evidence.unknown")

    def look(self, seq: int, by: Person) -> bytes:
        """Return a picture, once it is on record that `by` looks at it.

        Raises:
            Refused: `evidence.unknown`, or `evidence.gone` when its time was over, its person was erased, or it is not
                the picture that was recorded.
        """
        kept = self.about(seq).body
        evidence = str(kept["evidence"])
        picture = self._ledger.opened(PREFIX + evidence)
        if not picture or sha256(picture).hexdigest() != kept["digest"]:
            raise Refused("evidence.gone")
        self._ledger.execute(lambda house: [e.EvidenceSeen(evidence, by.id)])
        return picture

    def shed(self) -> int:
        """Take out some of the oldest pictures, because the disk is low; return how many went.

        What somebody still has to answer for keeps its pictures: a door that was forced, a doubt, a complaint.
        """
        needed = self._needed()
        there = self._ledger.sealed_between(PREFIX, PREFIX[:-1] + ";")
        over = [one for one in there if one.removeprefix(PREFIX) not in needed][:AT_ONCE]
        if over:
            self._remove(over, "disk_low")
        return len(over)

    def there(self, evidence: str) -> bool:
        """Return whether a picture is still in the vault."""
        reference = PREFIX + evidence
        return bool(self._ledger.sealed_between(reference, reference + "\0"))

    def _wanted(self, event: e.Event) -> Wanted | None:
        name = str(getattr(event, "movement", "") or "")
        movement = self._ledger.house.movements.get(
            name
        )  # in memory: a door's thread never waits for the disk
        moment = _moment(event, movement)
        if moment not in self._rules.moments:
            return None
        place = str(getattr(event, "place", "") or (movement.place if movement else ""))
        return Wanted(moment, place, movement or self._under_doubt(event), self._clock.monotonic_s())

    def _under_doubt(self, event: e.Event) -> Movement | None:
        """The movement that a place's doubt is about: the one under way there."""
        return self._ledger.house.under_way(event.place) if isinstance(event, e.DoorDoubted) else None

    def _work(self) -> None:
        while self._waiting and not self._worker.stopping:
            self._keep(self._waiting.popleft())
        if self._clock.monotonic_s() - self._swept_s >= SWEEP_S:
            self._sweep()
            self._swept_s = self._clock.monotonic_s()

    def _keep(self, wanted: Wanted) -> None:
        """Take one picture and seal it, or record why there is none."""
        picture, missing = self._taken()
        at = self._clock.now()
        evidence = f"{_stamp(at)}-{secrets.token_hex(4)}"
        movement = wanted.movement
        kept = e.EvidenceKept(
            evidence=evidence,
            moment=wanted.moment,
            movement=movement.id if movement else "",
            place=wanted.place,
            item=movement.item if movement else "",
            digest=sha256(picture).hexdigest() if picture else "",
            size=len(picture),
            late_ms=round((self._clock.monotonic_s() - wanted.asked_s) * 1000),
            missing=missing,
        )
        whose = movement.bearer if movement else SITE
        sealed = [Sealed(PREFIX + evidence, whose, picture)] if picture else []
        try:
            self._ledger.execute(lambda house: [kept], sealed=sealed)
        except Unavailable as trouble:
            log.warning("no picture of %s at %s: %s", wanted.moment, wanted.place, trouble)

    def _taken(self) -> tuple[bytes, str]:
        """Return a picture and "", or b"" and why there is none."""
        if self._camera is None:
            return b"", "camera_down"
        if self._free_bytes() < self._rules.free_bytes:
            return b"", "disk_low"
        if self._kept_today() >= self._rules.per_day:
            return b"", "day_full"
        try:
            return self._camera.still(), ""
        except Unavailable:
            return b"", "camera_down"

    def _kept_today(self) -> int:
        """Count the pictures of this day (UTC) that are in the vault: a restart does not begin a new day."""
        day = _stamp(self._clock.now())[:8]
        return len(self._ledger.sealed_between(f"{PREFIX}{day}", f"{PREFIX}{day}Z"))

    def _sweep(self) -> None:
        """Take out the pictures whose days are over."""
        if held(self._ledger.house, self._clock.now()):
            return
        oldest = self._clock.now() - timedelta(days=self._rules.days)
        while not self._worker.stopping:
            over = self._ledger.sealed_between(PREFIX, PREFIX + _stamp(oldest))[:AT_ONCE]
            if not over:
                return
            self._remove(over)

    def _needed(self) -> set[str]:
        house = self._ledger.house
        places = {door.place for door in house.doors.values() if door.doubt or door.forced_at}
        places |= {place for one in house.alarms.values() for place in one.places}
        places |= {one.place for one in house.complaints.values()}
        lines = (line for place in places if place for line in self._register.beside(place=place, most=100))
        return {str(line.body["evidence"]) for line in lines if line.kind == e.EvidenceKept.stored_as}

    def _remove(self, references: Sequence[str], why: str = "expired") -> None:
        names = tuple(reference.removeprefix(PREFIX) for reference in references)
        self._ledger.execute(lambda house: [e.EvidenceRemoved(names, why)], erased=references)


def _moment(event: e.Event, movement: Movement | None) -> str:
    """Return what moment an event is, "" for none. A drop shows who brings: the open door; a collection who goes."""
    if isinstance(event, e.DoorForced):
        return "forced"
    if isinstance(event, e.DoorDoubted | e.Doubted):
        return "doubt"
    kind = movement.kind if movement else None
    return _AT_DOOR.get((type(event), kind), "")


_AT_DOOR: Mapping[tuple[type[e.Event], Kind | None], str] = {
    (e.DoorOpened, Kind.DROP): "drop",
    (e.DoorShut, Kind.COLLECT): "collect",
}


def _stamp(at: datetime) -> str:
    """Return a time that sorts and fits an address: "20261122T014653120Z"."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")[:18] + "Z"
