"""Pictures of an incident: from the camera or brought as files, sealed, seen on record, gone on their date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.incidents import events as i
from kiosk.domain.incidents import writing as w
from kiosk.domain.incidents.incident import Incident, Photo, may_read
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.flows.inspections.photos import upright_jpeg
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Stills, Unavailable
from kiosk.ports.record import Ledger, Sealed

PREFIX = "incident-photo:"
PEOPLE = "incident-people:"
"""Who was concerned is forgotten with the pictures; the other words stay with the report."""
KEPT_DAYS = 1095
"""Pictures and people of an incident are kept for three years: so long somebody may claim damages for it."""
AT_ONCE = 50
SWEEP_S = 3600.0


class IncidentPhotos:
    """Each is made smaller, told anew as a JPEG, and sealed under the report's own key."""

    def __init__(self, ledger: Ledger, clock: Clock, trusted: Callable[[], bool]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._trusted = trusted
        self._camera: Stills | None = None
        self._worker = Worker("incident-photos", self._sweep, again_s=SWEEP_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def takes_from(self, camera: Stills) -> None:
        """Have stills from this camera from now on."""
        self._camera = camera

    @property
    def has_camera(self) -> bool:
        """Whether pictures can be taken here at all."""
        return self._camera is not None

    def photograph(self, incident: str, by: Person, photo: str) -> None:
        """Take a picture with the lobby's camera. `photo`: its id, made when the page was rendered.

        Raises:
            Refused: as `writing.decide_photo`.
            Unavailable: the camera is down.
        """
        if self._camera is None:
            raise Unavailable("camera", "camera")
        w.need_draft(self._ledger.house, incident, by)
        self._keep(incident, by, photo, "camera", self._camera.still())

    def bring(self, incident: str, by: Person, photo: str, file: bytes) -> None:
        """Keep a picture that was taken elsewhere, JPEG or PNG, made smaller and without what it says of its maker.

        Raises:
            Refused: `photo.not_one`, `photo.too_large`; as `writing.decide_photo`.
        """
        w.need_draft(self._ledger.house, incident, by)
        self._keep(incident, by, photo, "file", upright_jpeg(file))

    def take_out(self, incident: str, by: Person, photo: str) -> None:
        """Take a picture out of a draft again, and out of the vault. Raises as `writing.need_draft`."""

        def decide(house: House) -> list[Event]:
            known = w.need_draft(house, incident, by)
            there = any(one.id == photo for one in known.photos)
            return [i.IncidentPhotosRemoved(incident, (photo,), by.id)] if there else []

        self._ledger.execute(decide, erased=[PREFIX + photo])

    def look(self, known: Incident, photo: str, by: Person) -> bytes:
        """Return a picture, once it is on record who looks at it.

        Raises:
            Refused: `incident.not_yours`; `evidence.unknown`, `evidence.gone`.
        """
        if not may_read(known, by):
            raise Refused("incident.not_yours")
        kept = next((one for one in known.photos if one.id == photo), None)
        if kept is None:
            raise Refused("evidence.unknown")
        picture = self.picture(kept)
        if picture is None:
            raise Refused("evidence.gone")
        self._ledger.execute(lambda house: [i.IncidentSeen(known.id, photo, by.id)])
        return picture

    def picture(self, photo: Photo) -> bytes | None:
        """Return a picture as it was recorded, None when it is not kept any more."""
        content = self._ledger.opened(PREFIX + photo.id)
        return content if content and sha256(content).hexdigest() == photo.digest else None

    def _keep(self, incident: str, by: Person, photo: str, source: str, jpeg: bytes) -> None:
        name = f"{stamp_of(self._clock.now())}-{photo[:16]}"

        def decide(house: House) -> Sequence[Event]:
            known = w.need_draft(house, incident, by)
            if any(one.id.endswith(f"-{photo[:16]}") for one in known.photos):
                return []  # posted twice
            digest = sha256(jpeg).hexdigest()
            kept = i.IncidentPhotoKept(incident, name, source, digest, len(jpeg), by.id)
            return w.decide_photo(house, incident, kept, by)

        self._ledger.execute(decide, sealed=[Sealed(PREFIX + name, incident, jpeg)])

    def _sweep(self) -> None:
        """Take out the pictures and the people whose days are over; nothing by a clock that can't be believed."""
        if not self._trusted() or held(self._ledger.house, self._clock.now()):
            return
        oldest = stamp_of(self._clock.now() - timedelta(days=KEPT_DAYS))
        for prefix in (PREFIX, PEOPLE):
            while not self._worker.stopping and (
                over := self._ledger.sealed_between(prefix, prefix + oldest)[:AT_ONCE]
            ):
                names = tuple(reference.removeprefix(prefix) for reference in over)
                removed = i.IncidentPhotosRemoved("", names, "")
                self._ledger.execute(lambda house, gone=removed: [gone], erased=over)  # type: ignore[misc]


def stamp_of(at: datetime) -> str:
    """Return a time that sorts and fits an address: "20261122T014653Z"."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
