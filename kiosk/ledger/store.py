"""The ledger: decide, write, fsync, and only then tell anybody."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.care.restored import known_here
from kiosk.domain.events import Event
from kiosk.domain.evolving import evolve
from kiosk.domain.forms.counting import take_in
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import Key
from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from kiosk.domain.room.room import Level, admit
from kiosk.domain.timekeeping.events import ClockSetRight
from kiosk.ledger import matters, outings, rereading, schema, subjects
from kiosk.ledger.chain import GENESIS, link
from kiosk.ledger.entities import adapter
from kiosk.ledger.progress import Told, nobody
from kiosk.ledger.reserve import Reserve, is_fault, is_no_room
from kiosk.ledger.stored import body_of, event_from, written
from kiosk.ledger.vault import KEY_OF, SqliteVault, keys_destroyed
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Decide, Sealed

log = logging.getLogger(__name__)

Listener = Callable[[Sequence[Recorded]], None]


class SqliteLedger:
    """One file, one writer at a time; readers see the last durable state and never wait."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        vault_key: bytes,
        reserve: Reserve | None = None,
        told: Told = nobody,
    ) -> None:
        """Open or create the ledger at `path` and load the running state from its projections.

        `reserve`: room that it may have when the disk is full. `told`: hears how far it is while it reads years again.

        Raises:
            CutShort: `told` did; the next to open it goes on from there.
        """
        self.path = path
        self.reserve = reserve
        self.level = Level.AMPLE
        self.forms_a_day = 0
        """How much one resident may hand in alone at the lobby in a day; 0: as much as they like."""
        self.ailing = ""
        """Why nothing is recorded: what the disk said when it failed; "" while it does not."""
        self._clock = clock
        self._connection = schema.connect(path, told)
        self._file = _identity(path)
        self._lock = threading.RLock()
        self.vault = SqliteVault(self._connection, vault_key)
        self._listeners: list[Listener] = []
        self._turn = 0
        self._carried: list[outings.Carried] = []
        self._passed: dict[tuple[str, str], object] = {}
        try:
            self._house = self._current(told)
        except BaseException:
            self._connection.close()  # whoever tries again is not kept out by this try
            raise
        row = self._connection.execute(
            "SELECT seq, at, hash FROM events ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        self._seq: int = row[0] if row else 0
        self._last: str = row[1] if row else ""
        self._head: bytes = row[2] if row else GENESIS
        self._lingers = not schema.emptied(self._connection)

    @property
    def house(self) -> House:
        """The state after the last durable event."""
        return self._house

    @property
    def head(self) -> str:
        """The hash of the last event, in hex."""
        return self._head.hex()

    @property
    def newest(self) -> tuple[int, str]:
        """The number of the last event and its hash in hex, of one and the same."""
        with self._lock:
            return self._seq, self._head.hex()

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return self._seq

    @property
    def last_at(self) -> datetime | None:
        """The time of the last event."""
        return datetime.fromisoformat(self._last) if self._last else None

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with every batch of events once it is durable."""
        self._listeners.append(listener)

    def execute(
        self, decide: Decide, *, sealed: Sequence[Sealed] = (), erased: Sequence[str] = ()
    ) -> Sequence[Recorded]:
        """Return what `decide` made of the house, durably recorded; nobody else decides meanwhile.

        With it the records `sealed` go into the vault, and those whose references are `erased` out of it; of a
        person who is forgotten by it, nothing can be read any more.

        Raises:
            Refused: `decide` says no, `room.spent`, `forms.enough`, `care.restored`, or `person.erased` for a
                record about somebody who was; nothing was written.
            Unavailable: the disk took nothing (full, gone, failing); nothing was written.
        """
        with self._lock:
            events = decide(self._house)
            if not events:
                return ()  # nothing happened: nothing is sealed either
            admit(events, self.level)
            take_in(self._house, events, self._clock.now(), self.forms_a_day)
            known_here(self._house, events)
            if any(record.person in self._house.erasures for record in sealed):
                raise Refused("person.erased")  # under a new key they would be there again
            recorded = self._write(events, sealed, erased)
        for listener in self._listeners:
            listener(recorded)
        return recorded

    def append(self, *events: Event) -> Sequence[Recorded]:
        """Return `events`, durably recorded."""
        return self.execute(lambda _house: events)

    def find(self, movement: str) -> Movement | None:
        """Return a movement, however long ago it ended."""
        if known := self._house.movements.get(movement):
            return known
        with self._lock:
            row = self._connection.execute("SELECT body FROM movements WHERE id = ?", (movement,)).fetchone()
        return adapter("movements").validate_json(row[0]) if row else None

    def key(self, key: str) -> Key | None:
        """Return a key, also one that has left the register."""
        if known := self._house.keys.get(key):
            return known
        with self._lock:
            row = self._connection.execute("SELECT body FROM keys WHERE id = ?", (key,)).fetchone()
        return adapter("keys").validate_json(row[0]) if row else None

    def opened(self, reference: str) -> bytes | None:
        """Return a record of the vault, or None if it is not there any more."""
        with self._lock:
            return self.vault.open(reference)

    def sealed_of(self, *people: str) -> Sequence[str]:
        """Return the references of all that is sealed under the keys of these people."""
        with self._lock:
            return self.vault.of(people)

    def sealed_before(self, prefix: str, before: datetime, most: int) -> Sequence[str]:
        """Return the references that begin with `prefix` of what was sealed before a moment, `most` at most."""
        with self._lock:
            if self.vault.undated():
                self._connection.execute("BEGIN IMMEDIATE")
                self.vault.dated(self._last)
                self._connection.execute("COMMIT")
            return self.vault.older(prefix, written(before), most)

    def sealed_between(self, first: str, before: str) -> Sequence[str]:
        """Return the references in the vault from `first` on that sort before `before`."""
        with self._lock:
            return self.vault.references(first, before)

    def close(self) -> None:
        """Close the file; what was recorded is on disk already."""
        with self._lock:
            self._connection.close()

    def rebuild(self) -> None:
        """Make all projections anew from the events alone."""
        with self._lock:
            try:
                house = self._replay()
            except BaseException:
                self._undo()
                raise
            self._house = house

    def _current(self, told: Told) -> House:
        if schema.projected(self._connection):  # else an older release's, or none: a power cut leaves it so
            return self._load()
        return rereading.reread(self._connection, self._load, self._one_on, told)

    def _replay(self) -> House:
        self._connection.execute("BEGIN IMMEDIATE")
        for sql in schema.EMPTIED:
            self._connection.execute(sql)
        house = House()
        rows = self._connection.execute("SELECT seq, at, type, body FROM events ORDER BY seq")
        for row in rows:
            house = self._one_on(house, row)
        self._connection.execute(schema.PROJECTED)
        self._connection.execute("COMMIT")
        return house

    def _one_on(self, house: House, row: rereading.Row) -> House:
        """Return the house after one more event of the file, projected."""
        seq, at, kind, body = row
        recorded = Recorded(seq, datetime.fromisoformat(at), event_from(kind, body))
        after = evolve(house, recorded)
        self._carried += outings.carried_by(house, after, recorded)
        subjects.keep(self._connection, subjects.filed(seq, kind, body))
        self._project(house, after)
        return after

    def _write(
        self, events: Sequence[Event], sealed: Sequence[Sealed], erased: Sequence[str]
    ) -> list[Recorded]:
        at = written(self._clock.now())
        if not any(isinstance(event, ClockSetRight) for event in events):
            at = max(
                at, self._last
            )  # the clock of a Pi may be wrong at boot: time never runs backwards in the log
        stamp = datetime.fromisoformat(at)
        seq, head, house = self._seq, self._head, self._house
        recorded, rows = [], []
        self._carried.clear()
        self._passed.clear()
        for event in events:
            seq += 1
            body = body_of(event)
            head = link(head, seq, at, event.stored_as, body)
            rows.append((seq, at, event.stored_as, body, head))
            recorded.append(Recorded(seq, stamp, event))
            earlier, house = house, evolve(house, recorded[-1])
            self._carried += outings.carried_by(earlier, house, recorded[-1])
            self._passed |= matters.passed_by(self._house, earlier, house)
        gone = [*erased, *keys_destroyed(events)]
        self._on_disk(lambda: self._commit(rows, sealed, gone, house), events)
        self._seq, self._last, self._head, self._house = seq, at, head, house
        self._lingers = self._lingers or any(one.startswith(KEY_OF) for one in gone)
        if self._lingers:  # a key that was destroyed: while somebody reads, it is tried again at every write
            self._lingers = not schema.emptied(self._connection)
        return recorded

    @property
    def displaced(self) -> str:
        """Why a next start would not find this record at its path; "" while it would.

        A file that is open is written to and read for as long as one likes, though it was removed, its disk taken
        out of the tree, or another disk put over it.
        """
        try:
            found = _identity(self.path)
        except OSError as trouble:
            return f"the record is not at its place any more: {trouble}"
        return "" if found == self._file else f"another file has come to {self.path}"

    def goes_on_in_its_place(self) -> bool:
        """Return whether what stands at the path now has all that was acknowledged here.

        Raises:
            sqlite3.Error: it can't be read.
        """
        with self._lock:
            seq, head = self._seq, self._head
        reader = schema.connect_to_read(self.path)
        try:
            row = reader.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchone()
        finally:
            reader.close()
        return row is not None and row[0] == head

    def mend(self) -> bool:
        """Return whether the disk, after it had failed, takes what is written: tried with what says nothing new."""
        with self._lock:
            if not self.ailing:
                return True
            if self.displaced:
                return False
            try:
                last = self._connection.execute(
                    "SELECT hash FROM events ORDER BY seq DESC LIMIT 1"
                ).fetchone()
                if (last[0] if last else GENESIS) != self._head:
                    return False  # what was acknowledged is not there any more: nothing may be added to it
                self.try_disk()
            except sqlite3.Error as trouble:
                self.ailing = str(trouble)
                return False
            self.ailing = ""
            return True

    def try_disk(self) -> None:
        """Write down durably what stands there already.

        Raises:
            sqlite3.Error: the disk does not take it.
        """
        with self._lock:
            version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            self._connection.execute(f"PRAGMA user_version = {version}")

    @property
    def spare_bytes(self) -> int:
        """The room in the record's own file that holds nothing any more."""
        with self._lock:
            try:
                pages, size = (
                    int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])
                    for name in ("freelist_count", "page_size")
                )
            except sqlite3.Error:
                return 0
            return pages * size

    def _on_disk(self, commit: Callable[[], None], events: Sequence[Event]) -> None:
        """Commit; on a full disk once more, in the room that was kept back for what is not taken in."""
        if not self.ailing and (displaced := self.displaced):
            self.ailing = displaced
            log.error("nothing is recorded: %s", displaced)
        if self.ailing:
            self._carried.clear()
            raise Unavailable("ledger", "ledger", self.ailing)
        carried = list(self._carried)
        for again in (False, True):
            try:
                commit()
                return
            except sqlite3.Error as cause:
                self._undo()
                if not again and is_no_room(cause) and self.reserve and self.reserve.give_up():
                    log.warning("the disk is full: the record goes on in the room that was kept back")
                    self.level = Level.SPENT
                    admit(events, self.level)
                    self._carried += carried
                    continue
                if is_fault(cause):
                    self.ailing = str(cause)
                    log.error("the disk fails, nothing is recorded: %s", cause)
                raise Unavailable("ledger", "ledger", str(cause)) from cause
            except BaseException:
                self._undo()  # a bug must not leave half a batch for the next one to commit
                raise

    def _commit(
        self,
        rows: Sequence[tuple[int, str, str, str, bytes]],
        sealed: Sequence[Sealed],
        erased: Sequence[str],
        house: House,
    ) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT INTO events(seq, at, type, body, hash) VALUES (?, ?, ?, ?, ?)", rows
        )
        filed = (subjects.filed(seq, kind, body) for seq, _, kind, body, _ in rows)
        subjects.keep(self._connection, [one for found in filed for one in found])
        for record in sealed:
            self.vault.seal(record, rows[-1][1])
        for reference in erased:
            self.vault.erase(reference)
        for (name, entity_id), entity in self._passed.items():
            self._keep(name, entity_id, entity, fresh=True)
            matters.keep(self._connection, name, entity_id, matters.FOUND[name], entity)
            self._connection.execute(f"UPDATE {name} SET live = 0 WHERE id = ?", (entity_id,))
        self._project(self._house, house)
        self._connection.execute("COMMIT")

    def _undo(self) -> None:
        self._carried.clear()
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            log.exception("the ledger could not be rolled back")

    def _project(self, before: House, after: House) -> None:
        """Write every entity that differs, in the order in which the house has them."""
        outings.keep(self._connection, self._carried)
        self._carried.clear()
        was, now = vars(before), vars(after)
        for name in [name for name in schema.PROJECTIONS if was[name] is not now[name]]:
            old, new = was[name], now[name]
            changed = [entity_id for entity_id, entity in new.items() if old.get(entity_id) is not entity]
            for entity_id in changed:
                self._keep(name, entity_id, new[entity_id], fresh=entity_id not in old)
                if found := matters.FOUND.get(name):
                    matters.keep(self._connection, name, entity_id, found, new[entity_id])
            if len(new) < len(old) + len(changed):
                for entity_id in old.keys() - new.keys():
                    self._connection.execute(f"UPDATE {name} SET live = 0 WHERE id = ?", (entity_id,))

    def _keep(self, name: str, entity_id: str, entity: object, *, fresh: bool) -> None:
        """Write one entity. What a movement is searched by never changes, so that changing it touches no index."""
        self._turn += 1
        body = adapter(name).dump_json(entity)
        if not fresh:
            sql = f"UPDATE {name} SET turn = ?, live = 1, body = CAST(? AS TEXT) WHERE id = ?"
            if self._connection.execute(sql, (self._turn, body, entity_id)).rowcount:
                return
        row: tuple[object, ...] = (entity_id, self._turn, body.decode())
        columns, marks = "id, turn, body", "?, ?, ?"
        if isinstance(entity, Movement):
            columns, marks = columns + ", begun, kind, item, place, bearer", marks + ", ?, ?, ?, ?, ?"
            row = (
                *row,
                entity.begun.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                entity.kind.value,
                entity.item,
                entity.place,
                entity.bearer,
            )
        self._connection.execute(f"INSERT OR REPLACE INTO {name}(live, {columns}) VALUES (1, {marks})", row)

    def _load(self) -> House:
        house = House()
        for name in schema.PROJECTIONS:
            sql = f"SELECT id, body, turn FROM {name} WHERE live ORDER BY turn"
            rows = self._connection.execute(sql).fetchall()
            entities = {entity_id: adapter(name).validate_json(body) for entity_id, body, _ in rows}
            house = replace(house, **{name: entities})
            self._turn = max([self._turn, *(turn for _, _, turn in rows)])
        return house


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
