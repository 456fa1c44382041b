"""An owner moves in: the list, the doors that give its keys, the two names, and every way it can be interrupted."""

from __future__ import annotations

import http.cookiejar
import json
import os
import signal
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.movein.listing import BeginMoveIn
from kiosk.domain.movein.movein import MoveIn, digest_of
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.keys.movein import MoveIns, Thing
from kiosk.flows.people.newcomers import Newcomer
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_consents import attendant, give
from tests.flows.test_keeping import refusal
from tests.flows.test_key_rules import ask
from tests.lobby import LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

OWNER, UNIT, KEY, SLOT = "r-smith", "2-2-1504", "k-1504", "K10"
SOON = datetime.now(UTC).date() + timedelta(days=9)


def fresh() -> str:
    """Return an id as a page makes one."""
    return os.urandom(16).hex()


def flow(play: Play) -> MoveIns:
    return play.journeys.move_ins


def begin(play: Play, **more: str) -> MoveIn:
    """Return a list begun for Emma Smith, whose passport was seen."""
    return flow(play).begin(attendant(play), BeginMoveIn(fresh(), OWNER, "passport", **more))


def put(play: Play, move_in: MoveIn, label: str, count: int = 2, **more: object) -> str:
    """Return the id of a line that was put on the list."""
    line = fresh()[:16]
    known: dict[str, object] = {"what": "room", "number": "D-4471", "condition": "new"}
    thing = Thing(label=label, count=count, **(known | more))  # type: ignore[arg-type]
    flow(play).put_down(attendant(play), move_in.id, line, thing)
    return line


def hand_out(play: Play, move_in: MoveIn) -> Movement:
    """Return the movement of the cabinet's key, its slot asked to open."""
    return flow(play).hand_out(attendant(play), move_in.id, KEY, fresh())


def taken(play: Play, move_in: MoveIn) -> Movement:
    """Return the movement by which the cabinet's key has left, to the end."""
    movement = hand_out(play, move_in)
    play.comes_to(movement, "open")
    play.bench.take_key(SLOT)
    play.bench.push_shut(SLOT)
    play.comes_to(movement, "done")
    return movement


def both_sign(play: Play, move_in: MoveIn) -> MoveIn:
    """Return the list with both names under it."""
    flow(play).owner_signs(attendant(play), move_in.id, SIGNATURE)
    return flow(play).attendant_signs(attendant(play), move_in.id, SIGNATURE)


def codes(play: Play) -> list[str]:
    """Return what waits at the desk about move-ins."""
    found = tasks(play.journeys.ledger.house, (), play.journeys.clock.now())
    return [task.code for task in found if task.code.startswith("movein_")]


def test_keys_are_handed_over_by_a_list_that_both_sign(play: Play) -> None:
    move_in = begin(play)
    assert [key.id for key in flow(play).cabinet_keys(move_in.id)] == [KEY]
    put(play, move_in, "主卧", 2, tried=True)
    put(play, move_in, "信箱", 2, what="letterbox", number="")
    flow(play).meter(attendant(play), move_in.id, "water", "1234,5")
    movement = taken(play, move_in)
    assert KEY not in play.journeys.ledger.house.keys
    assert f"r-{movement.id[:16]}" not in play.journeys.ledger.house.papers  # the list is the slip
    signed = both_sign(play, move_in)
    assert len(signed.handed) == 3 and not signed.owed and signed.settled
    assert signed.readings == {"water": "1234.5"}
    assert {name.list_digest for name in signed.signed.values()} == {digest_of(signed)}
    assert set(signed.signed) == {"owner", "attendant"}
    assert all(play.journeys.ledger.opened(name.reference) for name in signed.signed.values())
    paper = f"h-{move_in.id[:16]}"
    until(lambda: play.journeys.ledger.house.papers[paper].stage is PaperStage.PRINTED, 15)
    assert codes(play) == []
    moved = next(iter(play.journeys.register.movements(item=KEY, most=1)))
    assert (moved.kind.value, moved.bearer, moved.authorisers) == ("key.take_back", OWNER, ("a-lin",))
    assert play.journeys.register.move_in(move_in.id) == signed


