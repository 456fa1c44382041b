"""The duty log in its reader's language: for the desk's page, and for the book that is printed month by month."""

from __future__ import annotations

from datetime import UTC

from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.incidents.incident import Incident
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.messages import known


def duty_line(writer: Writer, entry: DutyEntry) -> Entry:
    """Return one line of the book: number and mark, when, what kind, the words, by whom."""
    number = Field(entry.name or "·", (in_fours(entry.mark),) if entry.mark else ())
    return Entry(
        (
            number,
            Field(writer.time(entry.happened), (*_written_at(writer, entry), *notes_of(writer, entry))),
            Field(kind_of(writer, entry)),
            Field(said(writer, entry), tone=tone_of(entry)),
            Field(writer.name(entry.by)),
        ),
        f"{entry.made.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        entry.id,
        tone=tone_of(entry),
    )


def kind_of(writer: Writer, entry: DutyEntry) -> str:
    """Return what kind of line it is."""
    return writer.say(f"duty.kind.{entry.kind}" if entry.written else "duty.by_itself")


def said(writer: Writer, entry: DutyEntry) -> str:
    """Return what a line says: as it was typed, or what the house has added it for."""
    if entry.written:
        content = writer.ledger.opened(entry.words) if entry.words else None
        return content.decode(errors="replace") if content else writer.say("duty.erased")
    if entry.kind == "alarm":
        return _alarm(writer, entry)
    facts = {"who": writer.name(entry.by), "number": ""}
    if entry.kind.startswith("incident"):
        one = writer.house.incidents.get(entry.about) or writer.register.matter(Incident, entry.about)
        facts["number"] = one.name if one else ""
    return writer.say(f"duty.added.{entry.kind}", **facts)


def notes_of(writer: Writer, entry: DutyEntry) -> list[str]:
    """Return what stands beneath a line: that it puts right another one, or was put right itself."""
    found = []
    for key, name in (("duty.corrects", entry.corrects), ("duty.corrected", entry.corrected_by)):
        other = _other(writer, name) if name else None
        if other:
            found.append(writer.say(key, number=other.name))
    return found


def tone_of(entry: DutyEntry) -> str:
    """Return how a line is shown: "gone" is struck through, and can be read."""
    if entry.corrected_by:
        return "gone"
    return "" if entry.written else "quiet"


def in_fours(mark: str) -> str:
    """Return a mark as people read it out."""
    return " ".join(mark[start : start + 4] for start in range(0, len(mark), 4)).upper()


def _other(writer: Writer, name: str) -> DutyEntry | None:
    return writer.house.duty_entries.get(name) or writer.register.matter(DutyEntry, name)


def _written_at(writer: Writer, entry: DutyEntry) -> tuple[str, ...]:
    """Return when it was written, where that was not at once."""
    late = abs((entry.made - entry.happened).total_seconds()) > 600
    return (writer.say("duty.written_at", time=writer.time(entry.made)),) if late else ()


def _alarm(writer: Writer, entry: DutyEntry) -> str:
    alarm = writer.house.alarms.get(entry.about) or writer.register.alarm(entry.about)
    if alarm is None:
        return writer.say("duty.added.alarm", what=entry.about)
    key = f"alarms.kind.{alarm.kind}"
    what = writer.say(key) if known(key) else alarm.kind
    return writer.say("duty.added.alarm", what=" ".join((what, *alarm.places)).strip())
