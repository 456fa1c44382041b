"""Who had which key from when to when, as it is kept beside the record: live, made again, and of an older file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticSerializationError

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Label, at_place
from kiosk.domain.keeping import events as k
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule
from kiosk.ledger.outings import FILLED
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.schema import PROJECTIONS
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_world import TurnableClock

KEY = bytes(range(32))
LABEL = Label("Home", "住户", "住戶")
HOUR = timedelta(hours=1)
PEOPLE = (
    e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
    e.PersonEnrolled("b", "attendant", ("desk",), None, None, "en", None, True),
    e.PersonEnrolled("r", "resident", (), "1-1-0802", None, "en", None, True),
    e.KeyRegistered("own", "unit", LABEL, "01-000000000001", "K01", ("desk",), "1-1-0802"),
    e.KeyRegistered("k2", "plant", LABEL, "01-000000000002", "K02", ("desk",), None),
)
BROKEN: Any = object()
"""What no record can hold."""
ALL = "SELECT key, bearer, movement, taken, back, out_s FROM outings ORDER BY number"


class Years:
    """A ledger whose clock the test turns, and questions to it."""

    def __init__(self, path: Path) -> None:
        self.clock = TurnableClock()
        self.ledger = SqliteLedger(path, self.clock, KEY)
        self.register = SqliteRegister(path)
        self.ledger.append(*PEOPLE)

    def issue(self, movement: str, key: str = "own", by: str = "a") -> None:
        """Have somebody take a key."""
        unit = "1-1-0802" if key == "own" else ""
        self.ledger.append(
            e.KeyIssueIntended(movement, key, by, "K01", "repair", "W-1", "signature:x", unit, "")
        )
        self.ledger.append(e.KeyIssueConfirmed(movement, "tag"))

    def give_back(self, movement: str, key: str = "own", by: str = "a") -> None:
        """Have them bring it back."""
        self.ledger.append(e.KeyReturnIntended(movement, key, by, "K01", ""))
        self.ledger.append(e.KeyReturnConfirmed(movement, "tag"))

    def later(self, hours: float) -> datetime:
        """Let time pass; return what it is then."""
        self.clock.elapsed_s += hours * 3600
        return self.clock.now()

    def rows(self) -> list[tuple[object, ...]]:
        """Return everything that is kept of outings."""
        return sqlite3.connect(self.ledger.path).execute(ALL).fetchall()


@pytest.fixture
def years(tmp_path: Path) -> Iterator[Years]:
    opened = Years(tmp_path / "ledger.db")
    yield opened
    opened.register.close()
    opened.ledger.close()


def busy(years: Years) -> None:
    """Fill the record with outings of every kind."""
    years.issue("m1")
    years.later(2)
    years.give_back("m2")
    years.issue("m3", "k2", "b")
    years.later(1)
    years.ledger.append(e.CustodySettled("k2", at_place("K02"), "a", "found"))
    years.issue("m4", by="b")
    years.later(0.5)
    years.ledger.append(e.KeyGone("own", "K01"))
    years.ledger.append(e.KeyBack("own", "K01"))
    years.issue("m5", "k2")
    years.later(3)


def test_each_outing_with_its_end_however_it_ended(years: Years) -> None:
    began = years.clock.now()
    busy(years)
    found = years.register.outings(["own", "k2"])
    told = [(one.key, one.bearer, one.movement, one.back and one.back - one.taken) for one in found]
    assert told == [
        ("k2", "a", "m5", None), ("own", "b", "m4", HOUR / 2), ("k2", "b", "m3", HOUR), ("own", "a", "m1", 2 * HOUR),
    ]  # fmt: skip
    assert found[-1].taken == began
    assert years.register.outing_count(["own"]) == 2 and years.register.outing_count([]) == 0
    assert [one.movement for one in years.register.outings(["own"], first=1, most=1)] == ["m1"]
    assert years.register.keys_of_home("1-1-0802") == ["own"]


def test_use_counts_what_is_still_out_until_now(years: Years) -> None:
    began = years.clock.now()
    busy(years)
    use = years.register.key_use(began, began + 100 * HOUR, years.clock.now())
    assert {(one.key, one.bearer): (one.times, one.out_s) for one in use} == {
        ("own", "a"): (1, 7200), ("own", "b"): (1, 1800), ("k2", "b"): (1, 3600), ("k2", "a"): (1, 10800),
    }  # fmt: skip
    only = years.register.key_use(began + HOUR, began + 100 * HOUR, years.clock.now(), key="own")
    assert [(one.bearer, one.times) for one in only] == [("b", 1)]
    last = years.register.last_taken(["own", "k2", "unheard-of"])
    assert set(last) == {"own", "k2"} and last["own"] == began + 3 * HOUR


def test_it_is_made_again_from_the_events_alone(years: Years) -> None:
    busy(years)
    live = years.rows()
    assert len(live) == 4
    years.ledger.rebuild()
    assert years.rows() == live


def test_a_residents_own_key_in_the_own_hand_is_no_outing(years: Years) -> None:
    years.issue("m1")
    years.later(1)
    years.give_back("m2")
    home = k.KeyTakeBackIntended("t", "own", "r", "K01", "1-1-0802", "id_card", "a", "signature:t", "")
    years.ledger.append(home, k.KeyTakeBackConfirmed("t", "tag"))
    years.ledger.append(
        k.KeyLeaveIntended("l", "own", "r", "K01", "1-1-0802", 1, "id_card", "a", "s", "", "c")
    )
    assert [one.bearer for one in years.register.outings(["own"])] == ["a"]


def test_a_batch_that_is_not_written_leaves_nothing(years: Years) -> None:
    intended = e.KeyIssueIntended("m", "own", "a", "K01", "", "", "s", "", "")
    with pytest.raises(PydanticSerializationError):
        years.ledger.append(
            intended, e.KeyIssueConfirmed("m", "tag"), e.KeyReturnIntended("n", BROKEN, "a", "K01", "")
        )
    years.issue("m9", "k2")
    assert [row[0] for row in years.rows()] == ["k2"]


def test_an_older_file_is_filled_from_its_movements(years: Years) -> None:
    busy(years)
    with sqlite3.connect(years.ledger.path) as database:
        database.execute("DELETE FROM outings")
        database.executescript(FILLED)
    told = [(row[0], row[1], row[2], row[5]) for row in years.rows()]
    assert told[0] == ("own", "a", "m1", 7200) and told[-1] == ("k2", "a", "m5", None)
    assert len(told) == 4


def test_everything_that_a_house_holds_is_kept_on_disk() -> None:
    assert sorted(PROJECTIONS) == sorted(one.name for one in fields(House))


def test_who_changed_a_rule_last_is_known_after_a_power_cut(years: Years) -> None:
    years.ledger.append(r.RulesChanged("c", "grant:g", "s", "rule_change:c", "d"))
    again = SqliteLedger(years.ledger.path, years.clock, KEY)
    assert again.house.rule_changes == years.ledger.house.rule_changes != {}
    again.close()


def test_rules_as_they_were_before_each_change(years: Years) -> None:
    years.ledger.append(r.GrantGiven("g", "group:desk", "key:k2", None, None, None, "file"))
    years.ledger.append(r.KeyRuleSet("key:g", KeyRule(due_min=5), "file"))  # another thing of the same name
    years.ledger.append(r.RulesChanged("c", "grant:g", "s", "rule_change:c", "d"), r.GrantEnded("g", "s"))
    years.ledger.append(r.GrantGiven("g", "group:desk", "key:own", None, None, None, "s"))
    newest, ended, other, first = years.register.rule_lines()
    assert isinstance(newest.before, r.GrantEnded) and newest.noted is None
    assert isinstance(ended.before, r.GrantGiven) and ended.noted and ended.noted.change == "c"
    assert other.before is None and first.before is None
    assert [one.seq for one in years.register.rule_lines(before_seq=ended.seq)] == [other.seq, first.seq]
    assert newest.at.tzinfo == UTC or newest.at.utcoffset() == timedelta(0)


def test_a_key_that_has_left_the_register_is_found_by_its_label(years: Years) -> None:
    assert years.register.keys_struck_off("home") == []
    years.ledger.append(k.KeyStruckOff("own", "a", "lost"))
    for words in ("Home", "住户", "住戶"):
        assert years.register.keys_struck_off(words) == ["own"]
    assert years.register.keys_struck_off("") == years.register.keys_struck_off("roof") == []
    years.ledger.rebuild()
    assert years.register.keys_struck_off("home") == ["own"]
