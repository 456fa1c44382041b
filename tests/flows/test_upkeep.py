"""How keys are, on the real kiosk before a simulated cabinet: faults, replacement, loss and its lock change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.items import UNKNOWN, Label, at_place, with_person
from kiosk.domain.keeping.events import KeyStruckOff
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.knowing import compromised, condition_of
from kiosk.domain.upkeep.waiting import ASKED_FOR_S
from kiosk.flows.keys.losses import DeclaredLost
from kiosk.flows.shifts.tasks import Task, tasks
from tests.flows.test_key_rules import ask
from tests.lobby import HERE, LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

CLUB, SLOT, TAG = "k-club", "K03", "01-000001a1b2c5"
HOME, HOME_SLOT = "k-1201", "K09"
NEW_TAG = "01-0000feed0042"
NOTE_ON_RETURN = '\n[[key_rules]]\nkey = "k-club"\nnote_on_return = true\n'


def fresh() -> str:
    return os.urandom(16).hex()


def who(play: Play, name: str) -> Person:
    return play.journeys.ledger.house.people[name]


def lin(play: Play) -> Person:
    return who(play, "a-lin")


def chen(play: Play) -> Person:
    return who(play, "s-chen")


def waiting(play: Play, prefix: str, after_s: float = 0) -> list[Task]:
    """Return the desk's tasks of that kind, as they will be in `after_s`."""
    now = play.journeys.clock.now() + timedelta(seconds=after_s)
    return [one for one in tasks(play.journeys.ledger.house, [], now) if one.code.startswith(prefix)]


def take(play: Play, key: str, place: str) -> str:
    """Have Lin take a key, to the end, and return its tag."""
    movement = play.issue(key)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(place)
    play.bench.push_shut(place)
    play.comes_to(movement, "done")
    return str(tag)


def bring_back(play: Play, key: str, place: str, tag: str) -> Movement:
    """Have Lin bring a key back, to the end."""
    movement = play.journeys.keys.give_back(fresh(), key)
    play.comes_to(movement, "open")
    play.bench.put_key(place, tag)
    play.bench.push_shut(place)
    play.comes_to(movement, "done")
    return movement


def hang(play: Play, place: str, tag: str) -> None:
    """Put a key into a slot that nobody has commanded to open."""
    play.bench.force(place)
    play.bench.put_key(place, tag)
    play.bench.push_shut(place)


def lose(play: Play, key: str, act: str = "", **changes: object) -> None:
    """Have Lin declare at the desk that a key is lost which she has; she signs."""
    told: dict[str, object] = {"how": "mislaid", "strokes": SIGNATURE}
    declared = DeclaredLost(act or fresh(), key, **(told | changes))  # type: ignore[arg-type]
    play.journeys.losses.declare(lin(play), declared, "on the bus", in_person=True)


