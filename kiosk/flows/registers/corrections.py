"""Registers put right as a paper one is: a further entry names the old one, and both can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from kiosk.domain.corrections.correction import (
    ANSWER,
    SERVICES,
    VALUES,
    Correction,
    Value,
    clear_answer,
    line_of,
    value_of,
)
from kiosk.domain.corrections.deciding import decide_correction, stands
from kiosk.domain.corrections.events import RegisterCorrected
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.services.answers import answer_of
from kiosk.domain.services.catalogue import Asked, Catalogue, Kind
from kiosk.flows.items.guests import LONGEST_NAME, phone_of
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.reasons import said
from kiosk.flows.registers.books import BOOKS
from kiosk.flows.registers.correction_words import part_of, plain_of, reference_of, with_part
from kiosk.flows.services.grievances import SITE as OF_GRIEVANCES
from kiosk.flows.services.grievances import Grievances
from kiosk.flows.services.workorders import SITE as OF_ORDERS
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LONGEST = 200
MOST = 40
"""So many corrections of one line are read."""
ASKED = frozenset({Kind.TEXT, Kind.PHONE, Kind.UNIT, Kind.NUMBER, Kind.COUNT})
"""Answers that can be put right alone; a day or an hour has deadlines, and is amended with them."""
SITES = {"grievances": OF_GRIEVANCES, "orders": OF_ORDERS}
"""Whose key seals the words of a line that is nobody's."""


@dataclass(frozen=True)
class Standing:
    """A value as it stands. `plain`: as it would be typed; `asked`: the question of a service that it answers."""

    field: str
    value: Value
    plain: str
    asked: Asked | None = None


@dataclass(frozen=True)
class Told:
    """A correction as it is read. `was`, `now`: plain, None for what is not kept any more."""

    correction: Correction
    was: str | None
    now: str | None


