"""Which notices go out together, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.outgoing import Notice
from kiosk.flows.telling.gathering import gathered, letter_for
from kiosk.ports.telling import Message
from tests.unit.houses import NOON, WAITING

GATHER = timedelta(seconds=30)


def house(*notices: tuple[str, str, str, float]) -> House:
    """Return a house with notices: id, person, template, seconds past noon."""
    known = {
        name: Notice(name, person, template, "p", NOON + timedelta(seconds=s))
        for name, person, template, s in notices
    }
    return replace(WAITING, notices=known)


THREE = (
    ("n1", "r", "parcel_waiting", 0.0),
    ("n2", "r", "parcel_at_desk", 20.0),
    ("n3", "other", "parcel_waiting", 20.0),
    ("n4", "r", "key_left", 20.0),
)


@pytest.mark.parametrize(
    ("after_s", "expected"),
    [
        (25, [["n4"]]),
        (49, [["n4"]]),
        (50, [["n4"], ["n1", "n2"], ["n3"]]),
    ],
)
def test_parcels_that_come_together_are_told_together(after_s: float, expected: list[list[str]]) -> None:
    found = gathered(house(*THREE), NOON + timedelta(seconds=after_s), GATHER)
    assert [[one.id for one in group] for group in found] == expected


def test_nobody_waits_for_ever_while_more_and_more_come() -> None:
    coming = [(f"n{n}", "r", "parcel_waiting", 25.0 * n) for n in range(4)]
    found = list(gathered(house(*coming), NOON + timedelta(seconds=90), GATHER))
    assert [len(group) for group in found] == [4]


def test_without_a_gathering_time_each_goes_at_once() -> None:
    found = list(gathered(house(*THREE), NOON, timedelta(0)))
    assert [len(group) for group in found] == [1, 1, 1, 1]


def test_one_that_a_way_has_taken_already_goes_on_alone() -> None:
    known = house(*THREE)
    notices = {**known.notices, "n1": replace(known.notices["n1"], taken=("smtp",))}
    found = gathered(replace(known, notices=notices), NOON + timedelta(seconds=90), GATHER)
    assert [[one.id for one in group] for group in found] == [["n1"], ["n4"], ["n2"], ["n3"]]


@pytest.mark.parametrize(
    ("template", "phone", "letters"),
    [("parcel_reminder", None, 1), ("parcel_reminder", "138", 0), ("parcel_waiting", None, 0)],
)
def test_a_letter_is_for_whom_nothing_else_reaches(template: str, phone: str | None, letters: int) -> None:
    notice = Notice("m1-slip", "r", template, "p", NOON)
    message = Message("m1-slip", "r", "Zhang", phone, None, "en", "", "")
    found = letter_for(WAITING, notice, message)
    assert len(found) == letters and all(isinstance(one, e.PaperQueued) for one in found)
    assert letter_for(WAITING, notice, None) == []
