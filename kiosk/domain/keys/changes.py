"""Changing one rule about keys: what it is about, what was changed last, and whether it may be changed so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import Reason, Rulebook
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused

if TYPE_CHECKING:
    from kiosk.domain.house import House

Rule = r.GrantGiven | r.GrantEnded | r.KeyRuleSet | r.TimetableSet | r.ReasonSet | r.LimitsSet
"""What changes one rule."""
DECIDE = (Role.SUPERVISOR, Role.MANAGER)
LIMITS = "limits:estate"


@dataclass(frozen=True)
class RuleChange:
    """The last change that somebody made to a rule at the desk; `why` is the vault's reference to their words."""

    subject: str
    change: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True)
class ChangeRule:
    """Somebody changes a rule. `version`: of the rulebook that they were shown with its effects."""

    change: str
    by: Person
    version: str
    rule: Rule
    why: str
    digest: str


def subject_of(rule: Rule) -> str:
    """Return what a change is about: "grant:<id>", "rule:key:<id>", "hours:<name>", "reason:<code>" or `LIMITS`."""
    match rule:
        case r.GrantGiven() | r.GrantEnded():
            return f"grant:{rule.grant}"
        case r.KeyRuleSet():
            return f"rule:{rule.subject}"
        case r.TimetableSet():
            return f"hours:{rule.timetable}"
        case r.ReasonSet():
            return f"reason:{rule.reason.code}"
        case r.LimitsSet():
            return LIMITS


def value_of(book: Rulebook, subject: str) -> object:
    """Return how a rule is now, None where there is none; two values that are equal mean the same."""
    kind, _, name = subject.partition(":")
    known = {"grant": book.grants, "rule": book.rules, "hours": book.timetables, "reason": book.reasons}
    return known[kind].get(name) if kind in known else book.limits


def decide_change(house: House, command: ChangeRule) -> list[r.RuleEvent]:
    """Return the change, with who makes it and why; nothing when this same change is on record already.

    Raises:
        Refused: `supervisor.needed`; `reason.missing`; `rules.changed_meanwhile` when somebody else has changed the
            rules since they were shown; `rules.same` when it changes nothing; or as `check` does.
    """
    subject = subject_of(command.rule)
    last = house.rule_changes.get(subject)
    if last and last.change == command.change:
        return []
    if command.by.role not in DECIDE:
        raise Refused("supervisor.needed")
    if not command.why:
        raise Refused("reason.missing")
    if command.version != house.rulebook.version:
        raise Refused("rules.changed_meanwhile")
    check(house, command.rule)
    noted = r.RulesChanged(command.change, subject, command.by.id, command.why, command.digest)
    return [noted, command.rule]


def check(house: House, rule: Rule) -> None:
    """Return if a change makes sense in this house.

    Raises:
        Refused: `rules.unknown` with `name` for what is not there; `rules.in_order` for an end before the start;
            `rules.itself` for a key that is tied to itself, or to the same key both ways; `rules.same` for no change.
    """
    if missing := next(iter(_unknown(house, rule)), ""):
        raise Refused("rules.unknown", name=missing)
    if isinstance(rule, r.GrantGiven) and rule.since and rule.until and rule.until < rule.since:
        raise Refused("rules.in_order")
    if isinstance(rule, r.KeyRuleSet) and rule.rule:
        own = {rule.subject.removeprefix("key:")}
        both = set(rule.rule.only_with) & set(rule.rule.never_with)
        if both or own & {*rule.rule.only_with, *rule.rule.never_with}:
            raise Refused("rules.itself")
    if value_of(house.rulebook, subject_of(rule)) == value_of(changed(house, rule), subject_of(rule)):
        raise Refused("rules.same")


def changed(house: House, rule: Rule) -> Rulebook:
    """Return the rulebook as it would be."""
    from kiosk.domain.keys.evolving import with_rule  # it needs the house, which needs this module

    return with_rule(house, rule, datetime.min.replace(tzinfo=UTC)).rulebook


def _unknown(house: House, rule: Rule) -> Iterable[str]:
    """Yield what a change names and nobody knows."""
    match rule:
        case r.GrantGiven():
            named = [rule.who, rule.what]
            yield from (name for name in named if not is_known(house, name))
            if rule.timetable is not None and rule.timetable not in house.timetables:
                yield rule.timetable
        case r.GrantEnded() if rule.grant not in house.grants:
            yield rule.grant
        case r.KeyRuleSet():
            keys = [*rule.rule.only_with, *rule.rule.never_with] if rule.rule else []
            named = [rule.subject, *(f"key:{name}" for name in keys)]
            yield from (name for name in named if not is_known(house, name))
            yield from (
                code for code in (rule.rule.reasons if rule.rule else ()) if code not in house.reasons
            )


def is_known(house: House, name: str) -> bool:
    """Return whether "person:a", "role:attendant", "group:plant", "key:k" or "kind:unit" is anything in this house."""
    kind, _, one = name.partition(":")
    if kind == "person":
        return one in house.people
    if kind == "key":
        return one in house.keys
    if kind == "role":
        return one in {role.value for role in Role}
    if kind == "kind":
        return one in ("unit", "common", "plant")
    return kind == "group" and one in groups_of(house)


def groups_of(house: House) -> set[str]:
    """Return every group that a person or a key is of, or a right is about."""
    named = {
        name.partition(":")[2]
        for one in house.grants.values()
        for name in (one.who, one.what)
        if name.startswith("group:")
    }
    people = {group for one in house.people.values() for group in one.groups}
    return named | people | {group for one in house.keys.values() for group in one.groups}


def offered(listed: Iterable[str], reasons: Iterable[Reason]) -> tuple[str, ...]:
    """Return the reasons that can be chosen: the settings' own, then those of the supervisors; none they retired."""
    known = {one.code: one for one in reasons}
    named = dict.fromkeys((*listed, *(one.code for one in known.values() if one.label is not None)))
    return tuple(code for code in named if code not in known or not known[code].retired)
