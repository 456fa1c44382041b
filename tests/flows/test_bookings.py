"""Keys booked ahead before a real cabinet, and keys that go only together: to the end, and when something fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.assembly.house import Kiosk
from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.items import at_place, with_person
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from tests.flows.test_asking import Asker, ruled, who
from tests.flows.test_desk import codes
from tests.lobby import CHEN, HERE, LIN, LIN_PIN, SIGNATURE, WANG, ZHOU, Play
from tests.passing import goes_on
from tests.wire.waiting import until

HOUR = timedelta(hours=1)
LOBBY, CLUB = "k-lobby", "k-club"
CHEN_PIN = "864200"


def person(play: Play, name: str) -> Person:
    """Return somebody of the staff."""
    return play.journeys.ledger.house.people[name]


def booked(
    play: Play,
    since: float,
    until_: float,
    name: str = "a-lin",
    by: str = "",
    key: str = LOBBY,
    why: str = "",
) -> Booking:
    """Return a booking that begins so many hours from now."""
    now, flow = play.journeys.clock.now(), play.journeys.bookings
    wish = flow.wish(key, name, now + since * HOUR, now + until_ * HOUR)
    return flow.book(person(play, by or name), os.urandom(16).hex(), wish, why, "Pump fails" if why else "")


def stage(play: Play, booking: Booking) -> BookingStage:
    """Return how far a booking is by now."""
    return play.journeys.bookings.need(booking.id).stage


def taken(play: Play, movement: Movement) -> str:
    """Take the key out of the slot that opens, and return its tag."""
    play.comes_to(movement, "open")
    tag = play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    return tag


def test_a_booked_key_waits_for_its_person_and_is_due_when_the_booking_ends(play: Play) -> None:
    ruled(play)  # without an hour by which it is due
    booking = booked(play, 0, 2)
    with pytest.raises(Refused, match=r"key\.booked$"):
        play.issue(LOBBY, CHEN, CHEN_PIN)
    play.journeys.visits.end()
    first = play.journeys.keys.offered("a-lin")[0]
    assert (first.key, first.free, first.booked) == (LOBBY, True, booking)  # what is booked is offered first
    other = next(one for one in play.journeys.keys.offered("s-chen") if one.key == LOBBY)
    assert (other.why_not, other.again) == ("key.booked", booking.until)
    movement = play.issue(LOBBY)
    assert movement.due is not None and abs(movement.due - booking.until) < timedelta(milliseconds=1)
    tag = taken(play, movement)
    assert stage(play, booking) is BookingStage.TAKEN
    back = play.journeys.keys.give_back(os.urandom(16).hex(), LOBBY)
    play.comes_to(back, "open")
    play.bench.put_key(back.place, tag)
    play.bench.push_shut(back.place)
    play.comes_to(back, "done")
    assert stage(play, booking) is BookingStage.OVER
    assert play.journeys.bookings.own("a-lin") == []
    booked(play, 0, 2, "s-chen")  # free again before its end


def test_a_key_that_is_booked_soon_goes_out_until_then(play: Play) -> None:
    ruled(play)
    coming = booked(play, 1, 2, "s-chen")
    asker = Asker(play)
    question = asker.wants()
    assert (question.wanted, question.due_for) == ("sign", "next")
    movement = asker.signs()
    assert movement.due is not None and abs(movement.due - coming.since) < timedelta(milliseconds=1)


def test_nobody_comes_and_the_next_one_may_have_it(play: Play) -> None:
    booking = booked(play, 1, 5)
    until(lambda: play.journeys.bookings._up_since is not None, 5)
    with pytest.raises(Refused, match=r"booking\.overlaps"):
        booked(play, 2, 3, "s-chen")
    goes_on(play, 1.4 * HOUR)
    play.journeys.bookings.tick()
    assert stage(play, booking) is BookingStage.BOOKED
    goes_on(play, 1.6 * HOUR)
    until(lambda: stage(play, booking) is BookingStage.RELEASED, 5)  # the watcher's doing
    assert play.journeys.bookings.need(booking.id).note == "no_show"
    assert play.moment(play.issue(LOBBY, CHEN, CHEN_PIN)) in ("opening", "open")


def test_nothing_ends_by_a_clock_that_is_not_believed(play: Play) -> None:
    booking = booked(play, 1, 3)
    until(lambda: play.journeys.bookings._up_since is not None, 5)
    play.kiosk.clock.not_before(play.journeys.clock.now() + 9 * HOUR)
    assert not play.kiosk.clock.trusted
    play.journeys.bookings.tick()
    assert stage(play, booking) is BookingStage.BOOKED
    play.kiosk.clock._wall = lambda: datetime.now(UTC) + 9 * HOUR  # somebody has set it right
    until(lambda: stage(play, booking) is BookingStage.RELEASED, 5)


def restarted(play: Play, after: timedelta) -> None:
    """Have the power come back so long after it failed."""
    play.close()
    play.kiosk = Kiosk(play.site.settings, play.site.root)
    play.journeys = play.kiosk.journeys
    goes_on(play, after)  # before anything looks at the clock
    play.kiosk.start()
    until(lambda: all(one.condition == "up" for one in play.kiosk.states.states()), 15)
    until(lambda: all(one.usable for one in play.kiosk.eyes.readings().values()), 10)
    until(lambda: play.journeys.bookings._up_since is not None, 5)


def test_a_power_cut_between_booking_and_issue_costs_nobody_the_key(play: Play) -> None:
    booking = booked(play, 0.1, 8)
    restarted(play, HOUR)  # long after the start; nobody could have come for it meanwhile
    play.journeys.bookings.tick()
    assert play.journeys.bookings.own("a-lin") == [booking]
    play.kiosk.ledger.rebuild()
    assert play.journeys.bookings.own("a-lin") == [booking]
    taken(play, play.issue(LOBBY))
    assert stage(play, booking) is BookingStage.TAKEN


KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from kiosk.assembly.house import Kiosk
from kiosk.settings import load
kiosk = Kiosk(load(Path(sys.argv[1])), Path(sys.argv[2]))
flow, now = kiosk.journeys.bookings, kiosk.clock.now()
wish = flow.wish("k-lobby", "a-lin", now + timedelta(hours=1), now + timedelta(hours=2))
flow.book(kiosk.ledger.house.people["a-lin"], "b1", wish)
os.kill(os.getpid(), signal.SIGKILL)
"""
"""Books a key and is killed in the same breath."""


