"""What may leave the cabinet, told a second time: from the words of the rules, by other means than the kiosk's.

It keeps its own notes of who was given what, and knows nothing of how the kiosk decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.ledger.key_cabinet import KEY_OF, STAFF, ZONE

Week = tuple[tuple[tuple[int, int], ...], ...]
"""For each weekday from Monday, spans of minutes; one that ends before it begins goes through midnight."""


@dataclass
class Right:
    """Who may take what, in which hours of which days."""

    who: str
    what: str
    hours: str | None
    since: datetime | None
    """Midnight of its first day, at the site."""
    until: datetime | None
    """Midnight after its last day."""


@dataclass
class Guard:
    """What one key or one kind of keys asks for."""

    authorisers: int = 0
    another_group: bool = False
    order: bool = False
    reasons: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    booked_only: bool = False
    due_min: int | None = None


@dataclass
class Paper:
    """A resident's signed consent."""

    unit: str
    reasons: tuple[str, ...]
    groups: tuple[str, ...]
    since: datetime
    until: datetime
    withdrawn: bool = False


@dataclass
class Reserved:
    """A key booked for somebody."""

    key: str
    person: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Wanted:
    """Somebody asks for a key, and for others beside it."""

    person: str
    key: str
    reason: str
    order: str
    noted: bool
    others: tuple[str, ...]
    """Who agreed."""
    beside: tuple[str, ...]


@dataclass
class Notes:
    """All that was ever said about the keys of this cabinet."""

    rights: dict[str, Right] = field(default_factory=dict)
    weeks: dict[str, tuple[Week, tuple[tuple[int, int], ...] | None]] = field(default_factory=dict)
    holidays: set[datetime] = field(default_factory=set)
    most: dict[str, int] = field(default_factory=dict)
    guards: dict[str, Guard] = field(default_factory=dict)
    reasons: dict[str, tuple[bool, bool, bool, bool]] = field(default_factory=dict)
    """Whether each is private, an emergency, asks for a note, asks for a work order."""
    papers: dict[str, Paper] = field(default_factory=dict)
    reserved: dict[str, Reserved] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """People who work here no more."""
    unfit: set[str] = field(default_factory=set)
    """Keys that are out of service."""

    def against(self, wanted: Wanted, held: Sequence[str], now: datetime) -> list[str]:
        """Return all that speaks against it, of the key and of each that goes with it; nothing: it may leave."""
        visit = (wanted.key, *wanted.beside)
        found: list[str] = []
        for key in visit:
            rest = tuple(one for one in visit if one != key)
            found += self._against(wanted, key, {*held, *rest} - {key}, now)
        return found

    def guard(self, key: str) -> Guard:
        """Return what a key asks for: its own guard, else that of its kind, else nothing."""
        return self.guards.get(f"key:{key}") or self.guards.get(f"kind:{KEY_OF[key][0]}") or Guard()

    def _against(self, wanted: Wanted, key: str, company: set[str], now: datetime) -> Iterator[str]:
        kind, unit, _ = KEY_OF[key]
        guard, role = self.guard(key), STAFF.get(wanted.person, ("",))[0]
        private, emergency, wants_note, wants_order = self.reasons.get(wanted.reason, (False,) * 4)
        if not role or wanted.person in self.gone:
            yield "not at work here"
        yield from self._without_right(wanted.person, key, now)
        if key in self.unfit:
            yield "out of service"
        if set(guard.never_with) & company:
            yield "never with what they hold"
        elif any(key in self.guard(one).never_with for one in company):
            yield "what they hold never goes with it"
        if role in self.most and len(company) + 1 > self.most[role]:
            yield "too many at once"
        if set(guard.only_with) - company:
            yield "its pair is missing"
        yield from self._booked(wanted.person, key, guard, now)
        if private and kind != "unit":
            yield "a private reason"
        if guard.reasons and wanted.reason not in guard.reasons:
            yield "not for this reason"
        if (guard.order or wants_order) and not wanted.order:
            yield "no work order"
        refusal = self._without_consent(unit or "", wanted, now) if kind == "unit" else ""
        unheard = bool(refusal)
        if unheard and not emergency:
            yield refusal
        if (wants_note or unheard) and not wanted.noted:
            yield "no note"
        if len(self._words_that_count(wanted, guard)) < max(guard.authorisers, int(unheard)):
            yield "nobody agreed"

    def _without_right(self, person: str, key: str, now: datetime) -> Iterator[str]:
        role, groups = STAFF.get(person, ("", ()))
        kind, _, of_key = KEY_OF[key]
        names = {f"person:{person}", f"role:{role}"} | {f"group:{group}" for group in groups}
        things = {f"key:{key}", f"kind:{kind}"} | {f"group:{group}" for group in of_key}
        own = [one for one in self.rights.values() if one.who in names and one.what in things]
        today = [
            one for one in own if (not one.since or now >= one.since) and (not one.until or now < one.until)
        ]
        if not any(one.hours is None or self._is_hour(one.hours, now) for one in today):
            yield "not at this hour" if today else "not on this day" if own else "no right"

    def _is_hour(self, hours: str, now: datetime) -> bool:
        if hours not in self.weeks:
            return False
        week, on_holidays = self.weeks[hours]
        wall = now.astimezone(ZoneInfo(ZONE))
        for back in (0, 1):
            midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=back)
            special = on_holidays is not None and midnight in self.holidays
            spans = (on_holidays or ()) if special else week[midnight.weekday()]
            for begins, ends in spans:
                first, last = midnight + timedelta(minutes=begins), midnight + timedelta(minutes=ends)
                if first <= wall < (last if ends > begins else last + timedelta(days=1)):
                    return True
        return False

    def _without_consent(self, unit: str, wanted: Wanted, now: datetime) -> str:
        """Return what keeps every consent of a home from covering this; "" where one does."""
        own, why = set(STAFF.get(wanted.person, ("", ()))[1]), "no consent"
        for paper in self.papers.values():
            if paper.unit != unit or wanted.reason not in paper.reasons:
                continue
            if paper.groups and not own & set(paper.groups):
                why = "consent for others"
            elif not paper.since <= now < paper.until:
                why = "consent not of this hour"
            elif paper.withdrawn:
                why = "consent withdrawn"
            else:
                return ""
        return why

    def _words_that_count(self, wanted: Wanted, guard: Guard) -> set[str]:
        own = set(STAFF.get(wanted.person, ("", ()))[1])
        found = {one for one in wanted.others if one in STAFF and one not in self.gone} - {wanted.person}
        if guard.another_group:
            return {one for one in found if set(STAFF[one][1]) - own}
        return found

    def _booked(self, person: str, key: str, guard: Guard, now: datetime) -> Iterator[str]:
        of_key = [one for one in self.reserved.values() if one.key == key]
        owners = {one.person for one in of_key if one.since <= now < one.until}
        early = any(one.person == person and now < one.since <= now + timedelta(minutes=15) for one in of_key)
        if owners - {person}:
            yield "booked by somebody else"
        if guard.booked_only and person not in owners and not early:
            yield "not booked"
