"""The lobby's pages on what may be borrowed, on goods that leave, and on what was shown, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.screens import Message, Screen


@dataclass(frozen=True)
class BorrowRow:
    """One thing of one's own (`due`), or one kind of thing that may be borrowed, in words."""

    label: str
    small: str
    due: datetime | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Borrow(Screen):
    """What may be borrowed; and for whom tapped a card, what the home has and until when."""

    template = "lending/borrow.html"
    name = "borrow"
    rows: tuple[BorrowRow, ...]
    known: bool
    """Whether somebody has tapped their card."""
    page: int = 1
    pages: int = 1
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class Shown(Screen):
    """A pass or a release was held to the camera: whether it is good, until when. Nobody is named.

    `title` and `tell` are message keys; `number` stands on the paper; `good`: it lets somebody or something pass.
    """

    template = "lending/shown.html"
    name = "shown"
    title: str
    number: str
    tell: str
    good: bool
    until: datetime | None = None
    rests: bool = True
    patience_s: int | None = 20


@dataclass(frozen=True, kw_only=True)
class GoodsAsked(Screen):
    """Goods that are to leave and wait for the owner's word: some lines of them."""

    template = "lending/goods.html"
    name = "goods"
    release: str
    number: str
    count: int
    until: datetime
    lines: tuple[str, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/home"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class GoodsSign(Screen):
    """The owner signs that goods may leave."""

    template = "lending/goods_sign.html"
    name = "goods_sign"
    release: str
    number: str
    count: int
    problem: Message | None = None
    back: str | None = "/home/goods"


@dataclass(frozen=True, kw_only=True)
class GoodsDone(Screen):
    """They may leave, or nothing waits."""

    template = "lending/goods_done.html"
    name = "goods_done"
    released: bool
    back: str | None = "/home"
