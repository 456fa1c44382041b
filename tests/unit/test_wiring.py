"""What hangs on which wire, and every way in which wires do not fit together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.assembly.lines import lights_on
from kiosk.settings import Settings, SettingsProblems, fittings_of, load

SITE = """
[site]
id = "wires"
name = { en = "Wires", zh_Hans = "线", zh_Hant = "線" }
[[lines]]
name = "cu16"
family = "kerong-cu16"
device = "dev/cu16"
boards = [{ address = 0 }]
[[lines]]
name = "relays"
family = "modbus-relays"
device = "dev/relays"
boards = [{ address = 1, inputs = false, channels = 4 }, { address = 2 }]
[[lines]]
name = "xor"
family = "xor-8a"
device = "dev/xor"
boards = [{ address = 1, channels = 8 }]
[[lines]]
name = "pins"
family = "gpio"
device = "unix:dev/gpio"
boards = [
  { address = 0, latch_pins = [17, 27], switch_pins = [5, 6], presence_pins = [23, 24], light_pins = [20, 21] },
  { address = 1, latch_pins = [22] },
]
[one_wire]
folder = "dev/w1"
[[cabinets]]
prefix = "K"
[[cabinets.columns]]
width_mm = 100
slots = [
  { number = 1, height_mm = 100, wire = ["cu16", 0, 1], bus = "w1", presence = true },
  { number = 2, height_mm = 100, wire = ["cu16", 0, 2], tag_reader = "dev/t2", light = ["xor", 1, 8] },
  { number = 3, height_mm = 100, wire = ["pins", 0, 1], presence = true, light = ["pins", 0, 1] },
]
[[lockers]]
prefix = "L"
left_mm = 400
[[lockers.columns]]
width_mm = 100
compartments = [
  { number = 1, size = "S", height_mm = 100, wire = ["relays", 1, 1] },
  { number = 2, size = "S", height_mm = 100, wire = ["relays", 1, 2], switch = ["relays", 2, 7] },
  { number = 3, size = "S", height_mm = 100, wire = ["relays", 2, 1], switch = false, light = ["relays", 1, 8] },
  { number = 4, size = "S", height_mm = 100, wire = ["pins", 1, 1] },
  { number = 5, size = "S", height_mm = 100, wire = ["xor", 1, 1] },
]
"""


def loaded(folder: Path, *changes: tuple[str, str]) -> Settings:
    text = SITE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "site.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def test_each_place_has_the_switch_that_it_has(tmp_path: Path) -> None:
    fitted = {one.place.id: one for one in fittings_of(loaded(tmp_path))}
    assert fitted["K01"].switch == ("cu16", 0, 1)
    assert fitted["L01"].switch is None, "its board has no inputs"
    assert fitted["L02"].switch == ("relays", 2, 7)
    assert fitted["L03"].switch is None, "it says so"
    assert fitted["L04"].switch is None, "its pins have no switches"
    assert {place for place, one in fitted.items() if not one.place.senses_door} == {"L01", "L03", "L04"}
    assert {place for place, one in fitted.items() if one.place.senses_tags} == {"K01", "K02"}


def test_each_line_knows_its_lights_and_no_others(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    found = {line.name: lights_on(settings, line.name) for line in settings.lines}
    assert found == {"cu16": set(), "relays": {(1, 8)}, "xor": {(1, 8)}, "pins": {(0, 1)}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('light = ["xor", 1, 8]', 'light = ["xor", 1, 1]'),
         "K02: its light ['xor', 1, 1] is the latch of L05: it would hold a coil"),
        (('light = ["relays", 1, 8]', 'light = ["relays", 1, 2]'),
         "L03: its light ['relays', 1, 2] is the latch of L02: it would hold a coil"),
        (('light = ["xor", 1, 8]', 'light = ["cu16", 0, 9]'), "K02: board 0 of 'cu16' has no output for a light"),
        (('light = ["xor", 1, 8]', 'light = ["xor", 1, 9]'), "K02: board 1 of 'xor' has 8 outputs, no 9"),
        (('light = ["xor", 1, 8]', 'light = ["pins", 0, 3]'), "K02: board 0 of 'pins' has 2 outputs, no 3"),
        (('light = ["xor", 1, 8]', 'light = ["pins", 0, 1]'), "K03: its light ['pins', 0, 1] is taken by K02"),
        (('light = ["xor", 1, 8]', 'light = ["xxor", 1, 8]'),
         "K02: light names the line 'xxor', and there is none; did you mean 'xor'?"),
        (('bus = "w1",', 'bus = "w1", tag_reader = "dev/t1",'),
         "K01: bus and tag_reader are both given; a slot has one of them"),
        (('bus = "w1",', 'tag_reader = "dev/t2",'), "K02.tag_reader and K01.tag_reader share the device 'dev/t2'"),
        (('tag_reader = "dev/t2"', 'bus = "w1"'), "K02: its bus 'w1' is taken by K01"),
        (('tag_reader = "dev/t2"', 'tag_reader = "dev/cu16"'),
         "share the device 'dev/cu16'"),
        (('[one_wire]\nfolder = "dev/w1"\n', ""), "K01: bus = 'w1', and there is no [one_wire]"),
        (('wire = ["relays", 1, 1]', 'wire = ["relays", 1, 1], presence = true'),
         "L01: presence = true, and board 1 of 'relays' senses nothing inside"),
        (('switch = ["relays", 2, 7]', 'switch = ["relays", 1, 3]'),
         "L02: board 1 of 'relays' has no inputs, so no switch can hang there"),
        (("switch_pins = [5, 6]", "switch_pins = [5]"),
         "board 0 of 'pins': 1 switch_pins for 2 latch_pins; as many are allowed, or none"),
        (("presence_pins = [23, 24]", "presence_pins = [23, 24, 25]"),
         "board 0 of 'pins': 3 presence_pins for 2 latch_pins; as many are allowed, or none"),
        (("presence_pins = [23, 24]", "presence_pins = [23, 5]"),
         "board 0 of 'pins': pin 5 of presence_pins is used by switch_pins of board 0"),
        (("light_pins = [20, 21]", "light_pins = [20, 17]"),
         "board 0 of 'pins': pin 17 of light_pins is used by latch_pins of board 0"),
        (("latch_pins = [22]", "latch_pins = [21]"),
         "board 1 of 'pins': pin 21 of latch_pins is used by light_pins of board 0"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(SettingsProblems) as wrong:
        loaded(tmp_path, change)
    assert len(wrong.value.problems) == 1
    assert words in wrong.value.problems[0]
