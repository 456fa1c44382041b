"""`python -m kiosk.doctor.wiring SITE.toml`: a site's wiring as tables for whoever holds the screwdriver (Markdown)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.settings import Fitted, Line, Settings, SettingsProblems, Wire, fittings_of, load
from kiosk.settings.locks import Board
from kiosk.settings.plugs import ports_by_name

HEADER_PINS = {
    2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19, 9: 21, 25: 22,
    11: 23, 8: 24, 7: 26, 0: 27, 1: 28, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37, 20: 38, 21: 40,
}  # fmt: skip
"""GPIO number -> pin of the Pi's 40-pin header. Source: Raspberry Pi documentation, GPIO and the 40-pin header."""
THE_PIS_OWN = "gpiochip0"


def wiring_of(settings: Settings) -> str:
    """Return the tables of one site: each line, the key tags, and the other devices."""
    return "\n".join([*_lines(settings), *_tags(settings), *_others(settings)]).rstrip() + "\n"


def _lines(settings: Settings) -> Iterator[str]:
    for line in settings.lines:
        speed = f", {line.baud} baud" if line.baud else ""
        yield f"**{line.name}**: {line.family} at `{line.device}`{speed}"
        yield ""
        yield from _gpio_table(settings, line) if line.family == "gpio" else _board_table(settings, line)
        yield ""


def _board_table(settings: Settings, line: Line) -> Iterator[str]:
    """Yield one row for each run of channels whose doors follow each other."""
    yield from _head("board", "channels", "doors", "inputs")
    for board in line.boards:
        found = sorted(
            (f for f in fittings_of(settings) if f.latch[:2] == (line.name, board.address)),
            key=lambda fitted: fitted.latch[2],
        )
        if not found:
            yield _row(board.address, "", "none", "")
        for run in _runs(found):
            channels = _span(str(run[0].latch[2]), str(run[-1].latch[2]))
            yield _row(board.address, channels, _span(run[0].place.id, run[-1].place.id), _inputs(run[0]))


def _runs(found: Sequence[Fitted]) -> Iterator[list[Fitted]]:
    run: list[Fitted] = []
    for fitted in found:
        if run and not _follows(run[-1], fitted):
            yield run
            run = []
        run.append(fitted)
    if run:
        yield run


def _follows(before: Fitted, after: Fitted) -> bool:
    """Whether one door comes right after the other, in number and on the board, with the same inputs."""
    same_row = after.place.id.rstrip("0123456789") == before.place.id.rstrip("0123456789")
    next_channel = before.latch[2] + (0 if after.place.shares else 1)  # or behind one door
    next_door = after.place.number == before.place.number + 1 and after.latch[2] == next_channel
    return same_row and next_door and _inputs(before) == _inputs(after)


def _inputs(fitted: Fitted) -> str:
    inputs = []
    if fitted.switch is not None:
        where = "switch" if fitted.switch == fitted.latch else f"switch at {_wire(fitted.switch)}"
        inputs.append(where)
    if fitted.place.senses_presence:
        inputs.append("item sensor")
    return ", ".join(inputs) or "none"


def _gpio_table(settings: Settings, line: Line) -> Iterator[str]:
    yield from _head("for", "what", "GPIO", *(["header pin"] if line.device == THE_PIS_OWN else []))
    for board in line.boards:
        for fitted in fittings_of(settings):
            for what, pin in _pins_of(fitted, line, board):
                on_header = [HEADER_PINS.get(pin, "")] if line.device == THE_PIS_OWN else []
                yield _row(fitted.place.id, what, pin, *on_header)


def _pins_of(fitted: Fitted, line: Line, board: Board) -> Iterator[tuple[str, int]]:
    here = (line.name, board.address)
    if fitted.latch[:2] == here:
        yield "latch", board.latch_pins[fitted.latch[2] - 1]
        if fitted.place.senses_presence:
            yield "key or item sensor", board.presence_pins[fitted.latch[2] - 1]
    if fitted.switch and fitted.switch[:2] == here:
        yield f"switch, shut = {board.shut_level}", board.switch_pins[fitted.switch[2] - 1]
    if fitted.light and fitted.light[:2] == here:
        yield "light", board.light_pins[fitted.light[2] - 1]


def _tags(settings: Settings) -> Iterator[str]:
    slots = [fitted for fitted in fittings_of(settings) if fitted.bus or fitted.tag_reader]
    if slots:
        yield from _head("slot", "key tag read at")
        yield from (_row(fitted.place.id, f"`{fitted.bus or fitted.tag_reader}`") for fitted in slots)
        yield ""


def _others(settings: Settings) -> Iterator[str]:
    lines = {line.name for line in settings.lines}
    others = {
        name: port
        for name, port in ports_by_name(settings).items()
        if name not in lines and not name.endswith(".tag-reader")
    }
    if others:
        yield from _head("device", "at")
        yield from (_row(name.replace("-", " "), f"`{port}`") for name, port in others.items())


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _wire(wire: Wire) -> str:
    return f"{wire[0]} {wire[1]}/{wire[2]}"


def main(words: list[str] | None = None) -> int:
    """Return the exit code: 0 printed, 78 wrong settings."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.doctor.wiring", description=__doc__)
    parser.add_argument("site", type=Path, help="the site's settings (TOML)")
    asked = parser.parse_args(words)
    try:
        sys.stdout.write(wiring_of(load(asked.site)))
    except SettingsProblems as wrong:
        sys.stderr.write("".join(f"{problem}\n" for problem in wrong.problems))
        return 78
    return 0


if __name__ == "__main__":
    sys.exit(main())
