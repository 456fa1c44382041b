"""Corrections in their reader's language: beneath what they put right, in the register and on its print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kiosk.domain.corrections.correction import ANSWER, VALUES, Correction, value_of
from kiosk.flows.reasons import typed_in
from kiosk.flows.registers.corrections import MOST, Told, told_of
from kiosk.flows.registers.writer import Entry, Writer

Say = Callable[..., str]
CHOICES: Mapping[tuple[str, str], str] = {
    ("deposits", "what"): "deposit.kind",
    ("deposits", "condition"): "deposit.condition",
    ("transfers", "what"): "deposit.kind",
    ("loans", "condition"): "loans.condition",
    ("grievances", "about"): "grievances.about",
}
"""Before a code that was chosen: where its words stand."""


def field_named(say: Say, field: str) -> str:
    """Return what a value is called; the answers to a service's own questions all alike."""
    return say("corrections.field.answer" if field.startswith(ANSWER) else f"corrections.field.{field}")


def choice_named(say: Say, register: str, field: str, code: str) -> str:
    """Return what a value says: the words of a code that was chosen, all else as it is; "–" for nothing."""
    words = CHOICES.get((register, field))
    return say(f"{words}.{code}") if words and code else code or "–"


def with_corrections(writer: Writer, register: str, columns: Sequence[str], entry: Entry) -> Entry:
    """Return a register's line with what was put right in it, each beneath the field that it is about."""
    if register not in VALUES:
        return entry
    found = writer.register.matters(Correction, unit=entry.id, most=MOST)
    fields = list(entry.fields)
    for one in reversed(found):  # as in a bound book: what was written later stands below
        value = value_of(register, one.field)
        if one.register == register and value is not None:
            at = columns.index(value.column)
            fields[at] = replace(
                fields[at], small=(*fields[at].small, note(writer, told_of(writer.ledger, one)))
            )
    return replace(entry, fields=tuple(fields))


def note(writer: Writer, told: Told, *, whole: bool = False) -> str:
    """Return what was put right, by whom, when and why; of what a register keeps to itself only that it was.

    `whole`: for somebody who may see the line itself.
    """
    one = told.correction
    value = value_of(one.register, one.field)
    facts = {
        "field": field_named(writer.say, one.field),
        "time": writer.time(one.made),
        "who": writer.name(one.by),
        "why": typed_in(writer.ledger, one.why),
    }
    if value is None or (value.secret and not whole):
        return writer.say("corrections.secret", **facts)
    was, now = (shown(writer, one.register, one.field, stood) for stood in (told.was, told.now))
    return writer.say("corrections.note", was=was, now=now, **facts)


def shown(writer: Writer, register: str, field: str, stood: str | None) -> str:
    """Return a value as it is read; that it was erased where it is not kept any more."""
    if stood is None:
        return writer.say("registers.erased")
    return choice_named(writer.say, register, field, stood)
