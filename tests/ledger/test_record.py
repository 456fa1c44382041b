"""The log itself: nothing in it can be changed, taken out or cut off unnoticed, and it is never half-written."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.house import Recorded
from kiosk.domain.items import Label
from kiosk.domain.refusal import Refused
from kiosk.enrolment import Enrolment, KeyEntry, PersonEntry, enrol
from kiosk.flows.people.directory import Card
from kiosk.ledger.chain import GENESIS, Verdict, link, walk
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.schema import MIGRATIONS, LedgerFromTheFuture, connect, connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Sealed
from tests.ledger.small_kiosk import boot, furnish, picture
from tests.ledger.small_world import Mains, SmallWorld, TurnableClock

KEY = bytes(range(32))


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path, clock: TurnableClock) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(path, clock, KEY)
    yield opened
    opened.close()


def write(ledger: SqliteLedger, count: int) -> None:
    for number in range(count):
        ledger.append(e.DoorForced(f"L{number:02}"))


def walked(path: Path) -> Verdict:
    reader = connect_to_read(path)
    verdict = walk(reader)
    reader.close()
    return verdict


class TestChain:
    def test_the_hash_is_what_the_format_says(self) -> None:
        first = link(GENESIS, 1, "2026-05-03T08:00:00.000Z", "door.forced/1", '{"place":"L01"}')
        # sha256 of "0"*64, 1, the time, the type and the body, each on a line of its own, by another program
        assert first.hex() == "66a026e8ae80726122d8f4f330621ad1a50e60af205e01761ab2e47c9269481c"

    def test_an_untouched_log_holds(self, ledger: SqliteLedger, path: Path) -> None:
        write(ledger, 5)
        verdict = walked(path)
        assert (verdict.events, verdict.head, verdict.broken_at) == (5, ledger.head, None)

    @pytest.mark.parametrize(
        ("forgery", "found_at"),
        [
            ("UPDATE events SET body = replace(body, 'L02', 'L03') WHERE seq = 3", 3),
            ("UPDATE events SET at = '2026-05-03T08:00:00.001Z' WHERE seq = 2", 2),
            ("UPDATE events SET type = 'door.ajar/1' WHERE seq = 4", 4),
            ("UPDATE events SET hash = zeroblob(32) WHERE seq = 5", 5),
            ("DELETE FROM events WHERE seq = 3", 3),
            ("DELETE FROM events WHERE seq = 1", 1),
            ("UPDATE events SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END WHERE seq IN (2, 3)", 2),
            ("UPDATE events SET at = '2026-05-03T07:00:00.000Z' WHERE seq = 5", 5),
        ],
    )
    def test_a_forgery_is_found(self, ledger: SqliteLedger, path: Path, forgery: str, found_at: int) -> None:
        write(ledger, 5)
        forger = sqlite3.connect(path, isolation_level=None)
        for trigger in ("events_keep", "events_stay", "events_follow"):
            forger.execute(f"DROP TRIGGER {trigger}")
        if "CASE" in forgery:  # two at once would meet halfway
            forger.execute("UPDATE events SET seq = 99 WHERE seq = 2")
            forger.execute("UPDATE events SET seq = 2 WHERE seq = 3")
            forger.execute("UPDATE events SET seq = 3 WHERE seq = 99")
        else:
            forger.execute(forgery)
        assert walk(forger).broken_at == found_at
        forger.close()

    def test_a_cut_off_end_shows_in_the_head(self, ledger: SqliteLedger, path: Path) -> None:
        write(ledger, 5)
        forger = sqlite3.connect(path, isolation_level=None)
        forger.execute("DROP TRIGGER events_stay")
        forger.execute("DELETE FROM events WHERE seq = 5")
        verdict = walk(forger)
        assert verdict.broken_at is None and verdict.events == 4
        assert verdict.head != ledger.head  # which stands on the slips in residents' pockets
        forger.close()


class TestTriggers:
    @pytest.mark.parametrize(
        ("sql", "words"),
        [
            ("UPDATE events SET body = '{}' WHERE seq = 1", "append-only"),
            ("UPDATE events SET at = at", "append-only"),
            ("DELETE FROM events WHERE seq = 2", "append-only"),
            ("DELETE FROM events", "append-only"),
            ("INSERT INTO events VALUES (9, '', '', '', x'')", "no gaps"),
            ("INSERT INTO events VALUES (0, '', '', '', x'')", "no gaps"),
            ("INSERT OR REPLACE INTO events VALUES (2, '', '', '', x'')", "no gaps"),
        ],
    )
    def test_the_log_refuses(self, ledger: SqliteLedger, path: Path, sql: str, words: str) -> None:
        write(ledger, 2)
        clerk = connect(path)
        with pytest.raises(sqlite3.IntegrityError, match=words):
            clerk.execute(sql)
        clerk.close()
        assert walked(path).events == 2


class TestReplay:
    def test_replay_tells_what_was_lived(self, tmp_path: Path) -> None:
        path, world = tmp_path / "ledger.db", SmallWorld(TurnableClock(), Mains())
        furnish(path, world)
        kiosk = boot(path, world)
        for number in range(70):  # more than stay at hand
            kiosk.identify("c1")
            kiosk.drop.scanned(f"SF{number}")
            movement = kiosk.drop.start(f"{number:032x}", f"SF{number}", "r1", "S")
            kiosk.look()
            world.clock.elapsed_s += 1
            world.doors[movement.place].is_open = False
            kiosk.look()
            if not kiosk.doors.need(movement.id).ended:  # empty, or a door of which nothing tells
                kiosk.doors.say(movement.id, "not_put_in")
            assert kiosk.doors.need(movement.id).ended
        lived = picture(kiosk.ledger.house)
        rows = _rows(path)
        kiosk.ledger.rebuild()
        assert picture(kiosk.ledger.house) == lived
        assert _rows(path) == rows
        kiosk.ledger.close()
        again = SqliteLedger(path, world.clock, bytes(32))
        assert picture(again.house) == lived
        assert len(again.house.movements) < 70
        assert again.find(f"{0:032x}"), "what is not at hand is still known"
        again.close()

    def test_an_event_that_nobody_knows_leaves_the_file_as_it_was(
        self, ledger: SqliteLedger, path: Path
    ) -> None:
        write(ledger, 3)
        before = _rows(path)
        stranger = connect(path)
        stranger.execute(
            "INSERT INTO events VALUES (4, '2026-05-03T08:00:00.000Z', 'moon.rose/1', '{}', x'00')"
        )
        stranger.close()
        with pytest.raises(KeyError):
            ledger.rebuild()
        assert _rows(path) == before
        ledger.vault.all_like("")  # the connection is not in the middle of anything


def _rows(path: Path) -> list[tuple[str, str, int, str]]:
    reader = connect_to_read(path)
    found = [
        (name, *row)
        for name in ("doors", "movements", "parcels", "people", "keys", "papers", "notices", "guesses")
        for row in reader.execute(f"SELECT id, live, body FROM {name} ORDER BY turn")
    ]
    reader.close()
    return found


class TestFile:
    def test_a_file_from_the_future_is_left_alone(self, path: Path, clock: TurnableClock) -> None:
        SqliteLedger(path, clock, KEY).close()
        newer = sqlite3.connect(path)
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        newer.close()
        with pytest.raises(LedgerFromTheFuture):
            SqliteLedger(path, clock, KEY)

    def test_the_file_is_durable_by_its_own_word(self, ledger: SqliteLedger, path: Path) -> None:
        durable = connect(path)
        assert durable.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert durable.execute("PRAGMA synchronous").fetchone()[0] == 2
        durable.close()

    def test_the_head_is_there_again_after_reopening(self, path: Path, clock: TurnableClock) -> None:
        first = SqliteLedger(path, clock, KEY)
        write(first, 3)
        head, seq = first.head, first.seq
        first.close()
        second = SqliteLedger(path, clock, KEY)
        assert (second.head, second.seq) == (head, seq)
        write(second, 1)
        second.close()
        assert walked(path).events == 4

    def test_time_never_runs_backwards(self, ledger: SqliteLedger, path: Path, clock: TurnableClock) -> None:
        write(ledger, 1)
        clock.wrong_by_s = -86_400.0
        recorded = ledger.append(e.DoorForced("L09"))
        assert recorded[0].at == clock.now() + timedelta(days=1)
        clock.wrong_by_s = 60.0
        assert ledger.append(e.DoorForced("L10"))[0].at == clock.now()
        assert walked(path).broken_at is None


class TestWriting:
    def test_a_refusal_writes_nothing(self, ledger: SqliteLedger) -> None:
        def decide(house: object) -> list[e.Event]:
            raise Refused("no_room")

        with pytest.raises(Refused):
            ledger.execute(decide, sealed=[Sealed("code:1", "r1", b"secret")])
        assert (ledger.seq, ledger.opened("code:1")) == (0, None)

    def test_a_full_disk_takes_nothing(self, ledger: SqliteLedger, path: Path) -> None:
        write(ledger, 1)
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        head, house = ledger.head, ledger.house
        with pytest.raises(Unavailable, match="full"):
            ledger.append(*[e.DoorForced(f"L{number}") for number in range(2000)])
        assert (ledger.head, ledger.house, ledger.seq) == (head, house, 1)
        assert walked(path).events == 1
        ledger._connection.execute("PRAGMA max_page_count = 1000000")
        write(ledger, 1)
        assert walked(path).events == 2

    def test_a_bug_in_the_middle_leaves_no_half_batch(self, path: Path, clock: TurnableClock) -> None:
        first = SqliteLedger(path, clock, KEY)
        first.execute(lambda house: [e.DoorForced("L01")], sealed=[Sealed("code:1", "r1", b"1234")])
        first.close()
        other_key = SqliteLedger(path, clock, bytes(32))  # r1's own key can't be unwrapped: sealing breaks
        with pytest.raises(ValueError):
            other_key.execute(lambda house: [e.DoorForced("L02")], sealed=[Sealed("code:2", "r1", b"5678")])
        assert [r.seq for r in other_key.append(e.DoorForced("L03"))] == [2]
        other_key.close()
        assert walked(path).events == 2

    def test_nobody_who_reads_waits_for_the_writer(self, ledger: SqliteLedger, path: Path) -> None:
        write(ledger, 3)
        ledger._connection.execute("BEGIN IMMEDIATE")  # a writer that takes its time
        ledger._connection.execute("UPDATE doors SET live = 0")
        register, seen = SqliteRegister(path), threading.Event()

        def read() -> None:
            assert len(register.events()) == 3
            assert len(ledger.house.doors) == 3
            seen.set()

        reader = threading.Thread(target=read)
        with ledger._lock:
            reader.start()
            assert seen.wait(timeout=5)
        reader.join()
        ledger._connection.execute("ROLLBACK")
        register.close()

    def test_two_at_once_are_one_after_the_other(self, ledger: SqliteLedger, path: Path) -> None:
        threads = [threading.Thread(target=write, args=(ledger, 10)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ledger.seq == 40
        verdict = walked(path)
        assert (verdict.events, verdict.head) == (40, ledger.head)


class TestEnrolment:
    def test_many_are_enrolled_in_few_transactions(self, ledger: SqliteLedger) -> None:
        batches: list[int] = []
        ledger.listen(lambda recorded: batches.append(len(recorded)))
        everybody = [PersonEntry(id=f"r-{n}", role="resident", name=f"N {n}", unit="1-1") for n in range(250)]
        label = Label("Gate", "大门", "大門")
        keys = [KeyEntry(id="gate", kind="common", label=label, place="K01", tag="01-000000000001")]
        enrolment = Enrolment(people=tuple(everybody), keys=tuple(keys))
        assert enrol(enrolment, ledger, lambda what, text: text, lambda person: None) == 251
        assert batches == [100, 100, 51] and len(ledger.house.people) == 250
        assert all(ledger.opened(f"person:r-{n}") for n in range(250))
        cards = {one.id: Card(one.id, one.name) for one in everybody}
        assert enrol(enrolment, ledger, lambda what, text: text, cards.get) == 0
        moved = [everybody[0].model_copy(update={"unit": "1-2"}), *everybody[1:]]
        again = Enrolment(people=tuple(moved), keys=tuple(keys))
        assert enrol(again, ledger, lambda what, text: text, cards.get) == 1
        assert batches[3:] == [1] and ledger.house.people["r-0"].unit == "1-2"


class TestVault:
    def test_what_was_sealed_comes_back_and_stands_nowhere(self, ledger: SqliteLedger, path: Path) -> None:
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=[Sealed("person:r1", "r1", b"Zhang Wei")])
        assert ledger.opened("person:r1") == b"Zhang Wei"
        assert ledger.opened("person:r2") is None
        for file in (path, path.with_name("ledger.db-wal")):
            assert b"Zhang Wei" not in file.read_bytes()

    def test_what_was_tampered_with_does_not_open(self, ledger: SqliteLedger) -> None:
        sealed = [Sealed("code:1", "r1", b"1111"), Sealed("code:2", "r1", b"2222")]
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=sealed)
        tamper = "UPDATE sealed SET content = (SELECT content FROM sealed WHERE reference = 'code:2')"
        ledger._connection.execute(tamper)  # one record passed off as another
        assert (ledger.opened("code:1"), ledger.opened("code:2")) == (None, b"2222")
        for damaged in ("zeroblob(32)", "x'00'", "x''"):
            ledger._connection.execute(f"UPDATE sealed SET content = {damaged}")
            assert ledger.opened("code:2") is None

    def test_each_person_has_a_key_that_can_be_destroyed(self, ledger: SqliteLedger, path: Path) -> None:
        sealed = [Sealed("person:r1", "r1", b"one"), Sealed("person:r2", "r2", b"two")]
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=sealed)
        ledger._connection.execute("DELETE FROM person_keys WHERE person = 'r1'")
        assert (ledger.opened("person:r1"), ledger.opened("person:r2")) == (None, b"two")
        assert dict(ledger.vault.all_like("person:")) == {"person:r2": b"two"}
        assert walked(path).broken_at is None

    def test_who_is_forgotten_while_somebody_reads_leaves_the_write_ahead_log_when_the_reader_does(
        self, ledger: SqliteLedger, path: Path
    ) -> None:
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=[Sealed("person:c1", "c1", b"one")])
        sealed = ledger._connection.execute("SELECT content FROM sealed").fetchone()[0]
        log = path.with_name("ledger.db-wal")
        told: list[Recorded] = []
        ledger.listen(told.extend)
        reader = connect_to_read(path)
        reading = reader.execute("SELECT seq FROM events UNION ALL SELECT seq FROM events")
        reading.fetchone()
        began_s = time.monotonic()
        ledger.append(PersonForgotten("c1", "expired"))
        assert time.monotonic() - began_s < 2, "a forgetting waited for a reader"
        assert len(told) == 1 and ledger.opened("person:c1") is None
        assert log.read_bytes().count(sealed) >= 1, "the reader still needs it"
        reading.close()
        reader.close()
        ledger.append(e.DoorForced("L01"))
        assert log.stat().st_size == 0 and sealed not in path.read_bytes()
        ledger.append(e.DoorForced("L02"))
        assert log.stat().st_size > 0, "once is enough"

    def test_who_is_forgotten_amid_a_question_of_the_ledger_s_own_is_told_to_all_the_same(
        self, ledger: SqliteLedger, path: Path
    ) -> None:
        ledger.append(e.DoorForced("L01"), e.DoorForced("L02"))
        told: list[Recorded] = []
        ledger.listen(told.extend)
        asking = ledger._connection.execute("SELECT seq FROM events")
        asking.fetchone()
        ledger.append(PersonForgotten("c1", "expired"))
        assert [one.seq for one in told] == [3]
        asking.close()
        ledger.append(e.DoorForced("L01"))
        assert path.with_name("ledger.db-wal").stat().st_size == 0

    def test_a_copy_without_the_site_s_key_tells_nothing(
        self, ledger: SqliteLedger, path: Path, clock: TurnableClock
    ) -> None:
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=[Sealed("person:r1", "r1", b"Zhang Wei")])
        ledger._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        stolen = path.with_name("stolen.db")
        shutil.copy(path, stolen)
        thief = SqliteLedger(stolen, clock, bytes(32))
        assert thief.opened("person:r1") is None
        assert thief.seq == 1
        thief.close()
