"""What the equipment makes of boards that fall silent."""

from __future__ import annotations

from pathlib import Path

from drivers.doors import BoardStatus
from drivers.trouble import NoReply
from kiosk.assembly.equipment import MUTE_AFTER, Eyes, line_rounds
from kiosk.settings import load

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo.toml"


class TwoBoards:
    """A line like locks-b of the demo site, whose boards can fall silent one by one."""

    skipped_bytes = 0

    def __init__(self) -> None:
        self.mute: set[int] = set()

    def unlock(self, board: int, channel: int) -> None:
        """Do nothing: only status is asked here."""

    def status(self, board: int) -> BoardStatus:
        """Return that all is shut, if the board speaks."""
        if board in self.mute:
            raise NoReply("locks-b", f"board {board} does not answer")
        return BoardStatus((True,) * 8, ())

    def close(self) -> None:
        """Release nothing."""


def test_one_mute_board_makes_its_own_doors_unknown_until_it_speaks_again() -> None:
    settings = load(DEMO)
    changed: list[str] = []
    eyes, line = Eyes(settings, changed.append), TwoBoards()
    make_round = line_rounds(settings, "locks-b", eyes)
    assert make_round(line) == ""
    assert eyes.reading("L02").shut is True  # board 1
    assert eyes.reading("L01").shut is True  # board 2
    line.mute = {2}
    for _ in range(MUTE_AFTER):
        assert "board 2" in make_round(line)
    assert eyes.reading("L01").shut is None
    assert eyes.reading("L02").shut is True
    assert "L01" in changed
    line.mute = set()
    make_round(line)
    make_round(line)
    assert eyes.reading("L01").shut is True


def test_one_missed_answer_is_noise() -> None:
    settings = load(DEMO)
    eyes, line = Eyes(settings, lambda place: None), TwoBoards()
    make_round = line_rounds(settings, "locks-b", eyes)
    make_round(line)
    line.mute = {2}
    make_round(line)
    line.mute = set()
    make_round(line)
    assert eyes.reading("L01").shut is True


APART = """
[site]
id = "apart"
name = { en = "Apart", zh_Hans = "分", zh_Hant = "分" }
[[lines]]
name = "latches"
family = "kerong-cu16"
device = "dev/a"
boards = [{ address = 0 }]
[[lines]]
name = "switches"
family = "kerong-cu16"
device = "dev/b"
boards = [{ address = 0 }]
[[lockers]]
prefix = "L"
[[lockers.columns]]
width_mm = 100
compartments = [
  { number = 1, size = "S", height_mm = 100, wire = ["latches", 0, 1], switch = ["switches", 0, 1], presence = true },
  { number = 2, size = "S", height_mm = 100, wire = ["latches", 0, 2], switch = false },
]
"""


def apart(folder: Path) -> Eyes:
    """Return eyes on a door whose switch and sensor hang on two lines, and on one without a switch."""
    file = folder / "site.toml"
    file.write_text(APART, encoding="utf-8")
    return Eyes(load(file), lambda place: None)


def looks(eyes: Eyes, *, shut: bool, present: bool, times: int) -> None:
    """Let both lines look in turn."""
    for _ in range(times):
        eyes.saw_board("latches", 0, BoardStatus((False,) * 16, (present,) * 16))
        eyes.saw_board("switches", 0, BoardStatus((shut,) * 16, (None,) * 16))


def test_a_switch_and_a_sensor_on_two_lines_are_each_believed_on_their_second_look(tmp_path: Path) -> None:
    eyes = apart(tmp_path)
    looks(eyes, shut=True, present=False, times=1)
    assert (eyes.reading("L01").shut, eyes.reading("L01").present) == (True, False)
    looks(eyes, shut=False, present=True, times=1)
    assert (eyes.reading("L01").shut, eyes.reading("L01").present) == (True, False), "once may be a bounce"
    looks(eyes, shut=False, present=True, times=1)
    assert (eyes.reading("L01").shut, eyes.reading("L01").present) == (False, True)


def test_each_line_takes_only_its_own_with_it(tmp_path: Path) -> None:
    eyes = apart(tmp_path)
    looks(eyes, shut=True, present=True, times=2)
    eyes.lost("switches")
    seen = eyes.reading("L01")
    assert (seen.shut, seen.present, seen.answers) == (None, True, True)
    assert seen.unseen and not seen.usable
    looks(eyes, shut=True, present=True, times=2)
    eyes.lost("latches", 0)
    seen = eyes.reading("L01")
    assert (seen.shut, seen.present, seen.answers) == (True, None, False)


def test_a_door_without_a_switch_is_usable_as_long_as_its_board_answers(tmp_path: Path) -> None:
    eyes = apart(tmp_path)
    assert not eyes.reading("L02").usable
    looks(eyes, shut=True, present=True, times=3)
    assert eyes.reading("L02").usable
    assert eyes.reading("L02").shut is None, "the input beside its latch is nobody's"
    eyes.lost("latches")
    assert not eyes.reading("L02").usable


def shown(*shut: bool) -> BoardStatus:
    return BoardStatus(shut + (True,) * (8 - len(shut)), ())


def test_a_board_that_shows_the_same_for_long_is_heard_as_soon_as_ever() -> None:
    changed: list[str] = []
    eyes = Eyes(load(DEMO), changed.append)
    for _ in range(50):
        eyes.saw_board("locks-b", 1, shown(True))
    changed.clear()
    eyes.saw_board("locks-b", 1, shown(False))
    assert changed == []  # once may be a bounce
    eyes.saw_board("locks-b", 1, shown(True))
    eyes.saw_board("locks-b", 1, shown(False))
    assert changed == []  # and so may twice, with rest between
    eyes.saw_board("locks-b", 1, shown(False))
    assert len(changed) == 1 and eyes.reading(changed[0]).shut is False


def test_a_board_that_was_away_is_believed_anew_though_it_shows_the_same() -> None:
    changed: list[str] = []
    eyes = Eyes(load(DEMO), changed.append)
    for _ in range(5):
        eyes.saw_board("locks-b", 2, shown())
    eyes.lost("locks-b")
    assert eyes.reading("L01").shut is None and not eyes.reading("L01").answers
    changed.clear()
    eyes.saw_board("locks-b", 2, shown())
    assert eyes.reading("L01").shut is True and eyes.reading("L01").answers and "L01" in changed
