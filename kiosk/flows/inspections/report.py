"""What an owner gets to read of an inspection: a slip of paper, and a sheet with notes and pictures."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from html import escape

from kiosk.domain.inspections.events import PhotoSeen
from kiosk.domain.inspections.inspection import FINE, FOUND, NOT_LOOKED, URGENT, WISH, Inspection, Stage
from kiosk.flows.inspections.findings import PREFIX, Note
from kiosk.flows.paper.witnessed import Look, Witness
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, moment_of, text
from kiosk.paper import Block, ChainHead, Facts, Line
from kiosk.paper.forms import Letterhead
from kiosk.pdf.documents import foot
from kiosk.ports.paper import Press
from kiosk.ports.record import Ledger
from kiosk.settings import Site

MARKS = {FINE: "well", FOUND: "doubt", URGENT: "wrong", NOT_LOOKED: "quiet"}
"""How print.css shows an answer by shape, word and colour."""


def point_in(language: Language, point: str, wishes: Sequence[str]) -> str:
    """Return a point in words; the owner's own as it was said, or its number once the owner was erased."""
    if not point.startswith(WISH):
        return text(f"inspections.point.{point}", language)
    number = int(point.removeprefix(WISH))
    known = number <= len(wishes)
    return wishes[number - 1] if known else text("inspections.point.wish", language, number=number)


def wishes_of(ledger: Ledger, inspection: Inspection) -> list[str]:
    """Return the owner's own points; none once the owner was erased."""
    content = ledger.opened(inspection.wishes) if inspection.wishes else None
    return [str(one) for one in json.loads(content)] if content else []


def note_of(ledger: Ledger, inspection: Inspection, point: str) -> Note | None:
    """Return what was written about a point, if anything."""
    content = ledger.opened(inspection.notes.get(point, ""))
    kept = json.loads(content) if content else None
    return Note(str(kept["words"]), kept["strokes"]) if kept else None


def inspection_slip(
    ledger: Ledger, directory: Directory, inspection: Inspection, letterhead: Letterhead
) -> Sequence[Block]:
    """Return the slip for an owner who wishes to have it on paper."""
    language, wishes = letterhead.language, wishes_of(ledger, inspection)
    answers = tuple(
        (
            point_in(language, point, wishes),
            text(f"inspections.finding.{inspection.answers.get(point, NOT_LOOKED)}", language),
        )
        for point in inspection.points
    )
    return (
        letterhead.head("paper.inspection.title"),
        Facts(
            (
                (text("paper.unit", language), inspection.unit),
                (text("inspections.at", language), letterhead.time(inspection.begun)),
                (text("inspections.by", language), directory.name(inspection.by)),
                *answers,
                (text("paper.reference", language), inspection.id[:8].upper()),
            )
        ),
        Line(text("paper.inspection.more", language)),
        letterhead.desk(),
        ChainHead(ledger.head),
    )


class InspectionSheets:
    """The owner's sheets as PDFs, signed with the site's key."""

    def __init__(self, ledger: Ledger, directory: Directory, press: Press, site: Site, witness: Look) -> None:
        self._ledger = ledger
        self._directory = directory
        self._press = press
        self._site = site
        self._witness = witness

    def of(self, inspection: Inspection, by: str) -> bytes:
        """Return the sheet about one inspection, in its owner's language; that `by` sees its pictures is on record.

        Raises:
            Unavailable: it can't be made now.
        """
        site, owner = self._site, self._ledger.house.people.get(inspection.given_by)
        language = Language(owner.language if owner else site.language)
        letterhead = Letterhead(
            site.name.in_language(language.value), language, site.time_zone, site.desk_phone
        )
        seen = [PhotoSeen(photo.id, by) for photo in inspection.photos]
        self._ledger.execute(lambda house: seen)
        html = report_html(self._ledger, self._directory, inspection, letterhead, self._witness())
        return self._press.make(html, text("inspections.report", language), self._directory.name(by))


def report_html(
    ledger: Ledger, directory: Directory, inspection: Inspection, letterhead: Letterhead, seen: Witness
) -> str:
    """Return the sheet about one inspection as HTML for `kiosk.pdf`, with its notes and pictures in it."""
    language = letterhead.language
    say = partial(_said, language)
    facts = [
        ("paper.unit", inspection.unit),
        ("inspections.owner", directory.name(inspection.given_by)),
        ("inspections.at", moment_of(inspection.begun, language, letterhead.time_zone)),
        ("inspections.by", directory.name(inspection.by)),
        ("inspections.state", text(f"inspections.stage.{inspection.stage.name.lower()}", language)),
        ("paper.reference", inspection.id[:8].upper()),
    ]
    head = "".join(f"<tr><th>{say(key)}</th><td>{escape(value)}</td></tr>" for key, value in facts if value)
    rows = "".join(_row(ledger, inspection, point, language) for point in inspection.points)
    title = say("inspections.report")
    return (
        f'<!doctype html><html lang="{language.tag}"><head><title>{title}</title></head><body>'
        f'<h1>{title}</h1><p class="lead">{escape(letterhead.estate)}</p><table class="facts">{head}</table>'
        f"<table><thead><tr><th>{say('inspections.what')}</th><th>{say('inspections.result')}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{_pictures(ledger, inspection, language)}"
        f"{foot(text('inspections.sealed', language), seen.hex, seen.number, seen.code)}</body></html>"
    )


def _said(language: Language, key: str, **facts: object) -> str:
    return escape(text(key, language, **facts))


def _row(ledger: Ledger, inspection: Inspection, point: str, language: Language) -> str:
    told = inspection.stage is not Stage.MISSED
    answer = inspection.answers.get(point, NOT_LOOKED) if told else NOT_LOOKED
    note = note_of(ledger, inspection, point)
    words = f"<p>{escape(note.words)}</p>" if note and note.words else ""
    said = escape(text(f"inspections.finding.{answer}", language))
    name = escape(point_in(language, point, wishes_of(ledger, inspection)))
    cell = f'<span class="{MARKS[answer]}">{said}</span>{words}<div>{_drawn(note)}</div>'
    return f"<tr><td>{name}</td><td>{cell}</td></tr>"


def _drawn(note: Note | None) -> str:
    points = [(int(x), int(y)) for stroke in note.strokes for x, y, _ in stroke] if note else []
    if note is None or not points:
        return ""
    (left, top), (right, bottom) = (
        tuple(edge(values) for values in zip(*points, strict=True)) for edge in (min, max)
    )
    box = f"{left - 8} {top - 8} {right - left + 16} {bottom - top + 16}"
    lines = "".join(
        f'<polyline points="{" ".join(f"{int(x)},{int(y)}" for x, y, _ in stroke)}"/>'
        for stroke in note.strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" style="height:16mm;max-width:80mm" '
        f'fill="none" stroke="#1d1a16" stroke-width="3">{lines}</svg>'
    )


def _pictures(ledger: Ledger, inspection: Inspection, language: Language) -> str:
    wishes, figures = wishes_of(ledger, inspection), []
    for photo in inspection.photos:
        if picture := ledger.opened(PREFIX + photo.id):
            address = f"data:image/jpeg;base64,{b64encode(picture).decode()}"
            name = escape(point_in(language, photo.point, wishes))
            figures.append(
                f'<figure><img src="{address}" style="max-height:90mm"><figcaption>{name}</figcaption></figure>'
            )
    return "".join(figures)
