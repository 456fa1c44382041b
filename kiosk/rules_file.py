"""The rules about keys as a file has them, and what in it does not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.keys.timetable import Timetable, spans_of

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Name = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
V = TypeVar("V")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TimetableEntry(_Table):
    """Hours by day; `daily`, `weekdays` and `weekend` stand for days that are not named themselves."""

    name: Name
    daily: str = ""
    weekdays: str | None = None
    weekend: str | None = None
    mon: str | None = None
    tue: str | None = None
    wed: str | None = None
    thu: str | None = None
    fri: str | None = None
    sat: str | None = None
    sun: str | None = None
    holidays: str | None = None

    @field_validator("*")
    @classmethod
    def _are_hours(cls, value: str | None, about: Any) -> str | None:
        if value is not None and about.field_name != "name":
            spans_of(value)
        return value

    def timetable(self) -> Timetable:
        """Return the week."""
        days = []
        for index, day in enumerate(WEEK):
            general = self.weekend if index >= 5 else self.weekdays
            named = getattr(self, day)
            days.append(spans_of(next(h for h in (named, general, self.daily) if h is not None)))
        on_holidays = None if self.holidays is None else spans_of(self.holidays)
        return Timetable(self.name, tuple(days), on_holidays)


class GrantEntry(_Table):
    """One right."""

    id: Name
    who: Annotated[str, Field(pattern=r"^(person|group|role):[a-z0-9-]+$")]
    what: Annotated[str, Field(pattern=r"^(key|group|kind):[a-z0-9-]+$")]
    timetable: Name | None = None
    since: date | None = None
    until: date | None = None


class KeyRuleEntry(_Table):
    """What one key, or one kind of keys, asks for."""

    key: Name | None = None
    kind: Literal["unit", "common", "plant"] | None = None
    authorisers: Annotated[int, Field(ge=0, le=3)] = 0
    from_another_group: bool = False
    needs_work_order: bool = False
    reasons: tuple[str, ...] = ()
    only_with: tuple[Name, ...] = ()
    never_with: tuple[Name, ...] = ()
    due_min: Annotated[int, Field(ge=1, le=60 * 24 * 365)] | None = None
    due_by: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    booked_only: bool = False
    contractors: bool = True
    note_on_return: bool = False

    @model_validator(mode="after")
    def _one_subject(self) -> KeyRuleEntry:
        if (self.key is None) is (self.kind is None):
            raise ValueError("a rule is about one `key` or one `kind`")
        return self

    @property
    def subject(self) -> str:
        """What it is about, as the record names it."""
        return f"key:{self.key}" if self.key else f"kind:{self.kind}"

    def rule(self) -> KeyRule:
        """Return the rule."""
        known = {field.name for field in fields(KeyRule)} - {"due_by_min"}
        stated = {name: value for name, value in dict(self).items() if name in known}
        hours, minutes = map(int, self.due_by.split(":")) if self.due_by else (0, 0)
        return KeyRule(**stated, due_by_min=hours * 60 + minutes if self.due_by else None)


class ReasonEntry(_Table):
    """What a reason asks for."""

    code: Name
    private: bool = False
    emergency: bool = False
    needs_note: bool = False
    needs_work_order: bool = False
    work: bool = True


class LimitsEntry(_Table):
    """What holds for the whole estate."""

    holidays: tuple[date, ...] = ()
    most_at_once: Mapping[
        Literal["attendant", "supervisor", "manager", "contractor"], Annotated[int, Field(ge=1, le=99)]
    ] = {}


class ConsentEntry(_Table):
    """A consent that was signed on paper; `signed` names that paper."""

    id: Name
    unit: str
    given_by: Name
    reasons: Annotated[tuple[Name, ...], Field(min_length=1)]
    since: datetime
    until: datetime
    signed: str
    groups: tuple[Name, ...] = ()
    told: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> ConsentEntry:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("times need their zone, as in 2026-11-01T00:00:00+08:00")
        if self.until <= self.since:
            raise ValueError("`until` comes after `since`")
        return self


class RuleTables(_Table):
    """Every table about rules. What a file is silent about stays as it is on record."""

    timetables: tuple[TimetableEntry, ...] = ()
    grants: tuple[GrantEntry, ...] | None = None
    key_rules: tuple[KeyRuleEntry, ...] | None = None
    reasons: tuple[ReasonEntry, ...] = ()
    limits: LimitsEntry | None = None
    consents: tuple[ConsentEntry, ...] = ()


def contradictions(tables: RuleTables, keys: Iterable[str], people: Iterable[str]) -> list[str]:
    """Return everything that does not fit together: names used twice, names of nothing."""
    keys, people = set(keys), set(people)
    problems = [*_twice(tables)]
    named = {table.name for table in tables.timetables}
    for grant in tables.grants or ():
        if grant.timetable and grant.timetable not in named:
            problems.append(f"grant {grant.id}: there is no timetable {grant.timetable}")
        problems += [f"grant {grant.id}: {gap}" for gap in _unknown((grant.who, grant.what), keys, people)]
    for rule in tables.key_rules or ():
        about = [f"key:{name}" for name in (rule.key, *rule.only_with, *rule.never_with) if name]
        problems += [f"rule of {rule.subject}: {gap}" for gap in _unknown(about, keys, people)]
    problems += [
        f"consent {consent.id}: there is no person {consent.given_by}"
        for consent in tables.consents
        if consent.given_by not in people
    ]
    return problems


def _twice(tables: RuleTables) -> Iterable[str]:
    for what, names in (
        ("timetable", [table.name for table in tables.timetables]),
        ("grant", [grant.id for grant in tables.grants or ()]),
        ("rule of", [rule.subject for rule in tables.key_rules or ()]),
        ("reason", [reason.code for reason in tables.reasons]),
        ("consent", [consent.id for consent in tables.consents]),
    ):
        yield from (
            f"{what} {name} is there twice" for name in sorted({n for n in names if names.count(n) > 1})
        )


def _unknown(about: Iterable[str], keys: set[str], people: set[str]) -> Iterable[str]:
    for reference in about:
        kind, _, name = reference.partition(":")
        if kind == "key" and name not in keys:
            yield f"there is no key {name}"
        elif kind == "person" and name not in people:
            yield f"there is no person {name}"
