"""Devices that misbehave for hours, slips that lie where they should not, and taps in the wrong moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.host import PtyHost
from kiosk.assembly.equipment import Eyes, Locks
from kiosk.assembly.lights import PlaceLights
from kiosk.assembly.lines import line_loops
from kiosk.assembly.restless import WORN_REST_S, Restlessness
from kiosk.domain import events as e
from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.house import House, Recorded
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.identity.presented import AWAY_S, FORGOTTEN_S, MOST_SHOWINGS, Showings
from kiosk.flows.people.badges import Step
from kiosk.flows.seldom import Seldom
from kiosk.language.messages import known
from kiosk.settings import Settings
from tests.flows.test_badges import FRESH, OTHER, READER, SECURE, person, read_badge, step
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import LIN, ZHOU, Play, Site
from tests.wire.conformance import KitDoor
from tests.wire.small_sites import site
from tests.wire.waiting import until
from ui.desk.badges.views import _problem

COUNTER = '\n[[scanners]]\nname = "counter"\nkind = "serial"\ndevice = "dev/counter"\n'
Played = Callable[..., Play]


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    """Return a function that starts a lobby whose settings are changed so, stopped after the test."""
    plays: list[Play] = []

    def start(amend: Callable[[str], str] = str) -> Play:
        plays.append(Play(Site(tmp_path / "s", amend=amend, opens_within_s="1.0")))
        return plays[-1]

    yield start
    for play in plays:
        play.close()
        play.site.close()


# ---- slips that lie there ------------------------------------------------------------------------------------


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.s = 1000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.s, UTC)

    def monotonic_s(self) -> float:
        return self.s


def test_a_slip_in_and_out_of_sight_all_day_counts_as_a_few_showings() -> None:
    clock = Hand()
    showings = Showings(clock)
    acted = 0
    for _ in range(24 * 3600 // 2):
        acted += showings.counted("LOGE1:A").times <= MOST_SHOWINGS
        clock.s += 2.0
    assert acted == MOST_SHOWINGS
    clock.s += max(AWAY_S, FORGOTTEN_S)
    assert showings.counted("LOGE1:A").times == 1


def test_who_comes_back_within_minutes_is_told_again_why_the_slip_opens_nothing() -> None:
    clock = Hand()
    showings = Showings(clock)
    for _ in range(MOST_SHOWINGS + 5):
        showings.counted("LOGE1:A")
    clock.s += AWAY_S
    assert showings.counted("LOGE1:A").times == MOST_SHOWINGS + 1


def shown_again(play: Play, slip: str) -> None:
    """Have the slip come before the scanner anew, as one that lies in its stand and is read now and then."""
    play.journeys.presented.code(slip)
    last = max(m.commanded for m in play.journeys.ledger.house.movements.values())
    until(lambda: (play.kiosk.clock.now() - last).total_seconds() > 2.1, 5)


def test_a_slip_that_lies_there_does_not_wear_out_a_jammed_latch(played: Played) -> None:
    play = played(lambda text: text + COUNTER)
    parcel = waiting_parcel(play)
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    slip = slip_text(play, parcel)
    play.journeys.visits.end()
    play.bench.jam(place)
    fired = len(play.bench.firings())
    for _ in range(MOST_SHOWINGS + 2):
        shown_again(play, slip)
    assert len(play.bench.firings()) == fired + MOST_SHOWINGS
    (movement,) = [m for m in play.journeys.ledger.house.movements.values() if not m.ended]
    play.bench.jam(place, False)
    play.journeys.doors.again(movement.id)  # the button on its screen still does
    play.comes_to(movement, "open")


def test_a_slip_that_lies_there_after_its_parcel_is_gone_is_told_once_more_as_used(played: Played) -> None:
    play = played()
    parcel = waiting_parcel(play)
    slip = slip_text(play, parcel)
    play.journeys.visits.end()
    told = play.kiosk.hub.subscribe()
    play.journeys.presented.code(slip)
    movement = next(m for m in play.journeys.ledger.house.movements.values() if not m.ended)
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    seq = play.kiosk.ledger.seq
    for _ in range(20):
        play.journeys.presented.code(slip)
    shown = []
    while message := told.next(0.2):
        shown.append(message[1].get("code"))
    assert shown.count("slip.used") == MOST_SHOWINGS
    assert "slip.lies_there" not in shown and known("refused.slip.lies_there.title")
    later = play.journeys.register.events(most=play.kiosk.ledger.seq - seq + 1)[:-1]
    assert {one.kind.partition(".")[0] for one in later} <= {
        "door",
        "paper",
        "notice",
    }  # what was still to come


def test_a_flood_of_forged_codes_does_not_fill_the_log(
    played: Played, caplog: pytest.LogCaptureFixture
) -> None:
    play = played()
    with caplog.at_level("INFO", "kiosk.flows.identity.presented"):
        for number in range(200):
            play.journeys.presented.code(f"LOGE1:{number:012}")
    assert [one.message for one in caplog.records] == ["refused: slip.forged"]


# ---- badges --------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(played: Played) -> Play:
    return played(lambda text: text.replace(READER, READER + '\nsecure = "ntag424"'))


def test_what_another_reader_reads_meanwhile_does_not_disturb_the_badge_that_gets_its_keys(
    secure: Play,
) -> None:
    chen = person(secure, "s-chen")
    seen = read_badge(secure, "a-lin", FRESH, SECURE)
    secure.bench.lift()
    secure._until_looked("badge-reader", 4)
    secure.journeys.badges.adopt(seen.id, chen)
    secure.journeys.presented.badge(ShownBadge(FRESH, "number"))  # a reader that knows numbers alone
    now = step(secure, Step.ADOPTING)
    assert (now.problem, now.badge and now.badge.proof) == ("", Proof.WRONG_KEY)
    secure.bench.tap(FRESH, kind=SECURE)
    step(secure, Step.GIVEN)
    assert person(secure, "a-lin").badge_proves


def test_every_problem_of_a_badge_that_gets_its_keys_has_its_words() -> None:
    for proof in set(Proof) - {Proof.NONE, Proof.PROVEN}:
        assert known(_problem(f"badge.{proof.value}"))


def test_another_badge_that_lies_there_meanwhile_is_told_once_and_not_twenty_times_a_second(
    secure: Play,
) -> None:
    seen = read_badge(secure, "a-lin", FRESH, SECURE)
    secure.bench.lift()
    secure._until_looked("badge-reader", 4)
    secure.journeys.badges.adopt(seen.id, person(secure, "s-chen"))
    told = secure.kiosk.hub.subscribe()
    secure.bench.tap(OTHER, kind=SECURE)
    until(lambda: step(secure, Step.ADOPTING).problem == "badge.another", 8)
    secure._until_looked("badge-reader", 10)
    messages = []
    while message := told.next(0.2):
        messages.append(message[0])
    assert messages.count("seen") == 1


def test_two_badges_tapped_in_turn_for_a_day_are_on_record_and_do_not_fill_it(played: Played) -> None:
    play = played()
    seq = play.kiosk.ledger.seq
    for turn in range(100):
        visit = play.journeys.visits.by_badge((LIN, ZHOU)[turn % 2])
        assert visit.person.id == ("a-lin", "a-zhou")[turn % 2]
    lines = play.journeys.register.events(most=play.kiosk.ledger.seq - seq)
    assert [one.body["person"] for one in lines if one.kind == e.PersonIdentified.stored_as] == [
        "a-zhou",
        "a-lin",
    ]


def test_what_is_seldom_done_is_due_again_after_its_time() -> None:
    clock = Hand()
    seldom = Seldom(clock, 10.0)
    assert seldom.is_due("a")
    seldom.done("a")
    assert not seldom.is_due("a") and seldom.is_due("b")
    clock.s += 10.0
    assert seldom.is_due("a")


# ---- contacts that come and go -------------------------------------------------------------------------------


def flapped(monkeypatch: pytest.MonkeyPatch, every_s: float, for_s: float) -> int:
    """Return how many changes of a key's tag are told whose contact comes and goes so often."""
    now_s = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now_s)
    told: list[str] = []
    slot = {"number": 1, "height_mm": 50, "wire": ("locks", 1, 1), "bus": "w1_bus_master1"}
    settings = site(
        lines=[{"name": "locks", "family": "kerong-cu16", "device": "locks", "boards": [{"address": 1}]}],
        cabinets=[{"prefix": "K", "columns": [{"width_mm": 100, "slots": [slot]}]}],
        one_wire={"folder": "w1"},
    )
    eyes = Eyes(settings, told.append)
    for look in range(round(for_s / 0.25)):
        there = int(look * 0.25 / every_s) % 2 == 0
        eyes.saw_tags({"K01": ("01-000001a1b2c3",) if there else ()})
        now_s += 0.25
    assert eyes.reading("K01").tags is None, "nothing can be believed of it now"
    for _ in range(round((WORN_REST_S + 1) / 0.25)):
        eyes.saw_tags({"K01": ("01-000001a1b2c3",)})
        now_s += 0.25
    assert eyes.reading("K01").tags == ("01-000001a1b2c3",), "it is believed again after a rest"
    return len(told)


