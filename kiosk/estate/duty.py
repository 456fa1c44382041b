"""Who is on duty on an invented estate: three shifts of the desk a day, each handed over; once a month keys counted."""

from __future__ import annotations

from kiosk.domain.people import Person
from kiosk.domain.places import PlaceKind, Reading
from kiosk.domain.shifts import deciding as d
from kiosk.domain.shifts.deciding import Pen, Why
from kiosk.domain.shifts.differences import Scene, counted, differences
from kiosk.domain.shifts.shift import Shift, Stage
from kiosk.domain.stocktake import events as s
from kiosk.domain.stocktake.counting import count
from kiosk.estate.lobby import Journey, Lobby, Step, with_tags
from kiosk.estate.pens import signed
from kiosk.estate.upkeep import supervisor

SHIFT_S = 8 * 3600
SAID = ("known", "with_bearer", "with_bearer", "being_searched", "told_supervisor")
"""What is mostly said of a difference."""


def shifts(lobby: Lobby) -> Journey:
    """Yield the desk's shifts, one after the other: each is handed to the next person, who signs for it."""
    name = _shift_name(lobby)
    yield Step(d.decide_on(lobby.house, name, lobby.on_duty("desk")), SHIFT_S)
    while True:
        yield from _handed_over(lobby, name)
        left, fresh, taker = lobby.house.shifts[name], _shift_name(lobby), lobby.on_duty("desk")
        if taker.id == left.person or _has_shift(lobby, taker):
            taker = next(one for one in lobby.staff if one.id != left.person and not _has_shift(lobby, one))
        content, digest = signed(taker.id, f"{fresh}-takes", 1)
        pen = Pen(content.reference, digest)
        yield Step(d.decide_taken(lobby.house, name, taker, fresh, pen), SHIFT_S, (content,))
        name = fresh


def stocktakes(lobby: Lobby) -> Journey:
    """Yield the month's count of all keys: what the sensors do not show is looked at, and two people sign."""
    while True:
        yield Step((), lobby.rng.uniform(27, 33) * 24 * 3600)
        while lobby.local.hour not in range(9, 17):
            yield Step((), 3600)
        yield from _counted_through(lobby)


def _counted_through(lobby: Lobby) -> Journey:
    by, name = supervisor(lobby), lobby.number()[:16]
    found = count(lobby.house, lobby.furniture, _readings(lobby))
    counts = [s.SlotCounted(name, one.place, one.finding.value, one.expected, one.found) for one in found]
    yield Step([s.StocktakeBegun(name, by.id, "routine"), *counts], 120)
    for place in lobby.house.stocktakes[name].to_look_at:
        yield Step([s.SlotLookedAt(name, place, by.id, "as_recorded", "")], lobby.rng.uniform(10, 40))
    other = lobby.on_duty("desk")
    if other.id == by.id:
        other = next(one for one in lobby.staff if one.id != by.id)
    for person in (by, other):
        content, digest = signed(person.id, f"stocktake:{name}:{person.id}", 1)
        yield Step([s.StocktakeSigned(name, person.id, content.reference, digest)], 15, (content,))
    yield Step([s.StocktakeEnded(name, tuple(lobby.house.stocktakes[name].differences))])


def _handed_over(lobby: Lobby, name: str) -> Journey:
    """Yield how somebody goes off duty: their keys let go or waited for, every difference explained, signed."""
    person = lobby.house.people[lobby.house.shifts[name].person]
    while lobby.house.shifts[name].stage is Stage.ON:
        if lobby.house.waits_for(person.id):
            yield Step((), 90)
            continue
        for key in d.keys_in_the_way(lobby.house, lobby.house.shifts[name]):
            chief = next(one for one in lobby.staff if one.id != person.id and one.role.value == "supervisor")
            yield Step(d.decide_key_left(lobby.house, name, key.id, chief, Why("works_on")))
        scene = _scene(lobby)
        found = differences(scene)
        yield Step(d.settled(lobby.house, found))
        for one in d.unexplained(lobby.house, found):
            why = Why(lobby.rng.choice(SAID))
            yield Step(d.decide_explained(lobby.house, found, one.id, person, person.id, why))
        yield from _signed_off(lobby, lobby.house.shifts[name], person)


def _signed_off(lobby: Lobby, shift: Shift, person: Person) -> Journey:
    """Yield the signature, unless something has changed meanwhile: then all is looked at again."""
    scene = _scene(lobby)
    found = differences(scene)
    if d.unexplained(lobby.house, found) or lobby.house.waits_for(person.id):
        return
    if d.keys_in_the_way(lobby.house, shift):
        return
    content, digest = signed(person.id, f"{shift.id}-goes", 1)
    seen, pen = d.seen_digest(lobby.house, shift, found), Pen(content.reference, digest)
    yield Step(d.decide_off(lobby.house, shift.id, person, found, counted(scene), seen, pen), 60, (content,))


def _scene(lobby: Lobby) -> Scene:
    return Scene(lobby.house, lobby.furniture, _readings(lobby), lobby.at)


def _readings(lobby: Lobby) -> dict[str, Reading]:
    """What the slots show: what the record has there, but for keys that lie where nobody knows."""
    house = lobby.house
    hung = {key.custodian.id: key for key in house.keys.values() if key.id not in lobby.laid_elsewhere}
    return {
        place.id: with_tags(place.id, hung[place.id])
        if place.id in hung
        else Reading(place.id, True, tags=())
        for place in lobby.furniture.of(PlaceKind.SLOT)
    }


def _has_shift(lobby: Lobby, person: Person) -> bool:
    return any(one.person == person.id and one.stage is Stage.ON for one in lobby.house.shifts.values())


def _shift_name(lobby: Lobby) -> str:
    return f"s-{lobby.number()[:16]}"
