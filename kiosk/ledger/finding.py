"""Finds movements by words, newest first, however many there are: by trigrams and by indexes, never by reading all."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiosk.ports.register import SHORT_WORDS_IN, SHORTEST_WORDS

LONGEST = 100
"""Characters of words that are looked at."""
_SECONDS = len("2026-11-21T08:15:00")
"""Movements are numbered in the order of their seconds; within one, their times sort them."""
_ASKED = {
    "place": "movements.place = :place",
    "item": "movements.item = :item",
    "kind": "+{table}.kind = :kind",
    "person": "(movements.bearer = :person OR movement_words.recipient = :person)",
    "since": "{table}.begun >= :since",
    "before": "({table}.begun, {table}.id) < (:before, :before_id)",
}
_NEWER = "({table}.begun, {table}.id) > (:floor, :floor_id) ORDER BY {table}.begun DESC, {table}.id DESC LIMIT :most"
_OF_MOVEMENTS = "movements CROSS JOIN movement_words ON movement_words.id = movements.id"
_UNSORTED = "+movements"
"""For where an id begins: left to itself, SQLite would walk all movements by their times."""
_OF_WORDS = "movement_words CROSS JOIN movements ON movements.id = movement_words.id"
_BY_TRIGRAMS = (
    "movement_trigrams CROSS JOIN movement_words ON movement_words.number = movement_trigrams.rowid"
)


@dataclass
class Newest:
    """The newest movements of several searches, each once: (begun, id), newest first."""

    most: int
    found: list[tuple[str, str]]

    def take(self, rows: Iterable[tuple[str, str]]) -> None:
        """Have some more."""
        self.found = sorted({*self.found, *rows}, reverse=True)[: self.most]

    @property
    def floor(self) -> tuple[str, str]:
        """What is not newer than this does not count any more."""
        return self.found[-1] if len(self.found) == self.most else ("", "")


class Finding:
    """One search: words, and the facts that narrow it ("" does not)."""

    def __init__(
        self, connection: sqlite3.Connection, words: str, asked: Mapping[str, str], most: int
    ) -> None:
        self._connection = connection
        self._words = words.replace("\0", "")[:LONGEST]
        self._asked = {name: asked.get(name, "") for name in (*_ASKED, "before_id")}
        self._where = [sql for name, sql in _ASKED.items() if self._asked[name]]
        self._newest = Newest(most, [])

    def ids(self, people: Sequence[str], items: Sequence[str]) -> list[str]:
        """Return the newest movements that have the words, or are of these people or items."""
        if (
            self._is_a_home()
        ):  # the whole of a home's number means that home, and no other text that has it in it
            self._take(_OF_WORDS, "movement_words", "movement_words.unit = :value", self._words)
        else:
            self._newest.take(self._by_number())
        for column, values in (("bearer", people), ("item", items)):
            for value in values:
                self._take(_OF_MOVEMENTS, "movements", f"movements.{column} = :value", value)
        for person in people:
            self._take(_OF_WORDS, "movement_words", "movement_words.recipient = :value", person)
        if len(self._words) < SHORTEST_WORDS:
            for place in {self._words, self._words.upper()}:
                self._take(_OF_MOVEMENTS, "movements", "movements.place = :value", place)
        else:
            begins = "movements.{0} >= :value AND movements.{0} < :value || char(1114111)"
            self._take(_OF_MOVEMENTS, _UNSORTED, begins.format("id"), self._words.lower())
            if self._words.lower().startswith("p-"):
                self._take(_OF_MOVEMENTS, _UNSORTED, begins.format("item"), self._words.lower())
        return [found for _, found in self._newest.found]

    def _take(self, tables: str, first: str, whose: str, value: str) -> None:
        """Have those of one value: an index of it gives them newest first, and ends where others are newer."""
        where = " AND ".join([whose, *self._where]).format(table=first)
        floor, floor_id = self._newest.floor
        facts = {
            **self._asked,
            "value": value,
            "floor": floor,
            "floor_id": floor_id,
            "most": self._newest.most,
        }
        wanted, _, other = tables.partition(" CROSS JOIN ")
        if f"{other.partition(' ')[0]}." not in where:
            tables = wanted  # nothing narrows it by the other table
        sql = f"SELECT {first}.begun, {first}.id FROM {tables} WHERE {where} AND {_NEWER.format(table=first)}"
        self._newest.take(self._connection.execute(sql, facts))

    def _by_number(self) -> Iterator[tuple[str, str]]:
        """Yield what has the words, newest second first, until a second is over and there are enough."""
        first, last = self._numbers()
        if len(self._words) < SHORTEST_WORDS:
            tables, has = "movement_words", "movement_words.words LIKE :words ESCAPE '\\'"
            number, words = "movement_words.number", f"%{literally(self._words)}%"
            first = max(first, last - SHORT_WORDS_IN + 1)
        else:
            tables, has = _BY_TRIGRAMS, "movement_trigrams MATCH :words"
            number, words = "movement_trigrams.rowid", self._phrases()
        where = " AND ".join([has, *self._where]).format(table="movement_words")
        if "movements." in where:
            tables += " CROSS JOIN movements ON movements.id = movement_words.id"
        sql = f"""SELECT movement_words.begun, movement_words.id FROM {tables}
            WHERE {where} AND {number} BETWEEN :first AND :last ORDER BY {number} DESC"""
        facts = {**self._asked, "words": words, "first": first, "last": last}
        count, at = 0, ""
        for begun, found in self._connection.execute(sql, facts):
            if count >= self._newest.most and begun[:_SECONDS] < at:
                return
            yield begun, found
            count, at = count + 1, begun[:_SECONDS]

    def _is_a_home(self) -> bool:
        sql = "SELECT 1 FROM movement_words WHERE unit = ? LIMIT 1"
        return self._connection.execute(sql, (self._words,)).fetchone() is not None

    def _phrases(self) -> str:
        """Return the question for FTS5: the words, and what else narrows it and stands among a movement's words."""
        narrowing = [self._asked["place"], self._asked["person"]]
        phrases = [self._words, *(one for one in narrowing if len(one) >= SHORTEST_WORDS)]
        return " AND ".join('"' + one.replace('"', '""') + '"' for one in phrases)

    def _numbers(self) -> tuple[int, int]:
        """Return the first and the last number of the time that is asked for, to the second."""
        count = self._connection.execute("SELECT coalesce(max(number), 0) FROM movement_words").fetchone()[0]
        since, before = self._asked["since"][:_SECONDS], self._asked["before"][:_SECONDS]
        numbers = range(1, count + 1)
        first = bisect_left(numbers, since, key=self._second) + 1 if since else 1
        last = bisect_right(numbers, before, key=self._second) if before else count
        return first, last

    def _second(self, number: int) -> str:
        sql = "SELECT begun FROM movement_words WHERE number = ?"
        return str(self._connection.execute(sql, (number,)).fetchone()[0])[:_SECONDS]


def literally(words: str) -> str:
    """Return words for LIKE in which % and _ mean themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
