"""What the lobby sounds like: tones and speech, and how loud at which hour."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from kiosk.settings.base import Table

Percent = Annotated[int, Field(ge=0, le=100)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class SoundSettings(Table):
    """How loud tones and speech are, in per cent; from `quiet_from` to `quiet_until` it is `quiet_volume`.

    The alarm is as loud at night as by day.
    """

    volume: Percent = 80
    quiet_volume: Percent = 35
    quiet_from: Hour = "22:00"
    quiet_until: Hour = "07:00"


class SpeechSettings(Table):
    """The voice that reads the lobby's pages to those who ask for it. A site without this table has none."""

    engine: str = "/usr/bin/espeak-ng"
    cards: str = "/sys/class/sound"
    """Where the machine lists its sound cards."""
    words_a_minute: Annotated[int, Field(ge=80, le=300)] = 160
    traditional: Literal["mandarin", "cantonese"] = "mandarin"
    """In which language texts in traditional characters are read."""
    english: Literal["en-gb", "en-us"] = "en-gb"

    @field_validator("engine")
    @classmethod
    def _is_a_program(cls, value: str) -> str:
        if value.endswith("espeak-ng"):
            return value
        raise ValueError("the engine is espeak-ng, by its path: /usr/bin/espeak-ng")
