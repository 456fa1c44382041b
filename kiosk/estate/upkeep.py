"""What the desk of an invented estate does about faulty and lost keys: mended, cut anew, locks changed."""

from __future__ import annotations

from kiosk.domain.items import Key, at_place
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.knowing import condition_of
from kiosk.domain.upkeep.losing import LoseKey, decide_lock_changed, decide_loss
from kiosk.domain.upkeep.upkeep import ReplaceKey, Written, decide_mended, decide_replacement
from kiosk.estate.desk import open_door
from kiosk.estate.lobby import Journey, Lobby, Step, with_tag, with_tags
from kiosk.estate.pens import signed, typed

CUT_ANEW = ("bent", "worn", "part_missing")
"""Faults for which a key is mostly replaced."""
NO_FAULT = 0.2
DAY_S = 24 * 3600


def mending(lobby: Lobby, key: str, fault: str, what: str) -> Journey:
    """Yield the end of a fault: mended, nothing found, or a new cut with a new tag."""
    yield from _at_the_desk(lobby)
    if key not in lobby.house.keys:
        return
    if what in CUT_ANEW and lobby.likely(0.6):
        yield from replaced(lobby, key, "worn" if what == "worn" else "broken")
        return
    how = "nothing_found" if lobby.likely(NO_FAULT) else "mended"
    order = "" if how == "nothing_found" else lobby.local.strftime("G%y%m%d-") + f"{lobby.rng.randrange(20)}"
    yield Step(decide_mended(lobby.house, key, fault, lobby.on_duty("desk"), how, order))


def replaced(lobby: Lobby, key: str, reason: str) -> Journey:
    """Yield a key replaced by another cut with another tag: the old one out of its slot, the new one into it."""
    by, known = supervisor(lobby), lobby.house.keys[key]
    gone = condition_of(lobby.house, key).withdrawn is not None
    while not gone and not _at_rest(lobby, lobby.house.keys[key]):
        yield Step((), 1800)
    cut = f"{known.unit or key}-{lobby.rng.randrange(2, 9)}"
    command = ReplaceKey(lobby.number()[:16], key, reason, cut, None, new_tag=True)
    try:
        begun = decide_replacement(lobby.house, command, by, senses_tags=True)
    except Refused:
        return
    yield Step(begun, 5)
    yield from open_door(lobby, known.place, by.id, "replace")
    if not gone:
        yield Step(lobby.look(with_tags(known.place)), 40)
        yield from open_door(lobby, known.place, by.id, "replace")
    yield Step(lobby.look(with_tag(known.place, f"01-{lobby.rng.getrandbits(40):012x}")), 5)


def lost(lobby: Lobby, person: Person, key: Key) -> Journey:
    """Yield a key that its bearer can't find: declared and signed, the lock changed, another key cut."""
    act, by = lobby.number()[:16], lobby.on_duty("desk")
    drawing, drawn = signed(person.id, f"loss:{act}")
    story, note = typed(person.id, f"loss:{act}", "最后一次使用后放在工具包，返回时发现遗失")
    command = LoseKey(act, key.id, by.id, "", "mislaid", person.id, Written(drawing.reference, drawn), note)
    try:
        declared = decide_loss(lobby.house, command)
    except Refused:
        return
    yield Step(declared, lobby.rng.uniform(0.5, 2.5) * DAY_S, (drawing, story))
    yield from _at_the_desk(lobby)
    smith, today = supervisor(lobby, but=person), lobby.local.date()
    work, said = typed(smith.id, f"lock:{act}", "王师傅锁业，已更换锁芯")
    order = lobby.local.strftime("W%y%m%d-") + f"{lobby.rng.randrange(60, 90):02}"
    changed = decide_lock_changed(lobby.house, act, smith, today, today, order, said)
    yield Step(changed, lobby.rng.uniform(0.3, 2) * DAY_S, (work,))
    yield from _at_the_desk(lobby)
    for one in [found.id for found in lobby.house.keys.values() if _to_recut(lobby, found.id)]:
        yield from replaced(lobby, one, "lost" if one == key.id else "lock_changed")


def supervisor(lobby: Lobby, but: Person | None = None) -> Person:
    """Return one of those who decide about keys, `but` not the one whom it is about."""
    return lobby.rng.choice([one for one in lobby.staff if one.role is Role.SUPERVISOR and one != but])


def _to_recut(lobby: Lobby, key: str) -> bool:
    withdrawn = condition_of(lobby.house, key).withdrawn
    return withdrawn is not None and withdrawn.reason in ("lost", "lock_changed")


def _at_rest(lobby: Lobby, key: Key) -> bool:
    door = lobby.house.door(key.place)
    free = not (
        door.seen_open or door.doubt or lobby.house.under_way(key.place) or lobby.house.moving(key.id)
    )
    return key.custodian == at_place(key.place) and free


def _at_the_desk(lobby: Lobby) -> Journey:
    """Yield the wait for office hours."""
    while not 9 <= lobby.local.hour < 18:
        yield Step((), 1800)
