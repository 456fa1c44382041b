"""The record of how keys are: rights as they were, keys that went home, files of keys read again, older ledgers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.items import Label
from kiosk.domain.keeping import events as k
from kiosk.domain.keys.events import GrantGiven
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.knowing import out_of_service
from kiosk.enrolment import Enrolment, KeyEntry, enrol, gone_from_here
from kiosk.ledger.chain import GENESIS, link, walk
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.schema import MIGRATIONS, PROJECTIONS, connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ledger.stored import KNOWN, body_of, written
from kiosk.ledger.subjects import LIFE
from tests.ledger.small_kiosk import picture
from tests.ledger.small_world import TurnableClock

KEY = bytes(range(32))
LABEL = Label("Home", "住户", "住戶")
OWN = e.KeyRegistered("own", "unit", LABEL, "01-000000000001", "K01", ("desk",), "1-1-0802")
ENTRY = KeyEntry(
    id="own", kind="unit", label=LABEL, place="K01", tag="01-000000000001", groups=("desk",), unit="1-1-0802"
)
HOME = k.KeyTakeBackIntended("t", "own", "r", "K01", "1-1-0802", "id_card", "a", "signature:t", "")
LEFT = k.KeyLeaveIntended("l", "own", "r", "K01", "1-1-0802", 1, "id_card", "a", "signature:l", "", "c")
PEOPLE = (
    e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
    e.PersonEnrolled("r", "resident", (), "1-1-0802", None, "en", None, True),
    GrantGiven("g", "group:desk", "group:desk", None, None, None, "file"),
)
LOST = u.KeyLost("own", "l1", "home-1-1-0802", "a", "a", "a", "mislaid", "a", "signature:x", "", "", "")


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: TurnableClock) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db", clock, KEY)
    opened.append(*PEOPLE, OWN)
    yield opened
    opened.close()


@pytest.fixture
def register(ledger: SqliteLedger) -> Iterator[SqliteRegister]:
    opened = SqliteRegister(ledger.path)
    yield opened
    opened.close()


def enrolled(ledger: SqliteLedger, entry: KeyEntry = ENTRY) -> int:
    """Return how many entries of a file with that key alone were new or different."""
    return enrol(Enrolment(keys=(entry,)), ledger, lambda what, text: text, lambda person: None)


LEAVING: dict[str, tuple[e.Event, ...]] = {
    "taken home": (HOME, k.KeyTakeBackConfirmed("t", "tag")),
    "taken home, as it turned out": (
        HOME,
        k.KeyTakeBackDoubted("t", "unseen"),
        k.KeyStruckOff("own", "a", "empty"),
    ),
    "not left after all": (LEFT, k.KeyLeaveAbandoned("l", "not_put_in")),
    "struck off": (k.KeyStruckOff("own", "a", "lost"),),
}


@pytest.mark.parametrize("how", LEAVING)
def test_a_key_that_has_left_is_in_nobody_s_rights_from_then_on(
    ledger: SqliteLedger, register: SqliteRegister, clock: TurnableClock, how: str
) -> None:
    before = clock.now()
    clock.elapsed_s += 60
    ledger.append(*LEAVING[how])
    assert "own" not in ledger.house.keys
    assert "own" in register.rights_at(before).keys
    assert "own" not in register.rights_at(clock.now()).keys


def test_a_key_that_stayed_is_still_in_them(
    ledger: SqliteLedger, register: SqliteRegister, clock: TurnableClock
) -> None:
    ledger.append(HOME, k.KeyTakeBackAbandoned("t", "not_taken"))
    then = register.rights_at(clock.now())
    assert "own" in then.keys and then.movements["t"].ended


@pytest.mark.parametrize(
    ("events", "why_not"),
    [
        ((u.KeyWithdrawn("own", "a", "faulty", "", ""),), "key.withdrawn"),
        ((u.KeyWithdrawn("own", "a", "faulty", "", ""), u.KeyPutBack("own", "a")), None),
        ((LOST,), "key.lost"),
        ((LOST, u.LossRecovered("own", "l1", "a", "", "")), None),
        ((u.KeyReplacementBegun("own", "r", "a", "tag", "", None),), "key.being_replaced"),
    ],
)
def test_out_of_service_is_out_of_service_as_it_was(
    ledger: SqliteLedger,
    register: SqliteRegister,
    clock: TurnableClock,
    events: tuple[e.Event, ...],
    why_not: str,
) -> None:
    before = clock.now()
    clock.elapsed_s += 60
    ledger.append(*events)
    assert out_of_service(register.rights_at(before), "own") is None
    assert out_of_service(register.rights_at(clock.now()), "own") == why_not


class TestFileReadAgain:
    def test_a_key_that_went_home_stays_there(self, ledger: SqliteLedger) -> None:
        assert enrolled(ledger) == 0
        ledger.append(*LEAVING["taken home"])
        assert gone_from_here(Enrolment(keys=(ENTRY,)), ledger) == ["own"]
        assert enrolled(ledger) == 0
        assert "own" not in ledger.house.keys

    def test_unless_it_says_since_when_it_is_back(self, ledger: SqliteLedger, clock: TurnableClock) -> None:
        ledger.append(*LEAVING["taken home"])
        clock.elapsed_s += 2 * 86_400
        again = ENTRY.model_copy(update={"again": clock.now().date()})
        assert gone_from_here(Enrolment(keys=(again,)), ledger) == []
        enrolled(ledger, again)
        assert "own" in ledger.house.keys
        clock.elapsed_s += 86_400
        ledger.append(k.KeyStruckOff("own", "a", "empty"))
        enrolled(ledger, again)  # the same file once more: that day is over
        assert "own" not in ledger.house.keys
        early = ENTRY.model_copy(update={"again": date(2020, 1, 1)})
        assert gone_from_here(Enrolment(keys=(early,)), ledger) == ["own"]

    def test_a_replaced_tag_and_a_new_label_stay(self, ledger: SqliteLedger) -> None:
        label = Label("Home, garden", "住户花园", "住戶花園")
        tags = ("01-000000000002", "01-000000000001")
        ledger.append(u.KeyReplaced("own", "r", "a", "tag", "", label, *tags))
        enrolled(ledger)
        key = ledger.house.keys["own"]
        assert (key.tag, key.label) == (tags[0], label)


def test_its_whole_life_is_told_in_order_however_long_ago(
    ledger: SqliteLedger, register: SqliteRegister
) -> None:
    ledger.append(u.KeyFaultReported("own", "f", "bent", "a", "a", "", "", ""))
    for _ in range(21):
        ledger.append(*[e.DoorForced("L01")] * 1000)  # so much of it that nothing else is looked for
    ledger.append(u.KeyWithdrawn("own", "a", "faulty", "", ""))
    told = [line.kind for line in register.beside(item="own")]
    assert told == ["key.withdrawn/1", "key.fault.reported/1", "key.registered/1"]
    assert [line.kind for line in register.beside(item="own", most=1)] == ["key.withdrawn/1"]
    assert register.beside(item="k9") == []


def test_each_event_about_a_key_s_condition_is_part_of_its_life() -> None:
    ours = {name for name, kind in e.STORED.items() if issubclass(kind, u.UpkeepEvent)}
    assert KNOWN and ours and ours <= set(LIFE)


def test_a_ledger_of_the_last_release_comes_along(tmp_path: Path, clock: TurnableClock) -> None:
    path = tmp_path / "old.db"
    at = clock.now() - timedelta(days=1)
    written_at = written(at)
    old = sqlite3.connect(path, isolation_level=None)
    for number, script in enumerate(MIGRATIONS[:3], start=1):
        old.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
    head = GENESIS
    for seq, event in enumerate((*PEOPLE, OWN, *LEAVING["taken home"]), start=1):
        head = link(head, seq, written_at, event.stored_as, body_of(event))
        row = (seq, written_at, event.stored_as, body_of(event), head)
        old.execute("INSERT INTO events(seq, at, type, body, hash) VALUES (?, ?, ?, ?, ?)", row)
    old.close()

    ledger = SqliteLedger(path, clock, KEY)
    ledger.rebuild()
    ledger.append(e.KeyRegistered("new", "common", LABEL, "T2", "K02", ("desk",), None))
    ledger.append(u.KeyFaultReported("new", "f", "bent", "a", "a", "", "", ""))
    lived = picture(ledger.house)
    ledger.close()
    again = SqliteLedger(path, clock, KEY)
    assert picture(again.house) == lived and again.house.conditions["new"].faults
    again.rebuild()
    assert picture(again.house) == lived
    register, reader = SqliteRegister(path), connect_to_read(path)
    assert "own" not in register.rights_at(datetime.fromisoformat(written_at)).keys
    assert [line.kind for line in register.beside(item="own")] == ["key.registered/1"]
    assert reader.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert walk(reader).broken_at is None
    tables = {name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(PROJECTIONS) <= tables
    reader.close()
    register.close()
    again.close()
