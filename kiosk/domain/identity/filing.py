"""Documents: a resident's own on file to collect by, and those that were shown, until their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.badges import may_change
from kiosk.domain.house import House
from kiosk.domain.id_numbers import KINDS
from kiosk.domain.identity import events as i
from kiosk.domain.identity.cards import resident_of
from kiosk.domain.identity.known import HOWS, PURPOSES, KeptDocument, key_of
from kiosk.domain.refusal import Refused


@dataclass(frozen=True)
class Keeping:
    """For how long what was shown is kept; zero: not at all."""

    number: timedelta = timedelta()
    picture: timedelta = timedelta()


@dataclass(frozen=True)
class ShowDocument:
    """A document was shown. `picture`: the SHA-256 of its picture, "" where none was taken."""

    record: str
    person: str
    purpose: str
    document: str
    digest: str
    by: str
    how: str
    picture: str = ""


def decide_file(house: House, person: str, document: str, digest: str, by: str, how: str) -> list[e.Event]:
    """Return a resident's document on file, in place of the one before; nothing for the same again.

    Raises:
        Refused: as `resident_of` and `may_change`; `document.kind`; `id.of_another` for a document that is somebody
            else's here.
    """
    known = resident_of(house, person)
    may_change(house.people.get(by), known)
    if document not in KINDS or how not in HOWS:
        raise Refused("document.kind")
    owner = by_document(house, digest)
    if owner and owner != person:
        raise Refused("id.of_another")
    if owner == person:
        return []
    return [i.IdFiled(person, document, digest, by, how)]


def decide_unfile(house: House, person: str, by: str, reason: str) -> list[e.Event]:
    """Return the end of a document on file; nothing where there is none.

    Raises:
        Refused: as `may_change`.
    """
    filed, known = house.filed_ids.get(person), house.people.get(person)
    if filed is None or known is None:
        return []
    may_change(house.people.get(by), known)
    return [i.IdRemoved(person, filed.digest, by, reason)]


def by_document(house: House, digest: str) -> str:
    """Return the resident whose document this is, "" for nobody's."""
    return next((one.person for one in house.filed_ids.values() if one.digest == digest), "")


def decide_shown(house: House, command: ShowDocument, keeping: Keeping, now: datetime) -> list[e.Event]:
    """Return that a document was shown, and until when what is kept of it; nothing for a record that is known.

    Raises:
        Refused: `document.kind` for a kind, purpose or origin that is none.
    """
    if command.record in house.kept_documents:
        return []
    if command.document not in KINDS or command.purpose not in PURPOSES or command.how not in HOWS:
        raise Refused("document.kind")
    number = now + keeping.number if keeping.number else None
    picture = now + keeping.picture if keeping.picture and command.picture else None
    return [
        i.DocumentShown(
            command.person, command.record, command.purpose, command.document, command.digest, command.by,
            command.how, number, picture, command.picture if picture else "",
        )
    ]  # fmt: skip


def to_delete(house: House, now: datetime) -> Iterator[tuple[KeptDocument, str, str]]:
    """Yield each part of a document whose time is over, or whose person is on record no more, and why it goes."""
    for one in house.kept_documents.values():
        gone = one.person not in house.people
        for part, until in one.parts:
            if gone or until <= now:
                yield one, part, "forgotten" if gone else "expired"


def decide_delete(house: House, record: str, part: str, why: str) -> list[e.Event]:
    """Return that one part of a document is gone; nothing where it is gone already."""
    known = house.kept_documents.get(record)
    if known is None or part not in dict(known.parts):
        return []
    return [i.DocumentDeleted(known.person, record, part, why)]


def left(house: House) -> list[i.IdRemoved]:
    """Return the ends of documents on file whose resident is here no more."""
    return [
        i.IdRemoved(one.person, one.digest, "", "left")
        for one in house.filed_ids.values()
        if (person := house.people.get(one.person)) is None or not person.active
    ]


def vault_key(record: str, part: str) -> str:
    """Return what to erase from the vault so that nobody can read a part any more."""
    return f"key:{key_of(record, part)}"
