"""The rules of the cabinet as they come and go: each is recorded, and told to the oracle in its own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.keys.timetable import Span
from kiosk.domain.shifts.events import ShiftBegun
from kiosk.domain.upkeep.events import KeyPutBack, KeyWithdrawn
from tests.ledger.key_basis import KeyBasis
from tests.ledger.key_cabinet import KEY_OF, REASONS, STAFF, ZONE, enrolled
from tests.ledger.key_oracle import Guard, Paper, Right

ONES = st.sampled_from(sorted(STAFF))
KEYS = st.sampled_from(sorted(KEY_OF))
NAMES = st.sampled_from(["one", "two", "three", "four"])
WHO = st.sampled_from(
    ["role:attendant", "role:supervisor", "group:desk", "group:plant", "person:a-none", "person:a-desk"]
)
WHAT = st.sampled_from(
    ["kind:unit", "kind:common", "kind:plant", "group:roof", "group:pumps", "key:c1", "key:u1"]
)
HOURS = st.sampled_from([None, None, "day", "night", "ghost"])
DAYS = st.sampled_from([None, None, -1, 0, 1])
SUBJECTS = st.sampled_from(["kind:unit", "kind:common", "kind:plant", "key:u1", "key:c1", "key:p1", "key:p2"])
WEEKS = {"office": ((480, 1080),), "late": ((1320, 360),), "none": (), "split": ((0, 600), (900, 1440))}


def guards() -> st.SearchStrategy[Guard]:
    """Return what keys may ask for: mostly one thing or two."""
    some = st.sampled_from
    return st.builds(
        Guard,
        authorisers=some([0, 0, 0, 1, 2, 3]),
        another_group=some([False, False, True]),
        order=some([False, False, False, True]),
        reasons=some([(), (), (), ("repair",), ("repair", "emergency")]),
        only_with=some([(), (), (), ("c1",), ("p1",)]),
        never_with=some([(), (), ("c2",), ("p2", "u2")]),
        booked_only=some([False, False, False, False, True]),
        due_min=some([None, 30, 600]),
        contractors=some([True, True, True, False]),
    )


class RuleMaking(KeyBasis):
    """Each rule is something that somebody changes about the rules."""

    @initialize(first=st.lists(st.tuples(SUBJECTS, guards()), max_size=3))
    def open_for_the_first_time(self, first: list[tuple[str, Guard]]) -> None:
        """Open with some keys guarded."""
        self.open_house()
        for subject, guard in first:
            self.a_key_is_guarded(subject, guard)

    def _ruled(self, event: object, noted: Callable[[], object]) -> None:
        """Record an event about the rules, and tell the oracle once it is on disk."""
        before = self.seq()
        self._act(lambda kiosk: kiosk.ledger.append(event))  # type: ignore[arg-type]
        if self.seq() > before:
            noted()

    @rule(name=NAMES, who=WHO, what=WHAT, hours=HOURS, since=DAYS, until=DAYS)
    def a_right_is_given(
        self, name: str, who: str, what: str, hours: str | None, since: int | None, until: int | None
    ) -> None:
        first, last = self._day(since), self._day(until)
        event = r.GrantGiven(name, who, what, hours, first, last, "s-desk")
        after = _midnight(last + timedelta(days=1)) if last else None
        right = Right(who, what, hours, _midnight(first) if first else None, after)
        self._ruled(event, lambda: self.notes.rights.update({name: right}))

    @rule(name=NAMES)
    def a_right_ends(self, name: str) -> None:
        self._ruled(r.GrantEnded(name, "s-desk"), lambda: self.notes.rights.pop(name, None))

    @rule(
        name=st.sampled_from(["day", "night"]),
        shape=st.sampled_from(sorted(WEEKS)),
        rest=st.sampled_from([None, "none", "late"]),
    )
    def hours_are_set(self, name: str, shape: str, rest: str | None) -> None:
        spans, special = WEEKS[shape], WEEKS[rest] if rest else None
        told = tuple(Span(*one) for one in spans)
        free = tuple(Span(*one) for one in special) if special is not None else None
        week = (spans,) * 5 + ((), ()) if shape == "office" else (spans,) * 7
        days = tuple(told if one else () for one in week) if shape == "office" else (told,) * 7
        self._ruled(
            r.TimetableSet(name, days, free, "s-desk"),
            lambda: self.notes.weeks.update({name: (week, special)}),
        )

    @rule(subject=SUBJECTS, guard=guards())
    def a_key_is_guarded(self, subject: str, guard: Guard) -> None:
        told = KeyRule(
            authorisers=guard.authorisers,
            from_another_group=guard.another_group,
            needs_work_order=guard.order,
            reasons=guard.reasons,
            only_with=tuple(one for one in guard.only_with if subject != f"key:{one}"),
            never_with=guard.never_with,
            booked_only=guard.booked_only,
            due_min=guard.due_min,
            contractors=guard.contractors,
        )
        guard.only_with = told.only_with
        self._ruled(r.KeyRuleSet(subject, told, "s-desk"), lambda: self.notes.guards.update({subject: guard}))

    @rule(subject=SUBJECTS)
    def a_key_is_guarded_no_more(self, subject: str) -> None:
        self._ruled(r.KeyRuleSet(subject, None, "s-desk"), lambda: self.notes.guards.pop(subject, None))

    @rule(reason=st.sampled_from(REASONS[:2]), note=st.booleans(), order=st.booleans())
    def a_reason_asks_for_more(self, reason: str, note: bool, order: bool) -> None:
        said = (False, False, note, order)
        told = Reason(reason, needs_note=note, needs_work_order=order)
        self._ruled(r.ReasonSet(told, "s-desk"), lambda: self.notes.reasons.update({reason: said}))

    @rule(
        most=st.sampled_from([{}, {"attendant": 1, "contractor": 1}, {"attendant": 2, "supervisor": 1}]),
        off=DAYS,
    )
    def limits_are_set(self, most: dict[str, int], off: int | None) -> None:
        holidays = tuple(day for day in [self._day(off)] if day)

        def noted() -> None:
            self.notes.most, self.notes.holidays = most, {_midnight(day) for day in holidays}

        self._ruled(r.LimitsSet(holidays, tuple(most.items()), "s-desk"), noted)

    @rule(
        unit=st.sampled_from(["1-1-0101", "1-1-0202"]),
        reasons=st.sampled_from([("repair",), ("repair", "cleaning"), ("private",), ("emergency",)]),
        groups=st.sampled_from([(), (), ("desk",), ("plant",), ("contractor",), ("desk", "contractor")]),
        hours=st.sampled_from([1, 24, 999]),
        since=st.sampled_from([-1, 0, 2]),
    )
    def a_resident_consents(
        self, unit: str, reasons: tuple[str, ...], groups: tuple[str, ...], hours: int, since: int
    ) -> None:
        name = f"paper-{unit}-{len(self.notes.papers) % 3}"
        begins = self.now() + timedelta(hours=since)
        ends = begins + timedelta(hours=hours)
        whose = "r-one" if unit == "1-1-0101" else "r-two"
        event = r.ConsentGiven(name, unit, whose, reasons, begins, ends, "paper", groups, False)
        paper = Paper(unit, reasons, groups, begins, ends)
        self._ruled(event, lambda: self.notes.papers.update({name: paper}))

    @rule(pick=st.integers(0, 5))
    def a_resident_withdraws_consent(self, pick: int) -> None:
        if self.notes.papers:
            name = sorted(self.notes.papers)[pick % len(self.notes.papers)]
            self._ruled(
                r.ConsentWithdrawn(name, "r-one"),
                lambda: setattr(self.notes.papers[name], "withdrawn", True),
            )

    @rule(one=ONES, active=st.sampled_from([True, True, False]))
    def somebody_leaves_or_comes_again(self, one: str, active: bool) -> None:
        role, groups = STAFF[one]
        noted = self.notes.gone.discard if active else self.notes.gone.add
        self._ruled(enrolled(one, role, groups, None, active=active), lambda: noted(one))

    @rule(key=KEYS, back=st.booleans())
    def a_key_is_withdrawn_or_put_back(self, key: str, back: bool) -> None:
        event = KeyPutBack(key, "s-desk") if back else KeyWithdrawn(key, "s-desk", "bent", "", "")
        noted = self.notes.unfit.discard if back else self.notes.unfit.add
        self._ruled(event, lambda: noted(key))

    @rule(one=ONES)
    def somebody_clocks_on(self, one: str) -> None:
        """An open shift keeps nobody from taking or bringing a key."""
        self._ruled(ShiftBegun(f"shift-{one}-{self.seq()}", one), lambda: None)

    @rule(key=KEYS, one=ONES, begins=st.sampled_from([0, 10, 20, 90]), lasts=st.sampled_from([20, 120]))
    def a_key_is_booked(self, key: str, one: str, begins: int, lasts: int) -> None:
        name = f"booking-{self.seq()}"

        def book(kiosk: object) -> None:
            since = self.now() + timedelta(minutes=begins)
            wish = self.there.bookings.wish(key, one, since, since + timedelta(minutes=lasts))
            self.there.bookings.book(self.there.house.people[one], name, wish)

        self._act(book)

    @rule(pick=st.integers(0, 5))
    def a_booking_is_given_up(self, pick: int) -> None:
        if self.notes.reserved:
            name = sorted(self.notes.reserved)[pick % len(self.notes.reserved)]
            self._act(lambda kiosk: kiosk.bookings.cancel(self.house.people["s-desk"], name))

    def _day(self, ahead: int | None) -> date | None:
        if ahead is None:
            return None
        return self.now().astimezone(ZoneInfo(ZONE)).date() + timedelta(days=ahead)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(ZONE))