@pytest.mark.parametrize("every_s", [0.5, 2.0, 7.0])
def test_a_tags_bad_contact_does_not_fill_the_record(monkeypatch: pytest.MonkeyPatch, every_s: float) -> None:
    assert flapped(monkeypatch, every_s, 3600.0) <= 45


def test_a_door_that_is_much_used_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 1000.0
    monkeypatch.setattr("kiosk.assembly.restless.time.monotonic", lambda: now_s)
    contact = Restlessness()
    for turn in range(200):  # a parcel every half minute
        assert not contact.is_moving({"shut": turn % 2 == 0})
        now_s += 15.5


# ---- the printer ---------------------------------------------------------------------------------------------


def test_a_printer_that_is_well_and_takes_nothing_does_not_fill_the_record(played: Played) -> None:
    play = played(lambda text: text.replace("paper_mm = 80", 'paper_mm = 80\nproof = "process id"'))
    play.bench.line_fault("printer", proof="none")
    play.bench.pull("printer")
    until(lambda: not play.journeys.devices.is_up("printer"), 10)
    play.bench.plug("printer")
    until(lambda: play.journeys.devices.is_up("printer"), 10)
    waiting_parcel(play)

    def tried() -> list[datetime]:
        lines = play.journeys.register.events(words="paper.begun", most=50)
        return sorted(line.at for line in lines if line.kind == e.PaperBegun.stored_as)

    until(lambda: len(tried()) >= 3, 60)
    times = tried()
    gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
    assert 4 <= gaps[0] < gaps[1] and gaps[1] >= 8
    until(
        lambda: all(one.stage is PaperStage.NOT_SENT for one in play.kiosk.ledger.house.papers.values()), 15
    )
    play.bench.mend("printer")
    play.bench.pull("printer")
    until(lambda: not play.journeys.devices.is_up("printer"), 10)
    until(lambda: play.kiosk._printing is not None and not play.kiosk._printing._rest_s, 10)
    play.bench.plug("printer")
    until(lambda: len(play.bench.printed()) == 1, 15)  # once it is back, at once


