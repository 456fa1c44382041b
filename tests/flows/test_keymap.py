"""The sealed key map at a real desk: a supervisor's badge, the printer, the seal, the next one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.lobby import LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.wire.waiting import until

CHEN, CHEN_PIN, STRANGER = "04C3D4E5F60780", "864200", "04FFFFFFFFFF80"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", sample="any-slot", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def who(play: Play, name: str) -> Person:
    """Return somebody of the staff."""
    return play.journeys.ledger.house.people[name]


def shown(play: Play, badge: str) -> None:
    """Lay a badge on the reader until the desk's approval is another one."""
    before = play.journeys.key_maps.current(who(play, "a-lin"))
    play.bench.tap(badge)
    until(lambda: play.journeys.key_maps.current(who(play, "a-lin")) != before, 8)
    play.bench.lift()
    play._until_looked("badge-reader", 4)


def printed(play: Play, form: str = "slip") -> int:
    """Return the number of a map that Lin has printed with the supervisor."""
    maps, lin = play.journeys.key_maps, who(play, "a-lin")
    assert maps.begin(lin, form, "zh_Hans") is not None
    shown(play, CHEN)
    waiting = maps.current(lin)
    assert waiting is not None and waiting.supervisor == "s-chen"
    maps.approve(waiting.id, lin, CHEN_PIN)
    assert maps.newest is not None
    return maps.newest.number


def due(play: Play) -> list[str]:
    """Return the tasks about key maps."""
    after = play.site.settings.keys.keymap_after_changes
    now, states = play.journeys.clock.now(), play.journeys.devices.states()
    found = tasks(play.journeys.ledger.house, states, now, keymap_after=after)
    return [f"{task.code} {task.keymap}" for task in found if task.code.startswith("keymap")]


def test_a_map_is_printed_with_a_supervisors_badge(play: Play) -> None:
    maps, lin = play.journeys.key_maps, who(play, "a-lin")
    waiting = maps.begin(lin, "slip", "zh_Hans")
    assert waiting is not None and not waiting.supervisor
    with pytest.raises(Refused, match=r"keymap\.over"):
        maps.approve(waiting.id, lin, LIN_PIN)  # nobody was there yet
    for badge, problem in ((STRANGER, "badge.unknown"), (ZHOU, "supervisor.needed")):
        shown(play, badge)
        refused = maps.current(lin)
        assert refused is not None and (refused.problem, refused.supervisor) == (problem, "")
    assert play.journeys.visits.current is None  # it was the desk's affair, and nobody's visit
    shown(play, CHEN)
    seen = maps.current(lin)
    assert seen is not None and seen.supervisor == "s-chen"
    with pytest.raises(Refused, match=r"pin\.wrong"):
        maps.approve(seen.id, lin, LIN_PIN)
    maps.approve(seen.id, lin, CHEN_PIN)
    with pytest.raises(Refused, match=r"keymap\.over"):
        maps.approve(seen.id, lin, CHEN_PIN)  # a double tap
    known = maps.newest
    assert known is not None and (known.number, known.by, known.second) == (1, "a-lin", "s-chen")
    assert [line.place for line in known.lines] == ["G01", "G02", "G03", "K01", "K02", "K03", "P01"]
    assert {line.key for line in known.lines if line.stands_for} == {"u-0802", "u-0903"}
    until(lambda: play.journeys.ledger.house.papers["m-1"].stage.value == "printed", 20)
    assert len(play.bench.printed()) == 2  # the map, and apart from it whose the numbers are
    with pytest.raises(Refused, match=r"paper\.unknown"):
        play.journeys.desk.print_again("m-1", lin)  # there is no second copy


def test_a_supervisor_at_the_desk_needs_nobody_else(play: Play) -> None:
    maps, chen = play.journeys.key_maps, who(play, "s-chen")
    assert maps.begin(chen, "sheet", "en") is None
    known = maps.newest
    assert known is not None and (known.by, known.second) == ("s-chen", "s-chen")
    pdf = maps.sheet(1, who(play, "a-lin"), "en")
    document = pypdfium2.PdfDocument(pdf)
    words = [document[page].get_textpage().get_text_bounded() for page in range(len(document))]
    document.close()
    assert "Key map no. 1" in words[0] and "0802" not in " ".join(words[:-1])
    assert "1-1-0802" in words[-1] and "陈立" in words[0]
    assert len(play.journeys.register.events(words="keymap.sheet_made")) == 1
    maps.seal(1, chen, "A 17 / A 18")
    with pytest.raises(Refused, match=r"keymap\.sealed"):
        maps.sheet(1, chen, "en")


def test_keys_that_move_make_it_old_and_the_old_one_is_destroyed(play: Play) -> None:
    assert printed(play) == 1
    play.journeys.key_maps.seal(1, who(play, "a-lin"), "A 1")
    play.power_cycle()
    assert due(play) == []
    play.journeys.desk.open_door("G01", who(play, "a-lin"), "tidying")
    until(lambda: play.journeys.ledger.house.door("G01").seen_open, 5)
    keys = {place: play.bench.take_key(place) for place in ("G01", "G02", "G03")}
    for place, tag in zip(("G04", "G05", "G06"), keys.values(), strict=True):
        play.bench.put_key(place, tag)
    play.bench.push_shut("G01")
    until(lambda: due(play) == ["keymap_due 1"], 10)  # three changes, as the site has it
    assert printed(play, "sheet") == 2
    assert due(play) == ["keymap_destroy 1"]
    play.journeys.key_maps.destroyed(1, who(play, "a-lin"))
    assert due(play) == [] and list(play.journeys.ledger.house.keymaps) == ["0002"]
    (said,) = play.journeys.register.events(words="keymap.destroyed")
    assert said.body == {"number": 1, "by": "a-lin"}


def test_the_numbers_of_two_maps_tell_nothing_together(play: Play) -> None:
    chen, drawn = who(play, "s-chen"), set()
    for _ in range(6):
        play.journeys.key_maps.begin(chen, "sheet", "en")
        known = play.journeys.key_maps.newest
        assert known is not None
        numbers = [line.stands_for for line in known.lines if line.stands_for]
        assert len(set(numbers)) == len(numbers) == 2
        drawn |= set(numbers)
    assert len(drawn) > 6


def test_without_paper_it_says_so_and_nothing_is_printed_later(play: Play) -> None:
    play.bench.pull("printer")
    until(lambda: not play.journeys.devices.is_up("printer"), 10)
    printed(play)
    until(lambda: play.journeys.ledger.house.papers["m-1"].stage.value == "not sent", 10)
    play.bench.plug("printer")
    until(lambda: play.journeys.devices.is_up("printer"), 15)
    movement = _receipt(play)
    until(lambda: play.journeys.doors.moment(movement).receipt == "printed", 20)
    assert len(play.bench.printed()) == 1  # that receipt alone


def _receipt(play: Play) -> str:
    """Return a movement whose receipt is asked for."""
    play.tap("04A1B2C3D4E580")
    movement = play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "inspection", "", LIN_PIN, SIGNATURE)
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    play.journeys.doors.print_receipt(movement.id)
    return movement.id
