"""Who may take which key, when, and what else it asks for: each rule as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.items import Key, KeyKind, Label, at_place
from kiosk.domain.keys.asking import Answer, Asking, answer
from kiosk.domain.keys.consent import Consent
from kiosk.domain.keys.rules import Grant, KeyRule, Limits, Reason, Rulebook
from kiosk.domain.keys.timetable import WHOLE_DAY, Span, Timetable
from kiosk.domain.people import Person, Role

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY_10 = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
OFFICE = Timetable("office", (*[(Span(8 * 60, 18 * 60),)] * 5, (), ()), on_holidays=())
NIGHT = Timetable("night", ((Span(22 * 60, 6 * 60),),) * 7)
REASONS = {
    reason.code: reason
    for reason in (
        Reason("repair", needs_work_order=True),
        Reason("inspection"),
        Reason("fault", needs_note=True),
        Reason("own", private=True),
        Reason("emergency", emergency=True),
    )
}
LIN = Person("a-lin", Role.ATTENDANT, ("desk",))
ZHOU = Person("a-zhou", Role.ATTENDANT, ("plant",))
CHEN = Person("s-chen", Role.SUPERVISOR, ("desk", "plant"))
GONE = Person("a-gone", Role.ATTENDANT, ("plant",), active=False)


def key_of(kind: KeyKind = KeyKind.COMMON, name: str = "k-1", unit: str | None = None) -> Key:
    """Return a key of a kind."""
    return Key(
        name, kind, Label("Key", "钥匙", "鑰匙"), "01-000000000001", "K01", ("g-1",), unit, at_place("K01")
    )


ROOF = key_of()
HOME = key_of(KeyKind.UNIT, "k-home", "3-2-1201")


def book_of(*grants: Grant, rule: KeyRule | None = None, **more: object) -> Rulebook:
    """Return a book that lets the desk take everything, or what `grants` say, with one rule for the roof's key."""
    rights = grants or (Grant("all", "group:desk", "group:g-1"),)
    book = Rulebook(
        {grant.id: grant for grant in rights},
        reasons=REASONS,
        timetables={"office": OFFICE, "night": NIGHT},
        limits=Limits(frozenset({date(2026, 10, 1)})),
        rules={f"key:{ROOF.id}": rule, f"key:{HOME.id}": rule} if rule else {},
    )
    return replace(book, **more)  # type: ignore[arg-type]


def ask(book: Rulebook, key: Key = ROOF, *, consents: tuple[Consent, ...] = (), **facts: object) -> Answer:
    """Return the answer to Lin, who asks for a key on a Friday at ten to inspect something."""
    asking = Asking(LIN, key, FRIDAY_10, "inspection")
    return answer(book, consents, replace(asking, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        ("2026-11-20T07:59", False),
        ("2026-11-20T08:00", True),
        ("2026-11-20T17:59", True),
        ("2026-11-20T18:00", False),
        ("2026-11-21T10:00", False),  # Saturday
        ("2026-10-01T10:00", False),  # a holiday, on a Thursday
    ],
)
def test_office_hours(at: str, covered: bool) -> None:
    assert (
        OFFICE.covers(datetime.fromisoformat(at).replace(tzinfo=ZONE), frozenset({date(2026, 10, 1)}))
        is covered
    )


