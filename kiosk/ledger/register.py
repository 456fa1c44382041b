"""Answers questions about the past, from the projections and the events."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.bookings.booking import Booking
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.inspections.inspection import Inspection
from kiosk.domain.items import Parcel
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.sending.sending import Sending
from kiosk.domain.shifts.shift import Shift
from kiosk.domain.stocktake.stocktake import Stocktake
from kiosk.ledger import alarms as alarm_history
from kiosk.ledger import days, rulelog, sheets
from kiosk.ledger import matters as found
from kiosk.ledger import outings as key_outings
from kiosk.ledger import sendings as sending_history
from kiosk.ledger import shifts as shift_history
from kiosk.ledger.entities import adapter, table_of
from kiosk.ledger.finding import Finding, literally
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.stored import event_from, written
from kiosk.ledger.subjects import FOUND
from kiosk.ports.register import EVENTS_SEARCHED, KeyBack, KeyOuting, KeyUse, LogLine, Moved, RuleLine

M = TypeVar("M")
_MOVEMENT = TypeAdapter(Movement)
_PARCEL = TypeAdapter(Parcel)
_INSPECTION = TypeAdapter(Inspection)
_BOOKING = TypeAdapter(Booking)

_ASKED = {
    "place": "place = :place",
    "item": "item = :item",
    "kind": "kind = :kind",
    "since": "begun >= :since",
    "before": "(begun, id) < (:before, :before_id)",
}
_OF_A_PERSON = (
    "bearer = :person",
    "id IN (SELECT id FROM movement_words WHERE recipient = :person)",
)
"""Either makes a movement somebody's; asked one by one, each by its own index."""


