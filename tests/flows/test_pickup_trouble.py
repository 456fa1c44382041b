"""Collecting goes wrong: for each case a button where it happens, a task at the desk with evidence, an end, and a word.

case -> button -> task -> how the desk ends it -> what the resident is told

- did not open -> "Open again", then "Stop here" -> doubt.did_not_open -> as recorded -> parcel_still_here
- it was empty -> "It is empty" -> doubt.found_empty -> inside, or missing and found -> parcel_looked_for, then the end
- not mine, left inside -> "Not mine" -> disputed.not_mine -> as recorded, or out -> parcel_still_here or _looked_for
- not mine, in my hands -> "Trouble", after it -> complaint.wrong_one -> outcome and reason -> complaint_<outcome>
- damaged, or not what was to lie there -> "Other", or "Trouble" after it -> complaint.damaged -> as above -> as above
- more lies there than mine -> "Other" -> doubt.something_inside -> taken out, empty -> said on the screen
- sensed though it is out -> "I have it" -> doubt.word_against_sensor -> empty, with its recipient -> parcel_was_handed
- the door won't shut -> "Other" -> doubt.wont_shut -> shut, empty -> said on the screen
- left open by whoever collected -> the line on the start page -> ajar -> somebody pushes it -> door_left_open
- left open by the courier -> the line on the start page -> ajar -> somebody pushes it -> the arrival, once it is shut
- two at one screen -> one's own slip brings one's own page back -> none
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.domain.items import UNKNOWN, ParcelStage, with_person
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import Task
from kiosk.settings import Settings
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_desk import lin, look, shut
from tests.flows.test_desk import waiting as everything
from tests.lobby import WANG, Play
from tests.wire.waiting import until

CODE_WORDS = {
    "parcel_still_here": "已核实",
    "parcel_looked_for": "正在查找",
    "parcel_was_handed": "已找到",
    "door_left_open": "柜门未关",
    "complaint_passed_on": "已转交",
}


def waiting(play: Play) -> list[Task]:
    """Return what waits at the desk, but for the machine's own: devices, and ways to tell people, that are slow."""
    return [task for task in everything(play) if not task.code.startswith(("device.", "notice"))]


def codes(play: Play) -> list[str]:
    """Return the codes of what waits at the desk."""
    return [task.code for task in waiting(play)]


def comes(play: Play, *expected: str) -> None:
    """Wait until exactly this waits at the desk."""
    until(lambda: sorted(codes(play)) == sorted(expected), 8)


def told(play: Play, template: str) -> dict[str, Any]:
    """Return the notice by this template, once it has gone out."""

    def there() -> dict[str, Any] | None:
        files = (play.site.root / "outbox").glob("*.json")
        sent = [json.loads(one.read_text(encoding="utf-8")) for one in files]
        return next((one for one in sent if CODE_WORDS[template] in one["subject"]), None)

    found = until(there, 10)
    assert found is not None
    return found


def begun(play: Play, parcel: str) -> Movement:
    """Return the movement that a parcel's slip begins."""
    return play.journeys.collect.by_slip(slip_text(play, parcel))


def opened(play: Play, number: str = "SF1") -> Movement:
    """Return the movement of a parcel whose door stands open before its resident."""
    movement = begun(play, waiting_parcel(play, number))
    play.comes_to(movement, "open")
    return movement


def stage(play: Play, movement: Movement) -> ParcelStage:
    """Return how the parcel of a movement stands."""
    return play.journeys.ledger.house.parcels[movement.item].stage


def patience(play: Play, ajar_after_s: float, idle_s: float = 45) -> None:
    """Start the kiosk again with so long a patience for open doors, and for people."""
    play.close()
    settings: Settings = play.site.settings
    lobby = settings.lobby.model_copy(update={"ajar_after_s": ajar_after_s, "idle_s": idle_s})
    play.site.settings = settings.model_copy(update={"lobby": lobby})
    play.kiosk = play.site.kiosk()
    play.journeys = play.kiosk.journeys


def test_a_door_that_stays_shut_is_given_up_and_the_desk_tells_when_it_works(play: Play) -> None:
    parcel = waiting_parcel(play)
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    play.bench.jam(place)
    movement = begun(play, parcel)
    play.comes_to(movement, "not_opened")
    play.journeys.doors.again(movement.id)
    play.comes_to(movement, "not_opened")
    play.journeys.doors.stop(movement.id)
    ended = play.journeys.doors.need(movement.id)
    assert (ended.stage, ended.note) == (
        Stage.ABANDONED,
        "not_opened",
    )  # "the desk will open it", says the page
    comes(play, "doubt.did_not_open")
    assert stage(play, movement) is ParcelStage.WAITING
    play.bench.jam(place, False)
    look(play, place)
    shut(play, place)
    play.journeys.desk.settle(place, lin(play), "as_recorded", "clear_doubt")
    assert codes(play) == []
    assert code(play, parcel) in told(play, "parcel_still_here")["body"]
    take(play, begun(play, parcel))


