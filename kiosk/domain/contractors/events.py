"""Facts about contractors: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class ContractorEvent(Event):
    """Something about contractors; the base of all events here."""


@dataclass(frozen=True)
class StayEvent(ContractorEvent):
    """Something of one stay."""

    stay: str


@dataclass(frozen=True)
class ErrandEvent(StayEvent):
    """Something of one key in a stay."""

    errand: str


@stored_as("contractor.admitted/1")
@dataclass(frozen=True)
class ContractorAdmitted(StayEvent):
    """Somebody without an account has signed the house's rules before `by`, who saw `document`.

    `rules`: the SHA-256 (hex) of the words that were shown.
    """

    person: str
    document: str
    by: str
    rules: str
    signature: str
    signature_digest: str


@stored_as("contractor.photographed/1")
@dataclass(frozen=True)
class ContractorPhotographed(StayEvent):
    """A picture was taken and sealed, or it is said why there is none (`missing`; then `digest` is "")."""

    digest: str
    missing: str = ""


@stored_as("contractor.photo.seen/1")
@dataclass(frozen=True)
class ContractorPhotoSeen(StayEvent):
    """A member of the staff looked at the picture."""

    by: str


@stored_as("contractor.key.asked/1")
@dataclass(frozen=True)
class ContractorAsked(ErrandEvent):
    """A contractor asks for a key; `deposit_cents` is what the site wants for it."""

    key: str
    reason: str
    work_order: str
    note: str
    deposit_cents: int
    by: str


@stored_as("contractor.key.dropped/1")
@dataclass(frozen=True)
class ContractorAskedNoMore(ErrandEvent):
    """The key is not wanted any more; it never left."""

    by: str


@stored_as("contractor.sponsored/1")
@dataclass(frozen=True)
class ContractorSponsored(ErrandEvent):
    """Somebody answers for the contractor and this key. `how` they proved who they are."""

    sponsor: str
    how: str
    by: str


@stored_as("contractor.deposit.taken/1")
@dataclass(frozen=True)
class DepositTaken(ErrandEvent):
    """Money was taken at the desk, against this voucher."""

    cents: int
    voucher: str
    by: str


@stored_as("contractor.deposit.returned/1")
@dataclass(frozen=True)
class DepositReturned(ErrandEvent):
    """The money was given back, against this voucher."""

    cents: int
    voucher: str
    by: str


@stored_as("contractor.deposit.kept/1")
@dataclass(frozen=True)
class DepositKept(ErrandEvent):
    """The supervisor keeps the money; `reason` is the vault's reference to why, `digest` its SHA-256 in hex."""

    cents: int
    by: str
    reason: str
    digest: str


@stored_as("contractor.key.issued/1")
@dataclass(frozen=True)
class ContractorTakes(ErrandEvent):
    """The slot is asked to open for the contractor (`movement`); `slip` brings the key back."""

    movement: str
    slip: str


@stored_as("contractor.key.brought/1")
@dataclass(frozen=True)
class ContractorKeyBrought(ErrandEvent):
    """The key comes back (`movement`): `how` is "desk", "slip" or "sponsor"; `by` is "" where nobody was named."""

    movement: str
    how: str
    by: str


@stored_as("contractor.left/1")
@dataclass(frozen=True)
class ContractorLeft(StayEvent):
    """The stay is over; `by` is "" where it ended with the day."""

    by: str


@stored_as("contractor.blocked/1")
@dataclass(frozen=True)
class ContractorBlocked(ContractorEvent):
    """A document (a keyed digest of its kind and number) is not let in; `record` tells the vault's words on it."""

    document: str
    until: datetime
    by: str
    record: str


@stored_as("contractor.unblocked/1")
@dataclass(frozen=True)
class ContractorUnblocked(ContractorEvent):
    """A document may be let in again; `by` is "" where its time was over."""

    document: str
    by: str


@stored_as("person.forgotten/1")
@dataclass(frozen=True)
class PersonForgotten(ContractorEvent):
    """The key to everything that was sealed about a person was destroyed; what was recorded stays, without a name."""

    person: str
    reason: str
