"""What a decision rested on, as events on record: kinds and digests, never what was shown itself."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class PolicyEvent(Event):
    """Something about what a journey demands; the base of all events here."""


@stored_as("policy.satisfied/1")
@dataclass(frozen=True)
class PolicySatisfied(PolicyEvent):
    """A movement may go on. `way`: the means that the rule wanted; `evidence`: each that was shown, with its digest."""

    movement: str
    journey: str
    category: str
    way: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]


@stored_as("policy.vouched/1")
@dataclass(frozen=True)
class Vouched(PolicyEvent):
    """One of the staff answers for somebody who could not show what is asked; `second`: a colleague, where two must.

    `document`: a keyed digest of the document that they saw, "" for none; `reason`: a code, or the vault's reference to
    what was typed; `shown`: what the person had shown by then.
    """

    act: str
    person: str
    by: str
    second: str
    document: str
    reason: str
    shown: tuple[tuple[str, str], ...]
