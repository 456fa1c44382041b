"""What stays at hand in the running state, and how one entity of it is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.bringing.evolving import called_off
from kiosk.domain.hanging.evolving import answered_for
from kiosk.domain.house import House
from kiosk.domain.items import Custodian, Key, Parcel, ParcelStage
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.outgoing import Paper, PaperStage

V = TypeVar("V")

RECENT = 64
"""How many ended movements, parcels, papers and notices stay at hand; the rest is in the register."""


def put(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    """Return `entities` with one of them set, as the newest."""
    changed = dict(entities)
    changed.pop(name, None)
    changed[name] = entity
    return changed


def put_movement(house: House, movement: Movement) -> House:
    """Return the house with a movement; the oldest that ended and nobody needs any more leave it."""
    movements = put(house.movements, movement.id, movement)
    if movement.ended and len(movements) > RECENT:
        ended = [n for n, other in movements.items() if other.ended and not _still_needed(house, other)]
        _forget(movements, ended)
    return house.having(movements=movements)


def _still_needed(house: House, movement: Movement) -> bool:
    """Whether an attendant still needs it: to settle the doubt that it left, or to report on it."""
    if movement.report_due:
        return True
    return movement.stage is Stage.DOUBTED and house.door(movement.place).doubt is not None


def put_parcel(house: House, parcel: Parcel) -> House:
    """Return the house with a parcel; the oldest that are no longer here leave it."""
    parcels = put(house.parcels, parcel.id, parcel)
    kept = (ParcelStage.ARRIVING, ParcelStage.WAITING, ParcelStage.MISSING)
    if parcel.stage not in kept and len(parcels) > RECENT:
        _forget(parcels, [name for name, other in parcels.items() if other.stage not in kept])
    return house.having(parcels=parcels)


def _forget(entities: dict[str, V], ended: list[str]) -> None:
    for name in ended[:-RECENT]:
        del entities[name]


def change_door(house: House, place: str, **changes: object) -> House:
    """Return the house with one door changed."""
    door = replace(house.door(place), **changes)  # type: ignore[arg-type]
    return house.having(doors=put(house.doors, place, door))


def give_key(
    house: House,
    key: Key,
    custodian: Custodian,
    at: datetime,
    due: datetime | None = None,
    work_order: str = "",
) -> House:
    """Return the house with a key that changed hands: what was told of the earlier bearer is over."""
    given = replace(
        key, custodian=custodian, since=at, due=due, overdue_step=0, told=(), work_order=work_order
    )
    house = called_off(answered_for(house, key.id, custodian), key.id)
    return house.having(keys=put(house.keys, key.id, given))


def put_paper(house: House, paper: Paper) -> House:
    """Return the house with a paper; the oldest that are done leave it."""
    papers = put(house.papers, paper.id, paper)
    under_way = (PaperStage.QUEUED, PaperStage.BEGUN)
    if paper.stage not in under_way and len(papers) > RECENT:
        _forget(papers, [name for name, other in papers.items() if other.stage not in under_way])
    return house.having(papers=papers)
