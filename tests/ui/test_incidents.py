"""Incident reports at the desk: begun in one touch, on disk as they grow, signed, sent, added to, pictures sealed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from kiosk.domain.incidents.incident import Incident, Stage
from kiosk.flows.incidents.photos import PREFIX
from tests.lobby import CHEN, LIN, LIN_PIN, ZHOU, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_dutylog import now_here
from tests.ui.test_shifts import CHEN_PIN, OURS, PEN, ZHOU_PIN, Desk, field
from tests.wire.waiting import until

TOLD = {
    "part.place": "Tower 3, floor 12",
    "part.course": "Water ran\r\ninto the lift",
    "part.people": "Home 1201",
    "part.measures": "Valve shut",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play = Play(site)
    yield Desk(play)
    play.close()
    site.close()


def begun(desk: Desk) -> Incident:
    answer = desk.post("/desk/incidents/new", kind="water", **now_here(desk))
    assert answer.status_code == 303, answer.text[-800:]
    return desk.play.journeys.incidents.of(answer.headers["Location"].split("/")[-1])


def write(desk: Desk, one: Incident, page: str = "", **more: str) -> TestResponse:
    """Post what the page of a draft shows, with more written into it."""
    shown = dict(
        re.findall(r'name="(base\.[^"]+)" value="([^"]*)"', page or desk.page(f"/desk/incidents/{one.id}"))
    )
    return desk.post(f"/desk/incidents/{one.id}", **{"kind": "water", **now_here(desk), **shown, **more})


def picture(size: tuple[int, int] = (2400, 1200)) -> bytes:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", size, "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


def add_picture(desk: Desk, one: Incident, content: bytes, act: str = "") -> TestResponse:
    data = {"movement": act or os.urandom(16).hex(), "file": (BytesIO(content), "x.jpg")}
    return desk.client.post(f"/desk/incidents/{one.id}/photos", data=data, headers=OURS)


def test_from_the_first_word_to_the_company(desk: Desk) -> None:
    desk.enter()
    one = begun(desk)
    assert "Due in" in desk.page("/desk/incidents")
    early = write(desk, one, sign="yes", **{"part.place": "Tower 3"})
    assert early.headers["Location"].endswith("/sign")
    assert "Missing:" in desk.page(f"/desk/incidents/{one.id}")
    page = desk.page(early.headers["Location"])
    short = desk.post(early.headers["Location"], seen=field(page, "seen"), strokes=PEN)
    assert short.status_code == 409 and "Parts still empty: 2" in short.text
    assert write(desk, one, **TOLD).status_code == 303
    page = desk.page(f"/desk/incidents/{one.id}/sign")
    assert "into the lift" in page
    unsigned = desk.post(f"/desk/incidents/{one.id}/sign", seen=field(page, "seen"), strokes="[]")
    assert unsigned.status_code == 409
    for _ in range(2):  # a double tap
        done = desk.post(f"/desk/incidents/{one.id}/sign", seen=field(page, "seen"), strokes=PEN)
        assert done.status_code == 303
    assert write(desk, one, page=" ", **{"part.course": "Nothing happened"}).status_code == 409
    silent = desk.post(f"/desk/incidents/{one.id}/sent", how="")
    assert silent.status_code == 409 and "How was it sent?" in silent.text
    assert desk.post(f"/desk/incidents/{one.id}/sent", how="email").status_code == 303
    act = os.urandom(16).hex()
    for _ in range(2):
        desk.post(f"/desk/incidents/{one.id}/add", movement=act, words="The insurer knows")
    page = desk.page(f"/desk/incidents/{one.id}")
    assert page.count("The insurer knows") == 1 and "Sent by" in page and "<polyline" in page
    known = desk.play.journeys.incidents.of(one.id)
    assert known.stage is Stage.SENT and len(known.additions) == 1
    log = desk.page("/desk/dutylog")
    assert all(f"{deed} incident report {one.name}" in log for deed in ("began", "signed", "sent"))


def test_what_was_written_is_there_after_a_power_cut(desk: Desk) -> None:
    desk.enter()
    one = begun(desk)
    kept = desk.client.post(
        f"/desk/incidents/{one.id}/draft",
        data={"kind": "fire", **now_here(desk), "part.course": "Smoke in the garage"},
        headers=OURS,
    )
    assert kept.status_code == 200 and set(kept.json or {}) >= {"course", "place"}
    play = desk.play
    play.power_cycle()
    fresh = Desk(play)
    fresh.enter()
    page = fresh.page(f"/desk/incidents/{one.id}")
    assert "Smoke in the garage" in page
    assert play.journeys.incidents.of(one.id).kind == "fire"


def test_nobody_writes_over_what_they_have_not_seen(desk: Desk) -> None:
    desk.enter()
    one = begun(desk)
    old = desk.page(f"/desk/incidents/{one.id}")
    assert write(desk, one, **{"part.course": "First telling"}).status_code == 303
    mine = write(desk, one, old, **{"part.course": "Second telling", "part.place": "Roof"})
    assert (
        mine.status_code == 409
        and "Second telling" in mine.text
        and "Somebody else wrote here too" in mine.text
    )
    beside = write(desk, one, old, **{"part.place": "Roof", "part.course": ""})
    assert beside.status_code == 303, "an untouched part stands as it is"
    known = desk.play.journeys.incidents
    assert known.words(known.of(one.id), "course") == "First telling"
    assert known.words(known.of(one.id), "place") == "Roof"


def test_only_who_needs_to_know_reads_it(desk: Desk) -> None:
    desk.enter()
    one = begun(desk)
    write(desk, one, **TOLD)
    add_picture(desk, one, picture())
    (photo,) = desk.play.journeys.incidents.of(one.id).photos
    desk.enter(ZHOU, ZHOU_PIN)
    page = desk.page(f"/desk/incidents/{one.id}")
    assert "Home 1201" not in page and "into the lift" not in page and one.name in page
    for path in ("/sign", f"/photos/{photo.id}.jpg"):
        assert desk.client.get(f"/desk/incidents/{one.id}{path}").status_code == 409
    for path in ("", "/sent", "/add", f"/photos/{photo.id}/out"):
        refused = desk.post(
            f"/desk/incidents/{one.id}{path}", kind="fire", words="x", how="email", **now_here(desk)
        )
        assert refused.status_code == 409, path
    assert "Home 1201" not in desk.page("/desk/registers/incidents")
    desk.enter(CHEN, CHEN_PIN)
    assert "Home 1201" in desk.page(f"/desk/incidents/{one.id}")
    seen = [
        line
        for line in desk.play.journeys.register.events(words="incident.seen/1")
        if line.kind == "incident.seen/1"
    ]
    assert [line.body["by"] for line in seen] == ["s-chen"], "a look of somebody else is on record"


def test_pictures_are_told_anew_and_leave_with_the_draft(desk: Desk) -> None:
    desk.enter()
    one = begun(desk)
    act = os.urandom(16).hex()
    for _ in range(2):  # a double tap
        assert add_picture(desk, one, picture(), act).status_code == 303
    for bad, says in ((b"GIF89a nothing", "photo"), (b"", "photo")):
        assert add_picture(desk, one, bad).status_code == 409, says
    (photo,) = desk.play.journeys.incidents.of(one.id).photos
    shown = desk.client.get(f"/desk/incidents/{one.id}/photos/{photo.id}.jpg")
    assert shown.status_code == 200 and b"SecretPhone" not in shown.data
    assert max(Image.open(BytesIO(shown.data)).size) <= 1600 and shown.headers["Cache-Control"] == "no-store"
    assert desk.post(f"/desk/incidents/{one.id}/photos/{photo.id}/out").status_code == 303
    assert desk.play.journeys.incidents.of(one.id).photos == ()
    assert desk.play.journeys.ledger.opened(PREFIX + photo.id) is None, "out of the vault as well"
    assert desk.client.get(f"/desk/incidents/{one.id}/photos/{photo.id}.jpg").status_code == 409


def test_an_alarm_leads_to_its_report_in_one_touch(desk: Desk) -> None:
    play = desk.play
    until(lambda: play.journeys.sight.reading("K05").tags is not None, 15)
    play.bench.force("K05")
    until(lambda: any(one.kind == "forced" for one in play.journeys.ledger.house.alarms.values()), 10)
    alarm = next(one for one in play.journeys.ledger.house.alarms.values() if one.kind == "forced")
    desk.enter()
    assert "Write an incident report" in desk.page(f"/desk/alarms/{alarm.id}")
    assert "From an alarm" in desk.page("/desk/incidents/new")
    ways = [desk.post("/desk/incidents/new", source="alarm", about=alarm.id) for _ in range(2)]
    assert len({one.headers["Location"] for one in ways}) == 1, "one alarm, one report"
    one = play.journeys.incidents.of(ways[0].headers["Location"].split("/")[-1])
    assert (one.kind, one.source, one.about) == ("intrusion", "alarm", alarm.id)
    assert "5" in play.journeys.incidents.words(one, "place") and play.journeys.incidents.words(one, "course")
    assert desk.post("/desk/incidents/new", source="alarm", about="none").status_code == 409
    assert "Alarm: Forced" in desk.page("/desk/dutylog")


def test_a_report_becomes_a_document_and_a_mistake_is_withdrawn(desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    one = begun(desk)
    write(desk, one, **TOLD)
    add_picture(desk, one, picture())
    page = desk.page(f"/desk/incidents/{one.id}/sign")
    desk.post(f"/desk/incidents/{one.id}/sign", seen=field(page, "seen"), strokes=PEN)
    made = desk.post(f"/desk/incidents/{one.id}/pdf").headers["Location"]
    until(lambda: desk.client.get(f"{made}.pdf").status_code == 200, 60)
    assert desk.client.get(f"{made}.pdf").data.startswith(b"%PDF-")
    other = begun(desk)
    assert desk.post(f"/desk/incidents/{other.id}/withdraw", words="").status_code == 409
    assert desk.post(f"/desk/incidents/{other.id}/withdraw", words="a drill").status_code == 303
    assert "Withdrawn" in desk.page(f"/desk/incidents/{other.id}")
    assert desk.play.journeys.incidents.open() == [desk.play.journeys.incidents.of(one.id)]
    desk.enter()
    assert desk.post(f"/desk/incidents/{one.id}/pdf").status_code == 409, "supervisors alone"
    assert desk.client.get("/desk/incidents/i-none").status_code == 409


def test_what_is_typed_is_kept_without_a_button_and_signed_with_a_pen(tmp_path: Path, page: Page) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.bench.tap(LIN)
        screen.start()
        page.goto(f"{screen.address}/desk/")
        screen.type(LIN_PIN)
        page.locator("button.primary, button[type=submit]").first.click()
        expect(page.locator("#desk")).to_be_visible()
        page.goto(f"{screen.address}/desk/incidents/new")
        page.locator("label", has=page.locator("input[value=water]")).click()
        page.locator(".foot button").click()
        expect(page.locator("form[data-draft]")).to_be_visible()
        flow = screen.play.journeys.incidents
        (one,) = flow.open()
        for part, words in (("place", "Tower 3"), ("course", "A pipe burst"), ("measures", "Valve shut")):
            page.locator(f'[name="part.{part}"]').fill(words)
        page.locator('[name="part.result"]').focus()  # the field was left: nobody touched a button
        until(lambda: flow.words(flow.of(one.id), "measures") == "Valve shut", 30)
        until(lambda: flow.words(flow.of(one.id), "course") == "A pipe burst", 10)
        page.locator("button[name=sign]").click()
        box = page.locator("canvas").bounding_box()
        assert box
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 160, box["y"] + 70, steps=12)
        page.mouse.up()
        page.locator(".foot button").click()
        expect(page.locator("form[action$='/sent']")).to_be_visible()
        assert flow.of(one.id).stage is Stage.SIGNED
