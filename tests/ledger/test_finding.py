"""Searches of the register: by index and trigram they find what reading everything would, page after page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.domain import events as e
from kiosk.domain.movements import Movement
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.schema import MIGRATIONS, PROJECTIONS, connect
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.register import EVENTS_SEARCHED, SHORT_WORDS_IN, SHORTEST_WORDS
from tests.ledger.small_world import TurnableClock

KEY = bytes(range(32))
COUNT = 240
PEOPLE = ("a-lin", "a-lina", "s-chen", "r-zhang", "r-wang")
UNITS = ("1-1-0802", "1-1-0803", "2-1-1201", "")


def tell(ledger: SqliteLedger, clock: TurnableClock) -> None:
    """Record movements of keys and parcels, some of them begun in the same moment."""
    chance = Random("what moved")
    for number in range(COUNT):
        clock.elapsed_s += chance.choice((0, 0, 0.2, 1, 3600))
        movement, place = f"{chance.getrandbits(128):032x}", f"K{number % 12 + 1:02}"
        unit = chance.choice(UNITS)
        if number % 3 == 0:
            recipient, locker = chance.choice(PEOPLE[3:]), f"L{number % 9 + 1:02}"
            barcode, parcel = f"SF10%{number:04}", f"p-{movement}"
            drop = e.ParcelDropIntended(
                movement, parcel, "c-wang", recipient, unit, barcode, "S", locker, f"{number:x}", "0"
            )
            collect = e.ParcelCollectIntended(
                f"{chance.getrandbits(128):032x}", parcel, recipient, unit, locker, "slip"
            )
            ledger.append(drop)
            ledger.append(e.ParcelDropConfirmed(movement, "presence"))
            if number % 2:
                ledger.append(collect)
        else:
            ledger.append(
                _issue(movement, f"k-{number % 5}", place, chance.choice(PEOPLE[:3]), unit, f"WO-{number:03}")
            )


def _issue(
    movement: str, key: str, place: str, bearer: str, unit: str, work_order: str
) -> e.KeyIssueIntended:
    return e.KeyIssueIntended(
        movement=movement,
        key=key,
        bearer=bearer,
        unit=unit,
        place=place,
        reason="repair",
        work_order=work_order,
        signature="",
        signature_digest="",
    )


class Shelf:
    """A ledger with movements, and all of them read one by one."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, TurnableClock()
        self.ledger = SqliteLedger(path, self.clock, KEY)
        tell(self.ledger, self.clock)
        self.register = SqliteRegister(path)
        self.all = list(self.register.movements(most=10 * COUNT))

    def has(self, one: Movement, words: str) -> bool:
        """Return whether a movement has the words where they are looked for."""
        parcel, wanted = self.register.parcel(one.item), words.lower()
        places = [one.place, one.bearer, one.unit, one.work_order]
        places += [parcel.barcode, parcel.recipient] if parcel else [one.item]
        ids = [one.id, one.item] if len(wanted) >= SHORTEST_WORDS else []
        return any(wanted in text.lower() for text in places) or any(text.startswith(wanted) for text in ids)

    def of(self, one: Movement, people: Sequence[str], items: Sequence[str]) -> bool:
        """Return whether a movement is of these people or items."""
        parcel = self.register.parcel(one.item)
        return one.bearer in people or one.item in items or bool(parcel and parcel.recipient in people)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = Shelf(tmp_path_factory.mktemp("shelf") / "ledger.db")
    yield made
    made.register.close()
    made.ledger.close()


WORDS = (
    "1-1-08", "1-1-0802", "WO-1", "wo-10", "SF10%0", "sf10%003", "K1", "K12", "k1", "L0", "a-lin", "lina", "zhang",
    "k-3", "0", "%", "_", '"', "p-", "nowhere", "a-lin\nr", "AND NOT", "*", "1-1-08\0",
)  # fmt: skip
NARROWED: tuple[dict[str, str], ...] = (
    {}, {"kind": "key.issue"}, {"kind": "parcel.collect"}, {"place": "K03"}, {"person": "r-zhang"}, {"item": "k-2"},
    {"person": "a-lin", "kind": "key.issue"},
)  # fmt: skip


