"""What is kept of somebody, by what kind of thing it is: from the vault's references, none of which is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kiosk.domain.house import House
from kiosk.domain.identity.known import key_of

CARD, SIGNATURES, CODES, DOCUMENTS, PICTURES, WORDS = (
    "card", "signatures", "codes", "documents", "pictures", "words",
)  # fmt: skip
KINDS = (CARD, SIGNATURES, DOCUMENTS, PICTURES, WORDS, CODES)
"""In the order in which they are told; each has words."""
_BEGINS = (
    ("person:", CARD),
    ("contractor:", CARD),
    ("signature:", SIGNATURES),
    ("code:", CODES),
    ("card:", CODES),
    ("document", DOCUMENTS),
    ("evidence:", PICTURES),
)


def kind_of(reference: str) -> str:
    """Return what kind of thing lies under a reference of the vault."""
    found = next((kind for begins, kind in _BEGINS if reference.startswith(begins)), "")
    return found or (PICTURES if "photo" in reference.partition(":")[0] else WORDS)


def keys_of(house: House, person: str) -> list[str]:
    """Return the names of the vault's keys under which something of a person lies: documents have keys of their own."""
    kept = (one for one in house.kept_documents.values() if one.person == person)
    return [person, *(key_of(one.id, part) for one in kept for part, _ in one.parts)]


def counted(references: Iterable[str]) -> Mapping[str, int]:
    """Return how many things of each kind these are; kinds of which there is nothing are left out."""
    found = Counter(map(kind_of, references))
    return {kind: found[kind] for kind in KINDS if found[kind]}
