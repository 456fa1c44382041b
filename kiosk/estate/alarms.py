"""Who answers for alarms on an invented estate: somebody is on it in minutes, and says what was found and done."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.alarms import events as a
from kiosk.domain.alarms.alarm import Alarm, Duties, Patience
from kiosk.domain.alarms.deciding import Acknowledge, decide_acknowledge, decide_take, late
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.site import LINES, OTHER_LINES
from kiosk.ports.record import Sealed

DUTIES = Duties(boards=(*LINES, *OTHER_LINES), readers=("one-wire", "badge-reader"))
"""What the estate's settings say of alarms."""
FOUND = {
    "ajar": ("mistake", "put_right"),
    "forced": ("fault", "mended"),
    "board_lost": ("fault", "mended"),
    "reader_lost": ("fault", "mended"),
    "key_back": ("in_order", "nothing"),
}
"""What is mostly found and done; for every other kind somebody was mistaken, and it was put right."""
WORDS = ("门未关到位，已关好", "锁舌卡住，已通知维修", "住户孩子误碰", "线头松动，已插紧", "已与当事人核实")


def begin_duties() -> Journey:
    """Yield what the site has decided about alarms, as a kiosk records it when it starts."""
    duties = DUTIES
    yield Step(
        [
            a.AlarmDutiesSet(
                duties.owners,
                duties.boards,
                duties.readers,
                duties.override_doors,
                duties.override_within_s,
            )
        ],
        0.1,
    )


def answering(lobby: Lobby, alarm: str) -> Journey:
    """Yield what becomes of an alarm: taken, looked into while it lasts, acknowledged; told on while nobody comes."""
    known, patience = lobby.house.alarms[alarm], Patience()
    for minutes in (patience.owner_min, patience.manager_min):
        lobby.begin(_told_on(lobby, alarm), known.begun + timedelta(minutes=minutes, seconds=1))
    yield Step((), lobby.rng.uniform(20, 300))
    by = lobby.on_duty("desk")
    if _standing(lobby, alarm) is None:
        return
    yield Step(decide_take(lobby.house, alarm, by), lobby.rng.uniform(120, 1500))
    while (standing := _standing(lobby, alarm)) and standing.ended is None:
        yield Step((), 600)
    if standing is None:
        return  # whoever settled the door has said it already
    found, done = FOUND.get(standing.kind, ("mistake", "put_right"))
    said: tuple[Sealed, ...] = ()
    if lobby.likely(0.4):
        said = (Sealed(f"note:alarm:{alarm}", by.id, lobby.rng.choice(WORDS).encode()),)
    command = Acknowledge(alarm, found, done, said[0].reference if said else "")
    yield Step(decide_acknowledge(lobby.house, command, by), sealed=said)


def _told_on(lobby: Lobby, alarm: str) -> Journey:
    """Yield whom an alarm reaches that waits for too long."""
    if _standing(lobby, alarm):
        yield Step(late(lobby.house, lobby.at, Patience()))


def _standing(lobby: Lobby, alarm: str) -> Alarm | None:
    """Return an alarm of which nobody has said yet what was found."""
    known = lobby.house.alarms.get(alarm)
    return known if known and known.open and known.kind != "override" else None
