"""Who answers on a line: questions for a status only, by the drivers of the kiosk. Nothing moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drivers.trouble import DeviceTrouble, LinkLost
from kiosk.assembly.lines import lock_line
from kiosk.settings import Line

ASKED_OF_ANOTHER = 3
"""So many boards of another line are asked for at most: whoever changes two plugs, changes all boards with them."""


def who_answers(line: Line, root: Path, addresses: Sequence[int]) -> list[int]:
    """Return the addresses that answer on a line, of those asked.

    Raises:
        LinkLost: the line is gone.
    """
    boards = tuple(line.boards[0].model_copy(update={"address": address}) for address in addresses)
    driver = lock_line(line.model_copy(update={"boards": boards}), root)
    found = []
    try:
        for address in addresses:
            try:
                driver.status(address)
                found.append(address)
            except LinkLost:
                raise
            except DeviceTrouble:
                continue
    finally:
        driver.close()
    return found


def whose_boards(line: Line, root: Path, others: Sequence[Line]) -> str:
    """Return the name of the line whose boards answer where `line` should be, "" if none do.

    Raises:
        LinkLost: the line is gone.
    """
    for other in others:
        addresses = [board.address for board in other.boards][:ASKED_OF_ANOTHER]
        if who_answers(other.model_copy(update={"device": line.device}), root, addresses):
            return other.name
    return ""
