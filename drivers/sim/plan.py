"""What the simulated lobby needs of a site's TOML: doors with wires and millimetres, lines, paths, people."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Table = dict[str, Any]
Wire = tuple[str, int, int]


class PlanTrouble(Exception):
    """A file is missing or does not describe a site; the text is one line for people."""


@dataclass(frozen=True)
class PlannedDoor:
    """One door: where it is (mm, from the wall's left end and the floor) and what is wired to it.

    `switch` is None where the door has none; `light` likewise.
    """

    place: str
    is_slot: bool
    left_mm: int
    bottom_mm: int
    width_mm: int
    height_mm: int
    wire: tuple[str, int, int]
    size: str = ""
    bus: str = ""
    tag_reader: str = ""
    senses_items: bool = False
    switch: Wire | None = None
    light: Wire | None = None
    leaf: str = ""
    """The door before it, by the first place behind that."""


@dataclass(frozen=True)
class Plan:
    """One site as its hardware sees it. `site` is the whole TOML, `people` the whole people file."""

    doors: tuple[PlannedDoor, ...]
    site: Table
    people: Table
    root: Path
    secrets: Table = field(default_factory=dict, repr=False)
    """What devices share with the site in secret: a simulated reader has the same key as the site."""

    def path(self, device: str) -> Path:
        """Return the file a device's setting names: relative ones are taken from the root."""
        return self.root / device.removeprefix("unix:")

    def latches_on(self, line: str, board: int) -> dict[int, str]:
        """Return the places whose latches one board fires, by channel."""
        return {door.wire[2]: door.leaf for door in self.doors if door.wire[:2] == (line, board)}

    def switches_on(self, line: str, board: int) -> dict[int, str]:
        """Return the places whose door switches hang on one board, by channel."""
        wired = [(door.switch, door.leaf) for door in self.doors if door.switch]
        return {wire[2]: place for wire, place in wired if wire[:2] == (line, board)}

    def seals(self) -> dict[str, Wire]:
        """Return where the switch behind each cabinet's seal hangs, by the cabinet's prefix."""
        wires = {one["prefix"]: _wire(one.get("seal", False)) for one in self.site.get("cabinets", [])}
        return {prefix: wire for prefix, wire in wires.items() if wire}

    def lights_on(self, line: str, board: int) -> dict[int, str]:
        """Return the places whose lights one board feeds, by output."""
        wired = [(door.light, door.place) for door in self.doors if door.light]
        return {wire[2]: place for wire, place in wired if wire[:2] == (line, board)}


def read_plan(site_file: Path, people_file: Path | None, root: Path) -> Plan:
    """Return the plan of a site.

    Raises:
        PlanTrouble: a file is missing, is no TOML, or lacks what every site has.
    """
    site = _read_toml(site_file)
    people = _read_toml(people_file) if people_file else {}
    try:
        doors = tuple(_doors(site))
        for needed in ("site", "screen"):
            _ = site[needed]
        lines = {line["name"] for line in site.get("lines", [])}
        secrets = site_file.parent / site.get("secrets", {}).get("file", "secrets.toml")
    except (KeyError, TypeError, ValueError) as cause:
        raise PlanTrouble(f"{site_file}: {cause} is missing or of the wrong kind") from cause
    for door in doors:
        if door.wire[0] not in lines:
            raise PlanTrouble(f"{site_file}: {door.place} is wired to {door.wire[0]!r}, which is no line")
    return Plan(doors, site, people, root.resolve(), _read_toml(secrets) if secrets.exists() else {})


def _read_toml(path: Path) -> Table:
    try:
        with path.open("rb") as source:
            return tomllib.load(source)
    except OSError as cause:
        raise PlanTrouble(f"cannot read {path}: {cause.strerror}") from cause
    except tomllib.TOMLDecodeError as cause:
        raise PlanTrouble(f"{path} is no valid TOML: {cause}") from cause


def _doors(site: Table) -> Iterator[PlannedDoor]:
    for furniture, inner in (("cabinets", "slots"), ("lockers", "compartments")):
        for piece in site.get(furniture, []):
            left_mm, common = piece.get("left_mm", 0), piece.get("door", {})
            first = f"{piece['prefix']}{piece['columns'][0][inner][0]['number']:02d}" if common else ""
            for column in piece["columns"]:
                bottom_mm = piece.get("bottom_mm", 0)
                for entry in column[inner]:
                    hung = {**entry, **common}
                    door = _door(piece["prefix"], hung, inner, left_mm, bottom_mm, column["width_mm"])
                    yield replace(door, leaf=first) if common else door
                    bottom_mm += entry["height_mm"]
                left_mm += column["width_mm"]


def _door(prefix: str, entry: Table, inner: str, left_mm: int, bottom_mm: int, width_mm: int) -> PlannedDoor:
    line, board, channel = entry["wire"]
    return PlannedDoor(
        place=f"{prefix}{entry['number']:02d}",
        is_slot=inner == "slots",
        left_mm=left_mm,
        bottom_mm=bottom_mm,
        width_mm=width_mm,
        height_mm=entry["height_mm"],
        wire=(line, board, channel),
        size=entry.get("size", ""),
        bus=entry.get("bus", ""),
        tag_reader=entry.get("tag_reader", ""),
        senses_items=bool(entry.get("presence", False)),
        switch=_wire(entry.get("switch", entry["wire"])),
        light=_wire(entry.get("light", False)),
        leaf=f"{prefix}{entry['number']:02d}",
    )


def _wire(entry: Any) -> Wire | None:
    if entry is False:
        return None
    line, board, channel = entry
    return line, board, channel
