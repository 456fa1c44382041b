"""The pen in Chromium: every point that the screen reports, no palm, no second finger; and what the desk sees of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, FloatRect, Page

from tests.wire.waiting import until

SCENE = "scenes/en/keys-sign"
REPLAY = (Path(__file__).parents[2] / "ui/static/replay.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Pad:
    """The box to sign in, and fingers upon it."""

    page: Page
    cdp: CDPSession
    box: FloatRect

    def touch(self, kind: str, *points: tuple[float, float, float]) -> None:
        """Have the screen report fingers: x and y within the box, and how far from its middle the skin touches."""
        fingers = [
            {"x": self.box["x"] + x, "y": self.box["y"] + y, "radiusX": r, "radiusY": r, "id": number}
            for number, (x, y, r) in enumerate(points)
        ]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    def strokes(self) -> list[list[list[int]]]:
        found = self.page.locator("#strokes").input_value()
        return json.loads(found) if found else []


@pytest.fixture
def pad(page: Page, address: str) -> Iterator[Pad]:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/{SCENE}", wait_until="load")
    page.wait_for_function("document.querySelector('canvas').signature")
    box = page.locator("canvas").bounding_box()
    assert box
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    yield Pad(page, cdp, box)
    cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    cdp.detach()


def test_each_point_that_the_screen_reports_is_kept_between_two_frames_too(pad: Pad) -> None:
    pad.touch("touchStart", (10, 20, 5))
    sent = 200
    burst = [
        {"x": pad.box["x"] + 10 + n, "y": pad.box["y"] + 20 + n % 2 * 9, "id": 0} for n in range(1, sent)
    ]
    for one in burst:
        pad.cdp.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [one]})
    pad.touch("touchEnd")
    (stroke,) = pad.strokes()
    assert len(stroke) >= 0.98 * sent, len(stroke)
    assert [point[2] for point in stroke] == sorted(point[2] for point in stroke)


def test_a_screen_of_240_hz_is_taken_down_at_240_hz(pad: Pad) -> None:
    drawn = pad.page.evaluate(
        """async () => {
          const canvas = document.querySelector("canvas"), { left, top } = canvas.getBoundingClientRect();
          const say = (kind, n) => canvas.dispatchEvent(new PointerEvent(kind, {
            pointerId: 3, pointerType: "pen", clientX: left + 10 + n, clientY: top + 20 + n % 9 }));
          const move = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
          say("pointerdown", 0);
          const began = performance.now();
          for (let n = 1; n < 240; n += 1) {
            while (performance.now() - began < n * 1000 / 240) await new Promise(requestIdleCallback);
            say(move, n);
          }
          say("pointerup", 240);
          return document.getElementById("strokes").value;
        }"""
    )
    (stroke,) = json.loads(drawn)
    assert len(stroke) == 240
    assert len(stroke) / (stroke[-1][2] / 1000) >= 60, (
        "below 60 a second no signature can be told from another"
    )


def test_points_that_come_together_are_all_kept(pad: Pad) -> None:
    drawn = pad.page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas"), { left, top } = canvas.getBoundingClientRect();
          const at = (n) => ({ pointerId: 3, pointerType: "pen", clientX: left + 10 + 4 * n, clientY: top + 20 + n });
          const move = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
          canvas.dispatchEvent(new PointerEvent("pointerdown", at(0)));
          const coalescedEvents = [1, 2, 3, 4].map((n) => new PointerEvent(move, at(n)));
          canvas.dispatchEvent(new PointerEvent(move, { ...at(4), coalescedEvents }));
          canvas.dispatchEvent(new PointerEvent("pointerup", at(4)));
          return document.getElementById("strokes").value;
        }"""
    )
    assert [point[0] for point in json.loads(drawn)[0]] == [10, 14, 18, 22, 26]


def test_a_palm_draws_nothing(pad: Pad) -> None:
    pad.touch("touchStart", (60, 40, 40))
    pad.touch("touchMove", (90, 60, 40))
    pad.touch("touchEnd")
    assert pad.strokes() == [] and pad.page.locator(".hint").is_visible()


def test_a_finger_that_becomes_a_palm_takes_its_line_back(pad: Pad) -> None:
    pad.touch("touchStart", (60, 40, 6))
    pad.touch("touchMove", (70, 50, 6))
    pad.touch("touchMove", (80, 60, 45))
    pad.touch("touchEnd")
    assert pad.strokes() == []


def test_a_second_finger_breaks_no_line(pad: Pad) -> None:
    pad.touch("touchStart", (20, 20, 6))
    pad.touch("touchMove", (40, 40, 6))
    pad.touch("touchStart", (40, 40, 6), (100, 60, 6))
    pad.touch("touchMove", (60, 50, 6), (110, 60, 6))
    pad.touch("touchEnd")
    (stroke,) = pad.strokes()
    assert [point[:2] for point in stroke] == [[20, 20], [40, 40], [60, 50]]


def test_a_pen_wins_over_the_hand_that_rests(pad: Pad) -> None:
    drawn = pad.page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas"), { left, top } = canvas.getBoundingClientRect();
          const say = (kind, id, type, x, y) => canvas.dispatchEvent(new PointerEvent(kind, {
            pointerId: id, pointerType: type, clientX: left + x, clientY: top + y, width: 9, height: 9 }));
          const move = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
          say("pointerdown", 4, "touch", 10, 90); say(move, 4, "touch", 12, 92);
          say("pointerdown", 5, "pen", 30, 30); say(move, 5, "pen", 60, 45); say(move, 4, "touch", 14, 95);
          say("pointerup", 5, "pen", 60, 45); say("pointerup", 4, "touch", 14, 95);
          return document.getElementById("strokes").value;
        }"""
    )
    assert [[point[:2] for point in stroke] for stroke in json.loads(drawn)] == [[[30, 30], [60, 45]]]


def test_signed_anew_and_in_the_lower_half(pad: Pad) -> None:
    pad.page.evaluate("document.documentElement.dataset.hand = 'low'")
    box = pad.page.locator("canvas").bounding_box()
    assert box and box["y"] >= 240 and box["height"] >= 64
    low = Pad(pad.page, pad.cdp, box)
    low.touch("touchStart", (20, 20, 6))
    low.touch("touchMove", (60, 40, 6))
    low.touch("touchEnd")
    assert [point[:2] for point in low.strokes()[0]] == [[20, 20], [60, 40]]
    pad.page.locator("[data-unsign]").click()
    assert low.strokes() == [] and pad.page.locator(".hint").is_visible()
    low.touch("touchStart", (20, 20, 6))
    low.touch("touchMove", (60, 40, 6))
    low.touch("touchEnd")
    assert low.strokes()[0][0][2] == 0, "time begins anew"


def test_both_signatures_are_replayed_in_their_own_time(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/scenes/en/desk-signature-judge", wait_until="load")
    count = "document.querySelector('[data-replay] polyline').points.length"
    whole = page.evaluate(count)
    page.evaluate(f"() => {{ {REPLAY} }}")  # a page of the gallery lies still
    page.locator("[data-replay-all]").click()
    until(lambda: 0 < page.evaluate(count) < whole, 5)
    until(lambda: page.evaluate(count) == whole, 5)
