"""The sites under config/ can be read, and every wire and name in them leads somewhere."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.sim.twin import main as make_twin
from drivers.sim.twin import twin
from kiosk.doctor.wiring import wiring_of
from kiosk.domain.items import ParcelStage, at_place
from kiosk.estate.people import enrolment, people_text
from kiosk.language.messages import known
from kiosk.settings import load
from kiosk.settings.plugs import ports_of
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_keys import taken
from tests.lobby import Play, Site

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "config").glob("*.toml"))
SITES = [one for one in SAMPLES if not one.stem.endswith("-people") and one.stem != "services"]
CHANNELS = {"kerong-cu16": 16}


def read(path: Path) -> dict[str, Any]:
    """Return the table in `path`."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def doors(site: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the table of every slot and compartment."""
    for furniture, kind in (("cabinets", "slots"), ("lockers", "compartments")):
        for piece in site.get(furniture, []):
            for column in piece["columns"]:
                hung = [{**door, **piece.get("door", {})} for door in column[kind]]  # or behind one door
                yield from ((f"{piece['prefix']}{door['number']:02}", door) for door in hung)


def channels(site: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Yield every (line, board, channel) that the boards of `site` have."""
    for line in site["lines"]:
        for board in line["boards"]:
            count = board.get("channels") or CHANNELS.get(line["family"]) or len(board.get("latch_pins", []))
            yield from ((line["name"], board["address"], channel) for channel in range(1, count + 1))


def loose_ends(site: dict[str, Any]) -> list[str]:
    """Return what a door of `site` is wired to that is not there, or is there for another door too."""
    there = set(channels(site))
    common = {tuple(piece["door"]["wire"]) for piece in site.get("cabinets", []) if "door" in piece}
    wires = Counter(tuple(door["wire"]) for _, door in doors(site) if tuple(door["wire"]) not in common)
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


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_people_hold_real_badges_and_keys_hang_in_real_slots(site: Path) -> None:
    people = read(site.with_name(f"{site.stem}-people.toml"))
    places = {name for name, _ in doors(read(site))}
    assert {key["place"] for key in people.get("keys", [])} <= places
    for unique in (
        [person["id"] for person in people["people"]],
        [person["badge"] for person in people["people"] if "badge" in person],
        [key["tag"] for key in people.get("keys", [])],
        [key["place"] for key in people.get("keys", [])],
    ):
        assert len(unique) == len(set(unique))


BUILDS = ("key-box", "tower", "two-lines")
"""The samples for real machines, as installers take them."""


@pytest.mark.parametrize("build", BUILDS)
def test_a_build_names_real_devices(build: str) -> None:
    settings = load(ROOT / "config" / f"{build}.toml")
    for who, device in ports_of(settings):
        assert device.startswith(("/dev/loge-", "/dev/nfc0", "gpiochip")), who


@pytest.mark.parametrize("build", BUILDS)
def test_the_wiring_tables_are_those_of_the_settings(build: str) -> None:
    paper = (ROOT / "docs" / "wiring.md").read_text(encoding="utf-8")
    assert wiring_of(load(ROOT / "config" / f"{build}.toml")) in paper


def test_the_wiring_command_prints_a_table() -> None:
    command = [sys.executable, "-m", "kiosk.doctor.wiring", str(ROOT / "config" / "key-box.toml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert "| K01 | latch | 5 | 29 |" in done.stdout


def test_every_named_socket_has_its_udev_rule() -> None:
    rules = (ROOT / "systemd" / "60-loge.rules").read_text(encoding="utf-8")
    named = {device for build in BUILDS for _, device in ports_of(load(ROOT / "config" / f"{build}.toml"))}
    assert [device for device in sorted(named) if device.startswith("/dev/")
            and f'"{device.removeprefix("/dev/")}"' not in rules] == []  # fmt: skip


class Twin(Site):
    """A sample's simulated lobby: the same doors and wires, other device names."""

    def __init__(self, root: Path, build: str) -> None:
        super().__init__(root, sample=build, amend=self._moved)

    def _moved(self, text: str) -> str:
        return twin(text, world=f"127.0.0.1:{self.world_port}", kiosk=f"127.0.0.1:{self.port}")


@pytest.fixture
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    """Yield the kiosk and the lobby of one build."""
    site = Twin(tmp_path / "s", request.param)
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.mark.parametrize("play", ["key-box", "tower"], indirect=True)
def test_a_key_goes_and_comes_back(play: Play) -> None:
    tag = taken(play)
    movement = play.journeys.keys.give_back("0123456789abcdef" * 2, "k-lobby")
    play.comes_to(movement, "open")
    play.bench.put_key(movement.place, tag)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")
    assert len(play.bench.firings()) == 2


@pytest.mark.parametrize("play", ["tower", "two-lines"], indirect=True)
def test_a_parcel_comes_and_goes(play: Play) -> None:
    parcel = waiting_parcel(play)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    if not play.journeys.furniture.places[movement.place].senses_presence:
        play.comes_to(movement, "ask")
        play.journeys.doors.say(movement.id, "i_took_it")
    play.comes_to(movement, "done")
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED


def test_a_twin_of_a_twin_is_the_same() -> None:
    once = twin((ROOT / "config" / "tower.toml").read_text(encoding="utf-8"))
    assert twin(once) == once
    demo = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8")
    assert tomllib.loads(twin(demo)) == tomllib.loads(demo)


def test_a_twin_has_the_same_doors_and_wires() -> None:
    for build in BUILDS:
        text = (ROOT / "config" / f"{build}.toml").read_text(encoding="utf-8")
        before, after = tomllib.loads(text), tomllib.loads(twin(text))
        assert list(doors(after)) == list(doors(before))
        assert not [
            device for line in after["lines"] if (device := line["device"]).startswith(("/", "gpiochip"))
        ]


def test_no_twin_is_made_of_nonsense(tmp_path: Path) -> None:
    (tmp_path / "torn.toml").write_text("[site", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "drivers.sim.twin",
        str(tmp_path / "torn.toml"),
        str(tmp_path / "out.toml"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1 and "no valid TOML" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out.toml").exists()


def test_a_lobby_that_runs_keeps_its_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "site.toml"
    words = [str(ROOT / "config" / "key-box.toml"), str(out), "--kiosk"]
    assert make_twin([*words, "127.0.0.1:9001"]) == 0
    with (tmp_path / "world.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert make_twin([*words, "127.0.0.1:9002"]) == 1
    assert "runs already" in capsys.readouterr().err
    assert read(out)["screen"]["listen"] == "127.0.0.1:9001"
    assert make_twin([*words, "127.0.0.1:9002"]) == 0


def test_every_group_of_people_that_a_sample_or_the_estate_has_is_named_in_all_languages() -> None:
    files = [read(file) for file in (ROOT / "config").glob("*-people.toml")]
    files.append(tomllib.loads(people_text(enrolment())))
    groups = {group for file in files for one in file["people"] for group in one.get("groups", ())}
    assert {group for group in groups if not known(f"group.{group}")} == set()
