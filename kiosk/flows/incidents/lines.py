"""An incident report as one line: of the register, and of what stands beside its name."""

from __future__ import annotations

from datetime import UTC

from kiosk.domain.incidents.incident import Incident, Stage
from kiosk.flows.registers.writer import Entry, Field, Writer


def incident_line(writer: Writer, one: Incident) -> Entry:
    """Return the line of 《特别事件报告登记表》: what is written in it stands in the report alone."""
    late = one.open and writer.now >= one.due
    return Entry(
        (
            Field(one.name),
            Field(writer.time(one.happened)),
            Field(writer.say(f"incidents.kind.{one.kind}")),
            Field(writer.say(f"incidents.stage.{one.stage.value}")),
            Field(writer.name(one.signed_by), (writer.time(one.signed),) if one.signed else ()),
            Field(writer.name(one.sent_by), sent_of(writer, one)),
        ),
        f"{one.made.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        one.id,
        tone="bad" if late else "care" if one.late_sent else "",
    )


def sent_of(writer: Writer, one: Incident) -> tuple[str, ...]:
    """Return when and how a report went out, or by when it has to."""
    if one.stage is not Stage.SENT or one.sent is None:
        return (writer.say("incidents.due_at", time=writer.time(one.due)),) if one.open else ()
    late = (writer.say("incidents.late"),) if one.late_sent else ()
    return (writer.time(one.sent), writer.say(f"incidents.how.{one.how}"), *late)
