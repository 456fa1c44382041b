"""The pages of lines, badge reader, printer, camera, and of what was found."""

from __future__ import annotations

from kiosk.commissioning.finding import line_findings
from kiosk.commissioning.learning import Finding
from kiosk.commissioning.ports import LineFacts
from kiosk.commissioning.walk import Walk
from ui.commissioning.screens import AtDevice, Row, Rows
from ui.screens import Act

A_PAGE = 2
LOOKS = {"settings": "good", "by hand": "bad", "told": "care"}


def lines_page(walk: Walk, page: int) -> Rows:
    """Return a row for each thing that is not well, then one for each line that answers."""
    rows = [row for line in walk.equipment.lines() for row in _line_rows(line)]
    rows.sort(key=lambda row: ("bad", "care", "good").index(row.look))
    again = Act("commissioning.line.look_again", "/lines/look", {})
    return _paged(rows, page, "lines", (again, _on("doors")))


def _line_rows(line: LineFacts) -> list[Row]:
    if line.trouble == "not looked yet":
        return [Row("care", "", line.name, {}, "commissioning.line.looking")]
    found = [_row(finding) for finding in line_findings([line])]
    if line.answering or not found:
        boards = ", ".join(str(board) for board in line.answering) or "–"
        found.insert(0, Row("good", "", line.name, {"boards": boards}, "commissioning.line.well"))
    return found


def badge_page(walk: Walk, next_stop: str) -> AtDevice:
    """Return the page that asks for any badge."""
    reader, said = walk.equipment.reader(), walk.progress.badge
    text, status = "wait", "go"
    if reader is None or reader.trouble:
        text, status = "trouble", "bad"
    elif reader.heard:
        text, status = "heard", "good"
    elif said == "none":
        text, status = "none", "care"
    ways: tuple[Act, ...] = (_post("badge", "badge_not_read", {"heard": ""}, "second"), _on(next_stop))
    if text == "heard":
        ways = (
            (_on(next_stop),) if said == "ok" else (_post("badge", "badge_read", {"heard": "1"}, "primary"),)
        )
    return AtDevice(
        stop="badge", text=text, facts={"device": reader.device if reader else ""}, status=status, sign="badge",
        back="/doors", ways=ways,
    )  # fmt: skip


def printer_page(walk: Walk, next_stop: str) -> AtDevice:
    """Return the page that asks the printer for proof, and the person for a look at a slip."""
    said, facts = walk.progress, walk.equipment.printer()
    device = facts.device if facts else ""
    ask = _post("printer/ask", "probe", {}, "primary")
    slip = _post("printer/slip", "print", {}, "primary")
    ways: tuple[Act, ...] = ()
    if walk.printing == "silent" or (facts and facts.trouble and not said.proof):
        text, status, ways = "silent", "bad", (_on(next_stop, "second"), ask)
    elif not said.proof:
        text, status, ways = "ask", "go", (_on(next_stop, "second"), ask)
    elif walk.printing == "not_sent":
        text, status, ways = "not_sent", "bad", (_on(next_stop, "second"), slip)
    elif not said.slip:
        proves = said.proof != "none"
        text, status = ("proves", "good") if proves else ("no_proof", "care")
        ways = (_on(next_stop, "second"), slip)
    elif not said.outcome:
        text, status = "printing", "go"
    elif not said.readable:
        no = _post("printer/readable", "unreadable", {"readable": ""}, "second")
        text, status = "read", "go"
        ways = (no, _post("printer/readable", "readable", {"readable": "1"}, "primary"))
    else:
        text, status, ways = "done", "good", (_post("printer/slip", "print", {}, "second"), _on(next_stop))
    code = said.slip.rpartition("-")[2]
    return AtDevice(
        stop="printer", text=text, facts={"device": device, "code": code}, status=status, sign="receipt",
        back="/doors", ways=ways,
    )  # fmt: skip


def camera_page(walk: Walk, next_stop: str) -> AtDevice:
    """Return the page that says whether the camera reads the slip, and how sharp."""
    seen = walk.seen or walk.equipment.camera()
    text, status = "wait", "go"
    if seen is None or seen.trouble:
        text, status = "trouble", "bad"
    elif seen.sharp is False and seen.sharpness:
        text, status = "blurred", "care"
    elif seen.heard and seen.sharp:
        text, status = "sharp", "good"
    return AtDevice(
        stop="camera", text=text, facts={"device": seen.device if seen else ""}, status=status, sign="camera",
        back="/printer", ways=(_post("camera", "take_it", {"next": next_stop}, "primary"),),
    )  # fmt: skip


def summary_page(walk: Walk, page: int) -> Rows:
    """Return what was found, what is to be mended first."""
    found = sorted(walk.findings(), key=lambda finding: list(LOOKS).index(finding.cure) != 1)
    rows = [_row(finding, walk.doors.places) for finding in found]
    left = list(walk.not_walked())
    note, facts = "", {}
    if left:
        note, facts = (
            "commissioning.found.left",
            {"doors": ", ".join(left[:9]) + (" …" if len(left) > 9 else "")},
        )
    if walk.problems:
        note, facts = "commissioning.found.unwritten", {}
    write = Act("commissioning.act.write", "/write", {}, look="primary")
    if not rows:
        rows = [Row("good", "", "", {}, "commissioning.found.nothing")]
    shown = _paged(rows, page, "summary", (write,), note=note, note_facts=facts)
    return Rows(**{**vars(shown), "problems": walk.problems[:1], "back": "/doors"})


def _row(finding: Finding, walkable: tuple[str, ...] = ()) -> Row:
    key = f"commissioning.finding.{finding.code}"
    cure = f"commissioning.cure.{finding.cure.replace(' ', '_')}"
    again = tuple(place for place in finding.places if place in walkable) if finding.cure == "by hand" else ()
    return Row(LOOKS[finding.cure], f"{key}.title", f"{key}.body", finding.facts, cure, again[:1])


def _paged(
    rows: list[Row],
    page: int,
    stop: str,
    ways: tuple[Act, ...],
    note: str = "",
    note_facts: dict[str, str] | None = None,
) -> Rows:
    pages = max(1, -(-len(rows) // A_PAGE))
    page = min(max(1, page), pages)
    return Rows(
        title=f"commissioning.stop.{stop}", path=f"/{stop}", rows=tuple(rows[(page - 1) * A_PAGE : page * A_PAGE]),
        page=page, pages=pages, ways=ways, note=note, note_facts=note_facts or {},
    )  # fmt: skip


def _on(stop: str, look: str = "primary") -> Act:
    return Act(f"commissioning.to.{stop}", f"/{stop}", {}, look=look, way="get")


def _post(path: str, label: str, fields: dict[str, str], look: str) -> Act:
    return Act(f"commissioning.act.{label}", f"/{path}", fields, look=look)
