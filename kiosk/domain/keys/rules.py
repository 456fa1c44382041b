"""The rules that guard keys, as one book: who may take what and when, and what else it asks for.

Rules are facts of the record like everything else, so that "who could open what at that hour" is answered with the
rules as they were then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from operator import itemgetter

from kiosk.domain.items import Key, KeyKind, Label
from kiosk.domain.keys.timetable import DAY_MIN, Timetable
from kiosk.domain.people import Person


@dataclass(frozen=True)
class Reason:
    """Why a key is taken. `private`: not for the estate; `emergency`: counts without a resident's consent.

    `work`: a contractor may be given one of the estate's keys for it.
    """

    code: str
    private: bool = False
    emergency: bool = False
    needs_note: bool = False
    needs_work_order: bool = False
    work: bool = True
    label: Label | None = None
    """What it is called, where the desk has named it."""
    retired: bool = False
    """Nobody chooses it any more; what was taken for it stays on record by its name."""


@dataclass(frozen=True)
class Grant:
    """One right: `who` (a person, a group, a role) may take `what` (a key, a group of keys, a kind).

    Subjects and objects are written "person:a-lin", "group:plant", "role:attendant"; "key:k-12", "group:plant",
    "kind:common". `timetable` names one of the book's; `since` and `until` are days, both included.
    """

    id: str
    who: str
    what: str
    timetable: str | None = None
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether it is in force on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def subjects_of(person: Person) -> frozenset[str]:
    """Return every name under which a right may be given to a person."""
    return frozenset(
        (f"person:{person.id}", f"role:{person.role.value}", *(f"group:{g}" for g in person.groups))
    )


def objects_of(key: Key) -> tuple[str, ...]:
    """Return every name under which a right may be given to a key."""
    return (f"key:{key.id}", f"kind:{key.kind.value}", *(f"group:{g}" for g in key.groups))


@dataclass(frozen=True)
class KeyRule:
    """What one key (or a kind of keys) asks for beyond the right to take it.

    `authorisers`: how many others must agree (0 to 3). `reasons`: the only ones that count (none named: any of
    the book's). `only_with`: keys that must be taken or held together with it. `never_with`: keys that nobody may
    hold beside it. `due_min`: minutes until it is due; `due_by_min`: the minute of the day by which it is due;
    both: whichever comes first. `booked_only`: nobody takes it without having booked it. `contractors`: whether one
    may have it, with somebody who answers for them. `note_on_return`: whoever brings it back is asked how it is.
    """

    authorisers: int = 0
    from_another_group: bool = False
    needs_work_order: bool = False
    reasons: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    due_min: int | None = None
    due_by_min: int | None = None
    booked_only: bool = False
    contractors: bool = True
    note_on_return: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.authorisers <= 3:
            raise ValueError("none to three authorisers")
        if self.due_min is not None and self.due_min < 1:
            raise ValueError("a key is due after a minute at least")
        if self.due_by_min is not None and not 0 <= self.due_by_min < DAY_MIN:
            raise ValueError("a key is due at a minute of the day")

    def due(self, taken: datetime) -> datetime | None:
        """Return when a key taken at `taken` (in the site's time zone) is due; None: whenever."""
        limits = []
        if self.due_min is not None:
            limits.append(taken + timedelta(minutes=self.due_min))
        if self.due_by_min is not None:
            midnight = taken.replace(hour=0, minute=0, second=0, microsecond=0)
            by = midnight + timedelta(minutes=self.due_by_min)
            limits.append(by if by > taken else by + timedelta(days=1))
        return min(limits, default=None)


PLAIN = KeyRule()


@dataclass(frozen=True)
class Limits:
    """What holds for the whole estate: its holidays, and how many keys each role may hold at once."""

    holidays: frozenset[date] = frozenset()
    most_at_once: Mapping[str, int] = field(default_factory=dict)
    due_at_min: tuple[int, ...] = ()
    """Minutes of the day by which a key is due whose own rule says nothing of it."""


DUE_UNLESS = "due unless"
"""Under which name the site's own due times are kept, apart from what supervisors change."""
LEAST_OUT = timedelta(hours=1)
"""Whoever takes a key shortly before such a minute has it until the next one."""


@dataclass(frozen=True)
class Rulebook:
    """All rules about keys that are in force.

    `rules` are named "key:k-1" or "kind:plant"; a key's own goes before its kind's, as a whole.
    """

    grants: Mapping[str, Grant] = field(default_factory=dict)
    rules: Mapping[str, KeyRule] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    timetables: Mapping[str, Timetable] = field(default_factory=dict)
    limits: Limits = Limits()
    due_at_min: tuple[int, ...] = ()
    """By which minutes of the day keys are due whose own rules say nothing of it."""

    def due_unless(self, taken: datetime) -> datetime | None:
        """Return when a key taken at `taken` (in the site's zone) is due where no rule says so; None: never."""
        midnight = taken.replace(hour=0, minute=0, second=0, microsecond=0)
        moments = [
            midnight + timedelta(days=day, minutes=minute) for day in range(3) for minute in self.due_at_min
        ]
        return min((one for one in moments if one - taken >= LEAST_OUT), default=None)

    def rule_for(self, key: Key) -> KeyRule:
        """Return what a key asks for."""
        return self.rule_of(key.id, key.kind)

    def rule_of(self, key: str, kind: KeyKind | None) -> KeyRule:
        """Return what a key of this id and kind asks for."""
        of_kind = self.rules.get(f"kind:{kind.value}") if kind else None
        return self.rules.get(f"key:{key}") or of_kind or PLAIN

    def rights(self, person: Person, key: Key) -> list[Grant]:
        """Return every right that is about this person and this key, in force or not."""
        subjects, by_what = subjects_of(person), self._by_what
        return [grant for what in objects_of(key) for grant in by_what.get(what, ()) if grant.who in subjects]

    @cached_property
    def version(self) -> str:
        """What changes with every rule: whoever has seen this version has seen all of them."""
        limits = (sorted(self.limits.holidays), sorted(self.limits.most_at_once.items()))
        parts = (self.grants, self.rules, self.reasons, self.timetables)
        whole = repr(([sorted(part.items(), key=itemgetter(0)) for part in parts], limits))
        return sha256(whole.encode()).hexdigest()[:16]

    @cached_property
    def _by_what(self) -> Mapping[str, Sequence[Grant]]:
        found: dict[str, list[Grant]] = {}
        for grant in self.grants.values():
            found.setdefault(grant.what, []).append(grant)
        return found

    def why_no_right(self, person: Person, key: Key, at: datetime) -> str | None:
        """Return None if the person has a right to the key at `at` (the site's time zone), else why not.

        "key.not_yours": no right is about them. "key.right_over", "key.right_later": it was, or will be, in force.
        "key.not_now": it is, at other hours.
        """
        rights = self.rights(person, key)
        if not rights:
            return "key.not_yours"
        alive = [grant for grant in rights if grant.holds_on(at.date())]
        if not alive:
            coming = any(grant.since is not None and grant.since > at.date() for grant in rights)
            return "key.right_later" if coming else "key.right_over"
        return None if any(self._open_at(grant, at) for grant in alive) else "key.not_now"

    def next_hour(self, person: Person, key: Key, at: datetime) -> datetime | None:
        """Return when a right of the person to the key is next in force; None: not in the next three weeks."""
        hours = [self._next_of(grant, at) for grant in self.rights(person, key)]
        return min((hour for hour in hours if hour is not None), default=None)

    def _next_of(self, grant: Grant, at: datetime) -> datetime | None:
        """Return the first moment from `at` on at which this right is in force."""
        if grant.since is not None and grant.since > at.date():
            at = datetime.combine(grant.since, time(), at.tzinfo)
        begins: datetime | None = at
        if grant.timetable is not None:
            table = self.timetables.get(grant.timetable)
            begins = table.next_from(at, self.limits.holidays) if table else None
        return begins if begins is not None and grant.holds_on(begins.date()) else None

    def _open_at(self, grant: Grant, at: datetime) -> bool:
        if grant.timetable is None:
            return True
        table = self.timetables.get(grant.timetable)
        # a right by a timetable that nobody knows any more opens nothing
        return table is not None and table.covers(at, self.limits.holidays)
