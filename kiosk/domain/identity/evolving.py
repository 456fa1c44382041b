"""How each recorded event about cards and documents changes the house: what is over is in the log alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.house import House, newest
from kiosk.domain.identity import events as i
from kiosk.domain.identity.known import NUMBER, Card, FiledId, KeptDocument

V = TypeVar("V")


def with_identity(house: House, event: i.IdentityEvent, at: datetime) -> House:
    """Return the house after `event`."""
    if isinstance(event, i.CardIssued):
        card = Card(event.card, event.person, event.digest, at, event.by, event.until)
        return house.having(cards=newest(_without(house.cards, event.replaces), card.id, card))
    if isinstance(event, i.CardRevoked):
        return house.having(cards=_without(house.cards, event.card))
    if isinstance(event, i.IdFiled):
        filed = FiledId(event.person, event.document, event.digest, at, event.by, event.how)
        return house.having(filed_ids=newest(house.filed_ids, event.person, filed))
    if isinstance(event, i.IdRemoved):
        return house.having(filed_ids=_without(house.filed_ids, event.person))
    if isinstance(event, i.DocumentShown):
        return _with_document(house, event, at)
    if isinstance(event, i.DocumentDeleted):
        return _with_part_gone(house, event)
    return house


def _with_document(house: House, event: i.DocumentShown, at: datetime) -> House:
    kept = KeptDocument(
        event.record, event.person, event.purpose, event.document, event.digest, at, event.by, event.how,
        event.number_until, event.picture_until,
    )  # fmt: skip
    return house.having(kept_documents=newest(house.kept_documents, kept.id, kept)) if kept.parts else house


def _with_part_gone(house: House, event: i.DocumentDeleted) -> House:
    known = house.kept_documents.get(event.record)
    if known is None:
        return house
    left = replace(known, number_until=None) if event.part == NUMBER else replace(known, picture_until=None)
    if left.parts:
        return house.having(kept_documents=newest(house.kept_documents, left.id, left))
    return house.having(kept_documents=_without(house.kept_documents, event.record))


def _without(entities: Mapping[str, V], name: str) -> dict[str, V]:
    return {other: one for other, one in entities.items() if other != name}