def test_nothing_that_was_typed_stands_in_the_log(play: Play) -> None:
    move_in = begin(play)
    line = put(play, move_in, "儿童房 Kinderzimmer", number="CUT-990017")
    assert flow(play).words(flow(play).of(move_in.id).lines[line]) == ("儿童房 Kinderzimmer", "CUT-990017")
    written = json.dumps(
        [dict(one.body) for one in play.journeys.register.events(most=50)], ensure_ascii=False
    )
    assert line in written
    assert "Kinderzimmer" not in written and "990017" not in written and "Emma" not in written


def test_a_key_that_does_not_come_out_is_promised_and_delivered(play: Play) -> None:
    move_in = begin(play)
    movement = hand_out(play, move_in)
    play.comes_to(movement, "open")
    play.bench.push_shut(SLOT)
    play.comes_to(movement, "still_inside")
    assert refusal(lambda: both_sign(play, move_in)) == "movein.key_waits"
    play.journeys.doors.say(movement.id, "not_taken")
    assert refusal(lambda: both_sign(play, move_in)) == "movein.key_waits"
    line = next(iter(move_in_of(play, move_in).lines))
    assert refusal(lambda: flow(play).promise(attendant(play), move_in.id, line, date(2020, 1, 1))) == (
        "movein.date_needed"
    )
    flow(play).promise(attendant(play), move_in.id, line, SOON)
    owing = both_sign(play, move_in)
    assert [one.id for one in owing.owed] == [line] and owing.handed == ()
    assert codes(play) == ["movein_owed"] and KEY in play.journeys.ledger.house.keys

    delivery = begin(play, follows=move_in.id, why="delivery")
    assert list(delivery.lines) == [line]
    taken(play, delivery)
    assert both_sign(play, delivery).handed == (line,)
    assert codes(play) == []
    assert not move_in_of(play, move_in).owed


def move_in_of(play: Play, move_in: MoveIn) -> MoveIn:
    return flow(play).of(move_in.id)


def test_a_mistake_is_a_new_entry_and_the_old_one_stands(play: Play) -> None:
    move_in = begin(play)
    put(play, move_in, "主卧", 3)
    before = both_sign(play, move_in)
    assert refusal(lambda: put(play, move_in, "阳台")) == "movein.unknown"
    assert refusal(lambda: flow(play).reopen(attendant(play), move_in.id)) == "movein.unknown"
    righted = begin(play, follows=move_in.id, why="correction")
    put(play, righted, "主卧：2 把，不是 3 把", 2)
    after = both_sign(play, righted)
    assert (after.follows, after.why, len(after.signed)) == (move_in.id, "correction", 2)
    assert move_in_of(play, move_in) == before


def test_what_the_owner_has_signed_is_changed_only_before_both_eyes(play: Play) -> None:
    move_in = begin(play)
    line = put(play, move_in, "主卧")
    assert refusal(lambda: flow(play).attendant_signs(attendant(play), move_in.id, SIGNATURE)) == (
        "movein.owner_first"
    )
    flow(play).owner_signs(attendant(play), move_in.id, SIGNATURE)
    for change in (
        lambda: put(play, move_in, "阳台"),
        lambda: flow(play).strike(attendant(play), move_in.id, line),
        lambda: flow(play).tried(attendant(play), move_in.id, line, True),
        lambda: flow(play).meter(attendant(play), move_in.id, "gas", "1"),
        lambda: hand_out(play, move_in),
    ):
        assert refusal(change) == "movein.signed"
    flow(play).reopen(attendant(play), move_in.id)
    flow(play).tried(attendant(play), move_in.id, line, True)
    signed = both_sign(play, move_in)
    assert signed.lines[line].tried and signed.signed["owner"].list_digest == digest_of(signed)


