"""Who stands at the lobby's screen wants out of its pages: to another window, the browser, the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.attacks.standing import NAMES, app_of, stood
from tests.flows.test_consents import visit_of
from tests.lobby import HERE, Play
from tests.ui.serving import browser_page, served

POLICY: dict[str, Any] = json.loads((HERE / "systemd" / "loge-chromium.json").read_text(encoding="utf-8"))
SCREEN = (HERE / "systemd" / "kiosk-screen.service").read_text(encoding="utf-8")
LOBBY_PAGES = ("/", "/collect/code", "/keys", "/courier")
TEMPLATES = HERE / "ui" / "templates"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("screen"))


@pytest.fixture(scope="module")
def address(play: Play) -> Iterator[str]:
    with served(app_of(play)) as address:
        yield address


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with browser_page() as page:
        yield page


@pytest.fixture
def page(play: Play, address: str, tab: Page) -> Page:
    play.journeys.visits.end()
    tab.goto(address + "/", wait_until="load")
    return tab


def prevented(page: Page, kind: str, of: str = "Event", **said: object) -> bool:
    """Return whether the page keeps the browser from what it does by itself upon an event."""
    return bool(
        page.evaluate(
            """([kind, of, said]) => { const e = new window[of](kind, { bubbles: true, cancelable: true, ...said });
            return !document.querySelector("main").dispatchEvent(e); }""",
            [kind, of, said],
        )
    )


def test_wants_a_menu_by_a_long_press_or_the_right_button(page: Page, address: str) -> None:
    for path in LOBBY_PAGES:
        page.goto(address + path, wait_until="load")
        assert prevented(page, "contextmenu", "MouseEvent"), path


def test_wants_a_link_in_a_window_of_its_own(page: Page) -> None:
    for how in (["Control"], ["Shift"], ["Meta"], ["Alt"], ["Control", "Shift"]):
        page.locator("a.tile").first.click(modifiers=how)  # type: ignore[arg-type]
        assert len(page.context.pages) == 1, how
    page.locator("a.tile").first.click(button="middle")
    assert len(page.context.pages) == 1
    assert page.evaluate("location.pathname") == "/"
    page.locator("a.tile").first.click()
    page.wait_for_url("**/collect")  # and by a plain touch it does open


def test_wants_to_drag_something_in_or_out(page: Page) -> None:
    for kind in ("dragstart", "dragover", "drop"):
        assert prevented(page, kind, "DragEvent"), kind


COMBINED = ("p", "s", "o", "u", "f", "g", "h", "j", "n", "t", "w", "r", "l", "d", "=", "-", "0", "Tab")


def test_wants_the_browsers_own_by_ctrl_and_a_key(page: Page) -> None:
    for key in (*COMBINED, "I", "J", "N", "T", "Delete"):
        for shift in (False, True):
            assert prevented(page, "keydown", "KeyboardEvent", key=key, ctrlKey=True, shiftKey=shift), key
        assert prevented(page, "keydown", "KeyboardEvent", key=key, metaKey=True)
        assert not prevented(page, "keydown", "KeyboardEvent", key=key), "by itself it is a key as any other"


def test_wants_the_browsers_own_by_a_key_alone(page: Page) -> None:
    for key in ("F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12", "BrowserBack", "BrowserHome", "PrintScreen", "Help",
                "LaunchApplication1", "ContextMenu"):  # fmt: skip
        assert prevented(page, "keydown", "KeyboardEvent", key=key), key
    for key in ("ArrowLeft", "ArrowRight", "Home", "F4"):
        assert prevented(page, "keydown", "KeyboardEvent", key=key, altKey=True), key


def test_wants_to_make_the_page_larger_until_its_ways_are_gone(page: Page) -> None:
    assert prevented(page, "wheel", "WheelEvent", ctrlKey=True, deltaY=-100)
    assert not prevented(page, "wheel", "WheelEvent", deltaY=-100)
    assert "--disable-pinch" in SCREEN and "--force-device-scale-factor=1" in SCREEN


def test_wants_to_select_and_search_the_text(page: Page) -> None:
    page.keyboard.press("Control+a")
    page.evaluate("document.execCommand('selectAll')")
    assert page.evaluate("getSelection().toString().trim()") == ""
    assert page.evaluate("getComputedStyle(document.documentElement).userSelect") == "none"


def test_wants_the_pages_of_whoever_was_here_by_the_way_back(page: Page, address: str, play: Play) -> None:
    visit_of(play, "r-zhang")
    page.goto(address + "/home", wait_until="load")
    private = page.inner_text("main")
    page.goto(address + "/home/delegates", wait_until="load")
    play.journeys.visits.end()
    page.goto(address + "/", wait_until="load")
    for _ in range(3):
        page.go_back(wait_until="load")
        shown = page.inner_text("body")
        assert private not in shown and not any(name in shown for name in NAMES)
        assert page.evaluate("performance.getEntriesByType('navigation')[0].type") != "prerender"


def test_wants_what_the_browser_keeps(page: Page, address: str, play: Play) -> None:
    visit_of(play, "r-zhang")
    for path in ("/home", "/home/parcels", *LOBBY_PAGES):
        page.goto(address + path, wait_until="load")
    kept = page.evaluate(
        """async () => [localStorage.length, (await caches.keys()).length,
        (await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length]"""
    )
    assert kept == [0, 0, 0, 0]
    play.journeys.visits.end()
    assert {one["name"] for one in page.context.cookies()} <= {"language", "theme", "ear", "hand", "reach"}


def test_wants_the_screen_to_ask_the_world_for_something(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in LOBBY_PAGES:
        page.goto(address + path, wait_until="load")
    assert asked and not [url for url in asked if not url.startswith(address + "/")]


def test_wants_a_script_of_theirs_to_run(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(
        """() => { const add = (tag) => document.body.appendChild(document.createElement(tag));
        add("script").textContent = "window.theirs = 1";
        const button = add("button"); button.setAttribute("onclick", "window.theirs = 2"); button.click();
        add("img").src = "https://evil.example/x.png"; }"""
    )
    assert page.evaluate("window.theirs === undefined")
    page.wait_for_function(
        "document.images.length === 0 || [...document.images].every((one) => one.complete)"
    )
    assert any("Content Security Policy" in one for one in said)


def test_wants_the_page_in_a_frame_of_theirs(play: Play) -> None:
    answer = app_of(play).test_client().get("/")
    ancestors = re.findall(r"frame-ancestors ([^;]+)", answer.headers["Content-Security-Policy"])
    assert ancestors and set(ancestors[0].split()) <= {"'self'", *play.site.settings.screen.framed_by}
    assert "*" not in ancestors[0]


def test_wants_the_machines_files_by_a_dialog() -> None:
    assert POLICY["AllowFileSelectionDialogs"] is False and POLICY["DownloadRestrictions"] == 3
    for file in TEMPLATES.rglob("*.html"):
        if "desk" not in file.parts and 'type="file"' in file.read_text(encoding="utf-8"):
            pytest.fail(f"{file}: a lobby page asks for a file")


def test_wants_other_addresses_the_tools_or_another_profile() -> None:
    assert POLICY["URLBlocklist"][0] == "*" and POLICY["URLAllowlist"] == ["http://127.0.0.1:8410"]
    assert POLICY["DeveloperToolsAvailability"] == 2 and POLICY["RemoteDebuggingAllowed"] is False
    assert POLICY["PrintingEnabled"] is False and POLICY["IncognitoModeAvailability"] == 1
    assert POLICY["BrowserGuestModeEnabled"] is False and POLICY["BrowserAddPersonEnabled"] is False
    assert POLICY["ExtensionInstallBlocklist"] == ["*"] and POLICY["DefaultPopupsSetting"] == 2
    assert POLICY["TaskManagerEndProcessEnabled"] is False and POLICY["AllowDinosaurEasterEgg"] is False


def test_wants_what_was_typed_before_offered_again() -> None:
    for name in ("AutofillAddressEnabled", "AutofillCreditCardEnabled", "PasswordManagerEnabled"):
        assert POLICY[name] is False
    assert POLICY["SearchSuggestEnabled"] is False and POLICY["TranslateEnabled"] is False
    for file in TEMPLATES.rglob("*.html"):
        for typed in re.findall(r"<input\b[^>]*>", file.read_text(encoding="utf-8")):
            if re.search(r'type="(password|text|tel|search)"', typed):
                assert "autocomplete=" in typed, (file.name, typed)


def test_wants_the_console_behind_the_browser() -> None:
    command = SCREEN[SCREEN.index("ExecStart=/usr/bin/cage") : SCREEN.index("Restart=always")]
    assert "--kiosk" in command and " -s" not in command.split(" -- ")[0], "no switching of consoles"
    for forbidden in ("--no-sandbox", "--remote-debugging", "--disable-web-security", "--allow-file-access"):
        assert forbidden not in command
    assert "Conflicts=getty@tty1.service" in SCREEN and "Restart=always" in SCREEN
    assert "InaccessiblePaths=-/var/lib/loge -/etc/loge" in SCREEN and "NoNewPrivileges=yes" in SCREEN
    assert "IPAddressDeny=any" in SCREEN and "IPAddressAllow=localhost" in SCREEN


def test_wants_the_record_through_a_picture_of_the_screen_or_its_microphone() -> None:
    for name in ("AudioCaptureAllowed", "VideoCaptureAllowed", "ScreenCaptureAllowed"):
        assert POLICY[name] is False
    guarded = ("WebUsbGuard", "SerialGuard", "WebBluetoothGuard", "WebHidGuard")
    for name in ("Clipboard", "Geolocation", *guarded):
        assert POLICY[f"Default{name}Setting"] == 2, name
    assert Path(HERE / "ui" / "guards.py").read_text().count("camera=(), microphone=(), geolocation=()") == 1
