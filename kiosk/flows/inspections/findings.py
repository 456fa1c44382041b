"""What was found in a home that was looked after: told point by point, and kept at once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from kiosk.domain.house import House
from kiosk.domain.inspections import events as i
from kiosk.domain.inspections import telling
from kiosk.domain.inspections.going import waits_for_findings
from kiosk.domain.inspections.inspection import Inspection, Photo
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.flows.identity.signing import Strokes, is_written
from kiosk.flows.identity.visits import Visits
from kiosk.flows.inspections.photos import upright_jpeg
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Stills, Unavailable
from kiosk.ports.record import Ledger, Sealed

PREFIX = "inspection-photo:"
LONGEST_NOTE = 500
KEPT_DAYS = 730
"""Pictures of a home are kept for two years: a leak may be argued about for as long."""
AT_ONCE = 50
SWEEP_S = 3600.0


@dataclass(frozen=True)
class Note:
    """What was typed or written about one point."""

    words: str
    strokes: Sequence[Sequence[Sequence[int]]]


class Findings:
    """Answers, notes and pictures; each is on disk as soon as it is given."""

    def __init__(self, ledger: Ledger, visits: Visits, clock: Clock) -> None:
        self._ledger = ledger
        self._visits = visits
        self._clock = clock
        self._camera: Stills | None = None
        self._worker = Worker("inspection-photos", self._sweep, again_s=SWEEP_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def takes_from(self, camera: Stills) -> None:
        """Have stills from this camera from now on."""
        self._camera = camera

    @property
    def has_camera(self) -> bool:
        """Whether pictures can be taken here at all."""
        return self._camera is not None

    def waiting_for(self, person: str) -> list[Inspection]:
        """Return what somebody has yet to tell of homes whose key is back, the oldest first."""
        house = self._ledger.house
        return [
            one for one in house.inspections.values() if one.by == person and waits_for_findings(house, one)
        ]

    def after_return(self, key: str, person: str) -> Inspection | None:
        """Return the inspection that the return of a key asks about, if any."""
        found = [one for one in self.waiting_for(person) if one.key == key]
        return found[-1] if found else None

    def here(self) -> Person:
        """Return who of the staff stands at the lobby screen, as on record now.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        visit = self._visits.need(*STAFF)
        self._visits.touch()
        return self._ledger.house.people.get(visit.person.id, visit.person)

    def of(self, inspection: str, by: Person) -> Inspection:
        """Return an inspection that `by` may speak of. Raises as `telling.inspection_for`."""
        return telling.inspection_for(self._ledger.house, inspection, by)

    def answer(self, inspection: str, by: Person, answers: Mapping[str, str]) -> None:
        """Keep what was found at some points. Raises as `telling.decide_answers`."""
        self._ledger.execute(lambda house: telling.decide_answers(house, inspection, by, answers))

    def write(self, inspection: str, point: str, by: Person, words: str, strokes: Strokes) -> None:
        """Keep a note, typed or by hand, sealed under the owner's key; nothing is done for an empty one.

        Raises:
            Refused: as `telling.may_be_noted`.
        """
        typed, written = words.strip()[:LONGEST_NOTE], strokes if is_written(strokes) else ()
        known = telling.may_be_noted(self._ledger.house, inspection, point, by)
        if not typed and not written:
            return
        content = json.dumps({"words": typed, "strokes": written}, ensure_ascii=False).encode()
        digest = sha256(content).hexdigest()
        reference = (
            f"inspection-note:{inspection}:{point}:{digest[:16]}"  # another note takes no other's place
        )

        def decide(house: House) -> list[i.PointNoted]:
            if telling.may_be_noted(house, inspection, point, by).notes.get(point) == reference:
                return []  # posted twice
            return [i.PointNoted(inspection, point, by.id, reference, digest)]

        self._ledger.execute(decide, sealed=[Sealed(reference, known.given_by, content)])

    def photograph(self, inspection: str, point: str, by: Person, photo: str) -> None:
        """Take a picture with the lobby's camera. `photo`: its id, made when the page was rendered.

        Raises:
            Refused: as `telling.may_be_pictured`.
            Unavailable: the camera is down.
        """
        if self._camera is None:
            raise Unavailable("camera", "camera")
        telling.may_be_pictured(self._ledger.house, inspection, point, by)
        self._keep(inspection, point, by, photo, "camera", self._camera.still())

    def bring(self, inspection: str, point: str, by: Person, photo: str, file: bytes) -> None:
        """Keep a picture that was taken elsewhere, JPEG or PNG, made smaller and without what it says of its maker.

        Raises:
            Refused: `photo.not_one`, `photo.too_large`; as `telling.may_be_pictured`.
        """
        telling.may_be_pictured(self._ledger.house, inspection, point, by)
        self._keep(inspection, point, by, photo, "file", upright_jpeg(file))

    def look(self, inspection: Inspection, photo: str, by: Person) -> bytes:
        """Return a picture, once it is on record that one of the staff looks at it.

        Raises:
            Refused: `evidence.unknown`, `evidence.gone`.
        """
        picture = self.picture(inspection, photo)
        self._ledger.execute(lambda house: [i.PhotoSeen(photo, by.id)])
        return picture

    def picture(self, inspection: Inspection, photo: str) -> bytes:
        """Return a picture, for its owner.

        Raises:
            Refused: `evidence.unknown`; `evidence.gone` when its time was over, its owner was erased, or it is not the
                one that was recorded.
        """
        kept = next((one for one in inspection.photos if one.id == photo), None)
        if kept is None:
            raise Refused("evidence.unknown")
        picture = self._ledger.opened(PREFIX + kept.id)
        if not picture or sha256(picture).hexdigest() != kept.digest:
            raise Refused("evidence.gone")
        return picture

    def there(self, photo: Photo) -> bool:
        """Return whether a picture is still in the vault."""
        reference = PREFIX + photo.id
        return bool(self._ledger.sealed_between(reference, reference + "\0"))

    def hand_in(self, inspection: str, by: Person, rest: str = "") -> None:
        """End an inspection and have the owner told. `rest`: what is so at every point that nothing was said of.

        Raises:
            Refused: as `telling.decide_report`.
        """
        self._ledger.execute(lambda house: telling.decide_report(house, inspection, by, rest))

    def not_made(self, inspection: str, by: Person) -> None:
        """Take note that nobody could go in; the home is due again. Raises as `telling.decide_not_made`."""
        self._ledger.execute(lambda house: telling.decide_not_made(house, inspection, by))

    def order(self, finding: str, by: Person, number: str) -> None:
        """Keep the number of the work order for an urgent finding. Raises as `telling.decide_order`."""
        self._ledger.execute(lambda house: telling.decide_order(house, finding, by, number))

    def settle(self, finding: str, by: Person) -> None:
        """Take note that an urgent finding was put right. Raises as `telling.decide_settled`."""
        self._ledger.execute(lambda house: telling.decide_settled(house, finding, by))

    def _keep(self, inspection: str, point: str, by: Person, photo: str, source: str, jpeg: bytes) -> None:
        name = f"{_stamp(self._clock.now())}-{photo[:8] or secrets.token_hex(4)}"
        kept = i.PhotoKept(inspection, point, name, source, sha256(jpeg).hexdigest(), len(jpeg), by.id)
        owner = telling.may_be_pictured(self._ledger.house, inspection, point, by).given_by

        def decide(house: House) -> list[i.PhotoKept]:
            known = telling.may_be_pictured(house, inspection, point, by)
            twice = any(one.id.endswith(f"-{photo[:8]}") for one in known.photos)
            return [] if twice else [kept]

        self._ledger.execute(decide, sealed=[Sealed(PREFIX + name, owner, jpeg)])

    def _sweep(self) -> None:
        """Take out the pictures whose days are over."""
        if held(self._ledger.house, self._clock.now()):
            return
        oldest = PREFIX + _stamp(self._clock.now() - timedelta(days=KEPT_DAYS))
        while not self._worker.stopping and (over := self._ledger.sealed_between(PREFIX, oldest)[:AT_ONCE]):
            names = tuple(reference.removeprefix(PREFIX) for reference in over)
            self._ledger.execute(lambda house, names=names: [i.PhotosRemoved(names)], erased=over)  # type: ignore[misc]


def _stamp(at: datetime) -> str:
    """Return a time that sorts and fits an address: "20261122T014653Z"."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
