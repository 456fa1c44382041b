"""An identity card before the camera: read by a process apart, shown to its person, and used once they say it is right.

What the camera reads proves that somebody has the card, or a good picture of it: what is worth more asks for a second
person. A number that was typed opens no door: it is not secret.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

from kiosk.domain import events as e
from kiosk.domain.documents.document import Document, FieldName, Kind, voted
from kiosk.domain.guesses import allow
from kiosk.domain.id_numbers import ID_CARD, document_number
from kiosk.domain.movements import Movement
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.flows.documents import DocumentRecords, Shown
from kiosk.flows.hub import Hub
from kiosk.flows.pickups import Pickups
from kiosk.flows.proofs import Proofs
from kiosk.flows.storeroom import Storeroom
from kiosk.flows.worker import Worker
from kiosk.ports import Clock, DocumentReading, Ledger, Stills, Unavailable

log = logging.getLogger(__name__)

LOOKS_FOR_S = 30.0
"""So long a card is looked for."""
DECIDES_S = 60.0
"""So long what was read waits for its person's word; then nothing of it is kept."""
MOST_LOOKS = 12
TOPIC = "identifying"
HOW = "id_card"
GUESSED = "ids"
"""The bucket that cards count against which nobody here has on file."""
KINDS = {
    Kind.RESIDENT_FRONT: ID_CARD,
    Kind.TD3: "passport",
    Kind.TD1: "other",
    Kind.TD2: "other",
    Kind.LICENCE: "other",
}
"""Which of the kinds that people are known by a document is."""


class Step(Enum):
    """How far the reading of a card is."""

    LOOKING = "looking"
    READ = "read"
    NOTHING = "nothing"
    """No card was seen in time, or nothing of it could be read."""
    TROUBLE = "trouble"
    """The camera, or what reads, does not work."""


@dataclass(frozen=True)
class Reading:
    """One card on its way. `by`: the attendant who wants it, "" for somebody at the lobby. Nothing of it is logged."""

    by: str
    step: Step
    until_s: float
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    document: Document | None = field(default=None, repr=False)
    picture: bytes = field(default=b"", repr=False)
    trouble: str = ""

    @property
    def kind(self) -> str:
        """Which kind of document it is, "" where nothing was read."""
        return KINDS.get(self.document.kind, "") if self.document else ""

    @property
    def sure(self) -> bool:
        """Whether a check proves the number."""
        return self.document is not None and self.document.is_sure(FieldName.NUMBER)

    def text(self, name: FieldName) -> str:
        """Return what a field says, "" where it could not be read."""
        return self.document.text(name) if self.document else ""


