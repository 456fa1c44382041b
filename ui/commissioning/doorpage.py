"""The page of the door whose turn it is: words, drawing and buttons for where the walk stands."""

from __future__ import annotations

from kiosk.commissioning.doorwalk import DoorWalk
from kiosk.commissioning.standing import BUSY, Stage, Standing
from kiosk.commissioning.walk import Walk
from kiosk.domain.places import Furniture
from ui.commissioning.screens import AtDoor
from ui.drawing import draw
from ui.screens import Act

NOBODY = "?"
"""Stands for a switch that is nobody's."""


def door_page(walk: Walk, furniture: Furniture, next_stop: str) -> AtDoor:
    """Return the page for where the walk over the doors stands."""
    doors, now = walk.doors, walk.doors.standing
    text, status = _words(walk, now)
    return AtDoor(
        place=now.said or now.place if now.stage is Stage.OPEN else now.place,
        text=text,
        facts={
            "door": now.said or now.place if now.stage is Stage.OPEN else now.place,
            "said": now.said or "–",
            "sensed": now.felt or now.sensed or NOBODY,
        },
        status=status,
        said=now.said or "",
        sensed=now.sensed or "",
        busy=now.stage in BUSY,
        done=doors.walked,
        total=len(doors.places),
        drawing=draw(furniture.places.values(), _marks(walk, now)),
        ways=_acts(walk, now, next_stop),
        back="/lines" if now.stage in (Stage.READY, Stage.DONE) else None,
        cue="opened" if now.stage is Stage.ASKING and not now.conflict else None,
    )


def _words(walk: Walk, now: Standing) -> tuple[str, str]:
    """Return which words the page says, and how it stands."""
    if now.stage is Stage.READY:
        return _ready_words(walk.doors, now)
    if now.stage is Stage.ASKING:
        if now.conflict:
            return f"conflict_{now.conflict}", "care"
        return ("asking_begun", "care") if now.trouble else ("asking", "go")
    if now.stage is Stage.OPEN:
        return _open_words(walk, now)
    return now.stage.value, "go" if now.stage is Stage.FIRING else "good"


def _ready_words(doors: DoorWalk, now: Standing) -> tuple[str, str]:
    if now.interrupted:
        return "interrupted", "care"
    if now.trouble:
        return ("stayed_shut" if now.trouble == "stayed_shut" else "unreached"), "bad"
    if any(trial.place == now.place and trial.opened not in (None, now.place) for trial in doors.trials):
        return "other_wire", "care"
    return "ready", "go"


def _open_words(walk: Walk, now: Standing) -> tuple[str, str]:
    if not is_reachable(walk, now):
        return "line_away", "bad"
    if now.felt:
        return ("felt", "good") if now.felt == now.said else ("felt_elsewhere", "care")
    if now.moved is None:
        if walk.thought.doors[now.said or now.place].switch is None and now.unsensed:
            return "switchless", "go"
        return ("unsensed", "care") if now.unsensed else ("sensing", "go")
    if feels(walk, now.said or "") and now.felt is None:
        return ("inside_parcel" if walk.thought.doors[now.said or ""].senses_presence else "inside"), "go"
    return "shut", "go"


def feels(walk: Walk, place: str) -> bool:
    """Return whether something inside a door is sensed, and that is known at the moment."""
    door = walk.thought.doors.get(place)
    return door is not None and door.senses_inside and walk.equipment.inside().get(place) is not None


def is_reachable(walk: Walk, now: Standing) -> bool:
    """Return whether the board that tells of the open door answers."""
    if now.moved is None:
        return True
    return now.moved.input[:2] in walk.equipment.levels()


def _marks(walk: Walk, now: Standing) -> dict[str, str]:
    """Return how each door is drawn: proven, left out, kept, and the one that counts now."""
    marks = dict.fromkeys(walk.doors.learned.proven, "free")
    marks |= dict.fromkeys(walk.kept, "taken")
    marks |= dict.fromkeys(walk.doors.skipped, "down")
    if now.stage is Stage.OPEN and now.said:
        marks[now.said] = "open"
    elif now.stage is Stage.ASKING:
        marks[now.place] = "open"
    elif now.place:
        marks[now.place] = "target"
    return marks


def _acts(walk: Walk, now: Standing, next_stop: str) -> tuple[Act, ...]:
    if now.stage is Stage.READY:
        again = "open_again" if now.trouble else "open"
        return (_post("back", now), _post("skip", now), _post("open", now, label=again, look="primary"))
    if now.stage is Stage.ASKING:
        return _answers(now)
    if now.stage is Stage.OPEN:
        if now.unsensed:
            return (_post("shut", now, look="primary"),)
        waits = feels(walk, now.said or "") and now.felt is None
        return (_post("nothing", now, label="nothing_felt"),) if waits else ()
    if now.stage is Stage.NEXT:
        return (_post("hold", now, look="primary"),)
    if now.stage is Stage.FIRING:
        return ()
    return (
        _post("back", now),
        Act(f"commissioning.to.{next_stop}", f"/{next_stop}", {}, look="primary", way="get"),
    )


def _answers(now: Standing) -> tuple[Act, ...]:
    other = Act("commissioning.act.another", "/doors/which", {}, way="get")
    none = _said("surely_none" if now.conflict == "none" else "none", now, "")
    if not now.conflict:
        return (none, other, _said("this_one", now, now.place, look="primary"))
    likely = [place for place in (now.said, now.sensed) if place]
    likely = list(dict.fromkeys(likely)) or [now.place]
    ways = [_said("that_one", now, place) for place in likely]
    if now.conflict == "none":
        ways = [none, *ways]
    return (other, *ways)


def _post(deed: str, now: Standing, *, label: str = "", look: str = "second") -> Act:
    fields = {"step": str(now.step)}
    return Act(f"commissioning.act.{label or deed}", f"/doors/{deed}", fields, look=look)


def _said(label: str, now: Standing, place: str, look: str = "second") -> Act:
    fields = {"step": str(now.step), "place": place}
    return Act(f"commissioning.act.{label}", "/doors/said", fields, look=look)
