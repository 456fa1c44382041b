"""The lobby's pages about time with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ui.screens import Message, Screen
from ui.waiting.screens import Choose, CollectSign, FeeAsked, Option, WaitCode

DAYS = ("5 May 2026", "2026年5月6日", "7 May 2026", "10 May 2026", "2026年5月17日", "2 June 2026")


def waiting_screens() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, and full."""
    yield "wait-code", WaitCode(digits=10)
    yield "wait-code-wrong", WaitCode(digits=10, problem=Message(code="code.unknown", facts={}))
    own = tuple(
        Option(label, small, "/wait/parcels/p")
        for label, small in (
            ("Door 7", "until 6 May, 13:24"),
            ("At the desk", "until 9 May, 23:59"),
            ("7 号门", "保留至 5月6日 13:24"),
            ("Door 12", "until 6 May, 13:24"),
            ("在前台", "保留至 5月9日 23:59"),
        )
    )
    away = ("waiting.going_away", "/wait/away")
    yield "wait", Choose(title="waiting.mine", body="waiting.mine_body", options=own, onward=away)
    yield "wait-none", Choose(title="waiting.mine", body="waiting.mine_none", onward=away)
    facts = {"since": "3 May", "until": "17 June"}
    back = ("waiting.is_back", "/wait/back")
    gone = Choose(title="waiting.mine", body="waiting.away_now", facts=facts, options=own, ends=back)
    yield "wait-away", gone
    yield "wait-away-none", replace(gone, options=())
    days = tuple(Option(one, value="2026-05-05") for one in DAYS)
    yield "wait-until", Choose(title="waiting.keep_until", body="waiting.keep_body", options=days, posts="/x")
    yield "wait-until-none", Choose(title="waiting.keep_until", body="waiting.keep_none")
    yield "wait-from", Choose(title="waiting.away_from", body="waiting.away_body", options=days)
    yield "wait-to", Choose(title="waiting.away_until", body="waiting.away_body", options=days, posts="/x")
    yield "collect-sign", CollectSign(token="t", count=1)
    empty = Message(code="signature.missing", facts={})
    yield "collect-sign-empty", CollectSign(token="t", count=2, problem=empty)
    yield "wait-fee", FeeAsked(amount="CN¥12.00", count=2, owed=True, token="t")
    yield "wait-fee-others", FeeAsked(amount="CN¥1,200.00", count=2, owed=True, token="t", others=1)
    yield "wait-fee-others-desk", FeeAsked(amount="CN¥1,200.00", count=2, owed=False, token="t", others=1)
    yield "wait-fee-desk", FeeAsked(amount="CN¥1,200.00", count=1, owed=False, token="t")
