"""Keys that somebody brought to the desk: taken in with their story, and what became of those that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.bringing.found import OUTCOMES, FoundKey
from kiosk.domain.items import CustodianKind
from kiosk.domain.refusal import Refused
from kiosk.language.messages import Language
from ui import failures
from ui.desk.keybook.ways import chips, every_chip
from ui.desk.pages import Chip, DeskPage
from ui.desk.sessions import PATH, Frame, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message, Screen

pages = Blueprint("desk_brought", __name__, url_prefix=PATH)
HERE = f"{PATH}/brought"
AT_THE_PAGE = frozenset({"story.missing", "finding.unknown", "key.unknown", "key.moving"})


@dataclass(frozen=True)
class BroughtRow:
    """One key that waits or lies at the desk. `why`: the message key of why no slot opened; `story`: who brought it."""

    id: str
    label: str
    since: datetime
    who: str = ""
    why: str = ""
    taken_by: str = ""
    story: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Brought(DeskPage):
    """What was brought. `keys`: the ones it may be: (id, label); `act`: the id of a key that nobody called for."""

    template = "desk/brought.html"
    name = "desk_brought"
    tab = "keys"
    chips: tuple[Chip, ...]
    rows: tuple[BroughtRow, ...]
    keys: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[str, ...] = OUTCOMES[:-1]
    act: str = ""
    story: str = ""
    problem: Message | None = None


@pages.get("/brought")
@role("attendant", at="desk")
def brought() -> Response:
    """What waits, what lies here."""
    return _page()


@pages.post("/brought/take-in")
@role("attendant", at="desk")
def take_in() -> AnyResponse:
    """The desk has it in hand."""
    key, story = request.form.get("key", ""), request.form.get("story", "")
    return _then(lambda: journeys().bringing.take_in(posted_id(), key, present(), story))


@pages.post("/brought/close")
@role("attendant", at="desk")
def close() -> AnyResponse:
    """What became of it."""
    form = request.form
    return _then(
        lambda: journeys().bringing.close(
            posted_id(), present(), form.get("outcome", ""), form.get("story", "")
        )
    )


def _then(act: Callable[[], None]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _page(failures.message(refused.code, refused.facts), 409)
    return go(HERE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    away = [key for key in house.keys.values() if key.custodian.kind is not CustodianKind.PLACE]
    known = sorted(away, key=lambda key: key.place)
    return show(
        Brought(
            **frame(),
            chips=chips(words, "brought"),
            rows=tuple(_row(words, one) for one in journeys().bringing.waiting()),
            keys=tuple((key.id, f"{words.place(key.place)}\u2002{words.key(key)}") for key in known),
            act=fresh_id(),
            story=request.form.get("story", "")[:400],
            problem=problem,
        ),
        status,
    )


def _row(words: Words, one: FoundKey) -> BroughtRow:
    known = words.journeys.ledger.house.keys.get(one.key)
    who = words.person(one.brought_by) if one.brought_by else words.say("brought.unknown_person")
    return BroughtRow(
        id=one.id,
        label=words.key(known) if known else words.say("brought.unnamed"),
        since=one.since,
        who="" if one.taken_by else words.say("brought.by", who=who),
        why=f"brought.why.{one.why}" if one.why else "",
        taken_by=words.say("brought.taken_by", who=words.person(one.taken_by)) if one.taken_by else "",
        story=words.journeys.bringing.story_of(one.story),
        key=one.key,
    )


def brought_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the page with keys that wait and one that nobody knows, with a refusal, and empty."""
    now = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
    head = Frame(who="王秀兰", supervisor=True, lobby=False)
    ways, act = every_chip(language, "brought"), "5b" * 16
    rows = (
        BroughtRow(
            "5b" * 16, "Booster pump room, tower 3", now, "许雪梅", "brought.why.shared_door", key="k-2"
        ),
        BroughtRow("6c" * 16, "?", now - timedelta(hours=3), "", "brought.why.unknown"),
        BroughtRow(
            "7d" * 16, "?", now - timedelta(days=2), taken_by="何志强", story="保洁在3栋电梯口拾到，无号牌"
        ),
    )
    keys = (("k-1", "115 号钥匙位 生活水泵房"), ("k-2", "Key slot 80 Booster pump room, tower 3"))
    wrong = Message(code="story.missing", facts={})
    return {
        "desk-brought": Brought(**head, chips=ways, rows=rows, keys=keys, act=act),
        "desk-brought-refused": Brought(**head, chips=ways, rows=rows, keys=keys, act=act, problem=wrong),
        "desk-brought-empty": Brought(**head, chips=ways, rows=(), keys=keys, act=act),
    }
