"""A signature beside those that stand for its writer: what it is like, kept as evidence; and who judges the rest."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.signatures import deciding
from kiosk.domain.signatures.events import SignatureCompared
from kiosk.domain.signatures.specimen import Specimens, Waiting
from kiosk.flows.identity.signing import Strokes, digest_of, signature_of
from kiosk.flows.identity.standing_by import StoodBy, Written
from kiosk.flows.reasons import said
from kiosk.ports.record import Ledger, Sealed
from kiosk.signatures.enrolling import is_plain, repeats
from kiosk.signatures.strokes import Pen, Unreadable, pen_of
from kiosk.signatures.verdict import Hand, Verdict

UNREADABLE_MILLI = 99_000
"""The score on record of what can't be compared at all."""
MOST_HANDS = 64
REASONS = ("alike", "document_seen", "known_here", "hand_hurt", "not_alike", "would_not_say")
"""What an attendant may give as the reason at a touch."""


@dataclass(frozen=True)
class Reference:
    """A signature that another one is compared with: the vault's reference and its digest."""

    signature: str
    digest: str
    pen: Pen


class Comparing:
    """One pair of eyes for every journey that asks for a signature where there is an earlier one."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._hands: OrderedDict[tuple[str, ...], Hand] = OrderedDict()

    def knows(self, person: str) -> bool:
        """Return whether enough signatures stand for a person."""
        return bool(self._ledger.house.specimens) and self.specimens(person).enough

    def specimens(self, person: str) -> Specimens:
        """Return what stands for a person, or will once it is enough."""
        return deciding.specimens_of(self._ledger.house, person)

    def references(self, person: str, first: str = "") -> list[Reference]:
        """Return what a person's signature is compared with: their own on file, else the `first` of this matter."""
        kept = self.specimens(person)
        names = [one.signature for one in kept.kept] if kept.enough else [first] if first else []
        return [found for name in names if (found := self._reference(name))]

    def look(
        self,
        about: str,
        person: str,
        strokes: Strokes,
        *,
        first: str = "",
        item: str = "",
        document: str = "",
    ) -> SignatureCompared | None:
        """Return what a signature is like, not on record yet; None where there is nothing to compare it with."""
        known = self.references(person, first)
        if not known:
            return None
        verdict, milli = self._verdict(known, strokes)
        return SignatureCompared(
            comparison=about,
            person=person,
            item=item,
            document=document,
            signature=f"signature:{about}",
            signature_digest=digest_of(strokes),
            references=tuple(one.signature for one in known),
            compared_with=tuple(one.digest for one in known),
            verdict=verdict.value,
            score_milli=milli,
        )

    def beside(self, about: str, person: str, written: Written, *, item: str, first: str = "") -> list[Event]:
        """Return what goes on record of a signature under something that is done anyway, named `about` as it is.

        It is compared with those on file, else with the `first` of this matter; what is not the same waits for an
        attendant's word beside it. Nothing where there is nothing to compare, or somebody stood by.
        """
        if isinstance(written, StoodBy):
            return []
        found = self.look(about, person, written, first=first, item=item)
        if found is None:
            return []
        return self.kept(found) if found.verdict == Verdict.SAME.value else [found]

    def kept(self, compared: SignatureCompared) -> list[Event]:
        """Return what goes on record of a signature that is the same: the comparison, and a fresher specimen."""
        return [compared, *deciding.updated(self._ledger.house, compared)]

    def put_aside(self, compared: SignatureCompared, strokes: Strokes) -> None:
        """Record a comparison that somebody has to judge; what was written waits with it in the vault."""
        sealed, _ = signature_of(compared.person, compared.comparison, strokes)

        def decide(house: House) -> list[Event]:
            return [] if compared.comparison in house.comparisons else [compared]

        self._ledger.execute(decide, sealed=[sealed])

    def waiting(self, comparison: str) -> Waiting:
        """Return a comparison that waits. Raises `comparison.over`."""
        return deciding.waiting(self._ledger.house, comparison)

    def strokes(self, signature: str) -> Strokes:
        """Return a signature's strokes, nothing for what is not kept any more."""
        content = self._ledger.opened(signature)
        return [[(x, y, t) for x, y, t in stroke] for stroke in json.loads(content)] if content else []

    def judged(
        self,
        house: House,
        comparison: str,
        by: Person,
        word: Judgement,
        second: str = "",
        *,
        alone: bool = True,
    ) -> list[Event]:
        """Return the events of a judgement. Raises as `deciding.decide_judged`."""
        reference, digest = word.sealed[-1].reference, word.digest
        return list(
            deciding.decide_judged(
                house, comparison, by, reference, digest,
                accepted=word.accepted, reason=word.reason, second=second, alone=alone,
            )
        )  # fmt: skip

    def enrol(self, by: Person, person: str, act: str, strokes: Strokes) -> Specimens:
        """Return what stands for a person once one more signature was seen written.

        Raises:
            Refused: `signature.missing`; as `deciding.decide_enrol`.
        """
        sealed, digest = signature_of(person, f"specimen:{act}", strokes)
        known = [one for kept in self.specimens(person).kept if (one := self._reference(kept.signature))]
        pen = _pen(strokes)
        plain = pen is None or is_plain(pen)
        alike = pen is not None and repeats([one.pen for one in known], pen)
        self._ledger.execute(
            lambda house: deciding.decide_enrol(
                house, person, by, sealed.reference, digest, repeats=alike, plain=plain
            ),
            sealed=[sealed],
        )
        return self.specimens(person)

    def drop(self, by: Person, person: str) -> None:
        """Let a person begin anew: what was written for this alone is destroyed. Raises `staff.needed`."""
        gone = deciding.only_specimens(self.specimens(person))
        self._ledger.execute(lambda house: deciding.decide_drop(house, person, by), erased=gone)

    def tick(self) -> None:
        """Let go of what stands for residents who are here no more, and destroy what was written for this alone."""
        for ended in deciding.left(self._ledger.house):
            gone = deciding.only_specimens(self.specimens(ended.person))
            self._ledger.execute(
                lambda house, ended=ended: [ended] if ended.person in house.specimens else [],  # type: ignore[misc]
                erased=gone,
            )

    def _verdict(self, known: Sequence[Reference], strokes: Strokes) -> tuple[Verdict, int]:
        pen = _pen(strokes)
        if pen is None:
            return Verdict.UNSURE, UNREADABLE_MILLI
        found = self._hand(known).compare(pen)
        return found.verdict, min(UNREADABLE_MILLI, round(1000 * found.score))

    def _hand(self, known: Sequence[Reference]) -> Hand:
        name = tuple(one.digest for one in known)
        with self._lock:
            hand = self._hands.pop(name, None)
        hand = hand or Hand([one.pen for one in known])
        with self._lock:
            self._hands[name] = hand
            while len(self._hands) > MOST_HANDS:
                self._hands.popitem(last=False)
        return hand

    def _reference(self, signature: str) -> Reference | None:
        strokes = self.strokes(signature)
        pen = _pen(strokes)
        return Reference(signature, digest_of(strokes), pen) if pen else None


@dataclass(frozen=True)
class Judgement:
    """What an attendant thinks of a comparison, signed; `sealed` goes into the vault, the signature last."""

    accepted: bool
    reason: str
    digest: str
    sealed: tuple[Sealed, ...]


def judgement_of(by: Person, comparison: str, strokes: Strokes, *, accepted: bool, reason: str) -> Judgement:
    """Return an attendant's word, ready for the record. Raises `signature.missing`."""
    words, why = said(by.id, reason)
    signature, digest = signature_of(by.id, f"judged:{comparison}", strokes)
    return Judgement(accepted, why, digest, (*words, signature))


def _pen(strokes: Strokes) -> Pen | None:
    try:
        return pen_of(strokes)
    except Unreadable:
        return None
