"""Findings beside the doors: lines, what is sensed inside, badge reader, printer, camera. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.commissioning.learning import Finding
from kiosk.commissioning.ports import DeviceFacts, LineFacts
from kiosk.commissioning.progress import Progress
from kiosk.commissioning.thought import Thought, named


def line_findings(lines: Sequence[LineFacts]) -> list[Finding]:
    """Return what is wrong with the lines and their boards."""
    found = []
    for line in lines:
        name = {"line": line.name, "device": line.device}
        if line.trouble and not line.mute:
            found.append(Finding("line_down", "by hand", name))
        if line.echoes:
            found.append(Finding("echo", "by hand", name))
        if line.baud is not None:
            found.append(Finding("baud", "settings", {**name, "baud": str(line.baud)}))
        found += _board_findings(line, name)
    return found


def _board_findings(line: LineFacts, name: Mapping[str, str]) -> list[Finding]:
    """Return what is wrong with who answers: another line's boards, one board of another number, some or none."""
    if line.speaks:
        return [Finding("line_swapped", "by hand", {**name, "other": line.speaks})]
    if len(line.mute) == len(line.strangers) == 1:
        numbers = {"board": str(line.mute[0]), "other": str(line.strangers[0])}
        return [Finding("board_renumbered", "by hand", {**name, **numbers})]
    return [
        *(Finding("board_mute", "by hand", {**name, "board": str(board)}) for board in line.mute),
        *(Finding("stranger", "told", {**name, "board": str(board)}) for board in line.strangers),
    ]


def inside_findings(thought: Thought, wiring: Thought, felt: Mapping[str, str]) -> list[Finding]:
    """Return what was felt in another place than the open one, or not at all.

    `wiring`: as it was found. An item's sensor hangs in the cable of its latch: where those are crossed, so is it.
    """
    found, told = list[Finding](), set[str]()
    for place, where in felt.items():
        by_cable = thought.doors[place].bus is None
        latch = wiring.doors[place].latch
        expected = thought.door_at_latch(latch) or named(latch) if by_cable else place
        if where == expected or place in told:
            continue
        if not where:
            found.append(Finding("inside_mute", "by hand", {"door": place}, (place,)))
        elif felt.get(where) == place and thought.doors[place].bus and thought.doors[where].bus:
            found.append(
                Finding("inside_crossed", "settings", {"door": place, "other": where}, (place, where))
            )
            told |= {place, where}
        else:
            found.append(Finding("inside_elsewhere", "by hand", {"door": place, "other": where}, (place,)))
    return found


def device_findings(
    progress: Progress, reader: DeviceFacts | None, printer: DeviceFacts | None, camera: DeviceFacts | None
) -> list[Finding]:
    """Return what is wrong with badge reader, printer and camera, as far as they were tried."""
    found = []
    if reader and (reader.trouble or progress.badge == "none"):
        found.append(Finding("reader_mute", "by hand", {"device": reader.device}))
    if printer and printer.trouble and not progress.proof:
        found.append(Finding("printer_down", "by hand", {"device": printer.device}))
    if printer and progress.proof == "none":
        found.append(Finding("printer_no_proof", "settings", {"device": printer.device}))
    if printer and progress.readable == "no":
        found.append(Finding("slip_unreadable", "by hand", {"device": printer.device}))
    if camera and (camera.trouble or progress.camera == "none"):
        found.append(Finding("camera_unread", "by hand", {"device": camera.device}))
    if camera and progress.camera == "blurred":
        found.append(Finding("camera_blurred", "by hand", {"device": camera.device}))
    return found
