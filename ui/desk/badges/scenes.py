"""The page of badges by name with fixed contents, so that each state can be looked at alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.language.messages import Language, text
from ui.desk.badges import pages as b
from ui.desk.pages import Chip
from ui.screens import Screen

PEOPLE = (
    ("陈玉梅", "supervisor", "", "proof"),
    ("王秀兰", "attendant", "", "clone"),
    ("何志强", "attendant", "", "clone"),
    ("许雪梅", "courier", "顺丰速运", "clone"),
    ("王伟", "courier", "京东物流", "none"),
    ("胡桂英", "resident", "1-1-0802", "none"),
    ("鄭美玲", "resident", "1-1-1303", "proof"),
    ("Ingrid Novak", "resident", "1-1-1204", "none"),
    ("郭永福", "resident", "3-1-0201", "none"),
)


def badge_scenes(language: Language = Language.ENGLISH) -> Iterator[tuple[str, Screen]]:
    """Yield every state of the page of badges."""
    yield "desk-badges", _page(language)
    yield "desk-badges-plain", replace(_page(language), secure=False, proofs=0, clones=14, more=23)
    yield "desk-badges-nobody", replace(_page(language), rows=(), words="Nemo", forgotten=True)
    nobody, lin = _person(language, 4), _person(language, 1)
    wait = b.Giving("listening", "x", 21_000, 30_000)
    fresh = b.Giving("read", "x", seen="badges.seen.wrong_key", can_adopt=True, can_give=True)
    taken = b.Giving("read", "x", seen="badges.seen.none", owner="何志强", can_give=True)
    holds = b.Giving("adopting", "x", 26_000, 30_000, "badges.seen.wrong_key", problem="badges.problem.gone")
    foreign = replace(fresh, can_adopt=False, problem="badges.problem.wrong_key")
    phone = b.Giving("read", "x", seen="badges.seen.changing")
    ours = b.Giving("read", "x", seen="badges.seen.proven", can_give=True)
    states = {
        "holder": lin,
        "listening": replace(nobody, giving=wait),
        "fresh": replace(nobody, giving=fresh),
        "taken": replace(lin, giving=taken),
        "holding": replace(nobody, giving=holds),
        "foreign": replace(nobody, giving=foreign),
        "phone": replace(nobody, giving=phone),
        "ours": replace(nobody, giving=ours),
        "given": replace(nobody, has="proof", giving=b.Giving("given", "x", problem="")),
        "late": replace(nobody, giving=b.Giving("over", "x")),
        "no-reader": replace(lin, reader_works=False),
        "not-yours": replace(lin, may_change=False),
    }
    for name, picked in states.items():
        yield f"desk-badge-{name}", replace(_page(language), picked=picked)


def _page(language: Language) -> b.BadgesPage:
    counts = {"": 37, "clone": 12, "proof": 5, "none": 20}
    chips = [
        Chip(text(f"badges.chip.{has or 'all'}", language, count=count), "/desk/badges", not has)
        for has, count in counts.items()
    ]
    rows = tuple(
        b.BadgeRow(name, _detail(language, role, beside), "/desk/badges", has, name == "王伟")
        for name, role, beside, has in PEOPLE
    )
    return b.BadgesPage(
        who="王秀兰",
        supervisor=True,
        lobby=False,
        rows=rows,
        chips=tuple(chips),
        clones=12,
        proofs=5,
        secure=True,
    )


def _person(language: Language, number: int) -> b.PickedPerson:
    name, role, beside, has = PEOPLE[number]
    return b.PickedPerson(name, _detail(language, role, beside), "x", "/desk/badges?who=x", has)


def _detail(language: Language, role: str, beside: str) -> str:
    return "\u2002".join(one for one in (text(f"badges.role.{role}", language), beside) if one)
