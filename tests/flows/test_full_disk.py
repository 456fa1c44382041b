"""The disk is full while somebody signs: nothing is half on record, and the same form counts once there is room."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest

from kiosk.domain import events as e
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.losses import DeclaredLost
from kiosk.ports.devices import Unavailable
from tests.flows.test_desk import force, shut
from tests.flows.test_shifts import CHEN_PIN, ZHOU_PIN, on_duty, quiet, taken
from tests.lobby import PATIENCE_S, WANG, Play
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

LONG = [[(10 + step % 300, 40 + (step * 37) % 90, 4 * step) for step in range(1500)]]
"""A signature that fills pages of its own."""


def who(play: Play, name: str) -> Person:
    return play.journeys.ledger.house.people[name]


@contextmanager
def full_disk(play: Play) -> Iterator[None]:
    """Have the disk take nothing more."""
    ledger = play.kiosk.ledger
    with ledger._lock:
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        for size in (20, 1):
            with pytest.raises(Unavailable):
                while True:
                    ledger.append(*[e.MovementUnwatched("none")] * size)
    yield
    with ledger._lock:
        ledger._connection.execute("PRAGMA max_page_count = 1000000")


def twice(play: Play, act: Callable[[], object]) -> None:
    """Do what needs the disk while it is full, and the same again once it is not."""
    with full_disk(play):
        seq = play.kiosk.ledger.seq
        with pytest.raises(Unavailable):
            act()
        assert play.kiosk.ledger.seq == seq
    act()
    assert play.kiosk.ledger.seq > seq


def test_whatever_is_signed_for_is_signed_once_or_not_at_all(play: Play) -> None:
    j, lin, zhou, chen = play.journeys, *(who(play, name) for name in ("a-lin", "a-zhou", "s-chen"))
    quiet(play)
    for place in ("K11", "K12", "K13"):
        force(play, place)
        shut(play, place)
    until(lambda: [one for one in j.alarms.waiting() if one.kind == "override" and one.ended], 10)
    (alarm,) = j.alarms.waiting()
    twice(play, lambda: j.alarms.explain(alarm.id, chen, "power_cut", "A1", "A2", LONG))
    twice(play, lambda: j.alarms.sign(alarm.id, lin, LONG))
    j.stocktakes.begin(lin, "routine")
    twice(play, lambda: j.stocktakes.sign(lin, LONG))
    twice(play, lambda: j.stocktakes.sign(chen, LONG))
    assert j.stocktakes.under_way is None and not j.alarms.waiting()
    taken(play)
    act = os.urandom(16).hex()
    given = (lin, "a-zhou", ZHOU_PIN, ["k-club"], act, (LONG, LONG))
    give = partial(j.handing_over.hand_over, *given, renewed=False)
    twice(play, give)
    lost = DeclaredLost(os.urandom(16).hex(), "k-club", "mislaid", LONG)
    twice(play, lambda: j.losses.declare(zhou, lost, "on the bus", in_person=True))
    shift = on_duty(play)
    seen = j.shifts.handing(shift.id).seen
    twice(play, lambda: j.shifts.sign_off(shift.id, lin, seen, LONG))
    twice(play, lambda: j.shifts.take(shift.id, "a-zhou", act, LONG, ZHOU_PIN))
    assert play.replays()


def test_an_emergency_release_that_the_disk_has_stopped_goes_on_when_somebody_says_so(play: Play) -> None:
    quiet(play)
    release, ledger = play.journeys.emergency, play.kiosk.ledger
    with ExitStack() as full:
        with ledger._lock:  # no door is asked for before the disk is full
            release.begin(who(play, "a-lin"), "s-chen", CHEN_PIN, ["K01", "K02"], "fire")
            full.enter_context(full_disk(play))
        until(lambda: not release.is_going, 10)
        assert play.bench.firings() == []
    with pytest.raises(Refused, match=r"emergency\.under_way"):
        release.begin(who(play, "a-lin"), "s-chen", CHEN_PIN, ["K01"], "fire")
    release.go_on(who(play, "a-lin"))
    until(lambda: len(play.bench.firings()) == 2, 10)


def test_whoever_has_shut_a_door_before_a_disk_that_fails_is_not_told_to_push_it_shut(
    play: Play, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk, ledger, visits = Desk(play), play.kiosk.ledger, play.journeys.visits
    quiet(play)
    play.tap(WANG)
    movement = play.start_drop("SF900")
    play.comes_to(movement, "open")
    with monkeypatch.context() as failing:
        failing.setattr(ledger, "mend", lambda: False)
        ledger.ailing = "disk I/O error"
        play.bench.put_parcel(movement.place, "SF900")
        play.bench.push_shut(movement.place)
        until(lambda: not play.journeys.devices.is_up("storage"), PATIENCE_S)
        at_door = f"/movements/{movement.id}"
        until(lambda: "The record can't be written" in desk.client.get(at_door).text, PATIENCE_S)
        assert desk.client.get(at_door).status_code == 503
        visits._touched_s -= 10_000  # the courier goes away, and what they saw goes from the screen
        until(lambda: visits._visit is None, PATIENCE_S)
        said = [one for one in caplog.messages if "the watcher could not record" in one]
        assert len(said) == 1, "said once, however long it lasts"
    until(lambda: not ledger.ailing, PATIENCE_S)
    until(lambda: play.moment(movement) not in ("open", "left_open"), PATIENCE_S)
    assert desk.client.get(at_door).status_code == 200
