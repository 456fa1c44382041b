"""Goods that leave in words: lines of a list, facts, what can be done with them."""

from __future__ import annotations

from kiosk.domain.releases.release import BY_SUPERVISOR, SIGNED, Release, ReleaseStage
from kiosk.flows.passes.releases import Goods, ShownRelease
from kiosk.language.messages import moment_of
from ui.desk.lending import Blank, Doing, Drawn, Line, Pick, Seen
from ui.desk.loans.asking import leave_blanks
from ui.desk.sessions import PATH
from ui.desk.words import Words, drawn
from ui.reach import journeys

HERE = f"{PATH}/releases"


def seen(words: Words, one: ShownRelease) -> Seen:
    """Return what was held to the camera, and whether it may leave."""
    known = journeys().releases.need(one.release)
    goods = journeys().releases.goods(known)
    said = words.say("releases.lets_go" if one.lets_go else "releases.keeps_back")
    small = "\u2002".join((goods.lines[0], goods.plate)) if goods and goods.lines else ""
    return Seen(
        f"{HERE}/{known.id}", f"{said}\u2002{known.number}", f"{known.unit}\u2002{small}", one.at,
        "good" if one.lets_go else "bad",
    )  # fmt: skip


def line(words: Words, one: Release) -> Line:
    """Return a release as a line of the list."""
    goods = journeys().releases.goods(one)
    what = goods.lines[0] if goods and goods.lines else words.say("registers.erased")
    small = words.say("releases.so_many", count=one.count)
    tone = {ReleaseStage.ASKED: "care", ReleaseStage.RELEASED: ""}.get(one.stage, "quiet")
    state = words.say(f"releases.stage.{one.stage.name.lower()}")
    at = one.until if one.open else one.ended
    return Line(f"{HERE}/{one.id}", one.number, what, small, words.person(one.person), state, at, tone)


def facts(words: Words, known: Release, goods: Goods | None) -> tuple[tuple[str, str], ...]:
    """Return everything that is on record of a release, in words."""
    zone = journeys().settings.site.time_zone
    since, until = (moment_of(at, words.language, zone, "yMMMd") for at in (known.since, known.until))
    said = words.say(f"releases.word.{known.word}") if known.word else ""
    called = journeys().releases.called_number(known)
    reason = words.reason(known.said) if known.word == BY_SUPERVISOR else ""
    rows = (
        ("owner", words.person(known.person)),
        ("carrier", goods.carrier if goods else ""),
        ("plate", goods.plate if goods else ""),
        ("since", since),
        ("until", until),
        ("word", "\u2002".join(part for part in (said, _whose(words, known), called, reason) if part)),
        ("served", words.person(known.served) if known.served else ""),
        ("by", words.person(known.by)),
        ("ended", words.person(known.ended_by) if known.ended_by else ""),
    )
    return tuple((words.say(f"releases.fact.{name}"), told) for name, told in rows if told)


def _whose(words: Words, known: Release) -> str:
    return words.person(known.word_by) if known.word and known.word != SIGNED else ""


def hands(words: Words, known: Release) -> tuple[Drawn, ...]:
    """Return the owner's signature."""
    strokes, box = drawn(words, known.signature)
    return (Drawn(words.say("paper.release.owner"), strokes, box),) if strokes else ()


def doings(words: Words, known: Release, path: str) -> tuple[Doing, ...]:
    """Return what can be done with a release now."""
    off = Doing(words.say("releases.do.call_off"), f"{path}/call-off", "cross")
    if known.stage is ReleaseStage.RELEASED:
        return (off,)
    if known.stage is not ReleaseStage.ASKED:
        return ()
    found: list[Doing] = []
    if numbers := journeys().releases.numbers(known):
        picks = tuple(Pick(one, one, place == 0) for place, one in enumerate(numbers))
        asked = Blank("number", words.say("releases.ask.number"), "radio", picks=picks)
        found.append(Doing(words.say("releases.do.called"), f"{path}/called", "phone", blanks=(asked,)))
    decides = Doing(words.say("releases.do.decided"), f"{path}/decided", "badge", blanks=leave_blanks(words))
    return (*found, decides, off)
