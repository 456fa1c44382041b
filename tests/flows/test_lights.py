"""The place that somebody is to use now is lit, through a power cut too, and no light keeps anything from happening."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.test_keys import taken
from tests.lobby import Play, Site
from tests.wire.waiting import until

PINS = """
[[lines]]
name = "pins"
family = "gpio"
device = "unix:dev/gpio"
boards = [{ address = 0, light_pins = [17, 27] }]
"""
LIGHTS = {"wkly": '["wkly", 0, 7]', "relays": '["relays", 1, 7]', "pins": '["pins", 0, 2]'}


def lit_by(line: str, tmp_path: Path) -> Site:
    """Return a site whose first slot has a light on that line."""

    def amend(site: str) -> str:
        bus = 'bus = "w1_bus_master1"'
        assert bus in site
        return site.replace(bus, f"{bus}, light = {LIGHTS[line]}") + PINS

    return Site(tmp_path / "s", sample="mixed", amend=amend)


def shining(site: Site) -> list[str]:
    """Return the places whose lights are on in the world."""
    return list(site.bench.state()["lights"])


@pytest.fixture(params=list(LIGHTS))
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    site = lit_by(request.param, tmp_path)
    play = Play(site)
    yield play
    play.close()
    assert shining(site) == [], "all are dark when the kiosk has stopped"
    site.close()


def test_a_light_shines_while_its_key_is_being_taken_and_no_latch_feels_it(play: Play) -> None:
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    until(lambda: shining(play.site) == ["K01"], 5)
    play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    until(lambda: shining(play.site) == [], 5)
    assert [fired["place"] for fired in play.bench.firings()] == ["K01"]


def test_a_line_that_comes_back_gets_its_lights_again(play: Play) -> None:
    line = play.site.settings.cabinets[0].columns[0].slots[0].light
    assert line is not None
    play.comes_to(play.issue("k-lobby"), "open")
    until(lambda: shining(play.site) == ["K01"], 5)
    play.bench.pull(line[0])
    until(lambda: any(s.condition == "down" for s in play.journeys.devices.states()), 8)
    if line[0] != "pins":
        play.bench.line_fault(line[0], deaf=True)  # while it was away, nobody told it anything
        play.bench.mend(line[0])
    play.bench.plug(line[0])
    until(lambda: all(s.condition != "down" for s in play.journeys.devices.states()), 8)
    until(lambda: shining(play.site) == ["K01"], 8)


def test_a_light_on_a_dead_line_keeps_no_key_back(play: Play) -> None:
    light = play.site.settings.cabinets[0].columns[0].slots[0].light
    assert light is not None
    play.bench.pull(light[0])
    until(lambda: any(s.condition == "down" for s in play.journeys.devices.states()), 8)
    assert taken(play) == "01-000001a1b2c3"


def test_lights_are_found_again_after_a_power_cut(tmp_path: Path) -> None:
    site = lit_by("wkly", tmp_path)
    play = Play(site)
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    until(lambda: shining(site) == ["K01"], 5)
    play.close()
    assert shining(site) == []
    kiosk = site.kiosk_process()
    until(lambda: shining(site) == ["K01"], 30)
    os.killpg(kiosk.pid, signal.SIGKILL)
    kiosk.wait()
    assert shining(site) == ["K01"], "the board holds it on"
    site.bench.take_key("K01")
    site.bench.push_shut("K01")
    site.kiosk_process()
    until(lambda: shining(site) == [], 30)
    site.close()
