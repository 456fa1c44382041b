"""Ten hands on one button, and what the world saw of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from werkzeug.test import TestResponse

from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until

HANDS = 10


def hammered(desk: Desk, path: str, **fields: str) -> list[TestResponse]:
    """Return what ten touches of one button are answered that come in the same instant."""
    app = desk.client.application

    def touch(_: int) -> TestResponse:
        client = app.test_client()
        client.set_cookie("language", "en")
        return client.post(path, data=fields, headers=OURS)

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(touch, range(HANDS)))


def one_door(desk: Desk, path: str, **fields: str) -> str:
    """Return the one page that ten touches lead to; one latch fired once, and no other.

    Raises:
        AssertionError: they lead to several pages, some to none, or no or several latches fired.
    """
    bench = desk.play.bench
    before = len(bench.firings())
    answers = hammered(desk, path, **fields)
    assert {answer.status_code for answer in answers} == {303}, [answer.status_code for answer in answers]
    (page,) = {desk.client.get(one).location or one for one in {answer.location for answer in answers}}
    until(lambda: len(bench.firings()) > before, 8)
    assert len(bench.firings()) == before + 1, bench.firings()[before:]
    return page


def one_page(desk: Desk, path: str, **fields: str) -> str:
    """Return the one page that ten touches lead to; no latch fired."""
    before = len(desk.play.bench.firings())
    answers = hammered(desk, path, **fields)
    assert {answer.status_code for answer in answers} == {303}, [answer.status_code for answer in answers]
    (page,) = {answer.location for answer in answers}
    assert len(desk.play.bench.firings()) == before
    return page
