"""Settings and enrolment: every problem at once, in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.enrolment import read
from kiosk.settings import SettingsProblems, furniture_of, load

CONFIG = Path(__file__).resolve().parent.parent.parent / "config"
DEMO = (CONFIG / "demo.toml").read_text(encoding="utf-8")
PEOPLE = (CONFIG / "demo-people.toml").read_text(encoding="utf-8")


def problems(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = DEMO
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = folder / "site.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsProblems) as wrong:
        load(file)
    return [problem.removeprefix(f"{file}: ") for problem in wrong.value.problems]


def test_all_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ("idle_s = 45", 'idle_s = "soon"'),
        ("opens_within_s = 4", "open_within_s = 4"),
        ('id = "yunqi"', 'id = "Yun Qi"'),
        ('time_zone = "Asia/Shanghai"', 'time_zone = "Asia/Hangzhou"'),
        ("paper_mm = 80", "paper_mm = 81"),
        ('device = "dev/nfc0"\n', ""),
    )
    assert len(found) == 6
    for words in ("lobby.idle_s = 'soon'", "site.id = 'Yun Qi'", "no such time zone", "printer.paper_mm = 81",
                  "badge_reader.device: is missing"):  # fmt: skip
        assert any(words in problem for problem in found), (words, found)
    assert "lobby.open_within_s: there is no such setting; did you mean 'opens_within_s'?" in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('wire = ["locks-a", 0, 2]', 'wire = ["lock-a", 0, 2]'),
         "K02: wire names the line 'lock-a', and there is none; did you mean 'locks-a'?"),
        (('wire = ["locks-a", 0, 2]', 'wire = ["locks-a", 7, 2]'), "K02: line 'locks-a' has no board 7"),
        (('wire = ["locks-a", 0, 2]', 'wire = ["locks-a", 0, 17]'), "K02: board 0 of 'locks-a' has 16 channels, no 17"),
        (('wire = ["locks-a", 0, 2]', 'wire = ["locks-a", 0, 1]'), "K02: its wire ['locks-a', 0, 1] is taken by K01"),
        (('wire = ["doors-gpio", 0, 2]', 'wire = ["doors-gpio", 0, 3]'),
         "L20: board 0 of 'doors-gpio' has 2 channels, no 3"),
        (("{ number = 2, height_mm = 110", "{ number = 1, height_mm = 110"),
         "cabinets/lockers: K01 stands there twice"),
        (('name = "locks-b"', 'name = "locks-a"'), "lines: the name 'locks-a' is used twice"),
    ],
)  # fmt: skip
def test_wires(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert words in problems(tmp_path, change)


@pytest.mark.parametrize("listen", ["0.0.0.0:8410", "192.168.1.5:80", "[::]:8410", "lobby.example.org:80"])
def test_the_screens_stay_on_this_machine(tmp_path: Path, listen: str) -> None:
    (problem,) = problems(tmp_path, ('listen = "127.0.0.1:8410"', f'listen = "{listen}"'))
    assert "screen.listen" in problem


def test_one_wire_given_twice_is_told_once(tmp_path: Path) -> None:
    assert problems(tmp_path, ('wire = ["locks-a", 0, 2]', 'wire = ["locks-a", 0, 1]')) == [
        "K02: its wire ['locks-a', 0, 1] is taken by K01"
    ]


def test_a_switch_that_another_door_has_beside_its_latch_is_told(tmp_path: Path) -> None:
    (told,) = problems(
        tmp_path, ('wire = ["locks-a", 0, 1]', 'wire = ["locks-a", 0, 1], switch = ["locks-a", 0, 2]')
    )
    assert told == "K02: its switch ['locks-a', 0, 2] is taken by K01"


def test_what_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('[site]\nid = "a"', encoding="utf-16")
    with pytest.raises(SettingsProblems, match="save it as UTF-8"):
        load(tmp_path / "other.toml")
    with pytest.raises(SettingsProblems, match="can't be read: Is a directory"):
        load(tmp_path)
    with pytest.raises(SettingsProblems, match="there is no such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "torn.toml").write_text("[site\n")
    with pytest.raises(SettingsProblems, match=r"torn\.toml"):
        load(tmp_path / "torn.toml")


def test_geometry_is_summed_up_from_the_floor() -> None:
    places = furniture_of(load(CONFIG / "demo.toml")).places
    assert (places["K05"].left_mm, places["K05"].bottom_mm) == (130, 900)
    assert (places["L03"].bottom_mm, places["L08"].left_mm) == (120 + 380 + 220, 700 + 400)
    assert places["L03"].senses_presence and not places["L02"].senses_presence
    assert places["K01"].senses_tags and not places["K01"].senses_presence


def enrolment_problems(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = PEOPLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = folder / "people.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsProblems) as wrong:
        read(file, furniture_of(load(CONFIG / "demo.toml")))
    return [problem.removeprefix(f"{file}: ") for problem in wrong.value.problems]


def test_the_demo_people_are_in_order() -> None:
    entries = read(CONFIG / "demo-people.toml", furniture_of(load(CONFIG / "demo.toml")))
    assert len(entries.people) >= 10 and len(entries.keys) >= 8


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('place = "K02"', 'place = "K99"'), "k-roof: there is no slot K99"),
        (('place = "K02"', 'place = "L01"'), "k-roof: there is no slot L01"),
        (('place = "K02"', 'place = "K01"'), "slot K01 is used twice"),
        (('tag = "01-000001a1b2c4"', 'tag = "01-000001a1b2c3"'), "tag 01-000001a1b2c3 is used twice"),
        (('id = "a-zhou"', 'id = "a-lin"'), "id a-lin is used twice"),
        (('badge = "04B2C3D4E5F680"', 'badge = "04A1B2C3D4E580"'), "badge 04A1B2C3D4E580 is used twice"),
        (('pin = "27182818"', 'pin = "31415926"'), "two couriers have the same PIN"),
    ],
)
def test_contradictions(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert words in enrolment_problems(tmp_path, change)


def test_entries_are_checked_and_secrets_are_not_repeated(tmp_path: Path) -> None:
    found = enrolment_problems(
        tmp_path,
        ('pin = "246810"', 'pin = "24X810"'),
        ('pin = "27182818"', 'pin = "271828"'),
        ('unit = "1-1-0802"\n', ""),
        ('role = "supervisor"', 'role = "boss"'),
    )
    assert len(found) == 4
    assert not [problem for problem in found if "24X810" in problem or "271828" in problem]
    assert any("a resident needs a unit" in problem for problem in found)
    assert any("at least 8 digits" in problem for problem in found)
