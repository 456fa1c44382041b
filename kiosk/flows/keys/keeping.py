"""A resident leaves a key with the estate, and takes it home: an attendant sees who it is, the resident signs."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.keeping import events as k
from kiosk.domain.keeping import leaving
from kiosk.domain.keeping.keeping import Signed
from kiosk.domain.keeping.leaving import LeaveKey
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture, Place
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import LEAVE, TAKE_BACK
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.comparing import Comparing, Judgement
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.standing_by import Name, StoodBy, Written
from kiosk.flows.people.consents import Consents
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

OPENS_WITHIN = timedelta(minutes=30)
"""So long after a resident has signed an attendant's word opens the slot; later they sign anew."""


class Keeping:
    """Each is a movement like any other: intent on disk, slot opened, key sensed."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        doors: Doors,
        sight: Sight,
        furniture: Furniture,
        clock: Clock,
        consents: Consents,
        comparing: Comparing,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._doors = doors
        self._sight = sight
        self._furniture = furniture
        self._clock = clock
        self._consents = consents
        self._comparing = comparing
        self.demands: Demands | None = None
        """What the site asks for before a key goes home."""

    def free_slots(self) -> list[Place]:
        """Return the slots where a new key can hang, the one that is proposed first."""
        return leaving.free_slots(self._ledger.house, self._furniture, self._sight.readings())

    def leave(self, by: Person, command: LeaveKey, document: str, written: Written) -> Movement:
        """Return the movement: identity seen, consent and signature (or witness) on record, the slot's latch fired.

        Raises:
            Refused: `staff.needed`, `signature.missing`, `witness.colleague`; as `leaving.decide_leave`.
        """
        if earlier := self._ledger.find(command.movement):
            return earlier
        person = command.consent.person
        name, signed = self._consents.signed(by, person, command.movement, document, written)
        free = [place.id for place in self.free_slots()]
        reasons, now = self._consents.reasons, self._clock.now()

        def decide(house: House) -> list[Event]:
            begun = leaving.decide_leave(house, command, signed, free, reasons, now)
            return [*name.said(house, LEAVE, command.movement), *begun] if begun else []

        return self._doors.open_for(command.movement, decide, sealed=name.sealed)

    def take_back(
        self,
        by: Person,
        movement: str,
        key: str,
        person: str,
        document: str,
        written: Written,
        second: tuple[str, str] = ("", ""),
    ) -> Movement:
        """Return the movement: signed again, compared with the first signature, the slot's latch fired. Before a
        witness nothing is compared: the document and the colleague say who it is.

        Raises:
            Refused: `staff.needed`, `signature.missing`, `witness.colleague`; `signature.judge` where it is not
                found the same: it waits for `judge`; `proof.lacking` where the site asks for more: a `second` with
                their PIN; as `leaving.decide_take_back`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        name, signed = self._consents.signed(by, person, movement, document, written)
        leaving.decide_take_back(self._ledger.house, movement, key, person, signed)
        compared = self._compared(name, key, document, written)
        means = _written(signed, same=bool(compared)) if name.by is None else name.by.evidence
        compared += self._basis(by, movement, document, means, second)

        def decide(house: House) -> list[Event]:
            begun = leaving.decide_take_back(house, movement, key, person, signed)
            return [*name.said(house, TAKE_BACK, movement), *compared, *begun] if begun else []

        return self._doors.open_for(movement, decide, sealed=name.sealed)

    def _compared(self, name: Name, key: str, document: str, written: Written) -> list[Event]:
        """Return the comparison with what was signed first; nothing where there is nothing to compare."""
        if isinstance(written, StoodBy):
            return []
        first = self._first_of(key, name.person)
        found = self._comparing.look(name.act, name.person, written, first=first, item=key, document=document)
        if found and found.verdict != "same":
            self._comparing.put_aside(found, written)
            raise Refused("signature.judge", comparison=name.act)
        return self._comparing.kept(found) if found else []

    def judge(
        self, by: Person, comparison: str, word: Judgement, second: tuple[str, str] = ("", "")
    ) -> Movement | None:
        """Return the movement that begins by an attendant's word; None where the key stays: by that word, or since
        nobody stands at the slot any more (`OPENS_WITHIN`).

        Raises:
            Refused: `proof.lacking` as `take_back`; as `Comparing.judged` and `Demands.second`, and as
                `leaving.decide_take_back`: then nothing was judged.
        """
        if earlier := self._ledger.find(comparison):
            return earlier
        known = self._comparing.waiting(comparison)
        agrees, alone = self._agrees(by, second)
        here = self._clock.now() - known.at <= OPENS_WITHIN
        if not (word.accepted and here) or known.item not in self._ledger.house.keys:
            self._ledger.execute(
                lambda house: self._comparing.judged(house, comparison, by, word, agrees, alone=alone),
                sealed=word.sealed,
            )
            return None
        signed = Signed(known.document, by.id, known.signature, known.digest)
        basis = self._basis(by, comparison, known.document, _written(signed, same=True), second)
        return self._doors.open_for(
            comparison,
            lambda house: [
                *self._comparing.judged(house, comparison, by, word, agrees, alone=alone),
                *basis,
                *leaving.decide_take_back(house, comparison, known.item, known.person, signed),
            ],
            sealed=word.sealed,
        )

    def _agrees(self, by: Person, second: tuple[str, str]) -> tuple[str, bool]:
        """Return the colleague who agrees, "" for none, and whether one attendant may judge anything alone.

        Raises:
            Refused: as `Demands.second`.
        """
        if self.demands is None:
            return "", True
        word = self.demands.second(by, *second)
        return (second[0] if any(one.means is Means.SECOND for one in word) else ""), self.demands.alone

    def _basis(
        self, by: Person, movement: str, document: str, means: list[Evidence], second: tuple[str, str]
    ) -> list[Event]:
        """Return what a key's going home rests on; raises as `Demands.basis`."""
        if self.demands is None:
            return []
        identity = Means.CARD if document == "badge" else Means.ID
        shown = [Evidence(identity, document), *means]
        shown += self.demands.second(by, *second)
        return [*self.demands.basis("take-back", movement, shown, category="unit")]

    def _first_of(self, key: str, person: str) -> str:
        """Return what this person signed when the key was left; "" where somebody else of the home did."""
        for one in self._register.movements(item=key, kind=Kind.LEAVE.value, most=1):
            return one.signature if one.bearer == person else ""
        return ""

    def looked(self, by: Person, unit: str, what: str) -> None:
        """Put on record that `by` looks at a home's file, before it is shown: its "consents", or a "signature"."""
        self._ledger.execute(lambda house: [k.HomeFileSeen(unit, by.id, what)])

    def first_signature(self, key: str, unit: str) -> str:
        """Return the vault's reference to what was signed when a key was left, else to the home's newest consent.

        "" where nothing was signed on the screen: the paper of that time is to be looked at.
        """
        for one in self._register.movements(item=key, kind=Kind.LEAVE.value, most=1):
            return one.signature
        own = [one.signed for one in self._ledger.house.consents.values() if one.unit == unit]
        return next((one for one in reversed(own) if one.startswith("signature:")), "")


def _written(signed: Signed, *, same: bool) -> list[Evidence]:
    return [Evidence(Means.SAME_SIGNATURE if same else Means.SIGNATURE, signed.digest)]
