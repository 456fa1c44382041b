"""The record in one language, for registers: names and times in words, signatures as they were drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.keys.keeping_slips import listed
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, moment_of, number_of, text
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

Pen = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Field:
    """One field of a line: words, smaller ones beneath, a signature. `about`: the key whose life it leads to."""

    text: str = ""
    small: tuple[str, ...] = ()
    pen: Pen = ()
    about: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a register. `sheet`: the id of what has a sheet of its own. `at`, `id`: where it stands."""

    fields: tuple[Field, ...]
    at: str
    id: str
    sheet: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Writer:
    """The record in one language."""

    ledger: Ledger
    register: Register
    directory: Directory
    zone: str
    language: Language
    now: datetime
    currency: str = CURRENCY
    """Of amounts that don't name their own."""

    @property
    def house(self) -> House:
        """The present."""
        return self.ledger.house

    def say(self, key: str, **facts: object) -> str:
        """Return a text."""
        return text(key, self.language, **facts)

    def time(self, at: datetime) -> str:
        """Return a moment, to the minute."""
        return moment_of(at, self.language, self.zone, "yMMMd Hm")

    def day(self, at: datetime) -> str:
        """Return a moment's day."""
        return moment_of(at, self.language, self.zone, "yMMMd")

    def pen(self, reference: str) -> Pen:
        """Return what was drawn; nothing where nothing was, or where it is not kept any more."""
        content = self.ledger.opened(reference) if reference.startswith("signature:") else None
        if not content:
            return ()
        return tuple(tuple((int(x), int(y)) for x, y, _ in stroke) for stroke in json.loads(content))

    def signed(self, reference: str, *small: str) -> Field:
        """Return a signature as a field, or who stood by in its place; "not signed" where there is none."""
        if witness := witness_of(reference):
            words = self.say("witness.stands", name=self.name(witness))
            return Field(words, tuple(one for one in small if one), tone="quiet")
        pen = self.pen(reference)
        words = "" if pen else self.say("registers.erased" if reference else "registers.unsigned")
        return Field(words, tuple(one for one in small if one), pen, tone="" if pen else "quiet")

    def key(self, key: str) -> str:
        """Return a key's label, however long ago it left the register."""
        known: Key | None = self.house.keys.get(key) or self.ledger.key(key)
        return known.label.in_language(self.language.value) if known else key

    def name(self, person: str) -> str:
        """Return a person's name, "" for nobody."""
        return self.directory.name(person) if person else ""

    def names(self, people: Sequence[str]) -> str:
        """Return several people as a list."""
        return listed([self.name(one) for one in people], self.language)

    def words_of(self, reference: str) -> tuple[str, str]:
        """Return the label and the lock's number of a line that was handed over; "–" for what is not kept."""
        content = self.ledger.opened(reference)
        if not content:
            return "–", ""
        written = json.loads(content)
        return str(written["label"]), str(written["number"])

    def number(self, value: int) -> str:
        """Return a whole number."""
        return number_of(value, self.language)
