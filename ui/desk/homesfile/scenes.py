"""The homes' files by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.homesfile.look import REASONS
from kiosk.language.messages import Language, text
from ui.desk.homesfile import pages as p
from ui.desk.homesfile.views import HERE
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
LONG = "Margaret Featherstonehaugh"


def homesfile_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page of the homes' files; names in it stay as people wrote them."""
    why = p.AskWhy(
        **FRAME,
        chips=every_chip(language, "homesfile"),
        unit="3-2-1201",
        path=f"{HERE}/x",
        act=ACT,
        reasons=tuple((one, text(f"homesfile.reason.{one}", language)) for one in REASONS),
    )
    find = p.FindHome(**FRAME, chips=every_chip(language, "homesfile"))
    file, looks = _file(language), _looks(language)
    return {
        "desk-homesfile": find,
        "desk-homesfile-found": replace(
            find, words="3-2-12", homes=tuple((f"3-2-12{n:02}", f"{HERE}/x{n}") for n in range(1, 9))
        ),
        "desk-homesfile-nobody": replace(find, words="9-9-9999"),
        "desk-homesfile-why": why,
        "desk-homesfile-why-problem": replace(why, problem=Message(code="look.why", facts={})),
        "desk-homesfile-open": file,
        "desk-homesfile-contacts": replace(file, contacts=True, people=(("x", "欧阳国强"), ("y", LONG))),
        "desk-homesfile-problem": replace(file, problem=Message(code="home.notes_full", facts={"most": 12})),
        "desk-homesfile-looks": looks,
        "desk-homesfile-looks-none": replace(looks, rows=(), older="", unit="3-2-1201"),
    }


def _file(language: Language) -> p.HomeFile:
    line = p.FileLine

    def part(name: str, *rows: p.FileLine, more: str = "") -> p.FilePartView:
        return p.FilePartView(name, text(f"homesfile.part.{name}", language), rows, more)

    spoken = text("homesfile.language.zh_Hans", language)
    parts = (
        part(
            "household",
            line("欧阳**", "138****8000", (spoken, text("homesfile.in_reach", language))),
            line("M*** F***", "m***@example.com", (text("homesfile.language.en", language),)),
        ),
        part("keys", line("3-2-1201 住户钥匙", "K115", path="/desk/items/k-1201")),
        part("consents", line("维修、巡查、保洁", text("keeping.any_group", language), ("2027-05-03",))),
        part("parcels", line("SF1390045512871", "2026-05-01 09:12", ("欧阳**",), "/desk/items/p-1", "care")),
        part("looked_after"),
        part("sent", line("5B1F0C", "2026-05-03", _owed(language)), more="/desk/registers/sent"),
    )
    notes = (
        p.NoteView("老人听力不好，请多敲几次门。", f"{LONG}, 2026-05-01", f"{HERE}/x/y/notes/n/strike"),
        p.NoteView("Please ring before 9 pm only: a baby sleeps.", "何志强, 2026-04-11"),
    )
    return p.HomeFile(
        **FRAME,
        chips=every_chip(language, "homesfile"),
        unit="3-2-1201",
        why=text("homesfile.reason.repair", language),
        path=f"{HERE}/x",
        look=ACT,
        contacts=False,
        parts=parts,
        notes=notes,
        people=(("x", "欧阳**"), ("y", "M*** F***")),
        act=ACT,
        looks=_rows(language)[:3],
    )


def _owed(language: Language) -> tuple[str, ...]:
    return (text("registers.sent.owed", language),)


def _looks(language: Language) -> p.Looks:
    return p.Looks(
        **FRAME,
        chips=every_chip(language, "homesfile"),
        unit="",
        rows=_rows(language),
        older=f"{HERE}/looks?before=x",
    )


def _rows(language: Language) -> tuple[p.LookRow, ...]:
    people = ("王秀兰", LONG, "何志强", "陈玉梅")
    return tuple(
        p.LookRow(
            NOW - timedelta(hours=7 * n),
            people[n % 4],
            text(f"homesfile.reason.{why}", language),
            n % 3 == 0,
            f"3-2-{1201 + n}",
            f"{HERE}/looks?q=x",
        )
        for n, why in enumerate(REASONS)
    )
