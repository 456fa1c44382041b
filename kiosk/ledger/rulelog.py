"""How the rules about keys came to be as they are: every change, with how it was before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from kiosk.domain.keys.changes import Rule
from kiosk.domain.keys.events import RulesChanged
from kiosk.ledger.stored import event_from
from kiosk.ledger.subjects import FOUND, filed
from kiosk.ports.register import RuleLine

_ONE_KIND = {"key.grant.ended/1": "key.grant.given/1"}


def rule_lines(database: Database, *, before_seq: int | None, most: int) -> Sequence[RuleLine]:
    """Return changes of the rules, newest first."""
    newer = "" if before_seq is None else "AND subjects.seq < :before"
    sql = f"""SELECT subjects.seq, at, type, body FROM {FOUND}
        WHERE topic = 'rules' AND subject = '' {newer} ORDER BY subjects.seq DESC LIMIT {int(most)}"""
    found = []
    for row in database.query(sql, {"before": before_seq}):
        event = event_from(row["type"], row["body"])
        assert isinstance(event, Rule)
        noted = _noted(database, row["seq"] - 1)
        before = _before(database, row["seq"], row["type"], _subject(row["seq"], row["type"], row["body"]))
        found.append(RuleLine(row["seq"], datetime.fromisoformat(row["at"]), event, before, noted))
    return found


def _subject(seq: int, kind: str, body: str) -> str:
    """Return what a rule is about, as it is filed."""
    return next(subject for topic, subject, _ in filed(seq, kind, body) if topic == "rule")


def _before(database: Database, seq: int, kind: str, subject: str) -> Rule | None:
    """Return the change of the same rule before this one."""
    kinds = {kind, *(one for pair in _ONE_KIND.items() for one in pair if kind in pair)}
    marks = ", ".join(repr(one) for one in sorted(kinds))
    sql = f"""SELECT type, body FROM {FOUND}
        WHERE topic = 'rule' AND subject = :subject AND subjects.seq < :seq AND type IN ({marks})
        ORDER BY subjects.seq DESC LIMIT 1"""
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
