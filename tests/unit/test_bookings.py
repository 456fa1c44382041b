"""Bookings: who may book what, what a booking means for an asking, what becomes of one that nobody comes for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain.bookings import events as b
from kiosk.domain.bookings.booking import Booking, BookingPolicy, BookingStage
from kiosk.domain.bookings.concerns import concerns
from kiosk.domain.bookings.deciding import (
    Override,
    Wish,
    decide_booking,
    decide_cancel,
    decide_change,
    decide_seen,
)
from kiosk.domain.bookings.evolving import RECENT
from kiosk.domain.bookings.lapsing import Hour, lapsed, taken_or_back
from kiosk.domain.bookings.standing import standing
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.keys.events import GrantGiven, KeyRuleSet, LimitsSet, TimetableSet
from kiosk.domain.keys.issuing import IssueKey, asked, decide_issue, may_take
from kiosk.domain.keys.pairs import apart, missing_beside
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.keys.timetable import Span
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.events import KeyWithdrawn
from tests.unit.houses import LABEL, NOON, PEOPLE, at, person

HOUR = timedelta(hours=1)
POLICY = BookingPolicy(days_ahead=14, longest_h=24, no_show_min=30)
REASONS = ("repair", "inspection")
STAFF = at(PEOPLE, person("s", "supervisor", ("desk",)), person("b", "attendant", ("desk",)))
"""Attendants a and b, supervisor s, keys k1 and k2 that all three may take."""
URGENT, NO_REASON = Override("urgent"), Override()


def wish(since: float = 1, until: float = 3, who: str = "a", key: str = "k1", but: str = "") -> Wish:
    """Return a wish; its times are hours past noon."""
    return Wish(key, who, NOON + since * HOUR, NOON + until * HOUR, but)


def book(house: House, asked_for: Wish, by: str = "", name: str = "x", why: Override = NO_REASON) -> House:
    """Return the house after somebody has booked for themselves, or `by` for them."""
    who = house.people[by or asked_for.person]
    return at(house, *decide_booking(house, name, asked_for, who, POLICY, REASONS, NOON, why))


BOOKED = book(STAFF, wish())


def refused(house: House, asked_for: Wish, by: str = "", why: Override = NO_REASON) -> str:
    """Return the code of what stands against a wish, "" for nothing."""
    try:
        book(house, asked_for, by, "y", why)
    except Refused as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("asked_for", "by", "code"),
    [
        (wish(), "a", ""),
        (wish(-0.05, 3), "a", ""),  # "from now on", typed a moment ago
        (wish(who="b"), "a", "supervisor.needed"),
        (wish(who="b"), "s", ""),
        (wish(who="r"), "s", "key.not_yours"),  # residents book nothing
        (wish(who="nobody"), "s", "key.not_yours"),
        (wish(who="left"), "s", "person.inactive"),
        (wish(who="left"), "left", "staff.needed"),
        (wish(key="k9"), "a", "key.not_yours"),
        (wish(who="other"), "other", "key.not_yours"),  # no right to it at any hour
        (wish(3, 3), "a", "booking.times"),
        (wish(3, 1), "a", "booking.times"),
        (wish(-3, -1), "a", "booking.past"),
        (wish(-1, 1), "a", "booking.past"),
        (wish(1, 25), "a", ""),
        (wish(1, 25.1), "a", "booking.too_long"),
        (wish(14 * 24, 14 * 24 + 1), "a", ""),
        (wish(14 * 24 + 0.1, 14 * 24 + 1), "a", "booking.too_far"),
    ],
)
def test_who_may_book_what_and_when(asked_for: Wish, by: str, code: str) -> None:
    assert refused(STAFF, asked_for, by) == code


def test_nobody_books_the_cabinet_for_themselves() -> None:
    """A cabinet's hours are everybody's: so many bookings of one person stand at a time."""
    house = STAFF
    for number in range(POLICY.most):
        house = at(house, *_booked(house, f"x{number}", wish(number, number + 0.5)))
    late = wish(100, 101)
    assert refused(house, late) == "booking.too_many"
    assert refused(house, wish(100, 101, who="b")) == ""
    freed = at(house, *decide_cancel(house, "x3", house.people["a"]))
    assert refused(freed, late) == ""


def _booked(house: House, name: str, asked_for: Wish) -> list[Event]:
    who = house.people[asked_for.person]
    return list(decide_booking(house, name, asked_for, who, POLICY, REASONS, NOON))


@pytest.mark.parametrize(
    ("since", "until", "who", "by", "code"),
    [
        (3, 4, "b", "", ""),  # it ends when the other begins
        (0, 1, "b", "", ""),
        (2, 4, "b", "", "booking.overlaps"),
        (0.5, 5, "b", "", "booking.overlaps"),
        (1.5, 2, "b", "", "booking.overlaps"),
        (2, 4, "a", "", "booking.overlaps"),  # one's own as well
        (2, 4, "b", "s", "booking.overlaps"),  # a supervisor who gives no reason
    ],
)
def test_first_come_first_served(since: float, until: float, who: str, by: str, code: str) -> None:
    assert refused(BOOKED, wish(since, until, who), by) == code


def test_a_refusal_says_who_has_it_and_until_when() -> None:
    with pytest.raises(Refused) as refusal:
        book(BOOKED, wish(2, 4, "b"), name="y")
    assert refusal.value.facts == {"person": "a", "since": NOON + HOUR, "until": NOON + 3 * HOUR}


@pytest.mark.parametrize(
    ("rule", "asked_for", "code"),
    [
        (TimetableSet("t", ((Span(780, 900),),) * 7, None, "x"), wish(1, 9), ""),  # 13:00 to 15:00
        (TimetableSet("t", ((Span(780, 900),),) * 7, None, "x"), wish(3, 4), "key.not_now"),
        (TimetableSet("t", ((Span(780, 900),),) * 7, (), "x"), wish(25, 26), "key.not_now"),  # a holiday
    ],
)
def test_the_rules_are_those_of_that_hour(rule: e.Event, asked_for: Wish, code: str) -> None:
    holiday = LimitsSet(((NOON + 24 * HOUR).date(),), (), "x")
    by_hours = GrantGiven("g", "group:desk", "group:desk", "t", None, None, "x")
    assert refused(at(STAFF, by_hours, rule, holiday), asked_for) == code


def test_who_books_two_keys_at_once_must_be_allowed_to_hold_both() -> None:
    other = wish(2, 4, key="k2")
    assert refused(BOOKED, other) == ""
    assert refused(at(BOOKED, LimitsSet((), (("attendant", 1),), "x")), other) == "key.too_many"
    apart_for_ever = KeyRuleSet("key:k1", KeyRule(never_with=("k2",)), "x")
    assert refused(at(BOOKED, apart_for_ever), other) == "key.never_together"
    assert refused(at(BOOKED, apart_for_ever), wish(3, 4, key="k2")) == ""


def test_a_key_that_goes_out_when_booked_may_be_booked() -> None:
    house = at(STAFF, KeyRuleSet("key:k1", KeyRule(booked_only=True), "x"))
    assert may_take(house, house.people["a"], house.keys["k1"], NOON + HOUR) == "key.booked_only"
    booked = book(house, wish())
    assert may_take(booked, booked.people["a"], booked.keys["k1"], NOON + HOUR) is None


def test_a_supervisor_overrides_and_the_other_is_told() -> None:
    house = book(BOOKED, wish(2, 4, "b"), "s", "y", URGENT)
    assert (house.bookings["x"].stage, house.bookings["x"].displaced_by) == (BookingStage.DISPLACED, "y")
    assert house.bookings["y"].why == "urgent"
    assert [(one.person, one.template, one.item) for one in house.notices.values()] == [
        ("a", "booking_displaced", "x")
    ]
    assert sorted(one.id for one in house.bookings.values() if one.at_hand) == ["x", "y"]  # until a knows
    told = at(house, *decide_seen(house, "x", house.people["a"]))
    assert not told.bookings["x"].at_hand
    assert decide_seen(told, "x", told.people["a"]) == []


def test_nobody_overrides_a_key_that_is_out_and_nothing_is_no_reason() -> None:
    out = at(BOOKED, b.BookingTaken("x", "m"))
    assert refused(out, wish(2, 4, "b"), "s", URGENT) == "booking.taken"
    assert (
        refused(BOOKED, wish(2, 4, "b"), "b", URGENT) == "booking.overlaps"
    )  # not for an attendant to decide
    assert book(STAFF, wish(), "s", "y", URGENT).bookings["y"].why == ""  # where nobody gave way


def test_a_double_tap_books_once() -> None:
    assert decide_booking(BOOKED, "x", wish(), BOOKED.people["a"], POLICY, REASONS, NOON) == []


@pytest.mark.parametrize(
    ("by", "code"), [("a", ""), ("s", ""), ("b", "booking.not_yours"), ("other", "booking.not_yours")]
)
def test_whose_a_booking_is_to_change(by: str, code: str) -> None:
    moved = wish(4, 6, but="x")
    if code:
        with pytest.raises(Refused, match=code):
            decide_cancel(BOOKED, "x", BOOKED.people[by])
        with pytest.raises(Refused, match=code):
            decide_change(BOOKED, moved, BOOKED.people[by], POLICY, REASONS, NOON)
        return
    after = at(BOOKED, *decide_change(BOOKED, moved, BOOKED.people[by], POLICY, REASONS, NOON))
    assert (after.bookings["x"].since, after.bookings["x"].until) == (NOON + 4 * HOUR, NOON + 6 * HOUR)
    assert decide_change(after, moved, after.people[by], POLICY, REASONS, NOON) == []
    gone = at(after, *decide_cancel(after, "x", after.people[by]))
    assert gone.bookings["x"].stage is BookingStage.CANCELLED
    assert decide_cancel(gone, "x", gone.people[by]) == []


def test_it_does_not_stand_in_its_own_way_and_others_do() -> None:
    house = book(BOOKED, wish(4, 6, "b"), name="y")
    longer = decide_change(house, wish(1, 4, but="x"), house.people["a"], POLICY, REASONS, NOON)
    assert at(house, *longer).bookings["x"].until == NOON + 4 * HOUR
    with pytest.raises(Refused, match=r"booking\.overlaps"):
        decide_change(house, wish(1, 5, but="x"), house.people["a"], POLICY, REASONS, NOON)


def test_what_is_over_or_out_is_changed_no_more() -> None:
    for stage, code in (
        (b.BookingTaken("x", "m"), r"booking\.taken"),
        (b.BookingOver("x"), r"booking\.over"),
    ):
        with pytest.raises(Refused, match=code):
            decide_cancel(at(BOOKED, stage), "x", BOOKED.people["a"])
    with pytest.raises(Refused, match=r"booking\.over"):
        decide_change(BOOKED, wish(4, 5, but="nobody's"), BOOKED.people["a"], POLICY, REASONS, NOON)


# ---- what it means for an asking -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "hours", "code"),
    [
        ("b", 0.9, None),
        ("b", 1, "key.booked"),
        ("b", 2.9, "key.booked"),
        ("b", 3, None),
        ("a", 1, None),
        ("a", 2.9, None),
        ("s", 2, "key.booked"),  # a supervisor changes the booking, not the rule
    ],
)
def test_a_booked_key_is_for_whom_it_is_booked(who: str, hours: float, code: str | None) -> None:
    assert may_take(BOOKED, BOOKED.people[who], BOOKED.keys["k1"], NOON + hours * HOUR) == code


@pytest.mark.parametrize(
    ("who", "hours", "rule_min", "due", "why"),
    [
        ("b", 0, None, 1, "next"),  # back before the other's booking begins
        ("b", 0, 30, 0.5, ""),
        ("b", 0, 90, 1, "next"),
        ("b", 3, None, None, ""),
        ("a", 1, None, 3, "booked"),
        ("a", 1, 60, 2, ""),
        ("a", 0, None, None, ""),  # the own booking later is no reason to bring it back
        ("a", 0.8, None, 3, "booked"),  # a quarter of an hour early is on time
    ],
)
def test_a_key_is_due_before_the_next_one_has_booked_it(
    who: str, hours: float, rule_min: int | None, due: float | None, why: str
) -> None:
    house = at(BOOKED, KeyRuleSet("key:k1", KeyRule(due_min=rule_min), "x"))
    command = IssueKey("m", who, "k1", "repair", "", "signature:m", "d")
    told = asked(house, command, REASONS, NOON + hours * HOUR)
    assert (told.due, told.due_for) == (None if due is None else NOON + due * HOUR, why)


def test_taking_it_fulfils_the_booking_and_bringing_it_back_ends_it() -> None:
    now = NOON + HOUR
    command = IssueKey("m", "a", "k1", "repair", "", "signature:m", "d")
    house = at(BOOKED, *decide_issue(BOOKED, command, REASONS, now), after_s=3600)
    confirmed = e.KeyIssueConfirmed("m", "tag")
    house = at(house, confirmed, *taken_or_back(house, confirmed), after_s=3610)
    assert house.bookings["x"].stage is BookingStage.TAKEN
    assert (
        lapsed(house, Hour(NOON + 9 * HOUR, NOON, trusted=True), 30) == []
    )  # late is a matter of its due time
    house = at(house, e.KeyReturnIntended("n", "k1", "a", "K01", ""), after_s=4000)
    back = e.KeyReturnConfirmed("n", "tag")
    house = at(house, back, *taken_or_back(house, back), after_s=4010)
    assert house.bookings["x"].stage is BookingStage.OVER


def test_somebody_elses_taking_fulfils_nothing() -> None:
    command = IssueKey("m", "b", "k1", "repair", "", "signature:m", "d")
    house = at(BOOKED, *decide_issue(BOOKED, command, REASONS, NOON))
    assert taken_or_back(house, e.KeyIssueConfirmed("m", "tag")) == []


# ---- nobody comes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "up_since", "trusted", "why"),
    [
        (1.49, 0, True, None),
        (1.5, 0, True, "no_show"),
        (1.5, 0, False, None),  # the clock may be wrong
        (9, 0, False, None),
        (1.6, 1.4, True, None),  # the power failed: nobody could come for it until then
        (1.9, 1.4, True, "no_show"),
    ],
)
def test_a_booking_that_nobody_comes_for_is_released(
    hours: float, up_since: float, trusted: bool, why: str | None
) -> None:
    hour = Hour(NOON + hours * HOUR, NOON + up_since * HOUR, trusted)
    found = lapsed(BOOKED, hour, 30)
    if why is None:
        assert found == []
        return
    house = at(BOOKED, *found)
    assert (house.bookings["x"].stage, house.bookings["x"].note) == (BookingStage.RELEASED, why)
    assert [(one.person, one.template) for one in house.notices.values()] == [("a", "booking_released")]
    assert lapsed(house, hour, 30) == []
    assert refused(house, wish(2, 4, "b")) == ""  # the next one may have it


def out_with(name: str) -> House:
    """Return the house in which somebody has the key since before the booking begins."""
    intent = e.KeyIssueIntended("m", "k1", name, "K01", "repair", "", "signature:m", "", "")
    return at(BOOKED, intent, e.KeyIssueConfirmed("m", "tag"))


def test_whoever_could_not_get_the_key_is_not_late() -> None:
    away = out_with("b")
    assert lapsed(away, Hour(NOON + 2.9 * HOUR, NOON, trusted=True), 30) == []
    assert lapsed(away, Hour(NOON + 3 * HOUR, NOON, trusted=True), 30)[0] == b.BookingReleased(
        "x", "key_away"
    )
    intent = e.KeyReturnIntended("n", "k1", "b", "K01", "")
    back = at(away, intent, e.KeyReturnConfirmed("n", "tag"), after_s=2 * 3600)
    assert lapsed(back, Hour(NOON + 2.4 * HOUR, NOON, trusted=True), 30) == []
    assert lapsed(back, Hour(NOON + 2.5 * HOUR, NOON, trusted=True), 30)[0] == b.BookingReleased(
        "x", "no_show"
    )


def test_whoever_holds_the_key_already_has_come() -> None:
    held = out_with("a")
    assert lapsed(held, Hour(NOON, NOON, trusted=True), 30) == []
    assert lapsed(held, Hour(NOON + HOUR, NOON, trusted=True), 30) == [b.BookingTaken("x", "")]


def test_bookings_end_with_the_key_and_with_the_account() -> None:
    hour = Hour(NOON, NOON, trusted=False)
    gone = replace(BOOKED, keys={})
    assert lapsed(gone, hour, 30) == [b.BookingReleased("x", "key_gone")]
    closed = at(BOOKED, person("a", "attendant", ("desk",), active=False))
    assert lapsed(closed, hour, 30) == [b.BookingReleased("x", "person_inactive")]


def test_a_displaced_one_waits_for_its_person_until_its_hour_is_over() -> None:
    house = book(BOOKED, wish(2, 4, "b"), "s", "y", URGENT)
    assert lapsed(house, Hour(NOON + HOUR, NOON, trusted=True), 30) == []
    assert b.BookingSeen("x", "") in lapsed(house, Hour(NOON + 3 * HOUR, NOON + 3 * HOUR, trusted=True), 30)


def test_what_ended_leaves_the_running_state() -> None:
    house = STAFF
    for number in range(RECENT + 5):
        house = book(house, wish(), name=f"n{number}")
        house = at(house, b.BookingCancelled(f"n{number}", "a"))
    house = book(house, wish())
    assert len(house.bookings) == RECENT + 1 and house.bookings["x"].live
    assert "n4" not in house.bookings and "n5" in house.bookings


# ---- what is to be known before ------------------------------------------------------------------


def test_what_is_said_before_it_is_booked() -> None:
    assert concerns(STAFF, wish()) == []
    (other,) = concerns(BOOKED, wish(2, 4, "b"))
    assert (other.code, other.person, other.booking, other.blocks) == ("overlaps", "a", "x", True)
    home = at(
        STAFF,
        e.KeyRegistered("k1", "unit", LABEL, "T1", "K01", ("desk",), "1-1-0802"),
        KeyRuleSet("key:k1", KeyRule(due_min=60), "x"),
    )
    assert [one.code for one in concerns(home, wish())] == ["no_consent", "due_before"]
    assert [one.code for one in concerns(home, wish(1, 2))] == ["no_consent"]
    assert [(one.code, one.person) for one in concerns(out_with("b"), wish(4, 5))] == [("out", "b")]
    assert concerns(out_with("a"), wish(4, 5)) == []  # their own hands
    withdrawn = KeyWithdrawn("k1", "s", "faulty", "", "")
    assert [one.code for one in concerns(at(STAFF, withdrawn), wish())] == ["unfit"]
    gone = at(STAFF, e.KeyGone("k1", "K01"))
    assert [one.code for one in concerns(gone, wish())] == ["gone"]


def test_a_bearer_who_brings_it_back_in_time_is_no_concern() -> None:
    away = out_with("b")
    early = replace(away.keys["k1"], due=NOON + 3 * HOUR)
    house = replace(away, keys={**away.keys, "k1": early})
    assert concerns(house, wish(4, 5)) == []
    assert [one.code for one in concerns(house, wish(2.5, 2.9, but="x"))] == ["out"]


# ---- whatever happens ----------------------------------------------------------------------------

DEEDS = st.one_of(
    st.tuples(
        st.sampled_from(("book", "override")),
        st.sampled_from("abs"),
        st.sampled_from(("k1", "k2")),
        st.integers(0, 20),
        st.integers(1, 8),
        st.integers(0, 9),
    ),
    st.tuples(
        st.sampled_from(("change", "cancel", "taken", "over", "wait")),
        st.sampled_from("abs"),
        st.just("k1"),
        st.integers(0, 20),
        st.integers(1, 8),
        st.integers(0, 9),
    ),
)


def after_deed(house: House, number: int, deed: tuple[str, str, str, int, int, int]) -> House:
    """Return the house after one deed, or the same house where the rules refuse it."""
    what, who, key, since, length, which = deed
    names = [*house.bookings, f"n{number}"]
    name, by = names[which % len(names)], house.people[who]
    asked_for = Wish(key, who, NOON + since * HOUR, NOON + (since + length) * HOUR)
    events: list[e.Event] = []
    try:
        match what:
            case "book":
                events = decide_booking(house, f"n{number}", asked_for, by, POLICY, REASONS, NOON)
            case "override":
                events = decide_booking(house, f"n{number}", asked_for, by, POLICY, REASONS, NOON, URGENT)
            case "change":
                known = house.bookings.get(name)
                moved = replace(asked_for, key=known.key if known else key, but=name)
                events = decide_change(house, moved, by, POLICY, REASONS, NOON, URGENT)
            case "cancel":
                events = decide_cancel(house, name, by)
            case "wait":
                events = lapsed(house, Hour(NOON + since * HOUR, NOON, trusted=True), 30)
            case _ if (known := house.bookings.get(name)) and known.live:
                events = [b.BookingTaken(name, "")] if what == "taken" else [b.BookingOver(name)]
    except Refused:
        return house
    return at(house, *events)


@given(st.lists(DEEDS, max_size=25))
def test_no_two_live_bookings_of_a_key_overlap(deeds: list[tuple[str, str, str, int, int, int]]) -> None:
    house = STAFF
    for number, deed in enumerate(deeds):
        house = after_deed(house, number, deed)
        live = [one for one in house.bookings.values() if one.live]
        for one, other in combinations(live, 2):
            assert one.key != other.key or not one.overlaps(other.since, other.until), (deed, one, other)


@given(st.lists(DEEDS, max_size=15), st.integers(0, 40))
def test_one_person_at_most_has_a_key_booked(
    deeds: list[tuple[str, str, str, int, int, int]], half_hours: int
) -> None:
    house = STAFF
    for number, deed in enumerate(deeds):
        house = after_deed(house, number, deed)
    moment = NOON + half_hours * HOUR / 2
    known = {standing(house, who, "k1", moment).present for who in "abs"}
    covering = {one for one in known if one and one.covers(moment)}
    assert len(covering) <= 1


def test_a_booking_touches_no_moment_of_another_day() -> None:
    one = Booking(
        "x", "k1", "a", "a", datetime(2026, 5, 3, 22, tzinfo=UTC), datetime(2026, 5, 4, 6, tzinfo=UTC), NOON
    )
    assert one.covers(one.since) and not one.covers(one.until)
    assert not one.overlaps(one.until, one.until + HOUR) and not one.overlaps(one.since - HOUR, one.since)


# ---- keys that belong together -------------------------------------------------------------------

PAIR = at(
    STAFF,
    KeyRuleSet("key:k1", KeyRule(only_with=("k2",)), "x"),
    KeyRuleSet("key:k2", KeyRule(only_with=("k1",), authorisers=1), "x"),
)
"""Each of the two goes only with the other."""


def pair(house: House = PAIR, **more: object) -> list[e.Event]:
    """Return what taking both puts on record first."""
    command = IssueKey("m", "a", "k1", "repair", "", "signature:m", "d", beside=("k2",), authorisers=("b",))
    return decide_issue(house, replace(command, **more), REASONS, NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"beside": ()}, "key.pair_needed"),
        ({"authorisers": ()}, "key.authorisers_needed"),  # the other one asks for it
        ({"reason": ""}, "key.reason_needed"),
        ({"signature": ""}, "signature.missing"),
    ],
)
def test_the_first_leaves_only_if_both_may(changes: dict[str, object], code: str) -> None:
    if not code:
        assert [type(one).__name__ for one in pair()][:2] == ["KeyIssueIntended", "KeyIssueGranted"]
        return
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        pair(PAIR, **changes)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([LimitsSet((), (("attendant", 1),), "x")], "key.too_many"),
        ([KeyRuleSet("key:k2", KeyRule(never_with=("k1",)), "x")], "key.never_together"),
        ([e.KeyGone("k2", "K02")], "key.out"),
        ([e.DoorDoubted("K02", "switch")], "door.doubt"),
        (
            [b.KeyBooked("x", "k2", "b", "b", NOON, NOON + HOUR, "", "", "")],
            "key.booked",
        ),
    ],
)
def test_what_keeps_the_other_one_keeps_both(events: list[e.Event], code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        pair(at(PAIR, *events))


def test_the_second_follows_on_the_first_and_until_then_it_is_missing() -> None:
    house = at(PAIR, *pair(), e.KeyIssueConfirmed("m", "tag"))
    assert [(key.id, other.id) for key, other in apart(house)] == [("k1", "k2")]
    missing = missing_beside(house, "a")
    assert missing is not None and missing.id == "k2"
    second = IssueKey("n", "a", "k2", "repair", "", "signature:m", "d", authorisers=("b",))
    house = at(house, *decide_issue(house, second, REASONS, NOON), e.KeyIssueConfirmed("n", "tag"))
    assert list(apart(house)) == [] and missing_beside(house, "a") is None
