"""The pages about signatures by name with fixed contents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import cos, sin

from kiosk.flows.identity.comparing import REASONS
from kiosk.language.messages import Language, text
from ui.desk.sessions import Frame
from ui.desk.signatures import pages as p
from ui.desk.words import points_of
from ui.screens import Message, Screen

FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def signature_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about signatures; names in it stay as people wrote them."""
    known = text("signatures.known", language, day="2026-04-12")
    judge = p.Judge(
        **FRAME,
        home="/x",
        path="/x",
        resident="Alexandra Featherstonehaugh",
        unit="1-1-1204",
        verdict="unsure",
        score="1.21",
        now=_drawn(text("signatures.now", language), 0.9),
        known=tuple(_drawn(known, 1 + turn / 10) for turn in range(5)),
        reasons=REASONS,
    )
    first = _drawn(text("signatures.first", language), 1.0)
    one = p.Judge(
        **FRAME,
        home="/x",
        path="/x",
        resident="李娜",
        unit="1-1-0502",
        verdict="different",
        score="2.84",
        now=_drawn(text("signatures.now", language), 2.0),
        known=(first,),
        reasons=REASONS,
        problem=Message(code="reason.missing", facts={}),
    )
    return {
        "desk-signature-judge": judge,
        "desk-signature-judge-first": one,
        "desk-signature-judge-gone": p.Judge(
            **FRAME,
            home="/x",
            path="/x",
            resident="李娜",
            unit="1-1-0502",
            verdict="unreadable",
            score="",
            now=_drawn(text("signatures.now", language), 2.0),
            known=(p.Drawn(text("signatures.first", language)),),
            reasons=REASONS,
        ),
        "desk-specimens": _on_file(language, 2),
        "desk-specimens-none": _on_file(language, 0),
        "desk-specimens-enough": _on_file(language, 5),
        "desk-specimens-differs": _on_file(language, 3, Message(code="specimen.differs", facts={})),
    }


def _on_file(language: Language, count: int, problem: Message | None = None) -> p.OnFile:
    label = text("signatures.seen_by", language, day="2026-04-12", name="王秀兰")
    return p.OnFile(
        **FRAME,
        home="/x",
        path="/x",
        act=ACT,
        resident="Alexandra Featherstonehaugh",
        unit="1-1-1204",
        rows=tuple(_drawn(label, 1 + turn / 10) for turn in range(count)),
        enough=count > 3,
        full=count > 4,
        another_visit=count == 3,
        problem=problem,
    )


def _drawn(label: str, turn: float) -> p.Drawn:
    steps = range(60)
    stroke = [
        (round(20 + 4 * at), round(60 + 34 * sin(at / 3 * turn) * cos(at / 11)), 16 * at) for at in steps
    ]
    strokes = [stroke[:34], stroke[36:]]
    points, box = points_of(strokes)
    return p.Drawn(label, points, box, json.dumps(strokes), "0.9")
