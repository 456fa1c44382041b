"""The badge reader is out: a supervisor comes into the attendants' pages by name and PIN, nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.refusal import Refused
from tests.flows.test_shifts import CHEN_PIN
from tests.lobby import LIN_PIN, Play
from tests.wire.waiting import until


def refusal(act: Callable[[], object]) -> str:
    """Return the code with which an act is refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_closed_while_badges_can_be_read(play: Play) -> None:
    assert not play.journeys.way_in.open
    assert refusal(lambda: play.journeys.way_in.enter("s-chen", CHEN_PIN)) == "badge.reader_works"


def test_a_supervisor_comes_in_and_guessing_is_counted_for_the_whole_site(play: Play) -> None:
    way_in = play.journeys.way_in
    play.bench.pull("badge-reader")
    until(lambda: way_in.open, 15)
    token = way_in.enter("s-chen", CHEN_PIN)
    here = play.journeys.visits.at_desk(token)
    assert here is not None and here.id == "s-chen"
    lines = play.journeys.register.events(words="person.identified", most=5)
    assert (lines[0].body["person"], lines[0].body["how"]) == ("s-chen", "pin, no badge reader")
    assert "a-lin" not in [one.id for one in way_in.people()]
    assert refusal(lambda: way_in.enter("a-lin", LIN_PIN)) == "pin.wrong"  # by a name that may not
    for person in ("s-chen", "nobody", "s-chen", "r-li"):
        assert refusal(lambda: way_in.enter(person, "000000")) == "pin.wrong"  # noqa: B023
    assert refusal(lambda: way_in.enter("s-chen", CHEN_PIN)) == "pin.paused"
    play.bench.plug("badge-reader")
    play.power_cycle()
    play.bench.pull("badge-reader")
    until(lambda: play.journeys.way_in.open, 15)
    assert refusal(lambda: play.journeys.way_in.enter("s-chen", CHEN_PIN)) == "pin.paused"
    assert play.journeys.visits.at_desk(token) is None
