"""What stands on the slip of a move-in: what was handed over, what follows by when, both names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from kiosk.domain.movein.movein import Line, MoveIn
from kiosk.flows.keys.keeping_slips import signature
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, moment_of, text
from kiosk.paper import Block, ChainHead, Facts
from kiosk.paper import Line as Printed
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger


def move_in_slip(
    ledger: Ledger, directory: Directory, move_in: MoveIn, letterhead: Letterhead
) -> Sequence[Block]:
    """Return the owner's slip of a list that both have signed."""
    language = letterhead.language
    handed = [line for name, line in move_in.lines.items() if name in move_in.handed]
    owed = [line for line in move_in.lines.values() if line.promised]
    rows = [
        (text("paper.unit", language), move_in.unit),
        (text("movein.owner", language), directory.name(move_in.owner)),
        (text("movein.handed_on", language), letterhead.time(move_in.ended or move_in.begun)),
        (text("paper.reference", language), move_in.id[:8].upper()),
    ]
    things = tuple((label_of(ledger, line), f"× {line.count}") for line in handed)
    later = tuple((label_of(ledger, line), _follows(line, letterhead)) for line in owed)
    meters = tuple(
        (text(f"movein.meter.{name}", language), shown) for name, shown in move_in.readings.items()
    )
    names = [move_in.signed[part] for part in ("owner", "attendant") if part in move_in.signed]
    return (
        letterhead.head("paper.movein.title"),
        Facts(tuple(rows)),
        *((Printed(text("movein.handed", language)), Facts(things)) if things else ()),
        *((Printed(text("movein.owed", language)), Facts(later)) if later else ()),
        *((Facts(meters),) if meters else ()),
        *(block for name in names for block in signature(ledger, directory, name.reference, language)),
        Printed(text("paper.movein.means", language)),
        letterhead.desk(),
        ChainHead(ledger.head),
    )


def day_in(language: Language, day: date) -> str:
    """Return a day as people of that language write it."""
    return moment_of(datetime.combine(day, time(12), UTC), language, "UTC", "yMMMd")


def label_of(ledger: Ledger, line: Line) -> str:
    """Return a line's label as it was typed; "–" for one that is not kept any more."""
    content = ledger.opened(line.words)
    return str(json.loads(content)["label"]) if content else "–"


def _follows(line: Line, letterhead: Letterhead) -> str:
    if line.promised is None:
        return ""
    by = day_in(letterhead.language, line.promised)
    return f"× {line.count}  {text('movein.by_day', letterhead.language, day=by)}"
