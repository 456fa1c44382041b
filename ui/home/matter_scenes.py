"""What a resident has at the desk, with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.language.messages import Language, text
from ui.screens import Screen
from ui.voice.screens import MatterRow, MyMatters
from ui.waiting.screens import Choose, Option


def matter_screens(language: Language) -> Iterator[tuple[str, Screen]]:
    """Yield each of them with much on it, and with nothing."""

    def say(key: str, **facts: object) -> str:
        return text(key, language, **facts)

    for name, count in (("some", 12), ("none", 0)):
        ways = [
            Option(say(f"home.matters.{way}"), say(f"home.matters.{way}_{name}", count=count), "/x")
            for way in ("services", "items", "lending", "voice", "repairs")
        ]
        ways.append(Option(say("home.outings"), say("home.outings_hint"), "/x"))
        options = tuple(ways)
        yield (
            f"home-desk-{name}",
            Choose(title="home.matters.title", body="home.matters.body", options=options, back="/home"),
        )
    rows = (
        MatterRow("D5B1F0C", f"{say('deposit.kind.suitcase')} × 2", say("deposit.kept"), path="/x"),
        MatterRow("D65D0A9", say("deposit.kind.sports"), say("deposit.at_desk_now"), path="/x"),
        MatterRow("T9C8B7A", say("deposit.kind.papers"), say("home.matters.for_you")),
        MatterRow("T0A1B2C", say("deposit.kind.box"), say("home.matters.ask_desk"), late=True),
    )
    full = MyMatters(
        title="home.matters.items", none="home.matters.items_nothing", body="home.matters.items_body", rows=rows,
        here="/home/items", page=1, pages=3, back="/home/desk", more=("deposit.another", "/x"),
    )  # fmt: skip
    yield "home-items", full
    yield (
        "home-items-none",
        MyMatters(
            title=full.title,
            none=full.none,
            body=full.body,
            rows=(),
            here=full.here,
            back=full.back,
            more=("deposit.way", "/x"),
        ),
    )
