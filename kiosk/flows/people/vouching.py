"""The desk answers for somebody who can show nothing else: the last way of every rule, on record with its reason."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.house import Recorded
from kiosk.domain.movements import Movement
from kiosk.domain.people import STAFF, Person
from kiosk.domain.policy.events import Vouched
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.signatures.events import SignatureJudged
from kiosk.flows.identity.documents import DocumentRecords, Shown
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.so_far import Wanted
from kiosk.flows.reasons import said
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

log = logging.getLogger(__name__)

MOST_JUDGED = 32
REASONS = ("known_here", "document_seen", "household", "nothing_at_hand")


@dataclass(frozen=True)
class Word:
    """What an attendant says. `act`: the form's id; `kind` and `number` of the document they saw, "" for none."""

    act: str
    token: str
    reason: str
    kind: str = ""
    number: str = ""
    second: str = ""
    pin: str = ""


class Vouching:
    """What the desk is asked for at the lobby, and its answer: with a colleague's PIN where the site wants two."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        visits: Visits,
        proofs: Proofs,
        pickups: Pickups,
        documents: DocumentRecords,
        entered: Callable[[str, str, Person], Shown],
        show: Callable[[Movement], None],
        *,
        two: bool,
    ) -> None:
        """`entered`: what a form at the desk says of a document, beside what the camera read of it."""
        self._ledger = ledger
        self._clock = clock
        self._visits = visits
        self._proofs = proofs
        self._pickups = pickups
        self._documents = documents
        self._entered = entered
        self._show = show
        self._two = two
        self._lock = threading.Lock()
        self._judged: deque[tuple[str, str]] = deque(maxlen=MOST_JUDGED)

    def waiting(self) -> list[Wanted]:
        """Return what the desk is asked for now, the longest waiting first."""
        return self._proofs.called()

    def asked(self) -> list[tuple[str, datetime]]:
        """Return the first parcel of each request, and when the desk was asked."""
        now, now_s = self._clock.now(), self._clock.monotonic_s()
        return [(one.parcels[0], now - timedelta(seconds=now_s - one.at_s)) for one in self.waiting()]

    def needs_second(self, wanted: Wanted) -> bool:
        """Return whether a colleague has to be there: one of the staff is enough where the rule itself says so."""
        return self._two and Means.SECOND not in wanted.options

    def answer(self, by: Person, word: Word) -> Movement:
        """Return the movement that begins by the word of `by`.

        Raises:
            Refused: `staff.needed`, `vouching.over`, `reason.missing`, `handing.right` without the colleague,
                `pin.wrong`, `pin.paused`; `id.another` for a document that is not the one on file; as
                `document_number` and `Pickups.start`.
        """
        if not by.active or by.role not in STAFF:
            raise Refused("staff.needed")
        with self._lock:
            wanted = next((one for one in self.waiting() if one.token == word.token), None)
            if wanted is None:
                raise Refused("vouching.over")
            if not word.reason.strip():
                raise Refused("reason.missing")
            second = self._second(by, word) if self.needs_second(wanted) else ""
            digest = self._document(by, wanted, word) if word.number.strip() else ""
            self._record(by, wanted, word, second, digest)
            means = Means.DESK if Means.SECOND not in wanted.options else Means.SECOND
            begun = self._pickups.go_on(self._proofs.vouch(word.token, Evidence(means, word.act)))
        self._show(begun)
        return begun

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """An attendant has judged a signature that was not found the same."""
        for entry in recorded:
            if isinstance(entry.event, SignatureJudged) and entry.event.accepted:
                self._judged.append((entry.event.comparison, entry.event.signature_digest))

    def tick(self) -> None:
        """Go on with what waited for that judgement."""
        while self._judged:
            token, digest = self._judged.popleft()
            if all(one.token != token for one in self.waiting()):
                continue  # it belongs to another journey
            try:
                evidence = Evidence(Means.SAME_SIGNATURE, digest)
                self._show(self._pickups.go_on(self._proofs.vouch(token, evidence)))
            except Refused as refused:
                log.info("a signature was judged, and its parcel waits all the same: %s", refused.code)

    def _second(self, by: Person, word: Word) -> str:
        colleague = self._ledger.house.people.get(word.second)
        if colleague is None or colleague.id == by.id or colleague.role not in STAFF or not colleague.active:
            raise Refused("handing.right")
        self._visits.confirm_pin(colleague, word.pin, before=by.id)
        return colleague.id

    def _document(self, by: Person, wanted: Wanted, word: Word) -> str:
        """Return the digest of the document that was seen; what is kept of it goes into the vault."""
        shown = self._entered(word.kind, word.number, by)
        filed = self._ledger.house.filed_ids.get(wanted.person)
        if filed and filed.document == word.kind and filed.digest != shown.digest:
            raise Refused("id.another")
        person = wanted.person or self._recipient(wanted)
        self._documents.keep(word.act, person, "pick-up", shown, by.id)
        return shown.digest

    def _record(self, by: Person, wanted: Wanted, word: Word, second: str, digest: str) -> None:
        sealed, reason = said(by.id, word.reason)
        shown = tuple((one.means.value, one.digest) for one in wanted.shown)
        person = wanted.person or self._recipient(wanted)
        vouched = Vouched(word.act, person, by.id, second, digest, reason, shown)
        self._ledger.execute(lambda house: [vouched], sealed=sealed)

    def _recipient(self, wanted: Wanted) -> str:
        known = self._ledger.house.parcels.get(wanted.parcels[0])
        return known.recipient if known else ""
