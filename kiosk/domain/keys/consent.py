"""A resident's consent: who may take the own key, for what, until when; without it a unit's key stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Consent:
    """One signed permission for the keys of one unit (《钥匙代管协议》).

    `groups`: whose attendants may take it; none named: any that the site's own rules let. `reasons`: codes of
    the reasons that it covers. `signed`: the movement or paper whose signature stands under it. `told`: whether
    the resident wishes to be told of each outing.
    """

    id: str
    unit: str
    given_by: str
    reasons: tuple[str, ...]
    since: datetime
    until: datetime
    signed: str
    groups: tuple[str, ...] = ()
    told: bool = False
    withdrawn_at: datetime | None = None
    moved_out: bool = False
    """It ended because its giver lives in the home no more."""
    countersigned_by: str = ""
    """Who signed it for the estate."""
    countersigned: str = ""
    """The vault's reference to that signature."""
    witness: str = ""
    """Who of the estate saw it signed; "" for a paper of former times."""

    def seen_by_only(self, person: str) -> bool:
        """Return whether nobody of the estate but this person has seen the resident sign."""
        return self.witness == person and self.countersigned_by in ("", person)

    def holds_at(self, at: datetime) -> bool:
        """Return whether it is in force at `at`."""
        return self.since <= at < self.until and (self.withdrawn_at is None or at < self.withdrawn_at)

    def covers(self, reason: str, groups: Iterable[str], at: datetime) -> bool:
        """Return whether somebody of `groups` may take the key for `reason` at `at`."""
        whose = not self.groups or bool(set(self.groups) & set(groups))
        return whose and reason in self.reasons and self.holds_at(at)


def covering(
    consents: Iterable[Consent], unit: str, reason: str, groups: Iterable[str], at: datetime
) -> Consent | None:
    """Return a consent for `unit` under which somebody of `groups` may take the key for `reason`, if there is one."""
    groups = tuple(groups)
    return next((one for one in consents if one.unit == unit and one.covers(reason, groups, at)), None)


def why_not(consents: Iterable[Consent], unit: str, reason: str, at: datetime) -> str:
    """Return why no consent covers this, as close to the truth as it gets.

    "consent.none": nobody of the unit ever signed one. "consent.withdrawn", "consent.moved", "consent.over": there
    was one that covered it. "consent.reason", "consent.group": one is in force, for other reasons or for others.
    """
    own = [consent for consent in consents if consent.unit == unit]
    alive = [consent for consent in own if consent.holds_at(at)]
    if any(reason in consent.reasons for consent in alive):
        return "consent.group"
    if alive:
        return "consent.reason"
    past = [consent for consent in own if reason in consent.reasons and consent.since <= at]
    if any(consent.moved_out for consent in past):
        return "consent.moved"
    if any(consent.withdrawn_at is not None for consent in past):
        return "consent.withdrawn"
    return "consent.over" if past else "consent.none"
