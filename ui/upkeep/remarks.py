"""What whoever takes a key is to know of it, in a few words."""

from __future__ import annotations

from kiosk.domain.upkeep.knowing import compromised, condition_of
from kiosk.language.messages import Language, moment_of, text
from ui.reach import journeys
from ui.rendering import surroundings


def remark_of(name: str, language: Language) -> str:
    """Return that a key's lock is to be changed, else its newest fault and since when; "" for a key in order."""
    house = journeys().ledger.house
    key = house.keys.get(name)
    if key is not None and compromised(house, key):
        return text("upkeep.remark_lock", language)
    faults = condition_of(house, name).faults
    if not faults:
        return ""
    what = text(f"upkeep.fault.{faults[-1].what}", language)
    return text(
        "upkeep.remark",
        language,
        what=what,
        time=moment_of(faults[-1].since, language, surroundings().time_zone, "MMMd"),
    )