def test_the_power_fails_in_the_middle_and_the_list_goes_on(play: Play) -> None:
    move_in = begin(play)
    put(play, move_in, "主卧")
    movement = hand_out(play, move_in)
    play.comes_to(movement, "open")
    play.bench.take_key(SLOT)
    play.power_cycle()
    assert codes(play) == ["movein_open"]
    play.bench.push_shut(SLOT)
    play.comes_to(movement, "done", 12)
    going_on = begin(play)
    assert going_on.id == move_in.id and len(going_on.lines) == 2
    assert refusal(lambda: flow(play).give_up(attendant(play), move_in.id, "not_come")) == "movein.key_left"
    flow(play).owner_signs(attendant(play), move_in.id, SIGNATURE)
    play.power_cycle()
    assert "owner" in move_in_of(play, move_in).signed
    assert flow(play).attendant_signs(attendant(play), move_in.id, SIGNATURE).ended


def test_a_double_tap_is_one_line_one_opening_one_name(play: Play) -> None:
    move_in = begin(play)
    thing = Thing("room", "主卧", "", 2, "new")
    for _ in range(2):
        flow(play).put_down(attendant(play), move_in.id, "a" * 16, thing)
    name, fired = fresh(), len(play.bench.firings())
    first, second = (flow(play).hand_out(attendant(play), move_in.id, KEY, name) for _ in range(2))
    assert first.id == second.id
    play.comes_to(first, "open")
    assert len(play.bench.firings()) == fired + 1
    play.bench.take_key(SLOT)
    play.bench.push_shut(SLOT)
    play.comes_to(first, "done")
    events = [one.kind for one in play.journeys.register.events(words="move_in.", most=50)]
    assert events.count("move_in.listed/1") == 2 and events.count("move_in.key_asked/1") == 1
    for _ in range(2):
        flow(play).owner_signs(attendant(play), move_in.id, SIGNATURE)
    for _ in range(2):
        flow(play).attendant_signs(attendant(play), move_in.id, SIGNATURE)
    events = [one.kind for one in play.journeys.register.events(words="move_in.", most=50)]
    assert events.count("move_in.signed/1") == 2 and events.count("move_in.ended/1") == 1


def test_an_owner_is_made_known_at_the_desk(play: Play) -> None:
    newcomer = Newcomer("3-1-0902", "Aleksandra Wiśniewska-Kowalczyk", "+48 600 100 200", "en")
    owner = flow(play).make_known(attendant(play), "r-new", newcomer)
    assert (owner.unit, owner.language) == ("3-1-0902", "en")
    assert flow(play).make_known(attendant(play), "r-new", newcomer) == owner
    assert play.journeys.directory.name("r-new") == newcomer.name
    play.power_cycle()
    assert play.journeys.directory.name("r-new") == newcomer.name
    wrong = Newcomer("", "X", "", "en")
    assert refusal(lambda: flow(play).make_known(attendant(play), "r-x", wrong)) == "movein.owner"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": 0}, "movein.line"),
        ({"count": 100}, "movein.line"),
        ({"label": "  "}, "movein.line"),
        ({"what": "gold"}, "movein.line"),
        ({"condition": "mint"}, "movein.line"),
        ({"key": "k-1201"}, "key.not_yours"),
        ({"promised": SOON + timedelta(days=400)}, "movein.date_needed"),
    ],
)
def test_what_makes_no_sense_is_not_listed(play: Play, changes: dict[str, object], code: str) -> None:
    move_in = begin(play)
    label = str(changes.pop("label", "主卧"))
    count = int(str(changes.pop("count", 1)))
    assert refusal(lambda: put(play, move_in, label, count, **changes)) == code
    assert refusal(lambda: both_sign(play, move_in)) == "movein.empty"


def test_another_homes_key_stays_where_it_is(play: Play) -> None:
    move_in = begin(play)
    fired = len(play.bench.firings())
    name = fresh()
    assert (
        refusal(lambda: flow(play).hand_out(attendant(play), move_in.id, "k-1201", name)) == "key.not_yours"
    )
    assert refusal(lambda: begin(play, follows="nothing", why="delivery")) == "movein.unknown"
    assert len(play.bench.firings()) == fired
    assert ask(play, KEY) == "consent.none"


