"""What the register of parcels that were sent asks of the ledger: by trigrams and by numbers, never by reading all."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.sending.sending import Sending
from kiosk.ports.register import SHORT_WORDS_IN, SHORTEST_WORDS

_SENDING = TypeAdapter(Sending)
_OF = "json_extract(NEW.body, '$.{}')"
_MADE, _PERSON = _OF.format("made"), _OF.format("person")
_WORDS = " || char(10) || ".join(
    ["NEW.id", *(f"coalesce({_OF.format(name)}, '')" for name in ("unit", "waybill", "carrier"))]
)
_FILED = "SELECT number, words FROM sending_words WHERE id = NEW.id"
TABLE = f"""
CREATE TABLE sending_words (
    number INTEGER PRIMARY KEY,  -- 1, 2, 3 ... as they were registered
    id TEXT NOT NULL UNIQUE,
    made TEXT NOT NULL,
    person TEXT NOT NULL,
    words TEXT NOT NULL  -- what it is found by, a line each
);
CREATE INDEX sending_words_made ON sending_words(made);
CREATE INDEX sending_words_person ON sending_words(person);
CREATE VIRTUAL TABLE sending_trigrams USING fts5(
    words, content='sending_words', content_rowid='number', tokenize='trigram'
);
CREATE TRIGGER sendings_found AFTER INSERT ON sendings
    WHEN NOT EXISTS (SELECT 1 FROM sending_words WHERE id = NEW.id)
BEGIN
    INSERT INTO sending_words(id, made, person, words) VALUES (NEW.id, {_MADE}, {_PERSON}, {_WORDS});
    INSERT INTO sending_trigrams(rowid, words) {_FILED};
END;
CREATE TRIGGER sendings_found_anew AFTER UPDATE OF body ON sendings
    WHEN {_WORDS} <> (SELECT words FROM sending_words WHERE id = NEW.id)
BEGIN
    INSERT INTO sending_trigrams(sending_trigrams, rowid, words)
        SELECT 'delete', number, words FROM sending_words WHERE id = NEW.id;
    UPDATE sending_words SET words = {_WORDS} WHERE id = NEW.id;
    INSERT INTO sending_trigrams(rowid, words) {_FILED};
END;
"""
"""A waybill is known long after its line: then what the line is found by is written anew."""
EMPTIED = (
    "DELETE FROM sending_words",
    "INSERT INTO sending_trigrams(sending_trigrams) VALUES ('delete-all')",
)
_SINCE = "number >= (SELECT min(number) FROM sending_words WHERE made >= :since) AND made >= :since"
_BEFORE = "number <= (SELECT max(number) FROM sending_words WHERE made < :before) AND made < :before"
_AFTER_LINE = "number < (SELECT number FROM sending_words WHERE id = :before_id)"
_THEIRS = "SELECT number FROM sending_words WHERE person IN (SELECT value FROM json_each(:people))"
_LONG = "SELECT rowid FROM sending_trigrams WHERE sending_trigrams MATCH :phrase"
_SHORT = f"""SELECT number FROM sending_words WHERE words LIKE :like ESCAPE '!'
    AND number > (SELECT max(number) - {SHORT_WORDS_IN} FROM sending_words)"""


def sendings(
    database: sqlite_utils.Database,
    *,
    words: str,
    people: Sequence[str],
    since: str,
    before: str,
    before_id: str,
    most: int,
) -> list[Sending]:
    """Return parcels that residents sent, newest first; limits as for movements. `words` or `people`: either fits."""
    where = [_SINCE] if since else []
    if before_id:
        where.append(_AFTER_LINE)
    elif before:
        where.append(_BEFORE)
    words = words.replace("\0", "")
    if words:
        found = _LONG if len(words) >= SHORTEST_WORDS else _SHORT
        where.append(f"number IN ({found} UNION {_THEIRS})")
    sql = f"""SELECT body FROM sending_words JOIN sendings USING (id)
        WHERE {" AND ".join(where) or "1"} ORDER BY number DESC LIMIT {int(most)}"""
    escaped = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    facts = {
        "since": since, "before": before, "before_id": before_id, "like": f"%{escaped}%",
        "phrase": '"' + words.replace('"', '""') + '"', "people": json.dumps(list(people)),
    }  # fmt: skip
    return [_SENDING.validate_json(row["body"]) for row in database.query(sql, facts)]
