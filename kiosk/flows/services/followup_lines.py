"""A line of the register 《回访记录表》."""

from __future__ import annotations

from kiosk.domain.followups.followup import FollowUp, Stage
from kiosk.flows.registers.writer import Entry, Field, Writer

COLUMNS = (
    "followup_after",
    "followup_who",
    "followup_due",
    "followup_result",
    "followup_points",
    "followup_words",
)


def followup_line(writer: Writer, one: FollowUp) -> Entry:
    """Return one line: after what, who was asked, when, and how content they are."""
    passed = one.stage is Stage.PASSED_OVER
    points = writer.say(f"followups.act.point_{one.satisfaction}") if one.satisfaction else ""
    content = writer.ledger.opened(one.words) if one.words else b""
    words = "–" if content is None else content.decode(errors="replace")
    fields = (
        Field(writer.say(f"followups.of.{one.of}"), (one.number, writer.time(one.made))),
        Field(writer.name(one.person), (one.unit,) if one.unit else ()),
        Field("" if passed else writer.time(one.due)),
        _result(writer, one),
        Field(points),
        Field(words),
    )
    return Entry(fields, one.made.isoformat(), one.id, tone="quiet" if passed else "")


def _result(writer: Writer, one: FollowUp) -> Field:
    said = writer.say(f"followups.stage.{one.stage.value.replace(' ', '_')}")
    if one.ended is None:
        return Field(said, tone="quiet" if one.stage is Stage.PASSED_OVER else "care")
    late = one.ended > one.due
    small = (writer.time(one.ended), writer.name(one.by))
    return Field(said, small, tone="care" if late else "")