def test_a_booking_that_was_answered_outlives_a_kill(play: Play) -> None:
    play.close()
    command = [sys.executable, "-c", KILLED, str(play.site.file), str(play.site.root)]
    assert subprocess.run(command, cwd=HERE, check=False).returncode == -signal.SIGKILL
    play.kiosk = play.site.kiosk()
    play.journeys = play.kiosk.journeys
    (found,) = play.journeys.bookings.own("a-lin")
    assert (found.id, found.stage) == ("b1", BookingStage.BOOKED)
    day = found.since.astimezone(play.journeys.bookings.zone).date()
    assert [one.id for one in play.journeys.bookings.of_day(day)] == ["b1"]


def test_a_double_tap_is_one_booking(play: Play) -> None:
    flow, lin, name = play.journeys.bookings, person(play, "a-lin"), os.urandom(16).hex()
    now = play.journeys.clock.now()
    wish = flow.wish(LOBBY, "a-lin", now + HOUR, now + 2 * HOUR)
    assert flow.book(lin, name, wish) == flow.book(lin, name, wish)
    assert len(play.journeys.register.events(words="key.booked/1")) == 1
    flow.cancel(lin, name)
    flow.cancel(lin, name)
    assert len(play.journeys.register.events(words="key.booking.cancelled/1")) == 1


