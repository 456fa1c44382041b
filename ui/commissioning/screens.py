"""The pages of the installer's walk as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from ui.drawing import Drawing
from ui.screens import Act, Screen

TOPICS = ("commissioning",)


@dataclass(frozen=True, kw_only=True)
class WalkScreen(Screen):
    """What all pages of the walk have: they listen to the walk, and nobody is asked whether they are still there.

    `ways`: the buttons, the last the primary. `acts` of a page stand at its foot.
    """

    rests: bool = False
    topics: tuple[str, ...] = TOPICS
    back: str | None = None
    ways: tuple[Act, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Code(WalkScreen):
    """The code from the terminal; `wrong`: the last one was not it."""

    template: ClassVar[str] = "commissioning/code.html"
    name: ClassVar[str] = "commissioning_code"
    wrong: bool = False
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Name(WalkScreen):
    """The installer's name."""

    template: ClassVar[str] = "commissioning/name.html"
    name: ClassVar[str] = "commissioning_name"
    installer: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line, or one finding: `look` is "good", "care" or "bad"; `cure` its word's key; `again`: doors to walk."""

    look: str
    title: str
    body: str
    facts: Mapping[str, str]
    cure: str = ""
    again: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rows(WalkScreen):
    """Lines, or findings, a few a page. `title` is a key; `note` one of a line beneath, with its facts."""

    template: ClassVar[str] = "commissioning/rows.html"
    name: ClassVar[str] = "commissioning_rows"
    title: str
    path: str
    rows: tuple[Row, ...]
    page: int = 1
    pages: int = 1
    note: str = ""
    note_facts: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class AtDoor(WalkScreen):
    """One door of the walk. `text` chooses the words; `status`: "go", "good", "care" or "bad".

    `busy`: the door stands open, or may: the findings come after it.
    """

    template: ClassVar[str] = "commissioning/door.html"
    name: ClassVar[str] = "commissioning_door"
    place: str
    text: str
    facts: Mapping[str, str]
    status: str
    done: int
    total: int
    drawing: Drawing
    said: str = ""
    sensed: str = ""
    busy: bool = False


@dataclass(frozen=True, kw_only=True)
class Which(WalkScreen):
    """The whole drawing, to touch the door that is open. `chosen`: the one that was touched."""

    template: ClassVar[str] = "commissioning/which.html"
    name: ClassVar[str] = "commissioning_which"
    drawing: Drawing
    chosen: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AtDevice(WalkScreen):
    """Badge reader, printer or camera. `stop` and `text` choose the words, `sign` the icon."""

    template: ClassVar[str] = "commissioning/device.html"
    name: ClassVar[str] = "commissioning_device"
    stop: str
    text: str
    facts: Mapping[str, str]
    status: str
    sign: str


@dataclass(frozen=True, kw_only=True)
class Done(WalkScreen):
    """Where the new files are."""

    template: ClassVar[str] = "commissioning/done.html"
    name: ClassVar[str] = "commissioning_done"
    settings: str
    kept: str
    report: str
    fingerprint: str
