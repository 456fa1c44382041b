"""Follow-ups: who is asked by which rule, a draw that nobody can bend, and the rates that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain.followups import deciding as d
from kiosk.domain.followups.followup import (
    DEFAULT,
    GRIEVANCE,
    MOVE_IN,
    REPAIR,
    SERVICE,
    FollowUp,
    Rule,
    Source,
    Stage,
    is_drawn,
    rates,
)
from kiosk.domain.followups.sources import unplanned
from kiosk.domain.grievances import events as g
from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.refusal import Refused
from kiosk.domain.services import events as s
from kiosk.domain.services.request import Terms
from kiosk.domain.workorders import events as w
from tests.unit.houses import NOON, PEOPLE, at, person

STAFFED = at(PEOPLE, person("boss", "supervisor", ("desk",)))
DAY = timedelta(days=1)


def refused(code: str) -> object:
    return pytest.raises(Refused, match=f"^{code}".replace(".", r"\.") + "$")


def source(of: str = REPAIR, about: str = "o1", ended: datetime = NOON, rule: Rule | None = None) -> Source:
    return Source(of, about, "WX-00001", "r", "1-1-0802", ended, handler="a", rule=rule)


def planned(house: House = STAFFED, known: Source | None = None, asked: int = 0, seen: int = 0) -> House:
    return at(house, *d.decide_plan(house, known or source(), DEFAULT, asked, seen))


def only(house: House) -> FollowUp:
    (found,) = house.follow_ups.values()
    return found


@pytest.mark.parametrize(("of", "opens", "due"), [(GRIEVANCE, 0, 3), (MOVE_IN, 30, 37), (REPAIR, 7, 14)])
def test_when_somebody_is_asked(of: str, opens: int, due: int) -> None:
    house = planned(known=source(of))
    one = only(house)
    assert (one.opens, one.due, one.stage) == (NOON + opens * DAY, NOON + due * DAY, Stage.DUE)
    assert d.decide_plan(house, source(of), DEFAULT, 0, 0) == []
    assert d.to_ask(house, NOON + opens * DAY) == [one] and d.to_ask(house, NOON + opens * DAY - DAY) == []


def ended() -> House:
    """Return a house in which one thing of each kind has ended, beside others that nobody is asked about."""
    order = w.OrderIssued(
        "o1", "WX-00001", "", "water", "1-1-0802", "r", NOON, False, "", "", "a", "CNY", "a"
    )
    common = replace(order, order="o2", number="WX-00002", unit="", person="")
    done = w.OrderDone("o1", "signature", "s", "0", "", "", 0, 0, "", "a")
    made = g.GrievanceMade("g1", "TS-00001", "complaint", "noise", "desk", "r", "1-1-0802", "", False, "a", NOON,
                           "", "", "a")  # fmt: skip
    unnamed = replace(made, grievance="g2", person="")
    praise = replace(made, grievance="g3", kind="praise")
    answered = [g.GrievanceHandled(name, "explained", "x", "0", "a") for name in ("g1", "g2", "g3")]
    terms = Terms(follow_share_percent=40, follow_after_days=3)
    asked = s.ServiceRequested("s1", "20260503-001", "cleaning", Label("C", "洁", "潔"), "r", "1-1-0802", {}, "", "",
                               (), None, terms, "slip", "desk", "a")  # fmt: skip
    repair = replace(asked, request="s2", number="20260503-002", terms=replace(terms, work_order=True))
    quiet = replace(asked, request="s3", number="20260503-003", terms=Terms())
    delivered = [s.ServiceDone(name, "a", "word") for name in ("s1", "s2", "s3")]
    events = [order, common, done, replace(done, order="o2", how="checked"), made, unnamed, praise, *answered]
    return at(STAFFED, *events, asked, repair, quiet, *delivered)


def test_what_is_asked_about_and_what_is_not() -> None:
    house = ended()
    found = {(one.of, one.about): one for one in unplanned(house)}
    assert set(found) == {(REPAIR, "o1"), (GRIEVANCE, "g1"), (SERVICE, "s1")}
    assert found[SERVICE, "s1"].rule == Rule(40, 3, 10)
    for one in unplanned(house):
        house = planned(house, one)
    assert unplanned(house) == []
    again = at(house, g.GrievanceReopened("g1", NOON, "x", "0", "a"), after_s=60)
    again = at(again, g.GrievanceHandled("g1", "put_right", "x", "0", "a"), after_s=120)
    assert [one.about for one in unplanned(again)] == ["g1"]  # what was taken up again is asked about again


@given(st.integers(0, 100), st.integers(1, 120), st.integers(0, 10_000))
def test_the_share_is_never_below_its_target_and_nobody_draws_twice(
    percent: int, several: int, seed: int
) -> None:
    asked = 0
    for seen in range(several):
        one = source(about=f"{seed}-{seen}")
        drawn = is_drawn(one, percent, asked, seen)
        assert drawn is is_drawn(one, percent, asked, seen)
        asked += drawn
        assert asked * 100 >= percent * (seen + 1)
    if percent == 0:
        assert asked == 0
    if percent == 60 and several == 120:
        assert asked < 110  # a sample, not everybody


def test_a_draw_depends_on_nothing_that_an_attendant_can_choose() -> None:
    free = [is_drawn(source(about=f"o{n}"), 60, 90, 100) for n in range(400)]
    handled = [
        is_drawn(replace(source(about=f"o{n}"), handler="other", person="x"), 60, 90, 100) for n in range(400)
    ]
    assert free == handled and 80 < sum(free) < 160  # some 30 in 100 beside those that the target asks for


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (d.Told("f", "maybe"), "followup.result"),
        (d.Told("f", "reached"), "followup.satisfaction"),
        (d.Told("f", "reached", 6), "followup.satisfaction"),
        (d.Told("f", "reached", 2), "followup.words"),
        (d.Told("f", "given_up"), "followup.tries"),
    ],
)
def test_what_is_not_noted(told: d.Told, code: str) -> None:
    house = planned()
    with refused(code):  # type: ignore[attr-defined]
        d.decide_result(house, only(house).id, told, "a", NOON + 8 * DAY)


def test_nobody_is_asked_before_their_day_nor_by_a_stranger() -> None:
    house = planned()
    with refused("followup.not_yet"):  # type: ignore[attr-defined]
        d.decide_result(house, only(house).id, d.Told("f", "reached", 5), "a", NOON + 6 * DAY)
    with refused("staff.needed"):  # type: ignore[attr-defined]
        d.decide_look(house, only(house).id, "r")
    with refused("followup.unknown"):  # type: ignore[attr-defined]
        d.decide_look(house, "nothing", "a")


def test_three_calls_then_it_may_be_given_up_and_a_double_tap_is_one_call() -> None:
    house, now = planned(), NOON + 8 * DAY
    name = only(house).id
    for n in range(3):
        told = d.Told(f"f{n}", "not_reached")
        house = at(house, *d.decide_result(house, name, told, "a", now), after_s=8 * 86_400)
        assert d.decide_result(house, name, told, "a", now) == []
    assert len(only(house).tries) == 3
    assert list(d.pending(house, now)) == []  # just tried: left alone for a while
    assert [found.code for found in d.pending(house, now + 3 * timedelta(hours=1))] == ["followup.due"]
    over = at(house, *d.decide_result(house, name, d.Told("f9", "given_up"), "a", now))
    assert only(over).stage is Stage.GIVEN_UP
    with refused("followup.over"):  # type: ignore[attr-defined]
        d.decide_result(over, name, d.Told("f10", "reached", 5), "a", now)


def test_nobody_asks_about_the_complaint_against_themselves() -> None:
    made = g.GrievanceMade("g1", "TS-00001", "complaint", "staff", "desk", "r", "1-1-0802", "a", False, "other", NOON,
                           "", "", "other")  # fmt: skip
    house = at(STAFFED, made, g.GrievanceHandled("g1", "explained", "x", "0", "other"))
    house = planned(house, source(GRIEVANCE, "g1"))
    with refused("followup.unknown"):  # type: ignore[attr-defined]
        d.need(house, only(house).id, "a")
    assert d.need(house, only(house).id, "other") == only(house)


def test_the_supervisors_hear_once_that_nobody_was_asked() -> None:
    house = planned()
    assert d.late(house, NOON + 13 * DAY) == []
    events = d.late(house, NOON + 15 * DAY)
    assert [event.person for event in events if isinstance(event, e.NoticeQueued)] == ["boss"]
    told = at(house, *events)
    assert d.late(told, NOON + 40 * DAY) == []
    assert [found.code for found in d.pending(told, NOON + 15 * DAY)] == ["followup.late"]


def with_results(results: Mapping[str, tuple[str, int]]) -> House:
    house = STAFFED
    for about, (result, points) in results.items():
        known = source(GRIEVANCE, about)
        house = planned(house, known)
        if result:
            told = d.Told(about, result, points, "words:x" if points and points < 3 else "")
            house = at(house, *d.decide_result(house, known.id, told, "a", NOON + DAY), after_s=86_400)
    return house


def test_rates_count_what_is_due_against_its_target() -> None:
    house = with_results({"a": ("reached", 5), "b": ("declined", 0), "c": ("reached", 2), "d": ("", 0)})
    (early,) = rates(house.follow_ups.values(), NOON + 2 * DAY)
    assert (early.ended, early.due, early.asked, early.percent, early.met) == (4, 3, 3, 100, True)
    (later,) = rates(house.follow_ups.values(), NOON + 4 * DAY)
    assert (later.due, later.asked, later.percent, later.met) == (4, 3, 75, False)
    assert (later.reached, later.points, later.rated, later.in_time, later.target_percent) == (
        2,
        7,
        2,
        3,
        100,
    )


def test_those_who_were_passed_over_count_as_due() -> None:
    house = STAFFED
    asked = 0
    for seen in range(10):
        known = source(about=f"p{seen}")
        house = planned(house, known, asked, seen)
        asked += house.follow_ups[known.id].stage is Stage.DUE
    assert 6 <= asked < 10
    (rate,) = rates(house.follow_ups.values(), NOON + DAY)
    assert (rate.ended, rate.target_percent) == (10, 60)
