"""An identity card before the camera: read by a process apart, shown to its person, and used once they say it is right.

What the camera reads proves that somebody has the card, or a good picture of it: what is worth more asks for a second
person. A number that was typed opens no door: it is not secret.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.documents.document import FieldName
from kiosk.domain.documents.doubts import EXPIRED
from kiosk.domain.documents.sides import is_over
from kiosk.domain.guesses import allow
from kiosk.domain.id_numbers import document_number
from kiosk.domain.movements import Movement
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.card_looks import Looks
from kiosk.flows.identity.card_reading import Reading, Seen, Side, Step
from kiosk.flows.identity.documents import DocumentRecords, Shown
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.storeroom import Storeroom
from kiosk.flows.telling.hub import Hub
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.devices import DocumentReading, Glances, ReadDocument, Stills, Unavailable
from kiosk.ports.record import Ledger

LOOKS_FOR_S = 30.0
"""So long a card is looked for."""
DECIDES_S = 60.0
"""So long what was read waits for its person's word; then nothing of it is kept."""
TOPIC = "identifying"
HOW = "id_card"
GUESSED = "ids"
"""The bucket that cards count against which nobody here has on file."""


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
        self._mirror: Glances | None = None
        self._reads: DocumentReading | None = None
        self._works: Callable[[], bool] = lambda: False
        self._lock = threading.RLock()
        self._now: Reading | None = None
        self._worker = Worker("identifying", self._look, again_s=1.0)
        self.start, self.stop = self._worker.start, self._worker.stop

    def takes_from(self, camera: Stills, mirror: Glances | None = None) -> None:
        """Look through this camera; `mirror` shows people where they hold their card."""
        self._camera, self._mirror = camera, mirror

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

    def begin(self, by: str = "", about: str = "") -> Reading:
        """Return a reading that looks from now on; one that went on before is over. `about`: a form at the desk.

        Raises:
            Unavailable: there is no camera, or nothing that reads.
        """
        if not self.there or self._reads is None:
            raise Unavailable("document-reader", "document_reader")
        self._reads.prepare()
        both = not by and self._records.both_sides
        reading = self._set(Reading(by, Step.LOOKING, self._after(LOOKS_FOR_S), about=about, both=both))
        self._worker.wake()
        return reading

    def turn(self, by: str = "") -> None:
        """Look for the back of the card whose front was read; nothing where there is none."""
        with self._lock:
            now = self.current(by)
            if now is None or now.step is not Step.READ or not now.has_back:
                return
            self._now = self._turned(now)
        self._hub.changed(TOPIC)
        self._worker.wake()

    def glance(self, by: str = "") -> bytes:
        """Return what the camera sees, too coarse to be read, while a card is looked for; b"" at any other time."""
        now = self.current(by)
        if now is None or now.step is not Step.LOOKING or self._mirror is None:
            return b""
        try:
            return self._mirror.glance()
        except Unavailable:
            return b""

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
            Refused: `id.unsure` where nothing proves its number; `id.back` while its back is wanted; `id.expired`
                for a card whose last day is over for certain; as `document_number`.
        """
        if not reading.sure or not reading.kind or reading.document is None:
            raise Refused("id.unsure")
        if reading.lacks_back:
            raise Refused("id.back")
        if self.is_over(reading):
            raise Refused("id.expired")
        if reading.both and reading.turned and not reading.document.is_sure(FieldName.EXPIRES):
            raise Refused("id.unsure")
        number = document_number(reading.kind, reading.text(FieldName.NUMBER), self._records.today)
        digest = self._records.digest_of(reading.kind, number)
        return Shown(reading.kind, number, digest, "read", reading.text(FieldName.NAME), reading.picture)

    def is_over(self, reading: Reading) -> bool:
        """Return whether a card's last day is over for certain."""
        known = reading.document
        return known is not None and known.is_sure(FieldName.EXPIRES) and is_over(known, self._records.today)

    def doubts(self, reading: Reading) -> tuple[str, ...]:
        """Return the codes of what is in doubt about a card that was read, its last day among them."""
        if reading.document is None:
            return ()
        over = (EXPIRED,) if is_over(reading.document, self._records.today) else ()
        return tuple(dict.fromkeys((*reading.document.doubts, *over)))

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
        shown = self._taken(reading)
        person = self._owner(shown)
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

    def owner(self, reading: str) -> str:
        """Return whose document was read, once they have said that it is theirs; nothing of it is kept.

        Raises:
            Refused: `id.over`; `id.unsure`, `id.unknown`, `code.paused` as `collect`.
        """
        return self._owner(self._taken(reading))

    def _taken(self, reading: str) -> Shown:
        """Return what was read, which is over with that."""
        with self._lock:
            now = self.current()
            if now is None or now.id != reading or now.step is not Step.READ:
                raise Refused("id.over")
            shown = self.shown(now)
            self._now = None
        self._hub.changed(TOPIC)
        return shown

    def _owner(self, shown: Shown) -> str:
        allow(self._ledger.house.guesses.get(GUESSED), self._clock.now(), "code.paused")
        person = self._ledger.house.people.get(self._records.whose(shown))
        if person is None or not person.active:
            self._ledger.execute(lambda house: [e.GuessRefused(GUESSED)])
            raise Refused("id.unknown")
        return person.id

    def _look(self) -> None:
        """Take pictures and have them read until a number is proved, or it is no use; then the back, where wanted."""
        with self._lock:
            begun = self._fresh()
        if begun is None or begun.step is not Step.LOOKING:
            return
        try:
            looks = Looks(self._one_look, lambda: self._goes_on(begun), lambda seen: self._tell(begun, seen))
            ended = looks.front(begun) if begun.wants is Side.FRONT else looks.back(begun)
        except Unavailable as trouble:
            ended = replace(begun, step=Step.TROUBLE, trouble=f"trouble.{trouble.kind}")
        if ended is None:
            return
        if ended.step is Step.READ and ended.lacks_back and ended.sure and begun.wants is Side.FRONT:
            self._end(begun, self._turned(ended))
            self._worker.wake()
        else:
            self._end(begun, replace(ended, until_s=self._after(DECIDES_S)))

    def _one_look(self) -> ReadDocument | None:
        if self._camera is None or self._reads is None:
            raise Unavailable("document-reader", "document_reader")
        return self._reads.cut_out([self._camera.still()])

    def _tell(self, begun: Reading, seen: Seen) -> None:
        """Say on the screen what the last look saw, if that is something else than before."""
        with self._lock:
            now = self._fresh()
            if now is None or now.id != begun.id or now.seen is seen or now.step is not Step.LOOKING:
                return
            self._now = replace(now, seen=seen)
        self._hub.changed(TOPIC)

    def _turned(self, reading: Reading) -> Reading:
        """Return a reading that looks for the back from now on."""
        until_s = self._after(LOOKS_FOR_S)
        return replace(reading, step=Step.LOOKING, wants=Side.BACK, seen=Seen.NOTHING, until_s=until_s)

    def _goes_on(self, begun: Reading) -> bool:
        with self._lock:
            now = self._fresh()
            same = now is not None and now.id == begun.id and now.wants is begun.wants
            return same and now is not None and now.step is Step.LOOKING

    def _end(self, begun: Reading, ended: Reading) -> None:
        with self._lock:
            if self._goes_on(begun):
                self._now = ended
        self._hub.changed(TOPIC)

    def _fresh(self) -> Reading | None:
        """Return the reading as it is now: nothing was found when its time is over, and forgotten after that."""
        now = self._now
        if now and self._clock.monotonic_s() > now.until_s:
            waits = now.step is Step.LOOKING
            after = Step.READ if now.document else Step.NOTHING  # a front without its back is still a front
            again = replace(now, step=after, until_s=self._after(DECIDES_S))
            self._now = again if waits else None
        return self._now

    def _set(self, reading: Reading) -> Reading:
        with self._lock:
            self._now = reading
        self._hub.changed(TOPIC)
        return reading

    def _after(self, span_s: float) -> float:
        return self._clock.monotonic_s() + span_s
