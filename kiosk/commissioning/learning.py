"""From trials to what the wiring really is: findings for people, changes for the settings. Pure.

Nothing here remembers: all trials are looked at together each time, so that one wrong answer, tried again, is
forgotten, and the many right doors of a board outvote the one with a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.commissioning.numbering import as_numbered, swapped_boards
from kiosk.commissioning.thought import (
    BoardKey,
    BoardThought,
    DoorThought,
    Order,
    Thought,
    channel_at,
)
from kiosk.commissioning.trials import Moved, Trial
from kiosk.settings import Wire

Cure = Literal["settings", "by hand", "told"]
"""Who mends it: the settings that are written; somebody with a screwdriver; nobody need (it is only told)."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the settings thought. `code` has its words in the language files.

    `places`: the doors that it is about, to be walked again once mended.
    """

    code: str
    cure: Cure
    facts: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Learned:
    """What all trials say: the wiring as it is, every finding, and the doors that are proven."""

    wiring: Thought
    findings: tuple[Finding, ...]
    proven: frozenset[str]
    """Doors that were seen to open by the wire that `wiring` gives them."""


def learn(thought: Thought, trials: Sequence[Trial]) -> Learned:
    """Return what the trials prove of a site that was thought to be wired so."""
    swapped = swapped_boards(thought, trials)
    thought = as_numbered(thought, swapped)
    opened = _opened_by(trials)
    boards, findings = _learn_boards(thought, list(opened.values()))
    findings = [*_number_findings(swapped), *findings]
    wiring = replace(thought, boards=boards)
    latches = {place: trial.wire for place, trial in opened.items()}
    findings += _latch_findings(thought, latches)
    switches = {place: _switch_of(boards, trial.moved) for place, trial in opened.items()}
    findings += _switch_findings(thought, latches, switches)
    findings += _contact_findings(boards, opened)
    findings += _unopened(trials, opened)
    doors = dict(wiring.doors)
    for place, latch in latches.items():
        doors[place] = replace(doors[place], latch=latch, switch=switches[place])
    for place in doors.keys() - latches.keys():
        doors[place] = _make_room(thought, trials, switches, place)
    return Learned(replace(wiring, doors=doors), tuple(findings), frozenset(latches))


def _make_room(
    thought: Thought,
    trials: Sequence[Trial],
    switches: Mapping[str, Wire | None],
    place: str,
) -> DoorThought:
    """Return the wires left for a door that was not seen to open: those that it was thought to have may be taken."""
    door = thought.doors[place]
    latch = next_wire(thought, trials, place) or door.latch
    switch = latch if door.switch == door.latch else door.switch
    for taker, taken in switches.items():
        if switch is not None and taken == switch:
            left = thought.doors[taker].switch
            switch = left if left not in switches.values() else None
    return replace(door, latch=latch, switch=switch)


def next_wire(thought: Thought, trials: Sequence[Trial], place: str) -> Wire | None:
    """Return the wire to fire for a door: its own, or, where that opened another, the one that is left for it.

    None: every wire that might be its own is known to open another door or to open none.
    """
    thought = as_numbered(thought, swapped_boards(thought, trials))
    opens = {trial.wire: trial.opened for trial in trials}
    wire, seen = thought.doors[place].latch, set[Wire]()
    while (other := opens.get(wire)) is not None and other != place:
        if wire in seen:
            return None
        seen.add(wire)
        wire = thought.doors[other].latch
    return wire


def _opened_by(trials: Sequence[Trial]) -> dict[str, Trial]:
    """Return for each door the trial that opened it; of two trials of one wire, the later counts."""
    opened: dict[str, Trial] = {}
    for trial in trials:
        opened = {place: other for place, other in opened.items() if other.wire != trial.wire}
        if trial.opened is not None:
            opened[trial.opened] = trial
    return opened


def _number_findings(swapped: Mapping[BoardKey, BoardKey]) -> list[Finding]:
    """Return a finding for each pair of boards that have each other's number."""
    return [
        Finding("boards_swapped", "settings", {"line": one[0], "board": str(one[1]), "other": str(other[1])})
        for one, other in swapped.items()
        if one < other
    ]


# ---- boards ----------------------------------------------------------------------------------------


