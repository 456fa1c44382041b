"""The doctor's words: one screen of them, or JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from kiosk.doctor.findings import Finding, Mark
from kiosk.language.messages import Language, facts_in, known, moment_of, text

FOUND, JOINT = "doctor.device.found", "doctor.device.joint"
ACROSS = 100
LABEL = 14
MARKS = {Mark.WELL: "✓", Mark.NOTE: "·", Mark.WRONG: "✕"}


def ailing(
    name: str, kind: str, mark: Mark, code: str, boards: Collection[int] = (), device: str = ""
) -> Finding:
    """Return a device that is not well, in the words that the attendants' page has for it too."""
    told = (f"{code}.{kind}", code, "other")
    key = next(f"device.ailment.{one}" for one in told if known(f"device.ailment.{one}.what"))
    # an attendant is told to call the installer: whoever reads this is the installer
    ours = (f"doctor.ailing.{one}" for one in (f"{code}_{kind}", code))
    advice = next((one for one in ours if known(one)), f"{key}.do")
    facts = {"boards": ", ".join(map(str, boards)), "device": device}
    return Finding("device", mark, f"{key}.what", facts, advice, name)


def label_of(finding: Finding, language: Language) -> str:
    """Return what the line is about."""
    key = f"doctor.part.{(finding.name or finding.part).replace('-', '_')}"
    return text(key, language) if known(key) else finding.name or finding.part


def said(finding: Finding, language: Language, zone: str = "") -> tuple[str, str]:
    """Return what is found and what to do about it ("" for nothing); times are those of `zone`, "" is UTC."""
    says = _filled(finding.says, language, finding, zone)
    device = finding.facts.get("device")
    if device and "device" not in facts_in(finding.says):
        stop = says[-1]
        says = f"{says[:-1]} ({device}){stop}"
    return says, _filled(finding.do, language, finding, zone) if finding.do else ""


def _filled(key: str, language: Language, finding: Finding, zone: str) -> str:
    facts = {name: finding.facts[name] for name in facts_in(key)}
    for name, fact in facts.items():
        if isinstance(fact, datetime):
            facts[name] = moment_of(fact, language, zone or "UTC") + ("" if zone else " UTC")
    return text(key, language, **facts)


def as_lines(findings: Sequence[Finding], language: Language, zone: str = "") -> Iterator[str]:
    """Yield the lines of the screen, each at most `ACROSS` columns wide; `zone`: that of the times, "" is UTC."""
    for label, finding in _together(findings, language):
        says, do = said(finding, language, zone)
        head = f" {MARKS[finding.mark]} {label}{' ' * max(1, LABEL - _columns(label))}"
        yield from _wrapped(head, says)
        if do:
            yield from _wrapped(" " * (LABEL + 3) + "→ ", do)
    wrong = sum(finding.mark is Mark.WRONG for finding in findings)
    yield text(
        "doctor.end.wrong" if wrong else "doctor.end.well", language, **({"count": wrong} if wrong else {})
    )


def _together(findings: Sequence[Finding], language: Language) -> Iterator[tuple[str, Finding]]:
    """Yield the findings with their labels; devices in a row that are there, and of which no more is said, as one."""
    for (says, _), row in groupby(findings, lambda one: (one.says, one.mark)):
        some = list(row)
        if says == FOUND:
            devices = text(JOINT, language).join(str(one.facts["device"]) for one in some)
            yield (
                text(JOINT, language).join(label_of(one, language) for one in some),
                replace(some[0], facts={"device": devices}),
            )
        else:
            yield from ((label_of(one, language), one) for one in some)


def as_json(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings for a program."""
    entries = []
    for finding in findings:
        says, do = said(finding, language)
        facts = {name: str(fact) for name, fact in finding.facts.items()}
        entry = {"part": finding.part, "name": finding.name, "mark": finding.mark.value}
        entries.append({**entry, "says": says, "do": do, "facts": facts})
    well = all(finding.mark is not Mark.WRONG for finding in findings)
    return json.dumps({"well": well, "findings": entries}, ensure_ascii=False, indent=1)


def _wrapped(head: str, words: str) -> Iterator[str]:
    """Yield `words` behind `head`, broken at blanks (or anywhere in Chinese) so that no line is too wide."""
    line, room = head, " " * _columns(head)
    for piece in _pieces(words):
        if _columns(line + piece.rstrip()) > ACROSS and line.strip() and line != room:
            yield line.rstrip()
            line, piece = room, piece.lstrip()
        line += piece
    yield line.rstrip()


def _pieces(words: str) -> Iterator[str]:
    piece = ""
    for character in words:
        piece += character
        if character == " " or unicodedata.east_asian_width(character) in "WF":
            yield piece
            piece = ""
    if piece:
        yield piece


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in words)
