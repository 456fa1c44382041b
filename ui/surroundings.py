"""What every page of one site has around it: the estate's name, the desk's number, the furniture, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.places import Furniture
from kiosk.language.messages import Language


@dataclass(frozen=True)
class Surroundings:
    """One site as its screens show it; `framed_by` are the origins that may put the lobby in a frame."""

    estate: Mapping[str, str]
    desk_phone: str
    time_zone: str
    furniture: Furniture
    language: Language = Language.SIMPLIFIED
    idle_s: int = 45
    code_digits: int = 10
    framed_by: tuple[str, ...] = ()
    loudness: str = "80 35 22:00 07:00"
    """Per cent by day and in the quiet hours, and from when until when those are."""
    known_as: tuple[str, ...] = ()
    """By which names browsers of the house ask for the desk."""
    reasons: tuple[str, ...] = field(default=("repair", "inspection", "cleaning", "handover", "emergency"))

    def name(self, language: Language) -> str:
        """Return the estate's name in a language, in the site's own where it has none."""
        return self.estate.get(language.value) or self.estate[self.language.value]
