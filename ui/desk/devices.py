"""The devices page, and the raw log with the head of its chain."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ports import DeviceState
from ui.desk import pages as p
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_devices", __name__, url_prefix=PATH)
AT_ONCE = 100


@pages.get("/devices")
@role("attendant", at="desk")
def devices() -> Response:
    """Each device: how it is, since when, how often it was lost, what it takes down."""
    words = Words(journeys(), chosen_language())
    rows = [_row(words, state) for state in journeys().devices.states()]
    return show(p.Devices(**frame(), rows=tuple(rows)))


def _row(words: Words, state: DeviceState) -> p.DeviceRow:
    places = [place for place in journeys().furniture.places.values() if place.device == state.name]
    return p.DeviceRow(
        device=state.name,
        kind=f"attendant.device.{state.kind}",
        condition=state.condition,
        since=state.since,
        lost=state.lost_count,
        detail=state.detail,
        doors=ranges([place.id for place in places]),
        takes=f"attendant.takes.{state.kind}",
    )


def ranges(places: list[str]) -> str:
    """Return place names in short: "K01-K16, L03-L05"."""
    runs: list[list[str]] = []
    for place in sorted(places):
        if runs and _follows(runs[-1][-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(before: str, place: str) -> bool:
    """Whether one place's number comes right after the other's, under the same prefix."""
    (prefix, number), (other, following) = _parts(before), _parts(place)
    return prefix == other and bool(number and following) and int(number) + 1 == int(following)


def _parts(place: str) -> tuple[str, str]:
    prefix = place.rstrip("0123456789")
    return prefix, place[len(prefix) :]


@pages.get("/events")
@role("supervisor", at="desk")
def events() -> Response:
    """The log as it is on disk, newest first, with the hash that all of it hangs on."""
    words = unseal(request.args.get("q", ""))
    asked = request.args.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 16 else None
    found = list(journeys().register.events(words=words or "", before_seq=before, most=AT_ONCE + 1))
    kept = f"q={seal(words)}&" if words else ""
    older = f"{PATH}/events?{kept}before={found[AT_ONCE - 1].seq}" if len(found) > AT_ONCE else ""
    rows = [
        p.EventRow(line.seq, line.at, line.kind, json.dumps(line.body, ensure_ascii=False))
        for line in found[:AT_ONCE]
    ]
    return show(
        p.Events(
            **frame(),
            rows=tuple(rows),
            head=journeys().ledger.head,
            words=words or "",
            older=older,
            newest=f"{PATH}/events?{kept}" if before else "",
            forgotten=words is None,
        )
    )


@pages.post("/events/find")
@role("supervisor", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    words = request.form.get("words", "").strip()
    return go(f"{PATH}/events?q={seal(words)}" if words else f"{PATH}/events")
