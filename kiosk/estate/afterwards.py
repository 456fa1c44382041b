"""What follows an outing on an invented estate: a word on how the key is, what was found in a home, a report."""

from __future__ import annotations

from kiosk.domain.inspections import telling
from kiosk.domain.inspections.going import waits_for_findings
from kiosk.domain.inspections.inspection import FOUND, URGENT, Inspection
from kiosk.domain.keys.issuing import decide_report
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.upkeep import NOTHING, decide_fault
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.pens import typed
from kiosk.estate.upkeep import mending

FAULTY, SOMETHING_FOUND, NOT_MADE = 0.006, 0.08, 0.03
FAULTS = {"bent": 4, "worn": 6, "hard_to_turn": 7, "label_lost": 5, "tag_loose": 3, "part_missing": 1}
NOTES = ("阳台地面有水迹", "卧室窗未关严", "卫生间有异味", "客厅插座无电", "绿植已浇水", "墙角返潮")
REPORTS = (
    "楼上漏水，已关总阀并通知业主。",
    "室内烟感报警，现场为误报，已复位。",
    "老人敲门无应答，入户查看，人已送医。",
    "阳台水管爆裂，已抢修。",
)


def after_return(lobby: Lobby, person: Person, key: str, movement: str) -> Journey:
    """Yield what somebody says who has just hung a key: of the key, and of the home that they looked after."""
    if lobby.likely(FAULTY):
        yield from _fault(lobby, person, key, movement)
    for one in list(lobby.house.inspections.values()):
        if one.by == person.id and one.key == key and waits_for_findings(lobby.house, one):
            yield from _tell(lobby, person, one)


def _fault(lobby: Lobby, person: Person, key: str, movement: str) -> Journey:
    name = lobby.number()[:16]
    what = lobby.rng.choices(tuple(FAULTS), tuple(FAULTS.values()))[0]
    yield Step(decide_fault(lobby.house, key, name, what, person.id, "", movement, NOTHING), 3)
    lobby.later(mending(lobby, key, name, what), lobby.rng.uniform(0.2, 5) * 24 * 60)


def _tell(lobby: Lobby, person: Person, one: Inspection) -> Journey:
    """Yield an inspection told point by point: mostly all is well."""
    house = lobby.house
    if lobby.likely(NOT_MADE):
        yield Step(telling.decide_not_made(house, one.id, person), 5)
        return
    if lobby.likely(SOMETHING_FOUND) and one.points:
        point, what = lobby.rng.choice(one.points), URGENT if lobby.likely(0.15) else FOUND
        yield Step(telling.decide_answers(house, one.id, person, {point: what}), 8)
    yield Step(telling.decide_report(lobby.house, one.id, person, "fine"), 5)
    urgent = [f for f in lobby.house.inspection_findings.values() if f.inspection == one.id]
    for finding in urgent:
        lobby.later(_put_right(lobby, finding.id), lobby.rng.uniform(10, 40))


def _put_right(lobby: Lobby, finding: str) -> Journey:
    by = lobby.on_duty("desk")
    if finding in lobby.house.inspection_findings:
        order = lobby.local.strftime("W%y%m%d-") + f"{lobby.rng.randrange(60, 90):02}"
        yield Step(telling.decide_order(lobby.house, finding, by, order), lobby.rng.uniform(1, 8) * 3600)
        yield Step(telling.decide_settled(lobby.house, finding, lobby.on_duty("plant")))


def report(lobby: Lobby, movement: str, person: Person) -> Journey:
    """Yield the report on an emergency, written by whoever went in."""
    content, written = typed(person.id, movement, lobby.rng.choice(REPORTS))
    try:
        told = decide_report(lobby.house, movement, person, written.reference, written.digest)
    except Refused:
        return
    yield Step(told, sealed=(content,))