class Corrections:
    """Who put right what in which register, when and why."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        catalogue: Catalogue,
        grievances: Grievances,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._catalogue = catalogue
        self._grievances = grievances

    def line(self, register: str, about: str, by: Person) -> Any:
        """Return what a register's line is about, however long ago it was.

        Raises:
            Refused: `correction.unknown`; `grievance.unknown` for whoever it is against.
        """
        if register == "grievances":
            return self._grievances.need(about, by)
        found = line_of(self._ledger.house, register, about)
        if found is None and register in VALUES:
            found = self._register.matter(BOOKS[register].kind, about)
        if found is None:
            raise Refused("correction.unknown")
        return found

    def values(self, register: str, about: str, by: Person) -> list[Standing]:
        """Return what of a line can be put right; what is not kept any more can't. Raises as `line`."""
        line = self.line(register, about, by)
        found = []
        for field, asked in self._fields(register, line).items():
            value = value_of(register, field)
            plain = self._plain(register, line, field, value) if value else None
            if value is not None and plain is not None:
                found.append(Standing(field, value, plain, asked))
        return found

    def value(self, register: str, about: str, field: str, by: Person) -> Standing:
        """Return one value of a line. Raises as `line`; `correction.unknown` for one that can't be put right."""
        for one in self.values(register, about, by):
            if one.field == field:
                return one
        raise Refused("correction.unknown")

    def of(self, register: str, about: str) -> list[Told]:
        """Return what was put right of a line, the newest first."""
        return [told_of(self._ledger, one) for one in self._made(register, about)]

    def correct(self, act: str, line: tuple[str, str, str], typed: str, why: str, by: Person) -> None:
        """Put right one value: `line` is its register, what it is about, and which. `act`: the form's id.

        Raises:
            Refused: as `value`, `deciding.decide_correction`; `guest.phone`, `service.answer.<kind>` for what is no
                such value.
        """
        if act in self._ledger.house.corrections:
            return
        register, about, field = line
        standing, one = self.value(register, about, field, by), self.line(register, about, by)
        plain = self._checked(standing, " ".join(typed.split())[:LONGEST])
        if plain == standing.plain:
            raise Refused("correction.same")
        was = self._stood(register, one, standing)
        sealed, was, now = self._sealed(act, register, one, standing, plain, was)
        because, reason = said(by.id, why, LONGEST)
        digest = sha256(next((each.content for each in sealed if each.reference == now), b"")).hexdigest()
        wanted = RegisterCorrected(
            act, register, about, field, was, now, digest if sealed else "", reason, by.id
        )
        recorded = self._ledger.execute(
            lambda house: decide_correction(house, wanted, by, one), sealed=[*sealed, *because]
        )
        if recorded and not standing.value.attribute:
            self._know_again(one.visitor, standing, plain)

    def _fields(self, register: str, line: Any) -> Mapping[str, Asked | None]:
        if register != SERVICES:
            return dict.fromkeys(VALUES[register])
        service = self._catalogue.services.get(line.service)
        if service is None:
            return {}
        counts = {service.price.by, service.calls.days if service.calls else ""}
        asked = (one for one in service.fields if one.kind in ASKED and one.code not in counts)
        return {f"{ANSWER}{one.code}": one for one in asked}

    def _plain(self, register: str, line: Any, field: str, value: Value) -> str | None:
        """Return a value as it would be typed, None for what is not kept any more."""
        if not value.attribute:
            card = self._directory.card(line.visitor)
            return (card.name if value.part == "name" else card.phone or "") if card else None
        stood = self._stood(register, line, Standing(field, value, ""))
        if not value.sealed or clear_answer(line, register, field) is not None:
            return stood
        if not stood:
            whose = _whose(register, line)
            return "" if whose in SITES.values() or self._directory.card(whose) else None
        content = self._ledger.opened(stood)
        return part_of(register, value, content) if content else None

    def _stood(self, register: str, line: Any, standing: Standing) -> str:
        """Return what stands on a line on record; one that is not at hand is as its last correction says."""
        if line_of(self._ledger.house, register, line.id) is None:
            for one in self._made(register, line.id):
                value = value_of(register, one.field)
                same = one.field == standing.field or (value is not None and value.sealed)
                if value and same and value.attribute == standing.value.attribute:
                    return one.now
        return stands(line, register, standing.field)

    def _made(self, register: str, about: str) -> list[Correction]:
        found = self._register.matters(Correction, unit=about, most=MOST)
        return [one for one in found if one.register == register]

    def _checked(self, standing: Standing, typed: str) -> str:
        if not typed:
            raise Refused("correction.empty")
        if standing.asked:
            units = {one.unit for one in self._ledger.house.people.values() if one.unit}
            return answer_of(standing.asked, typed, units)
        if standing.value.part == "phone":
            return phone_of(typed)
        return typed[:LONGEST_NAME] if standing.value.part == "name" else typed

    def _sealed(
        self, act: str, register: str, line: Any, standing: Standing, plain: str, was: str
    ) -> tuple[list[Sealed], str, str]:
        """Return what goes into the vault, and how what stood and what is true now stand on record."""
        value, whose = standing.value, _whose(register, line)
        reference = reference_of(register, line.id, act)
        if not value.attribute:
            pair = [
                Sealed(f"{reference}:was", line.visitor, standing.plain.encode() or b"\xe2\x80\x93"),
                Sealed(f"{reference}:now", line.visitor, plain.encode()),
            ]
            card = self._card(line.visitor, standing, plain)
            return [*pair, card.sealed()], pair[0].reference, pair[1].reference
        if not value.sealed or clear_answer(line, register, standing.field) is not None:
            return [], was, plain
        kind = standing.asked.kind.value if standing.asked else ""
        content = with_part(register, value, self._ledger.opened(was) if was else None, plain, kind)
        return [Sealed(reference, whose, content)], was, reference

    def _card(self, visitor: str, standing: Standing, plain: str) -> Card:
        card = self._directory.card(visitor)
        if card is None:
            raise Refused("correction.unknown")
        return replace(card, name=plain) if standing.value.part == "name" else replace(card, phone=plain)

    def _know_again(self, visitor: str, standing: Standing, plain: str) -> None:
        self._directory.add(self._card(visitor, standing, plain))


def told_of(ledger: Ledger, one: Correction) -> Told:
    """Return a correction with what it says in plain words, as far as that is kept."""
    value = value_of(one.register, one.field)
    was, now = (plain_of(ledger, one.register, value, stood) for stood in (one.was, one.now))
    return Told(one, was, now)


def _whose(register: str, line: Any) -> str:
    """Return under whose key a line's words are sealed."""
    whose = line.responsible if register == "passes" else line.person
    return str(whose or SITES.get(register, ""))
