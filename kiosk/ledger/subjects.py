"""Which events are asked for by what they are about: kept beside the record, made again from it.

An index over the log's own table would be weighed at every event, though few are ever asked for: this is written for
those few alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

TABLE = """
CREATE TABLE subjects (
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (topic, subject, seq)
) WITHOUT ROWID;
"""
RIGHTS_AT_FIRST = (
    "person.enrolled/1", "key.registered/1", "key.grant.given/1", "key.grant.ended/1", "timetable.set/1",
    "estate.limits.set/1",
)  # fmt: skip
RIGHTS = (
    *RIGHTS_AT_FIRST,
    "key.leave.intended/1", "key.leave.confirmed/1", "key.leave.abandoned/1", "key.leave.doubted/1",
    "key.take_back.intended/1", "key.take_back.confirmed/1", "key.take_back.abandoned/1", "key.take_back.doubted/1",
    "key.struck_off/1", "key.withdrawn/1", "key.put_back/1", "key.replacement.begun/1", "key.replacement.given_up/1",
    "key.replaced/1", "key.lost/1", "key.loss.recovered/1", "key.lock_changed/1",
)  # fmt: skip
"""Events that say who may take which key, and which keys there are."""
LIFE = (
    "key.rehung/1", "key.return.no_slot/1", "key.taken_over/1",
    "key.brought/1", "key.desk_called/1", "key.taken_in/1",
    "key.registered/1", "key.struck_off/1", "key.gone/1", "key.back/1", "key.fault.reported/1", "key.fault.noted/1",
    "key.fault.mended/1", "key.note.wanted/1", "key.found_fine/1", "key.withdrawn/1", "key.put_back/1",
    "key.replacement.begun/1", "key.replacement.given_up/1", "key.replaced/1", "key.tag.retired/1",
    "key.tag.retired_seen/1", "key.lost/1", "key.lost.found/1", "key.loss.recovered/1", "key.lock_change.given/1",
    "key.due.moved/1", "shift.key.left/1",
    "key.lock_changed/1", "key.cylinder.set/1", "key.copy.recorded/1", "key.copy.ended/1", "key.copies.counted/1",
    "loan.made/1", "loan.returned/1", "loan.lost/1", "loan.found/1", "loan.item.added/1", "loan.item.pictured/1",
    "loan.item.withdrawn/1", "loan.item.put_back/1", "loan.item.struck_off/1",
    "item.missing/1", "item.found/1",
)  # fmt: skip
"""What happens to a key beside its movements, and all that does to a thing that is lent."""
BESIDE = (
    "door.commanded/1", "door.forced/1", "door.ajar/1", "door.doubted/1", "door.settled/1", "custody.settled/1",
    "key.gone/1", "key.back/1", "parcel.disputed/1", "slip.replaced/1", "evidence.kept/1",
    "complaint.made/1", "complaint.ended/1",
    "slot.two_tags/1",
    "key.tag.retired_seen/1", "key.lost.found/1", "key.rehung/1",
)  # fmt: skip
"""What happens at a place, or with anything at all, beside the movements; of a movement's own commands nothing."""
RULES = (
    "key.grant.given/1", "key.grant.ended/1", "key.rule.set/1", "timetable.set/1", "key.reason.set/1",
    "estate.limits.set/1",
)  # fmt: skip
STOCKTAKES = (
    "stocktake.begun/1", "stocktake.counted/1", "stocktake.looked/1", "stocktake.signed/1", "stocktake.ended/1",
)  # fmt: skip
"""Events of which a stocktake's result is made again, years later."""

KNOWN_BY = (
    "badge.given/1", "badge.revoked/1", "card.issued/1", "card.revoked/1", "id.filed/1", "id.removed/1",
    "document.shown/1", "document.seen/1", "document.deleted/1", "policy.vouched/1",
    "signature.specimen.kept/1", "signature.specimens.dropped/1", "signature.compared/1", "signature.judged/1",
    "signature.judged.seconded/1",
)  # fmt: skip
"""By what a person is known here, and what of their documents was kept."""


@dataclass(frozen=True)
class Topic:
    """One way in which events are asked for: of which types, and by the first of these facts that there is.

    Without facts, all of them are one subject, "". `told_always` has those kept that name none of their facts.
    """

    name: str
    types: tuple[str, ...]
    facts: tuple[str, ...] = ()
    told_always: bool = False

    @property
    def sql(self) -> str:
        """What files the events of an older file."""
        facts = [f"nullif(json_extract(body, '$.{fact}'), '')" for fact in self.facts]
        subject = f"coalesce({', '.join([*facts, repr('')])})" if facts else "''"
        types = ", ".join(repr(one) for one in self.types)
        named = f"AND {subject} <> ''" if self.facts and not self.told_always else ""
        return f"""INSERT INTO subjects(topic, subject, seq) SELECT '{self.name}', {subject}, seq FROM events
            WHERE type IN ({types}) {named}
            AND (type <> 'door.commanded/1' OR json_extract(body, '$.movement') = '');"""


TOPICS = (
    Topic("rights", RIGHTS),
    Topic("place", BESIDE, ("place",)),
    Topic("item", tuple(dict.fromkeys((*LIFE, *BESIDE))), ("key", "item", "parcel")),
    Topic("rules", RULES),
    Topic("rule", RULES, ("grant", "subject", "reason.code", "timetable"), told_always=True),
    Topic("stocktake", STOCKTAKES, ("stocktake",)),
    Topic("person", KNOWN_BY, ("person",)),
    Topic("stocktake.ended", ("stocktake.ended/1",)),
)
FILLED = "".join(topic.sql for topic in TOPICS)
"""What files the events of an older file, as `filed` does with new ones."""
_TOPICS_OF = {
    kind: tuple(topic for topic in TOPICS if kind in topic.types) for topic in TOPICS for kind in topic.types
}
FOUND = "subjects CROSS JOIN events ON events.seq = subjects.seq"
"""The tables to ask for events by `topic` and `subject`; these are found in the order of `subjects.seq`."""

Filed = tuple[str, str, int]


def filed(seq: int, kind: str, body: str) -> Sequence[Filed]:
    """Return under which topics and subjects an event is asked for: of most, nothing."""
    topics = _TOPICS_OF.get(kind)
    if topics is None:
        return ()
    facts = json.loads(body)
    if kind == "door.commanded/1" and facts["movement"]:
        return ()
    found = ((topic, _subject(topic, facts)) for topic in topics)
    return [(topic.name, name, seq) for topic, name in found if name or topic.told_always or not topic.facts]


def _subject(topic: Topic, facts: object) -> str:
    for path in topic.facts:
        value = facts
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value:
            return str(value)
    return ""


def keep(connection: sqlite3.Connection, found: Sequence[Filed]) -> None:
    """Write down under what events are asked for. Call within a transaction."""
    if found:
        connection.executemany("INSERT INTO subjects(topic, subject, seq) VALUES (?, ?, ?)", found)
