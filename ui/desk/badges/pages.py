"""The page of badges as values: who has which, and the one that is just being given."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.pages import Chip, DeskPage

GIVE_REASONS = ("replaced", "mixed_up", "handed_on")
REVOKE_REASONS = ("lost", "left", "broken")


@dataclass(frozen=True)
class BadgeRow:
    """One person and their badge. `has`: "none", "clone" (its number can be copied) or "proof" (it proves itself)."""

    name: str
    detail: str
    path: str
    has: str
    chosen: bool = False


@dataclass(frozen=True)
class Giving:
    """The badge that is being given. `step`: "listening", "read", "adopting", "given" or "over"."""

    step: str
    id: str = ""
    left_ms: int = 0
    of_ms: int = 1
    seen: str = ""
    """The message key of what was read."""
    owner: str = ""
    """Whose it is now, by name; "" for nobody's or the same person's."""
    problem: str = ""
    """The message key of what went wrong last."""
    can_adopt: bool = False
    """The reader can make it a badge that proves itself."""
    can_give: bool = False


@dataclass(frozen=True)
class PickedPerson:
    """The person whose badge it is about. `who`: sealed."""

    name: str
    detail: str
    who: str
    path: str
    has: str
    may_change: bool = True
    reader_works: bool = True
    giving: Giving | None = None
    give_reasons: tuple[str, ...] = GIVE_REASONS
    revoke_reasons: tuple[str, ...] = REVOKE_REASONS


@dataclass(frozen=True, kw_only=True)
class BadgesPage(DeskPage):
    """Who has a badge, which of them can be copied, and the giving of one."""

    template = "desk/badges.html"
    name = "desk_badges"
    tab = "badges"
    topics: tuple[str, ...] = ("enrolment", "devices")
    rows: tuple[BadgeRow, ...]
    more: int = 0
    """How many people more fit the search."""
    chips: tuple[Chip, ...]
    words: str = ""
    forgotten: bool = False
    clones: int
    proofs: int
    secure: bool
    """Whether the site's reader asks badges for their proof."""
    picked: PickedPerson | None = None
