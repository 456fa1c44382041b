"""The lobby's screens about a key that came back with a fault, or does not come back, as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.screens import Screen


@dataclass(frozen=True, kw_only=True)
class Fault(Screen):
    """What is wrong with the key? One touch says it. `fault` is the id of the report, `movement` the return."""

    template = "keys/fault.html"
    name = "fault"
    movement: str
    fault: str
    label: str
    choices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FaultNoted(Screen):
    """The fault is on record; a word by hand may be added."""

    template = "keys/fault_noted.html"
    name = "fault_noted"
    movement: str
    fault: str
    label: str
    what: str
    back: str | None = None


@dataclass(frozen=True, kw_only=True)
class LostHow(Screen):
    """How was the key lost? One touch goes on to the signature."""

    template = "keys/lost.html"
    name = "lost"
    key: str
    label: str
    choices: tuple[str, ...]
    back: str | None = "/keys"


@dataclass(frozen=True, kw_only=True)
class LostSign(Screen):
    """Whoever had the key signs that it is lost. `problem`: the code of what was missing."""

    template = "keys/lost_sign.html"
    name = "lost_sign"
    key: str
    label: str
    how: str
    movement: str
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class LostDone(Screen):
    """It is declared."""

    template = "keys/lost_done.html"
    name = "lost_done"
    label: str
    rests: bool = True
    back: str | None = None
