"""A register as CSV, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.flows.registers.finding import COLUMNS, Asked
from kiosk.flows.registers.writer import Field
from ui.desk.log import MOST_IN_CSV, csv_line
from ui.desk.words import Words


def spreadsheet(words: Words, asked: Asked) -> Iterator[str]:
    """Yield the heads, then each line that fits, newest first; at last the chain's head that they were read under."""
    head = words.journeys.ledger.head
    yield "\ufeff" + csv_line([words.say(f"registers.column.{name}") for name in COLUMNS[asked.register]])
    for entry in words.journeys.registers.all(asked, words.language, MOST_IN_CSV):
        yield csv_line([_said(words, field) for field in entry.fields])
    yield csv_line([])
    yield csv_line([words.say("key_sheets.chain"), head])


def _said(words: Words, field: Field) -> str:
    signed = words.say("attendant.log.yes") if field.pen else ""
    return "; ".join(one for one in (field.text, signed, *field.small) if one)
