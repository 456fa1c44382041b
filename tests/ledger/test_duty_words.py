"""Words in the duty log, years later: every line is found by them, what was erased by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.dutylog.entry import RECENT, DutyEntry
from kiosk.flows.shifts.dutylog import DutyLog
from kiosk.flows.shifts.wordbook import AT_ONCE
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger

LINES = 2 * AT_ONCE + RECENT
WHO = ("a-lin", "a-zhou")


class Years:
    """A clock that goes on by three hours with each line."""

    def __init__(self) -> None:
        self.at = datetime(2021, 5, 3, 6, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


class Book:
    """A log of some hundred lines, of two people in turn; one line in 97 says something else than the rest."""

    def __init__(self, folder: Path) -> None:
        self.clock = Years()
        self.ledger = SqliteLedger(folder / "ledger.db", self.clock, b"k" * 32)
        self.register = SqliteRegister(folder / "ledger.db")
        for name in WHO:
            self.ledger.append(e.PersonEnrolled(name, "attendant", (), None, None, "en", None, True))
        self.log = self.fresh()
        self.told = 0

    def fresh(self) -> DutyLog:
        """Return the log as after a start: nothing of it was read."""
        return DutyLog(self.ledger, self.register, self.clock, "Asia/Shanghai")

    def write(self, words: str) -> DutyEntry:
        """Return one more line, of whoever's turn it is."""
        self.told += 1
        self.clock.at += timedelta(hours=3)
        who = self.ledger.house.people[WHO[self.told % 2]]
        return self.log.write(f"{self.told:08}" * 4, "notice", None, who, words)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path)
    yield made
    made.register.close()
    made.ledger.close()


def test_every_line_is_found_by_its_words_however_old_it_is(book: Book) -> None:
    wanted = [
        book.write(f"The Glazier comes, window {number}" if number % 97 == 0 else f"Round {number}, 一切正常")
        for number in range(LINES)
    ][::97]
    log = book.fresh()
    first = log.find("glazier")
    assert not log.read_to_the_end and 0 < len(first) < len(wanted), "the newest at once, and it says so"
    log.start()
    assert log._wordbook.whole(20)
    assert [one.id for one in log.find("GLAZIER comes")] == [one.id for one in reversed(wanted)]
    assert log.read_to_the_end
    assert len(log.find("一切", most=40)) == 40
    book.log = log
    later = book.write("A second glazier")
    assert log.find("glazier")[0].id == later.id, "what was written since is found at once"
    assert log.find("plumber") == []
    log.stop()


def test_what_was_erased_is_found_by_nothing_and_held_no_longer(book: Book) -> None:
    lines = [book.write(f"Told by {WHO[(number + 1) % 2]}") for number in range(4)]
    assert len(book.log.find("told by")) == 4
    book.ledger.append(PersonForgotten("a-lin", "asked"))
    assert {one.by for one in book.log.find("told by")} == {"a-zhou"}
    assert book.log.find("a-lin", people=()) == [] and lines
    assert any("a-lin" in said for _, said in book.log._wordbook._words.values()), "it was read before"
    book.log._wordbook._turn()
    assert not any("a-lin" in said for _, said in book.log._wordbook._words.values())