def test_an_empty_door_is_believed_searched_and_ends_with_a_word(play: Play) -> None:
    movement = opened(play)
    play.bench.take_parcel(movement.place)  # somebody was quicker
    play.journeys.doors.say(movement.id, "empty")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "doubt")
    assert codes(play) == ["doubt.found_empty"]
    assert waiting(play)[0].place == movement.place
    play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    assert codes(play) == ["parcel_missing"]
    told(play, "parcel_looked_for")
    play.journeys.desk.settle_missing(movement.item, lin(play), "recipient", "resident_asks")
    assert codes(play) == []
    told(play, "parcel_was_handed")


def test_a_parcel_that_is_not_theirs_stays_and_the_desk_s_look_ends_it(play: Play) -> None:
    movement = opened(play)
    play.journeys.doors.say(movement.id, "not_mine")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "given_up")
    comes(play, "disputed.not_mine")
    play.journeys.desk.settle(movement.place, lin(play), "as_recorded", "clear_doubt")
    assert codes(play) == []
    parcel = play.journeys.ledger.house.parcels[movement.item]
    assert parcel.disputed is None and parcel.stage is ParcelStage.WAITING
    told(play, "parcel_still_here")


def test_a_strange_parcel_that_was_taken_out_all_the_same_is_a_complaint(play: Play) -> None:
    movement = opened(play)
    with pytest.raises(Refused, match=r"statement\.unfit"):
        play.journeys.complaints.make(movement.id, "wrong_one")  # it is not out yet
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    for _ in range(2):  # a double tap
        play.journeys.complaints.make(movement.id, "wrong_one")
    (task,) = waiting(play)
    assert (task.code, task.item, task.place) == ("complaint.wrong_one", movement.item, movement.place)
    play.power_cycle()
    (complaint,) = play.journeys.complaints.waiting()
    assert (complaint.person, complaint.movement) == ("r-zhang", movement.id)
    with pytest.raises(Refused, match=r"reason\.missing"):
        play.journeys.complaints.end(complaint.id, lin(play), "passed_on", " ")
    with pytest.raises(Refused, match=r"finding\.unknown"):
        play.journeys.complaints.end(complaint.id, lin(play), "forgotten", "called them")
    play.journeys.complaints.end(complaint.id, lin(play), "passed_on", "called the company, they fetch it")
    assert codes(play) == [] and not play.journeys.ledger.house.complaints
    told(play, "complaint_passed_on")
    kinds = {line.kind: line for line in play.journeys.register.beside(item=movement.item)}
    assert "company" not in str(kinds["complaint.ended/1"].body)  # what was typed is sealed


def test_damage_is_noted_at_the_open_door_and_the_parcel_goes_or_stays_as_they_like(play: Play) -> None:
    taken = opened(play)
    play.journeys.complaints.make(taken.id, "damaged")
    play.bench.take_parcel(taken.place)
    play.bench.push_shut(taken.place)
    play.comes_to(taken, "done")
    left = opened(play, "SF2")
    play.journeys.complaints.make(left.id, "damaged")
    play.bench.push_shut(left.place)
    play.comes_to(left, "still_inside")
    play.journeys.doors.say(left.id, "not_taken")
    assert (stage(play, taken), stage(play, left)) == (ParcelStage.COLLECTED, ParcelStage.WAITING)
    assert codes(play) == ["complaint.damaged", "complaint.damaged"]
    for one in play.journeys.complaints.waiting():
        play.journeys.complaints.end(one.id, lin(play), "passed_on", "the company was told")
    assert codes(play) == []


def test_nothing_is_said_of_a_door_that_never_opened(play: Play) -> None:
    parcel = waiting_parcel(play)
    play.bench.jam(play.journeys.ledger.house.parcels[parcel].custodian.id)
    movement = begun(play, parcel)
    play.comes_to(movement, "not_opened")
    for statement in ("wont_shut", "strange"):
        with pytest.raises(Refused, match=r"statement\.unfit"):
            play.journeys.doors.say(movement.id, statement)
    play.journeys.doors.stop(movement.id)
    with pytest.raises(Refused, match=r"statement\.unfit"):
        play.journeys.complaints.make(movement.id, "damaged")
    for name, kind in ((movement.id, "gold"), ("nobody's", "damaged")):
        with pytest.raises(Refused):
            play.journeys.complaints.make(name, kind)
    assert not play.journeys.ledger.house.complaints