def test_a_power_cut_while_a_slip_comes_out_leaves_it_unknown_and_prints_no_second_one(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play = Play(site)
    try:
        site.bench.paper("out")
        until(lambda: not play.journeys.devices.is_up("printer"), 8)
        waiting_parcel(play)
        until(lambda: [p.stage for p in play.kiosk.ledger.house.papers.values()] == [PaperStage.NOT_SENT], 8)
        play.close()
        site.bench.line_fault("printer", proof_late_s=30.0)  # it prints, and takes its time to say so
        site.bench.paper("plenty")
        kiosk = site.kiosk_process()
        until(lambda: len(site.bench.printed()) == 1, 30)
        os.killpg(kiosk.pid, signal.SIGKILL)
        kiosk.wait()
        site.bench.mend("printer")
        play = Play(site)
        until(lambda: [p.stage for p in play.kiosk.ledger.house.papers.values()] == [PaperStage.UNKNOWN], 8)
        looks = play.kiosk.loops["printer"].look().answered_s or 0.0
        until(lambda: (play.kiosk.loops["printer"].look().answered_s or 0.0) > looks + 4, 12)
        assert len(site.bench.printed()) == 1
    finally:
        play.close()
        site.close()


# ---- lights --------------------------------------------------------------------------------------------------


def lit_site() -> Settings:
    """Return a site of sixteen doors on boards 1 and 4, whose lights hang on boards 2 and 3."""
    boards = [{"address": board, "channels": 8, "shut_level": 1} for board in (1, 2, 3, 4)]
    doors = [
        {
            "number": 1 + at,
            "size": "S",
            "height_mm": 100,
            "wire": ("locks", (1, 4)[at // 8], 1 + at % 8),
            "light": ("locks", 2 + at // 8, 1 + at % 8),
        }
        for at in range(16)
    ]
    return site(
        lines=[{"name": "locks", "family": "modbus-relays", "device": "locks", "boards": boards}],
        lockers=[{"prefix": "L", "columns": [{"width_mm": 400, "compartments": doors}]}],
    )


@pytest.fixture
def lit_line(tmp_path: Path) -> Iterator[tuple[Locks, PlaceLights, Eyes, Mapping[str, KitDoor]]]:
    """A line in a process without a kiosk whose boards of lights have no power."""
    settings = lit_site()
    doors: dict[int, dict[int, KitDoor]] = {board: {} for board in (1, 2, 3, 4)}
    for board in (1, 4):
        doors[board] = {channel: KitDoor() for channel in range(1, 9)}
    sim = ModbusRelaySim(doors, {board: RelayWiring(True, 1, 8) for board in doors})
    sim.silent_boards = {2, 3}
    host = PtyHost(tmp_path / "locks", sim)
    eyes = Eyes(settings, lambda place: None)
    loops = line_loops(settings, tmp_path, eyes, lambda health: lights.line_changed(health))
    lights = PlaceLights(settings, loops, House)
    host.plug()
    loops["locks"].start()
    places = {f"L{1 + at:02}": doors[(1, 4)[at // 8]][1 + at % 8] for at in range(16)}
    yield Locks(settings, loops, eyes), lights, eyes, places
    loops["locks"].stop()
    host.close()


def test_lights_that_do_not_obey_hold_up_no_door(
    lit_line: tuple[Locks, PlaceLights, Eyes, Mapping[str, KitDoor]],
) -> None:
    locks, lights, eyes, doors = lit_line
    until(lambda: eyes.reading("L01").shut and eyes.reading("L16").shut, 15)
    for place in ("L01", "L16"):
        lights.heard([Recorded(1, datetime.now(UTC), e.KioskStarted("test"))])  # as the intent does
        locks.unlock(place)  # gives up after two seconds
        until(lambda at=place: doors[at].fired_ms, 2)  # type: ignore[misc]