@pytest.mark.parametrize(
    ("at", "covered"), [("21:59", False), ("22:00", True), ("23:59", True), ("05:59", True), ("06:00", False)]
)
def test_a_night_shift_goes_through_midnight(at: str, covered: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-20T{at}").replace(tzinfo=ZONE)
    assert NIGHT.covers(moment) is covered


def test_fridays_night_shift_ends_on_saturday_and_saturday_has_none() -> None:
    friday_only = Timetable("f", ((), (), (), (), (Span(22 * 60, 6 * 60),), (), ()))
    assert friday_only.covers(datetime(2026, 11, 21, 5, 59, tzinfo=ZONE))
    assert not friday_only.covers(datetime(2026, 11, 21, 22, 30, tzinfo=ZONE))
    assert not friday_only.covers(datetime(2026, 11, 20, 5, 0, tzinfo=ZONE))


@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_the_next_hour_is_covered_and_nothing_before_it_is(later: timedelta) -> None:
    local = FRIDAY_10 + later
    begins = OFFICE.next_from(local)
    assert begins is not None and OFFICE.covers(begins) and begins >= local
    assert begins == local or not OFFICE.covers(local)
    assert begins == local or not OFFICE.covers(begins - timedelta(minutes=1))


def test_a_timetable_without_hours_never_comes() -> None:
    assert Timetable("never", ((),) * 7).next_from(FRIDAY_10) is None
    assert Timetable("always", ((WHOLE_DAY,),) * 7).next_from(FRIDAY_10) == FRIDAY_10


@pytest.mark.parametrize(
    ("grant", "refused"),
    [
        (Grant("g", "group:desk", "key:k-1"), None),
        (Grant("g", "role:attendant", "kind:common"), None),
        (Grant("g", "person:a-lin", "group:g-1", "office"), None),
        (Grant("g", "group:plant", "key:k-1"), "key.not_yours"),
        (Grant("g", "group:desk", "kind:plant"), "key.not_yours"),
        (Grant("g", "group:desk", "key:k-1", "night"), "key.not_now"),
        (Grant("g", "group:desk", "key:k-1", "unknown"), "key.not_now"),
        (Grant("g", "group:desk", "key:k-1", since=date(2026, 11, 21)), "key.right_later"),
        (Grant("g", "group:desk", "key:k-1", until=date(2026, 11, 19)), "key.right_over"),
        (Grant("g", "group:desk", "key:k-1", since=date(2026, 11, 20), until=date(2026, 11, 20)), None),
    ],
)
def test_a_right(grant: Grant, refused: str | None) -> None:
    assert ask(book_of(grant)).refused == refused


def test_a_refusal_by_the_hour_says_when_again() -> None:
    told = ask(book_of(Grant("g", "group:desk", "key:k-1", "night")))
    assert dict(told.facts)["again"] == datetime(2026, 11, 20, 22, 0, tzinfo=ZONE)
    later = ask(book_of(Grant("g", "group:desk", "key:k-1", since=date(2026, 11, 25))))
    assert dict(later.facts)["again"] == datetime(2026, 11, 25, 0, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("rule", "facts", "refused", "wanted"),
    [
        (KeyRule(), {"reason": ""}, None, ("reason",)),
        (KeyRule(), {"reason": "nonsense"}, None, ("reason",)),
        (KeyRule(), {"reason": "own"}, "key.not_for_private", ()),
        (KeyRule(reasons=("repair",)), {}, "key.other_reason", ()),
        (KeyRule(), {"reason": "repair"}, None, ("work_order",)),
        (KeyRule(), {"reason": "repair", "work_order": " "}, None, ("work_order",)),
        (KeyRule(), {"reason": "repair", "work_order": "W-7"}, None, ()),
        (KeyRule(needs_work_order=True), {}, None, ("work_order",)),
        (KeyRule(), {"reason": "fault"}, None, ("note",)),
        (KeyRule(), {"reason": "fault", "note": "door sticks"}, None, ()),
        (KeyRule(only_with=("k-2",)), {}, None, ("with:k-2",)),
        (KeyRule(only_with=("k-2",)), {"beside": ("k-2",)}, None, ()),
        (KeyRule(only_with=("k-2",)), {"held": ("k-2",)}, None, ()),
        (KeyRule(never_with=("k-2",)), {"held": ("k-2",)}, "key.never_together", ()),
        (KeyRule(never_with=("k-2",)), {"beside": ("k-3",)}, None, ()),
        (KeyRule(booked_only=True), {}, "key.booked_only", ()),
        (KeyRule(booked_only=True), {"booked_by": "a-lin"}, None, ()),
        (KeyRule(), {"booked_by": "a-zhou"}, "key.booked", ()),
        (KeyRule(), {"person": replace(LIN, active=False)}, "person.inactive", ()),
    ],
)
def test_what_a_key_asks_for(
    rule: KeyRule, facts: dict[str, Any], refused: str | None, wanted: tuple[str, ...]
) -> None:
    told = ask(book_of(rule=rule), **facts)
    assert (told.refused, told.wanted) == (refused, wanted)


def test_never_both_holds_whichever_was_taken_first() -> None:
    book = book_of(rules={"key:k-2": KeyRule(never_with=("k-1",))})
    assert ask(book, held=("k-2",)).refused == "key.never_together"


def test_never_both_of_a_kind_holds_whichever_was_taken_first() -> None:
    """The plant rooms' keys go with nobody who has the roof's: not the roof's after them either."""
    book = book_of(rules={"kind:plant": KeyRule(never_with=("k-1",)), "key:k-9": KeyRule()})
    kinds = {"k-2": KeyKind.PLANT, "k-3": KeyKind.COMMON, "k-9": KeyKind.PLANT}
    assert ask(book, held=("k-2",), kinds=kinds).refused == "key.never_together"
    assert ask(book, beside=("k-2",), kinds=kinds).refused == "key.never_together"
    assert ask(book, held=("k-3",), kinds=kinds).granted
    assert ask(book, held=("k-9",), kinds=kinds).granted  # which has a rule of its own


@pytest.mark.parametrize(
    ("at_min", "taken", "due"),
    [
        ((24 * 60,), (20, 10, 0), (21, 0, 0)),  # by the end of the day
        ((24 * 60,), (20, 23, 30), (22, 0, 0)),  # within its last hour: of the next one
        ((7 * 60, 15 * 60, 23 * 60), (20, 10, 0), (20, 15, 0)),  # by the end of the shift
        ((7 * 60, 15 * 60, 23 * 60), (20, 14, 30), (20, 23, 0)),
        ((7 * 60, 15 * 60, 23 * 60), (20, 23, 10), (21, 7, 0)),
        ((), (20, 10, 0), None),
    ],
)
def test_a_key_whose_rule_says_nothing_is_due_all_the_same(
    at_min: tuple[int, ...], taken: tuple[int, int, int], due: tuple[int, int, int] | None
) -> None:
    book = replace(book_of(), due_at_min=at_min)
    at = datetime(2026, 11, *taken, tzinfo=ZONE)
    assert ask(book, at=at).due == (datetime(2026, 11, *due, tzinfo=ZONE) if due else None)


def test_what_a_rule_or_a_booking_says_goes_before_the_sites_own() -> None:
    tomorrow = FRIDAY_10 + timedelta(days=2)
    book = replace(book_of(), due_at_min=(24 * 60,))
    assert ask(book, booked_by=LIN.id, booked_until=tomorrow).due == tomorrow
    ruled = replace(book_of(rule=KeyRule(due_min=30)), due_at_min=(24 * 60,))
    assert ask(ruled).due == FRIDAY_10 + timedelta(minutes=30)


def test_too_many_keys_at_once() -> None:
    book = book_of(limits=Limits(most_at_once={"attendant": 2}))
    assert ask(book, held=("k-8",)).granted
    assert ask(book, held=("k-8", "k-9")).refused == "key.too_many"
    assert ask(book, held=("k-8", "k-1")).granted  # the one asked for is not counted twice


@pytest.mark.parametrize(
    ("others", "missing"),
    [
        ((), 2),
        ((ZHOU,), 1),
        ((ZHOU, ZHOU), 1),  # nobody counts twice
        ((ZHOU, LIN), 1),  # never oneself
        ((ZHOU, GONE), 1),  # nobody who has left
        ((ZHOU, CHEN), 0),
    ],
)
def test_authorisers(others: tuple[Person, ...], missing: int) -> None:
    told = ask(book_of(rule=KeyRule(authorisers=2)), authorisers=others)
    assert told.authorisers_wanted == missing
    assert told.granted is (missing == 0)


def test_an_authoriser_from_another_group() -> None:
    book = book_of(rule=KeyRule(authorisers=1, from_another_group=True))
    assert not ask(book, authorisers=(replace(LIN, id="a-wu"),)).granted
    assert ask(book, authorisers=(CHEN,)).granted  # one of two groups is another one


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (KeyRule(), None),
        (KeyRule(due_min=120), "2026-11-20T12:00"),
        (KeyRule(due_by_min=18 * 60), "2026-11-20T18:00"),
        (KeyRule(due_by_min=9 * 60), "2026-11-21T09:00"),
        (KeyRule(due_min=120, due_by_min=11 * 60), "2026-11-20T11:00"),
    ],
)
def test_when_a_key_is_due(rule: KeyRule, due: str | None) -> None:
    expected = due and datetime.fromisoformat(due).replace(tzinfo=ZONE)
    assert ask(book_of(rule=rule)).due == expected


