"""One suite for every device that is no lock line: it comes, goes, falls silent and talks rubbish, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.loop import Condition, Health
from drivers.trouble import DeviceTrouble
from tests.wire.device_backends import RIGS, DeviceRig
from tests.wire.waiting import until

BACK_WITHIN_S = 3.0
REOPENINGS = 50


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeviceRig]:
    made = RIGS[request.param](tmp_path)
    yield made
    made.wake()
    made.cable.unplug()
    made.clean()


def is_told(rig: DeviceRig) -> None:
    """Do what a hand does until the driver tells it, then take it away and wait until it can be told again."""
    rig.told.clear()
    rig.act()
    until(lambda: rig.genuine in rig.told, 6)
    rig.rest()
    assert set(rig.told) == {rig.genuine}


def test_it_comes_up_and_tells_what_is_there(rig: DeviceRig) -> None:
    rig.cable.plug()
    with rig.looped() as loop:
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        is_told(rig)
        assert loop.look().answered_s is not None


def test_it_may_be_missing_at_the_start(rig: DeviceRig) -> None:
    with rig.looped() as loop:
        until(lambda: loop.health.code == "gone")
        assert loop.health.condition is Condition.DOWN
        rig.cable.plug()
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        is_told(rig)


def test_a_pulled_cable_is_told_once_and_a_returned_one_once(rig: DeviceRig) -> None:
    heard: list[Health] = []
    rig.cable.plug()
    with rig.looped(heard) as loop:
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        rig.cable.unplug()
        until(lambda: loop.health.condition is Condition.DOWN, rig.lost_within_s)
        until(lambda: loop.health.code == "gone", rig.lost_within_s)
        rig.cable.plug()
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        is_told(rig)
    conditions = [one.condition for one in heard]
    changes = [now for before, now in zip([None, *conditions], conditions, strict=False) if now is not before]
    assert [one for one in changes if one is not Condition.DEGRADED][-3:] == [
        Condition.UP,
        Condition.DOWN,
        Condition.UP,
    ]
    assert heard[-1].lost_count == 1


@pytest.mark.parametrize("at", [1, 2, 5, 9, 13])
def test_a_cable_pulled_within_an_answer_invents_nothing(rig: DeviceRig, at: int) -> None:
    if rig.cut_after is None:
        pytest.skip("its answers are no bytes on a cable")
    rig.cable.plug()
    with rig.looped() as loop:
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        rig.told.clear()
        rig.cut_after(at)
        until(lambda: loop.health.condition is Condition.DOWN, rig.lost_within_s)
        assert rig.told in ([], [rig.genuine])
        rig.rest()
        rig.cable.plug()
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        is_told(rig)


def test_silence_is_never_an_answer(rig: DeviceRig) -> None:
    if rig.hush is None:
        pytest.skip("it speaks only when there is something to tell")
    rig.cable.plug()
    with rig.looped() as loop:
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        rig.hush()
        until(lambda: loop.health.condition is Condition.DOWN, rig.silent_within_s)
        assert loop.health.code in ("silent", "no_picture")
        assert loop.look().missed_count >= 2
        assert rig.told == []
        rig.wake()
        until(lambda: loop.health.condition is Condition.UP, 5)
        is_told(rig)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(octets=st.binary(min_size=2, max_size=40))
def test_rubbish_is_trouble_or_nothing(rig: DeviceRig, octets: bytes) -> None:
    """Nothing but DeviceTrouble leaves the driver, and nobody hears of what nobody has sent."""
    rig.cable.plug()
    try:
        device = rig.open_device()
    except DeviceTrouble:
        pytest.fail("it is there and whole")
    rig.told.clear()
    rig.disturb(octets)
    try:
        for _ in range(3):
            try:
                rig.round(device)
            except DeviceTrouble:
                continue
    finally:
        device.close()
        rig.calm()
        rig.cable.unplug()
    assert set(rig.told) <= rig.provable(octets)


def test_rubbish_leaves_the_thread_alive_and_the_device_comes_back(rig: DeviceRig) -> None:
    rig.cable.plug()
    with rig.looped() as loop:
        until(lambda: loop.health.condition is Condition.UP, BACK_WITHIN_S)
        rig.disturb(bytes(range(7, 250, 9)))
        before_s = loop.last_tick_s
        until(lambda: loop.last_tick_s > before_s, 6)
        assert loop.health.code != "bug"
        rig.calm()
        until(lambda: loop.health.condition is Condition.UP, 8)
        rig.told.clear()
        rig.act()
        until(lambda: rig.genuine in rig.told, 6)


def test_reopening_leaks_nothing(rig: DeviceRig) -> None:
    rig.cable.plug()
    rig.open_device().close()
    before = open_files(), threading.active_count()
    for _ in range(REOPENINGS):
        device = rig.open_device()
        device.close()
        device.close()  # closing twice is no error
    rig.cable.unplug()
    for _ in range(REOPENINGS):
        with pytest.raises(DeviceTrouble):
            rig.round(rig.open_device())
    rig.cable.plug()
    until(lambda: open_files() <= before[0] and threading.active_count() <= before[1], 5)


def open_files() -> int:
    """Return how many descriptors this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
