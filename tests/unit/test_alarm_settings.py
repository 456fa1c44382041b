"""What a site may say about alarms and seals, and what is told of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.doors import BoardStatus
from kiosk.assembly.alarms import duties_of
from kiosk.assembly.seals import Seals
from kiosk.settings import SettingsProblems, load, seals_of

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo.toml"
SEALED = 'prefix = "K"\nseal = ["locks-a", 1, 16]\n'


def site(folder: Path, old: str = "", new: str = "") -> Path:
    """Return the demo site's file with something changed."""
    text = DEMO.read_text(encoding="utf-8")
    assert old in text
    (folder / "site.toml").write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return folder / "site.toml"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('owners = { forced = "manager", ajar = "person:a-lin" }', ""),
        ('owners = { forcd = "manager" }', "there is no alarm 'forcd'; did you mean 'forced'?"),
        (
            'owners = { forced = "boss" }',
            "forced = 'boss': allowed are attendant, supervisor, manager or 'person:<id>'",
        ),
        ("override_doors = 1", "alarms.override_doors"),
        ("sound_evry_s = 3", "alarms.sound_evry_s: there is no such setting; did you mean 'sound_every_s'?"),
    ],
)
def test_who_answers_is_a_role_or_a_person(tmp_path: Path, table: str, told: str) -> None:
    file = site(tmp_path, "[collect]\n", f"[alarms]\n{table}\n\n[collect]\n")
    if told:
        with pytest.raises(SettingsProblems) as problems:
            load(file)
        assert told in str(problems.value)
    else:
        assert duties_of(load(file)).owners == (("ajar", "person:a-lin"), ("forced", "manager"))


def test_what_hangs_on_the_locks_and_reads_tags_and_badges_matters() -> None:
    duties = duties_of(load(DEMO))
    assert duties.boards == ("locks-a", "locks-b", "doors-gpio")
    assert duties.readers == ("one-wire", "badge-reader")
    assert (duties.override_doors, duties.override_within_s) == (3, 60)


@pytest.mark.parametrize(
    ("seal", "told"),
    [
        ('["locks-a", 1, 16]', ""),
        ('["locks-aa", 1, 16]', "names the line 'locks-aa', and there is none; did you mean 'locks-a'?"),
        ('["locks-a", 7, 1]', "line 'locks-a' has no board 7"),
        ('["locks-a", 1, 17]', "board 1 of 'locks-a' has 16 inputs, no 17"),
        ('["locks-a", 0, 1]', "is the door switch of K01; a seal wants an input of its own"),
        ("true", 'a wire is written as ["line", board, channel]'),
    ],
)
def test_a_seal_hangs_on_an_input_of_its_own(tmp_path: Path, seal: str, told: str) -> None:
    file = site(tmp_path, 'prefix = "K"\n', f'prefix = "K"\nseal = {seal}\n')
    if told:
        with pytest.raises(SettingsProblems) as problems:
            load(file)
        assert told in str(problems.value)
    else:
        assert seals_of(load(file)) == {"K": ("locks-a", 1, 16)}


def test_a_seal_tells_a_change_once_it_has_shown_twice(tmp_path: Path) -> None:
    told: list[tuple[str, bool]] = []
    seals = Seals(
        load(site(tmp_path, 'prefix = "K"\n', SEALED)), lambda cabinet, opened: told.append((cabinet, opened))
    )

    def reads(shut: bool | None, board: int = 1) -> None:
        seals.saw_board("locks-a", board, BoardStatus((True,) * 15 + (shut,), ()))

    reads(True)
    assert told == [("K", False)]
    for one in (True, False, True, None, False, None, True):
        reads(one)
    assert told == [("K", False)]  # a spark, and a board that does not know
    reads(False, board=0)
    assert told == [("K", False)]
    reads(False)
    reads(False)
    assert told == [("K", False), ("K", True)]
    seals.saw_board("locks-a", 1, BoardStatus((), ()))
    reads(True)
    reads(True)
    assert told[-1] == ("K", False)
