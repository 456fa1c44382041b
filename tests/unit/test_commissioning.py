"""What trials teach, what is written into the settings, and how the walk over the doors goes on."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.commissioning.changing import changed_settings, replace_settings
from kiosk.commissioning.command import _why_not_here
from kiosk.commissioning.doorwalk import NEXT_AFTER_S, DoorWalk
from kiosk.commissioning.finding import device_findings, inside_findings, line_findings
from kiosk.commissioning.gate import MOST_WRONG, Gate
from kiosk.commissioning.learning import Finding, learn, next_wire
from kiosk.commissioning.ports import DeviceFacts, LineFacts
from kiosk.commissioning.progress import Progress, load_progress, save_progress
from kiosk.commissioning.standing import Stage
from kiosk.commissioning.thought import BoardThought, DoorThought, Thought, bit_of, channel_at
from kiosk.commissioning.trials import Levels, Moved, Trial, moved_inputs
from kiosk.commissioning.walk import kept_places
from kiosk.ports.devices import Unavailable
from kiosk.settings import SettingsProblems, Wire
from tests.unit.houses import PEOPLE

BITS = 24


def site(*, doors: int = 4, order: str | None = None, channels: int = 8, switchless: str = "") -> Thought:
    """Return doors D1.. on the channels of one board, each with its switch beside its latch."""
    wires: dict[str, Wire] = {f"D{at}": ("a", 1, at) for at in range(1, doors + 1)}
    found = {
        place: DoorThought(place, wire, None if place == switchless else wire)
        for place, wire in wires.items()
    }
    return Thought(found, {("a", 1): BoardThought(1, order, channels)})  # type: ignore[arg-type]


def trial(place: str, channel: int, opened: str | None, bit: int | None, *, shut: bool = True) -> Trial:
    """Return a trial of `channel` for a door, at which a bit moved that was `shut` before."""
    moved = None if bit is None else Moved(("a", 1, bit), shut, BITS)
    return Trial(place, ("a", 1, channel), opened, moved)


def codes(thought: Thought, *trials: Trial) -> list[tuple[str, tuple[str, ...]]]:
    """Return the findings' codes with their doors."""
    return [(finding.code, finding.places) for finding in learn(thought, trials).findings]


