"""The devices page, and the raw log with the head of its chain."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.flows.journeys import Journeys
from kiosk.language.messages import Language, facts_in, known, text
from kiosk.ports.devices import DeviceState
from kiosk.ports.register import EVENTS_SEARCHED
from kiosk.settings import fittings_of
from ui import failures
from ui.desk import pages as p
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.guards import at_this_machine, role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_devices", __name__, url_prefix=PATH)
AT_ONCE = 100
WORST_FIRST = ("down", "degraded", "up")
HARMLESS = ("paper_low", "unsteady", "tampered", "coil_on", "limited", "room_low")
"""Ailments with which a device still does its work."""


@pages.get("/devices")
@role("attendant", at="desk")
def devices() -> Response:
    """Each device: how it is, since when, what that means and what to do about it."""
    return _page()


def _page(problem: Message | None = None) -> Response:
    there, language = journeys(), chosen_language()
    worst_first = sorted(there.devices.states(), key=lambda state: WORST_FIRST.index(state.condition))
    rows = [device_row(state, language, _doors(there, state)) for state in worst_first]
    ahead = there.timekeeping.ahead
    told = request.form.get("day", ""), request.form.get("hour", "")
    return show(
        p.Devices(
            **frame(),
            rows=tuple(rows),
            clock=(ahead.record, ahead.machine) if ahead else None,
            clock_how=ahead.how if ahead else "",
            told=told if any(told) else there.timekeeping.as_written() if ahead else ("", ""),
            in_house=current_app.config.get("IN_THE_HOUSE") if at_this_machine() else None,
            problem=problem,
        ),
        409 if problem else 200,
    )


@pages.post("/clock/told")
@role("supervisor", at="desk")
def tell_time() -> AnyResponse:
    """The machine's clock is wrong: the record goes on from the time that a supervisor has read elsewhere."""
    form = request.form
    try:
        journeys().timekeeping.tell(present(), form.get("day", ""), form.get("hour", ""))
    except Refused as refused:
        return _page(failures.message(refused.code, refused.facts))
    return go(f"{PATH}/devices")


@pages.post("/clock/right")
@role("supervisor", at="desk")
def set_clock_right() -> AnyResponse:
    """The machine's clock is right: the record goes on by it."""
    journeys().timekeeping.set_right(present())
    return go(f"{PATH}/devices")


def device_row(state: DeviceState, language: Language, doors: str) -> p.DeviceRow:
    """Return one device in words; `doors`: those that it holds up, in short."""
    what, holds, do = sentences(state, language, doors)
    return p.DeviceRow(
        device=state.name,
        kind=f"attendant.device.{state.kind}"
        if known(f"attendant.device.{state.kind}")
        else "attendant.device.other",
        condition=state.condition,
        since=state.since,
        what=what,
        holds=holds,
        do=do,
        detail=state.detail,
        doors=doors,
        counts=(state.lost_count, state.missed_count, sum(state.bad_frames.values())),
        answered=state.answered,
        round_ms=max(1, round(state.round_ms)),
    )


def sentences(state: DeviceState, language: Language, doors: str) -> tuple[str, str, str]:
    """Return what happened, what still works and what to do; three times "" for a device that is well."""
    if not state.code:
        return "", "", ""
    told = [f"{state.code}.{state.kind}", state.code, "other"]
    ailment = next(f"device.ailment.{one}" for one in told if known(f"device.ailment.{one}.what"))
    boards = ", ".join(str(board) for board in state.boards)
    return (
        text(f"{ailment}.what", language, boards=boards),
        text(f"device.holds.{_held(state)}", language, doors=doors),
        text(f"{ailment}.do", language, boards=boards),
    )


def _held(state: DeviceState) -> str:
    """Return the name of the text that says what goes on without it."""
    if state.code in HARMLESS:
        return "goes_on"
    held = next((one for one in (state.code, state.kind) if known(f"device.holds.{one}")), "other")
    holds_doors = "doors" in facts_in(f"device.holds.{held}")
    whole_line_falters = state.condition != "down" and not state.boards  # its doors are still known
    return "goes_on" if holds_doors and whole_line_falters else held


def _doors(there: Journeys, state: DeviceState) -> str:
    """Return the doors on a line, or on those of its boards that it is about."""
    wired = [fitted for fitted in fittings_of(there.settings) if fitted.latch[0] == state.name]
    return ranges([one.place.id for one in wired if not state.boards or one.latch[1] in state.boards])


def ranges(places: list[str]) -> str:
    """Return place names in short: "K01-K16, L03-L05"."""
    runs: list[list[str]] = []
    for place in sorted(places, key=_in_order):
        if runs and _follows(runs[-1][-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(before: str, place: str) -> bool:
    """Whether one place's number comes right after the other's, under the same prefix."""
    (prefix, number), (other, following) = _parts(before), _parts(place)
    return prefix == other and bool(number and following) and int(number) + 1 == int(following)


def _in_order(place: str) -> tuple[str, int, str]:
    """Return what sorts places as people count them: K99 before K100."""
    prefix, number = _parts(place)
    return prefix, int(number or 0), number


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
    searched = _searched(before) if words else None
    goes_on = found[AT_ONCE - 1].seq if len(found) > AT_ONCE else searched[0] if searched else 0
    older = f"{PATH}/events?{kept}before={goes_on}" if goes_on > 1 else ""
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
            searched=searched,
        )
    )


def _searched(before: int | None) -> tuple[int, int]:
    """Return the first and the last event that a search for words looks through."""
    newest = max((line.seq for line in journeys().register.events(most=1)), default=0)
    last = min(before - 1, newest) if before else newest
    return max(1, last + 1 - EVENTS_SEARCHED), last


@pages.post("/events/find")
@role("supervisor", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    words = request.form.get("words", "").strip()
    return go(f"{PATH}/events?q={seal(words)}" if words else f"{PATH}/events")
