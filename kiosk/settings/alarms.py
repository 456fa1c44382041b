"""Who answers for which alarm, and how soon whom it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, field_validator

from kiosk.domain.alarms.alarm import KINDS
from kiosk.settings.base import Table
from kiosk.settings.words import did_you_mean

OWNERS = ("attendant", "supervisor", "manager")


class AlarmSettings(Table):
    """The site's alarms. `owners`: kind -> a role of the staff, or "person:<id>"; the supervisor for all others."""

    owners: Mapping[str, str] = {}
    tell_after_min: Annotated[int, Field(ge=0, le=1440)] = 2
    """Minutes after which its owner is told of an alarm that goes on and that nobody is on."""
    manager_after_min: Annotated[int, Field(ge=1, le=10_080)] = 30
    """Minutes after which the property manager is told of one that nobody has acknowledged."""
    sound_every_s: Annotated[int, Field(ge=0, le=3600)] = 30
    """How often it sounds in the lobby until somebody is on it; 0: once."""
    override_doors: Annotated[int, Field(ge=2, le=64)] = 3
    override_within_s: Annotated[int, Field(ge=5, le=3600)] = 60
    """So many doors of one cabinet that open alone within so many seconds are its mechanical override."""

    @field_validator("owners")
    @classmethod
    def _somebody_for_something(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for kind, owner in value.items():
            if kind not in KINDS:
                raise ValueError(
                    f"there is no alarm {kind!r}{did_you_mean(kind, KINDS)}; there are {', '.join(KINDS)}"
                )
            if owner not in OWNERS and not (owner.startswith("person:") and owner[7:]):
                raise ValueError(f"{kind} = {owner!r}: allowed are {', '.join(OWNERS)} or 'person:<id>'")
        return dict(value)
