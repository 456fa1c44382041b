"""What is in custody: keys and parcels. Exactly one custodian answers for each at any time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.waiting.wait import Wait


class CustodianKind(Enum):
    """Who or what answers for an item."""

    PLACE = "place"
    PERSON = "person"
    NOBODY_KNOWS = "nobody knows"


@dataclass(frozen=True)
class Custodian:
    """A place, a person, or the admission that the record does not know."""

    kind: CustodianKind
    id: str = ""


def at_place(place: str) -> Custodian:
    """Return the custodian that a place is."""
    return Custodian(CustodianKind.PLACE, place)


def with_person(person: str) -> Custodian:
    """Return the custodian that a person is."""
    return Custodian(CustodianKind.PERSON, person)


UNKNOWN = Custodian(CustodianKind.NOBODY_KNOWS)


class KeyKind(Enum):
    """Unit keys are left by residents; the others belong to the estate."""

    UNIT = "unit"
    COMMON = "common"
    PLANT = "plant"


@dataclass(frozen=True)
class Label:
    """A name in the three languages."""

    en: str
    zh_Hans: str
    zh_Hant: str

    def in_language(self, language: str) -> str:
        """Return the name in the language of that name ("en", "zh_Hans", "zh_Hant")."""
        return str(getattr(self, language))


@dataclass(frozen=True)
class Told:
    """Somebody was told that a key is late. `notice`: the id of what goes out; `by`: who asked for it, "" nobody."""

    notice: str
    person: str
    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Key:
    """A key (or bundle) with a tag, its own slot, and whoever holds it now."""

    id: str
    kind: KeyKind
    label: Label
    tag: str
    place: str
    """Its own slot."""
    groups: tuple[str, ...]
    unit: str | None
    custodian: Custodian
    since: datetime | None = None
    due: datetime | None = None
    """When it is due back, while a person has it."""
    overdue_step: int = 0
    """How far its being late has been told: 0 to 3."""
    told: tuple[Told, ...] = ()
    """Who was told of its being late, while it is out; the oldest first."""
    work_order: str = ""
    """The number under which it left, while it is out."""


class ParcelStage(Enum):
    """Where a parcel is in its stay."""

    ARRIVING = "arriving"
    WAITING = "waiting"
    COLLECTED = "collected"
    NOT_TAKEN_IN = "not taken in"
    MISSING = "missing"
    RETURNED = "returned"
    """On its way back to the sender."""


@dataclass(frozen=True)
class Parcel:
    """A parcel for a resident, from a courier's hands to the resident's."""

    id: str
    recipient: str
    barcode: str
    size: str
    stage: ParcelStage
    custodian: Custodian
    slip: str
    """The number of the one claim slip that is good for it (hex)."""
    code_mac: str
    """A keyed digest of the pick-up code."""
    since: datetime
    movement: str = ""
    """The drop that brought it."""
    disputed: str | None = None
    courier: str = ""
    """Who brought it."""
    wait: Wait = field(default_factory=Wait)
    """What time has done to it."""
    announced: Delivery | None = None
    """What was announced of it: awaited again if its courier takes it back."""
    outgoing: str = ""
    """The sending, deposit or transfer that it is: it belongs to who entrusted it, and nobody collects it by a code."""

    @property
    def live(self) -> bool:
        """Whether it still needs a place."""
        return self.stage in (ParcelStage.ARRIVING, ParcelStage.WAITING)
