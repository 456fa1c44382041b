"""Residents' cards on paper: a slip of the receipt printer, and a sheet of cards in the size of a bank card."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO

import segno

from kiosk.domain.identity.known import Card
from kiosk.flows.people.cards import ResidentCards
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, text
from kiosk.paper import Block, ChainHead, Facts, Line, Qr
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.paper import Press
from kiosk.ports.record import Ledger
from kiosk.settings import Site

MOST_ON_SHEET = 8
STYLE = """
@page { size: A4; margin: 12mm 15mm }
.cards { display: flex; flex-wrap: wrap; gap: 6mm }
.card { width: 85.6mm; height: 53.98mm; box-sizing: border-box; border: 0.2mm dashed #777; border-radius: 3mm;
  padding: 4mm; display: flex; gap: 4mm; break-inside: avoid; font-family: "Noto Sans CJK SC", sans-serif }
.card img { width: 30mm; height: 30mm; flex: none }
.card .left { display: flex; flex-direction: column; justify-content: space-between; flex: 1; min-width: 0 }
.card b { font-size: 11pt; display: block }
.card .who { font-size: 13pt }
.card small { font-size: 6.5pt; display: block }
.hint { font-size: 8pt; margin: 0 0 6mm }
"""
"""ID-1 of ISO/IEC 7810: 85.60 x 53.98 mm, so that it fits every card holder."""


def card_slip(
    ledger: Ledger, directory: Directory, card: Card, paper: Letterhead, qr: Callable[[str], str]
) -> Sequence[Block]:
    """Return the slip that is a resident's card; nothing once its QR code is not kept any more."""
    code = qr(card.id)
    if not code:
        return ()
    rows = [(paper.word("paper.card.whose"), directory.masked(card.person))]
    if card.until:
        rows.append((paper.word("paper.card.until"), paper.time(card.until)))
    rows.append((paper.word("paper.card.number"), number_of(card)))
    return (
        paper.head("paper.card.title"),
        Facts(tuple(rows)),
        Qr(code, number_of(card)),
        Line(paper.word("paper.card.how")),
        Line(paper.word("paper.card.copy"), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def number_of(card: Card) -> str:
    """Return how people call a card: its first digits, which are no right to anything."""
    return f"{card.id[:4]}-{card.id[4:8]}".upper()


class CardSheets:
    """Cards as a page to print, cut and laminate."""

    def __init__(
        self, ledger: Ledger, directory: Directory, cards: ResidentCards, press: Press, site: Site
    ) -> None:
        self._ledger = ledger
        self._directory = directory
        self._cards = cards
        self._press = press
        self._site = site

    def of(self, cards: Sequence[Card], by: str, language: Language) -> bytes:
        """Return a signed PDF of at most `MOST_ON_SHEET` cards, in the language of each card's resident.

        Raises:
            Unavailable: it can't be made now.
        """
        shown = [self._card(one) for one in cards[:MOST_ON_SHEET] if self._cards.text_of(one.id)]
        hint = escape(text("cards.sheet_hint", language))
        title = escape(text("cards.sheet", language))
        html = (
            f'<!doctype html><html lang="{language.tag}"><head><meta charset="utf-8"><title>{title}</title>'
            f"<style>{STYLE}</style></head><body><p class='hint'>{hint}</p><div class='cards'>"
            f"{''.join(shown)}</div></body></html>"
        )
        return self._press.make(html, text("cards.sheet", language), self._directory.name(by))

    def _card(self, card: Card) -> str:
        person = self._ledger.house.people[card.person]
        reader = Language(person.language)
        picture = BytesIO()
        segno.make_qr(self._cards.text_of(card.id), error="m").save(picture, kind="png", scale=8, border=4)
        code = b64encode(picture.getvalue()).decode()
        estate, said = (
            escape(self._site.name.in_language(reader.value)),
            escape(text("paper.card.how", reader)),
        )
        return (
            f"<div class='card'><div class='left'><div><b>{estate}</b>"
            f"<small>{escape(text('paper.card.title', reader))} · {escape(text('paper.card.title', SECOND[reader]))}"
            f"</small></div><div><span class='who'>{escape(self._directory.masked(card.person))}</span>"
            f"<small>{number_of(card)}</small></div><small>{said}</small></div>"
            f"<img alt='' src='data:image/png;base64,{code}'></div>"
        )