RIGHT = [trial(f"D{at}", at, f"D{at}", at) for at in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("trials", "found"),
    [
        (RIGHT, []),
        ([trial("D1", 1, "D1", 1, shut=False)], [("polarity", ())]),
        ([trial(f"D{at}", at, f"D{at}", at, shut=at == 3) for at in (1, 2, 3, 4)],
         [("polarity", ()), ("contact_inverted", ("D3",))]),
        ([*RIGHT[:2], trial("D3", 3, "D3", 3, shut=False), RIGHT[3]], [("contact_inverted", ("D3",))]),
        ([trial("D1", 1, "D2", 1), trial("D1", 2, "D1", 2)], [("doors_crossed", ("D1", "D2"))]),
        ([trial("D1", 1, "D2", 2), trial("D1", 2, "D1", 1)], [("doors_crossed", ("D1", "D2"))]),
        ([trial("D1", 1, "D1", 2), trial("D2", 2, "D2", 1)], [("switches_crossed", ("D1", "D2"))]),
        ([trial("D1", 1, "D2", 1)], [("latch_elsewhere", ("D2",))]),
        ([trial("D1", 1, "D1", 7)], [("switch_elsewhere", ("D1",))]),
        ([trial("D1", 1, "D1", None)], [("no_switch", ("D1",))]),
        ([trial("D1", 1, None, None)], [("did_not_open", ("D1",))]),
        ([trial("D1", 1, None, None), trial("D1", 1, "D1", 1)], []),
        ([trial("D1", 1, "D1", 1), trial("D1", 1, None, None)], [("did_not_open", ("D1",))]),
        ([trial("D1", 1, "D3", 3), trial("D1", 1, "D1", 1)], []),
        # three in a ring: each hangs where the next should
        ([trial("D1", 1, "D2", 1), trial("D1", 2, "D3", 2), trial("D1", 3, "D1", 3)],
         [("latch_elsewhere", ("D2",)), ("latch_elsewhere", ("D3",)), ("latch_elsewhere", ("D1",))]),
    ],
)  # fmt: skip
def test_trials_teach(trials: list[Trial], found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert codes(site(), *trials) == found


def test_a_door_without_a_switch_that_has_one_is_told() -> None:
    assert codes(site(switchless="D1"), trial("D1", 1, "D1", None)) == []
    assert codes(site(switchless="D1"), trial("D1", 1, "D1", 1)) == [("switch_found", ("D1",))]


@pytest.mark.parametrize(("channels", "first"), [(8, 17), (24, 17), (50, 49)])
def test_a_reversed_board_is_found_by_one_door(channels: int, first: int) -> None:
    bits = 56 if channels == 50 else 24
    moved = Moved(("a", 1, first), True, bits)
    learned = learn(site(order="low", channels=channels), [Trial("D1", ("a", 1, 1), "D1", moved)])
    assert [finding.code for finding in learned.findings] == ["byte_order"]
    assert learned.wiring.boards["a", 1].order == "high"
    assert learned.wiring.doors["D1"].switch == ("a", 1, 1)


def test_one_crossed_switch_does_not_turn_a_board_round() -> None:
    thought = site(doors=20, order="low", channels=24)
    right = [Trial(f"D{at}", ("a", 1, at), f"D{at}", Moved(("a", 1, at), True, 24)) for at in (2, 3, 4)]
    learned = learn(thought, [Trial("D1", ("a", 1, 1), "D1", Moved(("a", 1, 17), True, 24)), *right])
    assert [finding.code for finding in learned.findings] == ["switch_elsewhere"]
    assert learned.wiring.doors["D1"].switch == ("a", 1, 17)


@pytest.mark.parametrize("order", ["low", "high"])
@pytest.mark.parametrize("bits", [24, 56])
def test_bits_and_channels_are_each_others_inverse(order: str, bits: int) -> None:
    board = BoardThought(1, order, bits)  # type: ignore[arg-type]
    assert [channel_at(board, bit_of(board, at, bits), bits) for at in range(1, bits + 1)] == list(
        range(1, bits + 1)
    )


def test_the_wire_that_is_left_is_tried_next_and_no_wire_twice() -> None:
    thought, crossed = site(), [trial("D1", 1, "D2", 1)]
    assert next_wire(thought, crossed, "D1") == ("a", 1, 2)
    assert next_wire(thought, [*crossed, trial("D1", 2, "D3", 2)], "D1") == ("a", 1, 3)
    assert next_wire(thought, [*crossed, trial("D1", 2, "D2", 2)], "D1") is None
    assert learn(thought, crossed).wiring.doors["D1"].latch == ("a", 1, 2), "no wire is given to two doors"


def test_only_what_is_known_before_and_after_has_moved() -> None:
    before: Levels = {("a", 1): (True, None, False, True), ("b", 1): (True,)}
    now: Levels = {("a", 1): (False, True, None, True)}
    assert moved_inputs(before, now) == [Moved(("a", 1, 1), True, 3)]


# ---- the walk --------------------------------------------------------------------------------------


class OneBoard:
    """A board whose wires go where `wired` says; doors spring open and are shut by hand."""

    def __init__(self, wired: dict[int, str], inputs: dict[str, int], *, shut: bool = True) -> None:
        self.wired, self.inputs, self.level = wired, inputs, shut
        self.open: set[str] = set()
        self.fired: list[int] = []
        self.away = False

    def levels(self) -> Levels:
        """Each input reads its door."""
        doors = {bit: door for door, bit in self.inputs.items()}
        bits = tuple((doors.get(bit) not in self.open) == self.level for bit in range(1, BITS + 1))
        return {} if self.away else {("a", 1): bits}

    def inside(self) -> Mapping[str, Hashable]:
        """Nothing is sensed."""
        return {}

    def fire(self, wire: Wire) -> None:
        """A door springs open, if one hangs there."""
        if self.away:
            raise Unavailable("a", "locks")
        self.fired.append(wire[2])
        self.open |= {self.wired[wire[2]]} if wire[2] in self.wired else set()


class Told:
    """A walk over one board, its clock, and everything that was recorded before a pulse."""

    def __init__(self, board: OneBoard, thought: Thought | None = None) -> None:
        self.board, self.now_s = board, 100.0
        self.recorded: list[tuple[str, Wire, int]] = []
        self.walk = DoorWalk(
            thought or site(),
            ["D1", "D2", "D3", "D4"],
            board,
            monotonic_s=lambda: self.now_s,
            record=lambda place, wire: self.recorded.append((place, wire, len(board.fired))),
            changed=lambda: None,
        )

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.now_s += seconds
        self.walk.tick()

    def shut(self) -> None:
        """Push every door shut."""
        self.board.open.clear()
        self.walk.tick()

    def say(self, place: str | None) -> None:
        """Answer."""
        self.walk.say(self.walk.standing.step, place)

    def press_open(self) -> None:
        """Touch the primary button."""
        self.walk.open(self.walk.standing.step)


def right_board() -> OneBoard:
    return OneBoard({at: f"D{at}" for at in range(1, 5)}, {f"D{at}": at for at in range(1, 5)})


def test_a_right_door_costs_one_touch_and_a_push() -> None:
    told = Told(right_board())
    told.press_open()
    for at in range(1, 5):
        assert told.walk.standing.stage is Stage.ASKING
        told.say(f"D{at}")
        told.shut()
        told.later(NEXT_AFTER_S)
    assert told.walk.standing.stage is Stage.DONE
    assert told.board.fired == [1, 2, 3, 4]
    assert [count for _, _, count in told.recorded] == [0, 1, 2, 3], "recorded before each pulse"


def test_the_next_door_waits_for_the_shut_one_and_can_be_held() -> None:
    told = Told(right_board())
    told.press_open()
    told.say("D1")
    told.later(60)
    assert told.board.fired == [1], "while one is open, no other is fired"
    told.shut()
    told.walk.hold(told.walk.standing.step)
    told.later(60)
    assert told.board.fired == [1]
    told.press_open()
    assert told.board.fired == [1, 2]


def test_a_door_that_is_pushed_shut_before_anybody_says_so_has_a_working_switch() -> None:
    told = Told(right_board())
    told.press_open()
    told.later(0.5)  # its switch is seen to move
    told.shut()
    assert told.walk.standing.stage is Stage.ASKING
    told.say("D1")
    told.later(0.1)
    assert (told.walk.standing.stage, told.walk.standing.place) == (Stage.NEXT, "D2")
    (first,) = told.walk.trials
    assert first.moved is not None
    assert first.moved.input[2] == 1
    assert "D1" in told.walk.learned.proven


def test_after_anything_but_a_right_door_a_touch_is_needed() -> None:
    board = right_board()
    del board.inputs["D1"]
    told = Told(board)
    told.press_open()
    told.say("D1")
    told.later(2)
    assert told.walk.standing.unsensed
    told.walk.is_shut(told.walk.standing.step)
    board.open.clear()
    told.later(60)
    assert (told.walk.standing.stage, told.walk.standing.place, board.fired) == (Stage.READY, "D2", [1])


def test_the_persons_word_on_a_silent_switch_is_not_taken_too_soon() -> None:
    board = right_board()
    del board.inputs["D1"]
    told = Told(board)
    told.press_open()
    told.say("D1")
    told.walk.is_shut(told.walk.standing.step)
    assert told.walk.standing.stage is Stage.OPEN


def test_crossed_doors_are_asked_twice_and_then_not_again() -> None:
    board = OneBoard({1: "D2", 2: "D1", 3: "D3", 4: "D4"}, {"D2": 1, "D1": 2, "D3": 3, "D4": 4})
    told = Told(board)
    told.press_open()
    told.say("D2")
    assert (told.walk.standing.conflict, told.walk.standing.sensed) == ("other", "D1")
    told.say("D2")
    told.shut()
    assert (told.walk.standing.place, told.walk.standing.wire) == ("D1", ("a", 1, 2))
    told.press_open()
    told.say("D1")
    assert not told.walk.standing.conflict, "what was learned counts at once"
    told.shut()
    told.later(NEXT_AFTER_S)
    assert told.walk.standing.place == "D3", "D2 is proven"
    assert [finding.code for finding in told.walk.learned.findings] == ["doors_crossed"]


def test_none_opened_although_a_switch_moved_is_asked_again() -> None:
    told = Told(right_board())
    told.press_open()
    told.say(None)
    assert (told.walk.standing.conflict, told.walk.standing.sensed) == ("none", "D1")
    told.say(None)
    assert told.walk.standing.trouble == "stayed_shut"
    assert [finding.code for finding in told.walk.learned.findings] == ["did_not_open"]


def test_a_switch_that_moves_late_is_asked_about() -> None:
    board = right_board()
    told = Told(board)
    told.press_open()
    board.open.clear()
    told.say("D1")
    told.later(2)
    board.open.add("D1")
    told.walk.tick()
    assert (told.walk.standing.stage, told.walk.standing.conflict) == (Stage.ASKING, "late")
    told.say("D1")
    told.shut()
    assert told.walk.learned.findings == ()


def test_a_line_that_is_away_is_not_fired_and_nothing_is_tried_by_itself() -> None:
    board = right_board()
    board.away = True
    told = Told(board)
    told.press_open()
    assert (told.walk.standing.stage, bool(told.walk.standing.trouble)) == (Stage.READY, True)
    board.away = False
    told.later(600)
    assert board.fired == [] and told.recorded == []


def test_a_form_of_an_earlier_step_does_nothing() -> None:
    told = Told(right_board())
    step = told.walk.standing.step
    for _ in range(10):
        told.walk.open(step)
        told.walk.skip(step)
    assert told.board.fired == [1] and told.walk.standing.place == "D1"


def test_a_restart_fires_nothing_and_keeps_what_was_learned() -> None:
    told = Told(right_board())
    told.walk.restore([RIGHT[0]], ["D2"], {}, "D3", True)
    told.later(600)
    assert told.board.fired == []
    assert (told.walk.standing.place, told.walk.standing.interrupted, told.walk.walked) == ("D3", True, 2)


# ---- findings beside the doors ------------------------------------------------------------------------


def test_lines_are_told_by_name() -> None:
    line = LineFacts("a", "xor-8a", "dev/a", mute=(2,), strangers=(7, 8), echoes=True, baud=9600)
    assert [f.code for f in line_findings([line])] == ["echo", "baud", "board_mute", "stranger", "stranger"]
    assert [f.code for f in line_findings([LineFacts("a", "gpio", "g", trouble="gone")])] == ["line_down"]
    assert line_findings([LineFacts("a", "gpio", "g", answering=(0,))]) == []
    one_number = LineFacts("a", "wkly", "dev/a", mute=(0,), strangers=(3,))
    assert [(f.code, f.facts["board"], f.facts["other"]) for f in line_findings([one_number])] == [
        ("board_renumbered", "0", "3")
    ]
    other_plug = LineFacts("a", "wkly", "dev/a", mute=(0, 1), speaks="b")
    assert [(f.code, f.facts["other"]) for f in line_findings([other_plug])] == [("line_swapped", "b")]


def test_a_sensor_that_came_along_to_a_wire_that_was_nobodys_is_no_finding() -> None:
    wires: dict[str, Wire] = {"D1": ("a", 1, 1)}
    thought = Thought({p: DoorThought(p, w, w, senses_presence=True) for p, w in wires.items()}, {})
    found = DoorThought("D1", ("a", 2, 1), ("a", 2, 1), senses_presence=True)
    wiring = Thought({"D1": found}, {})
    assert inside_findings(thought, wiring, {"D1": "a/2/1"}) == []
    assert [f.code for f in inside_findings(thought, wiring, {"D1": "a/2/2"})] == ["inside_elsewhere"]


# ---- boards with each other's number --------------------------------------------------------------------


def two_boards(doors: int = 6) -> Thought:
    """Return doors A1.. on board 1 and B1.. on board 2, two less of them."""
    wires: dict[str, Wire] = {f"A{at}": ("a", 1, at) for at in range(1, doors + 1)}
    wires |= {f"B{at}": ("a", 2, at) for at in range(1, doors - 1)}
    board = BoardThought(1, None, 8)
    return Thought(
        {place: DoorThought(place, wire, wire) for place, wire in wires.items()},
        {("a", 1): board, ("a", 2): board},
    )


def on_board(board: int, channel: int, opened: str) -> Trial:
    """Return a trial of a wire that opened a door, whose switch moved beside it."""
    moved = Moved(("a", board, channel), True, BITS)
    return Trial(f"{'AB'[board - 1]}{channel}", ("a", board, channel), opened, moved)


def test_two_boards_with_each_others_number_are_one_finding_and_the_other_doors_open_at_once() -> None:
    trials = [on_board(1, 1, "B1"), on_board(2, 1, "A1")]
    assert [f.code for f in learn(two_boards(), trials).findings] == ["doors_crossed"]
    trials.append(on_board(1, 2, "B2"))
    found = learn(two_boards(), trials)
    assert [(f.code, f.facts) for f in found.findings] == [
        ("boards_swapped", {"line": "a", "board": "1", "other": "2"})
    ]
    assert next_wire(two_boards(), trials, "A2") == ("a", 2, 2)
    assert next_wire(two_boards(), trials, "A6") == ("a", 2, 6), (
        "no door of board 2 was thought to hang there"
    )
    assert {found.wiring.doors[place].latch for place in ("A6", "B3")} == {("a", 2, 6), ("a", 1, 3)}


def test_two_crossed_cables_are_no_swapped_boards() -> None:
    trials = [on_board(1, 1, "B1"), on_board(2, 1, "A1"), on_board(1, 2, "B2"), on_board(2, 2, "A2")]
    trials.append(on_board(1, 3, "A3"))
    assert codes(two_boards(), *trials) == [("doors_crossed", ("A1", "B1")), ("doors_crossed", ("A2", "B2"))]
    assert next_wire(two_boards(), trials, "A6") == ("a", 1, 6)


def test_boards_of_another_size_are_not_taken_for_each_other() -> None:
    thought = two_boards().with_board(("a", 2), channels=4)
    trials = [on_board(1, 1, "B1"), on_board(1, 2, "B2")]
    assert "boards_swapped" not in [f.code for f in learn(thought, trials).findings]


def test_crossed_and_dead_key_sensors() -> None:
    doors = {
        place: DoorThought(place, ("a", 1, at), ("a", 1, at), bus=f"w{at}")
        for at, place in enumerate(("K1", "K2", "K3"), start=1)
    }
    thought = Thought(doors, {})
    found = inside_findings(thought, thought, {"K1": "K2", "K2": "K1", "K3": ""})
    assert [(f.code, f.places) for f in found] == [("inside_crossed", ("K1", "K2")), ("inside_mute", ("K3",))]


def test_an_items_sensor_is_crossed_with_its_cable() -> None:
    thought, crossed = site(), learn(site(), [trial("D1", 1, "D2", 1), trial("D1", 2, "D1", 2)])
    assert inside_findings(thought, crossed.wiring, {"D1": "D2", "D2": "D1"}) == []
    assert [f.code for f in inside_findings(thought, thought, {"D1": "D2"})] == ["inside_elsewhere"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Progress("", badge="none"), "reader_mute"),
        (Progress("", proof="none"), "printer_no_proof"),
        (Progress("", proof="status", readable="no"), "slip_unreadable"),
        (Progress("", camera="blurred"), "camera_blurred"),
        (Progress("", camera="none"), "camera_unread"),
    ],
)
def test_devices_are_told_of(said: Progress, code: str) -> None:
    well = [DeviceFacts(name, "dev") for name in ("badge-reader", "printer", "camera")]
    assert [finding.code for finding in device_findings(said, *well)] == [code]


