"""A late key is told of step by step, each step once, until it is back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.house import House
from kiosk.domain.keeping import events as k
from kiosk.domain.keys.events import ConsentGiven, KeyIssueGranted, KeyOverdue
from kiosk.domain.keys.overdue import Escalation, overdue
from tests.unit.houses import ISSUE, LABEL, NOON, PEOPLE, RETURN, at, person

DUE = NOON + timedelta(hours=2)
STAFFED = at(PEOPLE, person("s", "supervisor", ("desk",)), person("m", "manager"))
TAKEN = at(STAFFED, ISSUE, KeyIssueGranted("i", DUE, "", (), "", False), e.KeyIssueConfirmed("i", "tag"))


def told(house: House, after_min: float) -> list[tuple[str, str]]:
    """Return (template, person) of the notices that go out so long after the key was due."""
    steps = overdue(house, DUE + timedelta(minutes=after_min), Escalation())
    return [(step.template, step.person) for step in steps if isinstance(step, e.NoticeQueued)]


@pytest.mark.parametrize(
    ("after_min", "expected"),
    [
        (-1, []),
        (0, [("key_due", "a")]),
        (59, [("key_due", "a")]),
        (60, [("key_overdue", "s")]),
        (24 * 60, [("key_overdue", "m")]),
    ],
)
def test_who_is_told(after_min: float, expected: list[tuple[str, str]]) -> None:
    assert told(TAKEN, after_min) == expected


def test_each_step_once() -> None:
    steps = overdue(TAKEN, DUE, Escalation())
    house = at(TAKEN, *steps)
    assert house.keys["k1"].overdue_step == 1
    assert told(house, 30) == []
    assert told(house, 60) == [("key_overdue", "s")]


def test_the_three_steps_have_names_of_their_own() -> None:
    notices = [
        step.notice
        for after_min in (0, 60, 1440)
        for step in overdue(TAKEN, DUE + timedelta(minutes=after_min), Escalation())
        if isinstance(step, e.NoticeQueued)
    ]
    assert len(set(notices)) == 3


def test_a_site_without_a_property_manager_tells_its_supervisors_again() -> None:
    house = at(TAKEN, person("m", "manager", active=False))
    assert told(house, 24 * 60) == [("key_overdue", "s")]


@pytest.mark.parametrize(
    "after",
    [
        (RETURN, e.KeyReturnConfirmed("b", "tag")),
        (e.KeyBack("k1", "K01"),),
        (e.KeyGone("k1", "K01"),),
    ],
)
def test_a_key_that_is_not_with_anybody_is_not_late(after: tuple[e.Event, ...]) -> None:
    house = at(TAKEN, *after)
    assert house.keys["k1"].due is None
    assert told(house, 24 * 60) == []


def test_a_key_without_a_due_time_is_never_late() -> None:
    house = at(STAFFED, ISSUE, KeyIssueGranted("i", None, "", (), "", False), e.KeyIssueConfirmed("i", "tag"))
    assert told(house, 1e6) == []


def test_a_key_described_anew_stays_as_late_as_it_was() -> None:
    house = at(TAKEN, KeyOverdue("k1", "a", 1))
    house = at(house, e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None))
    assert (house.keys["k1"].due, house.keys["k1"].overdue_step) == (DUE, 1)


@pytest.mark.parametrize(("wishes", "people"), [(True, ["r"]), (False, [])])
def test_a_resident_hears_of_the_outings_of_the_own_key(wishes: bool, people: list[str]) -> None:
    consent = ConsentGiven(
        "c", "1-1-0802", "r", ("repair",), NOON, NOON + timedelta(days=9), "paper", (), wishes
    )
    home = e.KeyRegistered("k1", "unit", LABEL, "T1", "K01", ("desk",), "1-1-0802")
    house = at(STAFFED, home, consent, ISSUE)
    left = with_aftermath(house, [e.KeyIssueConfirmed("i", "tag")])
    assert [n.person for n in left if isinstance(n, e.NoticeQueued) and n.template == "key_left"] == people
    house = at(house, *left, RETURN)
    back = with_aftermath(house, [e.KeyReturnConfirmed("b", "tag")])
    assert [
        n.person for n in back if isinstance(n, e.NoticeQueued) and n.template == "key_came_back"
    ] == people


@pytest.mark.parametrize("wishes", [True, False])
def test_a_resident_hears_that_the_own_key_went_home_seen_or_not(wishes: bool) -> None:
    consent = ConsentGiven(
        "c", "1-1-0802", "r", ("repair",), NOON, NOON + timedelta(days=9), "paper", (), wishes
    )
    home = e.KeyRegistered("k1", "unit", LABEL, "T1", "K01", ("desk",), "1-1-0802")
    taking = k.KeyTakeBackIntended("t", "k1", "r", "K01", "1-1-0802", "id_card", "a", "signature:t", "d")
    house = at(STAFFED, home, consent, taking)

    def heard_of(house: House, event: e.Event) -> list[str]:
        after = with_aftermath(house, [event])
        return [n.person for n in after if isinstance(n, e.NoticeQueued) and n.template == "key_went_home"]

    heard = ["r"] if wishes else []
    assert heard_of(house, k.KeyTakeBackConfirmed("t", "tag")) == heard
    assert heard_of(house, k.KeyStruckOff("k1", "a", "lost")) == []
    doubted = at(house, k.KeyTakeBackDoubted("t", "no_answer"))
    assert heard_of(doubted, k.KeyStruckOff("k1", "a", "found empty")) == heard