def test_a_key_that_is_out_follows_by_a_day(play: Play) -> None:
    give(play, OWNER)
    assert ask(play, KEY) == ""
    play.bench.take_key(SLOT)
    play.bench.push_shut(SLOT)
    until(lambda: play.journeys.ledger.house.keys[KEY].custodian.id == "a-lin", 8)
    move_in = begin(play)
    assert refusal(lambda: hand_out(play, move_in)) == "key.out"
    assert KEY in {line.key for line in move_in_of(play, move_in).lines.values()}
    assert refusal(lambda: both_sign(play, move_in)) == "movein.key_waits"
    line = next(iter(move_in_of(play, move_in).lines))
    flow(play).strike(attendant(play), move_in.id, line)
    flow(play).owe_key(attendant(play), move_in.id, KEY, "e" * 16, SOON)
    assert both_sign(play, move_in).owed_by == SOON
    assert codes(play) == ["movein_owed"]


def test_an_unfinished_list_is_left_with_a_reason(play: Play) -> None:
    move_in = begin(play)
    assert refusal(lambda: flow(play).give_up(attendant(play), move_in.id, "")) == "reason.missing"
    flow(play).give_up(attendant(play), move_in.id, "not_come")
    assert codes(play) == [] and move_in_of(play, move_in).given_up == "not_come"
    assert begin(play).id != move_in.id


def test_the_promise_becomes_urgent_on_its_day(play: Play) -> None:
    move_in = begin(play)
    put(play, move_in, "车库遥控", 1, what="parking", promised=SOON)
    both_sign(play, move_in)
    house = play.journeys.ledger.house
    early, late = datetime.now(UTC), datetime.now(UTC) + timedelta(days=10)
    urgent = [
        next(task.urgent for task in tasks(house, (), at) if task.code == "movein_owed")
        for at in (early, late)
    ]
    assert urgent == [False, True]


class Browser:
    """A browser at the desk of a kiosk in a process of its own."""

    def __init__(self, site: Site) -> None:
        self._address = site.address
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def asks(self, path: str, **fields: str) -> str:
        """Return where an address or a posted form led; "" for a refusal."""
        body = urllib.parse.urlencode(fields).encode() if fields else None
        asked = urllib.request.Request(self._address + path, body, {"Sec-Fetch-Site": "same-origin"})
        try:
            with self._opener.open(asked, timeout=20) as answer:
                return str(urllib.parse.urlsplit(answer.url).path)
        except urllib.error.HTTPError as refused:
            refused.close()
            return ""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "s", opens_within_s="1.0")
    yield made
    made.close()


def test_a_kill_in_the_middle_leaves_a_list_that_goes_on(site: Site) -> None:
    killed = site.kiosk_process()
    until(site.answers, 60)
    browser = Browser(site)
    site.bench.tap(LIN)
    until(lambda: browser.asks("/desk/enter", pin=LIN_PIN) == "/desk/map", 20)
    site.bench.lift()
    at = browser.asks("/desk/movein/known", person="r-" + "a" * 16, unit=UNIT, name="Ada", language="en")
    listed = browser.asks(at, movement="b" * 32, document="passport")
    line = {"what": "room", "label": "主卧", "number": "D-4471", "count": "6", "condition": "new"}
    browser.asks(f"{listed}/lines", movement="c" * 32, **line)
    movement, name = "d" * 32, listed.rpartition("/")[2]
    assert browser.asks(f"{listed}/keys/{KEY}", movement=movement) == listed
    until(lambda: len(site.bench.firings()) == 1, 10)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    site.bench.take_key(SLOT)
    site.bench.push_shut(SLOT)
    play = Play(site)
    try:
        play.comes_to(movement, "done", 15)
        assert codes(play) == ["movein_open"] and len(play.bench.firings()) == 1
        known = flow(play).of(name)
        assert sorted(flow(play).standing_of(one) for one in known.lines.values()) == ["here", "left"]
        assert play.journeys.directory.name(known.owner) == "Ada"
        signed = both_sign(play, known)
        assert len(signed.handed) == 2 and codes(play) == []
    finally:
        play.close()