SIGNED = Consent(
    "c-1",
    "3-2-1201",
    "r-li",
    ("inspection", "repair"),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 12, 1, tzinfo=UTC),
    "m-1",
)


@pytest.mark.parametrize(
    ("consents", "refused"),
    [
        ((SIGNED,), None),
        ((), "consent.none"),
        ((replace(SIGNED, unit="3-2-1202"),), "consent.none"),
        ((replace(SIGNED, reasons=("repair",)),), "consent.reason"),
        ((replace(SIGNED, groups=("plant",)),), "consent.group"),
        ((replace(SIGNED, groups=("plant", "desk")),), None),
        ((replace(SIGNED, until=datetime(2026, 11, 19, tzinfo=UTC)),), "consent.over"),
        ((replace(SIGNED, since=datetime(2026, 11, 21, tzinfo=UTC)),), "consent.none"),
        ((replace(SIGNED, withdrawn_at=datetime(2026, 11, 20, 1, tzinfo=UTC)),), "consent.withdrawn"),
        ((replace(SIGNED, withdrawn_at=datetime(2026, 11, 20, 3, tzinfo=UTC)),), None),  # an hour from now
        ((replace(SIGNED, withdrawn_at=datetime(2026, 11, 2, tzinfo=UTC)), replace(SIGNED, id="c-2")), None),
    ],
)
def test_a_homes_key_leaves_only_under_consent(consents: tuple[Consent, ...], refused: str | None) -> None:
    assert ask(book_of(), HOME, consents=consents).refused == refused


