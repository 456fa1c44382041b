"""The lobby's pages about complaints, praise and the own repairs with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ui.screens import Message, Screen
from ui.voice.screens import MatterRow, MyMatters, VoiceFirst, VoiceThanks, VoiceWrite
from ui.waiting.screens import Choose, Option

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
DUE = datetime(2026, 5, 6, 1, 24, tzinfo=UTC)


def voice_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, and full."""
    kinds = (
        Option("A complaint", "Answered in time", "/voice/complaint"),
        Option("表扬", "我们会转达", "/voice/praise"),
    )
    first = Choose(title="voice.title", body="voice.body", options=kinds, back="/help")
    yield "voice", first
    yield "voice-resident", replace(first, onward=("voice.mine", "/voice/mine"), back="/home")
    third = Option("Repairs at my home", path="/home/repairs")
    yield "voice-repairs", replace(first, options=(*kinds, third), onward=("voice.mine", "/voice/mine"))
    yield "voice-first", VoiceFirst()
    abouts = tuple(
        Option(one, path="/x") for one in ("Noise", "环境卫生", "Security", "维修", "Staff", "Something else")
    )
    yield "voice-about", Choose(title="voice.about", body="voice.about_body", options=abouts, back="/voice")
    sheet = VoiceWrite(grievance=ID, kind="complaint", about="noise", named=True)
    yield "voice-write", sheet
    yield "voice-write-unnamed", replace(sheet, named=False)
    yield "voice-write-named-only", replace(sheet, unnamed=False)
    yield "voice-write-empty", replace(sheet, named=False, problem=Message(code="grievance.words", facts={}))
    yield "voice-thanks", VoiceThanks(number="TS-00042", praise=False, due=DUE)
    yield "voice-thanks-unnamed", VoiceThanks(number="TS-00043", praise=False, due=None)
    yield "voice-thanks-praise", VoiceThanks(number="TS-00044", praise=True, due=None)
    rows = (
        MatterRow("TS-00042", "Noise", "by May 6 09:24"),
        MatterRow("TS-00037", "环境卫生", "已逾期（5月3日 09:24）", late=True),
        MatterRow("TS-00021", "Something else", "put right"),
        MatterRow("TS-00012", "Staff", "answered, to be told back"),
    )
    mine = MyMatters(
        title="voice.mine", none="voice.mine_none", body="voice.mine_body", rows=rows, here="/voice/mine",
        page=1, pages=3, back="/voice",
    )  # fmt: skip
    yield "voice-mine", mine
    yield "voice-mine-none", replace(mine, rows=(), pages=1)
    repairs = (
        MatterRow("WX-00042", "Water, drains", "on site by 09:39"),
        MatterRow("WX-00041", "Electricity", "late: done by May 3 09:24", late=True),
    )
    yield (
        "my-repairs",
        MyMatters(
            title="orders.mine.title", none="orders.mine.none", body="orders.mine.body", rows=repairs,
            here="/home/repairs",
        ),
    )  # fmt: skip
