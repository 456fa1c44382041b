"""How the rules about keys came to be as they are: every change, with how it was before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from kiosk.domain.keys.changes import Rule
from kiosk.domain.keys.events import RulesChanged
from kiosk.ledger.stored import event_from
from kiosk.ports import RuleLine

RULES = (
    "key.grant.given/1", "key.grant.ended/1", "key.rule.set/1", "timetable.set/1", "key.reason.set/1",
    "estate.limits.set/1",
)  # fmt: skip
_ABOUT_RULES = f"type IN ({', '.join(repr(name) for name in RULES)})"
_SUBJECT = """coalesce(json_extract(body, '$.grant'), json_extract(body, '$.subject'),
    json_extract(body, '$.reason.code'), json_extract(body, '$.timetable'), '')"""
INDEX = f"""
CREATE INDEX events_rules ON events(seq) WHERE {_ABOUT_RULES};
CREATE INDEX events_rules_of ON events({_SUBJECT}, seq) WHERE {_ABOUT_RULES};
"""
_ONE_KIND = {"key.grant.ended/1": "key.grant.given/1"}


def rule_lines(database: Database, *, before_seq: int | None, most: int) -> Sequence[RuleLine]:
    """Return changes of the rules, newest first."""
    sql = f"""SELECT seq, at, type, body, {_SUBJECT} AS subject FROM events INDEXED BY events_rules
        WHERE {_ABOUT_RULES} AND (:before IS NULL OR seq < :before) ORDER BY seq DESC LIMIT {int(most)}"""
    found = []
    for row in database.query(sql, {"before": before_seq}):
        event = event_from(row["type"], row["body"])
        assert isinstance(event, Rule)
        noted = _noted(database, row["seq"] - 1)
        before = _before(database, row["seq"], row["type"], row["subject"])
        found.append(RuleLine(row["seq"], datetime.fromisoformat(row["at"]), event, before, noted))
    return found


def _before(database: Database, seq: int, kind: str, subject: str) -> Rule | None:
    """Return the change of the same rule before this one."""
    kinds = {kind, *(one for pair in _ONE_KIND.items() for one in pair if kind in pair)}
    marks = ", ".join(repr(one) for one in sorted(kinds))
    sql = f"""SELECT type, body FROM events INDEXED BY events_rules_of
        WHERE {_ABOUT_RULES} AND {_SUBJECT} = :subject AND seq < :seq AND type IN ({marks})
        ORDER BY seq DESC LIMIT 1"""
    for row in database.query(sql, {"subject": subject, "seq": seq}):
        event = event_from(row["type"], row["body"])
        assert isinstance(event, Rule)
        return event
    return None


def _noted(database: Database, seq: int) -> RulesChanged | None:
    """Return who changed it at the desk and why, if it was changed there."""
    sql = "SELECT type, body FROM events WHERE seq = :seq AND type = 'key.rules.changed/1'"
    for row in database.query(sql, {"seq": seq}):
        event = event_from(row["type"], row["body"])
        return event if isinstance(event, RulesChanged) else None
    return None
