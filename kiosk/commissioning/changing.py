"""The settings as they were found to be: the same file, its comments and its order kept, with the changed values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument

from kiosk.commissioning.learning import Finding
from kiosk.commissioning.progress import write_durably
from kiosk.commissioning.thought import BoardThought, DoorThought, Thought
from kiosk.settings import SettingsProblems, load

_TIGHT = re.compile(r"(?<=[^\s{])\}(?=,?\s*(#.*)?$)")


def changed_settings(
    text: str, before: Thought, now: Thought, findings: Sequence[Finding], proof: str
) -> str:
    """Return the text of a settings file with everything that was learned.

    `proof`: how the printer proves a print, "" if that was not learned.
    """
    document = tomlkit.parse(text)
    bauds = {f.facts["line"]: int(f.facts["baud"]) for f in findings if f.code == "baud"}
    for line in document.get("lines", []):
        if line["name"] in bauds:
            line["baud"] = bauds[line["name"]]
        for board in line["boards"]:
            key = (str(line["name"]), int(board["address"]))
            _change_board(line["family"], board, before.boards[key], now.boards[key])
    buses = swapped_buses(findings, before)
    for place, entry in _doors_in(document).items():
        if place not in before.doors:
            continue  # behind another slot's door
        _change_door(entry, before.doors[place], now.doors[place])
        if place in buses:
            entry["bus"] = buses[place]
    if proof and "printer" in document:
        document["printer"]["proof"] = proof
    return _spaced(tomlkit.dumps(document), text)


def replace_settings(path: Path, text: str, now: datetime) -> Path:
    """Put `text` in place of a settings file, once it has been loaded and found whole; return where the old one is.

    Raises:
        SettingsProblems: the new settings would not do; the old ones stand untouched.
        OSError: the folder can't be written.
    """
    trial = path.with_name(f".{path.stem}.trial.toml")
    mode = path.stat().st_mode & 0o777
    write_durably(trial, text.encode(), mode=mode)
    try:
        load(trial)
    except SettingsProblems as wrong:
        raise SettingsProblems(
            [problem.replace(str(trial), str(path)) for problem in wrong.problems]
        ) from wrong
    finally:
        trial.unlink()
    kept = path.with_name(f"{path.name}.before-{now:%Y%m%d-%H%M%S}")
    write_durably(kept, path.read_bytes(), mode=mode)
    write_durably(path, text.encode(), mode=mode)
    return kept


def _spaced(fresh: str, old: str) -> str:
    """Return `fresh` with a space before the brace of each inline table that something was added to."""
    known = set(old.splitlines())
    lines = [
        line if line.rstrip("\n") in known else _TIGHT.sub(" }", line)
        for line in fresh.splitlines(keepends=True)
    ]
    return "".join(lines)


def _change_board(family: str, board: Any, before: BoardThought, now: BoardThought) -> None:
    if now.shut_level != before.shut_level:
        board["shut_level" if family in ("gpio", "modbus-relays") else "shut_bit"] = now.shut_level
    if now.order != before.order and now.order is not None:
        board["first_status_byte"] = now.order


def _change_door(entry: Any, before: DoorThought, now: DoorThought) -> None:
    """Write a door's wires; a switch beside its latch needs no word of its own."""
    if now == before:
        return
    entry["wire"] = _wire(now.latch)
    if now.switch == now.latch:
        entry.pop("switch", None)
    elif now.switch is not None:
        entry["switch"] = _wire(now.switch)
    elif before.switch is not None or "switch" in entry:
        entry["switch"] = False


def _wire(wire: tuple[str, int, int]) -> Any:
    array = tomlkit.array()
    array.extend(wire)
    return array


def swapped_buses(findings: Sequence[Finding], before: Thought) -> Mapping[str, str]:
    """Return the bus of each door whose bus was crossed with another's."""
    buses: dict[str, str] = {}
    for finding in findings:
        if finding.code == "inside_crossed":
            one, other = finding.places
            buses[one], buses[other] = before.doors[other].bus or "", before.doors[one].bus or ""
    return buses


def _doors_in(document: TOMLDocument) -> dict[str, Any]:
    """Return the entry of every place that has a door; of a door before several slots, its own table."""
    found: dict[str, Any] = {}
    for furniture, inner in (("cabinets", "slots"), ("lockers", "compartments")):
        for piece in document.get(furniture, []):
            if "door" in piece:
                slots = [entry for column in piece["columns"] for entry in column[inner]]
                places = [f"{piece['prefix']}{int(entry['number']):02d}" for entry in slots]
                found[min(places)] = piece["door"]
                continue
            for column in piece["columns"]:
                for entry in column[inner]:
                    found[f"{piece['prefix']}{int(entry['number']):02d}"] = entry
    return found
