"""Somebody types wrong PINs at the couriers' keypad: the couriers go on, and guessing stays hopeless."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import MOST_NAMED, NAMED
from tests.lobby import WANG_PIN, Play


def refusal(act: Callable[[], object]) -> str:
    """Return the code with which an act is refused, "" for none."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


@pytest.fixture
def named(play: Play) -> Play:
    """A site that knows Wang's phone."""
    directory = play.journeys.directory
    card = directory.card("c-wang")
    assert card is not None
    directory.add(replace(card, phone="13912344321"))
    return play


def test_a_vandal_keeps_nobody_out(named: Play) -> None:
    visits = named.journeys.visits
    for _ in range(5):
        assert refusal(lambda: visits.by_pin("00000000")) == "pin.wrong"
    assert refusal(lambda: visits.by_pin(WANG_PIN)) == "pin.paused"
    assert refusal(lambda: visits.by_pin(WANG_PIN, "4321")) == ""
    assert visits.current is not None and visits.current.person.id == "c-wang"


def test_wrong_ones_count_for_the_phone_that_was_typed_alone(named: Play) -> None:
    visits = named.journeys.visits
    for _ in range(5):
        assert refusal(lambda: visits.by_pin(WANG_PIN, "9999")) == "pin.wrong"  # another one's phone
    assert refusal(lambda: visits.by_pin("00000000", "8888")) == "pin.paused"  # all that nobody has are one
    assert refusal(lambda: visits.by_pin(WANG_PIN, "4321")) == ""
    for _ in range(5):
        assert refusal(lambda: visits.by_pin("00000000", "4321")) == "pin.wrong"
    assert refusal(lambda: visits.by_pin(WANG_PIN, "4321")) == "pin.paused"
    buckets = [name for name in named.journeys.ledger.house.guesses if name.startswith("pin:couriers")]
    assert sorted(buckets) == ["pin:couriers:named", "pin:couriers:named:4321", "pin:couriers:named:nobody"]


def test_the_whole_site_has_a_bound(named: Play) -> None:

    for _ in range(MOST_NAMED + 1):
        named.kiosk.ledger.append(e.GuessRefused(NAMED))
    assert refusal(lambda: named.journeys.visits.by_pin(WANG_PIN, "4321")) == "pin.paused"
    assert (
        refusal(lambda: named.journeys.visits.by_pin(WANG_PIN)) == ""
    )  # PINs alone have a count of their own
