"""The devices page of a lobby in trouble, and what a monitoring program gets to see of it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from prometheus_client.parser import text_string_to_metric_families

from drivers.ailments import CODES
from kiosk.flows.health import LEAST_FREE_BYTES, SiteHealth
from kiosk.ports.devices import DeviceState
from kiosk.settings.tables import HealthPage
from tests.lobby import LIN, LIN_PIN, WANG, Play, Site
from tests.wire.waiting import until
from ui.app import create_app
from ui.health import health_app

PAPER = Path(__file__).parents[2] / "docs" / "health.md"
OURS = {"Sec-Fetch-Site": "same-origin"}


DOCUMENTS = "document-reader"
"""No device of the world's: a program of the kiosk's own, started when it is needed."""


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("lobby"))
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def play(lobby: Play) -> Iterator[Play]:
    """The lobby, whole again after each test."""
    yield lobby
    for state in lobby.kiosk.states.states():
        if state.name != DOCUMENTS and state.kind != "storage":
            lobby.bench.plug(state.name)
            lobby.bench.mend(state.name)
    until(lambda: all(state.condition == "up" for state in lobby.kiosk.states.states()), 15)


@pytest.fixture
def monitor(play: Play) -> FlaskClient:
    """A monitoring program."""
    return health_app(play.kiosk.health).test_client()


def seen(**changes: Any) -> SiteHealth:
    """Return a whole site with one broken thing."""
    at = datetime(2026, 5, 3, tzinfo=UTC)
    whole: dict[str, Any] = {
        "site": "x",
        "version": "1",
        "at": at,
        "uptime_s": 5.0,
        "head_seq": 7,
        "clock_trusted": True,
        "disk_free_bytes": 10**9,
        "devices": [DeviceState("camera", "camera", "up", at, "", 0)],
        "queues": {},
        "stuck": [],
    }
    return SiteHealth(**(whole | changes))


def device(**changes: Any) -> list[DeviceState]:
    """Return a camera that is not well."""
    return [DeviceState("camera", "camera", since=seen().at, detail="", lost_count=0, **changes)]


# ---- the attendants' page ----------------------------------------------------------------------------------


def test_the_devices_page_says_what_happened_what_goes_on_and_what_to_do(play: Play) -> None:
    client = create_app(play.journeys).test_client()
    client.set_cookie("language", "en")
    play.tap(LIN)
    assert client.post("/desk/enter", data={"pin": LIN_PIN}, headers=OURS).status_code < 400
    play.bench.pull("locks-b")
    until(lambda: any(one.code == "gone" for one in play.kiosk.states.states()), 5)
    page = " ".join(client.get("/desk/devices").text.split())
    assert "It is not there." in page
    assert "stay shut; all other doors work." in page
    assert "Check its cable and its power. It comes back by itself." in page
    assert page.index("It is not there.") < page.index("Works.")  # the worst comes first


@pytest.mark.parametrize("language", ["en", "zh_Hans", "zh_Hant"])
def test_the_devices_page_fits_the_small_screen(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/scenes/{language}/desk-devices", wait_until="load")
    wide = page.evaluate(
        "document.querySelector('.register').scrollWidth <= document.querySelector('.register').clientWidth"
    )
    assert wide, "nothing is to be scrolled sideways"
    assert page.locator("tr.bad .sentence b").first.is_visible()


# ---- the health page ---------------------------------------------------------------------------------------


def test_a_whole_site_answers_200_with_everything_promised(play: Play, monitor: FlaskClient) -> None:
    answer = monitor.get("/health.json")
    told = answer.get_json()
    assert (answer.status_code, told["condition"], told["troubles"]) == (200, "up", [])
    assert told["head_seq"] == play.kiosk.ledger.seq
    assert told["clock_trusted"] is True and told["disk_free_bytes"] > 0 and told["uptime_s"] > 0
    assert {one["name"] for one in told["devices"]} == {one.name for one in play.kiosk.states.states()}
    asked = [one for one in told["devices"] if one["name"] != DOCUMENTS]
    assert all(one["answered"] and one["round_ms"] > 0 for one in asked)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_lost_device_answers_503_and_says_which(play: Play, monitor: FlaskClient) -> None:
    play.bench.pull("camera")
    until(lambda: monitor.get("/health.json").status_code == 503, 8)
    told = monitor.get("/health.json").get_json()
    assert told["troubles"] == ["device:camera"]
    assert [one["code"] for one in told["devices"] if one["name"] == "camera"] == ["gone"]
    play.bench.plug("camera")
    until(lambda: monitor.get("/health.json").status_code == 200, 8)


@pytest.mark.parametrize(
    ("health", "condition", "troubles"),
    [
        (seen(), "up", []),
        (seen(clock_trusted=False), "degraded", []),
        (seen(devices=device(condition="degraded", code="unsteady")), "degraded", []),
        (seen(devices=device(condition="down", code="gone")), "down", ["device:camera"]),
        (seen(stuck=["watcher"]), "down", ["thread:watcher"]),
        (seen(disk_free_bytes=LEAST_FREE_BYTES - 1), "down", ["disk"]),
    ],
)
def test_what_makes_a_site_down(health: SiteHealth, condition: str, troubles: list[str]) -> None:
    assert (health.condition, list(health.troubles)) == (condition, troubles)
    answer = health_app(lambda: health).test_client().get("/health.json")
    assert answer.status_code == (503 if condition == "down" else 200)


def test_nothing_can_be_written_and_no_other_name_reaches_it(monitor: FlaskClient) -> None:
    for path in ("/health.json", "/metrics"):
        assert monitor.post(path).status_code == 405
        assert monitor.get(path, headers={"Host": "evil.example"}).status_code == 400
    assert monitor.get("/").status_code == 404


def test_nothing_of_it_is_about_a_person(play: Play, monitor: FlaskClient) -> None:
    play.journeys.visits.end()
    play.tap(WANG)
    play.drop("SF777000111")
    everything = monitor.get("/health.json").text + monitor.get("/metrics").text
    names = [play.journeys.directory.name(person) for person in play.journeys.ledger.house.people]
    words = ["SF777000111", "0802", LIN, *names]
    # as words of their own: "0802" may well stand in the digits of a time
    assert [
        word for word in words if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", everything)
    ] == []


def test_the_paper_names_every_metric_and_no_other(monitor: FlaskClient, play: Play) -> None:
    play.bench.line_fault("locks-a", noise_before=b"\xff\xff")
    play.bench.paper("out")

    def exported() -> set[str]:
        text = monitor.get("/metrics").text
        return {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}

    wanted = {"loge_device_bad_frames_total", "loge_device_ailment"}
    until(lambda: wanted <= exported(), 8)
    play.bench.paper("plenty")
    written = set(re.findall(r"^\| `(loge_[a-z_]+)` \|", PAPER.read_text(encoding="utf-8"), re.MULTILINE))
    names = {name for name in exported() if not name.endswith("_created")}
    assert names | wanted == written


def test_the_paper_names_every_code(monitor: FlaskClient) -> None:
    written = PAPER.read_text(encoding="utf-8").split("## Codes")[1].split("## /metrics")[0]
    assert {code for code in CODES if f"`{code}`" not in written} == set()


def test_the_paper_names_every_field(monitor: FlaskClient) -> None:
    told = monitor.get("/health.json").get_json()
    written = PAPER.read_text(encoding="utf-8")
    fields = {*told, *told["devices"][0], *told["queues"]}
    assert {field for field in fields if f"`{field}`" not in written} == set()


def test_the_kiosk_serves_it_on_a_port_of_its_own(play: Play, tmp_path: Path) -> None:
    site = Site(tmp_path / "s")
    try:
        site.kiosk_process()
        until(site.answers, 60)

        def told() -> Any:
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{site.health_port}/health.json", timeout=5
                ) as way:
                    return json.load(way)
            except urllib.error.URLError:
                return None

        assert until(told, 20)["condition"] in ("up", "degraded")
    finally:
        site.close()


def test_the_unit_lets_the_kiosk_open_the_port() -> None:
    unit = (PAPER.parents[1] / "systemd" / "kiosk.service").read_text(encoding="utf-8")
    assert f"SocketBindAllow=tcp:{HealthPage().port}\n" in unit
