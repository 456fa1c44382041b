"""The lobby's pages about leaving an item, with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.goods import KINDS, NOTHING, REFUSED_GOODS
from kiosk.language.messages import Language, text
from ui.deposits.screens import DepositFirst
from ui.screens import Screen
from ui.waiting.screens import Choose, Option

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def deposit_screens(language: Language) -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, and full."""

    def say(key: str, **facts: object) -> str:
        return text(f"deposit.{key}", language, **facts)

    yield "deposit-first", DepositFirst()
    own = (
        Option(say("kind.suitcase"), f"D5B1F0C · {say('kept')}", "/x"),
        Option(say("kind.bag"), say("at_desk_now"), "/x"),
    )
    more = ("deposit.another", "/x")
    yield "deposit-mine", Choose(title="deposit.mine", body="deposit.mine_body", options=own, onward=more)
    options = tuple(Option(say(f"goods.{one}"), value=one) for one in (NOTHING, *REFUSED_GOODS))
    yield (
        "deposit-goods",
        Choose(title="deposit.goods_title", body="deposit.goods_body", options=options, posts="/x"),
    )
    options = tuple(Option(say(f"kind.{one}"), path="/x") for one in KINDS)
    yield "deposit-what", Choose(title="deposit.what", body="deposit.what_body", options=options)
    some = (say("piece"), *(say("pieces", count=one) for one in (2, 3, 4)), say("more"))
    counts = tuple(Option(one, value=one) for one in some)
    yield (
        "deposit-count",
        Choose(title="deposit.count_title", body="deposit.count_body", options=counts, posts="/x"),
    )
    facts = {"number": "D5B1F0C", "what": say("kind.suitcase"), "count": 2}
    ends = ("deposit.call_off", "/x")
    yield (
        "deposit-asked",
        Choose(
            title="deposit.asked_title", body="deposit.asked_body", facts=facts, ends=ends,
            end_fields={"movement": ID}, end_look="second", onward=("common.ok", "/home"), onward_look="primary",
        ),
    )  # fmt: skip
    here = Choose(
        title="deposit.here_title",
        body="deposit.here_body",
        facts=facts,
        onward=("common.ok", "/home"),
        onward_look="primary",
    )
    yield "deposit-here", here