def test_a_supervisor_gives_it_to_somebody_else_and_the_first_one_hears_of_it(play: Play) -> None:
    first = booked(play, 1, 3)
    with pytest.raises(Refused, match=r"booking\.overlaps"):
        booked(play, 2, 4, "s-chen")
    with pytest.raises(Refused, match=r"reason\.missing"):
        booked(play, 2, 4, "s-chen", why="because")
    second = booked(play, 2, 4, "s-chen", why="urgent")
    assert stage(play, first) is BookingStage.DISPLACED
    sealed = play.kiosk.ledger.opened(second.words)
    assert sealed == b"Pump fails"
    assert not any(
        "Pump fails" in str(line.body) for line in play.journeys.register.events(words="key.booked")
    )
    assert "booking_displaced" in codes(play)
    assert [one.id for one in play.journeys.bookings.own("a-lin")] == [first.id]
    play.journeys.bookings.seen(person(play, "a-lin"), first.id)
    assert "booking_displaced" not in codes(play)
    assert play.journeys.bookings.own("a-lin") == []


# ---- keys that go only together ------------------------------------------------------------------


@pytest.fixture
def pair(play: Play) -> Play:
    """A lobby where the lobby's key and the clubhouse's go only together."""
    ruled(play, LOBBY, only_with=(CLUB,))
    ruled(play, CLUB, only_with=(LOBBY,))
    return play


def both(play: Play) -> tuple[Asker, Movement]:
    """Return the asker who has signed for both keys, and the first one's movement."""
    asker = Asker(play)
    question = asker.wants()
    assert (question.wanted, question.other) == ("with", CLUB)
    asker.asking.both(LOBBY, CLUB)
    assert (asker.now().wanted, asker.now().draft.beside) == ("sign", (CLUB,))
    return asker, asker.signs()


def test_both_keys_come_out_in_one_visit_on_one_signature(pair: Play) -> None:
    _, first = both(pair)
    taken(pair, first)
    assert len(pair.bench.firings()) == 1  # one after the other
    name = os.urandom(16).hex()
    second = pair.journeys.keys.issue_next(name, CLUB)
    assert pair.journeys.keys.issue_next(name, CLUB).id == second.id  # a double tap
    taken(pair, second)
    house = pair.journeys.ledger.house
    assert {house.keys[key].custodian for key in (LOBBY, CLUB)} == {with_person("a-lin")}
    assert (second.signature, second.reason) == (first.signature, first.reason)
    assert len(pair.bench.firings()) == 2
    with pytest.raises(Refused, match=r"asking\.over"):
        pair.journeys.keys.issue_next(os.urandom(16).hex(), CLUB)


def test_neither_leaves_when_one_may_not(pair: Play) -> None:
    booked(pair, 0, 1, "s-chen", key=CLUB)
    asker = Asker(pair)
    assert asker.wants().wanted == "with"
    with pytest.raises(Refused, match=r"key\.booked$"):
        asker.asking.both(LOBBY, CLUB)
    with pytest.raises(Refused, match=r"key\.pair_needed"):
        asker.signs()
    assert pair.bench.firings() == []


def test_a_second_key_that_does_not_come_out_is_missed(pair: Play) -> None:
    _, first = both(pair)
    tag = taken(pair, first)
    pair.bench.jam("K03")
    second = pair.journeys.keys.issue_next(os.urandom(16).hex(), CLUB)
    pair.comes_to(second, "not_opened")
    pair.journeys.doors.stop(second.id)
    pair.comes_to(second, "given_up")
    with pytest.raises(Refused, match=r"door\.doubt"):  # the desk has to look first
        pair.journeys.keys.issue_next(os.urandom(16).hex(), CLUB)
    house = pair.journeys.ledger.house
    assert house.keys[LOBBY].custodian == with_person("a-lin")  # it stands
    assert house.keys[CLUB].custodian == at_place("K03")
    assert "key_alone" not in codes(pair)  # it may be tried again at once
    goes_on(pair, timedelta(minutes=3))
    assert "key_alone" in codes(pair)
    pair.journeys.visits.end()
    pair.tap(LIN)
    back = pair.journeys.keys.give_back(os.urandom(16).hex(), LOBBY)  # never refused
    pair.comes_to(back, "open")
    pair.bench.put_key(back.place, tag)
    pair.bench.push_shut(back.place)
    pair.comes_to(back, "done")
    assert "key_alone" not in codes(pair)


