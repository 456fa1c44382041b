"""Looking after an empty home on the screens of a real lobby: by client, and once in Chromium."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kiosk.domain.inspections.inspection import Stage
from kiosk.pdf.verifying import Verified, verify_pdf
from tests.flows.test_consents import LI, home_of, visit_of
from tests.flows.test_inspections import OTHER_UNIT, UNIT, bring, make, one, take
from tests.flows.test_key_rules import HOME
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_desk import OURS, Desk
from tests.ui.test_home import form_id, home_page

CHEN_PIN, ZHOU_PIN = "864200", "135790"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(file, "JPEG")
    return file.getvalue()


def as_form(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """Return a form with a file as a browser sends it, and its type."""
    mark = b"----a-boundary"
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (mark, name.encode(), value.encode())
        for name, value in fields.items()
    ]
    head = b'--%b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' % mark
    return b"".join(
        [*parts, head, file, b"\r\n--%b--\r\n" % mark]
    ), f"multipart/form-data; boundary={mark.decode()}"


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        leaf = document[0]
        text = leaf.get_textpage()
        found: str = text.get_text_range()
        text.close()
        leaf.close()
        return found
    finally:
        document.close()


def test_the_plan_is_made_at_the_desk_paused_and_ended(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "121201")
    assert "/desk/inspections/new/" in desk.page(home)
    path = home.replace("/keeping/", "/inspections/new/")
    page = desk.page(path)
    form = {
        "movement": form_id(page), "every": "7", "weekday": "0", "from": "09:00", "until": "12:00", "duration": "60",
        "points": "water", "wishes": "Feed the fish\n\nLook at the terrace", "tells": "findings", "document": "id_card",
    }  # fmt: skip
    signed = {**form, "strokes": json.dumps(SIGNATURE)}
    refused = desk.post(path, **signed)
    assert refused.status_code == 409 and "By whom?" in refused.text and "Feed the fish" in refused.text
    asked = {**signed, "who": "group:desk"}
    for changes, words in (
        ({"until": "08:00"}, "Which hours?"),
        ({"days": "10"}, "Which days?"),
        ({"strokes": "[]"}, "sign"),
        ({"document": ""}, "Which document"),
        ({"wishes": "1\n2\n3\n4\n5"}, "What is looked at?"),
    ):
        refused = desk.post(path, **{**asked, **changes})
        assert refused.status_code == 409 and words in refused.text, changes
    made = desk.post(path, **asked)
    assert made.status_code == 303 and desk.post(path, **asked).location == made.location  # posted twice
    (plan,) = play.journeys.inspections.plans()
    assert (plan.unit, plan.every_days, plan.weekday, plan.points) == (
        UNIT,
        7,
        0,
        ("water", "wish-1", "wish-2"),
    )
    page = desk.page(made.location)
    assert "Every Monday" in page and "Look at the terrace" in page and "<polyline" in page
    assert desk.page(path).count("Every Monday") >= 1  # the home has its plan
    assert UNIT in desk.page("/desk/inspections")
    assert desk.post(f"{made.location}/pause", until="2020-01-01").status_code == 409
    assert desk.post(f"{made.location}/pause", until="nonsense").status_code == 409
    assert desk.post(f"{made.location}/pause", until="").status_code == 303
    assert "paused" in desk.page(made.location)
    desk.post(f"{made.location}/resume")
    desk.post(f"{made.location}/end")
    assert play.journeys.inspections.plans() == []
    assert "ended" in desk.page(made.location)


def test_a_home_without_consent_is_sent_to_it_first(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    path = home_page(desk, "Emma").replace("/keeping/", "/inspections/new/")
    assert "First the owner agrees" in desk.page(path)
    fields = {
        "movement": os.urandom(16).hex(),
        "every": "7",
        "weekday": "0",
        "from": "09:00",
        "until": "12:00",
    }
    fields |= {"duration": "60", "points": "water", "who": "group:desk", "tells": "each", "basis": "consent"}
    assert desk.post(path, **fields).status_code == 409
    assert play.journeys.inspections.plans() == []


def test_told_at_the_cabinet_seen_at_the_desk_and_by_the_owner(play: Play) -> None:
    make(play, wishes=("Feed the fish",))
    desk = Desk(play)
    play.tap(LIN)
    assert f"Inspection due: {UNIT}" in desk.page("/keys")
    began = desk.post(f"/keys/{HOME}/reason", reason="inspection")
    assert "/sign" in desk.client.get(began.location).text or "Sign" in desk.page(began.location)
    movement, tag = take(play)
    back = bring(play, tag)
    door = desk.page(f"/movements/{back.id}")
    assert (
        f'href="/inspections/{movement.id}"' in door and 'data-next="/"' in door
    )  # a screen left alone shows nothing of a home
    here = f"/inspections/{movement.id}"
    assert "Feed the fish" in desk.page(here)
    assert desk.post(here).status_code == 409  # nothing was told yet
    answered = desk.post(f"{here}/points/water", finding="urgent")
    assert answered.location.endswith("/points/water/note")
    desk.post(f"{here}/points/water/note", strokes=json.dumps(SIGNATURE))
    taken = os.urandom(16).hex()
    assert desk.post(f"{here}/points/water/photo", photo=taken).status_code == 303
    assert desk.post(f"{here}/points/water/photo", photo="x").status_code == 409
    shown = re.findall(r'src="(/inspections/[^"]+\.jpg)"', desk.page(f"{here}/points/water/note"))
    assert desk.client.get(shown[0]).data.startswith(b"\xff\xd8")
    assert desk.post(f"{here}/points/wish-1", finding="fine").location == here
    assert desk.post(here, rest="fine").location.endswith("/told")
    assert "The desk has an urgent task" in desk.page(f"{here}/told")
    assert desk.page(here) == desk.page(f"{here}/told")  # handed in is handed in
    desk.enter()
    at_desk = desk.page("/desk/map")
    assert f"{UNIT}, urgent: Water off, no leak" in at_desk
    finding = f"{movement.id}-water"
    empty = desk.post(f"/desk/inspections/findings/{finding}/order", work_order=" ")
    assert empty.status_code == 409 and "work order" in empty.text
    desk.post(f"/desk/inspections/findings/{finding}/order", work_order="WX-77")
    assert "WX-77" in desk.page("/desk/map")
    page = desk.page(f"/desk/inspections/{movement.id}")
    photos = re.findall(r'href="(/desk/inspections/[^"]+\.jpg)"', page)
    seen = len(play.journeys.register.events(words="inspection.photo.seen"))
    assert desk.client.get(photos[0]).data.startswith(b"\xff\xd8")
    assert len(play.journeys.register.events(words="inspection.photo.seen")) == seen + 1
    pdf = desk.client.get(f"/desk/inspections/{movement.id}.pdf")
    assert pdf.mimetype == "application/pdf" and UNIT in words_of(pdf.data)
    assert isinstance(verify_pdf(pdf.data), Verified)  # in the site's name
    assert len(play.journeys.register.events(words="inspection.photo.seen")) == seen + 2
    desk.post(f"/desk/inspections/findings/{finding}/settled")
    assert "WX-77" not in desk.page("/desk/map")
    visit_of(play, LI)
    assert "My home, looked after" in desk.page("/home")
    assert "found: 1" in desk.page("/home/inspections")
    own = desk.page(f"/home/inspections/{movement.id}")
    assert "Urgent!" in own and "Feed the fish" in own
    detail = desk.page(f"/home/inspections/{movement.id}/points/water")
    assert "<polyline" in detail
    (photo,) = re.findall(r'src="(/home/inspections/[^"]+\.jpg)"', detail)
    assert desk.client.get(photo).status_code == 200
    visit_of(play, home_of(play, OTHER_UNIT))
    for path in (photo, f"/home/inspections/{movement.id}", f"/home/inspections/{movement.id}/points/water"):
        assert desk.client.get(path).status_code == 409, path  # another home's


def test_put_off_and_told_at_the_desk_with_a_file(play: Play) -> None:
    make(play)
    movement, tag = take(play)
    bring(play, tag)
    desk = Desk(play)
    assert f"Tell what you found: {UNIT}" in desk.page("/keys")
    desk.enter(ZHOU, ZHOU_PIN)
    here = f"/desk/inspections/{movement.id}"
    assert "said-water" not in desk.page(here)  # somebody else went
    assert desk.post(here, **{"said-water": "fine"}).status_code == 409
    desk.enter()
    assert "said-water" in desk.page(here)
    desk.post(here, **{"said-water": "found", "words-water": "under the sink"})
    assert desk.post(here, hand_in="yes").status_code == 409  # two points are open, and what was told is kept
    assert "under the sink" in desk.page(here)
    for content, status in (
        (picture(), 303),
        (b"nothing", 409),
        (b"\0" * (12 * 1024 * 1024 + 1), 409),
        (b"\0" * (41 * 1024 * 1024), 413),
    ):
        body, kind = as_form({"movement": os.urandom(16).hex(), "point": "water"}, content)
        answer = desk.client.post(f"{here}/photos", data=body, headers=OURS, content_type=kind)
        assert answer.status_code == status, len(content)
    assert len(one(play, movement).photos) == 1
    told = {"said-doors": "fine", "said-gas": "not_looked", "hand_in": "yes"}
    assert desk.post(here, **told).status_code == 303
    assert one(play, movement).stage is Stage.REPORTED and "said-water" not in desk.page(here)
    assert "under the sink" in desk.page(here)


def test_the_owner_pauses_and_ends_at_the_lobby_screen(play: Play) -> None:
    plan = make(play)
    desk = Desk(play)
    visit_of(play, LI)
    assert "due now" in desk.page("/home/inspections")
    desk.post("/home/inspections/plan/pause", plan=plan.id)
    assert "Paused" in desk.page("/home/inspections/plan")
    desk.post("/home/inspections/plan/resume", plan=plan.id)
    desk.post("/home/inspections/plan/end", plan=plan.id)
    assert "Nobody looks after your home" in desk.page("/home/inspections")
    play.journeys.visits.end()
    play.tap(LIN)
    assert "Inspection due" not in desk.page("/keys")


def test_nothing_of_it_is_for_others(play: Play) -> None:
    plan = make(play)
    movement, tag = take(play)
    bring(play, tag)
    desk = Desk(play)
    play.journeys.visits.end()
    for path in (
        f"/inspections/{movement.id}", "/desk/inspections", f"/desk/inspections/plans/{plan.id}", "/home/inspections",
        f"/desk/inspections/{movement.id}", f"/desk/inspections/{movement.id}.pdf", f"/home/inspections/{movement.id}",
    ):  # fmt: skip
        assert desk.client.get(path).status_code == 409, path
    play.tap(ZHOU)
    assert desk.client.get(f"/inspections/{movement.id}").status_code == 409
    assert desk.post(f"/inspections/{movement.id}", rest="fine").status_code == 409
    assert desk.post("/home/inspections/plan/end", plan=plan.id).status_code == 409
    assert play.journeys.inspections.plans() and one(play, movement).stage is Stage.BEGUN
    desk.enter(CHEN, CHEN_PIN)
    assert "said-water" in desk.page(f"/desk/inspections/{movement.id}")  # a supervisor may


def test_due_taken_returned_and_told_by_touch(tmp_path: Path, page: Page) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        make(screen.play)
        screen.start()
        screen.play.tap(LIN)
        screen.shows(f"Inspection due: {UNIT}")
        screen.touch("Take key")
        screen.type(LIN_PIN)
        screen.sign()
        screen.touch("Open the slot")
        screen.shows("Take")
        movement = page.url.rpartition("/")[2]
        screen.play.comes_to(movement, "open")
        tag = screen.bench.take_key("K09")
        screen.bench.push_shut("K09")
        screen.play.comes_to(movement, "done")
        screen.touch("My keys")
        screen.touch("Return")
        page.wait_for_url("**/movements/*")
        back = page.url.rpartition("/")[2]
        screen.play.comes_to(back, "open")
        screen.bench.put_key("K09", tag)
        screen.bench.push_shut("K09")
        screen.touch("Tell what I found")
        screen.shows(f"{UNIT}: what did you find?")
        screen.touch("Water off, no leak not told yet")
        page.locator('button[value="found"]').click()
        screen.sign()
        screen.touch("Next")
        screen.shows("Something found")
        screen.touch("The rest is in order")
        screen.shows("Thank you")
        expect(page.locator("#page")).to_contain_text("the owner is told")
        assert one(screen.play, screen.play.journeys.doors.need(movement)).findings == ("water",)
