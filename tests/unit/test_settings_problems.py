"""One bad site for each thing that can be wrong with one: what is said of it, and that all is said at once."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import tomlkit
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.settings import SettingsProblems, load

CONFIG = Path(__file__).resolve().parent.parent.parent / "config"
DEMO = (CONFIG / "demo.toml").read_text(encoding="utf-8")

BAD: dict[str, tuple[str, str, str]] = {
    "CU16 address": (
        "{ address = 1 },", "{ address = 16 },",
        "lines: board 16 of 'locks-a': boards of the family 'kerong-cu16' have addresses from 0 to 15",
    ),
    "XOR address": (
        "{ address = 2, channels = 8,", "{ address = 0, channels = 8,",
        "lines: board 0 of 'locks-b': boards of the family 'xor-8a' have addresses from 1 to 32",
    ),
    "XOR channels": (
        "{ address = 2, channels = 8,", "{ address = 2, channels = 51,",
        "lines: board 2 of 'locks-b': channels = 51, and the family 'xor-8a' has at most 50",
    ),
    "CU16 channels": (
        "{ address = 0 },", "{ address = 0, channels = 17 },",
        "lines: board 0 of 'locks-a': channels = 17, and the family 'kerong-cu16' has at most 16",
    ),
    "a key of another family": (
        "{ address = 0 },", '{ address = 0, first_status_byte = "high" },',
        "lines: board 0 of 'locks-a': first_status_byte means nothing to the family 'kerong-cu16'; leave it out",
    ),
    "two boards, one address": (
        "{ address = 1 },", "{ address = 0 },", "lines: 'locks-a' has two boards with the address 0"
    ),
    "no latch pins": (
        "latch_pins = [17, 27], switch_pins = [22, 23], ", "",
        "lines: board 0 of 'doors-gpio': latch_pins: is missing; it names the pins of the latches, "
        "for example [17, 27]",
    ),
    "a pin used twice": (
        "switch_pins = [22, 23]", "switch_pins = [22, 17]",
        "board 0 of 'doors-gpio': pin 17 of switch_pins is used by latch_pins of board 0",
    ),
    "no rate that devices have": (
        'family = "kerong-cu16"  # 19200 baud', 'family = "kerong-cu16"\nbaud = 1920',
        "lines.locks-a.baud = 1920: allowed are 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800 "
        "or 921600",
    ),
    "a name in one language": (
        'name = { en = "Yunqi Gardens", zh_Hans = "云栖花园", zh_Hant = "雲棲花園" }', 'name = "Yunqi Gardens"',
        "site.name = 'Yunqi Gardens': must be a table: { key = value, ... }, or a [heading] with its keys below",
    ),
    "a list that is none": (
        'reasons = ["repair", "inspection", "cleaning", "handover", "emergency"]', 'reasons = "repair"',
        "keys.reasons = 'repair': must be a list: [ ... ]",
    ),
    "baud on a GPIO chip": (
        'device = "unix:dev/gpio"', 'baud = 9600\ndevice = "unix:dev/gpio"',
        "lines: 'doors-gpio': a GPIO chip has no baud; leave it out",
    ),
    "two lines, one device": (
        'device = "dev/locks-b"', 'device = "dev/locks-a"',
        "line 'locks-b' and line 'locks-a' share the device 'dev/locks-a'; each needs a port of its own",
    ),
    "the printer on a line's port": (
        'device = "dev/printer"', 'device = "dev/./locks-b"',
        "printer and line 'locks-b' share the device 'dev/./locks-b'; each needs a port of its own",
    ),
    "the badge reader on the printer's port": (
        'device = "dev/nfc0"', 'device = "dev/printer"',
        "printer and badge_reader share the device 'dev/printer'; each needs a port of its own",
    ),
    "a locker in the cabinet": (
        "left_mm = 700", "left_mm = 519",
        "L04 stands in K13: both are at 519 mm from the left, 900 mm above the floor; check left_mm and bottom_mm",
    ),
    "a door without height": (
        "{ number = 3, height_mm = 110", "{ number = 3, height_mm = 0",
        "K03: height_mm = 0; a door has at least 1 mm",
    ),
    "a cabinet without places": (
        '[[lockers]]\n', '[[cabinets]]\nprefix = "M"\ncolumns = []\n\n[[lockers]]\n',
        "cabinet M: has no slots; give it some, or leave it out",
    ),
    "an empty column": (
        '[[lockers.columns]]\n', '[[lockers.columns]]\nwidth_mm = 400\ncompartments = []\n[[lockers.columns]]\n',
        "locker L: column 1 has no compartments; leave it out",
    ),
    "health on the screen's port": (
        "[lobby]\n", '[health]\nlisten = "127.0.0.1:8410"\n[lobby]\n',
        "health.listen: port 8410 is the screen's; give it another, for example 8411",
    ),
    "a family that is none": (
        'family = "xor-8a"', 'family = "xor8a"',
        "lines.locks-b.family = 'xor8a': allowed are 'kerong-cu16', 'xor-8a', 'wkly', 'modbus-relays' or 'gpio'; "
        "did you mean 'xor-8a'?",
    ),
    "half a wire": (
        'wire = ["locks-a", 0, 2]', 'wire = ["locks-a"]',
        "cabinets.K.columns.1.slots.2.wire = ['locks-a']: a wire is written as [\"line\", board, channel]",
    ),
    "a switch that is no wire": (
        'wire = ["locks-a", 0, 2]', 'wire = ["locks-a", 0, 2], switch = true',
        "cabinets.K.columns.1.slots.2.switch = True: a wire is written as [\"line\", board, channel], "
        "or false where the door has none",
    ),
    "a name with blanks": (
        'id = "yunqi"', 'id = "Yun Qi"', "site.id = 'Yun Qi': allowed are up to 32 of a-z, 0-9 and -"
    ),
    "an unknown key in a door": (
        'bus = "w1_bus_master1" },', 'buss = "w1_bus_master1" },',
        "cabinets.K.columns.1.slots.1.buss: there is no such setting; did you mean 'bus'?",
    ),
    "a word in the place of a number": (
        "idle_s = 45 ", 'idle_s = "soon" ',
        "lobby.idle_s = 'soon': must be a valid integer, unable to parse string as an integer",
    ),
    "a network screen": (
        'listen = "127.0.0.1:8410"', 'listen = "0.0.0.0:8410"',
        "screen.listen = '0.0.0.0:8410': only this machine's own addresses are allowed (127.0.0.1, localhost)",
    ),
}  # fmt: skip


def problems(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsProblems) as wrong:
        load(file)
    return [problem.removeprefix(f"{file}: ") for problem in wrong.value.problems]


@pytest.mark.parametrize("name", BAD)
def test_one_bad_site(tmp_path: Path, name: str) -> None:
    old, new, words = BAD[name]
    assert old in DEMO, old
    found = problems(tmp_path / "site.toml", DEMO.replace(old, new, 1))
    assert words in found
    assert len(found) == len(set(found))


AT_ONCE = ("a network screen", "an unknown key in a door", "health on the screen's port", "a locker in the cabinet",
           "two lines, one device", "a pin used twice", "XOR channels")  # fmt: skip


def test_spelling_does_not_hide_what_does_not_fit(tmp_path: Path) -> None:
    text = DEMO
    for name in AT_ONCE:
        old, new, _ = BAD[name]
        text = text.replace(old, new, 1)
    found = problems(tmp_path / "site.toml", text)
    # the screen's own port is not known while its address is wrong: it is then the one by default, 8410
    assert [name for name in AT_ONCE if BAD[name][2] not in found] == []


def test_half_a_wire_does_not_drag_other_wires_along(tmp_path: Path) -> None:
    old, new, words = BAD["half a wire"]
    assert problems(tmp_path / "site.toml", DEMO.replace(old, new, 1)) == [words]


def test_check_config_prints_them_all_and_ends_with_78(tmp_path: Path) -> None:
    text = DEMO
    for name in ("two lines, one device", "a locker in the cabinet"):
        text = text.replace(BAD[name][0], BAD[name][1], 1)
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "check-config", str(tmp_path / "site.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 78
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == ["kiosk", "kiosk"]
    assert str(tmp_path / "site.toml") in done.stderr and "Traceback" not in done.stderr


SITE = tomllib.loads(DEMO)
ODD: tuple[Any, ...] = (
    0,
    -1,
    3.5,
    True,
    "",
    "x",
    [],
    [1],
    ["a", 0, 1],
    {},
    {"a": 1},
    [[]],
    [{}],
    "a" * 300,
    [{"password": "hush"}],
)


def spots(table: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything that stands in a table."""
    for step, value in table.items() if isinstance(table, dict) else enumerate(table):
        yield (*above, step)
        if isinstance(value, dict | list):
            yield from spots(value, (*above, step))


@given(st.sampled_from(list(spots(SITE))), st.sampled_from(ODD), st.booleans())
@example(("camera",), {"a": 1}, False)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_there_is_told_as_a_problem(spot: tuple[Any, ...], odd: Any, gone: bool) -> None:
    table = deepcopy(SITE)
    inner: Any = table
    for step in spot[:-1]:
        inner = inner[step]
    if gone and isinstance(inner, dict):
        del inner[spot[-1]]
    else:
        inner[spot[-1]] = deepcopy(odd)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "site.toml"
        file.write_text(tomlkit.dumps(table), encoding="utf-8")
        try:
            load(file)
        except SettingsProblems as wrong:
            assert wrong.problems and "hush" not in str(wrong)
