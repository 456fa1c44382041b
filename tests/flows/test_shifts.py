"""Shifts before a real cabinet: no return no clock-off, differences carried over, keys from hand to hand."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from kiosk.domain.movements import Kind
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.events import KeyDueMoved
from kiosk.domain.shifts.shift import Shift, Stage
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

CHEN_PIN = "864200"
ZHOU_PIN = "135790"
CLUB = "01-000001a1b2c5"
"""The tag of the key that is taken here."""


def act() -> str:
    return os.urandom(16).hex()


def who(play: Play, name: str) -> Person:
    return play.journeys.ledger.house.people[name]


def shift_of(play: Play, name: str) -> Shift:
    found = play.journeys.shifts.of(name)
    assert found is not None, f"{name} is not on duty"
    return found


def on_duty(play: Play, name: str = "a-lin") -> Shift:
    """Return the shift of somebody who has just clocked on, with every slot known."""
    quiet(play)
    play.journeys.shifts.begin(who(play, name), act())
    return shift_of(play, name)


def quiet(play: Play) -> None:
    """Wait until every slot is known."""

    def known(place: str) -> bool:
        reading = play.journeys.sight.reading(place)
        return reading.proves_shut and reading.tags is not None

    until(lambda: all(known(f"K{number:02}") for number in range(1, 17)), 15)


def taken(play: Play, key: str = "k-club") -> str:
    """Return the slot of a key that the attendant has taken by now."""
    movement = play.issue(key)
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    quiet(play)
    return movement.place


def clock_off(play: Play, name: str = "a-lin") -> None:
    """Sign off what the page shows."""
    shift = shift_of(play, name)
    seen = play.journeys.shifts.handing(shift.id).seen
    play.journeys.shifts.sign_off(shift.id, who(play, name), seen, SIGNATURE)


def silent(play: Play) -> list[str]:
    """Return the differences that nobody has explained."""
    return [one.id for one, said in play.journeys.shifts.differences() if said is None]


def explain(play: Play, name: str, by: str = "a-lin") -> None:
    play.journeys.shifts.explain(who(play, by), name, "s-chen", "being_searched", "asked the cleaners", act())


def doubted(play: Play, place: str = "K05") -> str:
    """Return the difference that a key leaves which somebody has taken by force."""
    play.bench.force(place)
    play.bench.take_key(place)
    play.bench.push_shut(place)
    until(lambda: play.journeys.ledger.house.door(place).doubt is not None, 10)
    quiet(play)
    found = silent(play)
    assert len(found) == 1, found
    return found[0]


def test_nothing_keeps_somebody_who_holds_nothing(play: Play) -> None:
    on_duty(play)
    clock_off(play)
    assert play.journeys.shifts.of("a-lin") is None
    (left,) = play.journeys.shifts.waiting()
    assert (left.person, left.handover.counted.slots, left.handover.counted.as_recorded) == ("a-lin", 16, 16)
    play.journeys.shifts.take(left.id, "a-zhou", act(), SIGNATURE)
    assert play.journeys.shifts.waiting() == []
    assert shift_of(play, "a-zhou").stage is Stage.ON  # whoever takes over is on duty
    over = play.journeys.register.shift(left.id)
    assert over is not None and (over.taken_by, over.stage) == ("a-zhou", Stage.OVER)
    assert [one.person for one in play.journeys.register.shifts()] == ["a-zhou", "a-lin"]


def test_no_return_no_clock_off(play: Play) -> None:
    on_duty(play)
    place = taken(play)
    with pytest.raises(Refused, match=r"shift\.keys_held"):
        clock_off(play)
    back = play.journeys.keys.give_back(act(), "k-club")
    play.comes_to(back, "open")
    with pytest.raises(Refused, match=r"shift\.movement"):
        clock_off(play)  # at this very moment it comes back
    play.bench.put_key(place, CLUB)
    play.bench.push_shut(place)
    play.comes_to(back, "done")
    quiet(play)
    clock_off(play)
    assert play.journeys.shifts.waiting()[0].handover.out == ()


def test_a_supervisor_lets_a_key_stay_and_it_stays_theirs(play: Play) -> None:
    shift = on_duty(play)
    taken(play)
    desk = play.journeys.shifts
    for supervisor, pin, code in (
        ("s-chen", "000000", r"pin\.wrong"),
        ("a-lin", LIN_PIN, r"supervisor\.needed|shift\.own"),
        ("a-zhou", ZHOU_PIN, r"supervisor\.needed"),
    ):
        with pytest.raises(Refused, match=code):
            desk.let_go(shift.id, "k-club", supervisor, pin, "night_duty", "", act())
    once = act()
    desk.let_go(shift.id, "k-club", "s-chen", CHEN_PIN, "other", "on call tonight", once)
    desk.let_go(shift.id, "k-club", "s-chen", CHEN_PIN, "other", "on call tonight", once)
    due = play.journeys.ledger.house.keys["k-club"].due
    clock_off(play)
    (left,) = desk.waiting()
    (let_go,) = left.handover.let_go
    assert (let_go.key, let_go.by) == ("k-club", "s-chen")
    assert play.journeys.ledger.opened(let_go.note) == b"on call tonight"
    key = play.journeys.ledger.house.keys["k-club"]
    assert (key.custodian.id, key.due) == ("a-lin", due)
    assert len(play.journeys.register.events(words="shift.key.left")) == 1
    assert not play.journeys.register.events(words="on call tonight")  # what was typed is in the vault alone


def test_a_key_goes_from_hand_to_hand_and_both_sign(play: Play) -> None:
    on_duty(play)
    taken(play)
    due = play.journeys.ledger.house.keys["k-club"].due
    fired, once = len(play.bench.firings()), act()
    give = partial(
        play.journeys.handing_over.hand_over,
        who(play, "a-lin"),
        keys=["k-club"],
        act=once,
        signed=(SIGNATURE, SIGNATURE),
        renewed=False,
    )
    with pytest.raises(Refused, match=r"pin\.wrong"):
        give("s-chen", LIN_PIN)
    with pytest.raises(Refused, match=r"hand_over\.self"):
        give("a-lin", LIN_PIN)
    give("s-chen", CHEN_PIN)
    give("s-chen", CHEN_PIN)  # the second touch of a double one
    house = play.journeys.ledger.house
    assert (house.keys["k-club"].custodian.id, house.keys["k-club"].due) == ("s-chen", due)
    (line,) = play.journeys.register.movements(item="k-club", kind=Kind.HAND_OVER.value)
    assert (line.giver, line.bearer, line.reason, line.work_order) == ("a-lin", "s-chen", "repair", "W-7")
    assert play.journeys.ledger.opened(line.giver_signature) and play.journeys.ledger.opened(line.signature)
    assert len(play.bench.firings()) == fired
    clock_off(play)
    play.journeys.visits.end()
    play.tap(CHEN)  # and the taker brings it back as any other
    back = play.journeys.keys.give_back(act(), "k-club")
    play.comes_to(back, "open")
    play.bench.put_key(back.place, CLUB)
    play.bench.push_shut(back.place)
    play.comes_to(back, "done")


def test_a_difference_is_explained_carried_over_and_settled_later(play: Play) -> None:
    on_duty(play)
    name = doubted(play)
    with pytest.raises(Refused, match=r"shift\.unexplained"):
        clock_off(play)
    explain(play, name)
    clock_off(play)
    (left,) = play.journeys.shifts.waiting()
    assert [(one.difference.id, one.by, one.answers) for one in left.handover.explained] == [
        (name, "a-lin", "s-chen")
    ]
    play.journeys.shifts.take(left.id, "a-zhou", act(), SIGNATURE)
    ((_, said),) = play.journeys.shifts.differences()
    assert said is not None and (said.by, said.carried) == ("a-lin", 1)
    play.power_cycle()  # what is carried over is in the record
    quiet(play)
    ((_, said),) = play.journeys.shifts.differences()
    assert said is not None and said.by == "a-lin"
    play.journeys.desk.settle("K05", who(play, "s-chen"), "empty", "looked")
    ((one, other),) = (
        play.journeys.shifts.differences()
    )  # the key is still gone, which is another thing to explain
    assert (one.code, other) == ("key_gone", None)
    until(lambda: name not in play.journeys.ledger.house.explained, 10)
    explain(play, one.id, "a-zhou")
    clock_off(play, "a-zhou")


def test_a_key_that_comes_back_while_somebody_signs_is_no_difference_any_more(play: Play) -> None:
    shift = on_duty(play)
    explain(play, doubted(play))
    seen = play.journeys.shifts.handing(shift.id).seen
    play.journeys.desk.settle("K05", who(play, "s-chen"), "item_inside", "it hung on the hook")
    with pytest.raises(Refused, match=r"shift\.(changed|unexplained)"):
        play.journeys.shifts.sign_off(shift.id, who(play, "a-lin"), seen, SIGNATURE)
    assert shift_of(play, "a-lin").stage is Stage.ON


def test_a_double_tap_and_two_people_off_at_the_same_time(play: Play) -> None:
    once = act()
    quiet(play)
    for _ in range(2):
        play.journeys.shifts.begin(who(play, "a-lin"), once)
    on_duty(play, "a-zhou")
    assert len(play.journeys.shifts.present()) == 2
    shifts = {name: shift_of(play, name).id for name in ("a-lin", "a-zhou")}
    seen = {name: play.journeys.shifts.handing(one).seen for name, one in shifts.items()}
    start, troubles = threading.Barrier(4), []

    def off(name: str) -> None:
        start.wait()
        try:
            play.journeys.shifts.sign_off(shifts[name], who(play, name), seen[name], SIGNATURE)
        except Refused as refused:
            troubles.append(refused.code)

    threads = [threading.Thread(target=off, args=(name,)) for name in (*shifts, *shifts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert troubles == []
    assert play.journeys.shifts.present() == []
    assert sorted(one.person for one in play.journeys.shifts.waiting()) == ["a-lin", "a-zhou"]
    assert len(play.journeys.register.events(words="shift.signed")) == 2
    for left in play.journeys.shifts.waiting():
        play.journeys.shifts.take(left.id, "s-chen", act(), SIGNATURE)
    assert [one.person for one in play.journeys.shifts.present()] == ["s-chen"]


def test_a_supervisor_ends_what_somebody_left(play: Play) -> None:
    gone = on_duty(play)
    taken(play)
    desk = play.journeys.shifts
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        desk.close(gone.id, who(play, "a-zhou"), "went_home", "", act())
    desk.close(gone.id, who(play, "s-chen"), "went_home", "without a word", act())
    over = play.journeys.register.shift(gone.id)
    assert over is not None and (over.absent, over.closed_by, over.stage) == (True, "s-chen", Stage.OVER)
    assert play.journeys.ledger.house.keys["k-club"].custodian.id == "a-lin"  # it is still theirs
    second = on_duty(play, "a-zhou")
    clock_off(play, "a-zhou")
    with pytest.raises(Refused, match=r"shift\.own"):
        desk.take(second.id, "a-zhou", act(), SIGNATURE)
    desk.close(second.id, who(play, "s-chen"), "nobody_comes", "", act())
    assert desk.waiting() == [] and desk.present() == []


def test_keys_leave_and_come_back_whatever_is_left_open(play: Play) -> None:
    on_duty(play)
    clock_off(play)
    assert [one.code for one in play.journeys.shifts.tasks()[0]] == ["handover_open"]
    place = taken(play)
    back = play.journeys.keys.give_back(act(), "k-club")
    play.comes_to(back, "open")
    play.bench.put_key(place, CLUB)
    play.bench.push_shut(place)
    play.comes_to(back, "done")


def test_a_clock_that_can_t_be_believed_makes_nobody_late(play: Play) -> None:
    on_duty(play)
    taken(play)
    lin, chen = who(play, "a-lin"), who(play, "s-chen")
    key = play.journeys.ledger.house.keys["k-club"]
    clock = play.kiosk.clock
    later = play.journeys.lateness.offered("k-club")[0]
    with pytest.raises(Refused, match=r"due\.not_yours"):
        play.journeys.lateness.move_due(lin, "k-club", later, "work_goes_on", "", act())
    play.journeys.lateness.move_due(chen, "k-club", later, "work_goes_on", "", act())
    moved = play.journeys.ledger.house.keys["k-club"].due
    assert moved == later and moved != key.due
    clock.not_before(
        later
    )  # it is later by the record than the machine's clock says: nobody can tell the hour
    assert not clock.trusted
    assert play.journeys.lateness.late() == []
    with pytest.raises(Refused, match=r"clock\.untrusted"):
        play.journeys.lateness.remind(chen, "a-lin", act())
    with pytest.raises(Refused, match=r"clock\.untrusted"):
        play.journeys.lateness.move_due(chen, "k-club", later, "work_goes_on", "", act())
    assert silent(play) == []
    looked = play.kiosk.watcher.last_tick_s
    until(lambda: play.kiosk.watcher.last_tick_s > looked + 0.5, 5)
    assert play.journeys.ledger.house.keys["k-club"].told == ()


def test_a_late_bearer_is_told_by_one_touch_and_what_was_told_is_listed(play: Play) -> None:
    on_duty(play)
    place = taken(play)
    zhou, now = who(play, "a-zhou"), play.kiosk.clock.now()
    early = KeyDueMoved("k-club", "a-lin", None, now - timedelta(minutes=5), "s-chen", "way_back", "")
    play.kiosk.ledger.append(early)
    until(lambda: len(play.journeys.ledger.house.keys["k-club"].told) == 1, 10)  # the watcher, by itself
    once = act()
    for _ in range(2):
        assert play.journeys.lateness.remind(zhou, "a-lin", once) == 1
    until(lambda: not play.journeys.ledger.house.notices, 20)
    ((person, (late,)),) = play.journeys.lateness.late()
    assert person == "a-lin"
    assert [(whom, by, sent) for whom, _, by, sent in late.told] == [
        ("a-lin", "", True),
        ("a-lin", "a-zhou", True),
    ]
    assert silent(play) == ["key_overdue-k-club"]
    play.journeys.visits.end()
    play.tap(LIN)
    back = play.journeys.keys.give_back(act(), "k-club")
    play.comes_to(back, "open")
    play.bench.put_key(place, CLUB)
    play.bench.push_shut(place)
    play.comes_to(back, "done")
    quiet(play)
    assert play.journeys.lateness.late() == [] and silent(play) == []


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Site]:
    """A site whose kiosk is a process that can be killed."""
    site = Site(tmp_path / "s", opens_within_s="1.0")
    yield site
    site.close()


class Browser:
    """A browser at the desk of a kiosk that is another process."""

    def __init__(self, site: Site) -> None:
        self._address = site.address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """Return a page."""
        with self._opener.open(self._address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Return the page that a form leads to."""
        body = urlencode({"movement": act(), **fields}).encode()
        ours = {"Sec-Fetch-Site": "same-origin"}
        with self._opener.open(Request(self._address + path, body, ours), timeout=20) as answer:
            return str(answer.read().decode())


