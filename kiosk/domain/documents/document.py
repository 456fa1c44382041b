"""What was read from an identity document: its fields, and which of them a check has proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Which side of which document."""

    RESIDENT_FRONT = "resident_front"
    """居民身份证: the side with the name, the portrait and the number."""
    RESIDENT_BACK = "resident_back"
    """居民身份证: the side with the emblem, the authority and the validity."""
    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    """ICAO 9303: cards of three lines, of two lines, passports."""
    VISA = "visa"
    """ICAO 9303 part 7: in a passport, and no proof of who somebody is without it."""
    LICENCE = "licence"
    """AAMVA: driving licences and ID cards with a PDF417 code."""


class FieldName(StrEnum):
    """What a field says. Dates are ISO, "2031-04-09"; the others stand as they are printed, in one line."""

    NUMBER = "number"
    NAME = "name"
    """The whole name; of documents in Latin letters, surname and given names as they stand there."""
    SURNAME = "surname"
    GIVEN_NAMES = "given_names"
    SEX = "sex"
    """"female", "male", or "other" where a document says so."""
    NATION = "nation"
    """民族, as it is printed: 汉."""
    NATIONALITY = "nationality"
    ISSUER = "issuer"
    """The state that issued it; both by the three letters of ICAO 9303 part 3, section 5."""
    BORN = "born"
    ADDRESS = "address"
    AUTHORITY = "authority"
    """签发机关."""
    ISSUED = "issued"
    EXPIRES = "expires"
    """The last day, or "long" for 长期: never."""
    PERSONAL_NUMBER = "personal_number"
    """A second number that some states print in the optional part."""
    CODE = "code"
    """The first letters of a machine-readable zone: "P", "ID", "AC"."""


LONG = "long"
"""How `EXPIRES` says that a card never ends (长期)."""
FEMALE, MALE, OTHER = "female", "male", "other"


@dataclass(frozen=True)
class Field:
    """One field: what stands there as far as it could be read, and whether a check proves it.

    `sure`: a check digit, or two independent prints that agree, bear it out. Never from a recogniser's confidence
    alone; what is not sure is shown to a person.
    """

    text: str = field(repr=False)
    sure: bool = False


@dataclass(frozen=True)
class Document:
    """What was read from one side of a document. `doubts`: codes of what does not fit together, for people's words.

    `zone`: the lines of its machine-readable zone, fillers and all, where it has one.
    """

    kind: Kind
    fields: Mapping[FieldName, Field]
    doubts: tuple[str, ...] = ()
    zone: tuple[str, ...] = field(default=(), repr=False)

    def text(self, name: FieldName) -> str:
        """Return what a field says, "" where it could not be read."""
        found = self.fields.get(name)
        return found.text if found else ""

    def is_sure(self, name: FieldName) -> bool:
        """Return whether a field was read and proved."""
        found = self.fields.get(name)
        return bool(found and found.sure)


REPAIRED = "number.repaired"
"""The doubt of a number that a check digit mended, where it allows one number only of those that the print may be."""


def voted(documents: Sequence[Document]) -> Document | None:
    """Return what several looks at one document say together; None for none.

    The side seen most often counts, then the last. A field is what most looks say, proved ones first. Two proved
    readings that differ are no proof: two documents were shown, or one was misread, and the field is unsure. A number
    that was mended counts as proved when two looks came to the same, and to no other.
    """
    if not documents:
        return None
    kinds = Counter(document.kind for document in documents)
    kind = max(reversed(documents), key=lambda document: kinds[document.kind]).kind
    looks = [document for document in documents if document.kind is kind]
    if len(looks) == 1:
        return looks[0]
    names = [name for name in FieldName if any(name in look.fields for look in looks)]
    fields = {name: _voted(name, looks) for name in names}
    lasting = [doubt for doubt in looks[-1].doubts if all(doubt in look.doubts for look in looks)]
    if _mended_alike(looks) and not any("differs" in doubt for look in looks for doubt in look.doubts):
        fields[FieldName.NUMBER] = Field(looks[-1].text(FieldName.NUMBER), True)
        lasting.remove(REPAIRED)
    differ = [f"{name.value}.differs" for name in names if _contradicted(name, looks)]
    zone = Counter(look.zone for look in reversed(looks)).most_common(1)[0][0]
    return Document(kind, fields, (*lasting, *differ), zone)


def _voted(name: FieldName, looks: Sequence[Document]) -> Field:
    readings = [look.fields[name] for look in looks if name in look.fields]
    proved = [reading.text for reading in readings if reading.sure]
    texts = proved or [reading.text for reading in readings]
    text = Counter(reversed(texts)).most_common(1)[0][0]
    return Field(text, bool(proved) and len(set(proved)) == 1)


def _mended_alike(looks: Sequence[Document]) -> bool:
    numbers = {look.text(FieldName.NUMBER) for look in looks}
    return len(numbers) == 1 and all(REPAIRED in look.doubts for look in looks)


def _contradicted(name: FieldName, looks: Sequence[Document]) -> bool:
    return len({look.text(name) for look in looks if look.is_sure(name)}) > 1
