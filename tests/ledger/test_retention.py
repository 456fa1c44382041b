"""What time ends goes once a day, by a clock that is believed; what is needed stays; what went is on record."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.erasure.events import PersonErased
from kiosk.domain.retention.rules import ROUND
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.personal.retention import (
    AT_ONCE,
    CODES,
    COURIERS,
    NOTICES,
    SIGNATURES,
    WORDS,
    KeptFor,
    Retention,
)
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from tests.unit.houses import DROP, LABEL

NOON = datetime(2026, 5, 3, 4, 0, tzinfo=UTC)
RULES = [
    KeptFor(SIGNATURES, 100),
    KeptFor(WORDS, 0),
    KeptFor(CODES, 30),
    KeptFor(COURIERS, 365),
    KeptFor(NOTICES, 30),
]
DAY = timedelta(days=1)


@dataclass
class HandClock:
    """A clock that a test moves, and takes its trust from."""

    at: datetime = NOON
    trusted: bool = True

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


class Desk:
    """A record with things in it, and what sees to them."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.notices = HandClock(), folder / "notices"
        self.ledger = SqliteLedger(folder / "ledger.db", self.clock, bytes(32))
        people = [
            e.PersonEnrolled(name, role, (), unit, None, "en", None, True)
            for name, role, unit in (("r", "resident", "1-1-0802"), ("c", "courier", None), ("c2", "courier", None))
        ]  # fmt: skip
        cards = [Card(name, name).sealed() for name in ("r", "c", "c2")]
        self.ledger.execute(lambda house: people, sealed=cards)
        self.register = SqliteRegister(self.ledger.path)
        self.directory = Directory(card for _, card in self.ledger.vault.all_like("person:"))
        self.retention = Retention(
            self.ledger, self.register, self.directory, self.clock, "Asia/Shanghai", RULES,
            trusted=lambda: self.clock.trusted, notices=self.notices,
        )  # fmt: skip

    def keeps(self, *references: str) -> None:
        """Seal something under each of these."""
        sealed = [Sealed(one, "r", b"x") for one in references]
        self.ledger.execute(lambda house: [e.DoorForced("L01")], sealed=sealed)

    def after(self, days: int) -> None:
        """So many days later, the thread looks."""
        self.clock.at += days * DAY
        self.retention.round()

    def total(self, rule: str) -> int:
        known = self.ledger.house.retained.get(rule)
        return known.total if known else 0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.register.close()
    desk.ledger.close()


def test_a_signature_goes_on_its_day_and_not_before(desk: Desk) -> None:
    desk.keeps("signature:1")
    desk.after(100)
    assert desk.ledger.opened("signature:1")
    desk.keeps("signature:2")
    desk.after(1)
    assert [desk.ledger.opened(f"signature:{one}") for one in "12"] == [None, b"x"]
    assert desk.total(SIGNATURES) == 1
    kinds = [line.body for line in desk.register.events(most=9) if line.kind == "record.retained/1"]
    assert {"day": "", "gone": {SIGNATURES: 1}} in kinds


def test_nothing_goes_by_a_clock_that_nobody_believes_and_no_round_is_claimed(desk: Desk) -> None:
    desk.keeps("signature:1")
    desk.clock.trusted = False
    desk.after(4000)
    assert desk.ledger.opened("signature:1") and not desk.ledger.house.retained


def test_a_round_is_made_once_a_day_of_the_sites_own(desk: Desk) -> None:
    desk.after(0)
    before = desk.ledger.seq
    desk.clock.at = NOON + timedelta(hours=11)  # 23:00 in Shanghai
    desk.retention.round()
    assert desk.ledger.seq == before
    desk.clock.at = NOON + timedelta(hours=12)
    desk.retention.round()
    assert (desk.ledger.seq, desk.ledger.house.retained[ROUND].day) == (before + 1, "2026-05-04")


def test_a_rule_of_no_days_keeps_for_good(desk: Desk) -> None:
    desk.keeps("words:1", "note:1")
    desk.after(9000)
    assert desk.ledger.opened("words:1") and desk.ledger.opened("note:1")


def test_what_somebody_still_answers_for_is_kept_however_old(desk: Desk) -> None:
    desk.ledger.append(e.KeyRegistered("k1", "common", LABEL, "T1", "K01", (), None))
    desk.ledger.append(e.KeyIssueIntended("i", "k1", "c", "K01", "repair", "", "signature:needed", "", ""))
    desk.keeps("signature:needed", *(f"signature:old-{n}" for n in range(AT_ONCE * 2 + 7)))
    desk.after(200)
    assert desk.ledger.opened("signature:needed")
    assert (desk.ledger.sealed_of("r").count("signature:needed"), desk.total(SIGNATURES)) == (
        1,
        AT_ONCE * 2 + 7,
    )


def test_the_code_of_a_parcel_that_waits_is_kept(desk: Desk) -> None:
    desk.ledger.append(DROP)
    desk.ledger.append(e.ParcelDropConfirmed("m", "presence"))
    desk.keeps("code:slip", "code:other")
    desk.after(31)
    assert (desk.ledger.opened("code:slip"), desk.ledger.opened("code:other")) == (b"x", None)


def test_couriers_who_come_no_more_are_forgotten_and_those_who_do_are_not(desk: Desk) -> None:
    desk.ledger.append(DROP)
    desk.ledger.append(e.ParcelDropConfirmed("m", "presence"))
    desk.after(366)
    assert "c" not in desk.ledger.house.people and desk.directory.card("c") is None
    assert desk.ledger.opened("person:c") is None
    assert desk.ledger.opened("person:c2")  # nobody knows since when: nothing is assumed
    assert desk.total(COURIERS) == 1


def test_notices_that_nobody_fetched_go(desk: Desk) -> None:
    desk.notices.mkdir()
    for name, days in (("old", 31), ("new", 29)):
        (desk.notices / f"{name}.json").write_text("{}")
        at = (NOON - days * DAY).timestamp()
        os.utime(desk.notices / f"{name}.json", (at, at))
    desk.after(0)
    assert [file.stem for file in desk.notices.iterdir()] == ["new"] and desk.total(NOTICES) == 1


def test_a_replay_knows_the_same(desk: Desk) -> None:
    desk.keeps("signature:1")
    desk.after(101)
    house = desk.ledger.house
    desk.ledger.rebuild()
    assert desk.ledger.house == house and house.retained[SIGNATURES].total == 1


def test_what_lies_in_the_outbox_about_somebody_erased_goes_at_once_by_any_clock(desk: Desk) -> None:
    desk.notices.mkdir()
    for name, content in (
        ("theirs", '{"person": "r"}'),
        ("other", '{"person": "c"}'),
        ("odd", "[1]"),
        ("bad", "{"),
    ):
        (desk.notices / f"{name}.json").write_text(content)
    desk.clock.trusted = False
    desk.retention.round()
    assert len(list(desk.notices.iterdir())) == 4
    erased = PersonErased("r", "x", "resident", "s", "a", "asked", 1, NOON.date())
    desk.ledger.append(erased, PersonForgotten("r", "erased"))
    desk.retention.round()
    assert {file.stem for file in desk.notices.iterdir()} == {"other", "odd", "bad"}