def test_what_else_lies_there_is_the_desk_s_and_theirs_is_theirs(play: Play) -> None:
    movement = opened(play)
    play.journeys.doors.say(movement.id, "strange")
    assert play.journeys.doors.need(movement.id).note == "strange"
    play.bench.take_parcel(movement.place)
    play.bench.bring_parcel("X1")
    play.bench.put_parcel(movement.place, "X1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert stage(play, movement) is ParcelStage.COLLECTED
    comes(play, "doubt.something_inside")
    look(play, movement.place)
    play.bench.take_parcel(movement.place)
    shut(play, movement.place)
    play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    assert codes(play) == []


def test_something_else_put_in_keeps_nobody_there_and_ends_with_the_recipient(play: Play) -> None:
    movement = opened(play)
    play.bench.take_parcel(movement.place)
    play.bench.bring_parcel("X1")
    play.bench.put_parcel(movement.place, "X1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "i_took_it")
    play.comes_to(movement, "doubt")
    assert codes(play) == ["doubt.word_against_sensor"]
    look(play, movement.place)
    play.bench.take_parcel(movement.place)
    shut(play, movement.place)
    play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    play.journeys.desk.settle_missing(movement.item, lin(play), "recipient", "resident_asks")
    assert codes(play) == []
    assert play.journeys.ledger.house.parcels[movement.item].custodian == with_person("r-zhang")
    told(play, "parcel_was_handed")


def test_a_door_that_won_t_shut_keeps_nobody_waiting(play: Play) -> None:
    movement = opened(play)
    play.bench.wear_latch(movement.place)
    play.bench.take_parcel(movement.place)
    assert not play.bench.push_shut(movement.place)
    until(lambda: play.journeys.sight.reading(movement.place).present is False, 5)
    play.journeys.doors.say(movement.id, "wont_shut")
    done = play.journeys.doors.need(movement.id)
    assert (done.stage, done.evidence) == (Stage.CONFIRMED, "word:r-zhang")
    assert "doubt.wont_shut" in codes(play)
    free = play.journeys.drop.free_by_size()
    play.bench.wear_latch(movement.place, False)
    shut(play, movement.place)
    play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    comes(play)
    assert sum(play.journeys.drop.free_by_size().values()) == sum(free.values()) + 1


def test_an_untouched_parcel_behind_a_door_that_won_t_shut_is_nobody_s_loss(play: Play) -> None:
    movement = opened(play)
    play.bench.wear_latch(movement.place)
    play.journeys.doors.say(movement.id, "wont_shut")  # and the sensor still sees it
    assert play.moment(movement) == "doubt"
    assert stage(play, movement) is ParcelStage.WAITING
    assert "doubt.wont_shut" in codes(play)


def test_whoever_leaves_the_door_open_hears_of_it_and_loses_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    patience(play, 2, 5)
    movement = begun(play, parcel)
    play.comes_to(movement, "open")
    until(lambda: "ajar" in codes(play), 8)
    assert movement.place in told(play, "door_left_open")["body"]
    play.bench.push_shut(movement.place)  # whoever comes by
    play.comes_to(movement, "still_inside")
    play.comes_to(movement, "given_up", 15)
    comes(play, "alarm.ajar")  # until somebody says what it was
    assert stage(play, movement) is ParcelStage.WAITING
    take(play, begun(play, parcel))


def test_a_courier_s_open_door_reaches_the_desk_and_the_parcel_arrives_when_it_is_shut(play: Play) -> None:
    patience(play, 2)
    play.tap(WANG)
    movement = play.start_drop("SF1")
    play.comes_to(movement, "open")
    play.bench.put_parcel(movement.place, "SF1")
    play.journeys.visits.end()  # and off
    until(lambda: "ajar" in codes(play), 8)
    assert not play.journeys.ledger.house.notices  # nobody is sent to an open door
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    take(play, begun(play, movement.item))


def test_two_at_one_screen_each_get_their_own_page_back_by_their_own_slip(play: Play) -> None:
    first, second = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2", last_four="1201")
    mine, theirs = begun(play, first), begun(play, second)
    play.comes_to(mine, "open")
    play.comes_to(theirs, "open")
    fired = len(play.bench.firings())
    assert begun(play, first).id == mine.id and begun(play, second).id == theirs.id
    play.journeys.doors.say(mine.id, "not_mine")  # and what one says is not said of the other's
    assert play.journeys.doors.need(theirs.id).note == ""
    assert len(play.bench.firings()) == fired


def test_a_code_typed_while_a_courier_is_at_work_opens_its_door_and_the_visit_goes_on(play: Play) -> None:
    parcel = waiting_parcel(play)
    play.tap(WANG)
    visit = play.journeys.visits.need()
    take(play, play.journeys.collect.by_code(code(play, parcel)))
    assert play.journeys.visits.need().id == visit.id
    play.comes_to(play.start_drop("SF9"), "open")


def test_missing_and_found_again_is_told(play: Play) -> None:
    parcel = waiting_parcel(play)
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    play.journeys.desk.settle(place, lin(play), "empty", "look")
    assert play.journeys.ledger.house.parcels[parcel].custodian == UNKNOWN
    told(play, "parcel_looked_for")
