"""People are told by every way the site has: once, however often a way fails, and never in anybody's way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kiosk.flows.telling import telling
from tests.flows.test_collect import waiting_parcel
from tests.lobby import Play, Site
from tests.wire.waiting import until


class Gateway(ThreadingHTTPServer):
    """A message service that takes what it is sent, or says that it can't now."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Posted)
        self.takes = True
        self.refused = 0
        self.taken: list[tuple[str, dict[str, str]]] = []


class _Posted(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.takes:
            self.server.taken.append((self.path, body))
        else:
            self.server.refused += 1
        self.send_response(200 if self.server.takes else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """Yield a message service on this machine."""
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def told(tmp_path: Path, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Yield a lobby whose notices go to a folder and to the message service."""
    monkeypatch.setattr(telling, "REST_S", 0.2)
    monkeypatch.setattr(telling, "RETRY_S", 0.1)
    urls = f'notice_urls = ["json://127.0.0.1:{gateway.server_port}/sms/{{phone}}"]\n'
    site = Site(tmp_path, secrets=urls)
    play = Play(site)
    yield play
    play.close()
    site.close()


def recorded(play: Play, kind: str) -> list[Mapping[str, Any]]:
    """Return the facts of all events of a kind."""
    return [line.body for line in play.journeys.register.events(most=500) if line.kind == kind]


def sent(play: Play) -> list[Mapping[str, Any]]:
    """Return what was told to the end."""
    return recorded(play, "notice.sent/1")


def test_a_resident_gets_the_code_on_the_phone(told: Play, gateway: Gateway) -> None:
    parcel = waiting_parcel(told)
    until(lambda: sent(told), 15)
    (path, posted), (folder,) = gateway.taken[0], (told.site.root / "outbox").glob("*.json")
    card = told.journeys.directory.card(told.journeys.ledger.house.parcels[parcel].recipient)
    assert card and card.phone and path == f"/sms/{card.phone}"
    code = json.loads(folder.read_text(encoding="utf-8"))["body"]
    assert posted["message"] == code
    assert sent(told)[0]["channels"] == ["file", "json-1"]


def test_a_service_that_is_down_gets_it_later_and_the_others_do_not_get_it_twice(
    told: Play, gateway: Gateway
) -> None:
    gateway.takes = False
    waiting_parcel(told)
    until(lambda: gateway.refused >= 2, 15)
    (notice,) = told.journeys.ledger.house.notices.values()
    assert notice.taken == ("file",)
    (folder,) = (told.site.root / "outbox").glob("*.json")
    folder.unlink()
    told.power_cycle()
    gateway.takes = True
    until(lambda: sent(told), 15)
    assert len(gateway.taken) == 1
    assert not folder.exists(), "it was told that way before the power cut"
    assert recorded(told, "notice.taken/1") == [{"notice": notice.id, "channel": "file"}]


def test_a_service_that_is_down_rests_longer_each_time(told: Play, gateway: Gateway) -> None:
    gateway.takes = False
    waiting_parcel(told)
    rests = told.kiosk._telling._rests
    until(lambda: (rest := rests.get("json-1")) and rest.last_s >= 0.8, 15)
    assert gateway.refused >= 3
