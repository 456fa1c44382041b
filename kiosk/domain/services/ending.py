"""How a request for a service ends: delivered against its slip or a document, called off, not possible; a new slip."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.domain.services import events as s
from kiosk.domain.services.catalogue import SIGNATURE, WORD
from kiosk.domain.services.deciding import SERVICE_SLIP, is_staff, need, open_one
from kiosk.domain.services.request import Stage

BY_SLIP, BY_DOCUMENT, BY_WORD = "slip", "document", "word"
"""What proves a delivery."""


@dataclass(frozen=True)
class Delivery:
    """How a delivery was proved. `slip`: the number in the QR code that was shown, "" for none."""

    proved_by: str
    slip: str = ""
    signature: str = ""
    digest: str = ""
    note: str = ""


def decide_done(house: House, request: str, given: Delivery, by: str) -> list[e.Event]:
    """Return that it is delivered; nothing for one that is.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.begin_first`; `service.slip_void` for
            another slip than its own; `service.proof` where more is wanted; `signature.missing`.
    """
    one = need(house, request)
    if not is_staff(house, by):
        raise Refused("staff.needed")
    if one.stage is Stage.DONE:
        return []
    if one.over:
        raise Refused("service.over")
    if one.stage is not Stage.UNDER_WAY:
        raise Refused("service.begin_first")
    if given.proved_by == BY_SLIP and (given.slip != one.slip or one.slip_used):
        raise Refused("service.slip_void")
    if given.proved_by == BY_WORD and one.terms.proof != WORD:
        raise Refused("service.proof")
    if given.proved_by == BY_SLIP and one.terms.proof == SIGNATURE and not given.signature:
        raise Refused("signature.missing")
    if given.proved_by == BY_DOCUMENT and not given.signature:
        raise Refused("signature.missing")
    return [s.ServiceDone(one.id, by, given.proved_by, given.slip, given.signature, given.digest, given.note)]


def decide_cancel(
    house: House, request: str, by: str, why: str, kept_cents: int, paid_cents: int
) -> list[e.Event]:
    """Return that it is called off, with what is kept of what was paid; nothing for one that is.

    Raises:
        Refused: `service.no_such`; `keep.not_yours`; `service.over`; `service.under_way` for its customer alone.
    """
    one = need(house, request)
    staff = is_staff(house, by)
    if by != one.person and not staff:
        raise Refused("keep.not_yours")
    if one.stage is Stage.CANCELLED:
        return []
    if one.over:
        raise Refused("service.over")
    if one.stage is Stage.UNDER_WAY and not staff and not one.calls:
        raise Refused("service.under_way")
    return [s.ServiceCancelled(one.id, by, why, kept_cents, paid_cents - kept_cents)]


def decide_refuse(house: House, request: str, by: str, why: str) -> list[e.Event]:
    """Return that the desk can't do it, which its customer is told; nothing for one that is refused.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.under_way`; `reason.missing`.
    """
    one = need(house, request)
    if not is_staff(house, by):
        raise Refused("staff.needed")
    if one.stage is Stage.REFUSED:
        return []
    if one.over:
        raise Refused("service.over")
    if one.stage is Stage.UNDER_WAY:
        raise Refused("service.under_way")
    if not why:
        raise Refused("reason.missing")
    told = e.NoticeQueued(f"sr-{one.id[:16]}", one.person, "service_refused", one.id)
    return [s.ServiceRefused(one.id, by, why), told]


def decide_reprint(house: House, request: str, slip: str, paper: str, by: str) -> list[e.Event]:
    """Return a new slip; the old one is void from here on. `paper`: the name of the new piece of paper.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`.
    """
    one = open_one(house, request, by)
    if paper in house.papers:
        return []
    person = house.people.get(one.person)
    language = person.language if person else "zh_Hans"
    return [s.ServiceSlipReplaced(one.id, slip, by), e.PaperQueued(paper, SERVICE_SLIP, one.id, language)]
