"""What the desk keeps is found by an index: a page of a home takes as long with years behind it as with a day."""

from __future__ import annotations

import sqlite3

import pytest
import sqlite_utils

from kiosk.ledger import matters

NOTHING = {"words": "", "people": (), "unit": "", "since": "", "before": "", "before_id": "", "most": 50}
ASKED = {
    "of a home": ({"unit": "1-1-0101", "since": "2026"}, "matters_unit"),
    "of a month": ({"since": "2026", "before": "2027"}, "matters_made"),
    "the newest": ({}, "matters_made"),
}


@pytest.mark.parametrize("what", ASKED)
def test_each_question_takes_its_index_and_sorts_nothing_of_it(what: str) -> None:
    said, index = ASKED[what]
    database = sqlite_utils.Database(sqlite3.connect(":memory:"))
    database.conn.executescript(matters.TABLE + "CREATE TABLE loans (id TEXT PRIMARY KEY, body TEXT);")
    asked: list[str] = []
    with database.tracer(lambda sql, _facts: asked.append(sql)):
        matters.matters(database, "loans", **{**NOTHING, **said})  # type: ignore[arg-type]
    (sql,) = [one for one in asked if "FROM matters" in one]
    facts = {**NOTHING, **said, "kind": "loans", "people": "[]", "like": "", "phrase": ""}
    plan = " / ".join(str(row[3]) for row in database.conn.execute(f"EXPLAIN QUERY PLAN {sql}", facts))
    inner = plan.partition("SCAN")[0]
    assert f"USING INDEX {index}" in plan.replace("COVERING ", "") and "TEMP B-TREE" not in inner, plan
    database.conn.close()