def _learn_boards(
    thought: Thought, trials: Sequence[Trial]
) -> tuple[dict[BoardKey, BoardThought], list[Finding]]:
    boards, findings = dict(thought.boards), list[Finding]()
    for key, board in thought.boards.items():
        seen = [t for t in trials if t.moved is not None and t.moved.input[:2] == key]
        if not seen:
            continue
        facts = {"line": key[0], "board": str(key[1])}
        order = _order_of(thought, board, key, seen)
        if order != board.order:
            findings.append(Finding("byte_order", "settings", facts))
        votes = Counter(int(t.moved.before) for t in seen if t.moved is not None)
        most = max(votes.values())
        level = board.shut_level if votes[board.shut_level] == most else 1 - board.shut_level
        if level != board.shut_level:
            findings.append(Finding("polarity", "settings", facts))
        boards[key] = replace(board, order=order, shut_level=1 if level else 0)
    return boards, findings


def _order_of(thought: Thought, board: BoardThought, key: BoardKey, seen: Sequence[Trial]) -> Order | None:
    """Return the order of bytes that explains most of what was seen; the settings' own where both do."""
    if board.order is None:
        return None
    orders: tuple[Order, Order] = ("low", "high") if board.order == "low" else ("high", "low")
    scores = [sum(_explained(thought, board, key, trial, order) for trial in seen) for order in orders]
    return orders[0] if scores[0] >= scores[1] else orders[1]


def _explained(thought: Thought, board: BoardThought, key: BoardKey, trial: Trial, order: Order) -> bool:
    moved = trial.moved
    if moved is None or trial.opened is None:
        return False
    channel = channel_at(board, moved.input[2], moved.bits, order)
    wire = (*key, channel)
    return wire in (trial.wire, thought.doors[trial.opened].switch)


def _switch_of(boards: Mapping[BoardKey, BoardThought], moved: Moved | None) -> Wire | None:
    if moved is None:
        return None
    line, board, bit = moved.input
    channel = channel_at(boards[line, board], bit, moved.bits)
    return (line, board, channel) if channel is not None else None


# ---- doors -----------------------------------------------------------------------------------------


def _latch_findings(thought: Thought, latches: Mapping[str, Wire]) -> list[Finding]:
    """Return a finding for each pair of crossed doors, and for each door whose latch hangs elsewhere."""
    findings, told = list[Finding](), set[str]()
    for place, wire in latches.items():
        if wire == thought.doors[place].latch or place in told:
            continue
        other = thought.door_at_latch(wire)
        if other is not None and latches.get(other) == thought.doors[place].latch:
            findings.append(_pair("doors_crossed", place, other))
            told |= {place, other}
        else:
            findings.append(Finding("latch_elsewhere", "settings", _at(place, wire), (place,)))
    return findings


def _switch_findings(
    thought: Thought, latches: Mapping[str, Wire], switches: Mapping[str, Wire | None]
) -> list[Finding]:
    findings, told = list[Finding](), set[str]()
    for place, switch in switches.items():
        before = thought.doors[place]
        beside = before.switch == before.latch and switch == latches[place]
        if switch == before.switch or beside or place in told:
            continue
        other = thought.door_at_switch(switch) if switch else None
        if switch is None:
            findings.append(Finding("no_switch", "by hand", {"door": place}, (place,)))
        elif other is not None and switches.get(other) == before.switch:
            findings.append(_pair("switches_crossed", place, other))
            told |= {place, other}
        elif before.switch is None:
            findings.append(Finding("switch_found", "settings", _at(place, switch), (place,)))
        else:
            findings.append(Finding("switch_elsewhere", "settings", _at(place, switch), (place,)))
    return findings


def _contact_findings(boards: Mapping[BoardKey, BoardThought], opened: Mapping[str, Trial]) -> list[Finding]:
    """Return a finding for each switch that closes where the others of its board open."""
    odd = [
        place
        for place, trial in opened.items()
        if trial.moved is not None and int(trial.moved.before) != boards[trial.moved.input[:2]].shut_level
    ]
    return [Finding("contact_inverted", "by hand", {"door": place}, (place,)) for place in odd]


def _unopened(trials: Sequence[Trial], opened: Mapping[str, Trial]) -> list[Finding]:
    """Return a finding for each door that stayed shut, unless some wire has opened it since."""
    stayed = {trial.place: trial.wire for trial in trials if trial.opened is None}
    return [
        Finding("did_not_open", "by hand", _at(place, wire), (place,))
        for place, wire in stayed.items()
        if place not in opened
    ]


def _pair(code: str, one: str, other: str) -> Finding:
    one, other = sorted((one, other))
    return Finding(code, "settings", {"door": one, "other": other}, (one, other))


def _at(place: str, wire: Wire) -> dict[str, str]:
    return {"door": place, "line": wire[0], "board": str(wire[1]), "channel": str(wire[2])}
