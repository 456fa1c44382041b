"""What a site may say about its API, and what it is told when that would be unsafe; rates."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kiosk.domain.api.telling import ALARM, ALARMED, KINDS, MOVED, sources
from kiosk.domain.events import STORED
from kiosk.flows.api.access import MOST_BUCKETS, Buckets
from kiosk.ledger.stored import KNOWN
from kiosk.settings.api import ApiSettings
from tests.ledger.small_world import TurnableClock


def test_it_is_off_and_sends_nowhere_by_default() -> None:
    settings = ApiSettings()
    assert not settings.on and settings.hooks_to == ()
    assert (settings.host, settings.port) == ("127.0.0.1", 8412)


@pytest.mark.parametrize("listen", ["127.0.0.1:8412", "localhost:9000", "[::1]:8412"])
def test_this_machines_own_addresses_need_nothing_more(listen: str) -> None:
    assert ApiSettings(on=True, listen=listen).port


@pytest.mark.parametrize("listen", ["0.0.0.0:8412", "192.168.1.5:8412", "[::]:8412"])
def test_another_address_needs_a_proxy_with_tls(listen: str) -> None:
    with pytest.raises(ValidationError, match="in the clear"):
        ApiSettings(on=True, listen=listen)
    assert ApiSettings(on=True, listen=listen, behind_proxy=True).behind_proxy


@pytest.mark.parametrize("listen", ["estate.example:8412", "8412", "127.0.0.1", "127.0.0.1:8412/x"])
def test_what_is_no_address_is_named(listen: str) -> None:
    with pytest.raises(ValidationError):
        ApiSettings(listen=listen, behind_proxy=True)


@pytest.mark.parametrize(
    "origin",
    [
        "https://a.example/path",
        "https://u:p@a.example",
        "ftp://a.example",
        "a.example",
        "https://a.example?x",
    ],
)
def test_hooks_go_to_origins(origin: str) -> None:
    with pytest.raises(ValidationError, match="no origin"):
        ApiSettings(hooks_to=(origin,))


def test_a_rate_fills_again_and_each_name_has_its_own() -> None:
    clock = TurnableClock()
    buckets = Buckets(6, clock)
    assert [buckets.spend("a") for _ in range(6)] == [0] * 6
    assert buckets.spend("a") == 10 and buckets.spend("b") == 0
    clock.elapsed_s += 9.5
    assert buckets.spend("a") == 1
    clock.elapsed_s += 0.6
    assert buckets.spend("a") == 0 and buckets.spend("a") == 10


def test_a_flood_of_names_takes_no_memory() -> None:
    buckets = Buckets(1, TurnableClock())
    for number in range(MOST_BUCKETS * 2):
        buckets.spend(str(number))
    assert len(buckets._known) == MOST_BUCKETS


def test_every_source_is_an_event_that_is_recorded() -> None:
    assert KNOWN
    assert (set(MOVED) | ALARMED) <= set(STORED)
    assert sources(frozenset(KINDS)) == set(MOVED) | ALARMED
    assert sources(frozenset({"key.out"})) == {"key.issue.confirmed/1"}
    assert sources(frozenset({ALARM})) == ALARMED
