"""Identity documents that were shown: their digests on record, number and picture sealed until their time is over."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.id_numbers import document_number
from kiosk.domain.identity import filing
from kiosk.domain.identity.events import DocumentSeen
from kiosk.domain.identity.filing import Keeping, ShowDocument
from kiosk.domain.identity.known import NUMBER, PICTURE, FiledId, KeptDocument, key_of
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Shown:
    """A document that was shown: its kind, its number as it is kept, and the keyed digest of both. `how` it was had."""

    kind: str
    number: str = field(repr=False)
    digest: str
    how: str = "typed"
    name: str = field(default="", repr=False)
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Kept:
    """What the vault still has of a document. `picture`: whether there is one."""

    document: KeptDocument
    number: str = field(repr=False)
    name: str = field(repr=False)
    picture: bool


class DocumentRecords:
    """Each part of each document has a key of its own in the vault; destroyed on its day, which is an event."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        digest: Callable[[str, str], str],
        keeping: Keeping,
        time_zone: str,
        *,
        trusted: Callable[[], bool],
        own_id: bool,
        both_sides: bool = False,
    ) -> None:
        """`own_id`: residents may have theirs on file; `both_sides`: a Chinese card opens once both were seen."""
        self._ledger = ledger
        self._clock = clock
        self._digest = digest
        self.keeping = keeping
        self._zone = ZoneInfo(time_zone)
        self._trusted = trusted
        self.own_id = own_id
        self.both_sides = both_sides

    @property
    def today(self) -> date:
        """The site's day."""
        return self._clock.now().astimezone(self._zone).date()

    def typed(self, kind: str, typed: str) -> Shown:
        """Return a document whose number somebody typed, checked at once. Raises as `document_number`."""
        number = document_number(kind, typed, self.today)
        return Shown(kind, number, self.digest_of(kind, number))

    def digest_of(self, kind: str, number: str) -> str:
        """Return the keyed digest of a document: the same that contractors are known by."""
        return self._digest("document", f"{kind}:{number}")

    def filed(self, person: str) -> FiledId | None:
        """Return a resident's document on file, if there is one."""
        return self._ledger.house.filed_ids.get(person)

    def whose(self, shown: Shown) -> str:
        """Return the resident who may collect by a document, "" for nobody."""
        return filing.by_document(self._ledger.house, shown.digest) if self.own_id else ""

    def file(self, person: str, shown: Shown, by: Person) -> None:
        """Put a resident's document on file: its digest alone. Raises `id.off`; as `filing.decide_file`."""
        if not self.own_id:
            raise Refused("id.off")
        self._ledger.execute(
            lambda house: filing.decide_file(house, person, shown.kind, shown.digest, by.id, shown.how)
        )

    def unfile(self, person: str, by: Person, reason: str) -> None:
        """Take a resident's document off file. Raises as `filing.decide_unfile`."""
        self._ledger.execute(lambda house: filing.decide_unfile(house, person, by.id, reason))

    def keep(self, record: str, person: str, purpose: str, shown: Shown, by: str) -> None:
        """Put on record that a document was shown; what of it is kept goes into the vault until its day.

        Raises:
            Refused: as `filing.decide_shown`.
        """
        sealed, picture = [], b""
        if self.keeping.number:
            words = json.dumps({"number": shown.number, "name": shown.name}, ensure_ascii=False).encode()
            sealed.append(Sealed(f"document-number:{record}", key_of(record, NUMBER), words))
        if self.keeping.picture and shown.picture:
            picture = shown.picture
            sealed.append(Sealed(f"document-picture:{record}", key_of(record, PICTURE), picture))
        command = ShowDocument(
            record, person, purpose, shown.kind, shown.digest, by, shown.how,
            sha256(picture).hexdigest() if picture else "",
        )  # fmt: skip
        now = self._clock.now()
        self._ledger.execute(
            lambda house: filing.decide_shown(house, command, self.keeping, now), sealed=sealed
        )

    def of(self, person: str) -> list[KeptDocument]:
        """Return the documents of a person of which something is kept, the newest first."""
        found = (one for one in self._ledger.house.kept_documents.values() if one.person == person)
        return sorted(found, key=lambda one: one.at, reverse=True)

    def look(self, record: str, by: Person) -> Kept:
        """Return what is kept of a document, once it is on record that `by` looks at it.

        Raises:
            Refused: `staff.needed`; `evidence.gone` where nothing is kept any more.
        """
        if not by.active or by.role not in STAFF:
            raise Refused("staff.needed")
        known = self._ledger.house.kept_documents.get(record)
        if known is None:
            raise Refused("evidence.gone")
        self._ledger.execute(lambda house: [DocumentSeen(known.person, record, by.id)])
        words = self._ledger.opened(f"document-number:{record}")
        told = json.loads(words) if words else {"number": "", "name": ""}
        return Kept(known, told["number"], told["name"], known.picture_until is not None)

    def picture(self, record: str, by: Person) -> bytes:
        """Return the picture of a document. Raises as `look`."""
        self.look(record, by)
        found = self._ledger.opened(f"document-picture:{record}")
        if not found:
            raise Refused("evidence.gone")
        return found

    def delete(self, record: str, by: Person) -> None:
        """Destroy what is kept of a document before its day. Raises `staff.needed`."""
        if not by.active or by.role not in STAFF:
            raise Refused("staff.needed")
        known = self._ledger.house.kept_documents.get(record)
        for part, _ in known.parts if known else ():
            self._delete(record, part, "asked")

    def tick(self) -> None:
        """Destroy what is over. Nothing goes by a clock that is not believed."""
        house = self._ledger.house
        if not self._trusted() or held(house, self._clock.now()):
            return
        if house.kept_documents:
            due = list(filing.to_delete(house, self._clock.now()))[:MOST_AT_ONCE]
            for one, part, why in due:
                self._delete(one.id, part, why)
        if house.filed_ids and filing.left(house):
            self._ledger.execute(filing.left)

    def _delete(self, record: str, part: str, why: str) -> None:
        self._ledger.execute(
            lambda house: filing.decide_delete(house, record, part, why),
            erased=[filing.vault_key(record, part)],
        )
        log.info("what was kept of a document is deleted: %s, %s", part, why)
