"""What waits because of parcels, and of what was printed or sent about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain.couriers.enrolling import newcomers
from kiosk.domain.entrusted.counting import matter_of
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.keymap import issuing as keymaps
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.domain.parcels.storing import arriving_at_shelf
from kiosk.domain.sending.sending import DESK_PLACE
from kiosk.domain.sending.taking import here as lies_here
from kiosk.domain.sending.taking import left_to_take
from kiosk.flows.shifts.task import Task

TOLD_WITHIN_S = 90
"""A notice that waits for longer is a task: it is tried again every half minute."""
RECEIPT_MATTERS = timedelta(hours=24)
"""A receipt that did not come out stays a task for a day; a claim slip as long as its parcel waits."""


def parcel_tasks(house: House, now: datetime) -> Iterator[Task]:
    """Yield what a parcel, its paper, its notice or its courier wants somebody for."""
    yield from _parcels(house)
    yield from _storeroom(house)
    yield from _complaints(house)
    yield from _signatures(house)
    yield from _couriers(house)
    yield from _expired(house)
    yield from _sendings(house)
    yield from _papers(house, now)
    yield from _notices(house, now)


def _parcels(house: House) -> Iterator[Task]:
    for parcel in house.parcels.values():
        if matter_of(house, parcel.id):
            continue  # told as what it was entrusted for
        if parcel.stage is ParcelStage.MISSING:
            yield Task("parcel_missing", parcel.since, item=parcel.id)
        elif parcel.disputed and parcel.stage is ParcelStage.WAITING:
            place = parcel.custodian.id
            if not house.door(place).doubt:  # the doubt is the task
                yield Task(f"disputed.{parcel.disputed}", parcel.since, item=parcel.id, place=place)


def _storeroom(house: House) -> Iterator[Task]:
    """A courier has brought something for a shelf, and nobody has said that it lies there."""
    for movement in arriving_at_shelf(house):
        yield Task(
            "storeroom_coming", movement.begun, item=movement.item, place=movement.place, movement=movement.id
        )


def _complaints(house: House) -> Iterator[Task]:
    """Something is wrong with a parcel that is in somebody's hands."""
    for one in house.complaints.values():
        yield Task(
            f"complaint.{one.kind}", one.at, urgent=False, item=one.parcel, place=one.place, movement=one.id
        )


def _signatures(house: House) -> Iterator[Task]:
    """A signature was not found the same: somebody is to look at both."""
    for one in house.comparisons.values():
        yield Task("signature_judge", one.at, item=one.item, movement=one.id)


def _couriers(house: House) -> Iterator[Task]:
    """A courier has registered alone, and nobody at the desk knows them."""
    for one in newcomers(house):
        yield Task("courier_new", one.since, urgent=False, item=one.id)


def _expired(house: House) -> Iterator[Task]:
    """Parcels whose time is over wait for their carrier: one task for all of them."""
    over = [
        one.wait.expired
        for one in house.parcels.values()
        if one.wait.expired and one.stage is ParcelStage.WAITING
    ]
    if over:
        yield Task("parcel_expired", min(over), urgent=False)


def _sendings(house: House) -> Iterator[Task]:
    """Nobody knows where a parcel goes; a courier has signed for what lies at the desk; a fee is not settled."""
    for swept in house.sweeps.values():
        if any(house.parcels[one.parcel].custodian.id == DESK_PLACE for one in left_to_take(house, swept.id)):
            yield Task("sending_handover", swept.at, item=swept.id, person="")
    for one in house.sendings.values():
        if one.unaddressed:
            yield Task("sending_where", one.made, urgent=lies_here(house, one) is not None, item=one.id)
        if one.owed and one.over and one.ended:
            yield Task("sending_fee", one.ended, urgent=False, item=one.id)


def _papers(house: House, now: datetime) -> Iterator[Task]:
    newest: dict[tuple[str, str], Paper] = {}
    for paper in house.papers.values():  # in the order of their last change
        newest[paper.movement, paper.what] = paper
    slips = {f"s-{p.slip}": p for p in house.parcels.values() if p.stage is ParcelStage.WAITING}
    for paper in newest.values():
        if paper.stage not in (PaperStage.NOT_SENT, PaperStage.UNKNOWN):
            continue
        state = "unknown" if paper.stage is PaperStage.UNKNOWN else "not_sent"
        if paper.what == "claim slip" and (parcel := slips.get(paper.id)):
            place = parcel.custodian.id
            yield Task(f"slip.{state}", paper.since, False, place, parcel.id, paper.id)
        elif paper.what not in ("claim slip", keymaps.PAPER) and now - paper.since < RECEIPT_MATTERS:
            movement = house.movements.get(paper.movement)
            about = {"place": movement.place, "item": movement.item} if movement else {}
            yield Task(
                f"receipt.{state}",
                paper.since,
                urgent=False,
                paper=paper.id,
                movement=paper.movement,
                **about,
            )


def _notices(house: House, now: datetime) -> Iterator[Task]:
    for notice in house.notices.values():
        if now - notice.since > timedelta(seconds=TOLD_WITHIN_S):
            parcel = house.parcels.get(notice.item)
            place = parcel.custodian.id if parcel and parcel.stage is ParcelStage.WAITING else ""
            yield Task("notice", notice.since, urgent=False, place=place, item=notice.item, notice=notice.id)
