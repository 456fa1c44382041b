"""Names, phones and PINs: from the vault into memory, never into the log."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Container, Iterable
from dataclasses import asdict, dataclass

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # names need no phrases: saves 20 MB

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pypinyin import lazy_pinyin

from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.language.messages import Language, text
from kiosk.language.reader import reader
from kiosk.ports.record import Sealed

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class Card:
    """What the vault keeps of one person."""

    person: str
    name: str
    phone: str | None = None
    email: str | None = None
    pin_hash: str | None = None
    pin_digest: str | None = None
    """Couriers only: finds the person by the PIN alone."""

    def sealed(self) -> Sealed:
        """Return this card ready for the vault."""
        return Sealed(
            f"person:{self.person}", self.person, json.dumps(asdict(self), ensure_ascii=False).encode()
        )


@dataclass(frozen=True)
class Candidate:
    """A possible recipient, as a courier may see it."""

    person: str
    masked_name: str
    unit: str


class Directory:
    """Everybody's card, searchable as the lobby needs it."""

    def __init__(self, cards: Iterable[bytes]) -> None:
        self._lock = threading.Lock()
        self._cards: dict[str, Card] = {}
        self._spoken: dict[str, tuple[str, ...]] = {}
        self.on_record: Callable[[], Container[str]] | None = None
        """Returns whom the record knows; whoever is neither there nor here was erased. None: nobody asks for that."""
        self.language = Language.SIMPLIFIED
        """In which that is said where nobody has said who reads."""
        for card in cards:
            self.add(Card(**json.loads(card)))

    def add(self, card: Card) -> None:
        """Know a person, or know them anew."""
        with self._lock:
            self._cards[card.person] = card
            self._spoken[card.person] = spoken(card.name)

    def remove(self, person: str) -> None:
        """Know nothing of a person any more."""
        with self._lock:
            self._cards.pop(person, None)
            self._spoken.pop(person, None)

    def card(self, person: str) -> Card | None:
        """Return a person's card, if it was not erased."""
        return self._cards.get(person)

    def name(self, person: str) -> str:
        """Return a person's name; of one who was erased, words that say so; the id of one who never had a name."""
        card = self._cards.get(person)
        return card.name if card else self._erased(person) or person

    def masked(self, person: str) -> str:
        """Return a person's name as bystanders may see it."""
        card = self._cards.get(person)
        return mask(card.name) if card else self._erased(person) or "*"

    def _erased(self, person: str) -> str:
        if not person or self.on_record is None or person in self.on_record():
            return ""
        return text("personal.erased", reader(self.language))

    def phone_ends(self, person: str, digits: str) -> bool:
        """Return whether a person's phone on record ends so; False for none."""
        card = self._cards.get(person)
        return bool(card and card.phone and digits) and str(card.phone if card else "").endswith(digits)

    def check_pin(self, person: str, pin: str) -> bool:
        """Return whether `pin` is the person's. Takes about as long when there is no such person."""
        card = self._cards.get(person)
        known = card.pin_hash if card and card.pin_hash else _NOBODY
        try:
            return HASHER.verify(known, pin) and known is not _NOBODY
        except (VerificationError, InvalidHashError):
            return False

    def by_pin_digest(self, digest: str) -> str | None:
        """Return the courier whose PIN has this digest."""
        for card in list(self._cards.values()):
            if card.pin_digest == digest:
                return card.person
        return None

    def find(self, house: House, *, unit: str = "", name: str = "", last_four: str = "") -> list[Candidate]:
        """Return the active residents that fit, at most 6, in the order of their units."""
        fits = self._fitting(unit, name, last_four)
        found = [
            Candidate(person.id, mask(card.name), person.unit)
            for person in house.people.values()
            if person.role is Role.RESIDENT
            and person.active
            and person.unit
            and (card := self._cards.get(person.id))
            and fits(person, card)
        ]
        return sorted(found, key=lambda candidate: candidate.unit)[:6]

    def matching(self, house: House, words: str) -> list[Person]:
        """Return everybody whose name or unit begins so, for the desk; all of them for no words."""
        wanted = words.strip().casefold()
        letters, digits = re.sub(r"[^a-z]", "", wanted), re.sub(r"\D", "", wanted)
        return [person for person in house.people.values() if self._is_like(person, wanted, letters, digits)]

    def _is_like(self, person: Person, wanted: str, letters: str, digits: str) -> bool:
        if not wanted or wanted in self.name(person.id).casefold() or wanted == person.id:
            return True
        if digits and re.sub(r"\D", "", person.unit or "").startswith(digits):
            return True
        return bool(letters) and any(one.startswith(letters) for one in self._spoken.get(person.id, ()))

    def _fitting(self, unit: str, name: str, last_four: str) -> Callable[[Person, Card], bool]:
        digits, wanted = re.sub(r"\D", "", unit), name.strip().casefold()
        letters = re.sub(r"[^a-z]", "", wanted)
        if digits:
            return lambda person, card: re.sub(r"\D", "", person.unit or "") == digits
        if len(last_four) == 4 and last_four.isdigit():
            return lambda person, card: (card.phone or "").endswith(last_four)
        if letters:
            return lambda person, card: any(
                form.startswith(letters) for form in self._spoken[person.id] if form
            )
        if wanted:
            return lambda person, card: wanted in card.name.casefold()
        return lambda person, card: False


_NOBODY = HASHER.hash("nobody has this PIN")


def spoken(name: str) -> tuple[str, ...]:
    """Return how a name may begin on Latin keys: 张伟 zhangwei or zw, Emma Smith emmasmith or smith."""
    if name.isascii():
        words = [re.sub(r"[^a-z]", "", word) for word in name.casefold().split()]
        return ("".join(words), *words[1:])
    syllables = [syllable.casefold() for syllable in lazy_pinyin(name)]
    full = re.sub(r"[^a-z]", "", "".join(syllables))
    return (full, "".join(syllable[0] for syllable in syllables if syllable))


def mask(name: str) -> str:
    """Return a name that its owner recognises and a bystander does not learn: 张*, 欧阳*, E*** S***."""
    words = name.split()
    if len(words) > 1 or name.isascii():
        return " ".join(word[0] + "***" for word in words)
    kept = 2 if len(name) > 3 else 1
    return name[:kept] + "*" * max(1, len(name) - kept)
