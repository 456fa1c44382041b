"""All that is kept of somebody, for that person: given out once it is proved who asks, and that it was is on record."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from kiosk.domain.erasure.deciding import decide_copy
from kiosk.domain.erasure.events import CopyGiven
from kiosk.domain.homesfile.look import Look
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.documents import DocumentRecords
from kiosk.flows.identity.visits import Visits
from kiosk.flows.people.directory import Directory
from kiosk.flows.personal.kept import CODES, PICTURES, SIGNATURES, keys_of, kind_of
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import LogLine, Register

MOST_LINES = 2000
"""So many of the newest events and movements; the file says so where there are more."""
TAKEN_WITHIN = timedelta(minutes=15)
"""So long after it was put on record a file may be taken along; whoever wants it later proves themselves again."""
SECRETS = ("pin_hash", "pin_digest")
"""What proves a person is nobody's to read, not even theirs: who holds this file must not be able to pass for them."""


@dataclass(frozen=True)
class Record:
    """One thing that is sealed about somebody: `said` in words or as JSON; `bytes_` of a picture."""

    reference: str
    kind: str
    said: Any = None
    bytes_: bytes = b""


@dataclass(frozen=True)
class PersonFile:
    """Everything about one person. `lines`: what the record says of them, newest first; `more`: there is more."""

    person: Person
    card: Mapping[str, str]
    records: Sequence[Record]
    lines: Sequence[LogLine]
    more: bool
    made: datetime


class Copies:
    """Nothing is read before it is on record who reads, for whom, and how they proved who they are."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        visits: Visits,
        documents: DocumentRecords,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._visits = visits
        self._documents = documents
        self._clock = clock

    def by_document(self, by: Person, person: str, act: str, kind: str, number: str) -> Look:
        """Return the look under which somebody's file may be made, whose document on file was shown.

        Raises:
            Refused: as `DocumentRecords.typed`; `copy.not_theirs` for a document that is not on file for them; as
                `decide_copy`.
        """
        shown = self._documents.typed(kind, number)
        if self._documents.whose(shown) != person:
            raise Refused("copy.not_theirs")
        return self._given(by, person, act, "document")

    def by_colleague(self, by: Person, person: str, act: str, second: str, pin: str) -> Look:
        """Return the same, where a colleague knows who it is and proves who they are themselves by their PIN.

        Raises:
            Refused: `copy.second` without a colleague; `pin.wrong`, `pin.paused`; as `decide_copy`.
        """
        other = self._ledger.house.people.get(second)
        if other is None or not other.active or other.role not in STAFF or second in (by.id, person):
            raise Refused("copy.second")
        self._visits.confirm_pin(other, pin, before=by.id)
        return self._given(by, person, act, "known")

    def of(self, name: str, by: Person) -> Look:
        """Return the look under which `by` may have somebody's file.

        Raises:
            Refused: `look.over` for another's, one that nobody remembers, or one older than `TAKEN_WITHIN`.
        """
        known = self._ledger.house.looks.get(name)
        if known is None or not known.person or known.by != by.id:
            raise Refused("look.over")
        if self._clock.now() - known.made > TAKEN_WITHIN:
            raise Refused("look.over")
        return known

    def file(self, name: str) -> PersonFile:
        """Return the file that a look is for.

        Raises:
            Refused: `look.over`; `person.erased` for somebody who was erased since.
        """
        known = self._ledger.house.looks.get(name)
        person = self._ledger.house.people.get(known.person) if known else None
        if known is None or not known.person:
            raise Refused("look.over")
        if person is None:
            raise Refused("person.erased")
        records = [self._record(one) for one in self._references(person.id)]
        lines = self._register.naming(person.id, MOST_LINES + 1)
        return PersonFile(
            person, self._card(person.id), [one for one in records if one], lines[:MOST_LINES],
            len(lines) > MOST_LINES, self._clock.now(),
        )  # fmt: skip

    def _given(self, by: Person, person: str, act: str, how: str) -> Look:
        if act not in self._ledger.house.looks:
            given = CopyGiven(act, person, by.id, how, len(self._references(person)))
            self._ledger.execute(lambda house: decide_copy(house, given))
        return self.of(act, by)

    def _references(self, person: str) -> Sequence[str]:
        return self._ledger.sealed_of(*keys_of(self._ledger.house, person))

    def _card(self, person: str) -> Mapping[str, str]:
        card = self._directory.card(person)
        if card is None:
            return {}
        told = {one.name: getattr(card, one.name) for one in fields(card) if one.name not in SECRETS}
        return {name: str(value) for name, value in told.items() if value and name != "person"}

    def _record(self, reference: str) -> Record | None:
        kind = kind_of(reference)
        if kind == CODES:
            return Record(reference, kind)  # a code is a right to a parcel: whoever copies it could collect
        if reference.startswith("person:"):
            return None  # told as the card
        content = self._ledger.opened(reference)
        if content is None:
            return None
        if kind == PICTURES or content[:2] == b"\xff\xd8":
            return Record(reference, PICTURES, bytes_=content)
        words = content.decode(errors="replace")
        try:
            return Record(reference, kind, json.loads(words))
        except ValueError:
            return Record(reference, kind, words)


def as_json(file: PersonFile) -> bytes:
    """Return a person's file for machines: UTF-8 JSON, pictures in Base64, signatures as [x, y, ms] of each point."""
    one = file.person
    written = {
        "format": "LOGE-PERSON/1",
        "made": f"{file.made:%Y-%m-%dT%H:%M:%SZ}",
        "person": {
            "id": one.id, "role": one.role.value, "unit": one.unit, "company": one.company,
            "groups": list(one.groups), "language": one.language, "has_badge": one.badge is not None,
            **file.card,
        },
        "records": [_written(record) for record in file.records],
        "record_of_events": [
            {"number": line.seq, "at": line.at.isoformat(), "kind": line.kind, "facts": dict(line.body)}
            for line in file.lines
        ],
        "older_events_left_out": file.more,
    }  # fmt: skip
    return json.dumps(written, ensure_ascii=False, indent=1, default=str).encode()


def _written(record: Record) -> dict[str, Any]:
    told: dict[str, Any] = {"reference": record.reference, "kind": record.kind}
    if record.bytes_:
        return told | {"jpeg_base64": b64encode(record.bytes_).decode()}
    if record.kind == CODES:
        return told | {"withheld": "a right to collect"}
    return told | {"content": record.said}


def pens_of(file: PersonFile) -> list[tuple[tuple[tuple[int, int], ...], ...]]:
    """Return the signatures of a file as strokes of points."""
    found = []
    for record in file.records:
        if record.kind == SIGNATURES and isinstance(record.said, list):
            found.append(tuple(tuple((int(x), int(y)) for x, y, *_ in stroke) for stroke in record.said))
    return found
