"""Badges: what a shown badge proves, whose it is, and who may give or revoke one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused


class Proof(Enum):
    """What asking a badge for its proof has shown."""

    NONE = "none"
    """It was not asked, or has nothing to prove itself with: its number alone, which can be copied."""
    PROVEN = "proven"
    WRONG_KEY = "wrong_key"
    NOT_OURS = "not_ours"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True)
class ShownBadge:
    """A badge that was laid on a reader. `uid`: its number in hex, kept out of logs and reprs."""

    uid: str = field(repr=False)
    kind: str = ""
    """What kind of chip answered, a hint for people."""
    proof: Proof = Proof.NONE
    changing: bool = False
    """Its number is made up anew each time, as phones do: it names nobody."""


@dataclass(frozen=True)
class GiveBadge:
    """A badge is to be somebody's. `badge`: a keyed digest of its number; `proves`: it has just proven itself."""

    person: str
    badge: str
    proves: bool
    by: str
    reason: str = ""


def why_refused(person: Person, proof: Proof) -> str | None:
    """Return None if the badge shown may stand for `person`, else the code of the reason why not.

    A badge that is on record as one that proves itself is nothing without its proof: whoever shows its number alone
    shows a copy.
    """
    if not person.badge_proves or proof is Proof.PROVEN:
        return None
    return "badge.unproven" if proof is Proof.NONE else f"badge.{proof.value}"


def may_change(by: Person | None, whose: Person) -> None:
    """Return if `by` may give `whose` a badge or revoke it: staff's badges are the supervisor's.

    Raises:
        Refused: `staff.needed`, `supervisor.needed`.
    """
    if by is None or not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    if whose.role in STAFF and by.role is not Role.SUPERVISOR:
        raise Refused("supervisor.needed")


def decide_give(house: House, command: GiveBadge) -> Sequence[e.Event]:
    """Return the events by which a badge becomes somebody's; none if it is theirs already.

    Raises:
        Refused: `person.unknown`, `person.inactive`, `staff.needed`, `supervisor.needed`; `reason.missing` where it is
            somebody else's now; `badge.unproven` for the number alone of a badge that is on record with a proof.
    """
    person, by = house.people.get(command.person), house.people.get(command.by)
    if person is None:
        raise Refused("person.unknown")
    may_change(by, person)
    if not person.active:
        raise Refused("person.inactive")
    owner = house.by_badge(command.badge)
    if owner and owner.badge_proves and not command.proves:
        raise Refused("badge.unproven")
    given = e.BadgeGiven(command.person, command.badge, command.proves, command.by, command.reason)
    if owner is None:
        return [given]
    if owner.id == person.id:
        return [] if owner.badge_proves == command.proves else [given]
    may_change(by, owner)
    if not command.reason:
        raise Refused("reason.missing")
    return [e.BadgeRevoked(owner.id, command.badge, command.by, command.reason), given]


def decide_revoke(house: House, person: str, by: str, reason: str) -> Sequence[e.Event]:
    """Return the event by which somebody's badge opens nothing any more; none if they have no badge.

    Raises:
        Refused: `person.unknown`, `staff.needed`, `supervisor.needed`, `reason.missing`.
    """
    known = house.people.get(person)
    if known is None:
        raise Refused("person.unknown")
    may_change(house.people.get(by), known)
    if not reason:
        raise Refused("reason.missing")
    return [e.BadgeRevoked(person, known.badge, by, reason)] if known.badge else []