# ---- files and codes ----------------------------------------------------------------------------------

TOML = """# A site.
[site]
id = "a"
name = { en = "A", zh_Hans = "甲", zh_Hant = "甲" }

[[lines]]
name = "a"   # the only line
family = "xor-8a"
device = "dev/a"
boards = [{ address = 1, channels = 8 }]   # bought in May

[[lockers]]
prefix = "D"
[[lockers.columns]]
width_mm = 400
compartments = [
  { number = 1, size = "S", height_mm = 200, wire = ["a", 1, 1] },   # left
  { number = 2, size = "S", height_mm = 200, wire = ["a", 1, 2] },
]

[printer]
device = "dev/p"
"""


def two_doors() -> Thought:
    doors = {f"D{at:02d}": DoorThought(f"D{at:02d}", ("a", 1, at), ("a", 1, at)) for at in (1, 2)}
    return Thought(doors, {("a", 1): BoardThought(1, "low", 8)})


def test_only_what_was_learned_is_changed_and_the_rest_stays_to_the_letter(tmp_path: Path) -> None:
    before = two_doors()
    crossed = {
        "D01": DoorThought("D01", ("a", 1, 2), None),
        "D02": DoorThought("D02", ("a", 1, 1), ("a", 1, 2)),
    }
    now = Thought(crossed, {("a", 1): BoardThought(0, "high", 8)})
    fresh = changed_settings(TOML, before, now, [], "status")
    table = tomllib.loads(fresh)
    assert table["lines"][0]["boards"] == [
        {"address": 1, "channels": 8, "shut_bit": 0, "first_status_byte": "high"}
    ]
    one, two = table["lockers"][0]["columns"][0]["compartments"]
    assert (one["wire"], one["switch"]) == (["a", 1, 2], False)
    assert (two["wire"], two["switch"]) == (["a", 1, 1], ["a", 1, 2])
    assert table["printer"]["proof"] == "status"
    for kept in ("# A site.", "# the only line", "# bought in May", "# left"):
        assert kept in fresh
    assert changed_settings(TOML, before, before, [], "") == TOML
    path = tmp_path / "site.toml"
    path.write_text(TOML, encoding="utf-8")
    old = replace_settings(path, fresh, datetime(2026, 5, 3, 12, tzinfo=UTC))
    assert (old.name, old.read_text(encoding="utf-8")) == ("site.toml.before-20260503-120000", TOML)
    assert path.read_text(encoding="utf-8") == fresh


