"""A log that goes on upon another board from a backup: what each paper of the board before proves of what is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.care.events import LogContinued
from kiosk.ledger.store import SqliteLedger
from kiosk.site_keys import public_hex
from tests.ledger.test_verifying import DEVICE, NOON, OTHER, Desk, HandClock, forged, looked

MADE = "2026-05-03T04:02:00Z"


class Moved:
    """A desk whose record went on upon another board from a backup; and papers of both."""

    def __init__(self, folder: Path) -> None:
        for name in ("old", "new"):
            (folder / name).mkdir()
        self.old = Desk(folder / "old" / "ledger.db")
        self.old.happens(2)
        self.held = self.old.receipt()
        self.after, self.head = self.old.ledger.newest
        self.old.ledger.close()
        backup = (folder / "old" / "ledger.db").read_bytes()
        self.old = Desk(folder / "old" / "ledger.db")
        self.old.clock.at = NOON + timedelta(minutes=2)
        self.old.happens(3)
        self.lost = self.old.receipt()
        (folder / "new" / "ledger.db").write_bytes(backup)
        self.new = _on_another_board(folder / "new" / "ledger.db", self.after, self.head)
        self.new.happens(2)


def _on_another_board(path: Path, after: int, head: str) -> Desk:
    clock = HandClock(NOON + timedelta(hours=3))
    ledger = SqliteLedger(path, clock, bytes(32))
    ledger.append(LogContinued(after, head, public_hex(OTHER), public_hex(DEVICE), MADE))
    ledger.close()
    desk = Desk(path, OTHER)
    desk.clock.at = clock.at
    return desk


@pytest.fixture
def moved(tmp_path: Path) -> Moved:
    return Moved(tmp_path)


def test_a_paper_of_the_lost_end_says_what_is_lost_and_after_what(moved: Moved) -> None:
    log = moved.new.exported()
    assert looked(log, moved.held, moved.new.receipt(OTHER)).code == 0
    found = looked(log, moved.held, moved.lost)
    assert (found.code, found.receipts) == (2, 1)
    newest = moved.old.ledger.newest[0]
    assert found.broken == [
        f"receipt line 1 proves it: there was an event {newest} before the log went on upon another board"
        f" (log.continued, event {moved.after + 1}) from the backup of {MADE}: what came after event {moved.after}"
        " is lost"
    ]


def test_a_typed_paper_says_the_same_and_that_it_bears_no_signature(moved: Moved) -> None:
    seq, head = moved.old.ledger.newest
    typed = f"No. {seq:06d} {' '.join(re.findall('....', head))}"
    (said,) = looked(moved.new.exported(), typed).broken
    assert "is lost; it bears no signature" in said and f"after event {moved.after} " in said
    far = f"No. {seq + 90:06d} {' '.join(re.findall('....', head))}"  # beyond the end of this log
    (said,) = looked(moved.new.exported(), far).broken
    assert "is lost; it bears no signature" in said


def test_an_old_board_that_was_not_switched_off_is_told_from_a_lost_end(moved: Moved) -> None:
    moved.old.clock.at += timedelta(hours=9)
    moved.old.happens(1)
    (said,) = looked(moved.new.exported(), moved.old.receipt()).broken
    assert "the board before went on" in said and "two logs have one beginning" in said


def test_what_the_new_board_has_signed_is_no_paper_of_the_old_one(moved: Moved) -> None:
    cut = moved.new.exported()
    moved.new.happens(2)
    (said,) = looked(cut, moved.new.receipt(OTHER)).broken
    assert said.startswith("receipt line 1 proves it: there was an event") and "the log ends at" in said


def test_a_continuation_that_is_made_up_to_hide_a_cut_is_found_out(moved: Moved) -> None:
    def moved_up(rows: list[list[bytes]]) -> None:
        (at,) = [number for number, row in enumerate(rows) if row[2] == b"log.continued/1"]
        del rows[at - 1]

    found = looked(forged(moved.new.exported(), moved_up))
    assert f"event {moved.after}: it says that it goes on after event {moved.after}" in found.broken
    assert any("it goes on from another log" in one for one in found.broken)


@pytest.mark.parametrize("at", ["yesterday", "2026-05-03T04:02:00", "0001-01-01T00:00:00Z", "\ufffd"])
def test_a_time_that_is_none_upsets_nothing(moved: Moved, at: str) -> None:
    def retimed(rows: list[list[bytes]]) -> None:
        rows[moved.after][1] = at.encode()

    found = looked(forged(moved.new.exported(), retimed), moved.held, moved.lost)
    assert found.code == 2