def test_after_a_power_cut_the_second_key_is_asked_for_alone(pair: Play) -> None:
    _, first = both(pair)
    taken(pair, first)
    pair.power_cycle()
    asker = Asker(pair, CLUB)
    assert asker.wants().wanted == "sign"  # the first one is in hand
    taken(pair, asker.signs())


def test_colleagues_agree_to_both_at_once(pair: Play) -> None:
    pair.kiosk.ledger.append(
        r.KeyRuleSet(f"key:{CLUB}", KeyRule(only_with=(LOBBY,), authorisers=1), "test"),
    )
    asker = Asker(pair)
    asker.wants()
    asker.asking.both(LOBBY, CLUB)
    assert asker.now().wanted == "authorisers"
    assert asker.colleague(CHEN) == ""
    assert asker.agrees(CHEN_PIN).wanted == "sign"
    first = asker.signs()
    taken(pair, first)
    second = pair.journeys.keys.issue_next(os.urandom(16).hex(), CLUB)
    assert first.authorisers == second.authorisers == ("s-chen",)


# ---- whose request it is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("badge", "name", "counts"), [(CHEN, "s-chen", ""), (WANG, "c-wang", "authoriser.not_staff")]
)
def test_whoever_came_for_something_else_says_so_with_one_touch(
    play: Play, badge: str, name: str, counts: str
) -> None:
    ruled(play, LOBBY, authorisers=1)
    asker = Asker(play)
    asker.wants()
    assert asker.colleague(badge) == counts
    visitor = asker.now().draft.visitor
    assert visitor is not None and visitor.person == name
    with pytest.raises(Refused, match=r"authoriser\.again"):
        asker.asking.not_mine(LOBBY, "another tap")
    assert asker.asking.not_mine(LOBBY, visitor.id).person.id == name
    assert who(play) == name
    with pytest.raises(Refused):
        asker.agrees(CHEN_PIN)  # nothing of the other request is left
    assert play.bench.firings() == []


def test_the_own_badge_is_nobodys_visit(play: Play) -> None:
    ruled(play, LOBBY, authorisers=1)
    asker = Asker(play)
    asker.wants()
    assert asker.colleague(LIN) == "authoriser.self"
    assert asker.now().draft.visitor is None


def test_after_the_asker_has_walked_away_a_badge_is_its_owners(play: Play) -> None:
    ruled(play, LOBBY, authorisers=1)
    asker = Asker(play)
    asker.wants()
    goes_on(play, timedelta(seconds=36))
    assert who(play) == "a-lin"  # the visit itself would still go on
    play.bench.tap(ZHOU)
    until(lambda: who(play) == "a-zhou", 8)
    play.bench.lift()
    with pytest.raises(Refused, match=r"asking\.over"):
        asker.now()


def test_signing_with_the_pin_of_another_opens_nothing(pair: Play) -> None:
    asker = Asker(pair)
    asker.wants()
    asker.asking.both(LOBBY, CLUB)
    with pytest.raises(Refused, match=r"pin\.wrong"):
        pair.journeys.keys.issue(os.urandom(16).hex(), LOBBY, "repair", "", CHEN_PIN, SIGNATURE)
    assert asker.now().draft.beside == (CLUB,) and LIN_PIN != CHEN_PIN
    assert pair.bench.firings() == []
