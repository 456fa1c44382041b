"""The sites under config/ can be read, and every wire and name in them leads somewhere."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "config").glob("*.toml"))
SITES = [sample for sample in SAMPLES if not sample.stem.endswith("-people")]
CHANNELS = {"kerong-cu16": 16}


def read(path: Path) -> dict[str, Any]:
    """Return the table in `path`."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def doors(site: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the table of every slot and compartment."""
    for furniture, kind in (("cabinets", "slots"), ("lockers", "compartments")):
        for piece in site.get(furniture, []):
            for column in piece["columns"]:
                yield from ((f"{piece['prefix']}{door['number']:02}", door) for door in column[kind])


def channels(site: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Yield every (line, board, channel) that the boards of `site` have."""
    for line in site["lines"]:
        for board in line["boards"]:
            count = board.get("channels") or CHANNELS.get(line["family"]) or len(board["latch_pins"])
            yield from ((line["name"], board["address"], channel) for channel in range(1, count + 1))


def loose_ends(site: dict[str, Any]) -> list[str]:
    """Return what a door of `site` is wired to that is not there, or is there for another door too."""
    there = set(channels(site))
    wires = Counter(tuple(door["wire"]) for _, door in doors(site))
    names = Counter(name for name, _ in doors(site))
    return [
        *(
            f"{name}: no {tuple(door['wire'])}"
            for name, door in doors(site)
            if tuple(door["wire"]) not in there
        ),
        *(f"{wire}: {count} doors" for wire, count in wires.items() if count > 1),
        *(f"{name}: {count} times" for name, count in names.items() if count > 1),
    ]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_toml(sample: Path) -> None:
    assert read(sample)


@pytest.mark.parametrize("sample", SITES, ids=lambda path: path.name)
def test_every_door_has_its_own_channel(sample: Path) -> None:
    site = read(sample)
    assert len(list(doors(site))) > 1
    assert loose_ends(site) == []


def test_a_swapped_wire_is_found() -> None:
    site = read(ROOT / "config" / "demo.toml")
    slots = site["cabinets"][0]["columns"][0]["slots"]
    slots[0]["wire"] = ["locks-a", 0, 17]
    slots[1]["wire"] = slots[2]["wire"]
    assert loose_ends(site) == ["K01: no ('locks-a', 0, 17)", "('locks-a', 0, 3): 2 doors"]


def test_the_demo_people_hold_real_badges_and_keys_hang_in_real_slots() -> None:
    people = read(ROOT / "config" / "demo-people.toml")
    places = {name for name, _ in doors(read(ROOT / "config" / "demo.toml"))}
    assert {key["place"] for key in people["keys"]} <= places
    for unique in (
        [person["id"] for person in people["people"]],
        [person["badge"] for person in people["people"] if "badge" in person],
        [key["tag"] for key in people["keys"]],
        [key["place"] for key in people["keys"]],
    ):
        assert len(unique) == len(set(unique))
