"""Where the lobby's other pages speak of inspections: the list of keys, and the slot's page after a return."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.language.messages import Language, text
from ui.key_screens import KeyRow
from ui.reach import journeys
from ui.rendering import surroundings
from ui.screens import Act, Door

MOST = 3
"""How many homes stand above the list of keys; the next one comes up when one of these is done."""


def errand_rows(person: str, language: Language) -> list[KeyRow]:
    """Return what somebody has to tell of homes, and the homes to look after now, as rows of the list of keys."""
    rows = [
        KeyRow(
            one.id,
            text("inspections.to_tell", language, unit=one.unit),
            "unit",
            0,
            True,
            False,
            errand="findings",
        )
        for one in journeys().findings.waiting_for(person)
    ]
    for one in journeys().inspections.errands(person):
        label = text("inspections.due", language, unit=one.plan.unit)
        number = surroundings().furniture.places[one.place].number
        rows.append(
            KeyRow(
                one.key, label, "unit", number, True, False, errand="due", due=one.plan.closes, late=one.late,
                time_form="Hm" if not one.late else "MMMd Hm",
            )
        )  # fmt: skip
    return rows[:MOST]


def asking_for_findings(page: Door, movement: Movement) -> Door:
    """Return the slot's page after a return, with the way to what was found if the key was out for an inspection."""
    if movement.kind is not Kind.RETURN or movement.stage is not Stage.CONFIRMED:
        return page
    one = journeys().findings.after_return(movement.item, movement.bearer)
    if one is None:
        return page
    usual = ("/keys", "/visit/end", f"/movements/{movement.id}/receipt")
    own = [act for act in page.acts if act.path not in usual]
    later = Act("inspections.later", "/keys", {}, way="get")
    tell = Act("inspections.tell", f"/inspections/{one.id}", {}, look="primary", way="get", icon="pen")
    return replace(page, acts=(*own, later, tell))
