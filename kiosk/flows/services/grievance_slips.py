"""What a complaint leaves on paper: a slip with its number, its line in the register 《投诉登记表》."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.grievances.deciding import SLIP
from kiosk.domain.grievances.grievance import Grievance, Stage
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.paper import Block, ChainHead, Facts, Line, Number
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger

SLIPS = (SLIP,)
COLUMNS = (
    "grievance_number",
    "grievance_who",
    "grievance_about",
    "grievance_owner",
    "grievance_answer",
    "grievance_told",
)


def grievance_slip(ledger: Ledger, one: Grievance | None, paper: Letterhead) -> Sequence[Block]:
    """Return a slip by whose number anybody may ask how it stands; nothing of who said what."""
    if one is None:
        return ()
    rows = [
        (paper.word("paper.grievance.about"), paper.word(f"grievances.about.{one.about}")),
        (paper.word("paper.grievance.said"), paper.time(one.made)),
        (paper.word("paper.grievance.due"), paper.time(one.due) if one.is_complaint else ""),
    ]
    return (
        paper.head(f"paper.grievance.{one.kind}"),
        Number(one.number, paper.word("paper.grievance.number")),
        Facts(tuple(row for row in rows if row[1])),
        Line(paper.word("paper.grievance.how")),
        paper.desk(),
        ChainHead(ledger.head),
    )


def grievance_line(writer: Writer, one: Grievance) -> Entry:
    """Return a line of the register. What was said stands on its page, for those who may see it; here it does not."""
    who = writer.name(one.person) if one.person else writer.say("grievances.unnamed")
    kind = writer.say(f"grievances.kind.{one.kind}")
    if one.against:
        who = writer.say("registers.grievances.confidential")
    fields = (
        Field(one.number, (writer.time(one.made),)),
        Field(who, (one.unit,) if one.unit and not one.against else ()),
        Field(writer.say(f"grievances.about.{one.about}"), (kind, writer.say(f"grievances.way.{one.way}"))),
        Field(writer.name(one.owner)) if one.owner else Field(writer.say("grievances.nobody"), tone="care"),
        _answer(writer, one),
        _told(writer, one),
    )
    return Entry(fields, one.made.isoformat(), one.id)


def _answer(writer: Writer, one: Grievance) -> Field:
    if one.stage is Stage.OPEN or one.handled is None:
        return Field(writer.say("grievances.stage.open"), (writer.time(one.due),), tone="care")
    late = one.is_complaint and one.in_time is False
    said = writer.say(f"registers.grievances.{'late' if late else 'in_time'}")
    small = (writer.time(one.handled), said) if one.is_complaint else (writer.time(one.handled),)
    return Field(writer.say(f"grievances.outcome.{one.outcome}"), small, tone="care" if late else "")


def _told(writer: Writer, one: Grievance) -> Field:
    if one.stage is not Stage.CLOSED or one.ended is None:
        return Field(tone="quiet")
    if not one.told_by:
        return Field(writer.say("grievances.unnamed"), tone="quiet")
    return Field(writer.say(f"grievances.told.{one.told_by}"), (writer.time(one.ended),))
