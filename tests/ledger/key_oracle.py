"""What may leave the cabinet, told a second time: from the words of the rules, by other means than the kiosk's.

It keeps its own notes of who was given what, and knows nothing of how the kiosk decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.ledger.key_cabinet import KEY_OF, OTHERS, STAFF, ZONE

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
    contractors: bool = True


@dataclass
class Paper:
    """A resident's signed consent."""

    unit: str
    reasons: tuple[str, ...]
    groups: tuple[str, ...]
    since: datetime
    until: datetime
    withdrawn: bool = False
    seen_by: str = ""
    """Who alone of the estate saw it signed, if somebody did."""


@dataclass
class Reserved:
    """A key booked for somebody."""

    key: str
    person: str
    since: datetime
    until: datetime


@dataclass
class Guest:
    """A contractor who was let in."""

    person: str
    day: date
    asked: int = 0
    left: bool = False


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


@dataclass(frozen=True)
class Errand:
    """A contractor asks for a key; `by` serves them, `sponsor` ("": nobody) answers for them."""

    key: str
    reason: str
    order: str
    by: str
    sponsor: str
    paid: bool
    signs: bool


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
    keys: dict[str, tuple[str, str | None, tuple[str, ...]]] = field(default_factory=lambda: dict(KEY_OF))
    """What kind each key is that is on record, of which home, in which groups."""
    guests: dict[str, Guest] = field(default_factory=dict)

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
        return self.guards.get(f"key:{key}") or self.guards.get(f"kind:{self.keys[key][0]}") or Guard()

    def _against(self, wanted: Wanted, key: str, company: set[str], now: datetime) -> Iterator[str]:
        kind, unit, _ = self.keys[key]
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
        own = set(STAFF.get(wanted.person, ("", ()))[1])
        refusal, alone = (
            self._without_consent(unit or "", wanted, own, now) if kind == "unit" else ("", False)
        )
        unheard = bool(refusal)
        if unheard and not emergency:
            yield refusal
        if (wants_note or unheard) and not wanted.noted:
            yield "no note"
        if len(self._words_that_count(wanted, guard)) < max(guard.authorisers, int(unheard or alone)):
            yield "nobody agreed"

    def against_errand(
        self, guest: Guest, errand: Errand, held: Sequence[str], now: datetime
    ) -> Iterator[str]:
        """Yield all that speaks against a contractor's having a key; nothing: it may leave."""
        kind, unit, _ = self.keys[errand.key]
        guard, company = self.guard(errand.key), set(held) - {errand.key}
        if guest.left or guest.day != now.astimezone(ZoneInfo(ZONE)).date():
            yield "not let in today"
        if errand.by not in STAFF or errand.by in self.gone:
            yield "served by nobody who works here"
        if not guard.contractors:
            yield "not for contractors"
        if errand.key in self.unfit:
            yield "out of service"
        at_home = bool(unit) and OTHERS.get(errand.sponsor) == ("resident", unit)
        if not at_home and (errand.sponsor not in STAFF or errand.sponsor in self.gone):
            yield "nobody answers for it"
        if not at_home:
            yield from self._without_right(errand.sponsor, errand.key, now)
        if set(guard.never_with) & company or any(
            errand.key in self.guard(one).never_with for one in company
        ):
            yield "never together"
        if "contractor" in self.most and len(company) + 1 > self.most["contractor"]:
            yield "too many at once"
        if set(guard.only_with) - company:
            yield "its pair is missing"
        yield from self._booked(errand.sponsor, errand.key, guard, now)
        if guard.reasons and errand.reason not in guard.reasons:
            yield "not for this reason"
        yield from self._unsaid(errand, guard, kind, unit or "", now)
        if kind == "plant" and not errand.paid:
            yield "no deposit"
        if not errand.signs:
            yield "not signed"

    def _unsaid(self, errand: Errand, guard: Guard, kind: str, unit: str, now: datetime) -> Iterator[str]:
        """Yield what a reason, a home or a second person would have to say; a note is always written."""
        private, emergency, _, wants_order = self.reasons.get(errand.reason, (False,) * 4)
        if private and kind != "unit":
            yield "a private reason"
        if (guard.order or wants_order) and not errand.order:
            yield "no work order"
        asked = Wanted(errand.sponsor, errand.key, errand.reason, errand.order, True, (errand.by,), ())
        named = {"contractor"}
        refusal, alone = self._without_consent(unit, asked, named, now) if kind == "unit" else ("", False)
        if refusal and not emergency:
            yield refusal
        words = self._words_that_count(asked, guard)
        if len(words) < max(guard.authorisers, int(bool(refusal) or alone)):
            yield "nobody agreed"

    def _without_right(self, person: str, key: str, now: datetime) -> Iterator[str]:
        role, groups = STAFF.get(person, ("", ()))
        kind, _, of_key = self.keys[key]
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

    def _without_consent(self, unit: str, wanted: Wanted, own: set[str], now: datetime) -> tuple[str, bool]:
        """Return what keeps every consent of a home from covering this; "" where one does.

        `own`: the groups of whoever takes it. With it, whether only they themselves have seen it signed.
        """
        why, alone = "no consent", False
        for paper in self.papers.values():
            if paper.unit != unit or wanted.reason not in paper.reasons:
                continue
            named = set(paper.groups)
            if (named or own == {"contractor"}) and not own & named:
                why = "consent for others"
            elif not paper.since <= now < paper.until:
                why = "consent not of this hour"
            elif paper.withdrawn:
                why = "consent withdrawn"
            elif paper.seen_by == wanted.person:
                alone = True
            else:
                return "", False
        return ("", True) if alone else (why, False)

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
