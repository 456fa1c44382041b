"""One lobby for a whole file of attempts, and what every address of its pages can be asked with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from tests.lobby import Play, Site
from ui.app import create_app

NAMES = ("林晓梅", "周", "陈", "张伟", "李", "138000", "13800000802", "6228")
"""What stands in the demo's file of people: names, and the beginnings of phone numbers."""
GUESSES = ("1", "k-lobby", "L03", "r-zhang", "a-lin", "0" * 32, "..", "'")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def stood(root: Path) -> Iterator[Play]:
    """Yield a lobby that stands as long as the file's tests need it."""
    site = Site(root, opens_within_s="1.0")
    play = Play(site)
    yield play
    play.close()
    site.close()


def app_of(play: Play) -> Flask:
    """Return the pages of the lobby as a site serves them."""
    return create_app(play.journeys)


def rules(app: Flask, *, unsafe: bool | None = None) -> list[Rule]:
    """Return every address of the pages; `unsafe`: only those that change something, or only the others."""
    found = list(app.url_map.iter_rules())
    if unsafe is None:
        return found
    return [one for one in found if bool((one.methods or set()) - SAFE) is unsafe]


def filled(rule: Rule, guess: str = "1") -> str:
    """Return the address of a rule with a guess for whatever it takes."""

    def fill(part: re.Match[str]) -> str:
        kind = part.group(1) or ""
        if kind.startswith("any("):
            return kind[4:-2].split(",")[0].strip()
        return "1" if kind.startswith("int") else guess

    return re.sub(r"<(?:([^:<>]+:))?[^<>]+>", lambda part: fill(part), rule.rule)


def role_of(app: Flask, rule: Rule) -> tuple[str, str]:
    """Return who may ask for a rule's view, and where they must have been proven."""
    declared: tuple[str, str] = app.view_functions[rule.endpoint].__dict__["role"]
    return declared