def test_settings_that_would_not_do_replace_nothing(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(TOML, encoding="utf-8")
    with pytest.raises(SettingsProblems, match="taken by"):
        replace_settings(path, TOML.replace('["a", 1, 2]', '["a", 1, 1]'), datetime(2026, 5, 3, tzinfo=UTC))
    assert path.read_text(encoding="utf-8") == TOML
    assert [entry.name for entry in tmp_path.iterdir()] == ["site.toml"]


def test_another_rate_is_written() -> None:
    finding = Finding("baud", "settings", {"line": "a", "device": "dev/a", "baud": "19200"})
    fresh = changed_settings(TOML, two_doors(), two_doors(), [finding], "")
    assert tomllib.loads(fresh)["lines"][0]["baud"] == 19200


def test_progress_outlives_a_power_cut_and_belongs_to_its_settings(tmp_path: Path) -> None:
    progress = Progress("abc", installer="李", trials=(RIGHT[0], trial("D2", 2, None, None)), felt={"K1": ""})
    save_progress(tmp_path, progress)
    assert load_progress(tmp_path, "abc") == progress
    assert load_progress(tmp_path, "other") is None
    (tmp_path / "commissioning.json").write_bytes(b"{torn")
    assert load_progress(tmp_path, "abc") is None


def test_the_gate() -> None:
    told: list[str] = []
    gate = Gate(told.append)
    wrong = f"{(int(told[0]) + 1) % 1_000_000:06d}"
    assert not gate.is_open_to("") and [gate.enter(wrong) for _ in range(MOST_WRONG)] == [None] * MOST_WRONG
    assert len(told) == 2
    token = gate.enter(told[1])
    assert token is not None and gate.is_open_to(token) and not gate.is_open_to(wrong)
    assert gate.enter(told[1]) is None, "a code is good once"


def test_a_door_that_keeps_something_is_not_walked() -> None:
    doors = {
        place: DoorThought(place, ("a", 1, number), None)
        for number, place in enumerate(("K01", "K02", "K09"), 1)
    }
    assert kept_places(PEOPLE, Thought(doors, {})) == ("K01", "K02")


def test_settings_that_could_not_be_written_are_said_before_the_walk(tmp_path: Path) -> None:
    site, storage = tmp_path / "site.toml", tmp_path / "var"
    storage.mkdir()
    assert _why_not_here(site, storage) == ""
    if os.geteuid() == 0:
        os.chown(storage, 1, 1)
        assert "run this as" in _why_not_here(site, storage)
    else:
        tmp_path.chmod(0o500)
        assert str(tmp_path) in _why_not_here(site, storage)
        tmp_path.chmod(0o700)
