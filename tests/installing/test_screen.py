"""The lobby's browser as it is shipped: its policies in a real Chromium, its flags, its compositor without a way out.

The browser reads our policies from a mount namespace in which /etc/chromium is ours: nothing of this machine's changes.
Two of them keep the test itself out, as they keep out everybody (developer tools, remote debugging): one case proves
just that, and the others do without them.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.installing.policed import STATES

ROOT = Path(__file__).parents[2]
POLICIES = json.loads((ROOT / "systemd" / "loge-chromium.json").read_text(encoding="utf-8"))
UNIT = (ROOT / "systemd" / "kiosk-screen.service").read_text(encoding="utf-8")
BEYOND = ("chrome", "chrome-untrusted", "chrome-extension", "devtools", "file", "javascript")
"""What `*` does not block by itself, in the versions that were tried."""
KEEPS_TESTS_OUT = ("DeveloperToolsAvailability", "RemoteDebuggingAllowed")
NAMESPACE = ("unshare", "--mount", "--propagation", "private")


def _can_unshare() -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None or shutil.which("chromium") is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


real_browser = pytest.mark.skipif(
    not _can_unshare(), reason="needs root, unshare and Chromium: policies NOT tried"
)


class Page(BaseHTTPRequestHandler):
    """A page of the kiosk's address, or of another one."""

    def do_GET(self) -> None:
        """Answer with a page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>here</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def addresses() -> Iterator[tuple[str, str]]:
    """Return the address that is allowed, and that of another program on this machine."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Page) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield (f"http://127.0.0.1:{servers[0].server_port}/", f"http://127.0.0.1:{servers[1].server_port}/")
    for server in servers:
        server.shutdown()
        server.server_close()


def shipped(folder: Path, home: str = "", *, without: tuple[str, ...] = ()) -> Path:
    """Return a folder to stand for /etc/chromium; `home`: in place of the kiosk's own address."""
    policies = {name: value for name, value in POLICIES.items() if name not in without}
    if home:
        policies["URLAllowlist"] = [home.rstrip("/")]
    (folder / "policies" / "managed").mkdir(parents=True)
    (folder / "policies" / "managed" / "loge.json").write_text(json.dumps(policies), encoding="utf-8")
    return folder


def looked(folder: Path, *addresses: str) -> dict[str, dict[str, str]]:
    """Return what a Chromium with these policies has made of each address."""
    command = [*NAMESPACE, sys.executable, "-m", "tests.installing.policed", str(folder), *addresses]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@real_browser
def test_the_screen_goes_nowhere_but_to_the_kiosk(tmp_path: Path, addresses: tuple[str, str]) -> None:
    home, other = addresses
    ways = (
        other,
        "file:///etc/passwd",
        "chrome://settings",
        "chrome://policy",
        "chrome://inspect",
        "chrome://downloads",
        "chrome://version",
        "chrome://newtab",
        "chrome://extensions",
        "view-source:" + home,
        "data:text/html,out",
        "https://example.invalid/",
        f"http://localhost:{home.rsplit(':', 1)[1]}",
    )
    found = looked(shipped(tmp_path / "etc", home, without=KEEPS_TESTS_OUT), home, *ways)
    assert found[home] == {"at": home, "error": ""}
    for way in ways:
        assert "ERR_BLOCKED_BY_ADMINISTRATOR" in found[way]["error"], (way, found[way])
    assert found["can"] == {
        "geolocation": "denied",
        "notifications": "denied",
        "camera": "denied",
        "microphone": "denied",
    }


@real_browser
def test_the_browser_knows_every_policy(tmp_path: Path, addresses: tuple[str, str]) -> None:
    """A policy that is misspelt, or that Chromium has dropped, would protect nobody."""
    without = (*KEEPS_TESTS_OUT, "URLBlocklist", "URLAllowlist")
    found = looked(shipped(tmp_path / "etc", without=without), addresses[0], STATES)
    states = found["states"]
    assert set(states) == set(POLICIES) - set(without)
    assert {name: state for name, state in states.items() if state not in ("OK", "Deprecated")} == {}


@real_browser
def test_nobody_debugs_it_from_outside(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    shipped(tmp_path / "etc")
    inside = (
        f"mount --bind {tmp_path}/etc /etc/chromium; exec timeout 30 chromium --headless --no-sandbox --disable-gpu "
        f"--user-data-dir={tmp_path}/profile --remote-debugging-port={port} about:blank"
    )
    with subprocess.Popen([*NAMESPACE, "sh", "-c", inside], stderr=subprocess.PIPE, text=True) as browser:
        assert browser.stderr is not None
        said = next((line for line in browser.stderr if "remote debugging" in line.lower()), "")
        browser.terminate()
        browser.communicate()
    assert "disallowed" in said, said


def test_policies_and_flags_leave_no_tool_in_the_lobby() -> None:
    for name, value in {
        "URLBlocklist": ["*", *(f"{scheme}://*" for scheme in BEYOND)],
        "URLAllowlist": ["http://127.0.0.1:8410"],
        "ExtensionInstallBlocklist": ["*"],
        "DeveloperToolsAvailability": 2,
        "RemoteDebuggingAllowed": False,
        "DownloadRestrictions": 3,
        "AllowFileSelectionDialogs": False,
        "PrintingEnabled": False,
        "PasswordManagerEnabled": False,
        "IncognitoModeAvailability": 1,
        "TaskManagerEndProcessEnabled": False,
    }.items():
        assert POLICIES[name] == value, name
    command = UNIT.replace("\\\n", " ").split("ExecStart=/usr/bin/cage ", 1)[1].splitlines()[0]
    cage, _, browser = command.partition("-- ")
    assert "-s" not in cage.split(), "cage -s lets keys change the console"
    assert not {"--remote-debugging-port", "--no-sandbox", "--disable-web-security"} & set(browser.split())
    assert {"--kiosk", "--disable-pinch", "--overscroll-history-navigation=0"} <= set(browser.split())
