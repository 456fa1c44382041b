"""What somebody has said so far about a key they ask for. It is on no disk: a power cut leaves nothing of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.domain.keys.asking import Answer

LONGEST_ORDER = 20


@dataclass(frozen=True)
class Agreement:
    """A colleague agreed. `how`: "secure badge" or "badge and pin"."""

    person: str
    how: str


@dataclass(frozen=True)
class Seen:
    """A colleague's badge that was just tapped, and waits for their touch. `id` is new with each tap."""

    person: str
    proven: bool
    id: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(frozen=True)
class Draft:
    """An asking for one key, as far as it has come."""

    key: str
    reason: str = ""
    work_order: str = ""
    note: Sequence[Sequence[tuple[int, int, int]]] = ()
    """The pen strokes of what was written by hand."""
    agreed: tuple[Agreement, ...] = ()
    listens: bool = False
    """The next badge is a colleague's who agrees, and begins no visit."""
    seen: Seen | None = None
    problem: str = ""
    """The code of what was wrong with the last tap."""
    visitor: Seen | None = None
    """Whose badge was tapped last, whether their word counts or not: they may have come for themselves."""
    beside: tuple[str, ...] = ()
    """Keys that are to be taken right after it: it goes only with them."""

    @property
    def authorisers(self) -> tuple[str, ...]:
        """Who has agreed."""
        return tuple(one.person for one in self.agreed)

    def because(self, reason: str) -> Draft:
        """Return the draft for this reason; what was written and agreed to for another one counts no more."""
        if reason == self.reason:
            return self.resting()
        return Draft(self.key, reason, self.work_order, beside=self.beside)

    def ordered(self, work_order: str) -> Draft:
        """Return the draft with the number of a work order."""
        return replace(self, work_order=work_order.strip()[:LONGEST_ORDER])

    def written(self, note: Sequence[Sequence[tuple[int, int, int]]]) -> Draft:
        """Return the draft with a note."""
        return replace(self, note=note)

    def resting(self) -> Draft:
        """Return the draft while no colleague is awaited: a tap is a visit again."""
        return replace(self, listens=False, seen=None, problem="", visitor=None)

    def listening(self) -> Draft:
        """Return the draft while it waits for a colleague's badge."""
        return self if self.listens else replace(self, listens=True, seen=None, problem="", visitor=None)

    def together_with(self, other: str) -> Draft:
        """Return the draft for one key more, to be taken right after it."""
        return replace(self, beside=(*(one for one in self.beside if one != other), other))

    def tapped(self, seen: Seen | None, problem: str = "", visitor: Seen | None = None) -> Draft:
        """Return the draft after a badge was laid on the reader; of one that does not count, the `problem` alone."""
        return replace(self, seen=seen, problem=problem, visitor=visitor)

    def with_agreement(self, of: Agreement) -> Draft:
        """Return the draft with one colleague more who agrees; nobody counts twice."""
        others = tuple(one for one in self.agreed if one.person != of.person)
        return replace(self, agreed=(*others, of), seen=None, problem="", visitor=None)


@dataclass(frozen=True)
class Following:
    """Keys that are still to be taken in a visit, on the word and the signature of the first one."""

    keys: tuple[str, ...]
    reason: str
    work_order: str
    signature: str
    signature_digest: str
    note: str
    authorisers: tuple[str, ...]
    asked: str = ""
    """The movement that was begun for the first of them; it may be tried again until that is out."""

    @property
    def rest(self) -> Following | None:
        """What still follows once the first of these keys is out."""
        return replace(self, keys=self.keys[1:], asked="") if self.keys[1:] else None


def next_question(told: Answer) -> tuple[str, str]:
    """Return what to ask next: "reason", "note", "work_order", "with" and a key, "authorisers"; "sign" at the end.

    A key that has to be taken first is said before anybody writes, types or is called for it.
    """
    ordered = sorted(told.wanted, key=lambda one: one != "reason" and not one.startswith("with:"))
    if not ordered:
        return "sign", ""
    wanted, _, other = ordered[0].partition(":")
    return wanted, other