class SqliteRegister:
    """Read-only; each thread asks through a connection of its own, so a long search holds up nobody."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []

    def movements(
        self,
        *,
        words: str = "",
        kind: str = "",
        place: str = "",
        item: str = "",
        person: str = "",
        people: Sequence[str] = (),
        items: Sequence[str] = (),
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Movement]:
        """Return movements, newest first, that fit all of what is asked; `kiosk.ports.register.Register` tells how."""
        asked = {
            "place": place,
            "item": item,
            "kind": kind,
            "since": since,
            "before": before,
            "person": person,
        }
        facts = {**asked, "before_id": before_id}
        newest = f"ORDER BY begun DESC, id DESC LIMIT {int(most)}"
        where = " AND ".join(
            ["1", *(_ASKED[name] for name, value in asked.items() if value and name in _ASKED)]
        )
        if (
            place or item or person
        ):  # of which there are fewer than of a kind: its index must not be taken instead
            where = where.replace("kind = :kind", "+kind = :kind")
        sql = f"SELECT body FROM movements WHERE {where} {newest}"
        if words:
            ids = Finding(self._database().conn, words, facts, most).ids(people, items)
            facts = {"ids": json.dumps(ids)}
            sql = f"SELECT body FROM movements WHERE id IN (SELECT value FROM json_each(:ids)) {newest}"
        elif person:
            either = " UNION ".join(
                f"SELECT id FROM (SELECT id FROM movements WHERE {where} AND {whose} {newest})"
                for whose in _OF_A_PERSON
            )
            sql = f"SELECT body FROM movements WHERE id IN ({either}) {newest}"
        return [_MOVEMENT.validate_json(row["body"]) for row in self._database().query(sql, facts)]

    def parcel(self, parcel: str) -> Parcel | None:
        """Return a parcel, however long ago it left."""
        for row in self._database().query("SELECT body FROM parcels WHERE id = :id", {"id": parcel}):
            return _PARCEL.validate_json(row["body"])
        return None

    def events(self, *, words: str = "", before_seq: int | None = None, most: int = 50) -> Sequence[LogLine]:
        """Return events, newest first; `kiosk.ports.register.Register` tells how."""
        where, facts = ["1"], {"words": f"%{literally(words)}%", "before": before_seq}
        if words:
            end = ":before" if before_seq is not None else "(SELECT coalesce(max(seq), 0) + 1 FROM events)"
            where.append(f"seq >= {end} - {EVENTS_SEARCHED}")
            where.append("(body LIKE :words ESCAPE '\\' OR type LIKE :words ESCAPE '\\')")
        if before_seq is not None:
            where.append("seq < :before")
        sql = f"SELECT seq, at, type, body FROM events WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT {int(most)}"
        return [_line(row) for row in self._database().query(sql, facts)]

    def bookings(
        self, since: datetime, before: datetime, *, key: str = "", most: int = 500
    ) -> Sequence[Booking]:
        """Return the bookings, live or not, that have a moment between these two, in the order of their start."""
        sql = f"""SELECT body FROM bookings
            WHERE json_extract(body, '$.until') > :since AND json_extract(body, '$.since') < :before
            AND (:key = '' OR json_extract(body, '$.key') = :key)
            ORDER BY json_extract(body, '$.since'), id LIMIT {int(most)}"""
        facts = {"since": _stamp(since), "before": _stamp(before), "key": key}
        return [_BOOKING.validate_json(row["body"]) for row in self._database().query(sql, facts)]

    def sendings(
        self,
        *,
        words: str = "",
        people: Sequence[str] = (),
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Sending]:
        """Return parcels that residents sent, newest first; `kiosk.ports.register.Register` tells how."""
        return sending_history.sendings(
            self._database(),
            words=words,
            people=people,
            since=since,
            before=before,
            before_id=before_id,
            most=most,
        )

    def matters(
        self,
        kind: type[M],
        *,
        words: str = "",
        people: Sequence[str] = (),
        unit: str = "",
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[M]:
        """Return what the desk keeps of a kind, newest first; `kiosk.ports.register.Register` tells how."""
        table = table_of(kind)
        asked = {"words": words, "unit": unit, "since": since, "before": before, "before_id": before_id}
        bodies = found.matters(self._database(), table, **asked, people=people, most=most)
        return [adapter(table).validate_json(body) for body in bodies]

    def matter(self, kind: type[M], name: str) -> M | None:
        """Return one of a kind, however long ago it was over."""
        table = table_of(kind)
        for row in self._database().query(f"SELECT body FROM {table} WHERE id = :id", {"id": name}):
            one: M = adapter(table).validate_json(row["body"])
            return one
        return None

    def inspections(self, unit: str, *, most: int = 60) -> Sequence[Inspection]:
        """Return the inspections of a home, also those that were missed, newest first."""
        sql = f"""SELECT body FROM inspections WHERE json_extract(body, '$.unit') = :unit
            ORDER BY json_extract(body, '$.begun') DESC, id DESC LIMIT {int(most)}"""
        return [_INSPECTION.validate_json(row["body"]) for row in self._database().query(sql, {"unit": unit})]

    def inspection(self, inspection: str) -> Inspection | None:
        """Return an inspection, however long ago it was."""
        for row in self._database().query("SELECT body FROM inspections WHERE id = :id", {"id": inspection}):
            return _INSPECTION.validate_json(row["body"])
        return None

    def beside(
        self, *, place: str = "", item: str = "", person: str = "", most: int = 30
    ) -> Sequence[LogLine]:
        """Return what happened at a place or with an item beside its movements, newest first, however long ago."""
        sql = f"""SELECT subjects.seq, at, type, body FROM {FOUND} WHERE topic = :topic AND subject = :name
            ORDER BY subjects.seq DESC LIMIT {int(most)}"""
        topic = "place" if place else "item" if item else "person"
        facts = {"topic": topic, "name": place or item or person}
        return [_line(row) for row in self._database().query(sql, facts)]

    def rights_at(self, at: datetime) -> House:
        """Return people, keys and their rules as they were on record at `at`; nothing else of the house."""
        sql = f"""SELECT subjects.seq, at, type, body FROM {FOUND}
            WHERE topic = 'rights' AND subject = '' AND at <= :at ORDER BY subjects.seq"""
        house = House()
        for row in self._database().query(sql, {"at": written(at)}):
            when = datetime.fromisoformat(row["at"])
            house = evolve(house, Recorded(row["seq"], when, event_from(row["type"], row["body"])))
        return house

    def move_ins(
        self, *, unit: str = "", since: str = "", before: str = "", before_id: str = "", most: int = 50
    ) -> Sequence[MoveIn]:
        """Return lists of what was handed over at a move-in, newest first."""
        asked = {"unit": unit, "since": since, "before": before, "before_id": before_id}
        return sheets.move_ins(self._database(), **asked, most=most)

    def move_in(self, name: str) -> MoveIn | None:
        """Return one list, however long ago it was signed."""
        return sheets.move_in(self._database(), name)

    def next_confirmed(self, movement: Movement) -> Movement | None:
        """Return the next movement of the same item that was confirmed."""
        return sheets.next_confirmed(self._database(), movement)

    def stocktakes(self, *, before_seq: int | None = None, most: int = 50) -> Sequence[tuple[int, str]]:
        """Return the stocktakes that ended, newest first, each with the number of the event by which it did."""
        return sheets.stocktakes(self._database(), before_seq=before_seq, most=most)

    def stocktake(self, name: str) -> Stocktake | None:
        """Return a stocktake that two people have signed, as it was when it ended."""
        return sheets.stocktake(self._database(), name)

    def alarms(
        self,
        *,
        kind: str = "",
        place: str = "",
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Alarm]:
        """Return alarms, newest first; limits as for movements."""
        asked = {"kind": kind, "place": place, "since": since, "before": before, "before_id": before_id}
        return alarm_history.alarms(self._database(), **asked, most=most)

    def alarm(self, name: str) -> Alarm | None:
        """Return one alarm, however long ago it was dealt with."""
        return alarm_history.alarm(self._database(), name)

    def shifts(
        self, *, person: str = "", before: str = "", before_id: str = "", most: int = 50
    ) -> Sequence[Shift]:
        """Return shifts, the last begun first; limits as for movements."""
        asked = {"person": person, "before": before, "before_id": before_id}
        return shift_history.shifts(self._database(), **asked, most=most)

    def shift(self, name: str) -> Shift | None:
        """Return one shift, however long ago it was."""
        return shift_history.shift(self._database(), name)

    def outings(
        self, keys: Sequence[str], *, first: int = 0, most: int = 50, since: datetime | None = None
    ) -> Sequence[KeyOuting]:
        """Return some outings of some keys, newest first."""
        from_on = key_outings.stamp(since) if since else ""
        return key_outings.outings(self._database(), keys, first=first, most=most, since=from_on)

    def outing_count(self, keys: Sequence[str], *, since: datetime | None = None) -> int:
        """Return how many outings some keys have had."""
        return key_outings.counted(self._database(), keys, key_outings.stamp(since) if since else "")

    def key_use(self, since: datetime, before: datetime, now: datetime, *, key: str = "") -> Sequence[KeyUse]:
        """Return who took each key (or one) how often between two moments."""
        return list(key_outings.use(self._database(), since, before, now, key))

    def last_taken(self, keys: Sequence[str]) -> Mapping[str, datetime]:
        """Return when each of some keys left last."""
        return key_outings.last_taken(self._database(), keys)

    def moved(self, since: str, before: str, most: int | None = None) -> Sequence[Moved]:
        """Return the first `most` movements, or all, that began between two moments."""
        return days.moved(self._database(), since, before, most)

    def keys_back(self, since: str, before: str, taken_since: str) -> Sequence[KeyBack]:
        """Return every key that came back between two moments, of those that left at `taken_since` or later."""
        return days.keys_back(self._database(), since, before, taken_since)

    def happened(self, since: str, before: str) -> Mapping[str, int]:
        """Return how many events of each kind were recorded between two moments."""
        return days.happened(self._database(), since, before)

    def events_between(
        self, kinds: Sequence[str], since: str, before: str, *, before_seq: int | None = None, most: int = 50
    ) -> Sequence[LogLine]:
        """Return events of these kinds that were recorded between two moments, newest first."""
        first, last = days.bounds(self._database(), since, before)
        last = last if before_seq is None else min(last, before_seq)
        sql = f"""SELECT seq, at, type, body FROM events WHERE seq >= :first AND seq < :last
            AND at >= :since AND at < :before AND type IN (SELECT value FROM json_each(:kinds))
            ORDER BY seq DESC LIMIT {int(most)}"""
        facts = {
            "first": first,
            "last": last,
            "since": since,
            "before": before,
            "kinds": json.dumps(list(kinds)),
        }
        return [_line(row) for row in self._database().query(sql, facts)]

    def hash_of(self, seq: int) -> str:
        """Return the hash of an event in hex, "" where there is none of that number."""
        found = self._database().query("SELECT hash FROM events WHERE seq = :seq", {"seq": seq})
        return next((bytes(row["hash"]).hex() for row in found), "")

    def naming(self, name: str, most: int) -> Sequence[LogLine]:
        """Return the newest events in which an id stands, however long ago: it reads the whole log for that."""
        sql = f"""SELECT seq, at, type, body FROM events WHERE instr(body, :quoted) > 0
            ORDER BY seq DESC LIMIT {int(most)}"""
        return [_line(row) for row in self._database().query(sql, {"quoted": json.dumps(name)})]

    def keys_struck_off(self, words: str) -> Sequence[str]:
        """Return the keys with these words in their label that have left the register."""
        sql = """SELECT id, json_extract(body, '$.label') AS label FROM keys WHERE NOT live ORDER BY id"""
        wanted = words.strip().casefold()
        rows = self._database().query(sql) if wanted else ()
        return [
            row["id"]
            for row in rows
            if any(wanted in str(one).casefold() for one in json.loads(row["label"]).values())
        ]

    def keys_of_home(self, unit: str) -> Sequence[str]:
        """Return every key of a home, also those that have left the register."""
        sql = "SELECT id FROM keys WHERE json_extract(body, '$.unit') = :unit ORDER BY id"
        return [row["id"] for row in self._database().query(sql, {"unit": unit})]

    def rule_lines(self, *, before_seq: int | None = None, most: int = 50) -> Sequence[RuleLine]:
        """Return the changes of the rules about keys, newest first."""
        return rulelog.rule_lines(self._database(), before_seq=before_seq, most=most)

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._all:
            connection.close()

    def _database(self) -> sqlite_utils.Database:
        database: sqlite_utils.Database | None = getattr(self._own, "database", None)
        if database is None:
            connection = connect_to_read(self._path)
            self._all.append(connection)
            database = self._own.database = sqlite_utils.Database(connection)
        return database


def _stamp(at: datetime) -> str:
    """Return a time as an entity's body has it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _line(row: Mapping[str, Any]) -> LogLine:
    return LogLine(row["seq"], datetime.fromisoformat(row["at"]), row["type"], json.loads(row["body"]))
