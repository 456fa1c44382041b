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
