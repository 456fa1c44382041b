"""What was found in a home: point by point, and what follows for the owner and the desk."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.inspections import events as i
from kiosk.domain.inspections.inspection import FINDINGS, FINE, NOT_LOOKED, Inspection, Stage
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

SLIP = "inspection slip"
"""What a paper about an inspection is called; its "movement" is the inspection's id."""
REST = ("", FINE, NOT_LOOKED)
"""What may be said of all points at once that nothing was said of yet; "": nothing."""
LONGEST_ORDER = 20
MOST_PHOTOS = 12


def inspection_for(house: House, name: str, by: Person) -> Inspection:
    """Return an inspection that `by` may speak of: the one who went, or a supervisor.

    Raises:
        Refused: `inspection.unknown`, `inspection.others`.
    """
    known = house.inspections.get(name)
    if known is None or known.stage is Stage.MISSED:
        raise Refused("inspection.unknown")
    if by.role not in STAFF or (by.id != known.by and by.role is Role.ATTENDANT):
        raise Refused("inspection.others")
    return known


def decide_answers(house: House, name: str, by: Person, answers: Mapping[str, str]) -> list[e.Event]:
    """Return what was found at some points; said again, the last word counts. Nothing for nothing new.

    Raises:
        Refused: as `inspection_for`; `inspection.over`, `inspection.points`.
    """
    known = _open(house, name, by)
    if not set(answers) <= set(known.points) or not set(answers.values()) <= set(FINDINGS):
        raise Refused("inspection.points")
    fresh = tuple((point, said) for point, said in answers.items() if known.answers.get(point) != said)
    return [i.PointsLookedAt(name, by.id, fresh)] if fresh else []


def decide_report(house: House, name: str, by: Person, rest: str) -> list[e.Event]:
    """Return the end of an inspection: the owner is told as the plan says. Nothing for one that is told already.

    Raises:
        Refused: as `inspection_for`; `inspection.over` for one that was not made; `inspection.not_looked` while a
            point is open and `rest` says nothing of it.
    """
    known = inspection_for(house, name, by)
    if known.stage is Stage.REPORTED:
        return []
    known = _open(house, name, by)
    if rest not in REST or (known.unanswered and not rest):
        raise Refused("inspection.not_looked", count=len(known.unanswered))
    answers = tuple((point, rest) for point in known.unanswered)
    found = bool(known.findings)
    looked = [i.PointsLookedAt(name, by.id, answers)] if answers else []
    return [*looked, i.InspectionReported(name, by.id), *_told(house, known, found=found)]


def decide_not_made(house: House, name: str, by: Person) -> list[e.Event]:
    """Return that nobody could go in: the home is due again. Nothing for one of which that was said already.

    Raises:
        Refused: as `inspection_for`; `inspection.over` once it was told.
    """
    known = inspection_for(house, name, by)
    if known.stage is Stage.NOT_MADE:
        return []
    return [i.InspectionNotMade(_open(house, name, by).id, by.id)]


def decide_order(house: House, finding: str, by: Person, order: str) -> list[e.Event]:
    """Return that a work order is out for an urgent finding.

    Raises:
        Refused: `staff.needed`, `inspection.unknown`, `key.work_order_needed`, `number.form`.
    """
    _urgent(house, finding, by)
    if not order.strip():
        raise Refused("key.work_order_needed")
    return [i.OrderGiven(finding, paper_number(order, LONGEST_ORDER), by.id)]


def decide_settled(house: House, finding: str, by: Person) -> list[e.Event]:
    """Return that an urgent finding was put right; nothing for one that is settled.

    Raises:
        Refused: `staff.needed`.
    """
    if by.role not in STAFF:
        raise Refused("staff.needed")
    return [i.FindingSettled(finding, by.id)] if finding in house.inspection_findings else []


def may_be_pictured(house: House, name: str, point: str, by: Person) -> Inspection:
    """Return an inspection to which a picture may be added, also after it was told.

    Raises:
        Refused: as `inspection_for`; `inspection.points`, `inspection.photos_full`.
    """
    known = inspection_for(house, name, by)
    if point not in known.points:
        raise Refused("inspection.points")
    if len(known.photos) >= MOST_PHOTOS:
        raise Refused("inspection.photos_full", most=MOST_PHOTOS)
    return known


def may_be_noted(house: House, name: str, point: str, by: Person) -> Inspection:
    """Return an inspection of whose point something may be written.

    Raises:
        Refused: as `inspection_for`; `inspection.over`, `inspection.points`.
    """
    known = _open(house, name, by)
    if point not in known.points:
        raise Refused("inspection.points")
    return known


def _told(house: House, known: Inspection, *, found: bool) -> list[e.Event]:
    owner = house.people.get(known.given_by)
    if owner is None:
        return []
    if known.tells == "paper":
        return [e.PaperQueued(f"in-{known.id[:16]}", SLIP, known.id, owner.language)]
    if known.tells == "findings" and not found:
        return []
    template = "inspection_found" if found else "inspection_made"
    return [e.NoticeQueued(f"in-{known.id[:16]}", owner.id, template, known.id)]


def _open(house: House, name: str, by: Person) -> Inspection:
    known = inspection_for(house, name, by)
    if known.stage is not Stage.BEGUN:
        raise Refused("inspection.over")
    return known


def _urgent(house: House, finding: str, by: Person) -> None:
    if by.role not in STAFF:
        raise Refused("staff.needed")
    if finding not in house.inspection_findings:
        raise Refused("inspection.unknown")
