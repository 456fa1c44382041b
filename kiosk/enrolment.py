"""Reads people, keys and the rules about them from a file into the ledger and the vault."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.places import Furniture, PlaceKind
from kiosk.flows.people.directory import HASHER, Card
from kiosk.ports.record import Ledger
from kiosk.rules_file import RuleTables, contradictions
from kiosk.rules_recording import differences, held_back, in_words
from kiosk.settings import SettingsProblems

Digest = Callable[[str, str], str]
Change = tuple[e.Event, Card | None]
AT_ONCE = 100
"""Entries in one durable transaction: each would otherwise wait for the disk by itself."""
Name = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonEntry(_Table):
    """One person as the file has them."""

    id: Name
    role: Literal["resident", "courier", "attendant", "supervisor", "manager"]
    name: str
    groups: tuple[str, ...] = ()
    unit: str | None = None
    company: str | None = None
    language: Literal["zh_Hans", "zh_Hant", "en"] = "zh_Hans"
    phone: str | None = None
    email: str | None = None
    badge: Annotated[str, Field(pattern=r"^[0-9A-F]{8,20}$")] | None = None
    pin: Annotated[str, Field(pattern=r"^[0-9]{6,12}$")] | None = None
    active: bool = True

    @model_validator(mode="after")
    def _fits_role(self) -> PersonEntry:
        if self.role == "resident" and not self.unit:
            raise ValueError("a resident needs a unit")
        if self.role == "courier" and self.pin and len(self.pin) < 8:
            raise ValueError("a courier's PIN also says who it is: at least 8 digits")
        return self


class KeyEntry(_Table):
    """One key as the file has it."""

    id: Name
    kind: Literal["unit", "common", "plant"]
    label: Label
    place: str
    tag: Annotated[str, Field(pattern=r"^(01-[0-9a-f]{12}|[0-9A-F]{10})$")]
    """An iButton as the kernel names it, or the ten hex digits of a 125 kHz tag."""
    groups: tuple[str, ...] = ()
    unit: str | None = None
    again: date | None = None
    """The day on which a key that had left the register, taken home or struck off, came back to be kept anew."""


class Enrolment(RuleTables):
    """The whole file."""

    people: tuple[PersonEntry, ...] = ()
    keys: tuple[KeyEntry, ...] = ()


def read(path: Path, furniture: Furniture) -> Enrolment:
    """Return what stands in `path`.

    Raises:
        SettingsProblems: everything that is wrong with it.
    """
    try:
        enrolment = Enrolment.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SettingsProblems([f"{path}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise SettingsProblems([f"{path}: {cause}"]) from cause
    except ValidationError as wrong:
        # what was entered is not repeated: it may be a PIN
        problems = [f"{path}: {'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors()]
        raise SettingsProblems(problems) from None
    if problems := _contradictions(enrolment, furniture):
        raise SettingsProblems([f"{path}: {problem}" for problem in problems])
    return enrolment


def _contradictions(enrolment: Enrolment, furniture: Furniture) -> list[str]:
    slots = {place.id for place in furniture.of(PlaceKind.SLOT)}
    problems = [f"{key.id}: there is no slot {key.place}" for key in enrolment.keys if key.place not in slots]
    pins = [person.pin for person in enrolment.people if person.role == "courier" and person.pin]
    for what, values in (
        ("id", [p.id for p in enrolment.people] + [k.id for k in enrolment.keys]),
        ("badge", [person.badge for person in enrolment.people if person.badge]),
        ("slot", [key.place for key in enrolment.keys]),
        ("tag", [key.tag for key in enrolment.keys]),
    ):
        problems += [
            f"{what} {value} is used twice" for value in sorted({v for v in values if values.count(v) > 1})
        ]
    if len(set(pins)) < len(pins):
        problems.append("two couriers have the same PIN")
    keys, people = [key.id for key in enrolment.keys], [person.id for person in enrolment.people]
    return problems + contradictions(enrolment, keys, people)


def enrol(
    enrolment: Enrolment,
    ledger: Ledger,
    digest: Digest,
    kept: Callable[[str], Card | None],
    *,
    overwrite_rules: bool = False,
) -> int:
    """Record what is new or different, and return how many entries that were. `kept` returns a person's card.

    A key that has left the register stays away, unless its entry says that it came back (`again`). Rules that were
    changed at the desk stay as they are, unless the file may overwrite them.
    """
    left = set(gone_from_here(enrolment, ledger))
    changes = [*_people(enrolment, ledger.house, digest, kept), *_keys(enrolment, ledger.house, left)]
    for first in range(0, len(changes), AT_ONCE):
        batch = changes[first : first + AT_ONCE]
        events, sealed = [event for event, _ in batch], [card.sealed() for _, card in batch if card]
        ledger.execute(lambda house, events=events: events, sealed=sealed)  # type: ignore[misc]
    groups = _key_groups(enrolment)
    recorded = ledger.execute(lambda house: differences(enrolment, house, groups, overwrite=overwrite_rules))
    return len(changes) + len(recorded)


def rules_held_back(enrolment: Enrolment, ledger: Ledger) -> list[str]:
    """Return the rules that were changed at the desk and are otherwise in the file, a line for each."""
    return [in_words(one) for one in held_back(enrolment, ledger.house, _key_groups(enrolment))]


def _key_groups(enrolment: Enrolment) -> list[str]:
    return [group for key in enrolment.keys for group in key.groups]


def _people(
    enrolment: Enrolment, house: House, digest: Digest, kept: Callable[[str], Card | None]
) -> Iterator[Change]:
    """Yield the people who are new or different, but for those who were erased.

    Nobody's entry hangs on another's: ids and badges are used once.
    """
    for person in enrolment.people:
        if person.id in house.erasures:
            continue
        before = kept(person.id)
        event, card = _person(person, digest, house), _card(person, digest, before)
        courier = house.couriers.get(person.id)
        if courier and courier.pin_by_desk and before:
            card = replace(card, pin_hash=before.pin_hash, pin_digest=before.pin_digest)
        if _changes(house, event) or card != before:
            yield event, card


def erased_since(enrolment: Enrolment, ledger: Ledger) -> list[str]:
    """Return the people of the file who were erased: they stay so, and a file that names them is best corrected."""
    return [one.id for one in enrolment.people if one.id in ledger.house.erasures]


def gone_from_here(enrolment: Enrolment, ledger: Ledger) -> list[str]:
    """Return the keys of the file that are not registered: they were taken home or struck off since it was written.

    An entry's `again` counts for a key that was last seen here before that day.
    """
    gone = []
    for entry in enrolment.keys:
        known = None if entry.id in ledger.house.keys else ledger.key(entry.id)
        if known is None:
            continue
        if entry.again is None or known.since is None or known.since.date() >= entry.again:
            gone.append(entry.id)
    return gone


def _keys(enrolment: Enrolment, house: House, left: Container[str]) -> Iterator[Change]:
    """Yield the keys that are new or different, but for those that have left."""
    for entry in enrolment.keys:
        if entry.id in left:
            continue
        known, key = house.keys.get(entry.id), _as_replaced(entry, house)
        same = known and (known.label, known.tag, known.place, known.groups, known.unit, known.kind.value) == (
            key.label, key.tag, key.place, key.groups, key.unit, key.kind,
        )  # fmt: skip
        if not same:
            registered = e.KeyRegistered(
                key.id, key.kind, key.label, key.tag, key.place, key.groups, key.unit
            )
            yield registered, None


def _as_replaced(entry: KeyEntry, house: House) -> KeyEntry:
    """Return a key as the file has it, but for a tag that was retired and a label that the desk has changed since."""
    known, condition = house.keys.get(entry.id), house.conditions.get(entry.id)
    if known and entry.tag in house.retired_tags:
        entry = entry.model_copy(update={"tag": known.tag})
    if known and condition and condition.relabelled:
        entry = entry.model_copy(update={"label": known.label})
    return entry


def _person(entry: PersonEntry, digest: Digest, house: House) -> e.PersonEnrolled:
    """Return a person as the file has them, but for a badge about which the desk has the last word."""
    badge = digest("badge", entry.badge) if entry.badge else None
    known, owner = house.people.get(entry.id), house.by_badge(badge) if badge else None
    if known and known.badge_by_desk:
        badge = known.badge
    elif owner and owner.id != entry.id and owner.badge_by_desk:
        badge = None
    courier = house.couriers.get(entry.id)
    active = known.active if known and courier else entry.active  # whom the desk has blocked stays blocked
    return e.PersonEnrolled(
        entry.id, entry.role, entry.groups, entry.unit, entry.company, entry.language, badge, active
    )


def _card(entry: PersonEntry, digest: Digest, before: Card | None) -> Card:
    pin_digest = digest("pin" if entry.role == "courier" else "pin:staff", entry.pin) if entry.pin else None
    same_pin = before is not None and before.pin_digest == pin_digest
    pin_hash = before.pin_hash if same_pin and before else (HASHER.hash(entry.pin) if entry.pin else None)
    return Card(entry.id, entry.name, entry.phone, entry.email, pin_hash, pin_digest)


def _changes(house: House, event: e.PersonEnrolled) -> bool:
    known = house.people.get(event.person)
    if known is None:
        return True
    facts: Sequence[object] = (
        known.role.value, known.groups, known.unit, known.company, known.language, known.badge, known.active,
    )  # fmt: skip
    return facts != (
        event.role, event.groups, event.unit, event.company, event.language, event.badge, event.active,
    )  # fmt: skip
