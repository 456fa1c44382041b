"""What the doctor finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kiosk.language.messages import known


class Mark(Enum):
    """How a part is doing."""

    WELL = "well"
    NOTE = "note"
    """Worth knowing; nothing needs to be done."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line on the screen. `says` and `do` are keys of messages, "" for none; both take `facts`.

    `part` names what it is about ("record"), `name` one device among several ("locks-a").
    """

    part: str
    mark: Mark
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)
    do: str = ""
    name: str = ""


def well(part: str, says: str, name: str = "", /, **facts: object) -> Finding:
    """Return a finding that all is well."""
    return _finding(Mark.WELL, part, says, name, facts)


def note(part: str, says: str, name: str = "", /, **facts: object) -> Finding:
    """Return something worth knowing."""
    return _finding(Mark.NOTE, part, says, name, facts)


def wrong(part: str, says: str, name: str = "", /, **facts: object) -> Finding:
    """Return something that somebody has to see to."""
    return _finding(Mark.WRONG, part, says, name, facts)


def _finding(mark: Mark, part: str, says: str, name: str, facts: Mapping[str, object]) -> Finding:
    advice = f"doctor.{part}.do_{says}"
    return Finding(part, mark, f"doctor.{part}.{says}", facts, advice if known(advice) else "", name)