class TestFound:
    @pytest.mark.parametrize("words", WORDS)
    @pytest.mark.parametrize("narrowed", NARROWED, ids=str)
    def test_what_reading_everything_finds(self, shelf: Shelf, words: str, narrowed: dict[str, str]) -> None:
        within = shelf.register.movements(**narrowed, most=10 * COUNT)
        wanted = [one.id for one in within if shelf.has(one, words.replace("\0", ""))]
        found = shelf.register.movements(words=words, **narrowed, most=10 * COUNT)
        assert [one.id for one in found] == wanted

    def test_each_question_finds_something_somewhere(self, shelf: Shelf) -> None:
        unknown = {words for words in WORDS if not shelf.register.movements(words=words)}
        assert unknown == {"_", "p-", '"', "nowhere", "a-lin\nr", "AND NOT", "*"}
        assert all(shelf.register.movements(**one) for one in NARROWED)  # type: ignore[arg-type]

    @pytest.mark.parametrize("words", ["1-1-08", "K0", "nowhere"])
    @pytest.mark.parametrize(
        ("people", "items"),
        [((), ()), (("r-zhang", "a-lin"), ()), ((), ("k-1", "k-4")), (("s-chen",), ("k-1",))],
    )
    def test_pages_follow_each_other_without_a_gap(
        self, shelf: Shelf, words: str, people: tuple[str, ...], items: tuple[str, ...]
    ) -> None:
        wanted = [one.id for one in shelf.all if shelf.has(one, words) or shelf.of(one, people, items)]
        found: list[str] = []
        before = before_id = ""
        while page := shelf.register.movements(
            words=words, people=people, items=items, before=before, before_id=before_id, most=3
        ):
            found += [one.id for one in page]
            before, before_id = page[-1].begun.isoformat().replace("+00:00", "Z"), page[-1].id
        assert found == wanted

    def test_a_day_is_kept_to(self, shelf: Shelf) -> None:
        middle = shelf.all[len(shelf.all) // 2].begun
        since, before = ((middle + timedelta(hours=h)).strftime("%Y-%m-%dT%H:%M:%S") for h in (-5, 5))
        found = shelf.register.movements(words="1-1-08", since=since, before=before, most=COUNT)
        within = shelf.register.movements(since=since, before=before, most=COUNT)
        assert 0 < len(within) < len(shelf.all) / 2
        assert [one.id for one in found] == [one.id for one in within if shelf.has(one, "1-1-08")]

    def test_where_ids_begin(self, shelf: Shelf) -> None:
        drop = next(one for one in shelf.all if one.item == f"p-{one.id}")
        for words in (drop.id, drop.id[:8].upper(), drop.item[:12]):
            assert drop.id in [one.id for one in shelf.register.movements(words=words)]
        assert not shelf.register.movements(words=drop.id[5:20])

    def test_words_without_end_are_cut(self, shelf: Shelf) -> None:
        assert shelf.register.movements(words="1-1-0802" * 100_000) == []

    def test_a_home_is_that_home_alone(self, tmp_path: Path) -> None:
        shelf = Shelf(tmp_path / "ledger.db")
        for number, unit in enumerate(("3-2-1201", "13-2-1201", "3-2-12011", "3-2-1201")):
            shelf.ledger.append(_issue(f"{number:032x}", "k-9", "K5", "a-lin", unit, ""))

        def found(**asked: str) -> list[str]:
            return [one.id[-1] for one in shelf.register.movements(**asked)]  # type: ignore[arg-type]

        assert found(words="3-2-1201") == ["3", "0"]
        assert found(words="3-2-1201", kind="key.issue", place="K5") == ["3", "0"]
        assert found(words="3-2-1201", kind="key.return") == found(words="3-2-1201", place="K01") == []
        assert found(words="3-2-1201", before=shelf.register.movements(most=1)[0].begun.isoformat()) == []
        assert len(found(words="3-2-120")) == 4
        shelf.register.close()
        shelf.ledger.close()


class TestShort:
    def test_short_words_are_looked_for_in_the_newest_alone(self, tmp_path: Path) -> None:
        shelf = Shelf(tmp_path / "ledger.db")
        shelf.ledger.append(_issue("f" * 32, "k-9", "K5", "a-lin", "H1", "9Z ZZ-1"))
        assert len(shelf.register.movements(words="9Z")) == 1
        for number in range(SHORT_WORDS_IN // 100):
            shelf.ledger.append(
                *[_issue(f"{number:016x}{n:016x}", "k-1", "K01", "a-lin", "", "") for n in range(100)]
            )
        assert not shelf.register.movements(words="9Z")
        assert len(shelf.register.movements(words="ZZ-")) == 1
        assert len(shelf.register.movements(words="k5")) == 1, "a place is found however long ago"
        assert len(shelf.register.movements(words="H1")) == 1, "and so is a home"
        shelf.register.close()
        shelf.ledger.close()


class TestKept:
    def test_they_are_rebuilt_with_the_movements(self, tmp_path: Path) -> None:
        shelf = Shelf(tmp_path / "ledger.db")
        before = _words(shelf.path)
        assert len(before) == len(shelf.all)
        shelf.ledger.rebuild()
        assert _words(shelf.path) == before
        check = "INSERT INTO movement_trigrams(movement_trigrams, rank) VALUES ('integrity-check', 1)"
        shelf.ledger._connection.execute(check)
        assert [one.id for one in shelf.register.movements(words="1-1-08", most=COUNT)] == [
            one.id for one in shelf.all if shelf.has(one, "1-1-08")
        ]
        shelf.register.close()
        shelf.ledger.close()

    def test_a_rebuild_that_fails_leaves_them(self, tmp_path: Path) -> None:
        shelf = Shelf(tmp_path / "ledger.db")
        before, last = _words(shelf.path), shelf.ledger.seq
        stranger = connect(shelf.path)
        stranger.execute(
            f"INSERT INTO events VALUES ({last + 1}, '2999-05-03T08:00:00.000Z', 'moon.rose/1', '{{}}', x'')"
        )
        stranger.close()
        with pytest.raises(KeyError):
            shelf.ledger.rebuild()
        assert _words(shelf.path) == before
        assert shelf.register.movements(words="1-1-08")
        shelf.register.close()
        shelf.ledger.close()

    def test_a_file_of_the_former_version_gets_them(self, shelf: Shelf, tmp_path: Path) -> None:
        older = tmp_path / "older.db"
        _as_before(shelf.path, older)
        ledger, register = SqliteLedger(older, TurnableClock(), KEY), SqliteRegister(older)
        assert sorted(_words(older)) == sorted(_words(shelf.path))
        for words in ("1-1-08", "WO-1", "sf10%003", "zhang"):
            wanted = shelf.register.movements(words=words, kind="parcel.drop")
            assert register.movements(words=words, kind="parcel.drop") == wanted
        ledger.append(_issue("e" * 32, "k-1", "K01", "a-lin", "", "WO-NEW"))
        assert [one.id for one in register.movements(words="WO-NEW")] == ["e" * 32]
        register.close()
        ledger.close()


def _words(path: Path) -> list[tuple[str, ...]]:
    reader = sqlite3.connect(path)
    rows = reader.execute(
        "SELECT id, begun, kind, recipient, words FROM movement_words ORDER BY number"
    ).fetchall()
    reader.close()
    return rows


def _as_before(newer: Path, older: Path) -> None:
    """Make a file as the release before wrote it, with the same events and projections."""
    file = sqlite3.connect(older, isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    for script in MIGRATIONS[:2]:
        file.executescript(script)
    file.execute("PRAGMA user_version = 2")
    file.execute("ATTACH ? AS newer", (str(newer),))
    for name in ("events", *PROJECTIONS):
        columns = ", ".join(row[1] for row in file.execute(f"PRAGMA main.table_info({name})"))
        if columns:  # a table of a later release is not there yet
            file.execute(f"INSERT INTO main.{name}({columns}) SELECT {columns} FROM newer.{name}")
    file.close()


class TestEvents:
    def test_words_are_looked_for_in_so_many_events_before_one(self, tmp_path: Path) -> None:
        ledger = SqliteLedger(tmp_path / "ledger.db", TurnableClock(), KEY)
        ledger.append(e.DoorForced("L01"))
        for _ in range(EVENTS_SEARCHED // 1000):
            ledger.append(*[e.DoorForced("L02")] * 1000)
        register = SqliteRegister(ledger.path)
        assert register.events(words="L01") == []
        assert [one.seq for one in register.events(words="L01", before_seq=ledger.seq)] == [1]
        register.close()
        ledger.close()
