"""A courier takes the own last parcel out again: the undo of a drop."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage, at_place
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.outgoing import Notice, PaperStage
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.due_back import SWEEP, went_back
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused


def can_recall(house: House, drop: Movement | None, courier: str) -> bool:
    """Return whether a drop can be undone by this courier: confirmed, and the parcel still where it was put."""
    parcel = house.parcels.get(drop.item) if drop else None
    if drop is None or parcel is None or drop.kind is not Kind.DROP or drop.stage is not Stage.CONFIRMED:
        return False
    still = parcel.stage is ParcelStage.WAITING and parcel.custodian == at_place(drop.place)
    return still and drop.bearer == courier and parcel.movement == drop.id


def decide_recall(house: House, movement: str, drop: Movement, courier: str) -> list[e.Event]:
    """Return the intent and the door's command, or nothing for a movement that is known already.

    Off a shelf nothing is to be opened: the courier's word, given by asking for it, ends it at once.

    Raises:
        Refused: `undo.too_late` when the parcel is not there any more, or somebody collects it just now; `door.busy`.
    """
    if movement in house.movements:
        return []
    if not can_recall(house, drop, courier) or house.moving(drop.item):
        raise Refused("undo.too_late")
    if house.under_way(drop.place):
        raise Refused("door.busy", place=drop.place)
    intent = p.ParcelRecallIntended(movement, drop.item, courier, drop.unit, drop.place, drop.id)
    if is_shelf(drop.place):
        confirmed = p.ParcelRecallConfirmed(movement, f"word:{courier}")
        return [intent, confirmed, *_untold(house, drop.item)]
    if house.door(drop.place).seen_open:
        return [intent, e.DoorOpened(drop.place, movement)]
    return [intent, e.DoorCommanded(drop.place, movement, courier)]


def judge_recall(movement: Movement, reading: Reading) -> e.Event:
    """Return what a look at the shut door proves of a parcel that was to come out again."""
    if movement.note == "not_taken" and reading.present is not False:
        return p.ParcelRecallAbandoned(movement.id, "not_taken")
    if reading.present is None:
        return p.ParcelRecallUnclear(movement.id, "ask")
    if reading.present:
        return p.ParcelRecallUnclear(movement.id, "still_inside")
    return p.ParcelRecallConfirmed(movement.id, "presence")


def taken_back(house: House, recall: str) -> list[e.Event]:
    """Return what follows once a parcel is out again: its slip need not come out, and nobody is told of it.

    Whoever has been told already is told once more, that it went with its courier.
    """
    movement = house.movements.get(recall)
    if movement is None:
        return []
    if movement.how == SWEEP:
        return went_back(house, movement.id, movement.item, movement.bearer)
    return _untold(house, movement.item)


def told_too_late(house: House, notice: Notice) -> list[e.Event]:
    """Return the word that follows on a notice of arrival that went out while its parcel was taken back.

    Nothing for another notice, or one that some way had taken before: then the word is on its way already.
    """
    parcel = house.parcels.get(notice.item)
    if parcel is None or parcel.stage is not ParcelStage.NOT_TAKEN_IN or notice.id != f"n-{parcel.slip}":
        return []
    return [] if notice.taken else [_took_it_back(parcel)]


def _took_it_back(parcel: Parcel) -> e.Event:
    return e.NoticeQueued(f"w-{parcel.slip}", parcel.recipient, "parcel_taken_back", parcel.id)


def _untold(house: House, item: str) -> list[e.Event]:
    parcel = house.parcels.get(item)
    if parcel is None:
        return []
    notice, paper = house.notices.get(f"n-{parcel.slip}"), house.papers.get(f"s-{parcel.slip}")
    void: list[e.Event] = []
    if paper and paper.stage is PaperStage.QUEUED:
        void.append(e.PaperEnded(paper.id, PaperStage.NOT_NEEDED.value, "taken_back"))
    if notice and not notice.taken:
        return [*void, e.NoticeSent(notice.id, ())]
    gone = [e.NoticeSent(notice.id, notice.taken)] if notice else []
    return [*void, *gone, _took_it_back(parcel)]