def enter(site: Site, browser: Browser, badge: str, pin: str) -> None:
    """Tap a badge and type a PIN, until the desk's pages are open."""
    site.bench.tap(badge)

    def entered() -> bool:
        try:
            return "desk_map" in browser.post("/desk/enter", pin=pin)
        except HTTPError:  # the reader has not seen it yet
            return False

    until(entered, 15)
    site.bench.lift()


def test_a_power_cut_between_the_signatures_loses_neither(killed: Site) -> None:
    child = killed.kiosk_process()
    until(killed.answers, 40)
    browser = Browser(killed)
    enter(killed, browser, LIN, LIN_PIN)
    browser.post("/desk/shift/on")

    def ready() -> str | None:
        try:
            return browser.get("/desk/shift/off")
        except HTTPError:  # some slot is not known yet
            return None

    page = until(ready, 20)
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', page or "")[0]
    assert '/take"' in browser.post("/desk/shift/off", seen=seen, strokes=json.dumps(SIGNATURE))
    os.killpg(child.pid, signal.SIGKILL)  # the first signature was answered: it is on disk
    child.wait()
    play = Play(killed)
    (left,) = play.journeys.shifts.waiting()
    assert (left.person, bool(play.journeys.ledger.opened(left.signature))) == ("a-lin", True)
    play.kiosk.ledger.rebuild()
    assert play.journeys.shifts.waiting() == [left]
    play.journeys.shifts.take(left.id, "a-zhou", act(), SIGNATURE)
    over = play.journeys.ledger.house.shifts[left.id]
    assert play.journeys.ledger.opened(over.signature) and play.journeys.ledger.opened(over.taker_signature)
    play.close()