def refusal(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act meets."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def key_of(play: Play, key: str):  # type: ignore[no-untyped-def]
    return play.journeys.ledger.house.keys[key]


class TestBroughtBack:
    def test_a_fault_is_said_at_the_slot_and_told_to_the_next_taker(self, play: Play) -> None:
        back = bring_back(play, CLUB, SLOT, take(play, CLUB, SLOT))
        fault = fresh()
        for _ in range(2):  # a double tap
            play.journeys.upkeep.say(back.id, fault, "hard_to_turn")
        play.journeys.upkeep.add_note(back.id, fault, SIGNATURE)
        house = play.journeys.ledger.house
        (told,) = condition_of(house, CLUB).faults
        assert (told.what, told.said_by) == ("hard_to_turn", "a-lin")
        assert told.note.startswith(f"report:fault:{fault}:")
        assert play.journeys.ledger.opened(told.note)
        assert [one.item for one in waiting(play, "key_fault.hard_to_turn")] == [CLUB]
        assert key_of(play, CLUB).custodian == at_place(SLOT)
        play.power_cycle()
        assert condition_of(play.journeys.ledger.house, CLUB).faults == (told,)
        play.journeys.upkeep.mend(lin(play), CLUB, fault, "mended", "W-12")
        assert waiting(play, "key_fault") == []
        assert CLUB not in play.journeys.ledger.house.conditions

    def test_only_who_brought_it_back_says_so_there(self, play: Play) -> None:
        tag = take(play, CLUB, SLOT)
        issued = play.journeys.register.movements(item=CLUB, most=1)[0]
        assert refusal(lambda: play.journeys.upkeep.say(issued.id, fresh(), "bent")) == "fault.not_yours"
        back = bring_back(play, CLUB, SLOT, tag)
        assert refusal(lambda: play.journeys.upkeep.say(back.id, fresh(), "sad")) == "fault.what_needed"
        play.journeys.visits.end()
        assert refusal(lambda: play.journeys.upkeep.say(back.id, fresh(), "bent")) == "visit.ended"

    def test_at_the_desk_for_any_key(self, play: Play) -> None:
        desk = play.journeys.upkeep
        assert (
            refusal(lambda: desk.report(lin(play), CLUB, fresh(), "other", "a-zhou", "", []))
            == "fault.note_needed"
        )
        desk.report(lin(play), CLUB, fresh(), "other", "a-zhou", "smells of paint", [])
        (told,) = condition_of(play.journeys.ledger.house, CLUB).faults
        kept = play.journeys.ledger.opened(told.note)
        assert kept and b"smells of paint" in kept and told.said_by == "a-zhou"
        assert refusal(lambda: desk.report(lin(play), CLUB, fresh(), "bent", "x", "", [])) == "person.unknown"
        outside = who(play, "r-li")
        assert refusal(lambda: desk.report(outside, CLUB, fresh(), "bent", "r-li", "", [])) == "staff.needed"


@pytest.fixture
def asking(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A lobby where whoever brings the clubhouse's key back is asked how it is."""
    site = Site(tmp_path / "s", amend_people=lambda people: people + NOTE_ON_RETURN, opens_within_s="1.0")
    play = Play(site)
    yield play
    play.close()
    site.close()


class TestAskedOnReturn:
    def test_the_return_is_done_and_the_answer_may_wait(self, asking: Play) -> None:
        back = bring_back(asking, CLUB, SLOT, take(asking, CLUB, SLOT))
        assert key_of(asking, CLUB).custodian == at_place(SLOT) and back.bearer == "a-lin"
        assert asking.journeys.upkeep.asks(CLUB, back.id)
        assert waiting(asking, "key_note_due") == []
        (due,) = waiting(asking, "key_note_due", ASKED_FOR_S)
        assert (due.item, due.movement, due.urgent) == (CLUB, back.id, False)
        asking.power_cycle()
        assert len(waiting(asking, "key_note_due", ASKED_FOR_S)) == 1
        asking.journeys.upkeep.found_fine(chen(asking), CLUB)
        assert waiting(asking, "key_note_due", ASKED_FOR_S) == []
        assert asking.journeys.ledger.house.conditions == {}

    @pytest.mark.parametrize("fine", [True, False])
    def test_one_word_is_the_answer(self, asking: Play, fine: bool) -> None:
        back = bring_back(asking, CLUB, SLOT, take(asking, CLUB, SLOT))
        if fine:
            asking.journeys.upkeep.say_fine(back.id)
        else:
            asking.journeys.upkeep.say(back.id, fresh(), "bent")
        assert not asking.journeys.upkeep.asks(CLUB, back.id)
        assert waiting(asking, "key_note_due", ASKED_FOR_S) == []
        assert len(waiting(asking, "key_fault")) == (0 if fine else 1)

    def test_other_keys_are_not_asked_about(self, asking: Play) -> None:
        back = bring_back(asking, "k-lobby", "K01", take(asking, "k-lobby", "K01"))
        assert not asking.journeys.upkeep.asks("k-lobby", back.id)


class TestWithdrawn:
    def test_it_does_not_leave_and_still_comes_back(self, play: Play) -> None:
        tag = take(play, CLUB, SLOT)
        desk = play.journeys.upkeep
        assert refusal(lambda: desk.withdraw(lin(play), fresh(), CLUB, "faulty", "")) == "supervisor.needed"
        desk.withdraw(chen(play), fresh(), CLUB, "faulty", "")
        back = bring_back(play, CLUB, SLOT, tag)
        assert back and key_of(play, CLUB).custodian == at_place(SLOT)
        assert ask(play, CLUB) == "key.withdrawn"
        counted = play.journeys.stocktakes.begin(lin(play), "routine").counts[SLOT]
        assert counted.expected == counted.found == (CLUB,)
        desk.put_back(chen(play), CLUB)
        assert ask(play, CLUB) == ""

    def test_who_could_open_what_knows_of_it(self, play: Play) -> None:
        questions, clock = play.journeys.questions, play.journeys.clock
        before = clock.now() - timedelta(milliseconds=5)  # the record keeps thousandths of a second
        play.journeys.upkeep.withdraw(chen(play), fresh(), CLUB, "not_safe", "")
        after = clock.now() + timedelta(seconds=1)
        assert {one.why_not for one in questions.could_open(before, key=CLUB)} == {None}
        assert {one.why_not for one in questions.could_open(after, key=CLUB)} == {"key.withdrawn"}


class TestReplaced:
    def test_a_new_tag_is_bound_where_it_is_hung_and_the_old_one_is_named(self, play: Play) -> None:
        label = Label("Clubhouse, front", "会所前门", "會所前門")
        act = fresh()
        for _ in range(2):  # a double tap
            play.journeys.upkeep.replace(chen(play), act, CLUB, "tag", "A-17", label, new_tag=True)
        assert ask(play, CLUB) == "key.being_replaced"
        until(lambda: play.journeys.ledger.house.door(SLOT).seen_open, 5)
        assert play.bench.take_key(SLOT) == TAG
        play.bench.push_shut(SLOT)
        until(lambda: key_of(play, CLUB).custodian == with_person("s-chen"), 8)
        play.power_cycle()
        play.journeys.upkeep.open_for_replacement(chen(play), CLUB)
        until(lambda: play.journeys.ledger.house.door(SLOT).seen_open, 5)
        play.bench.put_key(SLOT, NEW_TAG)
        play.bench.push_shut(SLOT)
        until(lambda: key_of(play, CLUB).tag == NEW_TAG, 8)
        house = play.journeys.ledger.house
        assert (key_of(play, CLUB).custodian, key_of(play, CLUB).label) == (at_place(SLOT), label)
        assert condition_of(house, CLUB).cut == "A-17" and not house.door(SLOT).doubt
        assert house.retired_tags[TAG].key == CLUB
        assert ask(play, CLUB) == ""
        play.bench.push_shut(SLOT)

        hang(play, "K11", TAG)
        until(lambda: play.journeys.ledger.house.door("K11").doubt == "retired_tag", 8)
        (told,) = waiting(play, "doubt.retired_tag")
        assert (told.place, told.item) == ("K11", CLUB)
        assert [one.kind for one in play.journeys.register.beside(item=CLUB, most=1)] == [
            "key.tag.retired_seen/1"
        ]

    def test_the_file_of_keys_does_not_undo_it(self, play: Play) -> None:
        label = Label("Clubhouse, front", "会所前门", "會所前門")
        play.journeys.upkeep.replace(chen(play), fresh(), CLUB, "label", "", label, new_tag=False)
        assert key_of(play, CLUB).tag == TAG
        play.close()
        play.site._enrol()
        play.kiosk = play.site.kiosk()
        play.journeys = play.kiosk.journeys
        assert key_of(play, CLUB).label == label

    def test_the_old_key_hung_again_stays_the_key(self, play: Play) -> None:
        play.journeys.upkeep.replace(chen(play), fresh(), CLUB, "worn", "", None, new_tag=True)
        until(lambda: play.journeys.ledger.house.door(SLOT).seen_open, 5)
        play.bench.push_shut(SLOT)
        until(lambda: not play.journeys.ledger.house.door(SLOT).seen_open, 5)
        assert key_of(play, CLUB).tag == TAG and ask(play, CLUB) == "key.being_replaced"
        assert waiting(play, "key_replacing") == []
        assert [one.item for one in waiting(play, "key_replacing", 3600)] == [CLUB]
        play.journeys.upkeep.keep_as_is(chen(play), CLUB)
        assert ask(play, CLUB) == "" and not play.journeys.ledger.house.door(SLOT).doubt


class TestLost:
    def test_who_had_it_signs_and_the_lock_waits_to_be_changed(self, play: Play) -> None:
        take(play, HOME, HOME_SLOT)
        act = fresh()
        for _ in range(2):  # a double tap
            lose(play, HOME, act)
        house = play.journeys.ledger.house
        assert key_of(play, HOME).custodian == UNKNOWN and key_of(play, HOME).due is None
        loss = house.losses[act]
        assert (loss.lost_by, loss.owner, loss.how) == ("a-lin", "s-chen", "mislaid")
        assert play.journeys.ledger.opened(loss.signature)
        assert ask(play, HOME) == "key.lost"
        (task,) = waiting(play, "lock_change")
        assert (task.item, task.urgent) == (HOME, True) and waiting(play, "key_gone") == []
        told = [
            line.body
            for line in play.journeys.register.events(words="notice.queued")
            if line.body["item"] == HOME
        ]
        assert {(one["person"], one["template"]) for one in told} >= {
            ("s-chen", "lock_change_due"),
            ("r-li", "key_lost"),
        }
        assert compromised(house, key_of(play, HOME)) == loss
        assert not any(key.id == HOME for key in house.keys_with("a-lin"))

    def test_changed_by_whom_when_and_on_which_order(self, play: Play) -> None:
        take(play, HOME, HOME_SLOT)
        act, desk, today = fresh(), play.journeys.losses, datetime.now(UTC).astimezone().date()
        lose(play, HOME, act)
        desk.copy_known(lin(play), fresh(), HOME, "resident", "r-li", "", "")
        desk.fits(lin(play), CLUB, HOME)
        assert compromised(play.journeys.ledger.house, key_of(play, CLUB))
        late = today + timedelta(days=2)
        assert (
            refusal(lambda: desk.changed(chen(play), fresh(), act, late, "W-9", "smith"))
            == "loss.done_on_needed"
        )
        assert refusal(lambda: desk.changed(chen(play), fresh(), act, today, "W-9", "")) == "loss.who_needed"
        desk.changed(chen(play), fresh(), act, today, "W-9", "Hangzhou Locks, Mr Qian")
        house = play.journeys.ledger.house
        assert house.losses == {} and house.copies == {}
        assert [one.item for one in waiting(play, "key_recut.lost")] == [HOME]
        assert [one.item for one in waiting(play, "key_recut.lock_changed")] == [CLUB]
        assert ask(play, CLUB) == "key.withdrawn"
        assert refusal(lambda: play.journeys.upkeep.put_back(chen(play), CLUB)) == "key.recut_needed"
        play.journeys.upkeep.replace(chen(play), fresh(), CLUB, "lock_changed", "B-2", None, new_tag=False)
        assert ask(play, CLUB) == ""
        changed = [
            line.body
            for line in play.journeys.register.beside(item=HOME)
            if line.kind == "key.lock_changed/1"
        ]
        assert [(one["work_order"], one["done_on"]) for one in changed] == [("W-9", today.isoformat())]
        assert not any("Qian" in str(line.body) for line in play.journeys.register.events(most=500))

    def test_another_is_cut_for_it_with_a_tag_of_its_own(self, play: Play) -> None:
        tag = take(play, HOME, HOME_SLOT)
        lose(play, HOME)
        again = play.journeys.upkeep
        assert (
            refusal(lambda: again.replace(chen(play), fresh(), HOME, "lost", "", None, new_tag=False))
            == "tag.new_needed"
        )
        again.replace(chen(play), fresh(), HOME, "lost", "C-1", None, new_tag=True)
        until(lambda: play.journeys.ledger.house.door(HOME_SLOT).seen_open, 5)
        play.bench.put_key(HOME_SLOT, NEW_TAG)
        play.bench.push_shut(HOME_SLOT)
        until(lambda: key_of(play, HOME).custodian == at_place(HOME_SLOT), 8)
        assert key_of(play, HOME).tag == NEW_TAG and ask(play, HOME) == ""
        play.bench.push_shut(HOME_SLOT)
        assert len(waiting(play, "lock_change")) == 1  # the lock is not safe by that
        hang(play, "K11", tag)
        until(lambda: play.journeys.ledger.house.door("K11").doubt == "retired_tag", 8)
        assert key_of(play, HOME).custodian == at_place(HOME_SLOT)

    def test_one_that_turns_up_is_not_in_service_again_by_itself(self, play: Play) -> None:
        tag = take(play, CLUB, SLOT)
        act = fresh()
        lose(play, CLUB, act)
        assert (
            refusal(lambda: play.journeys.losses.recovered(chen(play), fresh(), act, "x")) == "loss.not_found"
        )
        hang(play, SLOT, tag)
        until(lambda: key_of(play, CLUB).custodian == at_place(SLOT), 8)
        assert [one.item for one in waiting(play, "lost_key_found")] == [CLUB]
        assert waiting(play, "lock_change") == []
        assert ask(play, CLUB) == "key.lost"
        assert "key.lost.found/1" in [one.kind for one in play.journeys.register.beside(item=CLUB)]
        desk = play.journeys.losses
        assert (
            refusal(lambda: desk.recovered(lin(play), fresh(), act, "under the seat")) == "supervisor.needed"
        )
        desk.recovered(chen(play), fresh(), act, "under the seat of the van, locked all day")
        play.journeys.desk.settle(SLOT, lin(play), "item_inside", "hung back")
        assert ask(play, CLUB) == "" and play.journeys.ledger.house.losses == {}

    def test_what_hangs_here_is_not_lost(self, play: Play) -> None:
        assert refusal(lambda: lose(play, CLUB)) == "key.is_here"
        take(play, CLUB, SLOT)
        assert refusal(lambda: lose(play, CLUB, how="")) == "loss.how_needed"
        assert refusal(lambda: lose(play, CLUB, strokes=[])) == "signature.missing"
        assert refusal(lambda: lose(play, "nothing")) == "key.unknown"
        declared = DeclaredLost(fresh(), CLUB, "stolen", SIGNATURE)
        play.journeys.losses.declare_own(declared)
        play.journeys.losses.declare_own(declared)
        assert len(play.journeys.ledger.house.losses) == 1
        assert refusal(lambda: lose(play, CLUB)) == "key.lost"

    def test_it_leaves_the_register_once_its_lock_is_changed(self, play: Play) -> None:
        tag = take(play, CLUB, SLOT)
        act, desk = fresh(), play.journeys.losses
        lose(play, CLUB, act)
        assert refusal(lambda: desk.strike_off(chen(play), CLUB)) == "loss.lock_first"
        desk.changed(chen(play), fresh(), act, datetime.now(UTC).date(), "W-1", "Mr Qian")
        desk.strike_off(chen(play), CLUB)
        assert CLUB not in play.journeys.ledger.house.keys
        until(lambda: not play.journeys.ledger.house.door(SLOT).doubt, 5)
        hang(play, "K11", tag)
        until(lambda: play.journeys.ledger.house.door("K11").doubt == "retired_tag", 8)


class TestCopies:
    def test_each_is_on_record_and_a_difference_is_a_task(self, play: Play) -> None:
        desk, by, copy = play.journeys.losses, lin(play), fresh()
        for _ in range(2):
            desk.copy_known(by, copy, HOME, "contractor", "manager", "9", "Mr Qian, painter")
        desk.count(by, fresh(), HOME, 2, "")
        assert waiting(play, "copies_differ") == []
        assert refusal(lambda: desk.count(by, fresh(), HOME, 1, "")) == "copy.why_needed"
        desk.count(by, fresh(), HOME, 1, "the painter's is not to be found")
        assert [one.item for one in waiting(play, "copies_differ")] == [HOME]
        play.power_cycle()
        assert len(waiting(play, "copies_differ")) == 1
        desk = play.journeys.losses
        desk.copy_over(lin(play), HOME, copy, "handed_in")
        desk.count(lin(play), fresh(), HOME, 1, "")
        assert waiting(play, "copies_differ") == []


DECLARES_AND_DIES = """
import os, signal, sys
from pathlib import Path
from kiosk.assembly.house import Kiosk
from kiosk.flows.keys.losses import DeclaredLost
from kiosk.settings import load
from tests.lobby import SIGNATURE

site, root, act, key = sys.argv[1:]
kiosk = Kiosk(load(Path(site)), Path(root))
kiosk.ledger.listen(lambda recorded: os.kill(os.getpid(), signal.SIGKILL))
lin = kiosk.ledger.house.people["a-lin"]
kiosk.journeys.losses.declare(lin, DeclaredLost(act, key, "stolen", SIGNATURE), "", in_person=True)
"""


def test_nobody_signs_for_a_colleague_who_is_not_there(play: Play) -> None:
    take(play, CLUB, SLOT)
    declared = DeclaredLost(fresh(), CLUB, "mislaid", SIGNATURE)
    chen = play.journeys.ledger.house.people["s-chen"]
    for pin in ("", "000000"):
        assert (
            refusal(lambda: play.journeys.losses.declare(chen, declared, "", in_person=True, pin=pin))  # noqa: B023
            == "pin.wrong"
        )
    play.journeys.losses.declare(chen, declared, "", in_person=True, pin=LIN_PIN)
    (line,) = play.journeys.register.events(words="key.lost/1")
    assert (line.body["by"], line.body["signed_by"]) == ("s-chen", "a-lin")


def test_killed_right_after_a_loss_was_declared_the_task_is_there(play: Play) -> None:
    take(play, HOME, HOME_SLOT)
    play.close()
    act, site = fresh(), play.site
    dies = [sys.executable, "-c", DECLARES_AND_DIES, str(site.file), str(site.root), act, HOME]
    assert subprocess.run(dies, cwd=HERE, timeout=60, check=False).returncode == -signal.SIGKILL
    play.kiosk = site.kiosk()
    play.journeys = play.kiosk.journeys
    assert play.journeys.ledger.house.losses[act].lost_by == "a-lin"
    assert [one.item for one in waiting(play, "lock_change")] == [HOME]
    lose(play, HOME, act)  # the same form, sent again
    assert len(play.journeys.ledger.house.losses) == 1


def test_the_installer_is_told_of_keys_that_are_not_registered_again(play: Play) -> None:
    play.journeys.ledger.execute(lambda house: [KeyStruckOff(HOME, "s-chen", "found empty")])
    play.close()
    site = play.site
    enrol = [
        sys.executable,
        "-m",
        "kiosk",
        "enrol",
        str(site.file),
        str(site.people),
        "--root",
        str(site.root),
    ]
    told = subprocess.run(enrol, cwd=HERE, timeout=60, check=True, capture_output=True, text=True).stdout
    assert f"not registered again: {HOME}." in told and "again = " in told
    play.kiosk = site.kiosk()
    play.journeys = play.kiosk.journeys
    assert HOME not in play.journeys.ledger.house.keys
