"""Slips made of plain values, for journeys to fill in: the storeroom's shelf tag, the slip of two parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.language.messages import Language, moment_of, text
from kiosk.paper.blocks import Block, ChainHead, Cut, Facts, Head, Line, Number, Part, Qr, Strokes

SECOND = {
    Language.ENGLISH: Language.SIMPLIFIED,
    Language.SIMPLIFIED: Language.ENGLISH,
    Language.TRADITIONAL: Language.ENGLISH,
}
"""The small second language under the reader's own."""

Points = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Letterhead:
    """What stands on every slip of a site, in one language."""

    estate: str
    language: Language
    time_zone: str
    desk_phone: str = ""
    currency: str = "CNY"
    """Of what is paid here, where the thing itself does not say."""

    def head(self, title: str) -> Head:
        """Return the head of a slip whose title is the message `title`."""
        return Head(self.estate, text(title, self.language), text(title, SECOND[self.language]))

    def part(self, name: str) -> Part:
        """Return the band that says which part of a slip this is."""
        return Part(text(name, self.language), text(name, SECOND[self.language]))

    def word(self, key: str, **facts: object) -> str:
        """Return a message in the slip's language."""
        return text(key, self.language, **facts)

    def desk(self) -> Line:
        """Return whom to ask; the number stays on one line."""
        return Line(self.word("paper.desk", phone=self.desk_phone.replace(" ", "\u00a0")), "small")

    def time(self, at: datetime) -> str:
        """Return a time as the slip's readers write it."""
        return moment_of(at, self.language, self.time_zone)


@dataclass(frozen=True)
class ShelfTag:
    """What is stuck on a thing in the storeroom: no right to collect it, and nothing that tells whose it is."""

    number: str
    shelf: str
    unit: str
    stored: datetime
    code: str
    """What a scanner reads off it: the number of the thing, never of a claim."""


@dataclass(frozen=True)
class TwoParts:
    """One thing's slip of two parts with the same number: 寄存联 stays on the thing, 提取联 is the owner's right."""

    title: str
    """The message that is the slip's title, such as "paper.deposit.title"."""
    number: str
    facts: tuple[tuple[str, str], ...]
    claim: str
    """The text of the claim's QR code; it stands on the stub alone."""
    chain_head: str
    signature: Points = ()
    terms: str = ""
    """One line of rules, in the reader's words."""
    countersigned: Points = ()
    """What the desk has written beneath."""
    parts: tuple[str, str, str] = ("paper.part.tag", "paper.part.stub", "paper.part.keep")
    """The messages that say which part is which, and what to do with the second."""


def shelf_tag(tag: ShelfTag, paper: Letterhead) -> tuple[Block, ...]:
    """Return a shelf tag: the number to be read from the door of the storeroom, the shelf, the home masked."""
    return (
        Number(tag.number, paper.word("paper.shelf_tag.title")),
        Facts(
            (
                (paper.word("paper.shelf"), tag.shelf),
                (paper.word("paper.unit"), masked_unit(tag.unit)),
                (paper.word("paper.stored"), paper.time(tag.stored)),
            )
        ),
        Qr(tag.code, tag.number),
    )


def two_parts(slip: TwoParts, paper: Letterhead) -> tuple[Block, ...]:
    """Return both parts with a cut between them: the tag without a code, the stub with the right to claim."""
    caption = paper.word("paper.number")
    names = ((slip.signature, "paper.signature"), (slip.countersigned, "paper.part.desk_signature"))
    signed = tuple(Strokes(points, paper.word(caption)) for points, caption in names if points)
    terms = (Line(slip.terms, "small"),) if slip.terms else ()
    return (
        paper.part(slip.parts[0]),
        Number(slip.number, caption),
        Facts(slip.facts),
        *signed,
        ChainHead(slip.chain_head),
        Cut(),
        paper.head(slip.title),
        paper.part(slip.parts[1]),
        Number(slip.number, caption),
        Facts(slip.facts),
        Qr(slip.claim, slip.number),
        Line(paper.word(slip.parts[2])),
        *terms,
        paper.desk(),
        ChainHead(slip.chain_head),
    )


def masked_unit(unit: str) -> str:
    """Return a home as bystanders may see it: "3-1802" becomes "3-18**"."""
    hidden = min(2, len(unit))
    return unit[: len(unit) - hidden] + "*" * hidden