def test_an_emergency_opens_without_consent_for_two_people_with_a_report() -> None:
    alone = ask(book_of(), HOME, reason="emergency")
    assert alone.refused is None and alone.wanted == ("note", "authorisers") and alone.report
    together = ask(book_of(), HOME, reason="emergency", note="water below", authorisers=(ZHOU,))
    assert together.granted and together.report


def test_an_emergency_that_the_consent_covers_needs_no_report() -> None:
    covered = replace(SIGNED, reasons=("emergency",))
    told = ask(book_of(), HOME, reason="emergency", consents=(covered,))
    assert told.granted and not told.report


def test_the_estates_keys_ask_no_resident() -> None:
    assert ask(book_of(), ROOF).granted


def test_nobody_takes_a_homes_key_alone_on_a_consent_that_only_they_saw_signed() -> None:
    """The signature at the desk proves a resident only to whoever stood there."""
    since, until = FRIDAY_10 - timedelta(days=1), FRIDAY_10 + timedelta(days=1)
    theirs = Consent("c", "3-2-1201", "r-li", ("inspection",), since, until, "signature:c", witness=LIN.id)
    assert ask(book_of(), HOME, consents=(theirs,)).wanted == ("authorisers",)
    assert ask(book_of(), HOME, consents=(theirs,), authorisers=(ZHOU,)).granted
    assert ask(book_of(), HOME, consents=(replace(theirs, countersigned_by=CHEN.id),)).granted
    other = replace(theirs, id="d", witness=ZHOU.id)
    told = ask(book_of(), HOME, consents=(theirs, other))
    assert (told.granted, told.consent) == (True, "d")