class Identifying:
    """One reading at a time, since there is one camera; one thread looks, so that no page waits for it."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        hub: Hub,
        records: DocumentRecords,
        proofs: Proofs,
        pickups: Pickups,
        storeroom: Storeroom,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._hub = hub
        self._records = records
        self._proofs = proofs
        self._pickups = pickups
        self._storeroom = storeroom
        self._camera: Stills | None = None
        self._reads: DocumentReading | None = None
        self._works: Callable[[], bool] = lambda: False
        self._lock = threading.RLock()
        self._now: Reading | None = None
        self._worker = Worker("identifying", self._look, again_s=1.0)
        self.start, self.stop = self._worker.start, self._worker.stop

    def takes_from(self, camera: Stills) -> None:
        """Look through this camera."""
        self._camera = camera

    def reads_with(self, reads: DocumentReading, works: Callable[[], bool]) -> None:
        """Have cards read by this; `works`: whether it and the camera are there now."""
        self._reads = reads
        self._works = works

    @property
    def there(self) -> bool:
        """Whether a card can be read now."""
        return self._camera is not None and self._reads is not None and self._works()

    @property
    def own_id(self) -> bool:
        """Whether a resident can collect by their card now."""
        return self.there and self._records.own_id

    def begin(self, by: str = "") -> Reading:
        """Return a reading that looks from now on; one that went on before is over.

        Raises:
            Unavailable: there is no camera, or nothing that reads.
        """
        if not self.there or self._reads is None:
            raise Unavailable("document-reader", "document_reader")
        self._reads.prepare()
        reading = self._set(Reading(by, Step.LOOKING, self._after(LOOKS_FOR_S)))
        self._worker.wake()
        return reading

    def current(self, by: str = "") -> Reading | None:
        """Return the reading that goes on for `by`, if any: nobody sees another's."""
        with self._lock:
            now = self._fresh()
            return now if now and now.by == by else None

    def cancel(self, by: str = "") -> None:
        """Look no longer, and forget what was read."""
        with self._lock:
            if self.current(by):
                self._now = None
        self._hub.changed(TOPIC)

    def shown(self, reading: Reading) -> Shown:
        """Return the document that was read, in order or not at all.

        Raises:
            Refused: `id.unsure` where nothing proves its number; as `document_number`.
        """
        if not reading.sure or not reading.kind:
            raise Refused("id.unsure")
        number = document_number(reading.kind, reading.text(FieldName.NUMBER), self._records.today)
        digest = self._records.digest_of(reading.kind, number)
        return Shown(reading.kind, number, digest, "read", reading.text(FieldName.NAME), reading.picture)

    def entered(self, kind: str, number: str, by: Person) -> Shown:
        """Return the document of a form at the desk: "read" if the camera read the same, "corrected" if it differs.

        Raises:
            Refused: as `document_number`.
        """
        shown, reading = self._records.typed(kind, number), self.current(by.id)
        if reading is None or reading.step is not Step.READ:
            return shown
        same = reading.sure and reading.kind == kind and reading.text(FieldName.NUMBER) == shown.number
        name = reading.text(FieldName.NAME) if same else ""
        return replace(shown, how="read" if same else "corrected", name=name, picture=reading.picture)

    def collect(self, reading: str) -> Movement:
        """Return the first door of what waits for whose card was read, once they have said that it is theirs.

        Raises:
            Refused: `id.over`; `id.unsure`; `id.unknown` for a card that is nobody's here, `code.paused` after too
                many; `id.another` where somebody else's was wanted; `parcel.none`, `parcel.at_desk`; as a claim slip.
        """
        with self._lock:
            now = self.current()
            if now is None or now.id != reading or now.step is not Step.READ:
                raise Refused("id.over")
            shown = self.shown(now)
            self._now = None
        person = self._owner(shown)
        self._hub.changed(TOPIC)
        asked, waiting = self._proofs.asked(), waiting_for(self._ledger.house, person)
        if asked and asked.person != person and Means.ID in asked.options:
            self._proofs.fail(asked.token, Means.ID)
            raise Refused("id.another")
        if not waiting:
            raise Refused("parcel.none")  # for nothing, nothing is kept
        self._records.keep(reading, person, "pick-up", shown, "")
        if waited := self._pickups.shown(person, Evidence(Means.ID, shown.digest)):
            return waited
        for one in waiting:
            if is_shelf(one.custodian.id):
                self._storeroom.saw_right(one.id, HOW)
        return self._pickups.start_best(waiting, HOW)

    def _owner(self, shown: Shown) -> str:
        allow(self._ledger.house.guesses.get(GUESSED), self._clock.now(), "code.paused")
        person = self._ledger.house.people.get(self._records.whose(shown))
        if person is None or not person.active:
            self._ledger.execute(lambda house: [e.GuessRefused(GUESSED)])
            raise Refused("id.unknown")
        return person.id

    def _look(self) -> None:
        """Take pictures and have them read until a number is proved, or it is no use."""
        seen: list[Document] = []
        with self._lock:
            begun = self._fresh()
        if begun is None or begun.step is not Step.LOOKING or self._camera is None or self._reads is None:
            return
        for _ in range(MOST_LOOKS):
            if not self._goes_on(begun):
                return
            try:
                found = self._reads.cut_out([self._camera.still()])
            except Unavailable as trouble:
                self._end(begun, replace(begun, step=Step.TROUBLE, trouble=f"trouble.{trouble.kind}"))
                return
            if found is None or found.document.kind not in KINDS:
                continue
            seen.append(found.document)
            known = voted(seen)
            if known is not None and (known.is_sure(FieldName.NUMBER) or len(seen) >= 3):
                read = replace(begun, step=Step.READ, document=known, picture=found.picture)
                self._end(begun, replace(read, until_s=self._after(DECIDES_S)))
                return
        self._end(begun, replace(begun, step=Step.NOTHING, until_s=self._after(DECIDES_S)))

    def _goes_on(self, begun: Reading) -> bool:
        with self._lock:
            now = self._fresh()
            return now is not None and now.id == begun.id and now.step is Step.LOOKING

    def _end(self, begun: Reading, ended: Reading) -> None:
        with self._lock:
            if self._goes_on(begun):
                self._now = replace(ended, until_s=self._after(DECIDES_S))
        self._hub.changed(TOPIC)

    def _fresh(self) -> Reading | None:
        """Return the reading as it is now: nothing was found when its time is over, and forgotten after that."""
        now = self._now
        if now and self._clock.monotonic_s() > now.until_s:
            waits = now.step is Step.LOOKING
            again = replace(now, step=Step.NOTHING, until_s=self._after(DECIDES_S))
            self._now = again if waits else None
        return self._now

    def _set(self, reading: Reading) -> Reading:
        with self._lock:
            self._now = reading
        self._hub.changed(TOPIC)
        return reading

    def _after(self, span_s: float) -> float:
        return self._clock.monotonic_s() + span_s
