"""Whose home was typed on a form: its one resident, or the one of several that was chosen."""

from __future__ import annotations

from kiosk.domain.refusal import Refused
from ui.desk.deskwork.pages import Field
from ui.desk.words import Words
from ui.reach import journeys


def resident_at(home: str, chosen: str) -> tuple[str, str]:
    """Return the resident and the home that are meant.

    Raises:
        Refused: `resident.unknown` for a home nobody lives in; `resident.which` where several do and none was chosen.
    """
    found = journeys().directory.find(journeys().ledger.house, unit=home.strip())
    if not found:
        raise Refused("resident.unknown")
    picked = next((one for one in found if one.person == chosen), None)
    if picked is None and len(found) > 1:
        raise Refused("resident.which")
    one = picked or found[0]
    return one.person, one.unit


def which(words: Words, home: str, chosen: str) -> tuple[Field, ...]:
    """Return the question which resident of a home is meant; nothing where one lives there, or none was typed."""
    if not home.strip():
        return ()
    found = journeys().directory.find(journeys().ledger.house, unit=home.strip())
    if len(found) < 2:
        return ()
    options = tuple((one.person, words.person(one.person)) for one in found)
    return (Field("who", words.say("orders.form.who"), "picks", chosen, options),)
