"""Every page of the installer's walk with fixed values, for those who look at them."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.places import Furniture
from ui.commissioning.screens import AtDevice, AtDoor, Code, Done, Name, Row, Rows, Which
from ui.drawing import draw
from ui.screens import Act, Screen

STEP = {"step": "7"}
DOORS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ready": ("go", ("back", "skip", "open")),
    "other_wire": ("care", ("back", "skip", "open")),
    "stayed_shut": ("bad", ("back", "skip", "open_again")),
    "unreached": ("bad", ("back", "skip", "open_again")),
    "interrupted": ("care", ("back", "skip", "open")),
    "firing": ("go", ()),
    "asking": ("go", ("none", "another", "this_one")),
    "asking_begun": ("care", ("none", "another", "this_one")),
    "conflict_other": ("care", ("another", "that_one", "that_one")),
    "conflict_none": ("care", ("another", "surely_none", "that_one")),
    "conflict_late": ("care", ("another", "that_one", "that_one")),
    "sensing": ("go", ()),
    "shut": ("go", ()),
    "inside": ("go", ("nothing_felt",)),
    "inside_parcel": ("go", ("nothing_felt",)),
    "felt": ("good", ()),
    "felt_elsewhere": ("care", ()),
    "unsensed": ("care", ("shut",)),
    "switchless": ("go", ("shut",)),
    "line_away": ("bad", ()),
    "next": ("good", ("hold",)),
    "done": ("good", ("back", "to")),
}
"""The words of a door's page, how it stands, and its buttons, the last the primary."""

AT_REST = ("ready", "other_wire", "stayed_shut", "unreached", "interrupted", "next", "done")
SIGNS = {"badge": "badge", "printer": "receipt", "camera": "camera"}
DEVICES: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "badge": (
        ("wait", "go", ("badge_not_read", "to")),
        ("heard", "good", ("badge_read",)),
        ("trouble", "bad", ("badge_not_read", "to")),
        ("none", "care", ("badge_not_read", "to")),
    ),
    "printer": (
        ("ask", "go", ("to", "probe")),
        ("silent", "bad", ("to", "probe")),
        ("proves", "good", ("to", "print")),
        ("no_proof", "care", ("to", "print")),
        ("printing", "go", ()),
        ("not_sent", "bad", ("to", "print")),
        ("read", "go", ("unreadable", "readable")),
        ("done", "good", ("print", "to")),
    ),
    "camera": (
        ("wait", "go", ("take_it",)),
        ("sharp", "good", ("take_it",)),
        ("blurred", "care", ("take_it",)),
        ("trouble", "bad", ("take_it",)),
    ),
}
FINDINGS = (
    "line_down", "line_swapped", "board_renumbered", "board_mute", "stranger", "echo", "baud", "polarity", "byte_order",
    "boards_swapped", "doors_crossed", "latch_elsewhere",
    "switches_crossed", "switch_elsewhere", "switch_found", "no_switch", "contact_inverted", "did_not_open",
    "inside_crossed", "inside_elsewhere", "inside_mute", "reader_mute", "printer_down", "printer_no_proof",
    "slip_unreadable", "camera_unread", "camera_blurred",
)  # fmt: skip
FACTS = {
    "line": "locks-a", "device": "/dev/loge-locks-a", "board": "12", "channel": "16", "baud": "115200", "door": "L12",
    "other": "L24",
}  # fmt: skip


def walk_scenes(furniture: Furniture) -> dict[str, Screen]:
    """Return every page of the walk by name."""
    found: dict[str, Screen] = {
        "walk-code": Code(),
        "walk-code-wrong": Code(wrong=True),
        "walk-name": Name(),
        "walk-which": Which(
            drawing=draw(furniture.places.values(), {"L12": "target"}), chosen="L12", back="/doors",
            ways=(_act("which"),),
        ),
        "walk-done": Done(
            settings="/etc/loge/site.toml",
            kept="/etc/loge/site.toml.before-20260503-120000",
            report="/etc/loge/commissioning-20260503-120000.pdf",
            fingerprint=" ".join(["A1B2"] * 16),
        ),
    }  # fmt: skip
    for text in DOORS:
        found[f"walk-door-{text}"] = _door(furniture, text)
    for stop, states in DEVICES.items():
        for text, status, acts in states:
            facts = {"device": FACTS["device"], "code": "4821"}
            found[f"walk-{stop}-{text}"] = AtDevice(
                stop=stop, text=text, facts=facts, status=status, sign=SIGNS[stop],
                back="/doors", ways=tuple(_act(act) for act in acts),
            )  # fmt: skip
    for first in range(0, len(FINDINGS), 2):
        found[f"walk-found-{first // 2 + 1}"] = _found(first)
    found["walk-found-nothing"] = Rows(
        title="commissioning.stop.summary", path="/summary", ways=(_act("write"),),
        rows=(Row("good", "", "", {}, "commissioning.found.nothing"),), note="commissioning.found.left",
        note_facts={"doors": "K01, K02, K03, K04, K05, K06, K07, K08, K09 …"},
    )  # fmt: skip
    found["walk-lines"] = Rows(
        title="commissioning.stop.lines", path="/lines",
        ways=(Act("commissioning.line.look_again", "/lines/look", {}), _act("to")),
        rows=(
            Row("good", "", "locks-a", {"boards": "0, 1"}, "commissioning.line.well"),
            Row("care", "", "locks-b", {}, "commissioning.line.looking"),
        ),
    )  # fmt: skip
    return found


def _door(furniture: Furniture, text: str) -> AtDoor:
    status, acts = DOORS[text]
    marks = dict.fromkeys(("K01", "K02", "K03"), "free") | {
        "L12": "open" if text in ("asking", "shut") else "target"
    }
    return AtDoor(
        place="L12", text=text, facts={"door": "L12", "said": "L12", "sensed": "L24"}, status=status, done=7, total=40,
        drawing=draw(furniture.places.values(), marks), ways=tuple(_act(act) for act in acts), busy=text not in AT_REST,
    )  # fmt: skip


def _found(first: int) -> Rows:
    looks = ("care", "bad")
    cures = ("settings", "by_hand")
    rows = tuple(
        Row(
            looks[at % 2], f"commissioning.finding.{code}.title", f"commissioning.finding.{code}.body", FACTS,
            f"commissioning.cure.{cures[at % 2]}", ("L12",) if at % 2 else (),
        )
        for at, code in enumerate(FINDINGS[first : first + 2])
    )  # fmt: skip
    return Rows(
        title="commissioning.stop.summary", path="/summary", rows=rows, page=2, pages=8, ways=(_act("write"),)
    )


def _act(name: str) -> Act:
    if name == "to":
        return Act("commissioning.to.summary", "/summary", {}, look="primary", way="get")
    primary = name in (
        "open", "open_again", "this_one", "shut", "hold", "badge_read", "probe", "print", "readable", "take_it",
        "write", "which",
    )  # fmt: skip
    fields = {**STEP, "place": "L12"}
    return Act(f"commissioning.act.{name}", f"/doors/{name}", fields, look="primary" if primary else "second")
