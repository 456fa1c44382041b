"""Alarms: what stands open, who is on it, what was found; the seals of the mechanical overrides."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.alarms.alarm import KINDS, Alarm, Seal
from kiosk.domain.alarms.deciding import (
    Acknowledge,
    Explain,
    decide_acknowledge,
    decide_explain,
    decide_seal,
    decide_sign,
    decide_silence,
    decide_take,
    number_of,
)
from kiosk.domain.alarms.evolving import seal_of
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture, PlaceKind
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LONGEST_NOTE = 500
AT_LOBBY = ("override", "forced", "ajar", "two_tags", "wrong_key")
"""Kinds that whoever stands in the lobby is told of, the most pressing first."""


class Alarms:
    """What people do about alarms. That there is one follows from what was sensed: nobody raises it."""

    def __init__(self, ledger: Ledger, register: Register, furniture: Furniture) -> None:
        self._ledger = ledger
        self._register = register
        self._furniture = furniture
        self.cabinets = tuple(dict.fromkeys(one.cabinet for one in furniture.of(PlaceKind.SLOT)))
        """The prefixes of the key cabinets, in the order of the settings."""

    def waiting(self) -> list[Alarm]:
        """Return the alarms that still want something of somebody, oldest first."""
        found = [one for one in self._ledger.house.alarms.values() if one.open]
        return sorted(found, key=lambda one: one.begun)

    def find(self, alarm: str) -> Alarm:
        """Return one alarm, however long ago it was dealt with.

        Raises:
            Refused: `alarm.unknown`.
        """
        found = self._ledger.house.alarms.get(alarm) or self._register.alarm(alarm)
        if found is None:
            raise Refused("alarm.unknown")
        return found

    def history(
        self,
        *,
        kind: str = "",
        place: str = "",
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Alarm]:
        """Return alarms that fit, newest first; the last row of a page is where the next one goes on."""
        kind = kind if kind in KINDS else ""
        return self._register.alarms(
            kind=kind, place=place, since=since, before=before, before_id=before_id, most=most
        )

    def at_lobby(self) -> Alarm | None:
        """Return the alarm that whoever stands in the lobby is told of, if one goes on."""
        going_on = [one for one in self.waiting() if one.ended is None and one.kind in AT_LOBBY]
        return min(going_on, key=lambda one: AT_LOBBY.index(one.kind), default=None)

    def take(self, alarm: str, by: Person) -> Alarm:
        """Return the alarm, with this person on it.

        Raises:
            Refused: `alarm.unknown`, `alarm.over`, `staff.needed`.
        """
        self._ledger.execute(lambda house: decide_take(house, alarm, by))
        return self._ledger.house.alarms[alarm]

    def silence(self, alarm: str, by: Person) -> None:
        """Switch its sound off; the alarm stands.

        Raises:
            Refused: as `take`.
        """
        self._ledger.execute(lambda house: decide_silence(house, alarm, by))

    def acknowledge(self, alarm: str, by: Person, found: str, done: str, note: str = "") -> None:
        """Record what was found and what was done about it; the words go into the vault. Twice is once.

        Raises:
            Refused: as `decide_acknowledge`; never for one that this person has acknowledged already.
        """
        words = note.strip()[:LONGEST_NOTE]
        sealed = [Sealed(f"note:alarm:{alarm}", by.id, words.encode())] if words else []
        reference = sealed[0].reference if sealed else ""
        command = Acknowledge(alarm, found, done, reference)

        def decide(house: House) -> list[e.Event]:
            known = house.alarms.get(alarm)
            if known and known.acknowledged_by == by.id:
                return []
            return decide_acknowledge(house, command, by)

        self._ledger.execute(decide, sealed=sealed)

    def explain(
        self, alarm: str, by: Person, reason: str, broken: str, fresh: str, strokes: Strokes
    ) -> Alarm:
        """Return the alarm with its explanation and the first name under it.

        Raises:
            Refused: as `decide_explain`; `signature.missing`.
        """
        signature, digest = signature_of(by.id, f"override:{alarm}:{by.id}", strokes)
        command = Explain(alarm, reason, number_of(broken), number_of(fresh), signature.reference, digest)
        self._ledger.execute(lambda house: decide_explain(house, command, by), sealed=[signature])
        return self._ledger.house.alarms[alarm]

    def sign(self, alarm: str, by: Person, strokes: Strokes) -> Alarm:
        """Return the alarm with the second name under its explanation: it is over, and a stocktake is due.

        Raises:
            Refused: as `decide_sign`; `signature.missing`.
        """
        signature, digest = signature_of(by.id, f"override:{alarm}:{by.id}", strokes)
        self._ledger.execute(
            lambda house: decide_sign(house, alarm, by, signature.reference, digest), sealed=[signature]
        )
        return self.find(alarm)

    def seals(self) -> list[Seal]:
        """Return the seal of each cabinet, known or not."""
        return [seal_of(self._ledger.house, cabinet) for cabinet in self.cabinets]

    def set_seal(self, cabinet: str, number: str, by: Person) -> None:
        """Record which seal is on a cabinet's mechanical override.

        Raises:
            Refused: as `decide_seal`.
        """
        typed = number_of(number)
        self._ledger.execute(lambda house: decide_seal(house, cabinet, typed, by, self.cabinets))

    def words_of(self, alarm: Alarm) -> str:
        """Return what somebody wrote when it was acknowledged, "" where nothing is kept."""
        content = self._ledger.opened(alarm.note) if alarm.note else None
        return content.decode(errors="replace") if content else ""
