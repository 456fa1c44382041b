"""When a backup is due, what is recorded of one that fails, and how long a changed board is a task."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from kiosk.backup.making import BY_ERRNO
from kiosk.domain.care import events as c
from kiosk.domain.care.deciding import (
    backup_due,
    decide_failed,
    decide_seen_continuation,
    decide_seen_update,
    decide_update,
    pending,
)
from kiosk.domain.care.evolving import UPDATES_KEPT
from kiosk.domain.events import Event
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.refusal import Refused
from kiosk.domain.stocktake import events as s
from kiosk.language.messages import Language, catalogue, facts_in, known, text

ROOT = Path(__file__).parents[2]
ZONE = "Asia/Shanghai"
NIGHT = datetime(2026, 5, 2, 19, 30, tzinfo=UTC)  # 03:30 there
AT = time(3, 30)
MADE = c.BackupMade("loge-x.loge-backup", 7, "ab" * 32, 7, 1000)
HELD = c.UpdateEnded("u1", "0.3.0", "0.2.0", "held", "unhealthy")


def after(*events: tuple[datetime, Event], house: House | None = None) -> House:
    """Return the house after what happened."""
    house = house or House()
    for seq, (at, event) in enumerate(events, start=1):
        house = evolve(house, Recorded(seq, at, event))
    return house


def codes(house: House, now: datetime) -> list[str]:
    return [one.code for one in pending(house, now)]


@pytest.mark.parametrize(
    ("made", "now", "due"),
    [
        (None, NIGHT, True),
        (NIGHT - timedelta(hours=23), NIGHT - timedelta(minutes=1), False),
        (NIGHT - timedelta(hours=23), NIGHT, True),
        (NIGHT + timedelta(seconds=1), NIGHT + timedelta(hours=23), False),
        (NIGHT + timedelta(seconds=1), NIGHT + timedelta(hours=24), True),
        (NIGHT - timedelta(days=9), NIGHT - timedelta(hours=2), True),  # one that was missed, at any hour
    ],
)
def test_a_backup_is_due_once_a_day_from_its_hour_on(made: datetime | None, now: datetime, due: bool) -> None:
    house = after((made, MADE)) if made else House()
    assert backup_due(house, now, AT, ZONE) is due


def test_the_same_failure_is_recorded_once_a_day() -> None:
    first = decide_failed(House(), "missing", NIGHT)
    house = after((NIGHT, first[0]))
    assert not decide_failed(house, "missing", NIGHT + timedelta(hours=23))
    assert decide_failed(house, "full", NIGHT + timedelta(hours=1))
    assert decide_failed(house, "missing", NIGHT + timedelta(hours=24))


def test_a_stick_may_be_out_for_a_day_and_then_it_is_a_task_until_there_is_a_backup() -> None:
    failed = c.BackupFailed("missing")
    house = after((NIGHT, MADE), (NIGHT + timedelta(hours=20), failed))
    assert codes(house, NIGHT + timedelta(hours=23)) == []
    assert codes(house, NIGHT + timedelta(hours=24)) == ["care.backup_late"]
    [one] = pending(house, NIGHT + timedelta(days=3))
    assert one.since == NIGHT + timedelta(hours=20)
    never = after((NIGHT, failed))
    assert codes(never, NIGHT + timedelta(hours=23)) == []
    assert codes(never, NIGHT + timedelta(hours=24)) == ["care.backup_late"]
    assert codes(after((NIGHT + timedelta(days=4), MADE), house=house), NIGHT + timedelta(days=9)) == []


def test_a_new_board_is_a_task_until_a_count_that_began_after_it() -> None:
    went_on = c.LogContinued(7, "ab" * 32, "cd" * 32, "", "2026-05-02T19:30:00Z")
    early = s.StocktakeBegun("s0", "a-lin", "routine")
    house = after((NIGHT, early), (NIGHT + timedelta(hours=1), went_on))
    house = after((NIGHT + timedelta(hours=2), s.StocktakeEnded("s0", ())), house=house)
    assert codes(house, NIGHT + timedelta(hours=3)) == ["care.continued"], (
        "begun before the board was changed"
    )
    later = NIGHT + timedelta(hours=4)
    house = after(
        (later, s.StocktakeBegun("s1", "a-lin", "routine")), (later, s.StocktakeEnded("s1", ())), house=house
    )
    assert codes(house, later) == []


def test_where_keys_can_be_counted_nobody_talks_a_new_board_away() -> None:
    house = after((NIGHT, c.LogContinued(7, "ab" * 32, "cd" * 32, "", "2026-05-02T19:30:00Z")))
    with pytest.raises(Refused, match=r"care\.count_first"):
        decide_seen_continuation(house, "c7", "s-chen", counted=True)
    with pytest.raises(Refused, match=r"care\.unknown"):
        decide_seen_continuation(house, "c8", "s-chen", counted=False)
    [seen] = decide_seen_continuation(house, "c7", "s-chen", counted=False)
    assert codes(after((NIGHT, seen), house=house), NIGHT) == []


def test_an_update_is_recorded_once_and_one_that_failed_waits_for_a_reader() -> None:
    house = after((NIGHT, HELD))
    assert not decide_update(house, HELD)
    assert codes(house, NIGHT) == ["care.update_held"]
    with pytest.raises(Refused, match=r"care\.unknown"):
        decide_seen_update(house, "u2", "s-chen")
    [seen] = decide_seen_update(house, "u1", "s-chen")
    house = after((NIGHT, seen), house=house)
    assert codes(house, NIGHT) == []
    assert not decide_seen_update(house, "u1", "s-wu"), "the second reader changes nothing"


def test_updates_of_years_do_not_fill_the_memory() -> None:
    many = [(NIGHT, c.UpdateEnded(f"u{number}", "2", "1", "done", "")) for number in range(UPDATES_KEPT + 5)]
    assert list(after(*many).updates) == [f"u{number}" for number in range(5, UPDATES_KEPT + 5)]


@pytest.mark.parametrize("language", list(Language))
def test_every_task_of_care_has_its_words(language: Language) -> None:
    for code in ("backup_late", "continued", "update_held", "update_rolled_back", "update_not_begun"):
        key = f"attendant.task.care.{code}"
        for part in (f"{key}.what", f"{key}.do"):
            assert known(part), part
            facts = dict.fromkeys(facts_in(part), "7")
            assert text(part, language, **facts)


def test_the_paper_says_what_each_reason_means_and_no_other() -> None:
    paper = (ROOT / "docs" / "care.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^\| `([a-z_]+)` \|", paper, re.MULTILINE))
    said = {key.removeprefix("care.why.") for key in catalogue() if key.startswith("care.why.")}
    raised = set(
        re.findall(r'NoBackup\("([a-z_]+)"', (ROOT / "kiosk/backup/making.py").read_text(encoding="utf-8"))
    )
    assert said - {"other"} == written >= raised | set(BY_ERRNO.values())


def test_alarms_ask_for_metrics_that_there_are() -> None:
    known_ones = set(
        re.findall(
            r"^\| `(loge_[a-z_]+)` \|", (ROOT / "docs/health.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    asked = set(re.findall(r"loge_[a-z_]+", (ROOT / "config/alerts.yml").read_text(encoding="utf-8")))
    assert asked and asked <= known_ones
