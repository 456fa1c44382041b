"""People without an account at the desk: known by a document's number, let in with a signature, forgotten in time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.contractors import contractors as contractors
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.stay import Block, Stay
from kiosk.domain.house import House
from kiosk.domain.id_numbers import ID_CARD, document_number, id_number
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.domain.witnessing.witnessing import CONTRACTOR
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.standing_by import Name, Written, name_under
from kiosk.flows.passes.contractor_records import (
    LONGEST_NAME,
    Arrival,
    Blocked,
    ContractorRecords,
    Details,
    Shown,
)
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.worker import Worker
from kiosk.language.messages import Language, text
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Stills, Unavailable
from kiosk.ports.record import Ledger, Sealed
from kiosk.settings.contractors import ContractorSettings

log = logging.getLogger(__name__)

LOOKS_EVERY_S = 20.0
PHOTO = "contractor-photo:"


class Contractors:
    """Who is let in; one thread ends the day and deletes what is over, once the clock can be trusted."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        clock: Clock,
        trusted: Callable[[], bool],
        digest: Callable[[str, str], str],
        settings: ContractorSettings,
        time_zone: str,
    ) -> None:
        self._ledger = ledger
        self._directory = directory
        self._clock = clock
        self._trusted = trusted
        self._records = ContractorRecords(ledger, digest)
        self._settings = settings
        self._zone = ZoneInfo(time_zone)
        self._camera: Stills | None = None
        self.demands: Demands | None = None
        """What the site asks for before somebody is let in."""
        self._lock = threading.RLock()  # a number is looked up and given to a person in one go
        self._worker = Worker("contractors", self.look_after, again_s=LOOKS_EVERY_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def takes_from(self, camera: Stills) -> None:
        """Have pictures from this camera, where the site wants them."""
        self._camera = camera

    @property
    def today(self) -> date:
        """The site's day."""
        return self._clock.now().astimezone(self._zone).date()

    def shown(self, kind: str, typed: str) -> Shown:
        """Return what a typed number says, checked at once.

        Raises:
            Refused: as `document_number`; `contractor.blocked`.
        """
        number = document_number(kind, typed, self.today)
        says = id_number(number, self.today) if kind == ID_CARD else None
        digest = self._records.digest_of(kind, number)
        contractors.why_not_in(self._ledger.house, digest)
        return Shown(kind, number, digest, says, self._records.whose(digest))

    def admit(
        self, by: Person, arrival: Arrival, written: Written, second: tuple[str, str] = ("", "")
    ) -> Stay:
        """Return the stay of somebody who has signed the rules, or agreed to them before a witness; that of the same
        form, if it was posted before.

        Raises:
            Refused: as `shown` and `contractors.decide_admission`; `contractor.name_needed`; `contractor.other_name`
                where the number is on record under another name: only a supervisor corrects that; `proof.lacking`
                where the site asks for more: a `second` of the staff with their PIN.
        """
        if earlier := self._ledger.house.stays.get(arrival.stay):
            return earlier
        with self._lock:
            shown = self.shown(arrival.kind, arrival.number)
            person = shown.person or f"contractor-{arrival.stay[:12]}"
            if not shown.person and person in self._ledger.house.people:
                raise Refused("movement.unknown")  # no page of ours has made that id
            card = self._card(by, person, arrival)
            name = name_under(by, person, f"stay:{arrival.stay}", written)
            command = contractors.Admit(
                stay=arrival.stay,
                person=person,
                document=arrival.kind,
                digest=shown.digest,
                language=Language(arrival.language).value,
                agreed=arrival.agreed,
                rules=sha256(rules_in(Language(arrival.language)).encode()).hexdigest(),
                by=by,
                signature=name.reference,
                signature_digest=name.digest,
            )
            basis = self._basis(by, arrival.stay, shown, name, second)
            pictured, pictures = self._photograph(arrival.stay, person)
            sealed = [*name.sealed, card.sealed(), *self._records.sealed(person, shown, arrival), *pictures]

            def decide(house: House) -> list[e.Event]:
                admitted = contractors.decide_admission(house, command)
                said = name.said(house, CONTRACTOR, arrival.stay)
                return [*said, *admitted, *basis, *pictured] if admitted else []

            self._ledger.execute(
                decide, sealed=sealed
            )  # nobody is let in without the picture that belongs to it
            self._directory.add(card)
        return self._ledger.house.stays[arrival.stay]

    def _basis(
        self, by: Person, stay: str, shown: Shown, name: Name, second: tuple[str, str]
    ) -> list[e.Event]:
        """Return what letting somebody in rests on; raises as `Demands.basis`."""
        if self.demands is None:
            return []
        written = name.by.evidence if name.by else [Evidence(Means.SIGNATURE, name.digest)]
        means = [Evidence(Means.ID, shown.digest), *written]
        means += self.demands.second(by, *second)
        return [*self.demands.basis("contractor", stay, means)]

    def not_blocked(self, house: House, person: str) -> None:
        """Return if a contractor who is known was not blocked meanwhile. Raises `contractor.blocked`."""
        contractors.why_not_in(house, self._records.digest_for(person))

    def details(self, person: str) -> Details | None:
        """Return what is kept of a contractor, or None if it was deleted."""
        return self._records.details(person)

    def inside(self) -> list[Stay]:
        """Return the stays that go on, the newest first."""
        return [one for one in reversed(list(self._ledger.house.stays.values())) if one.left is None]

    def found(self, words: str) -> list[Stay]:
        """Return the stays of whoever has these words in name, company or number, the newest first; all for none."""
        house, wanted = self._ledger.house, words.strip()
        people = {one.id for one in self._directory.matching(house, wanted)}
        stays = list(reversed(list(house.stays.values())))
        return [one for one in stays if one.person in people or self._records.has(one.person, wanted)]

    def leave(self, by: Person, stay: str) -> None:
        """End a stay at the desk. Raises as `contractors.decide_leaving`."""
        self._ledger.execute(lambda house: contractors.decide_leaving(house, stay, by))

    def block(self, by: Person, person: str, until: datetime, reason: str) -> None:
        """Have a contractor's document not let in until `until`; what goes on is not ended by it.

        Raises:
            Refused: `contractor.unknown`, `reason.missing`; as `contractors.decide_block`.
        """
        if not self._records.digest_for(person):
            raise Refused("contractor.unknown")
        if not reason.strip():
            raise Refused("reason.missing")
        record = self._records.blocking(person, self._directory.name(person), reason)
        block = Block(self._records.digest_for(person), until, by.id, record.reference)
        now = self._clock.now()
        self._ledger.execute(lambda house: contractors.decide_block(house, block, by, now), sealed=[record])

    def unblock(self, by: Person, digest: str) -> None:
        """Let a document in again. Raises `supervisor.needed`."""
        self._ledger.execute(
            lambda house: contractors.decide_unblock(house, digest, by), erased=[f"block:{digest}"]
        )

    def blocked(self) -> list[Blocked]:
        """Return every document that is not let in, with why, the one that ends first before the others."""
        ending = sorted(self._ledger.house.blocks.values(), key=lambda one: one.until)
        return [self._records.blocked(block) for block in ending]

    def photo(self, stay: str, by: Person) -> bytes:
        """Return the picture that was taken of somebody, once it is on record that `by` looks at it.

        Raises:
            Refused: `evidence.gone` where there is none, or its time was over.
        """
        picture = self._ledger.opened(PHOTO + stay)
        if not picture:
            raise Refused("evidence.gone")
        self._ledger.execute(lambda house: [c.ContractorPhotoSeen(stay, by.id)])
        return picture

    def has_photo(self, stay: str) -> bool:
        """Return whether a picture of somebody is in the vault."""
        return bool(self._ledger.sealed_between(PHOTO + stay, PHOTO + stay + "\0"))

    def look_after(self) -> None:
        """End what is over: stays of earlier days, blocks, details kept long enough. Nothing by a doubtful clock."""
        if not self._trusted():
            return
        now = self._clock.now().astimezone(self._zone)
        self._ledger.execute(lambda house: contractors.days_over(house, now))
        for block in list(contractors.blocks_over(self._ledger.house, now)):
            over: list[e.Event] = [c.ContractorUnblocked(block.id, "")]
            self._ledger.execute(lambda house, over=over: over, erased=[block.record])  # type: ignore[misc]
        if held(self._ledger.house, now):
            return
        for person in contractors.to_forget(
            self._ledger.house, now, timedelta(days=self._settings.keep_days)
        ):
            self.forget(person, "expired")

    def forget(self, person: str, reason: str) -> None:
        """Destroy the key to everything that is kept of a person; the record stays, without a name, and verifies."""
        self._ledger.execute(
            lambda house: [c.PersonForgotten(person, reason)] if person in house.people else []
        )
        self._directory.remove(person)
        log.info("details deleted: %s", reason)

    def _card(self, by: Person, person: str, arrival: Arrival) -> Card:
        name = " ".join(arrival.name.split())[:LONGEST_NAME]
        if not name:
            raise Refused("contractor.name_needed")
        known = self._directory.card(person)
        if known is not None and not same_name(known.name, name):
            try:
                contractors.supervisor(by)
            except Refused:
                raise Refused("contractor.other_name") from None
        return Card(person, name, arrival.phone.strip()[:20] or (known.phone if known else None))

    def _photograph(self, stay: str, person: str) -> tuple[list[e.Event], list[Sealed]]:
        """Return a picture where the site wants one, with its event, or that event alone, with why there is none."""
        if not self._settings.photo:
            return [], []
        picture = b""
        try:
            picture = self._camera.still() if self._camera else b""
        except Unavailable as trouble:
            log.warning("no picture of who was let in: %s", trouble)
        digest = sha256(picture).hexdigest() if picture else ""
        event = c.ContractorPhotographed(stay, digest, "" if picture else "camera_down")
        return [event], [Sealed(PHOTO + stay, person, picture)] if picture else []


def rules_in(language: Language) -> str:
    """Return the rules that a contractor agrees to."""
    return text("contractors.rules", language)


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same but for spaces and capitals."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
